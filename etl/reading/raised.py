"""Footnote marks that a workbook raises beside a figure: 1234 with a small 1 is 1234¹, not 12341."""

import re
from html import unescape

from etl.reading.model import Grid
from etl.reading.package import column_number

_SHARED = re.compile(rb"<(?:\w+:)?si\b[^<>]*(?:/>|>(.*?)</(?:\w+:)?si>)", re.DOTALL)
_RUN = re.compile(rb"<(?:\w+:)?r>(.*?)</(?:\w+:)?r>", re.DOTALL)
_TEXT = re.compile(rb"<(?:\w+:)?t\b[^<>]*>([^<]*)</")
_RAISED = re.compile(rb"<(?:\w+:)?vertAlign\b[^<>]*[\"']superscript[\"']")
_CELL = re.compile(
    rb"<(?:\w+:)?c\b(?=[^<>]*\bt\s*=\s*[\"'](?P<kind>s|inlineStr)[\"'])[^<>]*?\br\s*=\s*[\"'](?P<column>[A-Z]{1,3})"
    rb"(?P<row>[0-9]{1,7})[\"'][^<>]*(?<!/)>(?P<content>.*?)</(?:\w+:)?c>",
    re.DOTALL,
)
_NUMBER = re.compile(rb"<(?:\w+:)?v>\s*(\d+)\s*</")
_MARKS = str.maketrans("0123456789+-()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾")


def apply(grid: Grid, part: bytes, shared: bytes) -> None:
    """Write raised digits as such, in every cell of a sheet that holds any.

    Args:
        grid: The cells.
        part: XML of the sheet.
        shared: XML of the shared texts.
    """
    if b"vertAlign" not in part and b"vertAlign" not in shared:
        return
    texts = {
        number: text
        for number, found in enumerate(_SHARED.finditer(shared))
        if found[1] and (text := _marked(found[1])) is not None
    }
    if not texts and b"vertAlign" not in part:
        return
    for cell in _CELL.finditer(part):
        row, column = int(cell["row"]) - 1, column_number(cell["column"].decode()) - 1
        if row >= len(grid.rows) or column >= len(grid.rows[row]):
            continue
        if cell["kind"] == b"s":
            number = _NUMBER.search(cell["content"])
            text = texts.get(int(number[1])) if number else None
        else:
            text = _marked(cell["content"])
        if text is not None:
            grid.rows[row][column] = text.strip()


def _marked(content: bytes) -> str | None:
    """A text in several pieces with the raised ones written as marks, None when none is raised."""
    if not _RAISED.search(content):
        return None
    pieces = []
    for run in _RUN.finditer(content):
        text = unescape("".join(found.decode("utf-8", errors="replace") for found in _TEXT.findall(run[1])))
        pieces.append(text.translate(_MARKS) if _RAISED.search(run[1]) else text)
    return "".join(pieces)
