"""What units of now consisted of earlier, and their figures then, like with like."""

from dataclasses import dataclass

import numpy as np

from dashboard.queries import places, stored
from dashboard.queries.indicators import IndicatorRow
from dashboard.queries.sums import Ints, Sums
from dashboard.warehouse import Warehouse


@dataclass(frozen=True, slots=True)
class Lineage:
    """Which nodes the units of now consisted of at an earlier period.

    Attributes:
        owner: Row of the unit in `Units.table`, for each node.
        part: Key of the node.
        n_parts: Number of nodes of each unit; 0 = it existed in no form.
        broken: Units whose past cannot be rebuilt, because a part came out of a split.
        same: Whether each unit is its own one part.
    """

    owner: np.ndarray
    part: np.ndarray
    n_parts: np.ndarray
    broken: np.ndarray
    same: bool = False


def lineage(wh: Warehouse, level: int, period_key: int, earlier_key: int) -> Lineage:
    """The lineage between two periods, remembered; each unit is its own where no unit of the level changed."""
    start, end = places.stretch(wh, level, earlier_key), places.stretch(wh, level, period_key)
    found: Lineage = stored.remember(
        wh, ("lineage", level, end, start), lambda: _lineage(wh, level, period_key, earlier_key)
    )
    return found


def _lineage(wh: Warehouse, level: int, period_key: int, earlier_key: int) -> Lineage:
    table = stored.units_at(wh, level, period_key).table
    keys = table["unit_key"].to_numpy(dtype=np.int64)
    n = len(keys)
    if places.stretch(wh, level, earlier_key) == places.stretch(wh, level, period_key):
        return Lineage(np.arange(n), keys, np.ones(n, dtype=np.int64), np.zeros(n, dtype=bool), same=True)
    merged = places.merged_between(wh, [earlier_key], period_key)
    codes = table["unit_code"].tolist()
    shown = {code: row for row, code in enumerate(codes)}
    lines = list(enumerate(codes))
    # One that still stands gave away a part; its past stays whole.
    lines += [(shown[into], former) for former, into in zip(merged.merged_from, merged.merged_into, strict=True)
              if into in shown and former not in shown]  # fmt: skip
    then = _nodes_then(wh, level, earlier_key)
    pairs = np.array([(row, part) for row, code in lines for part in then.get(code, ())], dtype=np.int64).reshape(-1, 2)
    owner, part = pairs[np.lexsort((pairs[:, 1], keys[pairs[:, 0]]))].T
    split = {code for _, code in merged.broken}
    broken = np.array([code in split for code in codes], dtype=bool)
    return Lineage(owner, part, np.bincount(owner, minlength=n), broken)


def _nodes_then(wh: Warehouse, level: int, period_key: int) -> dict[str, list[int]]:
    """Code of a unit → its nodes at a period."""
    every = stored.nodes(wh, level)
    columns = (every[name].tolist() for name in ("unit_code", "unit_key", "first_period", "last_period"))
    found: dict[str, list[int]] = {}
    for code, node, first, last in zip(*columns, strict=True):
        if first <= period_key <= last:
            found.setdefault(code, []).append(node)
    return found


def sums_then(ind: IndicatorRow, raw: stored.Raw, period_key: int, line: Lineage) -> Sums:
    """What today's units had then, by adding up their parts.

    Missing where a part did not report, where the unit came out of a split, or where a figure that does not add up
    over units belongs to several.
    """
    return added_up(ind, stored.pick(raw, period_key, line.part), line)


def added_up(ind: IndicatorRow, parts: Sums, line: Lineage) -> Sums:
    """The figures of parts, aligned with `line.part`, as figures of the units of now."""
    n = len(line.n_parts)
    if line.same:
        return Sums.of(parts.columns(), np.ones(n, dtype=bool))
    kept = (line.n_parts > 0) & ~line.broken
    if ind.own_level_only:
        kept &= line.n_parts == 1

    def added(column: Ints) -> Ints:
        present = np.bincount(line.owner, weights=column.present, minlength=n) == line.n_parts
        total = np.zeros(n, dtype=np.int64)
        np.add.at(total, line.owner, column.values)
        return Ints(total, present & kept)

    return Sums.of((added(column) for column in parts.columns()), line.n_parts > 0)
