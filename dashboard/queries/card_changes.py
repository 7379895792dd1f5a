"""Changes on the right base: against the report before, against last year, and why there is none."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from dashboard import numbers, periods
from dashboard.queries import values
from dashboard.queries.indicators import IndicatorRow
from dashboard.queries.series import Point, Series
from dashboard.statistics.changes import Growth, Kind, growth

#: Shares of reporting units further apart than this make two sums incomparable.
COVERAGE_SLACK = 0.02


def change_from_previous(ind: IndicatorRow, series: Series, at: int) -> Growth:
    """Against the period before: this period's own amount for cumulative figures, points for rates."""
    base = _previous(ind, series, at)
    now, then = series.points.get(at), series.points.get(base)
    if not ind.has_denominator and not same_coverage(now, then):
        return _other_coverage("previous", now, then)
    comparable = series.comparable(base, at)
    if ind.is_flow:
        return growth(now.single if now else None, then.single if then else None, "previous", comparable=comparable)
    new_year = ind.accumulates and periods.year_of(base) != periods.year_of(at)
    return growth(
        exact_at(ind, now),
        exact_at(ind, then),
        "previous",
        is_rate=ind.is_rate,
        cumulative=ind.accumulates and not ind.is_rate,
        comparable=comparable and not new_year,
    )


def _previous(ind: IndicatorRow, series: Series, at: int) -> int:
    """The period before; for rounds the last one with a value."""
    if ind.frequency not in values.ROUNDS:
        return periods.previous(at, ind.frequency)
    return max((key for key, point in series.points.items() if key < at and point.num is not None), default=at - 1)


def change_from_last_year(ind: IndicatorRow, series: Series, at: int) -> Growth:
    """Against the same period a year ago: cumulative with cumulative, state with state, points for rates."""
    base = periods.same_last_year(at)
    now, then = series.points.get(at), series.points.get(base)
    if not ind.has_denominator and not same_coverage(now, then):
        return _other_coverage("yoy", now, then)
    comparable = series.comparable(base, at)
    return growth(exact_at(ind, now), exact_at(ind, then), "yoy", is_rate=ind.is_rate, comparable=comparable)


def same_coverage(now: Point | None, then: Point | None) -> bool:
    """Whether about the same share of the units reported both times; a sum that lacks a district is no decline."""
    known = [point for point in (now, then) if point is not None and point.num is not None]
    shares = [p.n_reported / p.n_expected for p in known if p.n_reported is not None and p.n_expected]
    return len(shares) < 2 or abs(shares[0] - shares[1]) <= COVERAGE_SLACK


def _other_coverage(kind: Kind, now: Point | None, then: Point | None) -> Growth:
    counts = [f"{point.n_reported}/{point.n_expected}" for point in (now, then) if point is not None]
    words = f"报送单位不同（本期{counts[0]}，基期{counts[1]}），合计数不能直接比"
    change = growth(None, None, kind, comparable=False)
    return replace(change, caption=f"{change.label}{change.word}：{words}。", flags=("incomparable", "coverage"))


def exact_at(ind: IndicatorRow, point: Point | None) -> Decimal | None:
    """The value of a point in the shown unit."""
    return None if point is None else values.exact_value(ind, point.num, point.den)


def float_at(ind: IndicatorRow, point: Point | None) -> float | None:
    """The same as a float."""
    value = exact_at(ind, point)
    return None if value is None else float(value)


def told(name: str, change: Growth, ind: IndicatorRow) -> dict[str, Any]:
    """The change as number, as text like +12.3% and as a sentence with the reason where it cannot be said."""
    gap = ind.row["effective_gap"]
    small = change.difference is not None and gap is not None and not ind.is_flow and abs(change.difference) < gap
    text = "持平" if small and change.value is not None else signed(change)
    return {name: None if change.value is None else float(change.value), f"{name}_text": text,
            f"{name}_note": change.caption}  # fmt: skip


def signed(change: Growth) -> str:
    """A change as +12.3%, −0.4个百分点, 持平, or the word why it cannot be said."""
    if change.value is None or change.value == 0:
        return change.word
    size = numbers.difference_text(change.value, "%" if change.unit != "%" else "", 1)
    return f"{'+' if change.value > 0 else '−'}{size}{'%' if change.unit == '%' else ''}"
