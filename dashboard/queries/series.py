"""Figures of one unit over time, for many indicators at once, always in the unit's area of now."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboard.queries import places
from dashboard.queries.indicators import IndicatorRow
from dashboard.queries.stored import NAMES, Ints, Sums
from dashboard.warehouse import Warehouse


@dataclass(frozen=True, slots=True)
class Point:
    """Stored sums of one indicator, period and unit; None = not known for the whole unit."""

    num: int | None
    den: int | None
    single: int | None
    n_reported: int | None
    n_expected: int | None

    def sums(self) -> Sums:
        """As a row of stored figures."""
        row = (self.num, self.den, self.single, self.n_reported, self.n_expected)
        return Sums.of((Ints(np.array([n or 0]), np.array([n is not None])) for n in row), np.ones(1, dtype=bool))


@dataclass(frozen=True, slots=True)
class Series:
    """Points by period, and the periods at which the definition changed."""

    points: dict[int, Point]
    breaks: tuple[int, ...]

    def comparable(self, base: int, now: int) -> bool:
        """Whether the definition stayed the same after `base` up to `now`."""
        return not any(base < cut <= now for cut in self.breaks)


EMPTY = Series({}, ())


def unit_series(
    wh: Warehouse, indicators: Collection[IndicatorRow], unit: places.Place, start: int, end: int
) -> dict[str, Series]:
    """Points of one unit for several indicators.

    A unit that others merged into has the sums of its parts at earlier periods; where a part did not report, came out
    of a split, or the figure does not add up over units, the point is left out.

    Returns:
        Code of the indicator → its series; every asked indicator is there, perhaps without points.
    """
    merged = places.merged_between(wh, list(range(start, end)), end)
    own = [(p, old) for p, old, new in
           zip(merged.merged_periods, merged.merged_from, merged.merged_into, strict=True)
           if new == unit.unit_code]  # fmt: skip
    rows = wh.query(
        "unit_series", unit_code=unit.unit_code, level=unit.level, start_key=start, end_key=end,
        merged_periods=[p for p, _ in own], merged_from=[code for _, code in own],
        indicator_keys=[ind.key for ind in indicators],
    )  # fmt: skip
    cuts = wh.query("breaks", start_key=start, end_key=end, first_key=unit.unit_key, last_key=unit.last_key)
    broken = {p for p, code in merged.broken if code == unit.unit_code}
    by_key = {ind.key: ind for ind in indicators}
    points: dict[int, dict[int, Point]] = {key: {} for key in by_key}
    columns = [rows[name].tolist() for name in ("indicator_key", "period_key", "n_parts", "n_present", *NAMES)]
    for key, period, n_parts, n_present, *cells in zip(*columns, strict=True):
        numbers = [None if cell is pd.NA else cell for cell in cells]
        whole = n_present == n_parts and not (by_key[key].own_level_only and n_parts > 1)
        if whole and period not in broken:
            points[key][period] = Point(*numbers)
        elif n_parts == 1:
            points[key][period] = Point(None, None, None, 0, numbers[-1])
    found = {key: tuple(int(p) for p in part["period_key"]) for key, part in cuts.groupby("indicator_key")}
    return {ind.code: Series(points[ind.key], found.get(ind.key, ())) for ind in indicators}
