"""What the reader hands on: tables as an office drew them, cells as text, nothing interpreted."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from etl.findings import Finding

if TYPE_CHECKING:
    pass


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost.

    Attributes:
        max_bytes: File size.
        max_columns: Columns of a sheet; a cell beyond is refused.
        max_rows: Rows of a sheet that hold something; a cell beyond is refused.
        max_cell: Characters in one cell (Excel's own limit); a longer cell keeps its row out.
        max_parts: Entries in an .xlsx.
        max_unpacked: Bytes of an .xlsx unpacked.
        max_ratio: Unpacked size over packed size.
        memory: What the reading process may hold in bytes.
        cpu_seconds: Processor time for one file.
        wall_seconds: Waiting time for one file, for a reader that hangs without computing.
    """

    max_bytes: int = 200_000_000
    max_columns: int = 200
    max_rows: int = 200_000
    max_cell: int = 32_767
    max_parts: int = 500
    max_unpacked: int = 200_000_000
    max_ratio: int = 100
    memory: int = 600_000_000
    cpu_seconds: int = 10
    wall_seconds: int = 40


DEFAULT = Limits()


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes:
        name: Upper header joined to lower with `_`, split words rejoined, unit and second language taken off.
        unit: Measuring unit that the header states, as written; None when it states none.
        position: Column in the sheet, from 0 (`rows` hold only the table's own columns, in order).
        parts: The header cells above this column from top to bottom, as found.
    """

    name: str
    unit: str | None
    position: int
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TotalRow:
    """A row of totals (合计, 小计, 其中), kept apart from the body; `cells` follow the table's columns."""

    row_number: int
    label: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A line above, inside or below the table that is not data: subtitle, note, source, section heading."""

    row_number: int
    text: str


@dataclass(slots=True)
class Table:
    """One table of one sheet.

    Attributes:
        sheet: Sheet name, empty for text files.
        sheet_no: Sheet from 0.
        title: The heading line, empty when there is none.
        units: Units stated in the title, on a line of their own or in the preamble, as written.
        periods: Periods stated in title, subtitle, preamble or sheet name, as written, most specific first.
        header_rows: First and last header row, from 1.
        columns: The columns.
        rows: Body rows as text; '' is an empty cell. Rows kept out are not here.
        row_numbers: Row of each body row in the sheet, from 1.
        totals: Rows of totals and subtotals.
        notes: Lines that are not data.
        preamble: `key：value` lines such as 数据库, 指标, 时间.
        findings: What was normalised, dropped or doubted in this table (also in `ReadResult.findings`).
        left_out: How many body rows were kept out; each is named in a finding, or counted in the last one.
    """

    sheet: str
    sheet_no: int
    title: str
    units: list[str]
    periods: list[str]
    header_rows: tuple[int, int]
    columns: list[Column]
    rows: list[list[str]]
    row_numbers: list[int]
    totals: list[TotalRow] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    preamble: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    left_out: int = 0

    def as_dict(self) -> dict[str, Any]:
        """The table as `python -m etl read --json` prints it."""
        return {
            "sheet": self.sheet,
            "sheet_no": self.sheet_no,
            "title": self.title,
            "units": self.units,
            "periods": self.periods,
            "header_rows": list(self.header_rows),
            "columns": [
                {"name": c.name, "unit": c.unit, "position": c.position, "parts": list(c.parts)} for c in self.columns
            ],
            "rows": self.rows,
            "row_numbers": self.row_numbers,
            "totals": [{"row_number": t.row_number, "label": t.label, "cells": list(t.cells)} for t in self.totals],
            "notes": [{"row_number": n.row_number, "text": n.text} for n in self.notes],
            "preamble": self.preamble,
            "findings": [finding.as_dict() for finding in self.findings],
        }


@dataclass(slots=True)
class ReadResult:
    """What one file held.

    Attributes:
        file: File name fit to show (a name with personal data in it is hidden).
        sha256: Hash of the bytes.
        size: Bytes.
        format: csv, xlsx, xls, ods, or what was recognised and refused (pdf, html, zip …).
        encoding: Encoding of a text file, empty otherwise.
        tables: The tables found; empty when refused.
        findings: All findings, those of the tables included.
        refused: True when nothing of the file may be used; then a `refuse` finding says why.
    """

    file: str
    sha256: str
    size: int
    format: str
    encoding: str
    tables: list[Table]
    findings: list[Finding]
    refused: bool

    def as_dict(self) -> dict[str, Any]:
        """The result as `python -m etl read --json` prints it."""
        return {
            "file": self.file,
            "sha256": self.sha256,
            "size": self.size,
            "format": self.format,
            "encoding": self.encoding,
            "refused": self.refused,
            "tables": [table.as_dict() for table in self.tables],
            "findings": [finding.as_dict() for finding in self.findings],
        }


@dataclass(slots=True)
class Grid:
    """Cells of one sheet before any table is found in it.

    Attributes:
        sheet: Sheet name, empty for text files.
        sheet_no: Sheet from 0.
        rows: Cells, trimmed, as text; rows may differ in length in a text file.
        numbers: Row number of each row, from 1.
        merges: Merged ranges (first row, first column, last row, last column), indexes into `rows`.
        text_file: True for CSV and its kin, where a row's length means something.
        findings: Findings made while the cells were read.
        bad: Row number → (code, column or None, value) of what keeps the row out if it is a body row.
        texts: Text that belongs to the sheet but not to a cell, for the guard of personal data.
    """

    sheet: str
    sheet_no: int
    rows: list[list[str]]
    numbers: list[int]
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    text_file: bool = False
    findings: list[Finding] = field(default_factory=list)
    bad: dict[int, tuple[str, int | None, str]] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    _text: str | None = None

    @property
    def is_blank(self) -> bool:
        """True when nothing stands in any cell."""
        return not any(any(row) for row in self.rows)

    @property
    def text(self) -> str:
        """All cells, one a line: for passes that look for something in the whole sheet at once."""
        if self._text is None:
            self._text = "\n".join(["\n".join(row) for row in self.rows])
        return self._text


class Refused(Exception):
    """The file cannot be used; carries the finding that says why. Never leaves the package."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.code)
        self.finding = finding
