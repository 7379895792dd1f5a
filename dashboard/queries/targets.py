"""Targets: what applies to a unit and year, how far it is reached, and the light with its word."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from dashboard import numbers, periods
from dashboard.catalogue import Light, Target
from dashboard.queries.indicators import IndicatorRow
from dashboard.queries.series import Point, Series
from dashboard.queries.values import exact_value

ANY_UNIT = "*"


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a value stands against its target.

    Attributes:
        target: In the indicator's unit.
        completion: Value over target, 1 = reached; None where a quotient says nothing (清零).
        schedule: Share of the year elapsed, None for targets without a schedule.
        lead: Ahead of what is asked; percentage points against the schedule, else in the indicator's unit.
        light: 绿, 黄, 红 or None.
        word: The light's word.
        text: The lead in words: 低于时序6.8个百分点, 还有12个.
    """

    target: float | None = None
    completion: float | None = None
    schedule: float | None = None
    lead: float | None = None
    light: str | None = None
    word: str = ""
    text: str = ""


NONE = Progress()


def target_of(
    ind: IndicatorRow, period_key: int, unit_code: str, listed: Sequence[Target], carried: Decimal | None
) -> Decimal | None:
    """The target that applies: the unit's own reported one, else the list of targets, else the indicator's.

    In the list, a row for the unit wins over one for all units, and a row for the year over one for every year.
    """
    if carried is not None:
        return carried
    year = periods.year_of(period_key)
    fitting = [
        row for row in listed
        if row.indicator == ind.code and row.year in (year, None) and row.unit_code in (unit_code, ANY_UNIT)
    ]  # fmt: skip
    if fitting:
        return max(fitting, key=lambda row: (row.unit_code == unit_code, row.year == year)).value
    return None if ind.target is None else Decimal(repr(ind.target))


def carried_target(measure: IndicatorRow | None, series: Series | None, period_key: int) -> Decimal | None:
    """The target that the unit reported itself this year, the latest one up to the period."""
    if measure is None or series is None:
        return None
    january = period_key - periods.months_in_year(period_key) + 1
    for key in range(period_key, january - 1, -1):
        point = series.points.get(key)
        if point is not None and point.num is not None:
            return exact_value(measure, point.num, point.den)
    return None


def progress(
    ind: IndicatorRow,
    period_key: int,
    value: Decimal | None,
    target: Decimal | None,
    lights: Mapping[str, Sequence[Light]],
    paired: Point | None = None,
) -> Progress:
    """Compare a value with its target as the kind of target asks.

    Args:
        ind: The indicator, for kind of target, unit and decimals.
        period_key: Period of the value.
        value: In the indicator's unit.
        target: Likewise.
        lights: Steps of the lights by kind of target (catalogue).
        paired: Sums of value and target over those units that reported both; wins over value / target.

    Returns:
        NONE where there is nothing to compare with: no target, no value, or a target of 0 where more is better.
    """
    kind = ind.target_kind
    if kind == "zero" and target is None:
        target = Decimal(0)
    if not kind or target is None or value is None:
        return NONE
    if kind in ("annual", "floor", "full") and target <= 0:
        return NONE
    done = _share(value, target, paired)
    if kind == "annual":
        elapsed = Fraction(periods.months_in_year(period_key), 12)
        lead = ((done or Fraction(0)) - elapsed) * 100
        return _lit(kind, lead, lights, Progress(float(target), _float(done), float(elapsed), text=_against(lead)))
    lead = Fraction(value) - Fraction(target)
    if kind in ("ceiling", "zero"):
        lead, done = -lead, None
    return _lit(kind, lead, lights, Progress(float(target), _float(done), text=_gap_text(ind, kind, lead)))


def _share(value: Decimal, target: Decimal, paired: Point | None) -> Fraction | None:
    if paired is not None and paired.num is not None and paired.den:
        return Fraction(paired.num, paired.den)
    return Fraction(value) / Fraction(target) if target else None


def _float(share: Fraction | None) -> float | None:
    return None if share is None else float(share)


def _against(lead: Fraction) -> str:
    if lead == 0:
        return "与时序持平"
    return f"{'超' if lead > 0 else '低于'}时序{numbers.difference_text(lead, '%', 1)}"


def lead_words(ind: IndicatorRow, lead: float) -> str:
    """A lead that was computed for many units at once in the words of `progress`."""
    size = numbers.exact(lead) or Fraction(0)
    return _against(size) if ind.target_kind == "annual" else _gap_text(ind, ind.target_kind, size)


def _gap_text(ind: IndicatorRow, kind: str, lead: Fraction) -> str:
    gap = numbers.difference_text(lead, ind.unit, ind.decimals)
    if kind == "zero":
        return "已清零" if lead >= 0 else f"还有{gap}"
    if kind == "full":
        return "已达100%" if lead >= 0 else f"还差{gap}"
    if kind == "ceiling":
        return "未超上限" if lead >= 0 else f"超上限{gap}"
    return f"高于要求{gap}" if lead > 0 else "正好达到要求" if lead == 0 else f"低于要求{gap}"


def _lit(kind: str, lead: Fraction, lights: Mapping[str, Sequence[Light]], found: Progress) -> Progress:
    """Add lead, light and word; the first step that the lead reaches is the light."""
    step = next((s for s in lights.get(kind, ()) if s.at_least is None or lead >= Fraction(s.at_least)), None)
    lit = replace(found, lead=float(lead))
    return lit if step is None else replace(lit, light=step.light, word=step.word)
