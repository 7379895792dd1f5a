"""A place for every period, measure and unit: order, repetitions and the values beside are found by it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: More places take more memory than they are worth.
_MOST = 200_000_000

Column = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Places:
    """Places in the order of the store: by period, then measure, then unit.

    Attributes:
        periods: Keys of the periods, ascending.
        measures: Keys of the measures, ascending.
        low: Lowest key of a unit.
        width: Units from the lowest to the highest key.
    """

    periods: Column
    measures: Column
    low: int
    width: int

    @property
    def slab(self) -> int:
        """Places of one period."""
        return self.width * len(self.measures)

    @property
    def size(self) -> int:
        """All places."""
        return self.slab * len(self.periods)

    def firsts(self, period: Column, measure: Column, unit: Column) -> tuple[Column, Column, Column]:
        """What each key adds to the place of a row; keys that have no place are not looked at."""
        return (
            (np.searchsorted(self.periods, period) * self.slab).astype(np.int32),
            (np.searchsorted(self.measures, measure) * self.width).astype(np.int32),
            (unit - self.low).astype(np.int32),
        )


def make(periods: Column, measures: Column, units: Column) -> Places | None:
    """Places for keys, each ascending; None when they are too many or there are none."""
    if not len(periods) or not len(measures) or not len(units):
        return None
    low = int(units[0])
    found = Places(periods, measures, low, int(units[-1]) - low + 1)
    return found if found.size <= _MOST else None
