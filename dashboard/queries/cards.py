"""Where a unit stands: every core indicator with its change on the right base, its target and its light."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd

from dashboard import levels, periods
from dashboard.catalogue import Catalogue
from dashboard.queries import places, targets, values
from dashboard.queries.card_changes import (
    change_from_last_year,
    change_from_previous,
    float_at,
    same_coverage,
    told,
)
from dashboard.queries.indicators import IndicatorRow, all_indicators, divided_by, indicators_by_key
from dashboard.queries.known import known_catalogue
from dashboard.queries.known_periods import filled_indicators, indicator_periods
from dashboard.queries.series import EMPTY, Point, Series, unit_series
from dashboard.warehouse import Warehouse

SPARK_POINTS = 13
#: How far back cards look: thirteen quarters, or thirteen years where everything is annual.
MONTHS_BACK = 36
YEARS_BACK = 13
#: Cards of a home of published figures.
MAX_PUBLIC = 36
CARD_COLUMNS = (
    "code", "name", "unit", "theme", "period_key", "is_current", "period_text", "value", "shown", "numerator",
    "denominator", "status", "change_prev", "change_prev_text", "change_prev_note", "change_year",
    "change_year_text", "change_year_note", "change_unit", "single_value", "target", "target_shown", "completion",
    "schedule", "lead_points", "lead_text", "light", "light_word", "sparkline", "spark_periods", "spark_cuts",
    "n_reported", "n_expected", "direction", "frequency",
)  # fmt: skip


def overview_cards(wh: Warehouse, period_key: int, unit: str | None = None) -> pd.DataFrame:
    """Every core indicator of one unit; of a home of published figures, what has been published.

    Args:
        wh: The snapshot.
        period_key: The period looked at; an indicator not due then shows its latest due period before.
        unit: Code of the unit; the whole that all districts belong to without it.

    Returns:
        One row a core indicator in the order of the catalogue, columns as CARD_COLUMNS: period_key (of the value
        shown), is_current (False when the period due was not reported and an older one is shown), period_text,
        value (float), shown, numerator, denominator, status; change_prev (against the period before: single figures
        for cumulative ones, points for rates; missing when it cannot be said), change_prev_text, change_prev_note
        (the reason), change_year (against the same period a year ago, cumulative with cumulative), change_year_text,
        change_year_note, change_unit (% or 个百分点), single_value (this period's own amount); target, target_shown,
        completion (1 = reached), schedule (share of the year), lead_points (ahead +, behind −), lead_text, light
        (绿, 黄, 红 or None), light_word; sparkline (up to 13 values, oldest first, None = gap), spark_periods,
        spark_cuts (places in it before which the line is cut: another definition, or a sum over other units),
        n_reported, n_expected, direction, frequency (in words). attrs: unit_code, unit_name, period_key, published
        (the cards are published figures that nobody has to report).
    """
    known = known_catalogue(wh)
    indicators = all_indicators(wh)
    held = _whole(wh, period_key, unit)
    core = _chosen_indicators(wh, indicators)
    if held is None:
        return pd.DataFrame(columns=list(CARD_COLUMNS))
    helpers = {ind.code: _Helpers(*_helpers(wh, ind)) for ind in core}
    asked = {ind.code: ind for ind in core}
    asked |= {ind.code: ind for both in helpers.values() for ind in (both.target, both.pair) if ind is not None}
    back = YEARS_BACK * 12 if all(ind.frequency == "年" for ind in core) else MONTHS_BACK
    found = unit_series(wh, asked.values(), held, period_key - back, period_key)
    rows = [_card(known, ind, held, period_key, helpers[ind.code], found) for ind in core]
    table = pd.DataFrame(rows, columns=list(CARD_COLUMNS))
    table.attrs = {"unit_code": held.unit_code, "unit_name": held.unit_name, "period_key": period_key,
                   "published": not any(ind.row["core_order"] is not None for ind in core)}  # fmt: skip
    return table


def _whole(wh: Warehouse, period_key: int, unit: str | None) -> places.Place | None:
    """The unit asked for, else what all districts belong to, else (public figures) what all provinces belong to."""
    for level in ("district", "city", "province"):
        held = places.whole_of(wh, levels.level_no(level), period_key, unit)
        if held is not None:
            return held
    return None


def _chosen_indicators(wh: Warehouse, indicators: dict[str, IndicatorRow]) -> list[IndicatorRow]:
    """The core indicators; in a home of published figures, which has none of them, the published ones."""
    core = [ind for ind in indicators.values() if ind.row["core_order"] is not None]
    core.sort(key=lambda ind: int(ind.row["core_order"]))
    filled = filled_indicators(wh)
    public = [ind for ind in indicators.values() if ind.row["tier"] == "public" and ind.code in filled]
    if filled & {ind.code for ind in core} or not public:
        return core
    # Those that a bureau's download brought along have no place in the catalogue and come last.
    return sorted(public, key=lambda ind: (ind.is_registered, ind.row["theme_order"] or 0, ind.key))[:MAX_PUBLIC]


def card_periods(wh: Warehouse) -> list[int]:
    """Periods in which any of the indicators shown as cards has a value, the latest first."""
    known = indicator_periods(wh)
    codes = [ind.code for ind in _chosen_indicators(wh, all_indicators(wh))]
    return sorted({int(key) for key in known.loc[known["code"].isin(codes), "period_key"]}, reverse=True)


def home_templates(wh: Warehouse) -> Path:
    """The folder of templates that only this home knows."""
    return wh.path.parent / "templates"


@dataclass(frozen=True, slots=True)
class _Helpers:
    """For an indicator with a reported target: the measure of the target, and the indicator that divides by it."""

    target: IndicatorRow | None
    pair: IndicatorRow | None


def _helpers(wh: Warehouse, ind: IndicatorRow) -> tuple[IndicatorRow | None, IndicatorRow | None]:
    target_key = ind.row["target_measure_key"]
    if target_key is None:
        return None, None
    return indicators_by_key(wh).get(int(target_key)), divided_by(wh, ind.key, int(target_key))


def _card(
    known: Catalogue, ind: IndicatorRow, held: places.Place, period_key: int, helpers: _Helpers,
    found: dict[str, Series],
) -> dict[str, Any]:  # fmt: skip
    series = found.get(ind.code, EMPTY)
    at, is_current = _latest(ind, series, period_key)
    point = series.points.get(at, Point(None, None, None, None, None))
    status = values.status_word(ind, point.num, point.den, point.n_expected)
    value = values.exact_value(ind, point.num, point.den)
    measure = helpers.target
    carried = targets.carried_target(measure, found.get(measure.code) if measure else None, at)
    goal = targets.target_of(ind, at, held.unit_code, known.targets, carried)
    paired = found[helpers.pair.code].points.get(at) if helpers.pair is not None else None
    reached = targets.progress(ind, at, value, goal, known.lights, paired)
    before, year_ago = change_from_previous(ind, series, at), change_from_last_year(ind, series, at)
    spark = _spark_periods(ind, series, at)
    return {
        "code": ind.code, "name": ind.row["short_name"] or ind.name, "unit": ind.unit, "theme": ind.row["theme"],
        "period_key": at, "is_current": is_current, "period_text": periods.label_zh(at, ind.frequency),
        "value": None if value is None else float(value), "shown": values.shown(ind, value), "status": status,
        "numerator": None if point.num is None else float(Decimal(point.num).scaleb(-ind.num_scale)),
        "denominator": None if point.den is None else float(Decimal(point.den).scaleb(-ind.den_scale)),
        **told("change_prev", before, ind), **told("change_year", year_ago, ind), "change_unit": year_ago.unit,
        "single_value": None if point.single is None else float(Decimal(point.single).scaleb(-ind.num_scale)),
        "target": reached.target if reached.target is not None else None if goal is None else float(goal),
        "target_shown": "" if goal is None else values.shown(ind, goal), "completion": reached.completion,
        "schedule": reached.schedule, "lead_points": reached.lead, "lead_text": reached.text,
        "light": reached.light, "light_word": reached.word, "spark_periods": spark,
        "sparkline": [float_at(ind, series.points.get(key)) for key in spark], "spark_cuts": _cuts(ind, series, spark),
        "n_reported": point.n_reported, "n_expected": point.n_expected, "direction": ind.direction,
        "frequency": ind.frequency,
    }  # fmt: skip


def _cuts(ind: IndicatorRow, series: Series, spark: list[int]) -> list[int]:
    """Places of a sparkline that do not follow from the one before: a fall there would be none."""
    cuts = []
    for place, (then, now) in enumerate(pairwise(spark), start=1):
        sums = not ind.has_denominator and not same_coverage(series.points.get(now), series.points.get(then))
        if sums or not series.comparable(then, now):
            cuts.append(place)
    return cuts


def _latest(ind: IndicatorRow, series: Series, period_key: int) -> tuple[int, bool]:
    """The period to show, and whether it is the one due: the newest with a value, else the one due."""
    due = period_key
    while ind.frequency not in values.ROUNDS and not periods.ends_period(due, ind.frequency):
        due -= 1
    reported = [key for key, point in series.points.items() if point.num is not None and key <= period_key]
    if not reported:
        return due, False
    newest = max(reported)
    return newest, newest >= due


def _spark_periods(ind: IndicatorRow, series: Series, at: int) -> list[int]:
    """Up to thirteen periods ending with `at`: every due one in between, or those with values for rounds."""
    step = at - periods.previous(at, ind.frequency)
    if ind.frequency in values.ROUNDS:
        return sorted(key for key in series.points if key <= at)[-SPARK_POINTS:]
    first = min(series.points, default=at)
    return [key for key in range(at - (SPARK_POINTS - 1) * step, at + 1, step) if key >= first]
