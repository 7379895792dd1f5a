"""How far a rate could move by the luck of few cases.

The figures are full counts, so an interval is no sampling error: it says 分母较小，一两个单位就会明显改变比率.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
import pandas as pd

from dashboard.statistics.exact import floats, is_missing, round_half_up
from dashboard.statistics.results import Stated, index_of, same_length, sentence

NORMAL = NormalDist()
#: Chance reaches this many standard deviations in 19 of 20 cases.
Z_95 = 1.959964
SMALL_DENOMINATOR = 5


@dataclass(frozen=True, kw_only=True)
class Interval(Stated):
    """An interval of proportions, as shares of 1.

    ``lower`` and ``upper`` are floats for single numbers (NaN when there is none) and float Series for columns;
    ``one_unit`` is the effect of one unit on the rate, 100/denominator points. Unpacks as ``lower, upper``.
    """

    lower: Any
    upper: Any
    one_unit: Any

    def __iter__(self) -> Any:
        """Unpack as lower, upper."""
        return iter((self.lower, self.upper))


def wilson_interval(numerator: Any, denominator: Any, confidence: float = 0.95, *, z: float | None = None) -> Interval:
    """Compute the Wilson interval of a proportion.

    Args:
        numerator: count of hits, one number or a column.
        denominator: count of cases, likewise.
        confidence: two-sided, between 0 and 1.
        z: the normal quantile itself, instead of ``confidence``.

    Returns:
        The interval; without one (NaN, with a flag) where a count is missing, the denominator is not positive,
        or the numerator lies outside 0..denominator.

    Raises:
        ValueError: for a confidence outside (0, 1), or columns of different length.
    """
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must lie between 0 and 1, got {confidence}")
    quantile = NORMAL.inv_cdf((1 + confidence) / 2) if z is None else z
    scalar = is_missing(numerator) or np.ndim(numerator) == 0
    tops, bottoms = ([numerator], [denominator]) if scalar else (numerator, denominator)
    same_length(tops, bottoms)
    x, n = floats(tops), floats(bottoms)
    absent = np.isnan(x) | np.isnan(n)
    zero = ~absent & (n <= 0)
    outside = ~absent & ~zero & ((x < 0) | (x > n))
    lower, upper = _wilson(np.where(absent | zero | outside, np.nan, x), np.where(zero, np.nan, n), quantile)
    effect = np.divide(100.0, n, out=np.full(len(n), np.nan), where=n > 0)
    usable = int((~np.isnan(lower)).sum())
    flags = tuple(
        code
        for code, hit in (
            ("missing", absent),
            ("zero_denominator", zero),
            ("numerator_outside", outside),
            ("small_denominator", ~absent & ~zero & (n < SMALL_DENOMINATOR)),
        )
        if hit.any()
    )
    caption = sentence(
        [
            f"{usable} 个比率可估计波动范围" if not scalar else _one_unit_words(effect[0]),
            "分母较小，一两个单位就会明显改变比率" if "small_denominator" in flags else "",
            "分子不在 0 与分母之间，须核实" if "numerator_outside" in flags else "",
        ]
    )
    if scalar:
        return Interval(
            lower=float(lower[0]),
            upper=float(upper[0]),
            one_unit=float(effect[0]),
            n=usable,
            caption=caption,
            flags=flags,
        )
    index = index_of(tops)
    columns = {
        name: pd.Series(column, index=index, name=name)
        for name, column in (("lower", lower), ("upper", upper), ("one_unit", effect))
    }
    return Interval(**columns, n=usable, caption=caption, flags=flags)


def _one_unit_words(effect: float) -> str:
    return "无法计算" if math.isnan(effect) else f"一个单位影响 {round_half_up(effect, 1)} 个百分点"


def wilson_bounds(x: np.ndarray, n: np.ndarray, z: float) -> tuple[np.ndarray, np.ndarray]:
    """Lower and upper ends for arrays of counts, NaN where `wilson_interval` gives none."""
    usable = (n > 0) & (x >= 0) & (x <= n)
    return _wilson(np.where(usable, x, np.nan), np.where(usable, n, np.nan), z)


def _wilson(x: np.ndarray, n: np.ndarray, z: float) -> tuple[np.ndarray, np.ndarray]:
    middle = 2 * x + z * z
    spread = z * np.sqrt(z * z + 4 * x * (1 - x / n))
    below, above = (middle - spread) / (2 * (n + z * z)), (middle + spread) / (2 * (n + z * z))
    # The ends are exactly 0 and 1 in theory; float noise must not push them outside.
    return np.where(x == 0, 0.0, np.clip(below, 0, 1)), np.where(x == n, 1.0, np.clip(above, 0, 1))


def difference_interval(x1: float, n1: float, x2: float, n2: float) -> tuple[float, float]:
    """Compute Newcombe's 95 % interval of the difference x2/n2 - x1/n1 (shares of 1); NaN where one has no interval."""
    first, second = wilson_interval(x1, n1), wilson_interval(x2, n2)
    if math.isnan(first.lower) or math.isnan(second.lower):
        return math.nan, math.nan
    p1, p2 = float(x1) / float(n1), float(x2) / float(n2)
    return (
        p2 - p1 - math.hypot(p2 - second.lower, first.upper - p1),
        p2 - p1 + math.hypot(second.upper - p2, p1 - first.lower),
    )
