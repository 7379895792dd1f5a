"""Long delimited texts by columns: no quotes, and the same fields in every line.

Cells are numbered from their bytes by `etl.bulk_texts`, block by block, so that the text as a whole is never cut into
cells, and a file in UTF-8 is never decoded as a whole. What is not such a text is left to `etl.reading.delimited`; both
give the same cells.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from etl import bulk_texts
from etl.reading import delimited, encoding, sniff
from etl.reading.long_model import LongGrid
from etl.reading.model import Limits
from etl.reading.texts import Texts

#: Bytes or characters cut at a time.
_BLOCK = 2 << 20
_BOM = b"\xef\xbb\xbf"
#: Longer cells, in bytes, are looked up one by one.
_SHORT = 64
#: Room for guesses is little, as there may be two hundred columns.
_SLOTS = 4
_LINE_END = 10


def read(data: bytes, *, file: str, limits: Limits) -> tuple[LongGrid, str] | None:
    """The cells of a plain text in UTF-8 and the name of its encoding; None for any other bytes.

    Args:
        data: All bytes of the file.
        file: File name for the findings.
        limits: Rows and columns.
    """
    if b'"' in data or sniff.is_bare_utf16(data):
        return None
    first = len(_BOM) if data.startswith(_BOM) else 0
    head = data[first : first + 4 * encoding.LOOKED_AT].decode("utf-8", errors="ignore")[: encoding.LOOKED_AT]
    separator = None if delimited.declares_separator(head) else delimited.choose_separator(head)
    if separator is None or (not first and encoding.is_double_encoded(head)):
        return None
    grid = columns(data, separator, file=file, limits=limits, first=first)
    if grid is None:
        return None
    return grid, "utf-8-sig" if first else "ascii" if data.isascii() else "utf-8"


def columns(content: bytes | str, separator: str, *, file: str, limits: Limits, first: int = 0) -> LongGrid | None:
    """The cells by columns; None when lines are few or differ in their fields, or anything needs a closer look.

    Args:
        content: Lines; bytes are those of a text in UTF-8, or None is returned.
        separator: Between two fields.
        file: File name for the findings.
        limits: Rows and columns.
        first: Where the first line begins.
    """
    if len(separator) > 1 or not separator.isascii():
        return None
    try:
        numbered = _number(_blocks(content, first), ord(separator), limits)
    except UnicodeDecodeError:
        return None
    if numbered is None:
        return None
    known, codes = numbered
    if not delimited.LONG_ROWS <= sum(map(len, codes[0])) <= limits.max_rows:
        return None
    cells: list[Texts] = []
    while known:  # what a column was read with is let go before the next one is made
        distinct = [text.decode("utf-8").strip() for text in known.pop().texts]
        cells.insert(0, Texts(np.concatenate(codes.pop()), distinct))
    grid = LongGrid("", 0, cells)
    grid.text_file = True
    grid.findings = delimited.tell_separator(separator, file)
    return None if delimited.is_curly(grid.some(range(delimited.SAMPLE))) else grid


def _number(
    blocks: Iterator[bytes], separator: int, limits: Limits
) -> tuple[list[bulk_texts.Texts], list[list[NDArray[np.int32]]]] | None:
    """For each column its texts, and their numbers block by block; None when lines differ or are too wide."""
    known: list[bulk_texts.Texts] = []
    codes: list[list[NDArray[np.int32]]] = []
    for block in blocks:
        cut = _cut(block, separator, len(known))
        if cut is None or len(cut) > limits.max_columns:
            return None
        if not known:
            known = [bulk_texts.Texts(_SHORT, _SLOTS) for _ in cut]
            codes = [[] for _ in cut]
        room = np.zeros(len(block) + 2 * _SHORT, dtype=np.uint8)
        room[: len(block)] = np.frombuffer(block, np.uint8)
        for texts, numbers, (starts, ends) in zip(known, codes, cut, strict=True):
            numbers.append(texts.number(room, starts, ends))
    return (known, codes) if known else None


def _blocks(content: bytes | str, start: int) -> Iterator[bytes]:
    """Whole lines in UTF-8 that end in line feeds, up to the last line with something in it.

    Raises:
        UnicodeDecodeError: The bytes are no plain text in UTF-8.
    """
    end_of_line: bytes | str = "\n" if isinstance(content, str) else b"\n"
    stop = content.find(end_of_line, len(content.rstrip()))  # type: ignore[arg-type]
    stop = len(content) if stop < 0 else stop
    while start < stop:
        end = content.find(end_of_line, min(start + _BLOCK, stop), stop)  # type: ignore[arg-type]
        end = stop if end < 0 else end
        piece = content[start:end]
        text = piece if isinstance(piece, str) else piece.decode("utf-8")
        if isinstance(piece, bytes) and not encoding.is_plain(text):
            raise UnicodeDecodeError("utf-8", piece, 0, 1, "needs a closer look")
        if "\r" in text:
            text = text.removesuffix("\r").replace("\r\n", "\n").replace("\r", "\n")
            piece = text
        yield (piece.encode("utf-8") if isinstance(piece, str) else piece) + b"\n"
        start = end + 1


def _cut(block: bytes, separator: int, width: int) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]] | None:
    """Where the cells of each column begin and end; None unless all lines have `width` fields, or any number if 0."""
    content = np.frombuffer(block, np.uint8)
    ends_line = content == _LINE_END
    rows = int(np.count_nonzero(ends_line))
    marks = np.flatnonzero(ends_line | (content == separator))
    width = width or len(marks) // rows
    if len(marks) != rows * width:
        return None
    at = marks.reshape(rows, width)
    # With as many line ends as rows, all others are separators where the last of each row is a line end.
    if not ends_line[at[:, -1]].all():
        return None
    begins = np.concatenate([[0], at[:-1, -1] + 1])
    return [
        (begins if place == 0 else at[:, place - 1] + 1, np.ascontiguousarray(at[:, place])) for place in range(width)
    ]
