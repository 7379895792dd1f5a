"""Cells of a long column: each distinct text once, and its number in every row. Judging a text judges all its cells."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from etl.reading.spelling import moment, number_text


@dataclass(slots=True)
class Texts:
    """One column of cells.

    Attributes:
        codes: Place in `texts` for each row.
        texts: The distinct texts, trimmed; one may stand twice or in no row.
    """

    codes: NDArray[np.int32]
    texts: list[str]

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
