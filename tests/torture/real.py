"""The real files of SHARED_DATA, read once by the reader and once cell by cell, and compared."""

import csv
import io
import os
import unicodedata
from pathlib import Path

import python_calamine

from etl.reading.model import ReadResult, Table
from etl.reading.reader import read_file
from etl.reading.workbook import number_text
from tests.torture.truth import Judgement

SHARED = Path(os.environ.get("SHARED_DATA", Path(__file__).resolve().parents[3] / "shared" / "data"))
Sheets = dict[str, list[list[str]]]


def files() -> list[Path]:
    """Every table file there is; none when SHARED_DATA is absent."""
    return sorted(path for path in SHARED.rglob("*") if path.suffix in (".csv", ".xlsx", ".xls"))


def judge(path: Path) -> Judgement:
    """Judge the reader on a real file: every cell where it stands, none lost without a word."""
    read = read_file(path)
    asked = sorted({finding.code for finding in read.findings if finding.outcome != "normalise"})
    if read.refused:
        return Judgement("refused", asked)
    sheets = _cells(path)
    faults = _moved(read, sheets)
    if not asked:
        faults += _lost(read, sheets)
    if faults:
        return Judgement("wrong", faults[:5])
    return Judgement("questioned", asked) if asked else Judgement("right")


def _cells(path: Path) -> Sheets:
    if path.suffix == ".csv":
        data = path.read_bytes()
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("gb18030")
        return {"": [[_flat(cell) for cell in row] for row in csv.reader(io.StringIO(text))]}
    book = python_calamine.CalamineWorkbook.from_path(str(path))
    return {
        name: [[_text(value) for value in row] for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)]
        for name in book.sheet_names
    }


def _text(value: object) -> str:
    return number_text(value) if isinstance(value, float) else _flat(str(value))


def _flat(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _moved(read: ReadResult, sheets: Sheets) -> list[str]:
    """Figures that stand in another place of the file, or in none."""
    faults = []
    for table in read.tables:
        cells = sheets[table.sheet]
        lines = [*zip(table.row_numbers, table.rows, strict=True), *((t.row_number, t.cells) for t in table.totals)]
        for number, row in lines:
            for column, text in zip(table.columns, row, strict=True):
                there = cells[number - 1][column.position] if column.position < len(cells[number - 1]) else ""
                if text and _flat(text) != there and not _merged(cells, number, column.position, text):
                    faults.append(f"{table.sheet} {number}/{column.name}: {text}, there: {there}")
    return faults


def _merged(cells: list[list[str]], number: int, position: int, text: str) -> bool:
    """True when the text is the nearest one above an empty cell: a cell merged downwards."""
    if cells[number - 1][position]:
        return False
    above = next((cells[at][position] for at in range(number - 2, -1, -1) if cells[at][position]), "")
    return above == _flat(text)


def _lost(read: ReadResult, sheets: Sheets) -> list[str]:
    """Filled rows from a table's header downwards that are neither body, total, note nor header."""
    faults = []
    for name, cells in sheets.items():
        tables = [table for table in read.tables if table.sheet == name]
        if not tables:
            continue
        told = {finding.row for finding in read.findings if finding.sheet == name}
        known = set().union(*(_rows_of(table) for table in tables)) | told
        first = min(table.header_rows[0] for table in tables)
        faults += [
            f"{name} row {number}: {row[:4]}"
            for number, row in enumerate(cells, start=1)
            if number > first and any(row) and number not in known
        ]
    return faults


def _rows_of(table: Table) -> set[int]:
    found = set(range(table.header_rows[0], table.header_rows[1] + 1)) | set(table.row_numbers)
    return found | {total.row_number for total in table.totals} | {note.row_number for note in table.notes}
