"""What the XML of a sheet says and calamine does not: errors, formulas without a result, raised marks, hidden rows."""

import re
from collections.abc import Mapping

from etl import findings
from etl.reading import raised
from etl.reading.model import Grid
from etl.reading.package import column_number

_REFERENCE = re.compile(rb"\br\s*=\s*[\"']([A-Z]{1,3})([0-9]+)[\"']")
_FORMULA = re.compile(
    rb"<(?:\w+:)?c\b([^<>]*)>\s*<(?:\w+:)?f\b[^<>]*(?:/>|>[^<]*</(?:\w+:)?f>)\s*(<(?:\w+:)?v\s*/>|<(?:\w+:)?v>[^<]*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_ERROR = re.compile(rb"<(?:\w+:)?c\b([^<>]*\bt\s*=\s*[\"']e[\"'][^<>]*)>(.*?)</(?:\w+:)?c>", re.DOTALL)
_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]*)</")
_HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\b[^<>]*\bhidden\s*=\s*[\"'](?:1|true)[\"']")
_HIDDEN_COLUMN = re.compile(rb"<(?:\w+:)?col\b[^<>]*\bhidden\s*=\s*[\"'](?:1|true)[\"']")
_COMPUTE = re.compile(rb"\bfullCalcOnLoad\s*=\s*[\"'](?:1|true)[\"']")


def scan(grid: Grid, part: bytes, parts: Mapping[str, bytes], file: str) -> None:
    """Mark what calamine does not tell.

    Args:
        grid: The cells as calamine gives them.
        part: XML of the sheet.
        parts: All parts of the package.
        file: File name for the findings.
    """
    if b'"e"' in part or b"'e'" in part:
        for found in _ERROR.finditer(part):
            place = _REFERENCE.search(found[1])
            value = _VALUE.search(found[2])
            if place:
                _mark(grid, place, "FORMULA_ERROR", value[1].decode("utf-8", errors="replace") if value else "#N/A")
    if b"<f" in part or b":f" in part:
        _scan_formulas(grid, part, asks_to_compute=bool(_COMPUTE.search(parts.get("xl/workbook.xml", b""))))
    raised.apply(grid, part, parts.get("xl/sharedStrings.xml", b""))
    tell_hidden(grid, part, file)


def _scan_formulas(grid: Grid, part: bytes, *, asks_to_compute: bool) -> None:
    """Formulas without a result.

    Programs that write formulas without computing them put 0 in the place of the result, and ask Excel to compute all
    when it opens the file: where every result is 0, none of them was computed.
    """
    places: list[tuple[re.Match[bytes], bytes]] = []
    for found in _FORMULA.finditer(part):
        value = _VALUE.search(found[2]) if found[2] else None
        place = _REFERENCE.search(found[1])
        text = value[1] if value else b"text" if found[2] and re.search(rb"\bt\s*=\s*[\"']str", found[1]) else b""
        if place:
            places.append((place, text))
    blank = {b"", b"0"} if asks_to_compute and all(text in (b"", b"0") for _, text in places) else {b""}
    for place, text in places:
        if text in blank:
            _mark(grid, place, "FORMULA_NO_VALUE", "")


def tell_hidden(grid: Grid, part: bytes, file: str) -> None:
    """Say how many rows and columns of a sheet are hidden."""
    if b"hidden" not in part:
        return
    hidden = len(_HIDDEN_ROW.findall(part))
    if hidden:
        grid.findings.append(findings.make("ROWS_HIDDEN", file=file, sheet=grid.sheet, count=hidden))
    hidden = len(_HIDDEN_COLUMN.findall(part))
    if hidden:
        grid.findings.append(findings.make("COLUMNS_HIDDEN", file=file, sheet=grid.sheet, count=hidden))


def _mark(grid: Grid, place: re.Match[bytes], code: str, value: str) -> None:
    column, row = column_number(place[1].decode()) - 1, int(place[2])
    grid.bad.setdefault(row, (code, column, value))
    if value and row <= len(grid.rows) and column < len(grid.rows[row - 1]) and not grid.rows[row - 1][column]:
        grid.rows[row - 1][column] = value
