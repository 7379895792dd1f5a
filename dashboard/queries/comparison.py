"""Side by side: a few units at one time, one unit at two times, two indicators of all units."""

from typing import Any

import numpy as np
import pandas as pd

from dashboard import levels, numbers, periods
from dashboard.queries import places, values
from dashboard.queries.board import NOT_CLASSED, Board, read_board
from dashboard.queries.card_changes import same_coverage
from dashboard.queries.indicators import IndicatorRow, all_indicators
from dashboard.queries.matrix import table_of
from dashboard.queries.series import EMPTY, Point, unit_series
from dashboard.queries.values import REPORTED
from dashboard.statistics.changes import SMALL_BASE, growth
from dashboard.statistics.grids import OnePlace
from dashboard.warehouse import Warehouse

#: Why two sums are not compared: a district more or less reported.
OTHER_UNITS = "报送单位不同"
PERIOD_COLUMNS = (
    "code", "name", "theme", "unit", "before_text", "now_text", "before_shown", "now_shown", "change_shown", "goes",
    "place_before", "place_now", "why",
)  # fmt: skip


def compare_units(
    wh: Warehouse, period_key: int, units: tuple[str, ...], level: str | int = "district"
) -> pd.DataFrame:
    """Core indicators of a few units side by side.

    Args:
        wh: The snapshot.
        period_key: Period looked at.
        units: Codes of the units.
        level: Their level.

    Returns:
        Rows as of `matrix`, the whole and the chosen units only, and place, n_ranked, shared (place among all units of
        the level; missing without good and bad) and is_best (the best of the chosen ones, by the effective gap at
        least). attrs as of `matrix`, and best: unit code → number of indicators in which it is the best, n_close:
        indicators in which none is, n_judged.
    """
    board = read_board(wh, period_key, places.level_number(level))
    listed = board.units["unit_code"].isin(units).to_numpy()
    kept = table_of(board, units=np.flatnonzero(listed))
    attrs = kept.attrs
    at = {code: place for place, code in enumerate(board.units["unit_code"])}
    chosen = [code for code in units if code in at]
    found: dict[tuple[str, str], OnePlace | None] = {}
    best: dict[str, str] = {}
    n_judged = 0
    for code in chosen:
        found |= {(row.ind.code, code): place
                  for row, place in zip(board.rows, board.places(at[code]), strict=True)}  # fmt: skip
    for index, row in enumerate(board.rows):
        winner = _best(board, index, [at[code] for code in chosen])
        if winner is not None:
            n_judged += 1
            if winner >= 0:
                best[row.ind.code] = str(board.units["unit_code"].iloc[winner])
    pairs = [found.get((code, unit)) for code, unit in zip(kept["code"], kept["unit_code"], strict=True)]
    for name, field in (("place", "place"), ("n_ranked", "n"), ("shared", "shared")):
        kept[name] = pd.array([getattr(pair, field) if pair else pd.NA for pair in pairs], dtype="Int64")
    kept["is_best"] = [best.get(code) == unit for code, unit in zip(kept["code"], kept["unit_code"], strict=True)]
    won = list(best.values())
    kept.attrs = attrs | {"best": {code: won.count(code) for code in chosen}, "n_judged": n_judged,
                          "n_close": n_judged - len(won)}  # fmt: skip
    return kept


def _best(board: Board, index: int, chosen: list[int]) -> int | None:
    """The unit that is better than all other chosen ones by what matters; -1 for none, None where nothing is judged."""
    row = board.rows[index]
    if row.rule == NOT_CLASSED:
        return None
    status, classes = board.status[index], board.verdicts.classes[index]
    usable = [at for at in chosen if status[at] == REPORTED and classes[at] != "small"]
    if len(usable) < 2:
        return None
    sign = 1 if row.ind.direction == "higher" else -1
    ordered = sorted(usable, key=lambda at: -sign * board.values[index, at])
    lead = round(float(abs(board.values[index, ordered[0]] - board.values[index, ordered[1]])), 9)
    return ordered[0] if lead and lead >= (row.ind.effective_gap or 0.0) else -1


def compare_periods(wh: Warehouse, period_key: int, base_period: int, unit: str | None = None) -> pd.DataFrame:
    """Core indicators of one unit at two times, in its area of now.

    Args:
        wh: The snapshot.
        period_key: The later period.
        base_period: The earlier period.
        unit: Code of the unit; what all districts belong to without it.

    Returns:
        One row an indicator with a value at one of the times, each at its newest report up to either: columns as
        PERIOD_COLUMNS; change_shown (percent for amounts, points for rates, 持平 below the effective gap), goes
        (better, worse or empty), place_before and place_now (text, 第3／8), why (empty, or why nothing is compared).
        attrs: unit_code, unit_name, period_key, base_period, n_better, n_worse, n_same.
    """
    district = levels.level_no("district")
    held = places.place(wh, unit, period_key) if unit else places.whole_of(wh, district, period_key)
    if held is None:
        return pd.DataFrame(columns=list(PERIOD_COLUMNS))
    core = [ind for ind in all_indicators(wh).values() if ind.row["core_order"] is not None]
    core.sort(key=lambda ind: int(ind.row["core_order"]))
    found = unit_series(wh, core, held, base_period - 12, period_key)
    ranked = {key: _ranked(wh, key, held) for key in (base_period, period_key)}
    rows = []
    for ind in core:
        points = found.get(ind.code, EMPTY).points
        keys = [key for key, point in points.items() if point.num is not None]
        now, before = (_latest(ind, keys, key) for key in (period_key, base_period))
        if now is None and before is None:
            continue
        comparable = found[ind.code].comparable(before or 0, now or 0)
        rows.append(_pair(ind, points, before, now, comparable, ranked, (base_period, period_key)))
    table = pd.DataFrame({name: [row[name] for row in rows] for name in PERIOD_COLUMNS})
    goes = [row["goes"] for row in rows]
    table.attrs = {
        "unit_code": held.unit_code, "unit_name": held.unit_name, "period_key": period_key, "base_period": base_period,
        "n_better": goes.count("better"), "n_worse": goes.count("worse"),
        "n_same": [row["change_shown"] for row in rows].count("持平"),
    }  # fmt: skip
    return table


