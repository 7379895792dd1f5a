"""Figures of an .ods that are shown per cent; calamine hands on what the cell holds."""

import re
from collections.abc import Mapping

from etl.reading.number_formats import Place, Shown

_PERCENT = re.compile(rb"office:value-type\s*=\s*[\"']percentage[\"']")
_TAG = re.compile(rb"<(/?)table:(table|table-row|table-cell|covered-table-cell)(?=[\s/>])([^<>]*)>")
_ROWS = re.compile(rb"table:number-rows-repeated\s*=\s*[\"'](\d+)[\"']")
_COLUMNS = re.compile(rb"table:number-columns-repeated\s*=\s*[\"'](\d+)[\"']")
#: Repeats of a cell that are followed; what lies farther out is blank.
_MOST = 2_000


def percentages(parts: Mapping[str, bytes]) -> dict[int, dict[Place, Shown]]:
    """Number of a sheet → places of the figures shown per cent."""
    content = parts.get("content.xml", b"")
    found: dict[int, dict[Place, Shown]] = {}
    if not _PERCENT.search(content):
        return found
    how = Shown(percent=True)
    sheet, row, column, repeat = -1, 0, 0, 1
    for closing, tag, words in _TAG.findall(content):
        if tag == b"table" and not closing:
            sheet, row = sheet + 1, 0
        elif tag == b"table-row" and not closing:
            column, repeat = 0, _count(_ROWS, words)
            row += repeat if words.endswith(b"/") else 0
        elif tag == b"table-row":
            row += repeat
        elif not closing:
            size = _count(_COLUMNS, words)
            if _PERCENT.search(words):
                places = ((row + down, column + right) for down in range(min(repeat, _MOST)) for right in range(size))
                found.setdefault(sheet, {}).update((place, how) for place, _ in zip(places, range(_MOST), strict=False))
            column += size
    return found


def _count(pattern: re.Pattern[bytes], words: bytes) -> int:
    match = pattern.search(words)
    return min(int(match[1]), 1 << 20) if match else 1
