"""A long sheet read by columns gives what it gives read row by row, whatever stands in it."""

import datetime
import random
from collections.abc import Callable
from typing import Any

import pytest
import xlsxwriter
from making import custom, sheet_xml

from etl.reading import package, total_columns, workbook
from etl.reading.long_model import LongGrid, LongTable
from etl.reading.model import ReadResult
from etl.reading.reader import read_bytes

ROWS = 420
_DAY = datetime.date(2024, 6, 30)
Lines = list[list[Any]]


@pytest.fixture(autouse=True)
def no_sums_beside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sheets are short here; columns of totals are looked at in short tables only."""
    monkeypatch.setattr(total_columns, "MOST_ROWS", 100)


@pytest.fixture
def both(monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], tuple[ReadResult, ReadResult]]:
    """A workbook read by columns and row by row."""

    def read(data: bytes) -> tuple[ReadResult, ReadResult]:
        monkeypatch.setattr(workbook, "LONG_ROWS", ROWS)
        monkeypatch.setattr(package, "LARGE_PART", 1)
        from_bytes = read_bytes(data, "进度.xlsx")
        monkeypatch.setattr(package, "LARGE_PART", 10**9)
        from_library = read_bytes(data, "进度.xlsx")
        assert from_bytes.as_dict() == from_library.as_dict() and is_long(from_bytes) == is_long(from_library)
        monkeypatch.setattr(workbook, "LONG_ROWS", 10**9)
        return from_bytes, read_bytes(data, "进度.xlsx")

    return read


def is_long(result: ReadResult) -> bool:
    return [type(table) for table in result.tables] == [LongTable]


def sheet(lines: Lines, merges: list[tuple[int, int, int, int]] = [], **options: Any) -> bytes:  # noqa: B006
    """A workbook with one sheet; dates are formatted as such, texts starting with = stay texts."""

    def build(book: xlsxwriter.Workbook) -> None:
        page, date = book.add_worksheet("进度"), book.add_format({"num_format": "yyyy-mm-dd"})
        for number, line in enumerate(lines):
            for column, value in enumerate(line):
                if isinstance(value, datetime.date):
                    page.write_datetime(number, column, value, date)
                elif isinstance(value, str):
                    page.write_string(number, column, value)
                elif value is not None:
                    page.write(number, column, value)
        for top, left, bottom, right in merges:
            page.merge_range(top, left, bottom, right, lines[top][left])

    return custom(build, **options)


def village_lines(count: int = 460) -> Lines:
    return [
        [f"3501{n // 90:02d}{n % 90:03d}201", f"第{n}村", 2024, 1 + n % 12, n % 41, n / 100, "组织部统计", _DAY]
        for n in range(count)
    ]


HEADER = ["村编码", "村名", "年度", "月份", "党员人数", "集体经济收入（万元）", "备注", "日期"]


def test_a_plain_long_sheet_is_read_by_columns(both) -> None:
    by_columns, by_rows = both(sheet([["2024年村级情况"], ["单位：万元"], HEADER, *village_lines(), ["注：年报数。"]]))
    assert is_long(by_columns) and not is_long(by_rows)
    assert by_columns.as_dict() == by_rows.as_dict()
    (table,) = by_columns.tables
    assert (table.title, table.row_numbers[0], len(table.rows)) == ("2024年村级情况", 4, 460)
    assert table.rows[123] == ["350101033201", "第123村", "2024", "4", "0", "1.23", "组织部统计", "2024-06-30"]
    assert [note.text for note in table.notes] == ["注：年报数。"]


def _put(row: int, column: int, value: Any) -> Callable[[Lines], Any]:
    def change(lines: Lines) -> None:
        lines[row][column] = value

    return change


def _line(row: int, *cells: Any) -> Callable[[Lines], Any]:
    return lambda lines: lines.insert(row, list(cells))


#: What may stand in the middle of a long sheet, and whether it can still be read by columns.
SPOILED: dict[str, tuple[Callable[[Lines], Any], bool]] = {
    "blank row": (_line(390, None), False),
    "total": (_line(390, None, "合计", 2024, 1, 100, 5, None, None), False),
    "total far below": (_line(461, None, "合计", 2024, 1, 100, 5, None, None), False),
    "of which": (_put(390, 1, "其中：女"), False),
    "header again": (_line(390, *HEADER), False),
    "heading": (_line(390, "一、市辖区"), False),
    "two cells": (_line(390, "350101001201", "某村"), False),
    "words only": (_line(390, "甲", "乙", "丙", "丁", "戊", "己", "庚", "辛"), False),
    "beyond the table": (_put(390, 7, None), True),
    "words for a figure": (_put(390, 4, "约百个"), True),
    "missing marks": (_put(390, 5, "…"), True),
    "spaces": (_put(390, 5, " 1 234 "), True),
    "formula": (_put(390, 6, "=1+1"), False),
    "script": (_put(390, 6, "<script>alert(1)</script>"), False),
    "control": (_put(390, 6, "一\x0b二"), False),
    "long text": (_put(390, 6, "长" * 70), True),
    "line break": (_put(390, 6, "多\n行"), True),
    "identity number": (_put(390, 6, "11010519491231002X"), False),
    "phone": (_put(390, 6, "13912345678"), False),
    "phone as a number": (_put(390, 4, 13912345678), True),
    "credit code": (_put(390, 6, "91350100M000100Y43"), True),
    "large number": (_put(390, 5, 123456789012345678.0), True),
    "noise": (_put(390, 5, 0.1 + 0.2), True),
    "tiny": (_put(390, 5, 1e-7), True),
    "negative zero": (_put(390, 5, -0.0), True),
    "truth": (_put(390, 5, True), True),
    "year as a date": (_put(390, 7, datetime.date(1905, 7, 16)), True),
    "moment": (_put(390, 7, datetime.datetime(2024, 6, 1, 8, 30)), True),
}


@pytest.mark.parametrize("name", SPOILED)
def test_whatever_stands_in_the_middle_is_read_alike(both, name: str) -> None:
    change, by_column = SPOILED[name]
    lines = [HEADER, *village_lines()]
    change(lines)
    fast, slow = both(sheet(lines))
    assert fast.as_dict() == slow.as_dict()
    assert is_long(fast) == by_column


def test_merged_and_damaged_cells_are_left_to_the_other_reader(both) -> None:
    lines = [HEADER, *village_lines()]
    merged = sheet(lines, [(300, 0, 302, 0)])
    damaged = sheet_xml(sheet(lines), lambda xml: xml.replace(b'<c r="E390"><v>', b'<c r="E390" t="e"><v>#N/A</v><v>'))
    for data in (merged, damaged):
        fast, slow = both(data)
        assert fast.as_dict() == slow.as_dict() and not is_long(fast)


def test_a_cell_to_the_right_of_the_table(both) -> None:
    lines = [HEADER, *village_lines()]
    lines[400] = [*lines[400], None, "核对"]
    fast, slow = both(sheet(lines))
    assert fast.as_dict() == slow.as_dict()


def test_many_drawn_sheets_are_read_alike(both) -> None:
    long = 0
    for seed in range(24):
        fast, slow = both(_drawn(random.Random(seed)))
        assert fast.as_dict() == slow.as_dict(), seed
        long += is_long(fast)
    assert long >= 8


def _drawn(chance: random.Random) -> bytes:
    """A long sheet with other headers and columns, and now and then something in it that is not plain."""
    kinds = [chance.choice(("figure", "share", "date", "text", "code", "mark")) for _ in range(chance.randrange(1, 6))]
    top: Lines = []
    if chance.random() < 0.6:
        top.append(["2023年各村主要指标完成情况"])
    if chance.random() < 0.4:
        top.append([None, "单位：万元、个"])
    merges = []
    head: list[Any] = ["县市区", "村名", *(f"{'甲乙丙丁戊己'[at]}项" for at in range(len(kinds)))]
    if chance.random() < 0.3 and len(kinds) > 1:
        top.append(["县市区", "村名", "主要指标", *[None] * (len(kinds) - 1)])
        merges.append((len(top) - 1, 2, len(top) - 1, 1 + len(kinds)))
        head[:2] = [None, None]
        if chance.random() < 0.5:
            merges += [(len(top) - 1, 0, len(top), 0), (len(top) - 1, 1, len(top), 1)]
    lines = [*top, head]
    for n in range(chance.randrange(440, 520)):
        cells = [chance.choice(("鼓楼区", " 台江区", "马　尾区")) if n % 5 else "仓山区", f"第{n}村"]
        lines.append([*cells, *(_cell(chance, kind, n) for kind in kinds)])
    for _ in range(chance.choice((0, 0, 1, 2))):
        name = chance.choice(("blank row", "heading", "two cells", "long text", "formula", "credit code"))
        change = SPOILED[name][0]
        if name in ("blank row", "heading", "two cells"):
            change(lines)
        else:
            lines[390][-1] = {"long text": "长" * 70, "formula": "=1+1"}.get(name, "91350100M000100Y43")
    if chance.random() < 0.4:
        lines.append([chance.choice(("注：年报。", "填表人：某某", "合计"))])
    return sheet(lines, merges, constant_memory=not merges and chance.random() < 0.5)


def _cell(chance: random.Random, kind: str, n: int) -> Any:
    if chance.random() < 0.03:
        return chance.choice((None, "…", "—", "无"))
    if kind == "figure":
        return chance.choice((n, float(n), str(n), f"{n:,}"))
    if kind == "share":
        return chance.choice((n / 7, round(n / 7, 2), f"{n / 7:.1f}%", -n / 10))
    if kind == "date":
        return chance.choice((_DAY, datetime.date(2021, 2, 3), "2024年6月"))
    if kind == "code":
        return chance.choice((350100000000 + n, f"3501{n:08d}", 1e15 + n))
    return chance.choice(("✓", "是", "否", True)) if kind == "mark" else chance.choice(("备注", "组织部", f"说明{n}"))


def test_a_long_grid_makes_its_rows_when_asked() -> None:
    from etl.reading.texts import of_values

    grid = LongGrid("表", 0, [of_values(["甲", "乙", "甲"], str), of_values([1.0, True, ""], str)])
    assert grid.rows == [["甲", "1.0"], ["乙", "True"], ["甲", ""]] and grid.numbers == [1, 2, 3]
    assert not grid.is_blank and LongGrid("表", 0, [of_values(["", ""], str)]).is_blank
