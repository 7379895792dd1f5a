"""Whether the year's target will be reached: the year's end at the pace of last year, or of the last three months."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboard import periods
from dashboard.queries import places, targets, values
from dashboard.queries.indicators import IndicatorRow, all_indicators, indicator
from dashboard.queries.known import known_catalogue
from dashboard.queries.series import EMPTY, Point, Series, unit_series
from dashboard.queries.values import REPORTED
from dashboard.warehouse import Warehouse

#: How the rest of the year is filled: as last year went, or by the mean of the last months.
SEASONAL, RECENT, DONE = "seasonal", "recent", "done"
LAST_MONTHS = 3
MONTHS = 12


@dataclass(frozen=True)
class Forecast:
    """Where a cumulative figure will stand at the end of its year.

    Attributes:
        unit_code, unit_name: Whose.
        at: Period of the last figure, from which it starts.
        value: That figure, in the shown unit.
        method: seasonal, recent, or done (the year is over, the figure is the result).
        path: Period key → value from `at` to December; empty when done.
        year_end: Value at December.
        target: The year's target, None without one.
        completion: year_end over target, None without one.
        pace: Share of last year's result that stood in the same month, for seasonal.
    """

    unit_code: str
    unit_name: str
    at: int
    value: float
    method: str
    path: dict[int, float]
    year_end: float
    target: float | None
    completion: float | None
    pace: float | None


def forecast(wh: Warehouse, code: str, period_key: int, unit: str | None = None) -> Forecast | None:
    """Carry a cumulative figure on to December.

    Args:
        wh: The snapshot.
        code: Indicator.
        period_key: Period looked at; the last report up to it within the year is the start.
        unit: Code of the unit; what all districts belong to without it.

    Returns:
        None where nothing adds up within the year, nothing is reported this year, not all units report (a sum over
        other units cannot be carried on), or there is neither last year's course nor an earlier month of this year.

    Raises:
        QueryError: Unknown indicator or unit.
    """
    ind = indicator(wh, code)
    if not ind.accumulates:
        return None
    held = places.place(wh, unit, period_key) if unit else places.whole_of(wh, 3, period_key)
    if held is None:
        return None
    known = all_indicators(wh)
    measure = next((i for i in known.values() if i.key == ind.row["target_measure_key"]), None)
    asked = [ind] if measure is None else [ind, measure]
    december = periods.year_end(period_key)
    found = unit_series(wh, asked, held, december - 2 * MONTHS, period_key)
    series = found.get(ind.code, EMPTY)
    own = {key: number for key, point in series.points.items() if (number := _value(ind, point)) is not None}
    at = max((key for key in own if periods.year_of(key) == periods.year_of(period_key)), default=None)
    if at is None or not _complete(series.points[at]):
        return None
    method, path, pace = _path(ind, series, own, at, december)
    if not path:
        return None
    listed = known_catalogue(wh).targets
    carried = targets.carried_target(measure, found.get(measure.code) if measure else None, at)
    goal = targets.target_of(ind, at, held.unit_code, listed, carried)
    end = path[december]
    usable = goal is not None and goal > 0 and ind.target_kind == "annual"
    return Forecast(
        held.unit_code, held.unit_name, at, own[at], method, {} if method == DONE else path, end,
        float(goal) if usable and goal is not None else None, end / float(goal) if usable and goal else None, pace,
    )  # fmt: skip


def _value(ind: IndicatorRow, point: Point) -> float | None:
    if values.status_word(ind, point.num, point.den, point.n_expected) != REPORTED:
        return None
    exact = values.exact_value(ind, point.num, point.den)
    return None if exact is None else float(exact)


def _complete(point: Point) -> bool:
    """Whether everybody has reported; a sum that lacks a district is no base for the year."""
    return point.n_reported is None or not point.n_expected or point.n_reported >= point.n_expected


def _path(
    ind: IndicatorRow, series: Series, own: Mapping[int, float], at: int, december: int
) -> tuple[str, dict[int, float], float | None]:
    """Method, values from `at` to December, pace."""
    if at == december:
        return DONE, {december: own[at]}, None
    steps = [key for key in range(at + 1, december + 1) if key == december or periods.ends_period(key, ind.frequency)]
    before, result = own.get(at - MONTHS), own.get(december - MONTHS)
    comparable = series.comparable(at - MONTHS, at)
    if before and result and comparable and 0 < before <= result:
        grown = {key: own[at] * own[key - MONTHS] / before for key in steps if own.get(key - MONTHS)}
        return SEASONAL, {at: own[at], **grown}, before / result
    start = at - min(LAST_MONTHS, periods.months_in_year(at))
    # In January to March the year itself begins at nothing.
    base = 0.0 if periods.year_of(start) != periods.year_of(at) else own.get(start)
    if base is None or not series.comparable(start, at):
        return RECENT, {}, None
    pace = (own[at] - base) / (at - start)
    return RECENT, {at: own[at], **{key: own[at] + pace * (key - at) for key in steps}}, None


def forecast_rows(found: Forecast, ind: IndicatorRow) -> pd.DataFrame:
    """The path as rows of `queries.trend`, role forecast, to be drawn dotted."""
    keys = list(found.path)
    path = np.array([found.path[key] for key in keys])
    name = "测算全年" if not found.unit_name else f"测算{found.unit_name}全年"
    shown = values.shown_series(ind, np.round(path, 10), np.full(len(keys), REPORTED, dtype=object))
    return pd.DataFrame(
        {"role": "forecast", "period_key": keys, "unit_code": found.unit_code, "unit_name": name, "value": path,
         "shown": shown, "status": REPORTED, "note": "测算", "is_break": False, "estimated": True}
    )  # fmt: skip
