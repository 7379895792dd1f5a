"""Figures of villages and organisations, from the facts.

Most indicators are sums of values reported for the very period: those few rows are fetched as they are and put together
here, since the statement that also knows states, events, registers and counted conditions takes longer to plan than to
run.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from dashboard import levels
from dashboard.queries.indicators import IndicatorRow
from dashboard.warehouse import Warehouse

VILLAGE = levels.level_no("village")
#: Periods have four digits, nodes and measures fewer than ten.
_SHIFT = 10**10
Columns = dict[str, np.ndarray]


def read_leaves(
    wh: Warehouse, ind: IndicatorRow, level: int, keys: Sequence[int], first_key: int, last_key: int
) -> Columns:
    """Rows of one indicator for the villages or organisations inside a range, a few periods; columns as of the marts.

    Args:
        wh: The snapshot.
        ind: The indicator.
        level: Village or organisation, by number.
        keys: Periods.
        first_key: First node of the range.
        last_key: Last node.
    """
    asked = sorted(set(keys))
    bound: dict[str, Any] = {"period_keys": asked, "oldest_key": asked[0], "newest_key": asked[-1],
                             "first_key": first_key, "last_key": last_key}  # fmt: skip
    if ind.reported == "barometer":  # computed from other figures, so that no fact holds it
        return wh.arrays("leaf_barometer", period_keys=asked, level=level, first_key=first_key, last_key=last_key)
    pair_level = str(ind.row["pair_level"] or "")
    if not _is_direct(wh, ind):
        return wh.arrays("leaf_slice", **bound, indicator_key=ind.key, level=level, pair_level=pair_level)
    measures = sorted({term.measure_key for term in ind.terms})
    facts = wh.arrays("leaf_facts", **bound, measure_keys=measures, first_measure=measures[0],
                      last_measure=measures[-1])  # fmt: skip
    unit = pair = facts["unit_key"].astype(np.int64)
    if level == VILLAGE:
        unit = _villages(wh, unit)
        pair = unit if pair_level != "org" else pair
    kept = np.flatnonzero(unit >= 0)
    return _paired(ind, {name: column[kept] for name, column in facts.items()}, unit[kept], pair[kept])


def _is_direct(wh: Warehouse, ind: IndicatorRow) -> bool:
    """Whether an indicator is made of nothing but whole multiples of values reported for the period."""
    known = indirect_measures(wh)
    return all(term.measure_key not in known and term.coef == int(term.coef) for term in ind.terms)


def indirect_measures(wh: Warehouse) -> frozenset[int]:
    """Measures whose values are not simply those reported for the very period, remembered."""
    known: frozenset[int] | None = wh.memory.get("indirect_measures")
    if known is None:
        known = frozenset(wh.arrays("indirect_measures")["measure_key"].tolist())
        wh.memory["indirect_measures"] = known
    return known


def _villages(wh: Warehouse, nodes: np.ndarray) -> np.ndarray:
    """The village that each node is or belongs to, -1 for a node outside of villages."""
    if "village_nodes" not in wh.memory:
        wh.memory["village_nodes"] = wh.arrays("village_nodes")
    first, last = (wh.memory["village_nodes"][name].astype(np.int64) for name in ("unit_key", "last_key"))
    if not len(first):
        return np.full(len(nodes), -1, dtype=np.int64)
    at = np.maximum(np.searchsorted(first, nodes, side="right") - 1, 0)
    return np.where((first[at] <= nodes) & (nodes <= last[at]), first[at], -1)


def _paired(ind: IndicatorRow, facts: Columns, unit: np.ndarray, pair: np.ndarray) -> Columns:
    """Sums over the pairing units that have every part, by period and shown unit."""
    code = facts["period_key"].astype(np.int64) * _SHIFT + pair
    codes, first = np.unique(code, return_index=True)
    at = np.searchsorted(codes, code)
    complete = np.ones(len(codes), dtype=bool)
    sides = {side: np.zeros(len(codes), dtype=np.int64) for side in ("n", "d")}
    for term in ind.terms:
        rows = np.flatnonzero(facts["measure_key"] == term.measure_key)
        own = np.zeros(len(codes), dtype=bool)
        own[at[rows]] = True
        complete &= own
        np.add.at(sides[term.side], at[rows], facts["value"][rows] * int(term.coef))
    kept = np.flatnonzero(complete)
    shown = facts["period_key"][first[kept]].astype(np.int64) * _SHIFT + unit[first[kept]]
    whole, place, counts = np.unique(shown, return_inverse=True, return_counts=True)
    totals = {side: np.zeros(len(whole), dtype=np.int64) for side in sides}
    for side, column in sides.items():
        np.add.at(totals[side], place, column[kept])
    nothing = np.ma.masked_all(len(whole), dtype=np.int64)
    return {
        "period_key": whole // _SHIFT, "unit_key": whole % _SHIFT, "num": totals["n"],
        "den": totals["d"] if ind.has_denominator else nothing, "single": nothing, "n_reported": counts,
        "n_expected": nothing,
    }  # fmt: skip
