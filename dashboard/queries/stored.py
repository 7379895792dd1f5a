"""Stored sums as arrays: one indicator, the units of one level, now and at earlier periods like with like."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from dashboard import levels
from dashboard.queries import places
from dashboard.queries.indicators import IndicatorRow
from dashboard.warehouse import Warehouse

#: The marts hold the nation down to the town; below it, questions go to the facts.
LOWEST_MART_LEVEL = levels.level_no("town")
NAMES = ("num", "den", "single", "n_reported", "n_expected")
#: Units of a level and their lineages kept per snapshot.
MAX_REMEMBERED = 48


@dataclass(frozen=True, slots=True)
class Ints:
    """Whole numbers with a mask; what is not present is not zero."""

    values: np.ndarray
    present: np.ndarray

    @classmethod
    def missing(cls, n: int) -> "Ints":
        """Nothing known."""
        return cls(np.zeros(n, dtype=np.int64), np.zeros(n, dtype=bool))

    def floats(self) -> np.ndarray:
        """As float64, missing as NaN."""
        return np.where(self.present, self.values, np.nan)

    def where(self, kept: np.ndarray) -> "Ints":
        """Missing where not kept."""
        return Ints(self.values, self.present & kept)

    def take(self, rows: np.ndarray) -> "Ints":
        """The chosen rows."""
        return Ints(self.values[rows], self.present[rows])

    def array(self) -> pd.arrays.IntegerArray:
        """As a pandas Int64 array."""
        return pd.arrays.IntegerArray(self.values, ~self.present)


@dataclass(frozen=True, slots=True)
class Sums:
    """Stored figures aligned with a list of units.

    Attributes:
        existed: Whether the unit, or anything that became part of it, existed then.
    """

    num: Ints
    den: Ints
    single: Ints
    n_reported: Ints
    n_expected: Ints
    existed: np.ndarray

    @classmethod
    def of(cls, columns: Iterable[Ints], existed: np.ndarray) -> "Sums":
        """From the five columns in the order of NAMES."""
        num, den, single, n_reported, n_expected = columns
        return cls(num, den, single, n_reported, n_expected, existed)

    def columns(self) -> list[Ints]:
        """The five columns in the order of NAMES."""
        return [self.num, self.den, self.single, self.n_reported, self.n_expected]

    def take(self, rows: np.ndarray) -> "Sums":
        """The chosen rows."""
        return Sums.of((column.take(rows) for column in self.columns()), self.existed[rows])


@dataclass(frozen=True, slots=True)
class Units:
    """Units of one level valid at a period, in official order; `keys` ascending, `order` = official order."""

    keys: np.ndarray
    table: pd.DataFrame

    def rows(self, held: places.Place | None) -> np.ndarray:
        """Rows of `table` below a unit, in official order."""
        if held is None:
            return np.arange(len(self.table))
        keys = self.table["unit_key"].to_numpy()
        return np.flatnonzero((keys >= held.unit_key) & (keys <= held.last_key))


def units_at(wh: Warehouse, level: int, period_key: int) -> Units:
    """All units of a level valid at a period, remembered."""

    def read() -> Units:
        table = wh.query("units_of_level", level=level, period_key=period_key, first_key=places.ANY_FIRST,
                         last_key=places.ANY_LAST)  # fmt: skip
        return Units(np.sort(table["unit_key"].to_numpy(dtype=np.int64)), table)

    found: Units = _remember(wh, ("units_at", level, places.stretch(wh, level, period_key)), read)
    return found


def _remember(wh: Warehouse, key: tuple[Any, ...], read: Any) -> Any:
    """Keep what never changes within a snapshot, the newest few of a kind."""
    kind = wh.memory.setdefault(key[0], {})
    if key not in kind:
        found = read()
        if len(kind) >= MAX_REMEMBERED:
            kind.pop(next(iter(kind)), None)
        kind[key] = found
        return found
    return kind[key]


@dataclass(frozen=True, slots=True)
class Lineage:
    """Which nodes the units of now consisted of at an earlier period.

    Attributes:
        owner: Row of the unit in `Units.table`, for each node.
        part: Key of the node.
        n_parts: Number of nodes of each unit; 0 = it existed in no form.
        broken: Units whose past cannot be rebuilt, because a part came out of a split.
    """

    owner: np.ndarray
    part: np.ndarray
    n_parts: np.ndarray
    broken: np.ndarray


def lineage(wh: Warehouse, level: int, period_key: int, earlier_key: int) -> Lineage:
    """The lineage between two periods, remembered; each unit is its own where no unit of the level changed."""
    start, end = places.stretch(wh, level, earlier_key), places.stretch(wh, level, period_key)
    found: Lineage = _remember(wh, ("lineage", level, end, start), lambda: _lineage(wh, level, period_key, earlier_key))
    return found


def _lineage(wh: Warehouse, level: int, period_key: int, earlier_key: int) -> Lineage:
    table = units_at(wh, level, period_key).table
    keys = table["unit_key"].to_numpy(dtype=np.int64)
    n = len(keys)
    if places.stretch(wh, level, earlier_key) == places.stretch(wh, level, period_key):
        return Lineage(np.arange(n), keys, np.ones(n, dtype=np.int64), np.zeros(n, dtype=bool))
    merged = places.merged_between(wh, [earlier_key], period_key)
    pairs = wh.query("lineage", level=level, period_key=period_key, earlier_key=earlier_key,
                     merged_from=merged.merged_from, merged_into=merged.merged_into)  # fmt: skip
    order = np.argsort(keys)
    owner = order[np.searchsorted(keys[order], pairs["unit_key"].to_numpy(dtype=np.int64))]
    split = {code for _, code in merged.broken}
    broken = np.array([code in split for code in table["unit_code"]], dtype=bool)
    return Lineage(owner, pairs["part_key"].to_numpy(dtype=np.int64), np.bincount(owner, minlength=n), broken)


Raw = Mapping[str, np.ndarray]


def read_slice(wh: Warehouse, ind: IndicatorRow, level: int, keys: Sequence[int], first_key: int, last_key: int) -> Raw:
    """The stored rows of some periods, from the marts or from the facts."""
    bound = {"indicator_key": ind.key, "period_keys": sorted(set(keys)), "oldest_key": min(keys),
             "newest_key": max(keys), "first_key": first_key, "last_key": last_key}  # fmt: skip
    if level <= LOWEST_MART_LEVEL:
        return wh.arrays("mart_slice", **bound)
    return wh.arrays("leaf_slice", **bound, level=level, pair_level=str(ind.row["pair_level"] or ""))


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
    found: pd.DataFrame = _remember(wh, ("nodes", level), lambda: wh.query("nodes_of_level", level=level))
    return found


def _column(stored: np.ndarray, rows: np.ndarray, hit: np.ndarray) -> Ints:
    data, absent = np.ma.getdata(stored)[rows], np.ma.getmaskarray(stored)[rows]
    return Ints(np.where(hit & ~absent, data, 0).astype(np.int64), hit & ~absent)


def sums_then(ind: IndicatorRow, raw: Raw, period_key: int, line: Lineage) -> Sums:
    """What today's units had then, by adding up their parts.

    Missing where a part did not report, where the unit came out of a split, or where a figure that does not add up
    over units belongs to several.
    """
    parts = pick(raw, period_key, line.part)
    n = len(line.n_parts)
    kept = (line.n_parts > 0) & ~line.broken
    if ind.own_level_only:
        kept &= line.n_parts == 1

    def added(column: Ints) -> Ints:
        present = np.bincount(line.owner, weights=column.present, minlength=n) == line.n_parts
        total = np.zeros(n, dtype=np.int64)
        np.add.at(total, line.owner, column.values)
        return Ints(total, present & kept)

    return Sums.of((added(column) for column in parts.columns()), line.n_parts > 0)


def with_types(wh: Warehouse, ind: IndicatorRow, level: int, sums: Sums, table: pd.DataFrame) -> Sums:
    """Below the marts: expect nothing from kinds of units that do not report the indicator."""
    if level <= LOWEST_MART_LEVEL:
        return sums

    def read() -> frozenset[str]:
        return frozenset(wh.query("must_report_types", indicator_key=ind.key, level=level)["unit_type"])

    asked: frozenset[str] = _remember(wh, ("must_report", ind.key, level), read)
    if not asked:
        return sums
    spared = ~table["unit_type"].isin(asked).to_numpy(dtype=bool)
    expected = Ints(np.where(spared, 0, sums.n_expected.values), sums.n_expected.present | spared)
    return Sums(sums.num, sums.den, sums.single, sums.n_reported, expected, sums.existed)


def nothing(n: int) -> Sums:
    """No figures for `n` units."""
    return Sums.of((Ints.missing(n) for _ in NAMES), np.zeros(n, dtype=bool))


def joined(columns: Sequence[Ints]) -> Ints:
    """Columns one below the other."""
    return Ints(np.concatenate([c.values for c in columns]), np.concatenate([c.present for c in columns]))


def as_missing(sums: Sums, rows: np.ndarray) -> Sums:
    """The chosen rows; -1 stands for a row without figures."""
    if len(sums.existed) == 0:
        return nothing(len(rows))
    found = sums.take(np.maximum(rows, 0))
    here = rows >= 0
    return Sums.of((column.where(here) for column in found.columns()), found.existed & here)
