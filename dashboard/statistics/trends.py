"""Whether a change over time is real: the five-point trend marker and the XmR limits."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from dashboard.statistics.exact import floats
from dashboard.statistics.intervals import difference_interval
from dashboard.statistics.results import Stated, check_direction, index_of, same_length, sentence

POINTS = 5
CHI2_LIMIT = 9.5495  # 99.8 %, one degree of freedom
XMR_MIN, XMR_FULL = 12, 13
RUN = 7


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
    refused = _unusable(t, cumulative)
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
    cases, hits, spread = n.sum(), x.sum(), n.sum() * (n * t * t).sum() - (n * t).sum() ** 2
    chi2 = cases * (cases * (x * t).sum() - hits * (n * t).sum()) ** 2 / (hits * (cases - hits) * spread)
    logit = np.log(x / (n - x))
    return _marker(t, logit, np.ones(len(t)), float(chi2), direction)


def trend_marker_values(
    times: Any, values: Any, lower: Any, upper: Any, *, direction: str = "higher", cumulative: bool = False
) -> Trend:
    """Mark a real trend of values with 95 % intervals, by weighted least squares with sigma = (U - L)/3.92.

    Args:
        times: as in :func:`trend_marker`.
        values: the values, missing breaks the row.
        lower: lower ends of their intervals.
        upper: upper ends, above the lower ones.
        direction: which way is better.
        cumulative: as in :func:`trend_marker`.

    Raises:
        ValueError: as in :func:`trend_marker`.
    """
    check_direction(direction)
    same_length(times, values, lower, upper)
    t, v, low, high = (floats(column) for column in (times, values, lower, upper))
    refused = _unusable(t, cumulative)
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


def _unusable(t: np.ndarray, cumulative: bool) -> Trend | None:
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
    return Trend(movement=None, judgement=None, chi2=math.nan, n=len(x), caption=caption,
                 flags=("few_points", "within_chance" if within else "beyond_chance"))


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
        signs.add(np.sign(_slope(t[kept], v[kept], weight[kept])[0]))
    if chi2 <= CHI2_LIMIT or signs != {np.sign(slope)}:
        flag = "below_limit" if chi2 <= CHI2_LIMIT else "one_point"
        return Trend(movement="none", judgement=None, chi2=chi2, n=len(t), flags=(flag,),
                     caption=f"近 {len(t)} 期无明显趋势。")
    movement: Literal["up", "down"] = "up" if slope > 0 else "down"
    good = {"higher": "up", "lower": "down"}.get(direction)
    judgement: Literal["better", "worse"] | None = None if good is None else "better" if good == movement else "worse"
    words = {"up": "上升", "down": "下降"}[movement] + {"better": "，向好", "worse": "，变差", None: ""}[judgement]
    return Trend(movement=movement, judgement=judgement, chi2=chi2, n=len(t), caption=f"近 {len(t)} 期持续{words}。")


def _cannot(flag: str, words: str, n: int) -> Trend:
    return Trend(movement=None, judgement=None, chi2=math.nan, n=n, caption=words + "。", flags=(flag,))


@dataclass(frozen=True, kw_only=True)
class XmrLimits(Stated):
    """Limits of natural variation of one series.

    Attributes:
        centre: mean; NaN when there are too few points.
        lower: centre - 2.66 × mean moving range.
        upper: centre + 2.66 × mean moving range.
        signals: str Series on the points: ``beyond``, ``run_up``, ``run_down``, ``side``, ``two_of_three``, several
            joined by a comma, empty for none.
        trial: fewer than 13 points: the limits are 试算线.
        target_reach: ``always``, ``never``, ``sometimes`` met by the present process, None without target.
    """

    centre: float
    lower: float
    upper: float
    signals: pd.Series
    trial: bool
    target_reach: Literal["always", "never", "sometimes"] | None


def xmr_limits(
    values: Any, *, target: float | None = None, direction: str = "higher", restart_at: int = 0
) -> XmrLimits:
    """Compute XmR limits and signals of 12 or more single periods.

    Args:
        values: one value a period, never cumulative; missing breaks the moving range.
        target: wanted value.
        direction: which way is better, for the target.
        restart_at: position of the first point after a change of definition; earlier points are left out.

    Raises:
        ValueError: for an unknown direction.
    """
    check_direction(direction)
    index = index_of(values)
    v = floats(values)
    v = np.where(np.arange(len(v)) < restart_at, np.nan, v)
    n = int((~np.isnan(v)).sum())
    empty = pd.Series("", index=index, dtype="str", name="signal")
    ranges = np.abs(np.diff(v))
    ranges = ranges[~np.isnan(ranges)]
    if n < XMR_MIN or not len(ranges):
        return XmrLimits(centre=math.nan, lower=math.nan, upper=math.nan, signals=empty, trial=False, target_reach=None,
                         n=n, caption=f"仅 {n} 期，不足 {XMR_MIN} 期，不画控制线。", flags=("few_points",))
    centre, mean_range = float(np.nanmean(v)), float(ranges.mean())
    kept = ranges[ranges < 3.267 * mean_range]
    dropped = bool(mean_range) and len(kept) < len(ranges)
    width = 2.66 * float(kept.mean() if dropped and len(kept) else mean_range)
    signals = _signals(v, centre, width)
    trial = n < XMR_FULL
    reach = _reach(target, centre - width, centre + width, direction)
    hits = sum(bool(codes) for codes in signals)
    flags = (("trial",) if trial else ()) + (("range_dropped",) if dropped else ()) + (("signals",) if hits else ())
    reach_words = {"always": "目标在正常波动下总能达到", "never": "照目前情况达不到目标",
                   "sometimes": "目标时达时不达", None: ""}[reach]
    caption = sentence([
        f"按 {n} 期计算{'试算线' if trial else '控制线'}，{f'{hits} 期超出正常波动' if hits else '均属正常波动'}",
        reach_words,
    ])
    return XmrLimits(centre=centre, lower=centre - width, upper=centre + width, trial=trial, target_reach=reach,
                     signals=pd.Series(signals, index=index, dtype="str", name="signal"), n=n, caption=caption,
                     flags=flags)


def _reach(target: float | None, lower: float, upper: float, direction: str) -> Any:
    if target is None or direction not in ("higher", "lower"):
        return None
    if target > upper:
        return "never" if direction == "higher" else "always"
    if target < lower:
        return "always" if direction == "higher" else "never"
    return "sometimes"


def _signals(v: np.ndarray, centre: float, width: float) -> list[str]:
    """Name the rules each point takes part in. A missing point ends every run."""
    found: list[list[str]] = [[] for _ in v]

    def mark(points: Any, code: str) -> None:
        for point in points:
            if code not in found[point]:
                found[point].append(code)

    mark(np.flatnonzero(np.abs(v - centre) > width), "beyond")
    for stop in range(RUN, len(v) + 1):
        window = v[stop - RUN:stop]
        points = range(stop - RUN, stop)
        steps = np.diff(window)
        if (steps > 0).all():
            mark(points, "run_up")
        if (steps < 0).all():
            mark(points, "run_down")
        if (window > centre).all() or (window < centre).all():
            mark(points, "side")
    for stop in range(3, len(v) + 1):
        window = v[stop - 3:stop]
        if np.isnan(window).any():
            continue
        for far in (window - centre > 2 / 3 * width, centre - window > 2 / 3 * width):
            if far.sum() >= 2:
                mark((stop - 3 + np.flatnonzero(far)).tolist(), "two_of_three")
    return [",".join(codes) for codes in found]
