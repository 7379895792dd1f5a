"""How far a rate could move by the luck of few cases, and what follows for classes and places.

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
from dashboard.statistics.results import Stated, check_direction, index_of, same_length, sentence

NORMAL = NormalDist()
SMALL_DENOMINATOR = 5
MIN_UNITS = 5
MAX_UNIT_EFFECT = 5.0
CLASS_WORDS = {"better": "明显好于全市", "like": "与全市相当", "worse": "明显差于全市", "higher": "明显高于全市",
               "lower": "明显低于全市", "small": "分母小", "missing": "未报", "not_applicable": "不适用",
               "error": "数据有误", "unclassed": "单位太少，不分类"}


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
    flags = tuple(code for code, hit in (("missing", absent), ("zero_denominator", zero),
                                         ("numerator_outside", outside),
                                         ("small_denominator", ~absent & ~zero & (n < SMALL_DENOMINATOR)))
                  if hit.any())
    caption = sentence([
        f"{usable} 个比率可估计波动范围" if not scalar else _one_unit_words(effect[0]),
        "分母较小，一两个单位就会明显改变比率" if "small_denominator" in flags else "",
        "分子不在 0 与分母之间，须核实" if "numerator_outside" in flags else "",
    ])
    if scalar:
        return Interval(lower=float(lower[0]), upper=float(upper[0]), one_unit=float(effect[0]), n=usable,
                        caption=caption, flags=flags)
    index = index_of(tops)
    columns = {name: pd.Series(column, index=index, name=name)
               for name, column in (("lower", lower), ("upper", upper), ("one_unit", effect))}
    return Interval(**columns, n=usable, caption=caption, flags=flags)


def _one_unit_words(effect: float) -> str:
    return "无法计算" if math.isnan(effect) else f"一个单位影响 {round_half_up(effect, 1)} 个百分点"


def _wilson(x: np.ndarray, n: np.ndarray, z: float) -> tuple[np.ndarray, np.ndarray]:
    middle = 2 * x + z * z
    spread = z * np.sqrt(z * z + 4 * x * (1 - x / n))
    below, above = (middle - spread) / (2 * (n + z * z)), (middle + spread) / (2 * (n + z * z))
    # The ends are exactly 0 and 1 in theory; float noise must not push them outside.
    return np.where(x == 0, 0.0, np.clip(below, 0, 1)), np.where(x == n, 1.0, np.clip(above, 0, 1))


def difference_interval(x1: float, n1: float, x2: float, n2: float, confidence: float = 0.95) -> tuple[float, float]:
    """Compute Newcombe's interval of the difference x2/n2 - x1/n1 (shares of 1); NaN where one has no interval."""
    first, second = wilson_interval(x1, n1, confidence), wilson_interval(x2, n2, confidence)
    if math.isnan(first.lower) or math.isnan(second.lower):
        return math.nan, math.nan
    p1, p2 = float(x1) / float(n1), float(x2) / float(n2)
    return (p2 - p1 - math.hypot(p2 - second.lower, first.upper - p1),
            p2 - p1 + math.hypot(second.upper - p2, p1 - first.lower))


@dataclass(frozen=True, kw_only=True)
class Funnel(Stated):
    """Each unit against the whole.

    Attributes:
        table: DataFrame on the units: ``rate``, ``lower``, ``upper`` (shares of 1; the limits around the whole for
            this denominator), ``difference`` (points from the whole), ``one_unit`` (points), ``class`` (better,
            like, worse; higher, lower for an indicator without good or bad; small, missing, not_applicable,
            error, unclassed) and ``word``.
        whole: rate of the whole, share of 1, NaN when there is none.
    """

    table: pd.DataFrame
    whole: float


