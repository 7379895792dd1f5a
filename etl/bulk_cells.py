"""Cells of a large plain delimited file as Arrow columns: parsed on all cores, decoded once per distinct text.

The separators and line ends looked for are never part of a character in UTF-8 or GB18030, so the bytes are cut before
they are decoded. Texts that repeat (codes, names, units) become dictionaries; figures stay one text a cell.
"""

import itertools
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pyarrow import csv

_BLOCK = 8 << 20
#: Bytes of a figure that needs no closer look.
_PLAIN = np.zeros(256, dtype=bool)
_PLAIN[list(b"0123456789.")] = True


class NotPlain(Exception):
    """The file is not of the plain kind that the fast lane reads."""


@dataclass(slots=True)
class TextColumn:
    """A column whose texts repeat.

    Attributes:
        codes: Number of the text, one a row.
        texts: The distinct texts, trimmed; one may stand twice.
    """

    codes: NDArray[np.int32]
    texts: list[str]

    def rows_of(self, wanted: Collection[int]) -> NDArray[np.int64]:
        """Rows that hold one of the texts with these numbers."""
        hit = np.zeros(len(self.texts), dtype=bool)
        hit[list(wanted)] = True
        return np.flatnonzero(hit[self.codes])

    def arrow(self) -> pa.ChunkedArray:
        """As a dictionary column; blanks are NULL."""
        dictionary = pa.array([text or None for text in self.texts], pa.string())
        return pa.chunked_array([pa.DictionaryArray.from_arrays(pa.array(self.codes), dictionary)])


@dataclass(slots=True)
class FigureColumn:
    """A column of figures.

    Attributes:
        cells: The texts, trimmed.
        odd: Row → text of every cell that is more than digits and a point.
        lengths: Bytes of each cell.
    """

    cells: pa.ChunkedArray
    odd: dict[int, str]
    lengths: NDArray[np.int32]

    def arrow(self) -> pa.ChunkedArray:
        """As a text column; blanks are NULL."""
        if not (self.lengths == 0).any() and all(self.odd.values()):
            return self.cells
        return pc.if_else(pc.equal(self.cells, ""), pa.scalar(None, pa.string()), self.cells)


Cells = list[TextColumn | FigureColumn]


def parse(data: pa.Buffer, width: int, separator: str, figures: Collection[int]) -> pa.Table:
    """Cut the lines below the header into columns of bytes.

    Args:
        data: The file from its header line to its last filled line.
        width: Columns of the header.
        separator: One ASCII character.
        figures: Positions of columns of figures.

    Raises:
        NotPlain: A line has more or fewer fields than the header.
    """
    names = [f"c{position}" for position in range(width)]
    repeated = pa.dictionary(pa.int32(), pa.binary())
    try:
        return csv.read_csv(
            pa.BufferReader(data),
            read_options=csv.ReadOptions(column_names=names, skip_rows=1, block_size=_BLOCK),
            parse_options=csv.ParseOptions(
                delimiter=separator, quote_char=False, newlines_in_values=False, ignore_empty_lines=False
            ),
            convert_options=csv.ConvertOptions(
                column_types={
                    name: pa.binary() if position in figures else repeated for position, name in enumerate(names)
                },
                strings_can_be_null=False,
                check_utf8=False,
            ),
        ).unify_dictionaries()
    except pa.ArrowInvalid as error:
        raise NotPlain(str(error)) from error


def decode(table: pa.Table, encoding: str) -> Cells:
    """The columns as text.

    Raises:
        UnicodeDecodeError: The bytes are not in this encoding.
        NotPlain: Too many cells of a column of figures hold something else.
    """
    return [
        _texts(column, encoding) if pa.types.is_dictionary(column.type) else _figures(column, encoding)
        for column in table.columns
    ]


def numbers(column: pa.Array | pa.ChunkedArray) -> NDArray[Any]:
    """Integers without gaps as they lie in memory; `to_numpy` would load pandas first."""
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    content = np.frombuffer(array.buffers()[1], array.type.to_pandas_dtype())
    return content[array.offset : array.offset + len(array)]


