"""时序进度: how far a year's target is reached, against how much of the year has passed, and the light."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

import numpy as np
import pandas as pd

from dashboard.statistics.exact import floats, percent_text, round_half_up, to_fraction
from dashboard.statistics.results import Stated, index_of, sentence


@dataclass(frozen=True, kw_only=True)
class Schedule(Stated):
    """Progress towards a target. Shares are fractions of 1, exact.

    Attributes:
        completion: A/T for more-is-better, (start - A)/(start - T) for less-is-better; above 1 is shown as it is.
        schedule: the share that should be done by now: elapsed/total, or the milestone's share for a stock.
        lead: completion - schedule in percentage points, negative when behind.
        forecast: year-end value at an even pace, A / schedule.
        forecast_seasonal: year-end value at last year's pace, A / last year's share by the same month.
        reached: whether the target is met.
    """

    completion: Fraction | None
    schedule: Fraction | None
    lead: Fraction | None
    forecast: Fraction | None = None
    forecast_seasonal: Fraction | None = None
    reached: bool | None = None


def schedule_progress(
    actual: Any,
    target: Any,
    elapsed: int,
    total: int = 12,
    *,
    direction: Literal["higher", "lower"] = "higher",
    start: Any = None,
    last_year_share: Any = None,
    stock: bool = False,
    milestone: Any = None,
) -> Schedule:
    """Compare what is done with what should be done by now.

    Args:
        actual: year-to-date value of a flow, or the state of a stock; missing gives no progress.
        target: target of the year; missing, or 0 where more is better, gives no progress and no light.
        elapsed: months passed, 0 to ``total``.
        total: months of the target's year.
        direction: ``lower`` counts down from ``start`` to ``target`` (清零).
        start: value at the start of the year, needed for ``lower``.
        last_year_share: share (0 to 1] of last year's annual total reached by the same month.
        stock: the value is a state, not a cumulative flow: no pro rata and no forecast; compare with ``milestone``.
        milestone: value that a stock should have reached by now; None compares with the target itself.

    Raises:
        ValueError: when ``elapsed`` is outside 0..``total``, or the direction is not one of the two.
    """
    if total <= 0 or not 0 <= elapsed <= total:
        raise ValueError(f"elapsed must lie between 0 and total, got {elapsed} of {total}")
    if direction not in ("higher", "lower"):
        raise ValueError(f"direction {direction!r} has no schedule; accepted: higher, lower")
    a, t, begin = to_fraction(actual), to_fraction(target), to_fraction(start)
    if a is None:
        return _none("missing", "未报，不计算进度")
    if t is None:
        return _none("no_target", "未设目标，不计算进度，不亮灯")
    reached = a >= t if direction == "higher" else a <= t
    if direction == "higher" and t <= 0:
        return _none("no_target", "目标为 0，不计算进度，不亮灯")
    if direction == "lower" and begin is None:
        return _none("no_start", "缺少年初数，不计算进度", reached)
    if direction == "lower" and begin is not None and begin <= t:
        if reached:
            return Schedule(
                completion=Fraction(1),
                schedule=None,
                lead=None,
                reached=True,
                n=1,
                caption="已达标。",
                flags=("reached", "nothing_to_do"),
            )
        return _none("fell_back", "年初已达标，现又超出目标，须核实", False)
    done = a / t if begin is None or direction == "higher" else (begin - a) / (begin - t)
    expected = _expected(t, begin, elapsed, total, direction, stock, milestone)
    lead = None if expected is None else (done - expected) * 100
    even, seasonal = None, None
    if direction == "higher" and not stock and elapsed:
        even = a * total / elapsed
        share = to_fraction(last_year_share)
        if share is not None and not 0 < share <= 1:
            raise ValueError(f"last_year_share must lie in (0, 1], got {last_year_share}")
        seasonal = None if share is None else a / share
    flags = tuple(
        code
        for code, true in (
            ("reached", reached),
            ("over_target", done > 1),
            ("negative", a < 0),
            ("forecast_even", even is not None and seasonal is None),
        )
        if true
    )
    return Schedule(
        completion=done,
        schedule=expected,
        lead=lead,
        forecast=even,
        forecast_seasonal=seasonal,
        reached=reached,
        n=1,
        caption=_caption(done, expected, lead, stock, reached),
        flags=flags,
    )


def _expected(
    target: Fraction, start: Fraction | None, elapsed: int, total: int, direction: str, stock: bool, milestone: Any
) -> Fraction | None:
    """Share that should be done by now."""
    if not stock:
        return Fraction(elapsed, total)
    due = to_fraction(milestone)
    if due is None:
        return Fraction(1)
    if direction == "lower" and start is not None:
        return (start - due) / (start - target)
    return due / target


def _caption(done: Fraction, expected: Fraction | None, lead: Fraction | None, stock: bool, reached: bool) -> str:
    what = "应达进度" if stock else "时序进度"
    if expected is None or lead is None:
        return sentence([f"完成 {percent_text(done * 100, 1)}"])
    gap = _gap(-abs(lead), LightRule())
    compared = f"与{what}持平" if lead == 0 else f"{'超' if lead > 0 else '低于'}{what} {gap} 个百分点"
    return sentence([f"完成 {percent_text(done * 100, 1)}，{compared}", "已达标" if reached else ""])


def _none(flag: str, words: str, reached: bool | None = None) -> Schedule:
    return Schedule(
        completion=None, schedule=None, lead=None, reached=reached, n=0, caption=words + "。", flags=(flag,)
    )


@dataclass(frozen=True)
class LightRule:
    """Limits of the lights, in percentage points behind schedule.

    Attributes:
        slack: up to and including this far behind is still green, said as 略低.
        yellow: up to and including this far behind is yellow, beyond it red.
    """

    slack: Fraction = Fraction(10)
    yellow: Fraction = Fraction(30)

    def __post_init__(self) -> None:
        """Refuse limits in the wrong order."""
        if not 0 <= self.slack <= self.yellow:
            raise ValueError(f"limits must satisfy 0 <= slack <= yellow, got {self.slack} and {self.yellow}")


SIGNS = {"绿": "●", "黄": "▲", "红": "■"}


@dataclass(frozen=True, kw_only=True)
class Light(Stated):
    """A light with shape and word, or none (all three None) when there is nothing to compare with."""

    colour: Literal["绿", "黄", "红"] | None
    sign: str | None
    word: str | None


def light(lead: Any, rule: LightRule | None = None) -> Light:
    """Turn a lead into a light: not behind 绿; up to 10 points behind 绿 略低; up to 30 黄; beyond 红.

    Args:
        lead: percentage points ahead of schedule (:attr:`Schedule.lead`); missing (no target, target 0) lights
            nothing.
        rule: other limits than the usual 10 and 30.
    """
    points = to_fraction(lead)
    limits = rule or LightRule()
    if points is None:
        return Light(colour=None, sign=None, word=None, n=0, caption="无目标或未报，不亮灯。", flags=("no_light",))
    colour: Literal["绿", "黄", "红"]
    if points >= -limits.slack:
        colour, word = "绿", ("不低于时序" if points >= 0 else "略低于时序")
    elif points >= -limits.yellow:
        colour, word = "黄", "低于时序"
    else:
        colour, word = "红", "明显低于时序"
    gap = f"，差 {_gap(points, limits)} 个百分点" if points < 0 else ""
    return Light(
        colour=colour,
        sign=SIGNS[colour],
        word=word,
        n=1,
        caption=f"{colour}灯：{word}{gap}。",
        flags=("slightly_behind",) if colour == "绿" and points < 0 else (),
    )


def _gap(points: Fraction, limits: LightRule) -> Decimal:
    """Round the size of a gap; one beyond a limit must not print as the limit itself."""
    decimals = 1
    while decimals < 6 and -points != round_half_up(-points, decimals) in (0, limits.slack, limits.yellow):
        decimals += 1
    return round_half_up(-points, decimals)


def light_colours(leads: Any) -> pd.Series:
    """Light a whole column at once.

    Args:
        leads: percentage points ahead, missing as missing.

    Returns:
        A str Series of 绿, 黄, 红, missing where there is no light. Leads are compared at nine decimals, so that
        a lead computed as -9.999999999999998 or -10.000000000000002 stands on the limit.
    """
    limits = LightRule()
    points = np.round(floats(leads), 9)
    colours = np.select([points >= -float(limits.slack), points >= -float(limits.yellow)], ["绿", "黄"], default="红")
    return pd.Series(colours, index=index_of(leads), dtype="str", name="light").mask(np.isnan(points))