def funnel_class(
    numerators: Any,
    denominators: Any,
    gap: float = 1.0,
    z: float = 1.959964,
    *,
    direction: str = "higher",
    min_denominator: float = SMALL_DENOMINATOR,
    max_unit_effect: float = MAX_UNIT_EFFECT,
    whole_word: str = "全市",
) -> Funnel:
    """Class units by whether they differ from the whole by more than chance and by more than matters.

    Args:
        numerators: counts of hits, one a unit; the whole is sum by sum and includes the unit itself.
        denominators: counts of cases.
        gap: points that matter; one unit's effect counts instead where it is larger.
        z: 1.959964 for 95 %, 3.090232 for 99.8 %.
        direction: whether higher or lower is better; otherwise the classes are higher and lower.
        min_denominator: below it a unit is ``small``.
        max_unit_effect: a unit whose rate one case moves by more points is ``small`` too.
        whole_word: name of the whole in the words.

    Returns:
        The classes; with fewer than 5 usable units nobody is classed.

    Raises:
        ValueError: for an unknown direction or columns of different length.
    """
    check_direction(direction)
    same_length(numerators, denominators)
    x, n = floats(numerators), floats(denominators)
    absent = np.isnan(x) | np.isnan(n)
    zero = ~absent & (n == 0)
    wrong = ~absent & ((n < 0) | (x < 0) | (x > n)) & ~zero
    usable = ~absent & ~zero & ~wrong
    total = float(n[usable].sum())
    whole = float(x[usable].sum()) / total if total else math.nan
    rate = np.divide(x, n, out=np.full(len(x), np.nan), where=usable)
    half = z * np.sqrt(np.divide(whole * (1 - whole), n, out=np.full(len(x), np.nan), where=usable))
    lower, upper = np.clip(whole - half, 0, 1), np.clip(whole + half, 0, 1)
    effect = np.divide(100.0, n, out=np.full(len(x), np.nan), where=usable)
    difference = np.round((rate - whole) * 100, 9)
    matters = np.abs(difference) >= np.maximum(gap, np.round(effect, 9))
    up, down = ("better", "worse") if direction == "higher" else ("worse", "better")
    if direction in ("neutral", "target"):
        up, down = "higher", "lower"
    few = int(usable.sum()) < MIN_UNITS
    classes = np.select(
        [absent, zero, wrong, (n < min_denominator) | (effect > max_unit_effect), np.full(len(x), few),
         matters & (rate > upper), matters & (rate < lower)],
        ["missing", "not_applicable", "error", "small", "unclassed", up, down], default="like",
    )
    words = [CLASS_WORDS[code].replace("全市", whole_word) for code in classes]
    table = pd.DataFrame({"rate": rate, "lower": lower, "upper": upper, "difference": difference, "one_unit": effect,
                          "class": classes, "word": words}, index=index_of(numerators))
    count = {code: int((classes == code).sum()) for code in CLASS_WORDS}
    flags = tuple(code for code in ("small", "missing", "not_applicable", "error", "unclassed") if count[code])
    told = "、".join(f"{count[code]} 个{CLASS_WORDS[code].replace('全市', whole_word)}"
                    for code in CLASS_WORDS if count[code])
    caption = sentence([told or "无单位", f"差距超过偶然波动且不小于 {gap:g} 个百分点（或一个单位）才分出好差"])
    return Funnel(table=table, whole=whole, n=int(usable.sum()), caption=caption, flags=flags)


def simultaneous_z(k: int, confidence: float = 0.9) -> float:
    """Return the quantile that makes K intervals hold together: 2.38 for 6 units, 2.48 for 8, 2.56 for 10.

    Raises:
        ValueError: when there is no unit.
    """
    if k < 1:
        raise ValueError(f"at least one unit is needed, got {k}")
    return NORMAL.inv_cdf(1 - (1 - confidence ** (1 / k)) / 2)


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
    v = sign * value[kept]
    lo, hi = (low[kept], high[kept]) if sign > 0 else (-high[kept], -low[kept])
    count = len(v)
    surely_better = count - np.searchsorted(np.sort(lo), hi, side="left")
    surely_worse = np.searchsorted(np.sort(hi), lo, side="right")
    # Where all three numbers coincide, equal units (itself among them) are neither better nor worse.
    at_low, at_high = np.sort(v[lo == v]), np.sort(v[hi == v])
    equal_low = np.searchsorted(at_low, v, "right") - np.searchsorted(at_low, v, "left")
    equal_high = np.searchsorted(at_high, v, "right") - np.searchsorted(at_high, v, "left")
    surely_better = surely_better - np.where(hi == v, equal_low, 0)
    surely_worse = surely_worse - np.where(lo == v, equal_high, 0)
    best, worst = (pd.Series(pd.NA, index=index, dtype="Int64", name=name) for name in ("best", "worst"))
    best.iloc[np.flatnonzero(kept)] = 1 + surely_better
    worst.iloc[np.flatnonzero(kept)] = count - surely_worse
    missing = len(value) - count
    return RankIntervals(
        best=best, worst=worst, n=count, flags=("missing",) if missing else (),
        caption=sentence([f"{count} 个单位比较；名次区间内的单位差距不明显", f"{missing} 个未报" if missing else ""]),
    )


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
