"""进步榜: who improved most since an earlier period, on a base that can be compared."""

from typing import Any

import numpy as np
import pandas as pd

from dashboard import numbers, periods
from dashboard.queries import lineages, places, standing, stored
from dashboard.queries.cuts import comparable
from dashboard.queries.indicators import IndicatorRow, indicator
from dashboard.queries.ranking import ranking
from dashboard.queries.values import REPORTED
from dashboard.statistics.changes import SMALL_BASE, growth_table
from dashboard.statistics.funnels import MAX_UNIT_EFFECT
from dashboard.statistics.ranks import competition_rank
from dashboard.warehouse import Warehouse

COLUMNS = ("unit_code", "unit_name", "peer_group", "value_prev", "value", "prev_shown", "shown", "change",
           "change_shown", "better_by", "place", "tied", "is_real", "why")  # fmt: skip
#: Amounts grow in percent of their base; everything else by its own difference.
PERCENT, OWN = "percent", "own"
_WHY = {"zero_base": "基期为0，不计增幅", "negative": "有负数，不可比", "small_base": "基数小，不排"}


def base_period(ind: IndicatorRow, period_key: int, asked: int | None) -> int:
    """The period an improvement is measured from: cumulative figures always rise within a year, so a year ago."""
    if asked is None or (ind.accumulates and periods.year_of(asked) == periods.year_of(period_key)):
        return periods.same_last_year(period_key)
    return asked


def rule_of(ind: IndicatorRow) -> str:
    """How improvement is measured."""
    in_percent = not ind.has_denominator and not ind.own_level_only and ind.direction == "higher"
    return PERCENT if in_percent else OWN


