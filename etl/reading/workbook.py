"""Cells of .xlsx, .xls, .et and .ods as text, through python-calamine, after the package was checked."""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import unescape
from typing import Any

import python_calamine as calamine

from etl import findings
from etl.findings import Finding
from etl.reading import number_formats, ods_formats, sheet_marks
from etl.reading.long_model import LongGrid
from etl.reading.model import Grid, Limits, Refused
from etl.reading.package import Package
from etl.reading.spelling import moment, number_text

_SHEET = re.compile(r"<(?:\w+:)?sheet\b([^<>]*)/?>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\b([^<>]*)/?>")
_ATTRIBUTE = re.compile(r"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
#: Sheets with so many rows are kept by columns.
LONG_ROWS = 5_000


@dataclass(slots=True)
class Book:
    """Grids of the visible sheets, of the hidden ones (only for the guard of personal data), and findings."""

    grids: list[Grid]
    hidden: list[Grid]
    findings: list[Finding] = field(default_factory=list)


def read(data: bytes, package: Package | None, *, file: str, limits: Limits) -> Book:
    """All sheets of a workbook.

    Args:
        data: The file.
        package: The checked package, None for the old binary format.
        file: File name for the findings.
        limits: Rows and columns.

    Raises:
        Refused: Password, damage, no sheet, too wide or too long.
    """
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        metadata = book.sheets_metadata
    except calamine.PasswordError:
        raise Refused(findings.make("FILE_PASSWORD", file=file)) from None
    except (calamine.CalamineError, ValueError, OSError) as error:
        code = "FILE_PASSWORD" if "password" in str(error).lower() else "FILE_DAMAGED"
        raise Refused(findings.make(code, file=file)) from None
    if not metadata:
        raise Refused(findings.make("NO_SHEET", file=file))
    result = Book([], [], list(package.findings) if package else [])
    parts = _sheet_parts(package) if package and package.form == "xlsx" else {}
    styles = number_formats.of_styles(package.parts.get("xl/styles.xml", b"")) if parts and package else {}
    percents = ods_formats.percentages(package.parts) if package and package.form == "ods" else {}
    date_1904 = bool(
        package and re.search(rb"date1904\s*=\s*[\"'](?:1|true)", package.parts.get("xl/workbook.xml", b""))
    )
    for number, sheet in enumerate(metadata):
        if sheet.typ != calamine.SheetTypeEnum.WorkSheet:
            if sheet.typ in (calamine.SheetTypeEnum.MacroSheet, calamine.SheetTypeEnum.Vba):
                raise Refused(findings.make("FILE_MACRO", file=file))
            continue
        grid = _plain_grid(package, parts.get(sheet.name, ""), sheet.name, number, file) if package else None
        if grid is None:
            part = package.parts.get(parts.get(sheet.name, ""), b"") if package else b""
            shown = number_formats.of_cells(part, styles) if part else percents.get(number, {})
            grid = _grid(book, sheet.name, number, package, part, date_1904, file, limits, plain=not shown)
            number_formats.apply(grid, shown, file)
        if sheet.visible == calamine.SheetVisibleEnum.Visible:
            result.grids.append(grid)
        else:
            result.hidden.append(grid)
            if grid.numbers:
                result.findings.append(findings.make("SHEET_HIDDEN", file=file, sheet=sheet.name))
    return result


def _sheet_parts(package: Package) -> dict[str, str]:
    """Sheet name → the name of its XML part."""
    workbook = package.parts.get("xl/workbook.xml", b"").decode("utf-8", errors="replace")
    relations = package.parts.get("xl/_rels/workbook.xml.rels", b"").decode("utf-8", errors="replace")
    targets: dict[str, str] = {}
    for found in _RELATION.finditer(relations):
        words = _attributes(found[1])
        target = words.get("Target", "")
        targets[words.get("Id", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    sheets: dict[str, str] = {}
    for found in _SHEET.finditer(workbook):
        words = _attributes(found[1])
        relation = next((value for key, value in words.items() if key.endswith(":id")), "")
        sheets[unescape(words.get("name", ""))] = targets.get(relation, "")
    return sheets


def _attributes(text: str) -> dict[str, str]:
    return {found[1]: found[2] if found[2] is not None else found[3] for found in _ATTRIBUTE.finditer(text)}


def _plain_grid(package: Package, part: str, name: str, number: int, file: str) -> Grid | None:
    """A long sheet whose cells are known already, None when the library has to read it."""
    if part not in package.cells:
        return None
    from etl.reading import sheet_columns  # most files have no long sheet and no need of numpy

    found = sheet_columns.read(package.parts, package.cells[part])
    if found is None or len(found.columns[0]) < LONG_ROWS:
        return None
    grid = LongGrid(name, number, found.columns)
    grid.merges = [merge for merge in found.merges if merge[2] < len(grid.numbers) + 1]
    _tell_years(grid, found.typed_years, file)
    if package.cells[part].hides:
        sheet_marks.tell_hidden(grid, package.parts[part], file)
    return grid


def _grid(
    book: calamine.CalamineWorkbook,
    name: str,
    number: int,
    package: Package | None,
    part: bytes,
    date_1904: bool,
    file: str,
    limits: Limits,
    *,
    plain: bool,
) -> Grid:
    try:
        sheet = book.get_sheet_by_name(name)
    except (calamine.CalamineError, ValueError, OSError):
        raise Refused(findings.make("FILE_DAMAGED", file=file, sheet=name)) from None
    grid = Grid(name, number, [], [])
    if sheet.end is None:
        return grid
    if sheet.end[0] >= limits.max_rows + 20:
        raise Refused(
            findings.make("TOO_MANY_ROWS", file=file, sheet=name, count=sheet.end[0] + 1, limit=limits.max_rows)
        )
    if sheet.end[1] >= limits.max_columns and _wide(sheet, limits):
        raise Refused(findings.make("TOO_MANY_COLUMNS", file=file, sheet=name, limit=limits.max_columns))
    values = sheet.to_python(skip_empty_area=False)
    if part and plain and len(values) >= LONG_ROWS:
        from etl.reading import texts  # most files have no long sheet and no need of numpy

        columns, years = texts.of_rows(values, date_1904)
        grid = LongGrid(name, number, columns)
    else:
        years = _fill(grid, values, date_1904)
    _tell_years(grid, years, file)
    grid.merges = [(a[0], a[1], b[0], b[1]) for a, b in (sheet.merged_cell_ranges or []) if b[0] < len(values) + 1]
    if part and package:
        sheet_marks.scan(grid, part, package.parts, file)
    if grid.bad and isinstance(grid, LongGrid):
        return Grid(name, number, grid.rows, grid.numbers, grid.merges, findings=grid.findings, bad=grid.bad)
    return grid


def _fill(grid: Grid, values: Sequence[Sequence[Any]], date_1904: bool) -> int:
    """Put the cells into rows; returns how many years were typed as dates."""
    years = 0
    for cells in values:
        row: list[str] = []
        for value in cells:
            kind = type(value)
            if kind is str:
                row.append(value.strip())
            elif kind is float:
                row.append(number_text(value))
            elif kind is bool:
                row.append("TRUE" if value else "FALSE")
            elif kind is int:
                row.append(str(value))
            else:
                text, was_year = moment(value, date_1904)
                years += was_year
                row.append(text)
        grid.rows.append(row)
    grid.numbers = list(range(1, len(grid.rows) + 1))
    return years


def _wide(sheet: calamine.CalamineSheet, limits: Limits) -> bool:
    return any(value != "" for row in sheet.to_python(skip_empty_area=False) for value in row[limits.max_columns :])


def _tell_years(grid: Grid, years: int, file: str) -> None:
    if years:
        grid.findings.append(findings.make("DATE_TYPED_YEAR", file=file, sheet=grid.sheet, count=years))
