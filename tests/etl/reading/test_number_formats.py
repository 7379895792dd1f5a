"""Figures that a number format shows otherwise than the cell holds them."""

import io
from typing import Any

import pytest
import xlwt
from making import custom, open_document, questions, read

from etl.reading.number_formats import Shown, of

HEAD = ["县区", "覆盖率（%）", "收入（万元）"]


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("0.00%", Shown(percent=True)),
        ("0%;[Red]-0%", Shown(percent=True)),
        ("0!.0,", Shown(divisor=10_000)),
        ('0"."0,', Shown(divisor=10_000)),
        (r"0\.0000", Shown(divisor=10_000)),
        ("#,##0,", Shown(divisor=1_000)),
        ('0.0,,"亿"', Shown(divisor=1_000_000, named=True)),
    ],
)
def test_formats_that_show_another_figure(code: str, shown: Shown) -> None:
    assert of(code) == shown


@pytest.mark.parametrize(
    "code", ["General", "0.00", "#,##0.00_);[Red](#,##0.00)", r"0.00\%", '0"万元"', "yyyy/m/d", "@"]
)
def test_formats_that_show_the_figure_itself(code: str) -> None:
    assert of(code) is None


def _book(rows: int, percent: str, money: str) -> bytes:
    def build(book: Any) -> None:
        sheet, share, scaled = (
            book.add_worksheet("表"),
            book.add_format({"num_format": percent}),
            book.add_format({"num_format": money}),
        )
        sheet.write_row(0, 0, HEAD)
        for row in range(1, rows + 1):
            sheet.write_string(row, 0, f"第{row}村")
            sheet.write_number(row, 1, 0.853, share)
            sheet.write_number(row, 2, 5_234_567, scaled)

    return custom(build)


@pytest.mark.parametrize("rows", [4, 6_000])
def test_shares_are_read_as_they_are_shown(rows: int) -> None:
    found = read(_book(rows, "0.0%", "0"))
    assert found.tables[0].rows[2] == ["第3村", "85.3%", "5234567"]
    assert found.tables[0].rows[-1][1] == "85.3%"
    assert questions(found) == set()


def test_amounts_shown_smaller_are_read_as_shown_and_asked_about() -> None:
    found = read(_book(4, "0.0%", "0!.0,"))
    assert [row[2] for row in found.tables[0].rows] == ["523.4567"] * 4
    (asked,) = [finding for finding in found.findings if finding.code == "NUMBER_SCALED"]
    assert asked.outcome == "confirm" and asked.column == "C"
    assert "5234567" in asked.message and "523.4567" in asked.message


def test_an_amount_whose_format_names_the_scale_stays_as_it_is_held() -> None:
    found = read(_book(4, "0.0%", '0.0,,"亿"'))
    assert {row[2] for row in found.tables[0].rows} == {"5234567"}
    assert "NUMBER_SCALED" in questions(found)


def test_old_workbooks_too() -> None:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("表")
    for column, text in enumerate(HEAD):
        sheet.write(0, column, text)
    for row in range(1, 5):
        sheet.write(row, 0, f"第{row}村")
        sheet.write(row, 1, 0.5 if row == 2 else 0.853, xlwt.easyxf(num_format_str="0.00%"))
        sheet.write(row, 2, 5_234_567, xlwt.easyxf(num_format_str="#,##0,"))
    stream = io.BytesIO()
    book.save(stream)
    found = read(stream.getvalue(), "报表.xls")
    assert found.tables[0].rows[:2] == [["第1村", "85.3%", "5234.567"], ["第2村", "50%", "5234.567"]]
    assert questions(found) == {"NUMBER_SCALED"}


def test_open_documents_too() -> None:
    def cell(value: str, *, share: bool = False, repeated: int = 1) -> str:
        kind = "percentage" if share else "float"
        again = f' table:number-columns-repeated="{repeated}"' if repeated > 1 else ""
        kind = f'office:value-type="{kind}" office:value="{value}"'
        return f"<table:table-cell{again} {kind}><text:p>.</text:p></table:table-cell>"

    def words(text: str) -> str:
        return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'

    rows = ["".join(words(text) for text in ("县区", "覆盖率（%）", "达标率（%）", "户数"))]
    rows += [words(f"第{n}村") + cell("0.853", share=True, repeated=2) + cell("12") for n in range(3)]
    sheet = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    content = open_document(f'<table:table table:name="空"/><table:table table:name="表">{sheet}</table:table>')
    found = read(content, "报表.ods")
    assert found.tables[0].rows[0] == ["第0村", "85.3%", "85.3%", "12"]
