"""Figures of districts and of what stands above them, read once per snapshot and held in memory.

Most questions are about these few units, across indicators and periods. The stored order (indicator, period, unit)
serves a question about one indicator; one about a unit or about all indicators would read through all towns.
"""

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np

from dashboard import levels
from dashboard.warehouse import Warehouse

LOWEST = levels.level_no("district")
#: A province of 100 districts and 60 months has a quarter of this; beyond it questions go to the file, one by one.
MOST_ROWS = 1_000_000
FIGURES = ("num", "den", "single", "n_reported", "n_expected")
KEYS = ("indicator_key", "period_key", "unit_key")
#: Period keys have four digits.
_SHIFT = 100_000
Columns = dict[str, np.ndarray]


class Upper:
    """The rows of `mart_value` down to the district, by indicator, period and unit."""

    def __init__(self, rows: Columns, nodes: Columns) -> None:
        self._keys = {name: np.asarray(rows[name], dtype=np.int64) for name in KEYS}
        self._figures = {name: (np.ma.getdata(rows[name]), np.ma.getmaskarray(rows[name])) for name in FIGURES}
        self._pair = self._keys["indicator_key"] * _SHIFT + self._keys["period_key"]
        self._by_unit = np.argsort(self._keys["unit_key"], kind="stable")
        self._unit = self._keys["unit_key"][self._by_unit]
        self._nodes = {name: np.asarray(column, dtype=np.int64) for name, column in nodes.items()}

    def _take(self, rows: np.ndarray) -> Columns:
        found = {name: column[rows] for name, column in self._keys.items()}
        return found | {
            name: np.ma.MaskedArray(column[rows], mask[rows]) for name, (column, mask) in self._figures.items()
        }

    def pairs(self, asked: Sequence[tuple[int, int]]) -> Columns:
        """Rows of (indicator, period) pairs, all units."""
        wanted = np.array([indicator * _SHIFT + period for indicator, period in asked], dtype=np.int64)
        first, last = (np.searchsorted(self._pair, wanted, side) for side in ("left", "right"))
        return self._take(_ranges(first, last))

    def span(self, indicator_key: int, start: int, end: int, level: int, whole_key: int) -> Columns:
        """Rows of one indicator over a span, the units of a level and one other, by period in official order."""
        first, last = np.searchsorted(self._pair, [indicator_key * _SHIFT + start, indicator_key * _SHIFT + end + 1])
        rows = np.arange(first, last)
        keys = self._keys["unit_key"][rows]
        at = np.searchsorted(self._nodes["unit_key"], keys)
        rows, at = (kept[(self._nodes["level"][at] == level) | (keys == whole_key)] for kept in (rows, at))
        order = np.lexsort((self._nodes["sort_order"][at], self._keys["period_key"][rows]))
        return self._take(rows[order])

    def units(self, unit_keys: Collection[int], indicator_keys: Collection[int], start: int, end: int) -> Columns:
        """Rows of some nodes over a span, for some indicators."""
        wanted = np.array(sorted(unit_keys), dtype=np.int64)
        first, last = (np.searchsorted(self._unit, wanted, side) for side in ("left", "right"))
        rows = np.sort(self._by_unit[_ranges(first, last)])
        period, indicator = self._keys["period_key"][rows], self._keys["indicator_key"][rows]
        asked = np.zeros(int(indicator.max(initial=0)) + 1, dtype=bool)
        asked[[key for key in indicator_keys if key < len(asked)]] = True
        return self._take(rows[(period >= start) & (period <= end) & asked[indicator]])


def _ranges(first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """All numbers of the ranges [first, last), one range after the other."""
    sizes = last - first
    return np.repeat(last - np.cumsum(sizes), sizes) + np.arange(int(sizes.sum()))


def upper(wh: Warehouse, read: bool = True) -> Upper | None:
    """What is held of a snapshot; None when it is too much to hold, or not yet read and not to be.

    Args:
        wh: The snapshot.
        read: Read it now where that has not happened: for questions that would go through the whole file themselves.
    """
    if "upper" not in wh.memory:
        if not read:
            return None
        rows = wh.arrays("upper_values", level=LOWEST, most=MOST_ROWS)
        fits = len(rows["unit_key"]) <= MOST_ROWS
        wh.memory["upper"] = Upper(rows, wh.arrays("upper_nodes", level=LOWEST)) if fits else None
    found: Upper | None = wh.memory["upper"]
    return found


def pairs(wh: Warehouse, asked: Sequence[tuple[int, int]], level: int, unit_keys: np.ndarray) -> Columns:
    """Stored rows of (indicator, period) pairs for the units of a level, perhaps with rows of other units.

    Args:
        wh: The snapshot.
        asked: Keys of indicator and period.
        level: The lowest level of the units, by number.
        unit_keys: Nodes that are asked for.
    """
    held = upper(wh) if level <= LOWEST else None
    if held is not None:
        return held.pairs(asked)
    indicators, periods = ({pair[side] for pair in asked} for side in (0, 1))
    if level > LOWEST and len(unit_keys) and 0 < len(asked) == len(indicators) * len(periods):
        # Every indicator at every period: a block needs no matching of pairs, which takes longer than reading it.
        return wh.arrays(
            "matrix_block", indicator_keys=sorted(indicators), period_keys=sorted(periods),
            oldest_key=min(periods), newest_key=max(periods),
            first_key=int(unit_keys.min()), last_key=int(unit_keys.max()),
        )  # fmt: skip
    bound: dict[str, Any] = {"indicator_keys": [key for key, _ in asked], "period_keys": [key for _, key in asked]}
    return wh.arrays("matrix", **bound, unit_keys=unit_keys.tolist())


def unit_rows(
    wh: Warehouse, unit_keys: Collection[int], level: int, indicator_keys: Collection[int], start: int, end: int
) -> Columns:
    """Stored rows of some nodes of a level over a span of periods, for some indicators."""
    held = upper(wh) if level <= LOWEST else None
    if held is not None:
        return held.units(unit_keys, indicator_keys, start, end)
    keys = sorted(unit_keys)
    return wh.arrays(
        "unit_values", unit_keys=keys, indicator_keys=list(indicator_keys), start_key=start, end_key=end,
        first_key=min(keys, default=0), last_key=max(keys, default=0),
    )  # fmt: skip
