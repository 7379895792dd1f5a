"""Where: units of a level at a date, what holds them, and what became of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboard import levels
from dashboard.queries.indicators import QueryError
from dashboard.warehouse import Warehouse

ANY_FIRST, ANY_LAST = 0, 2**31 - 1
#: Some ten thousand nodes at most; the villages below are asked for one by one.
_MOST_REMEMBERED = levels.level_no("town")
#: Units of a level at a time kept per snapshot.
MAX_TABLES = 48


class UnknownUnit(QueryError):
    """No unit of this code at this date."""


@dataclass(frozen=True, slots=True)
class Place:
    """One node of the tree of units."""

    unit_key: int
    unit_code: str
    unit_name: str
    level: int
    last_key: int


@dataclass(frozen=True, slots=True)
class Merged:
    """What had merged between earlier periods and now, for binding to `mart_earlier.sql`.

    Attributes:
        merged_periods: The earlier period of each line.
        merged_from: Code of a unit that no longer exists now.
        merged_into: Code of the unit that holds it now.
        broken: Pairs (period, unit code now) that cannot be rebuilt, because a part came out of a split.
    """

    merged_periods: list[int]
    merged_from: list[str]
    merged_into: list[str]
    broken: frozenset[tuple[int, str]]

    @property
    def codes(self) -> set[str]:
        """Codes of units that received others."""
        return set(self.merged_into)


def level_number(name: str | int) -> int:
    """The number of a level given by English name, Chinese name or number.

    Raises:
        QueryError: No such level; the message lists the names.
    """
    if isinstance(name, int):
        return name
    try:
        return levels.level_no(name)
    except ValueError as error:
        raise QueryError(f"没有这个层级：{name}。可用：{'、'.join(level.name for level in levels.LEVELS)}") from error


def place(wh: Warehouse, unit_code: str, period_key: int) -> Place:
    """The node that a unit code had at a period, else its newest node before or after it.

    Raises:
        UnknownUnit: The register does not hold the code.
    """
    nodes = nodes_of(wh, str(unit_code))
    if not nodes:
        top = wh.query("units_of_level", level=levels.level_no("district"), first_key=ANY_FIRST, last_key=ANY_LAST,
                       period_key=period_key)  # fmt: skip
        choice = "、".join(f"{row.unit_code} {row.unit_name}" for row in top.head(20).itertuples())
        raise UnknownUnit(f"没有这个单位：{unit_code}。可用：{choice or '单位名录为空'}")
    valid = [node for first, last, node in nodes if first <= period_key <= last]
    return (valid or [node for _, _, node in nodes])[0]


Node = tuple[int, int, Place]


def nodes_of(wh: Warehouse, unit_code: str) -> list[Node]:
    """First period, last period and node of a code, the newest node first; towns and above are remembered at once."""
    known: dict[str, list[Node]] | None = wh.memory.get("nodes_by_code")
    if known is None:
        known = {}
        for node in _above(wh)[1]:
            known.setdefault(node[2].unit_code, []).append(node)
        wh.memory["nodes_by_code"] = known
    if unit_code not in known:
        known[unit_code] = _read_nodes(wh.arrays("unit_by_code", unit_code=unit_code))
    return known[unit_code]


def _above(wh: Warehouse) -> tuple[Mapping[str, np.ndarray], list[Node]]:
    """Every node down to the town at any time, as columns and as nodes, remembered."""
    if "nodes_above" not in wh.memory:
        columns = wh.arrays("nodes_above", level=_MOST_REMEMBERED)
        wh.memory["nodes_above"] = columns, _read_nodes(columns)
    found: tuple[Mapping[str, np.ndarray], list[Node]] = wh.memory["nodes_above"]
    return found


def _read_nodes(columns: Mapping[str, np.ndarray]) -> list[Node]:
    names = ("first_period", "last_period", "unit_key", "unit_code", "unit_name", "level", "last_key")
    rows = zip(*(columns[name].tolist() for name in names), strict=True)
    return [(first, last, Place(*node)) for first, last, *node in rows]


def whole_of(wh: Warehouse, level: int, period_key: int, under: str | None = None) -> Place | None:
    """The unit that the units of a level are compared with: the one named, else the lowest that holds all of them."""
    if under is not None:
        return place(wh, under, period_key)
    memory_key = ("whole", level, stretch(wh, level, period_key))
    if memory_key not in wh.memory:
        wh.memory[memory_key] = _common_ancestor(wh, level, period_key)
    found: Place | None = wh.memory[memory_key]
    return found


def stretch(wh: Warehouse, level: int, period_key: int) -> int:
    """The first period of the stretch without changes of a level's units that a period lies in."""
    known: dict[int, np.ndarray] = wh.memory.setdefault("boundaries", {})
    if level not in known:
        known[level] = wh.query("level_boundaries", level=level)["boundary"].to_numpy(dtype=np.int64)
    at = int(np.searchsorted(known[level], period_key, side="right"))
    return int(known[level][at - 1]) if at else ANY_FIRST


