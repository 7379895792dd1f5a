"""Stored sums as arrays: one indicator, the units of one level, now and at earlier periods like with like."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from dashboard import levels
from dashboard.queries import places
from dashboard.queries.indicators import IndicatorRow
from dashboard.queries.leaves import read_leaves
from dashboard.queries.sums import NAMES, Ints, Sums, nothing
from dashboard.queries.upper import LOWEST, upper
from dashboard.warehouse import Warehouse

#: The marts hold the nation down to the town; below it, questions go to the facts.
LOWEST_MART_LEVEL = levels.level_no("town")
#: Units of a level and their lineages kept per snapshot.
MAX_REMEMBERED = 48


@dataclass(frozen=True, slots=True)
class Units:
    """Units of one level valid at a period, in official order; `keys` ascending, `order` = official order."""

    keys: np.ndarray
    table: pd.DataFrame

    def part(self, rows: np.ndarray) -> pd.DataFrame:
        """Some rows of `table`, numbered anew; neighbours, as below one unit, are not copied."""
        if len(rows) and rows[-1] - rows[0] + 1 == len(rows):
            found = self.table.iloc[rows[0] : rows[-1] + 1]
            return found.set_axis(pd.RangeIndex(len(rows)), axis=0)
        return self.table.iloc[rows].reset_index(drop=True)

    def rows(self, held: places.Place | None) -> np.ndarray:
        """Rows of `table` below a unit, in official order."""
        if held is None:
            return np.arange(len(self.table))
        keys = self.table["unit_key"].to_numpy()
        return np.flatnonzero((keys >= held.unit_key) & (keys <= held.last_key))


def units_at(wh: Warehouse, level: int, period_key: int) -> Units:
    """All units of a level valid at a period, remembered."""

    def read() -> Units:
        table = places.level_table(wh, level, period_key)
        return Units(np.sort(table["unit_key"].to_numpy(dtype=np.int64)), table)

    found: Units = remember(wh, ("units_at", level, places.stretch(wh, level, period_key)), read)
    return found


def remember(wh: Warehouse, key: tuple[Any, ...], read: Any) -> Any:
    """Keep what never changes within a snapshot, the newest few of a kind."""
    kind = wh.memory.setdefault(key[0], {})
    if key not in kind:
        found = read()
        if len(kind) >= MAX_REMEMBERED:
            kind.pop(next(iter(kind)), None)
        kind[key] = found
        return found
    return kind[key]


Raw = Mapping[str, np.ndarray]


def read_slice(wh: Warehouse, ind: IndicatorRow, level: int, keys: Sequence[int], first_key: int, last_key: int) -> Raw:
    """The stored rows of some periods, from the marts or from the facts."""
    asked = sorted(set(keys))
    held = upper(wh, read=False) if level <= LOWEST else None
    if held is not None:
        return held.pairs([(ind.key, key) for key in asked])
    if level > LOWEST_MART_LEVEL:
        return read_leaves(wh, ind, level, asked, first_key, last_key)
    if len(asked) == 1:
        return wh.arrays("mart_one", indicator_key=ind.key, period_key=asked[0], first_key=first_key, last_key=last_key)
    return wh.arrays(
        "mart_slice", indicator_key=ind.key, period_keys=asked, oldest_key=asked[0], newest_key=asked[-1],
        first_key=first_key, last_key=last_key,
    )  # fmt: skip


def pick(raw: Raw, period_key: int, unit_keys: np.ndarray) -> Sums:
    """The stored figures of given nodes at one period, in their order."""
    rows = np.flatnonzero(raw["period_key"] == period_key)
    keys = raw["unit_key"][rows].astype(np.int64)
    if len(keys) == 0:
        return nothing(len(unit_keys))
    order = np.argsort(keys, kind="stable")
    at = np.minimum(np.searchsorted(keys[order], unit_keys), len(keys) - 1)
    hit = keys[order][at] == unit_keys
    rows = rows[order[at]]
    return Sums.of((_column(raw[name], rows, hit) for name in NAMES), hit)


def as_stored(raw: Raw, rows: np.ndarray) -> Sums:
    """Rows of a read as they stand."""
    here = np.ones(len(rows), dtype=bool)
    return Sums.of((_column(raw[name], rows, here) for name in NAMES), here)


def nodes(wh: Warehouse, level: int) -> pd.DataFrame:
    """Every node of a level at any time, by ascending key, remembered: unit_key, unit_code, unit_name, first_period,
    last_period."""
    found: pd.DataFrame = remember(wh, ("nodes", level), lambda: wh.query("nodes_of_level", level=level))
    return found


def _column(stored: np.ndarray, rows: np.ndarray, hit: np.ndarray) -> Ints:
    data, absent = np.ma.getdata(stored)[rows], np.ma.getmaskarray(stored)[rows]
    return Ints(np.where(hit & ~absent, data, 0).astype(np.int64), hit & ~absent)


Dense = list[tuple[np.ndarray, np.ndarray]]


def dense(raw: Raw, asked: Sequence[tuple[int, int]], keys: np.ndarray) -> Dense:
    """Rows as tables of (indicator, period) pairs, ascending, by nodes: figures and where there are any, for NAMES."""
    codes = np.array([_pair_code(*pair) for pair in asked], dtype=np.int64)
    found = _pair_code(*(np.asarray(raw[name], dtype=np.int64) for name in ("indicator_key", "period_key")))
    nodes = np.asarray(raw["unit_key"], dtype=np.int64)
    order = np.argsort(keys)
    rows, cells = np.searchsorted(codes, found), np.searchsorted(keys[order], nodes)
    rows, cells = np.minimum(rows, len(codes) - 1), np.minimum(cells, len(keys) - 1)
    wanted = np.zeros(len(found), dtype=bool)
    if len(codes) and len(keys):
        cells = order[cells]
        wanted = (codes[rows] == found) & (keys[cells] == nodes)
    rows, cells = rows[wanted], cells[wanted]
    columns = []
    for name in NAMES:
        filled = np.zeros((len(codes), len(keys)), dtype=np.int64)
        present = np.zeros((len(codes), len(keys)), dtype=bool)
        here = ~np.ma.getmaskarray(raw[name])[wanted]
        filled[rows, cells] = np.where(here, np.ma.getdata(raw[name])[wanted], 0)
        present[rows, cells] = here
        columns.append((filled, present))
    return columns


def row_of(columns: Dense, at: int) -> Sums:
    """The figures of one pair."""
    found = [Ints(filled[at], present[at]) for filled, present in columns]
    return Sums.of(found, found[0].present)


def _pair_code(indicator_key: Any, period_key: Any) -> Any:
    """One ascending number for a pair; period keys have four digits."""
    return indicator_key * 100_000 + period_key


def _must_report(wh: Warehouse, level: int) -> dict[int, set[str]]:
    """Indicator → kinds of units of the level that have to report it, where not every kind has to; remembered."""

    def read() -> dict[int, set[str]]:
        rows = wh.arrays("must_report_types", level=level)
        found: dict[int, set[str]] = {}
        for key, kind in zip(rows["indicator_key"].tolist(), rows["unit_type"].tolist(), strict=True):
            found.setdefault(key, set()).add(kind)
        return found

    known: dict[int, set[str]] = remember(wh, ("must_report", level), read)
    return known


def with_types(wh: Warehouse, ind: IndicatorRow, level: int, sums: Sums, table: pd.DataFrame) -> Sums:
    """Below the marts: expect nothing from kinds of units that do not report the indicator."""
    if level <= LOWEST_MART_LEVEL:
        return sums

    asked = _must_report(wh, level).get(ind.key)
    if not asked:
        return sums
    spared = ~table["unit_type"].isin(asked).to_numpy(dtype=bool)
    expected = Ints(np.where(spared, 0, sums.n_expected.values), sums.n_expected.present | spared)
    return Sums(sums.num, sums.den, sums.single, sums.n_reported, expected, sums.existed)
