"""Stored figures of the units of one level and of their whole over time, as they were or in today's areas."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboard import periods
from dashboard.queries import lineages, places, stored, values
from dashboard.queries.indicators import IndicatorRow
from dashboard.queries.known_periods import indicator_periods
from dashboard.queries.sums import Sums, as_missing, joined
from dashboard.queries.upper import LOWEST
from dashboard.queries.upper import upper as held_above
from dashboard.warehouse import Warehouse


@dataclass(frozen=True, slots=True)
class Lines:
    """Stored figures, a row a unit and period."""

    period: np.ndarray
    code: np.ndarray
    name: np.ndarray
    sums: Sums
    is_whole: np.ndarray
    is_sibling: np.ndarray
    is_chosen: np.ndarray

    def only(self, kept: np.ndarray) -> "Lines":
        rows = np.flatnonzero(kept)
        return Lines(self.period[rows], self.code[rows], self.name[rows], self.sums.take(rows), self.is_whole[rows],
                      self.is_sibling[rows], self.is_chosen[rows])  # fmt: skip


def is_one_of(codes: np.ndarray, wanted: Collection[str]) -> np.ndarray:
    """Whether each code is among a few; numpy's own search sorts the texts first."""
    chosen = frozenset(wanted)
    return np.fromiter((code in chosen for code in codes.tolist()), dtype=bool, count=len(codes))


def read(
    wh: Warehouse, ind: IndicatorRow, chosen: Sequence[places.Place], level: int, whole: places.Place | None,
    start: int, end: int, like_for_like: bool,
) -> Lines:  # fmt: skip
    """Units of the level and the whole, period by period, as they were or in the areas of the last period."""
    known = stored.nodes(wh, level)
    keys, codes = known["unit_key"].to_numpy(), known["unit_code"].to_numpy()
    inside = (keys >= whole.unit_key) & (keys <= whole.last_key) if whole else np.ones(len(keys), dtype=bool)
    of_chosen = is_one_of(codes, [unit.unit_code for unit in chosen])
    wanted = keys[inside | of_chosen]
    whole_key = whole.unit_key if whole else -1
    first, last = (int(wanted.min()), int(wanted.max())) if len(wanted) else (whole_key, whole_key)
    span = {"indicator_key": ind.key, "start_key": start, "end_key": end, "first_key": min(first, max(whole_key, 0)),
            "last_key": last, "whole_key": whole_key, "level": level}  # fmt: skip
    above = held_above(wh) if level <= LOWEST else None
    raw: stored.Raw = (
        above.span(ind.key, start, end, level, whole_key) if above is not None else wh.arrays("mart_span", **span)
    )
    upper = _as_was(raw, known, whole, inside, of_chosen)
    if level <= stored.LOWEST_MART_LEVEL and not like_for_like:
        return upper
    asked = due_periods(wh, ind, upper, start, end)
    if level > stored.LOWEST_MART_LEVEL and asked:
        raw = stored.read_slice(wh, ind, level, asked, first, last)
    return _join(upper.only(upper.is_whole), [_of_now(wh, ind, raw, level, chosen, whole, end, key) for key in asked])


def _as_was(
    raw: stored.Raw, known: pd.DataFrame, whole: places.Place | None, inside: np.ndarray, of_chosen: np.ndarray
) -> Lines:
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
    return Lines(raw["period_key"][rows].astype(np.int64), code[rows], name[rows], sums, is_whole[rows],
                  (is_level & inside[at] & ~is_whole)[rows], (is_level & of_chosen[at] & ~is_whole)[rows])  # fmt: skip


def _of_now(
    wh: Warehouse, ind: IndicatorRow, raw: stored.Raw, level: int, chosen: Sequence[places.Place],
    whole: places.Place | None, end: int, key: int,
) -> Lines:  # fmt: skip
    """One period in the areas of the last one; units without a figure are left out."""
    units = stored.units_at(wh, level, end)
    sums = lineages.sums_then(ind, raw, key, lineages.lineage(wh, level, end, key))
    kept = np.zeros(len(units.table), dtype=bool)
    kept[units.rows(whole)] = True
    rows = np.flatnonzero(kept & sums.num.present)
    code = units.table["unit_code"].to_numpy(dtype=object)[rows]
    name = units.table["unit_name"].to_numpy(dtype=object)[rows]
    of_chosen = is_one_of(code, [unit.unit_code for unit in chosen])
    nobody = np.zeros(len(rows), dtype=bool)
    return Lines(np.full(len(rows), key), code, name, sums.take(rows), nobody, ~nobody, of_chosen)


def _join(first: Lines, rest: Sequence[Lines]) -> Lines:
    parts = [first, *rest]
    columns = zip(*(part.sums.columns() for part in parts), strict=True)
    existed = np.concatenate([part.sums.existed for part in parts])
    sums = Sums.of((joined(column) for column in columns), existed)
    period, code, name, is_whole, is_sibling, is_chosen = (
        np.concatenate([getattr(part, field) for part in parts])
        for field in ("period", "code", "name", "is_whole", "is_sibling", "is_chosen")
    )
    return Lines(period, code, name, sums, is_whole, is_sibling, is_chosen)


def due_periods(wh: Warehouse, ind: IndicatorRow, lines: Lines, start: int, end: int) -> list[int]:
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


def with_gaps(
    wh: Warehouse, lines: Lines, chosen: Sequence[places.Place], grid: Sequence[int], level: int, like_for_like: bool
) -> Lines:
    """A row for every chosen unit and due period in which it existed; nothing stored = missing."""
    own_rows = np.flatnonzero(lines.is_chosen)
    pairs = zip(lines.code[own_rows].tolist(), lines.period[own_rows].tolist(), strict=True)
    at = dict(zip(pairs, own_rows.tolist(), strict=True))
    wanted: list[tuple[int, places.Place, int]] = []
    for unit in chosen:
        code = unit.unit_code
        lived = [(first, last) for first, last, node in places.nodes_of(wh, code) if node.level == level]
        wanted += [(key, unit, at.get((code, key), -1)) for key in grid
                   if like_for_like or any(a <= key <= z for a, z in lived)]  # fmt: skip
    rows = np.array([row for _, _, row in wanted], dtype=np.int64)
    found = as_missing(lines.sums, rows)
    nobody = np.zeros(len(rows), dtype=bool)
    return Lines(
        np.array([key for key, _, _ in wanted], dtype=np.int64),
        np.array([unit.unit_code for _, unit, _ in wanted], dtype=object),
        np.array([unit.unit_name for _, unit, _ in wanted], dtype=object),
        found, nobody, nobody, ~nobody,
    )  # fmt: skip
