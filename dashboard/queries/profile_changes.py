"""What a profile says about change: against the report before, or the year before for rates with a yearly target."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from dashboard import numbers
from dashboard.queries import values
from dashboard.queries.card_changes import change_from_last_year, change_from_previous, exact_at, signed
from dashboard.queries.indicators import IndicatorRow
from dashboard.queries.series import Series
from dashboard.statistics.changes import Growth, growth


@dataclass(frozen=True, slots=True)
class _Change:
    """Against the report before."""

    value: float | None
    text: str
    is_real: bool
    goes: str


def changes(ind: IndicatorRow, series: Series, at: int) -> dict[str, Any]:
    """change, change_text, change_base, change_is_real, changed_for and change_year_text of a row."""
    year = change_from_last_year(ind, series, at)
    # A rate that climbs towards a yearly target moves every month; only another year says whether it moved more.
    yearly = ind.target_kind == "annual" and not ind.is_flow
    base = "较上年同期" if yearly else "当期比上期" if ind.is_flow else "较上次报送"
    found = _change(ind, year if yearly else _before(ind, series, at), single=ind.is_flow)
    return {
        "change": found.value, "change_text": found.text, "change_base": base,
        "change_is_real": found.is_real, "changed_for": found.goes, "change_year_text": signed(year),
    }  # fmt: skip


def _before(ind: IndicatorRow, series: Series, at: int) -> Growth:
    """Against the report before; for rounds against the round before, whenever that was."""
    if ind.frequency not in values.ROUNDS:
        return change_from_previous(ind, series, at)
    base = max((key for key, point in series.points.items() if key < at and point.num is not None), default=at)
    then = exact_at(ind, series.points.get(base)) if base != at else None
    comparable = series.comparable(base, at)
    return growth(exact_at(ind, series.points.get(at)), then, "previous", is_rate=ind.is_rate, comparable=comparable)


def _change(ind: IndicatorRow, found: Growth, *, single: bool) -> _Change:
    """A change as text, and whether it is one; `single` amounts come in stored integers."""
    if found.difference is None or (found.value is None and "zero_base" not in found.flags):
        return _Change(None, found.word, False, "")
    exact = found.difference * Fraction(ind.number) if single else found.difference
    gap = ind.row["effective_gap"]
    is_real = exact != 0 and (gap is None or abs(exact) >= Fraction(repr(float(gap))))
    better = (exact > 0) == (ind.direction == "higher")
    goes = "" if ind.direction not in ("higher", "lower") or not is_real else "better" if better else "worse"
    sign = "+" if exact > 0 else "−" if exact < 0 else ""
    text = f"{sign}{numbers.difference_text(exact, ind.unit, ind.decimals)}" if is_real else "持平"
    return _Change(float(exact), text, is_real, goes)
