"""Cells of a large table as columns: what the fast lane takes, wherever the cells come from.

The contract for a reader of another kind of file: make a `BulkRead` (`etl.bulk`) whose `cells` hold one column for each
column of its one table, all of one length, and let it go its way: `bulk_checks` looks for personal data, code and rows
that are no rows; `bulk_stage.fill` puts the columns before the checks.

- `TextColumn.of(texts)` and `FigureColumn.of(texts)` make a column from one text a row, or an Arrow array of texts;
  blanks are "" or None. `TextColumn(numbers, texts)` and `FigureColumn(mantissa, places, odd)` do without the texts.
- Any column may be of either kind: a field of figures in a `TextColumn` is read once per distinct text, a field of
  texts in a `FigureColumn` is written out again. A column of figures as numbers is much faster as `FigureColumn`.
- Columns are never changed once made; `kept` and `replaced` give new ones.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from etl import bulk_figures
from etl.bulk_figures import BLANK, MARGIN, ODD
from etl.bulk_threads import take

_PLAIN = re.compile(r"(-?(?:0|[1-9][0-9]*))(?:\.([0-9]+))?")
_MOST_DIGITS = 18


class NotPlain(Exception):
    """The file is not of the plain kind that the fast lane reads."""


class TextColumn:
    """A column whose texts repeat.

    Columns that go together may share one array of numbers: then each has the number of its own text for each of them.

    Args:
        source: A number a row: of its text, or of what `numbers` gives the text for.
        texts: The distinct texts, trimmed; one may stand twice.
        numbers: Number of the text for each number in `source`; None where these are the same.
    """

    def __init__(self, source: NDArray[np.int32], texts: list[str], numbers: NDArray[np.int32] | None = None) -> None:
        self.source = source
        self.texts = texts
        self.numbers = numbers
        self._codes = source if numbers is None else None

    @classmethod
    def of(cls, texts: Sequence[str | None] | pa.Array | pa.ChunkedArray) -> "TextColumn":
        """A column from one text a row."""
        found = _array(texts).dictionary_encode(null_encoding="encode")
        return cls(np.array(numbers(found.indices)), [(text or "").strip() for text in found.dictionary.to_pylist()])

    def __len__(self) -> int:
        return len(self.source)

    @property
    def codes(self) -> NDArray[np.int32]:
        """Number of the text, one a row."""
        if self._codes is None:
            assert self.numbers is not None
            self._codes = take(self.numbers, self.source)
        return self._codes

    def rows_of(self, wanted: Collection[int]) -> NDArray[np.int64]:
        """Rows that hold one of the texts with these numbers."""
        hit = np.zeros(len(self.texts), dtype=bool)
        hit[list(wanted)] = True
        return np.flatnonzero(hit[self.codes])

    def at(self, rows: NDArray[np.int64]) -> list[str]:
        """The texts of some rows."""
        found = self.source[rows] if self.numbers is None else self.numbers[self.source[rows]]
        return [self.texts[code] for code in found.tolist()]

    def kept(self, rows: NDArray[np.bool_]) -> "TextColumn":
        """The column with some rows only."""
        return TextColumn(self.codes[rows], self.texts)

    def arrow(self) -> pa.Array:
        """As a dictionary column; blanks are NULL."""
        texts = self.texts if self.numbers is None else [self.texts[number] for number in self.numbers.tolist()]
        return pa.DictionaryArray.from_arrays(
            pa.array(self.source), pa.array([text or None for text in texts], pa.string()), safe=False
        )  # every number has its text: no need to look


@dataclass(slots=True)
class FigureColumn:
    """A column of figures.

    Attributes:
        mantissa: The digits of each figure without its point; means nothing where `places` is negative.
        places: Digits behind the point, `BLANK` for a blank cell, `ODD` for one that is in `odd`.
        odd: Row → text, trimmed, of every cell that is more than plain digits with one point among them.
    """

    mantissa: NDArray[np.int64]
    places: NDArray[np.int8]
    odd: dict[int, str]

    @classmethod
    def of(cls, texts: Sequence[str | None] | pa.Array | pa.ChunkedArray) -> "FigureColumn":
        """A column from one text a row."""
        array = _array(texts).fill_null("")
        _, offsets, content = array.buffers()
        bounds = np.frombuffer(offsets, np.int32)[array.offset : array.offset + len(array) + 1].astype(np.int64)
        size = int(bounds[-1])
        padded = np.zeros((size + 4 * MARGIN) // 8, np.uint64)
        if size:
            padded.view(np.uint8)[MARGIN : MARGIN + size] = np.frombuffer(content, np.uint8)[:size]
        bounds += MARGIN
        found = bulk_figures.read(padded, bounds[:-1], bounds[1:])
        column = cls(found.mantissa, found.places, {})
        column.set(dict(zip(found.strange.tolist(), array.take(pa.array(found.strange)).to_pylist(), strict=True)))
        return column

    def set(self, texts: Mapping[int, str]) -> None:
        """Put texts into rows of a column under construction."""
        for row, text in texts.items():
            word = text.strip()
            plain = _PLAIN.fullmatch(word)
            self.mantissa[row] = 0
            if not word:
                self.places[row] = BLANK
            elif plain and word[0] != "-" and len(plain[1]) + len(plain[2] or "") <= _MOST_DIGITS:
                self.mantissa[row], self.places[row] = int(plain[1] + (plain[2] or "")), len(plain[2] or "")
            else:
                self.odd[row], self.places[row] = word, ODD

    def __len__(self) -> int:
        return len(self.places)

    def at(self, rows: NDArray[np.int64]) -> list[str]:
        """The texts of some rows."""
        across = zip(rows.tolist(), self.mantissa[rows].tolist(), self.places[rows].tolist(), strict=True)
        return [self.odd[row] if places == ODD else written(number, places) for row, number, places in across]

    def kept(self, rows: NDArray[np.bool_]) -> "FigureColumn":
        """The column with some rows only."""
        moved = np.cumsum(rows) - 1
        odd = {int(moved[row]): text for row, text in self.odd.items() if rows[row]}
        return FigureColumn(self.mantissa[rows], self.places[rows], odd)

    def replaced(self, fixed: Mapping[int, str]) -> "FigureColumn":
        """The column with some cells set to plain figures."""
        mantissa, places = self.mantissa.copy(), self.places.copy()
        for row, text in fixed.items():
            whole, _, decimals = text.partition(".")
            decimals = decimals.rstrip("0")
            mantissa[row], places[row] = int(whole + decimals), len(decimals)
        return FigureColumn(mantissa, places, {row: text for row, text in self.odd.items() if row not in fixed})

    @property
    def has_blanks(self) -> bool:
        """Whether any cell is blank."""
        return bool((self.places == BLANK).any())

    def at_least_as_long(self, characters: int) -> NDArray[np.int64]:
        """Plain rows of at least so many characters, two or more; those in `odd` are not looked at."""
        power = bulk_figures.POWERS
        whole = (self.places == 0) & (self.mantissa >= power[characters - 1])
        return np.flatnonzero(
            whole | ((self.places > 0) & ((self.mantissa >= power[characters - 2]) | (self.places >= characters - 2)))
        )


Cells = list[TextColumn | FigureColumn]


def written(number: int, places: int) -> str:
    """A figure as it was written; empty for a blank."""
    if places <= 0:
        return "" if places else str(number)
    sign, digits = ("-", str(-number)) if number < 0 else ("", str(number))
    digits = digits.rjust(places + 1, "0")
    return f"{sign}{digits[:-places]}.{digits[-places:]}"


def as_texts(column: TextColumn | FigureColumn) -> TextColumn:
    """Any column as one of texts."""
    if isinstance(column, TextColumn):
        return column
    return TextColumn.of(column.at(np.arange(len(column))))


def as_figures(column: TextColumn | FigureColumn) -> FigureColumn:
    """Any column as one of figures."""
    if isinstance(column, FigureColumn):
        return column
    found = FigureColumn.of(column.texts)
    rows = column.rows_of(list(found.odd)) if found.odd else np.empty(0, np.int64)
    odd = {row: found.odd[code] for row, code in zip(rows.tolist(), column.codes[rows].tolist(), strict=True)}
    return FigureColumn(found.mantissa[column.codes], found.places[column.codes], odd)


def _array(texts: Sequence[str | None] | pa.Array | pa.ChunkedArray) -> pa.Array:
    if isinstance(texts, pa.ChunkedArray):
        texts = texts.combine_chunks()
    if not isinstance(texts, pa.Array):
        return pa.array(texts, pa.string())
    return texts if pa.types.is_string(texts.type) else texts.cast(pa.string())


def numbers(column: pa.Array | pa.ChunkedArray) -> NDArray[Any]:
    """Integers without gaps as they lie in memory; `to_numpy` would load pandas first."""
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    content = np.frombuffer(array.buffers()[1], array.type.to_pandas_dtype())
    return content[array.offset : array.offset + len(array)]


def texts_of(column: TextColumn | FigureColumn) -> Iterable[str]:
    """The distinct texts of a column, or its odd figures."""
    return column.texts if isinstance(column, TextColumn) else column.odd.values()


def any_text(cells: Cells, test: Callable[[str], object]) -> bool:
    """Whether a test holds for any distinct text or odd figure."""
    return any(test(text) for column in cells for text in texts_of(column))
