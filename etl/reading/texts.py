"""Cells of a long column: each distinct text once, and its number in every row. Judging a text judges all its cells."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from etl.reading.spelling import moment, number_text

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(slots=True)
class Texts:
    """One column of cells.

    Attributes:
        codes: Place in `texts` for each row.
        texts: The distinct texts, trimmed; one may stand twice or in no row.
    """

    codes: NDArray[np.int32]
    texts: Sequence[str]

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, rows: slice | NDArray[np.bool_]) -> "Texts":
        return Texts(self.codes[rows], self.texts)

    def spread(self) -> list[str]:
        """The text of every row."""
        return list(map(self.texts.__getitem__, self.codes.tolist()))

    def where(self, test: Callable[[str], object]) -> NDArray[np.bool_]:
        """For each row whether its text passes a test; the test sees every distinct text once."""
        return np.fromiter((bool(test(text)) for text in self.texts), bool, len(self.texts))[self.codes]

    def compact(self) -> "Texts":
        """The same cells without texts that stand in no row."""
        seen = np.zeros(len(self.texts), dtype=bool)
        seen[self.codes] = True
        place = np.cumsum(seen, dtype=np.int32) - np.int32(1)
        return Texts(place[self.codes], [text for text, there in zip(self.texts, seen.tolist(), strict=True) if there])

    def pack(self) -> "Packed":
        """The column as bytes."""
        if isinstance(self.texts, PackedTexts):
            raise TypeError("a column that came from the child does not go back")
        letters, ends = bytearray(), np.zeros(len(self.texts) + 1, dtype=np.int64)
        for at, text in enumerate(self.texts, start=1):
            letters += text.encode("utf-8", errors="surrogatepass")
            ends[at] = len(letters)
        if len(letters) >= 1 << 31:
            raise MemoryError
        pieces: list[bytes | bytearray] = [
            letters,
            ends.astype(np.int32).tobytes(),
            self.codes.astype(np.int32).tobytes(),
        ]
        padded = [part for piece in pieces for part in (piece, bytes(-len(piece) % 8))]
        return Packed(padded, len(self.texts), len(letters))

    def used(self) -> list[str]:
        """The distinct texts that stand in some row."""
        seen = np.zeros(len(self.texts), dtype=bool)
        seen[self.codes] = True
        return [text for text, there in zip(self.texts, seen.tolist(), strict=True) if there]

    def counts(self) -> dict[str, int]:
        """Each text with the number of rows that hold it."""
        found: dict[str, int] = {}
        for text, count in zip(self.texts, np.bincount(self.codes, minlength=len(self.texts)).tolist(), strict=True):
            if count:
                found[text] = found.get(text, 0) + count
        return found


@dataclass(frozen=True, slots=True)
class Packed:
    """A column as bytes: the texts end to end, where each begins, the number of each row's text.

    Attributes:
        pieces: The bytes; each of the three parts is filled up to a multiple of eight.
        count: Number of texts.
        size: Bytes of the texts.
    """

    pieces: list[bytes | bytearray]
    count: int
    size: int


class PackedTexts(Sequence[str]):
    """Texts that lie end to end in bytes; each is made when it is asked for.

    Attributes:
        letters: The texts in UTF-8.
        ends: Where each text begins, and the end of the last one.
    """

    def __init__(self, letters: memoryview, ends: NDArray[np.int32]) -> None:
        self.letters, self.ends = letters, ends

    def __len__(self) -> int:
        return len(self.ends) - 1

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, slice):
            return [self[place] for place in range(*at.indices(len(self)))]
        if not 0 <= at < len(self):
            raise IndexError(at)
        return bytes(self.letters[self.ends[at] : self.ends[at + 1]]).decode("utf-8")

    def arrow(self) -> "pa.StringArray":
        """The same texts as an array, without a copy."""
        import pyarrow as pa

        return pa.StringArray.from_buffers(len(self), pa.py_buffer(self.ends), pa.py_buffer(self.letters))


def unpack(content: bytes | memoryview, at: int, count: int, size: int, rows: int) -> tuple[Texts, int]:
    """A column from bytes, without a copy of them.

    Args:
        content: What `Texts.pack` made, among others.
        at: Where it begins.
        count: Number of texts.
        size: Bytes of the texts.
        rows: Number of rows.

    Returns:
        The column and where the next one begins.

    Raises:
        ValueError: The bytes are not such a column.
    """
    import pyarrow as pa  # the child never unpacks

    if count < 0 or size < 0:
        raise ValueError("sizes")
    letters = memoryview(content)[at : at + size]
    at += size + -size % 8
    ends = np.frombuffer(content, np.int32, count + 1, at)
    at += 4 * (count + 1) + -4 * (count + 1) % 8
    codes = np.frombuffer(content, np.int32, rows, at)
    at += 4 * rows + -4 * rows % 8
    if int(ends[0]) != 0 or int(ends[-1]) != size or len(letters) != size or (np.diff(ends) < 0).any():
        raise ValueError("text places")
    if rows and not 0 <= int(codes.min()) <= int(codes.max()) < count:
        raise ValueError("text number")
    texts = PackedTexts(letters, ends)
    try:
        texts.arrow().validate(full=True)
    except pa.ArrowInvalid as error:
        raise ValueError("text") from error
    return Texts(codes, texts), at


def of_rows(values: Sequence[Sequence[Any]], date_1904: bool) -> tuple[list[Texts], int]:
    """Columns from rows as the workbook library gives them.

    Args:
        values: The rows, all of one length.
        date_1904: Whether the workbook counts its days from 1904.

    Returns:
        The columns, and how many cells hold a year formatted as a date.
    """

    def spell(value: Any) -> str:
        if isinstance(value, str):
            return value.strip()
        if isinstance(value, bool):
            return "TRUE" if value else "FALSE"
        if isinstance(value, float):
            return number_text(value)
        return str(value) if isinstance(value, int) else moment(value, date_1904)[0]

    columns: list[Texts] = []
    years = 0
    for column in zip(*values, strict=True):
        if {datetime.date, datetime.datetime} & set(map(type, column)):
            years += sum(moment(value, date_1904)[1] for value in column if isinstance(value, datetime.date))
        columns.append(of_values(column, spell))
    return columns, years


def of_values(values: Sequence[Any], spell: Callable[[Any], str]) -> Texts:
    """A column of cells.

    Args:
        values: One a row.
        spell: The text of a value.
    """
    kinds = set(map(type, values))
    if len(kinds & {int, float, bool}) > 1 or datetime.datetime in kinds:
        # 1, 1.0 and TRUE are the same key of a dictionary, and so may two moments be.
        values, spell = [spell(value) for value in values], str
    place = {value: at for at, value in enumerate(dict.fromkeys(values))}
    codes = np.fromiter(map(place.__getitem__, values), np.int32, len(values))
    return Texts(codes, [spell(value) for value in place])
