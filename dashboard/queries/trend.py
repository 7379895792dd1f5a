"""How one indicator moved: chosen units against the whole and the median, breaks and mergers said in words."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from dashboard import periods
from dashboard.queries import lines, places, stored, values
from dashboard.queries.indicators import IndicatorRow, QueryError, indicator
from dashboard.queries.lines import Lines
from dashboard.queries.trend_notes import FOCUS, WHOLE, annotate, is_one_of_keys
from dashboard.queries.values import MISSING, NOT_APPLICABLE, REPORTED
from dashboard.warehouse import Warehouse

MEDIAN, OTHER = "median", "other"
COLUMNS = [
    "role", "period_key", "unit_code", "unit_name", "value", "shown", "single_value", "numerator", "denominator",
    "status", "note", "is_break", "n_reported", "n_expected",
]  # fmt: skip


def trend(
    wh: Warehouse,
    code: str,
    units: Sequence[str | int],
    start: int,
    end: int,
    like_for_like: bool = False,
    level: str | int = "district",
    others: bool = True,
) -> pd.DataFrame:
    """Follow chosen units of one level over time.

    Args:
        wh: The snapshot.
        code: Indicator.
        units: Codes or keys of the chosen units, all of one level; with none, a level's only unit.
        start: First period.
        end: Last period.
        like_for_like: Show earlier periods in today's (the last period's) areas: merged units with the sums of what
            merged into them, split ones not at all. Otherwise every period as it was reported.
        level: Level of the compared units when none is chosen.
        others: Also give the other units of the same whole.

    Returns:
        One row a role, unit and period: role (focus, whole, median, other), period_key, unit_code, unit_name, value
        (float in the shown unit, missing = gap), shown (empty for others), single_value (the period's own flow for
        cumulative figures),
        numerator, denominator, status, note (remarks joined by ；), is_break (definition changed here, the line must
        be cut), n_reported, n_expected. A chosen unit has a row for every due period in which it existed.
        attrs: code, unit, level, whole_code, whole_name, target, target_kind, like_for_like, grid, caption.

    Raises:
        QueryError: Unknown indicator or unit, units of several levels, or a start after the end.
    """
    ind = indicator(wh, code)
    if start > end:
        raise QueryError(f"起始期{periods.label(start)}晚于截止期{periods.label(end)}。")
    chosen = [_chosen(wh, unit, end) for unit in units or _only_one(wh, level, end)]
    number = _one_level(chosen, level)
    whole = _whole(wh, chosen, number, end)
    found = lines.read(wh, ind, chosen, number, whole, start, end, like_for_like)
    grid = lines.due_periods(wh, ind, found, start, end)
    peers = found.only(found.is_sibling)
    codes = [unit.unit_code for unit in chosen]
    told = [
        _valued(ind, lines.with_gaps(wh, found, chosen, grid, number, like_for_like), FOCUS),
        _valued(ind, found.only(found.is_whole), WHOLE),
    ]
    every = _valued(ind, peers, OTHER)
    rest = [_median(ind, every)]
    if others:
        rest.append({name: column[~peers.is_chosen] for name, column in every.items()})
    first, then = ({name: np.concatenate([part[name] for part in parts]) for name in told[0]} for parts in (told, rest))
    broken = annotate(wh, ind, first, codes, start, end, like_for_like)
    n = len(then["period_key"])
    then |= {"note": np.full(n, "", dtype=object), "is_break": is_one_of_keys(then["period_key"], broken)}
    columns: dict[str, Any] = {name: np.concatenate([first[name], then[name]]) for name in COLUMNS}
    for name in ("n_reported", "n_expected"):
        absent = np.isnan(columns[name])
        columns[name] = values.whole(np.where(absent, 0, columns[name]).astype(np.int64), ~absent)
    table = pd.DataFrame(columns, copy=False)
    table.attrs = {
        "code": ind.code, "unit": ind.unit, "level": number, "whole_code": whole.unit_code if whole else None,
        "whole_name": whole.unit_name if whole else None, "target": ind.target, "target_kind": ind.target_kind,
        "like_for_like": like_for_like, "grid": grid, "caption": _caption(grid, ind, like_for_like),
    }  # fmt: skip
    return table


def _only_one(wh: Warehouse, level: str | int, period_key: int) -> list[str]:
    """The unit of a level that has no other, such as the nation: it need not be chosen."""
    codes = stored.units_at(wh, places.level_number(level), period_key).table["unit_code"]
    return [str(codes.iloc[0])] if len(codes) == 1 else []


def _chosen(wh: Warehouse, unit: str | int, period_key: int) -> places.Place:
    if isinstance(unit, str):
        return places.place(wh, unit, period_key)
    found = wh.query("unit_by_key", unit_key=unit)
    if found.empty:
        raise places.UnknownUnit(f"没有这个单位：{unit}。")
    return places.place(wh, found["unit_code"][0], period_key)


def _one_level(chosen: Sequence[places.Place], level: str | int) -> int:
    found = {unit.level for unit in chosen}
    if len(found) > 1:
        names = "、".join(unit.unit_name for unit in chosen)
        raise QueryError(f"所选单位不在同一层级：{names}。请选择同一层级的单位。")
    return found.pop() if found else places.level_number(level)


def _whole(wh: Warehouse, chosen: Sequence[places.Place], level: int, period_key: int) -> places.Place | None:
    if not chosen:
        return places.whole_of(wh, level, period_key)
    first, last = min(unit.unit_key for unit in chosen), max(unit.last_key for unit in chosen)
    return places.ancestor_of_range(wh, first, last, level, period_key)


def _valued(ind: IndicatorRow, found: Lines, role: str) -> dict[str, np.ndarray]:
    """Columns of the answer; the other units are drawn, not read, and have no text."""
    sums, n = found.sums, len(found.period)
    status = values.status_words(ind, sums)
    value = values.floats(ind, sums.num, sums.den)
    value[(status == MISSING) | (status == NOT_APPLICABLE)] = np.nan
    nothing = np.full(n, np.nan)
    return {
        "role": np.full(n, role, dtype=object),
        "period_key": found.period,
        "unit_code": found.code,
        "unit_name": found.name,
        "value": value,
        "shown": _texts([""] * n if role == OTHER else values.shown_series(ind, value, status)),
        "single_value": values.floats(ind, sums.single) if ind.is_flow else nothing,
        "numerator": values.scaled(sums.num, ind.num_scale),
        "denominator": values.scaled(sums.den, ind.den_scale) if ind.has_denominator else nothing,
        "status": status,
        "n_reported": sums.n_reported.floats(),
        "n_expected": sums.n_expected.floats(),
    }


def _texts(words: Sequence[str]) -> np.ndarray:
    texts = np.empty(len(words), dtype=object)
    texts[:] = words
    return texts


def _median(ind: IndicatorRow, peers: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The median of the units that count, per period with at least two of them; a summary, not a value of any unit."""
    counted = peers["status"] == REPORTED
    period = peers["period_key"][counted]
    keys, sizes = np.unique(period, return_counts=True)
    keys = keys[sizes > 1]
    sizes = sizes[sizes > 1]
    kept = np.isin(period, keys)
    nothing = np.full(len(keys), np.nan)
    middle = _medians(peers["value"][counted][kept], period[kept], sizes)
    single = _medians(peers["single_value"][counted][kept], period[kept], sizes) if ind.is_flow else nothing
    return {
        "role": np.full(len(keys), MEDIAN, dtype=object),
        "period_key": keys,
        "unit_code": np.full(len(keys), "", dtype=object),
        "unit_name": np.full(len(keys), "中位数", dtype=object),
        "value": middle,
        "shown": _texts(values.shown_series(ind, middle, np.full(len(keys), REPORTED, dtype=object))),
        "single_value": single,
        "numerator": nothing,
        "denominator": nothing,
        "status": np.full(len(keys), REPORTED, dtype=object),
        "n_reported": sizes.astype(np.float64),
        "n_expected": nothing,
    }


def _medians(values: np.ndarray, group: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """The median of each group, groups ascending and of the given sizes; missing where a value is."""
    ordered = values[np.lexsort((values, group))]
    end = np.cumsum(sizes)
    first = end - sizes
    found = (ordered[first + (sizes - 1) // 2] + ordered[first + sizes // 2]) / 2
    # Missing values sort last.
    return np.where(np.isnan(ordered[end - 1]), np.nan, found)


def _caption(grid: Sequence[int], ind: IndicatorRow, like_for_like: bool) -> str:
    if not grid:
        return "所选期间没有数据。"
    span = f"{periods.label_zh(grid[0], ind.frequency)}至{periods.label_zh(grid[-1], ind.frequency)}"
    areas = "各期按截止期的区划合并计算（可比口径）" if like_for_like else "各期按当时的区划"
    return f"{span}；{areas}。{'数值为年内累计。' if ind.is_flow else ''}"
