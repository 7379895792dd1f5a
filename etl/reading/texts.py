"""Cells of a long column: each distinct text once, and its number in every row. Judging a text judges all its cells."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


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


def of_values(values: Sequence[object], spell: Callable[[object], str]) -> Texts:
    """A column from values as the workbook library gives them.

    Args:
        values: One a row.
        spell: The text of a value.
    """
    kinds = set(map(type, values))
    numbers = kinds & {int, float, bool}
    if len(numbers) > 1 or datetime.datetime in kinds:
        # 1, 1.0 and TRUE are the same key of a dictionary, and so are two moments told apart by their zone.
        values = [spell(value) for value in values]
        spell = str
    place = {value: at for at, value in enumerate(dict.fromkeys(values))}
    codes = np.fromiter(map(place.__getitem__, values), np.int32, len(values))
    return Texts(codes, [spell(value) for value in place])
