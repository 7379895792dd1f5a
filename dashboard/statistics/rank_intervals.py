"""Places that cannot be told apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from dashboard.statistics.exact import floats
from dashboard.statistics.intervals import NORMAL, wilson_bounds, wilson_interval
from dashboard.statistics.results import Stated, index_of, same_length, sentence

#: All intervals of a ranking hold at once this often.
CONFIDENCE = 0.9


def simultaneous_z(k: int) -> float:
    """Return the quantile that makes K intervals hold together with 90 %: 2.38 for 6 units, 2.48 for 8, 2.56 for 10.

    Raises:
        ValueError: when there is no unit.
    """
    if k < 1:
        raise ValueError(f"at least one unit is needed, got {k}")
    return NORMAL.inv_cdf(1 - (1 - CONFIDENCE ** (1 / k)) / 2)


@dataclass(frozen=True, kw_only=True)
class RankIntervals(Stated):
    """Places that cannot be told apart: Int64 Series ``best`` and ``worst`` (best <= place <= worst)."""

    best: pd.Series
    worst: pd.Series


def rank_interval(estimates: Any, lower: Any, upper: Any, direction: str) -> RankIntervals:
    """Find the best and worst place each unit could have (Klein, Wright, Wieczorek 2020).

    Args:
        estimates: values, one a unit; missing has no place.
        lower: lower ends, at :func:`simultaneous_z` of the number of units.
        upper: upper ends.
        direction: ``higher`` or ``lower`` is better.

    Returns:
        best = 1 + units surely better, worst = K - units surely worse. No simulation: the same answer each time.

    Raises:
        ValueError: for another direction, or an interval that does not hold its estimate.
    """
    if direction not in ("higher", "lower"):
        raise ValueError(f"direction {direction!r} gives no places; accepted: higher, lower")
    same_length(estimates, lower, upper)
    index, sign = index_of(estimates), 1 if direction == "higher" else -1
    value, low, high = floats(estimates), floats(lower), floats(upper)
    kept = ~(np.isnan(value) | np.isnan(low) | np.isnan(high))
    if ((low > value + 1e-12) | (high < value - 1e-12))[kept].any():
        raise ValueError("each interval must hold its estimate")
    places = _places_held(value[kept] * sign, *((low[kept], high[kept]) if sign > 0 else (-high[kept], -low[kept])))
    count = int(kept.sum())
    best, worst = (pd.Series(pd.NA, index=index, dtype="Int64", name=name) for name in ("best", "worst"))
    best.iloc[np.flatnonzero(kept)], worst.iloc[np.flatnonzero(kept)] = places
    missing = len(value) - count
    return RankIntervals(
        best=best,
        worst=worst,
        n=count,
        flags=("missing",) if missing else (),
        caption=sentence([f"{count} 个单位比较；名次区间内的单位差距不明显", f"{missing} 个未报" if missing else ""]),
    )


def _places_held(v: np.ndarray, lo: np.ndarray, hi: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Best and worst place of values where more is better, with the ends of their intervals, none missing."""
    count = len(v)
    surely_better = count - np.searchsorted(np.sort(lo), hi, side="left")
    surely_worse = np.searchsorted(np.sort(hi), lo, side="right")
    # Where all three numbers coincide, equal units (itself among them) are neither better nor worse.
    at_low, at_high = np.sort(v[lo == v]), np.sort(v[hi == v])
    equal_low = np.searchsorted(at_low, v, "right") - np.searchsorted(at_low, v, "left")
    equal_high = np.searchsorted(at_high, v, "right") - np.searchsorted(at_high, v, "left")
    surely_better = surely_better - np.where(hi == v, equal_low, 0)
    surely_worse = surely_worse - np.where(lo == v, equal_high, 0)
    return 1 + surely_better, count - surely_worse


def places_of_rates(x: np.ndarray, n: np.ndarray, direction: str) -> tuple[np.ndarray, np.ndarray]:
    """Best and worst places of :func:`rank_interval_of_rates` for arrays of counts, 0 where there is none."""
    best, worst = np.zeros(len(x), dtype=np.int64), np.zeros(len(x), dtype=np.int64)
    rows = np.flatnonzero((n > 0) & (x >= 0) & (x <= n))
    if not len(rows):
        return best, worst
    low, high = wilson_bounds(x[rows], n[rows], simultaneous_z(len(rows)))
    rate = x[rows] / n[rows]
    held = (rate, low, high) if direction == "higher" else (-rate, -high, -low)
    best[rows], worst[rows] = _places_held(*held)
    return best, worst


def rank_interval_of_rates(numerators: Any, denominators: Any, direction: str) -> RankIntervals:
    """Find the places of proportions that cannot be told apart, by Wilson intervals that hold together at 90 %.

    Args:
        numerators: counts of hits, one a unit.
        denominators: counts of cases.
        direction: ``higher`` or ``lower`` is better.
    """
    plain = wilson_interval(numerators, denominators)
    if not plain.n:
        return rank_interval(plain.lower, plain.lower, plain.upper, direction)
    held = wilson_interval(numerators, denominators, z=simultaneous_z(plain.n))
    rate = pd.Series(floats(numerators), index=held.lower.index) / floats(denominators)
    return rank_interval(rate.where(held.lower.notna()), held.lower, held.upper, direction)
