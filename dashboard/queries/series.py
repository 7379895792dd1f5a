"""Figures of one unit over time, for many indicators at once, always in the unit's area of now."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np

from dashboard.queries import places, stored, upper
from dashboard.queries.cuts import cuts_inside
from dashboard.queries.indicators import IndicatorRow
from dashboard.queries.sums import NAMES, Ints, Sums
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
#: Period keys have four digits.
_SHIFT = 100_000


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
    parts = _parts(wh, unit, merged, start, end)
    keys = {key for key, _, _ in parts}
    rows = upper.unit_rows(wh, keys, unit.level, [ind.key for ind in indicators], start, end)
    broken = {p for p, code in merged.broken if code == unit.unit_code}
    by_key = {ind.key: ind for ind in indicators}
    points: dict[int, dict[int, Point]] = {key: {} for key in by_key}
    for key, period, n_parts, n_present, cells in _added(rows, parts, start, end):
        whole = n_present == n_parts and not (by_key[key].own_level_only and n_parts > 1)
        if whole and period not in broken:
            points[key][period] = Point(*cells)
        elif n_parts == 1:
            points[key][period] = Point(None, None, None, 0, cells[-1])
    cuts = cuts_inside(wh, start, end, unit.unit_key, unit.last_key)
    return {ind.code: Series(points[ind.key], tuple(cuts.get(ind.key, ()))) for ind in indicators}


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


_Row = tuple[int, int, int, int, list[int | None]]


def _added(rows: stored.Raw, parts: list[tuple[int, int, int]], start: int, end: int) -> Iterator[_Row]:
    """(indicator, period, number of parts, parts with a value, figures for NAMES), by indicator and period."""
    n_parts = np.zeros(end - start + 1, dtype=np.int64)
    for _, first, last in parts:
        n_parts[first - start : last - start + 1] += 1
    period, unit = (np.asarray(rows[name], dtype=np.int64) for name in ("period_key", "unit_key"))
    valid = np.zeros(len(period), dtype=bool)
    for key, first, last in parts:
        valid |= (unit == key) & (period >= first) & (period <= last)
    at = np.flatnonzero(valid)
    pair = np.asarray(rows["indicator_key"], dtype=np.int64)[at] * _SHIFT + period[at]
    first_of = np.flatnonzero(np.r_[True, pair[1:] != pair[:-1]]) if len(pair) else at
    columns = [_sums(rows[name], at, first_of) for name in NAMES]
    counts = np.add.reduceat(~np.ma.getmaskarray(rows["num"])[at], first_of, dtype=np.int64) if len(pair) else at
    found = zip(pair[first_of].tolist(), counts.tolist(), *columns, strict=True)
    for code, n_present, *cells in found:
        key, when = divmod(code, _SHIFT)
        yield key, when, int(n_parts[when - start]), n_present, cells


def _sums(column: np.ndarray, at: np.ndarray, first_of: np.ndarray) -> list[int | None]:
    """Sums of stretches of rows, None where nothing is known."""
    if not len(at):
        return []
    present = ~np.ma.getmaskarray(column)[at]
    sums = np.add.reduceat(np.where(present, np.ma.getdata(column)[at], 0), first_of, dtype=np.int64)
    known = np.logical_or.reduceat(present, first_of)
    return [value if here else None for value, here in zip(sums.tolist(), known.tolist(), strict=True)]
