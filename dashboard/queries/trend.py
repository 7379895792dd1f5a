"""How one indicator moved: chosen units against the whole and the median, breaks and mergers said in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboard import periods
from dashboard.queries import places, stored, values
from dashboard.queries.indicators import IndicatorRow, QueryError, indicator, indicator_periods
from dashboard.queries.stored import Sums
from dashboard.queries.values import MISSING, NOT_APPLICABLE, REPORTED
from dashboard.warehouse import Warehouse

FOCUS, WHOLE, MEDIAN, OTHER = "focus", "whole", "median", "other"
COLUMNS = [
    "role", "period_key", "unit_code", "unit_name", "value", "shown", "single_value", "numerator", "denominator",
    "status", "note", "is_break", "n_reported", "n_expected",
]  # fmt: skip


#: Sums over shares of units that differ by more than this are not joined by a line.
COVERAGE_SLACK = 0.02


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
        units: Codes or keys of the chosen units, all of one level; may be empty.
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
    chosen = [_chosen(wh, unit, end) for unit in units]
    number = _one_level(chosen, level)
    whole = _whole(wh, chosen, number, end)
    lines = _read(wh, ind, chosen, number, whole, start, end, like_for_like)
    grid = _grid(wh, ind, lines, start, end)
    peers = lines.only(lines.is_sibling)
    codes = [unit.unit_code for unit in chosen]
    parts = [
        _valued(ind, _with_gaps(wh, lines, chosen, grid, number, like_for_like), FOCUS),
        _valued(ind, lines.only(lines.is_whole), WHOLE),
        _median(ind, _valued(ind, peers, OTHER)),
    ]
    if others:
        parts.append(_valued(ind, peers.only(~np.isin(peers.code, codes)), OTHER))
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    _annotate(wh, ind, columns, codes, start, end, like_for_like)
    table = pd.DataFrame(columns, copy=False)
    for name in ("n_reported", "n_expected"):
        table[name] = table[name].astype("Int64")
    table = table[COLUMNS]
    table.attrs = {
        "code": ind.code, "unit": ind.unit, "level": number, "whole_code": whole.unit_code if whole else None,
        "whole_name": whole.unit_name if whole else None, "target": ind.target, "target_kind": ind.target_kind,
        "like_for_like": like_for_like, "grid": grid, "caption": _caption(grid, ind, like_for_like),
    }  # fmt: skip
    return table


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


@dataclass(frozen=True, slots=True)
class _Lines:
    """Stored figures, a row a unit and period."""

    period: np.ndarray
    code: np.ndarray
    name: np.ndarray
    sums: Sums
    is_whole: np.ndarray
    is_sibling: np.ndarray

    def only(self, kept: np.ndarray) -> "_Lines":
        rows = np.flatnonzero(kept)
        return _Lines(self.period[rows], self.code[rows], self.name[rows], self.sums.take(rows), self.is_whole[rows],
                      self.is_sibling[rows])  # fmt: skip


def _read(
    wh: Warehouse, ind: IndicatorRow, chosen: Sequence[places.Place], level: int, whole: places.Place | None,
    start: int, end: int, like_for_like: bool,
) -> _Lines:  # fmt: skip
    """Units of the level and the whole, period by period, as they were or in the areas of the last period."""
    known = stored.nodes(wh, level)
    keys, codes = known["unit_key"].to_numpy(), known["unit_code"].to_numpy()
    inside = (keys >= whole.unit_key) & (keys <= whole.last_key) if whole else np.ones(len(keys), dtype=bool)
    of_chosen = np.isin(codes, [unit.unit_code for unit in chosen])
    wanted = keys[inside | of_chosen]
    whole_key = whole.unit_key if whole else -1
    first, last = (int(wanted.min()), int(wanted.max())) if len(wanted) else (whole_key, whole_key)
    span = {"indicator_key": ind.key, "start_key": start, "end_key": end, "first_key": min(first, max(whole_key, 0)),
            "last_key": last, "whole_key": whole_key, "level": level}  # fmt: skip
    raw: stored.Raw = wh.arrays("mart_span", **span)
    upper = _as_was(raw, known, whole, inside, of_chosen)
    if level <= stored.LOWEST_MART_LEVEL and not like_for_like:
        return upper
    asked = _grid(wh, ind, upper, start, end)
    if level > stored.LOWEST_MART_LEVEL and asked:
        raw = stored.read_slice(wh, ind, level, asked, first, last)
    return _join(upper.only(upper.is_whole), [_of_now(wh, ind, raw, level, whole, end, key) for key in asked])


def _as_was(
    raw: stored.Raw, known: pd.DataFrame, whole: places.Place | None, inside: np.ndarray, of_chosen: np.ndarray
) -> _Lines:
    row_keys = raw["unit_key"]
    keys = known["unit_key"].to_numpy()
    at = np.minimum(np.searchsorted(keys, row_keys), len(keys) - 1)
    is_level = keys[at] == row_keys
    is_whole = row_keys == whole.unit_key if whole else np.zeros(len(row_keys), dtype=bool)
    code, name = known["unit_code"].to_numpy()[at], known["unit_name"].to_numpy()[at]
    if whole is not None:
        code, name = np.where(is_whole, whole.unit_code, code), np.where(is_whole, whole.unit_name, name)
    rows = np.flatnonzero((is_level & (inside | of_chosen)[at]) | is_whole)
    sums = stored.as_stored(raw, rows)
    return _Lines(raw["period_key"][rows].astype(np.int64), code[rows], name[rows], sums, is_whole[rows],
                  (is_level & inside[at] & ~is_whole)[rows])  # fmt: skip


def _of_now(
    wh: Warehouse, ind: IndicatorRow, raw: stored.Raw, level: int, whole: places.Place | None, end: int, key: int
) -> _Lines:
    """One period in the areas of the last one; units without a figure are left out."""
    units = stored.units_at(wh, level, end)
    sums = stored.sums_then(ind, raw, key, stored.lineage(wh, level, end, key))
    kept = np.zeros(len(units.table), dtype=bool)
    kept[units.rows(whole)] = True
    rows = np.flatnonzero(kept & sums.num.present)
    table = units.table
    return _Lines(np.full(len(rows), key), table["unit_code"].to_numpy()[rows], table["unit_name"].to_numpy()[rows],
                  sums.take(rows), np.zeros(len(rows), dtype=bool), np.ones(len(rows), dtype=bool))  # fmt: skip


def _join(first: _Lines, rest: Sequence[_Lines]) -> _Lines:
    parts = [first, *rest]
    columns = zip(*(part.sums.columns() for part in parts), strict=True)
    existed = np.concatenate([part.sums.existed for part in parts])
    sums = Sums.of((stored.joined(column) for column in columns), existed)
    period, code, name, is_whole, is_sibling = (
        np.concatenate([getattr(part, field) for part in parts])
        for field in ("period", "code", "name", "is_whole", "is_sibling")
    )
    return _Lines(period, code, name, sums, is_whole, is_sibling)


def _grid(wh: Warehouse, ind: IndicatorRow, lines: _Lines, start: int, end: int) -> list[int]:
    """Periods with values, and between the first and the last ever reported those in which a report was due."""
    seen = {int(key) for key in np.unique(lines.period[lines.sums.num.present])}
    known = _filled(wh, ind)
    due: set[int] = set()
    if known and ind.frequency not in values.ROUNDS:
        span = range(max(start, known[0]), min(end, known[-1]) + 1)
        due = {key for key in span if periods.ends_period(key, ind.frequency)}
    return sorted(seen | due | {key for key in known if start <= key <= end})


def _filled(wh: Warehouse, ind: IndicatorRow) -> list[int]:
    """Periods with a value at any level, ascending."""
    kept: dict[str, list[int]] = wh.memory.setdefault("filled_periods", {})
    if ind.code not in kept:
        kept[ind.code] = sorted({int(key) for key in indicator_periods(wh, ind.code)["period_key"]})
    return kept[ind.code]


def _with_gaps(
    wh: Warehouse, lines: _Lines, chosen: Sequence[places.Place], grid: Sequence[int], level: int, like_for_like: bool
) -> _Lines:
    """A row for every chosen unit and due period in which it existed; nothing stored = missing."""
    known = stored.nodes(wh, level)
    at = {pair: row for row, pair in enumerate(zip(lines.code, lines.period.tolist(), strict=True))
          if not lines.is_whole[row]}  # fmt: skip
    wanted: list[tuple[int, places.Place, int]] = []
    for unit in chosen:
        own = known[known["unit_code"].to_numpy() == unit.unit_code]
        lived = list(zip(own["first_period"].tolist(), own["last_period"].tolist(), strict=True))
        wanted += [(key, unit, at.get((unit.unit_code, key), -1)) for key in grid
                   if like_for_like or any(a <= key <= z for a, z in lived)]  # fmt: skip
    rows = np.array([row for _, _, row in wanted], dtype=np.int64)
    found = stored.as_missing(lines.sums, rows)
    nobody = np.zeros(len(rows), dtype=bool)
    return _Lines(
        np.array([key for key, _, _ in wanted], dtype=np.int64),
        np.array([unit.unit_code for _, unit, _ in wanted], dtype=object),
        np.array([unit.unit_name for _, unit, _ in wanted], dtype=object),
        found, nobody, nobody,
    )  # fmt: skip


def _valued(ind: IndicatorRow, lines: _Lines, role: str) -> dict[str, np.ndarray]:
    """Columns of the answer; the other units are drawn, not read, and have no text."""
    sums, n = lines.sums, len(lines.period)
    status = values.status_words(ind, sums)
    value = values.floats(ind, sums.num, sums.den)
    value[(status == MISSING) | (status == NOT_APPLICABLE)] = np.nan
    nothing = np.full(n, np.nan)
    return {
        "role": np.full(n, role, dtype=object),
        "period_key": lines.period,
        "unit_code": lines.code,
        "unit_name": lines.name,
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
    groups = [np.flatnonzero(period == key) for key in keys]
    middle, single = (
        np.array([np.median(peers[name][counted][rows]) for rows in groups], dtype=np.float64)
        for name in ("value", "single_value")
    )
    nothing = np.full(len(keys), np.nan)
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
        "n_reported": np.array([len(rows) for rows in groups], dtype=np.float64),
        "n_expected": nothing,
    }


def _annotate(
    wh: Warehouse,
    ind: IndicatorRow,
    columns: dict[str, np.ndarray],
    codes: Sequence[str],
    start: int,
    end: int,
    like_for_like: bool,
) -> None:
    """Add note and is_break to the rows of chosen units and of the whole."""
    notes: dict[tuple[str | None, int], list[str]] = {}
    breaks: set[tuple[str | None, int]] = set()
    for row in wh.query("notes", indicator_key=ind.key, start_key=start, end_key=end).itertuples(index=False):
        place = (None if pd.isna(row.unit_code) else row.unit_code, int(row.period_key))
        notes.setdefault(place, []).append(row.text)
        if row.kind in ("break", "caliber"):
            breaks.add(place)
    if not like_for_like:
        _add_unit_changes(wh, notes, columns, codes)
    told = (columns["role"] == FOCUS) | (columns["role"] == WHOLE)
    columns["note"] = np.full(len(told), "", dtype=object)
    columns["is_break"] = np.isin(columns["period_key"], [key for unit, key in breaks if unit is None])
    for row in np.flatnonzero(told).tolist():
        unit, key = columns["unit_code"][row], int(columns["period_key"][row])
        columns["note"][row] = "；".join(_unique([*notes.get((None, key), []), *notes.get((unit, key), [])]))
        columns["is_break"][row] |= (unit, key) in breaks
    if not ind.has_denominator:
        _cut_where_coverage_changes(columns)


def _cut_where_coverage_changes(columns: dict[str, np.ndarray]) -> None:
    """A sum over fewer units than the period before is another sum: cut the line and say how many reported."""
    told = np.flatnonzero((columns["role"] == FOCUS) | (columns["role"] == WHOLE))
    before: dict[tuple[str, str], float] = {}
    for row in sorted(told.tolist(), key=lambda at: int(columns["period_key"][at])):
        reported, expected = columns["n_reported"][row], columns["n_expected"][row]
        if np.isnan(columns["value"][row]) or not expected > 0:
            continue
        line = (str(columns["role"][row]), str(columns["unit_code"][row]))
        coverage = float(reported) / float(expected)
        if abs(coverage - before.get(line, coverage)) > COVERAGE_SLACK:
            columns["is_break"][row] = True
            words = f"仅{int(reported)}/{int(expected)}个单位报送"
            columns["note"][row] = "；".join(filter(None, [columns["note"][row], words]))
        before[line] = coverage


def _add_unit_changes(
    wh: Warehouse,
    notes: dict[tuple[str | None, int], list[str]],
    columns: dict[str, np.ndarray],
    codes: Sequence[str],
) -> None:
    for unit in codes:
        keys = columns["period_key"][(columns["role"] == FOCUS) & (columns["unit_code"] == unit)]
        if not len(keys):
            continue
        for since, sentence in _changes_of(places.unit_changes(wh), unit):
            if keys.min() < since <= keys.max():
                notes.setdefault((unit, int(keys[keys >= since].min())), []).append(sentence)


def _changes_of(changes: pd.DataFrame, unit: str) -> list[tuple[int, str]]:
    """(first period after it, sentence) of what happened to a unit; units that moved in with a merger go unnamed."""
    own = changes[changes["unit_code"] == unit]
    joined = changes[(changes["other_code"] == unit) & (changes["unit_code"] != unit)]
    told = [(int(row.period_key), row.sentence) for row in [*own.itertuples(), *joined.itertuples()]
            if row.kind != "划转" or row.unit_code == unit]  # fmt: skip
    explained = {since for since, _ in told}
    for since, rows in joined[joined["kind"] == "划转"].groupby("period_key"):
        if int(since) not in explained:
            names = "、".join(rows["unit_name"].iloc[:3]) + (f"等{len(rows)}个单位" if len(rows) > 3 else "")
            told.append((int(since), f"{periods.label_zh(int(since))}起，{names}划入"))
    return told


def _unique(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))


def _caption(grid: Sequence[int], ind: IndicatorRow, like_for_like: bool) -> str:
    if not grid:
        return "所选期间没有数据。"
    span = f"{periods.label_zh(grid[0], ind.frequency)}至{periods.label_zh(grid[-1], ind.frequency)}"
    areas = "各期按截止期的区划合并计算（可比口径）" if like_for_like else "各期按当时的区划"
    return f"{span}；{areas}。{'数值为年内累计。' if ind.is_flow else ''}"
