"""Which months leave the natural variation of a series: XmR limits."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from dashboard.statistics.exact import floats
from dashboard.statistics.results import Stated, check_direction, index_of, sentence

XMR_MIN, XMR_FULL = 12, 13
RUN = 7
#: Limits lie this many mean moving ranges from the centre; a range beyond the second factor is dropped once.
RANGES, ODD_RANGE = 2.66, 3.267
REACH_WORDS = {"always": "目标在正常波动下总能达到", "never": "照目前情况达不到目标", "sometimes": "目标时达时不达"}


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
    ranges = np.abs(np.diff(v))
    ranges = ranges[~np.isnan(ranges)]
    if n < XMR_MIN or not len(ranges):
        return _none(index, n)
    centre, mean_range = float(np.nanmean(v)), float(ranges.mean())
    kept = ranges[ranges < ODD_RANGE * mean_range]
    dropped = bool(mean_range) and len(kept) < len(ranges)
    width = RANGES * float(kept.mean() if dropped and len(kept) else mean_range)
    signals = _signals(v, centre, width)
    trial = n < XMR_FULL
    reach = _reach(target, centre - width, centre + width, direction)
    hits = sum(bool(codes) for codes in signals)
    flags = (("trial",) if trial else ()) + (("range_dropped",) if dropped else ()) + (("signals",) if hits else ())
    found = f"{hits} 期超出正常波动" if hits else "均属正常波动"
    caption = sentence([f"按 {n} 期计算{'试算线' if trial else '控制线'}，{found}", REACH_WORDS.get(reach, "")])
    return XmrLimits(
        centre=centre,
        lower=centre - width,
        upper=centre + width,
        trial=trial,
        target_reach=reach,
        signals=pd.Series(signals, index=index, dtype="str", name="signal"),
        n=n,
        caption=caption,
        flags=flags,
    )


def _none(index: pd.Index, n: int) -> XmrLimits:
    return XmrLimits(
        centre=math.nan, lower=math.nan, upper=math.nan, trial=False, target_reach=None, n=n,
        signals=pd.Series("", index=index, dtype="str", name="signal"),
        caption=f"仅 {n} 期，不足 {XMR_MIN} 期，不画控制线。", flags=("few_points",),
    )  # fmt: skip


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
        window = v[stop - RUN : stop]
        points = range(stop - RUN, stop)
        steps = np.diff(window)
        if (steps > 0).all():
            mark(points, "run_up")
        if (steps < 0).all():
            mark(points, "run_down")
        if (window > centre).all() or (window < centre).all():
            mark(points, "side")
    for stop in range(3, len(v) + 1):
        window = v[stop - 3 : stop]
        if np.isnan(window).any():
            continue
        for far in (window - centre > 2 / 3 * width, centre - window > 2 / 3 * width):
            if far.sum() >= 2:
                mark((stop - 3 + np.flatnonzero(far)).tolist(), "two_of_three")
    return [",".join(codes) for codes in found]
