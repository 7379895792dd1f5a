"""Figures of one unit over time, for many indicators at once, always in the unit's area of now."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from dashboard.queries import places, stored, upper
from dashboard.queries.cuts import cuts_inside
from dashboard.queries.indicators import IndicatorRow
from dashboard.queries.sums import NAMES
from dashboard.warehouse import Warehouse


class Point(NamedTuple):
    """Stored sums of one indicator, period and unit; None = not known for the whole unit."""

    num: int | None
    den: int | None
    single: int | None
    n_reported: int | None
    n_expected: int | None


@dataclass(frozen=True, slots=True)
class Series:
    """Points by period, and the periods at which the definition changed."""

    points: dict[int, Point]
    breaks: tuple[int, ...]

    def comparable(self, base: int, now: int) -> bool:
        """Whether the definition stayed the same after `base` up to `now`."""
        return not any(base < cut <= now for cut in self.breaks)


EMPTY = Series({}, ())
#: Period keys have four digits.
_SHIFT = 100_000


def unit_series(
    wh: Warehouse, indicators: Collection[IndicatorRow], unit: places.Place, start: int, end: int,
    only: Mapping[int, Collection[int]] | None = None,
) -> dict[str, Series]:  # fmt: skip
    """Points of one unit for several indicators; with `only` just those of some periods, by key of the indicator.

    A unit that others merged into has the sums of its parts at earlier periods; where a part did not report, came out
    of a split, or the figure does not add up over units, the point is left out.

    Returns:
        Code of the indicator → its series; every asked indicator is there, perhaps without points.
    """
    merged = places.merged_between(wh, list(range(start, end)), end)
    parts = _parts(wh, unit, merged, start, end)
    keys = {key for key, _, _ in parts}
    rows: stored.Raw = upper.unit_rows(wh, keys, unit.level, [ind.key for ind in indicators], start, end)
    if only is not None:
        rows = _only(rows, only)
    broken = [p for p, code in merged.broken if code == unit.unit_code]
    points = _points(rows, parts, start, end, broken, {ind.key for ind in indicators if ind.own_level_only})
    cuts = cuts_inside(wh, start, end, unit.unit_key, unit.last_key)
    return {ind.code: Series(points.get(ind.key, {}), tuple(cuts.get(ind.key, ()))) for ind in indicators}


def _only(rows: stored.Raw, wanted: Mapping[int, Collection[int]]) -> stored.Raw:
    codes = [key * _SHIFT + period for key, periods in wanted.items() for period in periods]
    found = rows["indicator_key"].astype(np.int64) * _SHIFT + rows["period_key"]
    kept = np.flatnonzero(np.isin(found, codes))
    return {name: column[kept] for name, column in rows.items()}


def _parts(
    wh: Warehouse, unit: places.Place, merged: places.Merged, start: int, end: int
) -> list[tuple[int, int, int]]:
    """(node, first period, last period) of what the unit consisted of within the span."""
    own = [
        (node.unit_key, max(first, start), min(last, end))
        for first, last, node in places.nodes_of(wh, unit.unit_code)
        if node.level == unit.level and first <= end and last >= start
    ]
    lines = zip(merged.merged_periods, merged.merged_from, merged.merged_into, strict=True)
    return own + [
        (node.unit_key, period, period)
        for period, former, now in lines
        if now == unit.unit_code
        for first, last, node in places.nodes_of(wh, former)
        if node.level == unit.level and first <= period <= last
    ]


def _points(
    rows: stored.Raw, parts: list[tuple[int, int, int]], start: int, end: int, broken: list[int], own_only: set[int]
) -> dict[int, dict[int, Point]]:
    """Indicator → period → the sums of the parts.

    Args:
        rows: Stored rows of the parts, by indicator and period.
        parts: As of `_parts`.
        start: First period.
        end: Last period.
        broken: Periods in which the unit cannot be put together.
        own_only: Indicators that do not add up over units.
    """
    period, unit = (np.asarray(rows[name], dtype=np.int64) for name in ("period_key", "unit_key"))
    n_parts = np.zeros(end - start + 1, dtype=np.int64)
    valid = np.zeros(len(period), dtype=bool)
    for key, first, last in parts:
        n_parts[first - start : last - start + 1] += 1
        valid |= (unit == key) & (period >= first) & (period <= last)
    at = np.flatnonzero(valid)
    if not len(at):
        return {}
    pair = np.asarray(rows["indicator_key"], dtype=np.int64)[at] * _SHIFT + period[at]
    first_of = np.flatnonzero(np.r_[True, pair[1:] != pair[:-1]])
    indicator, when = np.divmod(pair[first_of], _SHIFT)
    n_present = np.add.reduceat(~np.ma.getmaskarray(rows["num"])[at], first_of, dtype=np.int64)
    of = n_parts[when - start]
    whole = (n_present == of) & ~np.isin(when, broken) & ~((of > 1) & np.isin(indicator, list(own_only)))
    kept = np.flatnonzero(whole | (of == 1))
    columns = {name: _sums(rows[name], at, first_of) for name in NAMES}
    # A unit that is its own only part and has no value is silent; of several parts nothing can be said.
    for name in ("num", "den", "single"):
        columns[name][~whole] = None
    columns["n_reported"][~whole] = 0
    cells = zip(*(columns[name][kept].tolist() for name in NAMES), strict=True)
    found: dict[int, dict[int, Point]] = {}
    for key, month, point in zip(indicator[kept].tolist(), when[kept].tolist(), map(Point._make, cells), strict=True):
        found.setdefault(key, {})[month] = point
    return found


def _sums(column: np.ndarray, at: np.ndarray, first_of: np.ndarray) -> np.ndarray:
    """Sums of stretches of rows as whole numbers, None where nothing is known."""
    present = ~np.ma.getmaskarray(column)[at]
    sums = np.add.reduceat(np.where(present, np.ma.getdata(column)[at], 0), first_of, dtype=np.int64).astype(object)
    sums[~np.logical_or.reduceat(present, first_of)] = None
    return np.asarray(sums)