def _texts(column: pa.ChunkedArray, encoding: str) -> TextColumn:
    codes = np.concatenate([numbers(chunk.indices) for chunk in column.chunks])
    dictionary = column.chunk(0).dictionary
    _, offsets, content = dictionary.buffers()
    ends = np.frombuffer(offsets, np.int32)[dictionary.offset : dictionary.offset + len(dictionary) + 1].tolist()
    whole = content.to_pybytes() if content else b""
    return TextColumn(codes, [whole[a:b].decode(encoding).strip() for a, b in itertools.pairwise(ends)])


def _figures(column: pa.ChunkedArray, encoding: str) -> FigureColumn:
    lengths: list[NDArray[np.int32]] = []
    odd: dict[int, str] = {}
    first = 0
    pieces: list[pa.Array] = []
    for chunk in column.chunks:
        _, offsets, content = chunk.buffers()
        starts = np.frombuffer(offsets, np.int32)[chunk.offset : chunk.offset + len(chunk) + 1]
        lengths.append(np.diff(starts))
        pieces.append(pa.StringArray.from_buffers(len(chunk), offsets, content, offset=chunk.offset))
        strange = np.flatnonzero(~_PLAIN[np.frombuffer(content, np.uint8)]) if content else np.empty(0, np.int64)
        rows = np.unique(np.searchsorted(starts, strange, side="right") - 1)
        if len(rows) * 5 > len(chunk) + 1000:
            raise NotPlain("figures")
        changed = {}
        for row in rows.tolist():
            if 0 <= row < len(chunk):
                cell = chunk[row].as_py().decode(encoding)
                changed[row] = odd[first + row] = cell.strip()
        if any(not text.isascii() or len(text) != lengths[-1][row] for row, text in changed.items()):
            pieces[-1] = _replaced(pieces[-1], changed)
        first += len(chunk)
    return FigureColumn(pa.chunked_array(pieces, pa.string()), odd, np.concatenate(lengths))


def _replaced(chunk: pa.Array, changed: dict[int, str]) -> pa.Array:
    mask = np.zeros(len(chunk), dtype=bool)
    mask[list(changed)] = True
    texts = pa.array([changed[row] for row in sorted(changed)], pa.string())
    # The bytes there may be of another encoding: they are overwritten before anything reads them as text.
    return pc.replace_with_mask(chunk, pa.array(mask), texts)


def replaced(column: pa.ChunkedArray, fixed: dict[int, str]) -> pa.ChunkedArray:
    """A column with some cells (by row) set to other texts."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(pa.string())
    return pa.chunked_array([_replaced(column.combine_chunks(), fixed)], pa.string())


def combine(columns: list[TextColumn]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Number the combinations of texts that occur.

    Returns:
        The number of each row's combination, and one row of each combination.
    """
    codes = np.zeros(len(columns[0].codes), dtype=np.int64)
    size = 1
    for column in columns:
        if size * len(column.texts) > 1 << 26:
            codes = np.unique(codes, return_inverse=True)[1].astype(np.int64)
            size = int(codes.max(initial=0)) + 1
        codes = codes * len(column.texts) + column.codes
        size *= len(column.texts)
    if size > 1 << 26:
        codes = np.unique(codes, return_inverse=True)[1].astype(np.int64)
        size = int(codes.max(initial=0)) + 1
    example = np.full(size, -1, dtype=np.int64)
    example[codes] = np.arange(len(codes))
    seen = np.flatnonzero(example >= 0)
    number = np.zeros(size, dtype=np.int32)
    number[seen] = np.arange(len(seen), dtype=np.int32)
    return number[codes], example[seen]


def any_text(cells: Cells, test: Callable[[str], object]) -> bool:
    """Whether a test holds for any distinct text or odd figure."""
    return any(
        test(text)
        for column in cells
        for text in (column.texts if isinstance(column, TextColumn) else column.odd.values())
    )
