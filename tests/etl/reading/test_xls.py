"""The old binary format, written by xlwt: the same tables, errors, hidden sheets, comments, macros by content."""

import io
from collections.abc import Callable

import pytest
from making import codes, questions, read

xlwt = pytest.importorskip("xlwt", reason="xlwt 未安装，无法生成 .xls")

CELLS = [
    ["3-1 各县市区主要指标（2023年）", None, None, None],
    [None, None, None, "单位：万元"],
    ["县市区", "收入", None, "支出"],
    [None, "经营", "补助", None],
    ["甲区", 1.5, 2, 3],
    ["乙县", 4, 5.25, 6],
    ["合计", 5.5, 7.25, 9],
    ["注：快报数", None, None, None],
]


def old_book(change: Callable[[object, object], None] | None = None) -> bytes:
    """An .xls with a title, a unit line and a merged header."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("表一")
    merges = {(0, 0): (0, 3), (2, 0): (3, 0), (2, 1): (2, 2), (2, 3): (3, 3)}
    for r, row in enumerate(CELLS):
        for c, value in enumerate(row):
            if (r, c) in merges:
                bottom, right = merges[r, c]
                sheet.write_merge(r, bottom, c, right, value)
            elif value is not None:
                sheet.write(r, c, value)
    if change:
        change(book, sheet)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("name", ["年鉴.xls", "年鉴.et", "年鉴"])
def test_table_of_an_old_book(name: str) -> None:
    result = read(old_book(), name)
    assert result.format == "xls"
    (table,) = result.tables
    assert table.title == "3-1 各县市区主要指标（2023年）"
    assert table.units == ["万元"]
    assert table.periods == ["2023年"]
    assert table.header_rows == (3, 4)
    assert [column.name for column in table.columns] == ["县市区", "收入_经营", "收入_补助", "支出"]
    assert table.rows == [["甲区", "1.5", "2", "3"], ["乙县", "4", "5.25", "6"]]
    assert not questions(result)


def test_old_book_named_xlsx_or_csv_is_refused() -> None:
    for name in ("年鉴.xlsx", "年鉴.csv"):
        assert codes(read(old_book(), name)) == {"FILE_NAME_MISMATCH"}


def test_hidden_sheet() -> None:
    def change(book, sheet) -> None:  # type: ignore[no-untyped-def]
        other = book.add_sheet("旧")
        other.write(0, 0, "县市区")
        other.visibility = 1

    assert questions(read(old_book(change), "年鉴.xls")) == {"SHEET_HIDDEN"}


def test_error_value_keeps_the_row_out() -> None:
    def change(book, sheet) -> None:  # type: ignore[no-untyped-def]
        sheet.write(8, 0, "丙县")
        sheet.row(8).set_cell_error(1, "#DIV/0!")
        sheet.write(8, 2, 1)

    result = read(old_book(change), "年鉴.xls")
    assert [(f.code, f.row, f.column, f.value) for f in result.findings if f.outcome == "out"] == [
        ("FORMULA_ERROR", 9, "收入_经营", "#DIV/0!")
    ]
    assert [row[0] for row in result.tables[0].rows] == ["甲区", "乙县"]


def test_date_typed_year() -> None:
    def change(book, sheet) -> None:  # type: ignore[no-untyped-def]
        style = xlwt.easyxf(num_format_str="YYYY-MM-DD")
        sheet.write(8, 0, "丙县")
        sheet.write(8, 1, 2023, style)

    result = read(old_book(change), "年鉴.xls")
    assert result.tables[0].rows[-1][1] == "2023"


@pytest.mark.parametrize("secret", ["11010519491231002X", "350102199003071234"])
def test_personal_data_in_an_old_book(secret: str) -> None:
    def change(book, sheet) -> None:  # type: ignore[no-untyped-def]
        sheet.write(40, 40, f"经手{secret}")

    result = read(old_book(change), "年鉴.xls")
    assert result.refused
    assert codes(result) == {"PERSONAL_ID"}


def test_footer_of_an_old_book() -> None:
    def change(book, sheet) -> None:  # type: ignore[no-untyped-def]
        sheet.footer_str = b"TEL 138 0591 2345"

    assert codes(read(old_book(change), "年鉴.xls")) == {"PERSONAL_PHONE"}


def test_truncated_old_book_is_refused() -> None:
    data = old_book()
    assert read(data[: len(data) // 2], "年鉴.xls").refused
