"""Cells taken from a sheet's bytes are the cells that the workbook library gives, or none are taken."""

import datetime
import io
import random
import zipfile
from typing import Any

import openpyxl
import pytest
import python_calamine
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from making import patch, sheet_xml

from etl.reading import number_formats, sheet_columns, sheet_tokens, texts
from etl.reading.model import Grid

PART = "xl/worksheets/sheet1.xml"
VALUES = st.one_of(
    st.none(),
    st.integers(-(10**17), 10**17),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(0, 10**6).map(lambda number: number / 100),
    st.booleans(),
    st.dates(datetime.date(1900, 3, 1), datetime.date(2199, 12, 31)),
    st.text(st.characters(min_codepoint=9, max_codepoint=0xFFFD, exclude_categories=("Cs", "Cc")), max_size=12),
    st.sampled_from(("", " 鼎 湖 ", "a&b", "<20岁", "“两新”", "_x000D_", "x" * 40, "=1+1", "'", "]]>")),
)
SHEETS = st.lists(st.lists(VALUES, min_size=1, max_size=9), min_size=1, max_size=12)
FORMATS = ("yyyy-mm-dd", "yyyy/m/d", 'yyyy"年"m"月"d"日"', "0.00", "#,##0", "0%")


def written(lines: list[list[Any]], *, inline: bool, odd: bool = False) -> bytes:
    """A workbook; where it is odd, numbers are formatted as dates now and then."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"constant_memory": True} if inline else {"in_memory": True}) as book:
        page = book.add_worksheet()
        formats = [book.add_format({"num_format": code}) for code in FORMATS]
        for row, line in enumerate(lines):
            for column, value in enumerate(line):
                form = formats[(row + column) % 6 if odd else 3 + (row + column) % 3]
                if isinstance(value, datetime.date):
                    page.write_datetime(row, column, value, formats[(row + column) % 3])
                elif isinstance(value, str):
                    page.write_string(row, column, value)
                elif value is not None:
                    page.write(row, column, value, form if column % 2 and not isinstance(value, bool) else None)
    return stream.getvalue()


def by_openpyxl(lines: list[list[Any]]) -> bytes:
    book, stream = openpyxl.Workbook(), io.BytesIO()
    for line in lines:
        book.active.append(line)
    book.save(stream)
    return stream.getvalue()


def part_of(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(PART)


def from_bytes(data: bytes) -> list[list[str]] | None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    cells = sheet_tokens.scan(parts[PART], max_columns=200, max_rows=200_000)
    found = sheet_columns.read(parts, cells) if cells else None
    return [column.spread() for column in found.columns] if found else None


def from_library(data: bytes) -> list[list[str]]:
    sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
    columns = [column.spread() for column in texts.of_rows(sheet.to_python(skip_empty_area=False), False)[0]]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        styles = number_formats.of_styles(archive.read("xl/styles.xml"))
        shown = number_formats.of_cells(archive.read(PART), styles)
    grid = Grid("", 0, [list(row) for row in zip(*columns, strict=True)], [])
    number_formats.apply(grid, shown, "")
    return [list(column) for column in zip(*grid.rows, strict=True)]


@settings(max_examples=150, deadline=None)
@given(SHEETS, st.booleans(), st.booleans())
def test_texts_are_those_of_the_library(lines: list[list[Any]], inline: bool, odd: bool) -> None:
    data = written(lines, inline=inline, odd=odd)
    found = from_bytes(data)
    assert found is None or found == from_library(data)


def test_plain_sheets_of_several_programs_are_taken() -> None:
    day = datetime.date(2024, 6, 30)
    lines = [["村", "数", "额", "日"], *([f"第{n}村", n, n / 8, day] for n in range(60)), [None, -1, 1e21, day]]
    formatted = (written(lines, inline=True), written(lines, inline=False))
    for data, three in ((formatted[0], "300%"), (formatted[1], "300%"), (by_openpyxl(lines), "3")):
        found = from_bytes(data)
        assert found == from_library(data)
        assert found is not None and [column[4] for column in found] == ["第3村", three, "0.375", "2024-06-30"]
        assert found[2][-1] == "1e+21"


@pytest.mark.parametrize("inline", [True, False])
def test_a_sheet_with_changed_bytes_is_read_as_the_library_reads_it(inline: bool) -> None:
    chance = random.Random(3)
    lines = [["村", "数", "日"], *([f"第{n % 7}村", n / 4, datetime.date(2024, 1, 1 + n)] for n in range(12))]
    data, taken = written(lines, inline=inline), 0
    letters = b'<>/" =&;crvtsin019.AEe-x\n'
    for _ in range(400):
        changed = sheet_xml(data, lambda part: _changed(part, chance, letters))
        found = from_bytes(changed)
        if found is not None:
            assert found == from_library(changed)
            taken += 1
    assert 20 < taken < 400


def test_a_sheet_as_chinese_excel_writes_it() -> None:
    lines = [["村", "数", "日"], *([f"第{n}村", n / 4, datetime.date(2024, 1, 1 + n % 30)] for n in range(40))]
    lines[5][0] = ""
    data = patch(
        written(lines, inline=False),
        {
            "xl/sharedStrings.xml": lambda part: part.replace(
                b"</t></si>", b'</t><phoneticPr fontId="1" type="noConversion"/></si>'
            ),
            PART: lambda part: part.replace(
                b' spans="1:3">', b' spans="1:3" ht="14.25" customHeight="1" x14ac:dyDescent="0.2">'
            ),
        },
    )
    found = from_bytes(data)
    assert found is not None and found == from_library(data) and found[0][6] == "第5村"
    rich = patch(data, {"xl/sharedStrings.xml": lambda part: part.replace(b"<si><t>", b"<si><r><t>", 1)})
    assert from_bytes(rich) is None


def _changed(part: bytes, chance: random.Random, letters: bytes) -> bytes:
    at = chance.randrange(part.index(b"<sheetData>"), len(part))
    size = chance.choice((0, 1, 1, 1, 3))
    return part[:at] + bytes(chance.choices(letters, k=chance.choice((0, 1, 1, 2)))) + part[at + size :]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'<c r="C3"><v>1</v>', b'<c r="C4"><v>1</v>'),
        (b'<c r="C3"><v>1</v>', b'<c r="A3"><v>1</v>'),
        (b'<c r="C3"><v>1</v>', b'<c r="GS3"><v>1</v>'),
        (b'<c r="C3"><v>1</v>', b'<c r="C3"><f>A1</f><v>1</v>'),
        (b'<c r="C3"><v>1</v>', b'<c r="C3" t="e"><v>#N/A</v>'),
        (b'<c r="C3"><v>1</v>', b'<c r="C3" t="s"><v>9999</v>'),
        (b'<c r="C3"><v>1</v>', b'<c r="C3"> <v>1</v>'),
        (b'<c r="C3"><v>1</v>', b'<c r="C3"><v>1,5</v>'),
        (b'<row r="3"', b'<row r="2"'),
        (b"<sheetData>", b"<sheetData ><!-- -->"),
    ],
)
def test_what_is_not_plain_is_not_taken(old: bytes, new: bytes) -> None:
    data = written(
        [["村", "数", "额"], ["甲", 0, 0], ["乙", 1, 1], *([f"第{n}村", n, n] for n in range(40))], inline=False
    )
    assert from_bytes(data) is not None
    changed = sheet_xml(data, lambda part: part.replace(old, new, 1))
    assert old not in part_of(changed)
    assert from_bytes(changed) is None
