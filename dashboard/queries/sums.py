"""Stored whole numbers beside what is missing, aligned with a list of units."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

NAMES = ("num", "den", "single", "n_reported", "n_expected")


@dataclass(frozen=True, slots=True)
class Ints:
    """Whole numbers with a mask; what is not present is not zero."""

    values: np.ndarray
    present: np.ndarray

    @classmethod
    def missing(cls, n: int) -> "Ints":
        """Nothing known."""
        return cls(np.zeros(n, dtype=np.int64), np.zeros(n, dtype=bool))

    def floats(self) -> np.ndarray:
        """As float64, missing as NaN."""
        return np.where(self.present, self.values, np.nan)

    def where(self, kept: np.ndarray) -> "Ints":
        """Missing where not kept."""
        return Ints(self.values, self.present & kept)

    def take(self, rows: np.ndarray) -> "Ints":
        """The chosen rows."""
        return Ints(self.values[rows], self.present[rows])

    def array(self) -> pd.arrays.IntegerArray:
        """As a pandas Int64 array."""
        return pd.arrays.IntegerArray(self.values, ~self.present)


@dataclass(frozen=True, slots=True)
class Sums:
    """Stored figures aligned with a list of units.

    Attributes:
        existed: Whether the unit, or anything that became part of it, existed then.
    """

    num: Ints
    den: Ints
    single: Ints
    n_reported: Ints
    n_expected: Ints
    existed: np.ndarray

    @classmethod
    def of(cls, columns: Iterable[Ints], existed: np.ndarray) -> "Sums":
        """From the five columns in the order of NAMES."""
        num, den, single, n_reported, n_expected = columns
        return cls(num, den, single, n_reported, n_expected, existed)

    def columns(self) -> list[Ints]:
        """The five columns in the order of NAMES."""
        return [self.num, self.den, self.single, self.n_reported, self.n_expected]

    def take(self, rows: np.ndarray) -> "Sums":
        """The chosen rows."""
        return Sums.of((column.take(rows) for column in self.columns()), self.existed[rows])


def nothing(n: int) -> Sums:
    """No figures for `n` units."""
    return Sums.of((Ints.missing(n) for _ in NAMES), np.zeros(n, dtype=bool))


def joined(columns: Sequence[Ints]) -> Ints:
    """Columns one below the other."""
    return Ints(np.concatenate([c.values for c in columns]), np.concatenate([c.present for c in columns]))


def as_missing(sums: Sums, rows: np.ndarray) -> Sums:
    """The chosen rows; -1 stands for a row without figures."""
    if len(sums.existed) == 0:
        return nothing(len(rows))
    found = sums.take(np.maximum(rows, 0))
    here = rows >= 0
    return Sums.of((column.where(here) for column in found.columns()), found.existed & here)