def improvement(
    wh: Warehouse, code: str, period_key: int, level: str | int = "district", under: str | None = None,
    peer_group: str | None = None, compare_period: int | None = None, among: str = "peers",
    frame: pd.DataFrame | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Rank units by how much they improved.

    Args:
        wh: The snapshot.
        code: Indicator.
        period_key: Period.
        level: Level of the units, by name or number.
        under: Code of the unit whose parts are compared.
        peer_group: Only units of this group.
        compare_period: Base; the same period of last year without it, and for cumulative figures within one year.
        among: As in `ranking`.
        frame: The ranking for the same arguments, where the caller has it; taken if it compares with the base.

    Returns:
        Units with a place first, the most improved at the top, then the others: unit_code, unit_name, peer_group,
        value_prev and value (shown unit, like with like), prev_shown, shown, change (percent for amounts, else in the
        unit), change_shown (持平 below the effective gap), better_by (change, positive where better), place (Int64),
        tied, is_real, why (empty with a place, else the reason in words: 未报, 基数小, 分母小,
        口径有变化 and so on).
        attrs: code, unit, rule (percent or own), period_key, base_period, n_ranked, n_up, n_down; without good and bad
        (neutral indicators) nobody has a place.

    Raises:
        QueryError: As in `ranking`.
    """
    ind = indicator(wh, code)
    base = base_period(ind, period_key, compare_period)
    same = comparable(wh, ind.key, base, period_key)
    # Across a change of definition the ranking on the page holds no earlier values.
    if frame is None or not same or base not in (frame.attrs["compare_period"], periods.same_last_year(period_key)):
        frame = ranking(wh, code, period_key, level, under, peer_group, base, among, across_breaks=True)
    elif base != frame.attrs["compare_period"]:
        frame = _since_last_year(wh, ind, frame, places.level_number(level), period_key)
    columns = _judged(ind, frame)
    if not same:
        columns["why"] = [why or "口径有变化，不可比" for why in columns["why"]]
        columns["is_real"] = np.zeros(len(frame), dtype=bool)
    why, better = np.array(columns["why"], dtype=object), columns["better_by"]
    ranked = competition_rank(np.where(why == "", better, np.nan), "higher")
    columns |= {"place": ranked.ranks.array, "tied": ranked.tied.to_numpy(dtype=bool)}
    order = np.argsort(ranked.ranks.to_numpy(dtype=float, na_value=np.inf), kind="stable")
    table = pd.DataFrame({name: columns[name] for name in COLUMNS}).take(order)
    table.index = pd.RangeIndex(len(table))
    told = (why == "") & columns["is_real"]
    table.attrs = {
        "code": ind.code, "unit": ind.unit, "rule": rule_of(ind), "period_key": period_key, "base_period": base,
        "n_ranked": ranked.n, "n_up": int((better[told] > 0).sum()), "n_down": int((better[told] < 0).sum()),
    }  # fmt: skip
    return table


def _since_last_year(
    wh: Warehouse, ind: IndicatorRow, frame: pd.DataFrame, level: int, period_key: int
) -> pd.DataFrame:
    """A ranking as compared with last year, whose values it holds whatever it was compared with."""
    parts = lineages.lineage(wh, level, period_key, periods.same_last_year(period_key)).n_parts
    new = stored.units_at(wh, level, period_key).table["unit_key"].to_numpy()[parts == 0]
    then = frame["value_last_year"].to_numpy(dtype=float)
    real = standing.real_change(
        ind, frame["value"].to_numpy(dtype=float), then, frame["denominator"].to_numpy(dtype=float)
    )
    is_new = np.isin(frame["unit_key"].to_numpy(), new)
    return pd.DataFrame(frame, copy=False).assign(value_prev=then, is_new=is_new, is_real=real)


def _judged(ind: IndicatorRow, frame: pd.DataFrame) -> dict[str, Any]:
    """The columns without place, in the order of the ranking."""
    in_percent = rule_of(ind) == PERCENT
    now, then = frame["value"].to_numpy(dtype=float), frame["value_prev"].to_numpy(dtype=float)
    grown = growth_table(now, then, is_rate=not in_percent)
    change = grown["value"].to_numpy(dtype=float)
    sign = {"higher": 1, "lower": -1}.get(ind.direction, np.nan)
    why = _reasons(ind, frame, grown["status"].tolist())
    real = frame["is_real"].to_numpy(dtype=bool) & np.array([not reason for reason in why], dtype=bool)
    said = zip(change.tolist(), (now - then).tolist(), real.tolist(), why, strict=True)
    return {name: frame[name].array for name in ("unit_code", "unit_name", "peer_group", "shown")} | {
        "value_prev": then,
        "value": now,
        "prev_shown": numbers.column_texts(then, ind.unit, ind.decimals),
        "change": change,
        "change_shown": [
            _words(ind, size, difference, is_real or bool(reason), in_percent)
            for size, difference, is_real, reason in said
        ],
        "better_by": np.round(change * sign, 9),
        "is_real": real,
        "why": why,
    }


def _reasons(ind: IndicatorRow, frame: pd.DataFrame, statuses: list[str]) -> list[str]:
    """Why a unit has no place; empty for one that has."""
    effect = standing.one_unit(ind, frame["denominator"].to_numpy(dtype=float)).tolist()
    known = (frame[name].tolist() for name in ("status", "value_prev", "is_new"))
    rows = zip(*known, statuses, effect, strict=True)
    return [_reason(ind, *row) for row in rows]


def _reason(
    ind: IndicatorRow, status: str, before: float, is_new: bool, grown: str, effect: float
) -> str:  # fmt: skip
    if ind.direction not in ("higher", "lower"):
        return "不作评价"
    if status != REPORTED:
        return status
    if is_new:
        return "新设单位，无基期"
    if np.isnan(before):
        return "基期没有可比的数"
    if effect > MAX_UNIT_EFFECT and not ind.is_duty:
        return f"分母小，一个单位影响{numbers.difference_text(round(effect, 9), '%', 1)}，不排"
    return f"{_WHY[grown]}（基期不足{SMALL_BASE}{ind.unit}）" if grown == "small_base" else _WHY.get(grown, "")


def _words(ind: IndicatorRow, change: float, difference: float, is_real: bool, in_percent: bool) -> str:
    if np.isnan(change):
        return ""
    if not is_real:
        return "持平"
    sign = "+" if change > 0 else "−"
    if in_percent:
        return f"{sign}{numbers.difference_text(change, '', 1)}%"
    return f"{sign}{numbers.difference_text(round(difference, 10), ind.unit, ind.decimals)}"