def _latest(ind: IndicatorRow, keys: list[int], period_key: int) -> int | None:
    """The newest report up to a period: of the period itself for monthly figures, not older than a year else."""
    oldest = period_key if ind.frequency == "月" else period_key - 11
    return max((key for key in keys if oldest <= key <= period_key), default=None)


def _ranked(wh: Warehouse, period_key: int, held: places.Place) -> dict[str, str]:
    """Code of the indicator → place of the unit among its like at a period, as text."""
    if held.level < levels.level_no("district"):
        return {}
    board = read_board(wh, period_key, held.level)
    at = np.flatnonzero(board.units["unit_code"].to_numpy(dtype=object) == held.unit_code)
    if not len(at):
        return {}
    pairs = zip((row.ind.code for row in board.rows), board.places(int(at[0])), strict=True)
    return {code: numbers.rank_text(place.place, tied=bool(place.shared), n=place.n) for code, place in pairs if place}


def _pair(
    ind: IndicatorRow, points: dict[int, Point], before: int | None, now: int | None, comparable: bool,
    ranked: dict[int, dict[str, str]], asked: tuple[int, int],
) -> dict[str, Any]:  # fmt: skip
    exact = [values.exact_value(ind, points[key].num, points[key].den) if key else None for key in (before, now)]
    texts = [numbers.format_value(value, ind.unit, ind.decimals) for value in exact]
    same_month = now is not None and before is not None and (now - before) % 12 == 0
    crosses = ind.accumulates and not same_month
    # A sum that lacks a district is no decline.
    same_units = ind.has_denominator or not (now and before) or same_coverage(points[now], points[before])
    same = comparable and not crosses and same_units
    change = growth(exact[1], exact[0], "yoy", is_rate=ind.is_rate or ind.own_level_only, comparable=same)
    gap = ind.effective_gap or 0.0
    real = change.difference is not None and change.value != 0 and abs(float(change.difference)) >= gap
    why = ""
    if change.value is None and "zero_base" not in change.flags:
        why = "口径有变化" if not comparable else "年内累计数，不同月份不比" if crosses else ""
        why = why or ("缺一期" if same_units else OTHER_UNITS)
    goes = ""
    if not why and real and ind.direction in ("higher", "lower") and change.difference:
        goes = "better" if (change.difference > 0) == (ind.direction == "higher") else "worse"
    small = exact[0] is not None and exact[0] < SMALL_BASE
    shown = "" if why else _change_words(ind, change, real, small)
    return {
        "code": ind.code, "name": ind.row["short_name"] or ind.name, "theme": ind.row["theme"] or "其他",
        "unit": ind.unit, "before_text": periods.label_zh(before, ind.frequency) if before else "",
        "now_text": periods.label_zh(now, ind.frequency) if now else "", "before_shown": texts[0],
        "now_shown": texts[1], "change_shown": shown, "goes": goes,
        "place_before": ranked[asked[0]].get(ind.code, ""), "place_now": ranked[asked[1]].get(ind.code, ""), "why": why,
    }  # fmt: skip


def _change_words(ind: IndicatorRow, change: Any, real: bool, small: bool) -> str:
    """Amounts in percent, of a small base the amount itself; everything else by its own difference."""
    if change.difference == 0 or not real:
        return "持平"
    if small or ind.is_rate or ind.has_denominator or ind.own_level_only or change.value is None:
        sign = "+" if change.difference > 0 else "−"
        return f"{sign}{numbers.difference_text(change.difference, ind.unit, ind.decimals)}"
    return f"{'+' if change.value > 0 else '−'}{numbers.difference_text(change.value, '', 1)}%"


def families(wh: Warehouse) -> list[tuple[IndicatorRow, IndicatorRow]]:
    """Totals and the same total per village: pairs whose numerator is the total, told by the unit 万元/村."""
    known = all_indicators(wh)
    found = []
    for average in known.values():
        tops = [term for term in average.terms if term.side == "n"]
        if not average.has_denominator or "/" not in average.unit or len(tops) != 1 or tops[0].code not in known:
            continue
        total = known[tops[0].code]
        if average.unit.startswith(f"{total.unit}/") and average.row["tier"] == "core":
            found.append((total, average))
    return found
