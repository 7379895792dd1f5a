"""Whether a change over the years is real: the five-point trend marker."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from dashboard.statistics.exact import floats
from dashboard.statistics.intervals import difference_interval
from dashboard.statistics.results import Stated, check_direction, same_length

POINTS = 5
CHI2_LIMIT = 9.5495  # 99.8 %, one degree of freedom


@dataclass(frozen=True, kw_only=True)
class Trend(Stated):
    """A marker, or the reason why there is none.

    Attributes:
        movement: ``up``, ``down``, ``none`` (no clear trend), or None when it cannot be judged.
        judgement: ``better`` or ``worse`` by the indicator's direction; None where neither applies.
        chi2: the statistic of the trend, NaN when not computed.
    """

    movement: Literal["up", "down", "none"] | None
    judgement: Literal["better", "worse"] | None
    chi2: float


def trend_marker(
    times: Any,
    numerators: Any,
    denominators: Any,
    *,
    direction: str = "higher",
    cumulative: bool = False,
    add_half: bool = False,
) -> Trend:
    """Mark a real trend of a proportion over the last five points.

    Args:
        times: real years (or other evenly spaced numbers), ascending.
        numerators: counts of hits; missing breaks the row.
        denominators: counts of cases.
        direction: which way is better.
        cumulative: values that add up within the year are not independent: no marker.
        add_half: add 0.5 to both cells where a rate is 0 or 100 %; else 无法判断.

    Returns:
        A marker only if chi-square exceeds 9.5495 and the sign stays with each of the points left out. Two to four
        points say only whether the change stays within chance.

    Raises:
        ValueError: for an unknown direction, columns of different length, or times that go back.
    """
    check_direction(direction)
    same_length(times, numerators, denominators)
    t, x, n = floats(times), floats(numerators), floats(denominators)
    refused = _unusable(t, cumulative=cumulative)
    if refused:
        return refused
    t, x, n = t[-POINTS:], x[-POINTS:], n[-POINTS:]
    if (np.isnan(x) | np.isnan(n)).any():
        return _cannot("missing", "近几期有未报，不判断趋势", len(t))
    if (n <= 0).any() or (x < 0).any() or (x > n).any():
        return _cannot("bad_counts", "分母为 0 或分子大于分母，不判断趋势", len(t))
    if len(t) < POINTS:
        return _few(x, n)
    if add_half:
        edge = (x == 0) | (x == n)
        x, n = np.where(edge, x + 0.5, x), np.where(edge, n + 1.0, n)
    if ((x == 0) | (x == n)).any():
        return _cannot("edge_rate", "有一期比率为 0 或 100%，无法判断趋势", len(t))
    t = t - t.mean()  # years near 2,000 would cost the sums below six digits
    cases, hits, spread = n.sum(), x.sum(), n.sum() * (n * t * t).sum() - (n * t).sum() ** 2
    chi2 = cases * (cases * (x * t).sum() - hits * (n * t).sum()) ** 2 / (hits * (cases - hits) * spread)
    logit = np.log(x / (n - x))
    return _marker(t, logit, np.ones(len(t)), float(chi2), direction)


def trend_marker_values(times: Any, values: Any, lower: Any, upper: Any, *, direction: str = "higher") -> Trend:
    """Mark a real trend of values with 95 % intervals, by weighted least squares with sigma = (U - L)/3.92.

    Args:
        times: as in :func:`trend_marker`.
        values: the values, missing breaks the row.
        lower: lower ends of their intervals.
        upper: upper ends, above the lower ones.
        direction: which way is better.

    Raises:
        ValueError: as in :func:`trend_marker`.
    """
    check_direction(direction)
    same_length(times, values, lower, upper)
    t, v, low, high = (floats(column) for column in (times, values, lower, upper))
    refused = _unusable(t, cumulative=False)
    if refused:
        return refused
    t, v, low, high = t[-POINTS:], v[-POINTS:], low[-POINTS:], high[-POINTS:]
    if (np.isnan(v) | np.isnan(low) | np.isnan(high)).any():
        return _cannot("missing", "近几期有未报，不判断趋势", len(t))
    if (high <= low).any():
        return _cannot("bad_interval", "波动范围为 0，不判断趋势", len(t))
    if len(t) < POINTS:
        return _cannot("few_points", f"仅 {len(t)} 期，不足 {POINTS} 期，不判断趋势", len(t))
    weight = (3.92 / (high - low)) ** 2
    slope, variance = _slope(t, v, weight)
    return _marker(t, v, weight, slope * slope / variance, direction)


def _unusable(t: np.ndarray, *, cumulative: bool) -> Trend | None:
    if cumulative:
        return _cannot("cumulative", "年内累计数各期不独立，不判断趋势", len(t))
    if len(t) < 2:
        return _cannot("few_points", f"仅 {len(t)} 期，不判断趋势", len(t))
    if np.isnan(t).any():
        return _cannot("missing", "有一期没有日期，不判断趋势", len(t))
    steps = np.diff(t[-POINTS:])
    if (steps == 0).any():
        return _cannot("duplicate_times", "有重复的年份，不判断趋势", len(t))
    if (steps < 0).any():
        raise ValueError("times must ascend")
    if not np.allclose(steps, steps[0]):
        return _cannot("gaps", "年份有间断，不判断趋势", len(t))
    return None


def _few(x: np.ndarray, n: np.ndarray) -> Trend:
    """Say of two to four points only what the ends allow."""
    low, high = difference_interval(x[0], n[0], x[-1], n[-1])
    change = (x[-1] / n[-1] - x[0] / n[0]) * 100
    within = low <= 0 <= high
    words = "变化在偶然范围内" if within else "变化超出偶然范围"
    caption = f"仅 {len(x)} 期，不足 {POINTS} 期，不标趋势；首末相差 {change:+.1f} 个百分点，{words}。"
    return Trend(
        movement=None,
        judgement=None,
        chi2=math.nan,
        n=len(x),
        caption=caption,
        flags=("few_points", "within_chance" if within else "beyond_chance"),
    )


def _slope(t: np.ndarray, v: np.ndarray, weight: np.ndarray) -> tuple[float, float]:
    """Weighted least squares: slope and its variance."""
    centre = (weight * t).sum() / weight.sum()
    spread = (weight * (t - centre) ** 2).sum()
    return float((weight * (t - centre) * v).sum() / spread), float(1 / spread)


def _marker(t: np.ndarray, v: np.ndarray, weight: np.ndarray, chi2: float, direction: str) -> Trend:
    slope, _ = _slope(t, v, weight)
    signs = set()
    for left_out in range(len(t)):
        kept = np.arange(len(t)) != left_out
        signs.add(_sign(_slope(t[kept], v[kept], weight[kept])[0], v))
    if chi2 <= CHI2_LIMIT or signs != {_sign(slope, v)}:
        flag = "below_limit" if chi2 <= CHI2_LIMIT else "one_point"
        return Trend(
            movement="none", judgement=None, chi2=chi2, n=len(t), flags=(flag,), caption=f"近 {len(t)} 期无明显趋势。"
        )
    movement: Literal["up", "down"] = "up" if slope > 0 else "down"
    good = {"higher": "up", "lower": "down"}.get(direction)
    judgement: Literal["better", "worse"] | None = None if good is None else "better" if good == movement else "worse"
    words = {"up": "上升", "down": "下降"}[movement] + {"better": "，向好", "worse": "，变差", None: ""}[judgement]
    return Trend(movement=movement, judgement=judgement, chi2=chi2, n=len(t), caption=f"近 {len(t)} 期持续{words}。")


def _sign(slope: float, v: np.ndarray) -> int:
    """Tell the direction of a slope; float noise around a level line is no direction."""
    return 0 if abs(slope) <= 1e-12 * max(1.0, float(np.abs(v).max())) else 1 if slope > 0 else -1


def _cannot(flag: str, words: str, n: int) -> Trend:
    return Trend(movement=None, judgement=None, chi2=math.nan, n=n, caption=words + "。", flags=(flag,))