def _common_ancestor(wh: Warehouse, level: int, period_key: int) -> Place | None:
    span = wh.query("level_range", level=level, period_key=period_key).iloc[0]
    if not span["n"]:
        return None
    return ancestor_of_range(wh, int(span["first_key"]), int(span["last_key"]), level, period_key)


def ancestor_of_range(wh: Warehouse, first_key: int, last_key: int, level: int, period_key: int) -> Place | None:
    """The lowest unit above `level` whose subtree holds the key range, None when there is none."""
    if level <= _MOST_REMEMBERED + 1:
        columns, nodes = _above(wh)
        holds = (columns["level"] < level) & (columns["unit_key"] <= first_key) & (columns["last_key"] >= last_key)
        rows = np.flatnonzero(
            holds & (columns["first_period"] <= period_key) & (columns["last_period"] >= period_key)
        ).tolist()
        return max((nodes[row][2] for row in rows), key=lambda node: node.level, default=None)
    found = wh.query("common_ancestor", level=level, first_key=first_key, last_key=last_key, period_key=period_key)
    if found.empty:
        return None
    row = found.iloc[0]
    return Place(int(row["unit_key"]), row["unit_code"], row["unit_name"], int(row["level"]), int(row["last_key"]))


def units(wh: Warehouse, level: str | int, period_key: int, under: str | None = None) -> pd.DataFrame:
    """Units of a level valid at a period, in official order.

    Returns:
        unit_key, unit_code, unit_name, unit_type, peer_group, parent_key, last_key, sort_order.
    """
    table = level_table(wh, level_number(level), period_key)
    if under is None:
        return table.copy(deep=False)
    held = place(wh, under, period_key)
    keys = table["unit_key"].to_numpy()
    return table.iloc[np.flatnonzero((keys >= held.unit_key) & (keys <= held.last_key))].reset_index(drop=True)


def level_table(wh: Warehouse, level: int, period_key: int) -> pd.DataFrame:
    """The same for a whole level, remembered: it is nobody's to change."""
    kept: dict[tuple[int, int], pd.DataFrame] = wh.memory.setdefault("level_tables", {})
    key = level, stretch(wh, level, period_key)
    if key not in kept:
        found = _valid_at(wh, level, period_key)
        if len(kept) >= MAX_TABLES:
            kept.pop(next(iter(kept)), None)
        kept[key] = found
        return found
    return kept[key]


def _valid_at(wh: Warehouse, level: int, period_key: int) -> pd.DataFrame:
    if level > _MOST_REMEMBERED:
        return wh.query("units_of_level", level=level, period_key=period_key, first_key=ANY_FIRST, last_key=ANY_LAST)
    every: dict[int, pd.DataFrame] = wh.memory.setdefault("every_unit", {})
    if level not in every:
        every[level] = wh.query("units_of_level_ever", level=level)
    first, last = (every[level][name].to_numpy() for name in ("first_period", "last_period"))
    valid = every[level][(first <= period_key) & (last >= period_key)]
    return valid.drop(columns=["first_period", "last_period"]).reset_index(drop=True)


def merged_between(wh: Warehouse, earlier: Sequence[int], period_key: int) -> Merged:
    """Which units of earlier periods belong to which units at `period_key`, through any chain of mergers."""
    memory_key = ("merged", tuple(earlier), period_key)
    if memory_key not in wh.memory:
        wh.memory[memory_key] = _merged(_successions(wh), earlier, period_key)
    found: Merged = wh.memory[memory_key]
    return found


def _successions(wh: Warehouse) -> list[tuple[str, str, int, bool]]:
    known: list[tuple[str, str, int, bool]] | None = wh.memory.get("successions")
    if known is None:
        rows = wh.query("successions").itertuples(index=False)
        known = [(r.unit_code, r.successor_code, int(r.from_period), int(r.n_successors) > 1) for r in rows]
        wh.memory["successions"] = known
    return known


def _merged(edges: list[tuple[str, str, int, bool]], earlier: Sequence[int], period_key: int) -> Merged:
    lines: list[tuple[int, str, str]] = []
    broken: set[tuple[int, str]] = set()
    for before in earlier:
        holder: dict[str, set[str]] = {}
        for old, new, since, split in reversed(edges):  # newest first, so that the end of a chain is known
            if not before < since <= period_key or old == new:
                continue
            ends = holder.get(new) or {new}
            holder.setdefault(old, set()).update(ends)
            broken.add((before, old))  # where it still stands it has lost a part
            if split:
                broken.update((before, end) for end in ends)
        lines += [(before, old, end) for old, ends in holder.items() for end in ends]
        broken.update((before, end) for ends in holder.values() if len(ends) > 1 for end in ends)
    return Merged([p for p, _, _ in lines], [o for _, o, _ in lines], [n for _, _, n in lines], frozenset(broken))
