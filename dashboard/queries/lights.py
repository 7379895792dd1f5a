"""Lights of many units at once; one unit's progress in words is in `targets`."""

from collections.abc import Mapping, Sequence

import numpy as np

from dashboard import periods
from dashboard.catalogue import Light, Target
from dashboard.queries.indicators import IndicatorRow
from dashboard.queries.targets import ANY_UNIT, target_of


def goals(
    ind: IndicatorRow,
    period_key: int,
    codes: Sequence[str] | np.ndarray,
    listed: Sequence[Target],
    own: np.ndarray | None,
) -> np.ndarray:
    """The target of each unit in the shown unit, NaN without one.

    Args:
        ind: The indicator.
        period_key: Period of the values.
        codes: Unit codes.
        listed: The catalogue's list of targets.
        own: Targets that the units reported themselves, which win.
    """
    rows = [row for row in listed if row.indicator == ind.code]
    if any(row.unit_code != ANY_UNIT for row in rows):
        found = [target_of(ind, period_key, code, rows, None) for code in codes]
        given = np.array([np.nan if goal is None else float(goal) for goal in found], dtype=float)
    else:
        same = target_of(ind, period_key, ANY_UNIT, rows, None)
        given = np.full(len(codes), np.nan if same is None else float(same))
    if ind.target_kind == "zero":
        given = np.where(np.isnan(given), 0.0, given)
    return given if own is None else np.where(np.isnan(own), given, own)


def leads(
    ind: IndicatorRow, period_key: int, values: np.ndarray, targets: np.ndarray, paired: np.ndarray | None = None
) -> np.ndarray:
    """How far each unit is ahead of what is asked: points against the schedule, else in the indicator's unit.

    Args:
        ind: The indicator, for its kind of target.
        period_key: Period of the values.
        values: In the shown unit, NaN as missing.
        targets: Likewise.
        paired: Values over targets of those who reported both, as shares of 1; wins over values / targets.
    """
    kind = ind.target_kind
    if not kind:
        return np.full(len(values), np.nan)
    usable = ~np.isnan(values) & ~np.isnan(targets)
    if kind in ("annual", "floor", "full"):
        usable &= targets > 0
    result = np.full(len(values), np.nan)
    if kind == "annual":
        done = np.divide(values, targets, out=np.full(len(values), np.nan), where=usable)
        if paired is not None:
            done = np.where(np.isnan(paired) | np.isnan(done), done, paired)
        gap = (done - periods.months_in_year(period_key) / 12) * 100
    else:
        gap = targets - values if kind in ("ceiling", "zero") else values - targets
    result[usable] = np.round(gap[usable], 9)
    return result


def colours(
    kind: str, ahead: np.ndarray, lights: Mapping[str, Sequence[Light]]
) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """Light and word of each lead, None and empty where there is none."""
    light, word = np.full(len(ahead), None, dtype=object), np.full(len(ahead), "", dtype=object)
    open_to = ~np.isnan(ahead)
    for step in lights.get(kind, ()):
        reached = open_to if step.at_least is None else open_to & (ahead >= float(step.at_least))
        light[reached], word[reached] = step.light, step.word
        open_to = open_to & ~reached
    return light, word
