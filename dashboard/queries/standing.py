"""What stands beside a place: places in the whole and among like units, how firm it is, whether a change is one."""

from typing import Any

import numpy as np
import pandas as pd

from dashboard.queries.indicators import IndicatorRow
from dashboard.queries.sums import Sums
from dashboard.queries.values import REPORTED
from dashboard.statistics.funnels import MAX_UNIT_EFFECT
from dashboard.statistics.places import Placed
from dashboard.statistics.rank_intervals import places_of_rates

#: With more units than this a place is a matter of position in a crowd, not of neighbours.
MOST_COMPARED = 300
ALL, PEERS = "all", "peers"
Columns = dict[str, Any]


def places(every: Placed, groups: np.ndarray) -> Columns:
    """place_all of n_all among all units, place_peer of n_peer among those of the same group (missing without one).

    Args:
        every: Places among all units; those within a group follow from their order.
        groups: Peer groups, missing or empty for none.
    """
    ranks = every.ranks
    columns = {"place_all": ranks, "n_all": np.full(len(ranks), every.n, dtype=np.int64)}
    columns |= {name: np.zeros(len(ranks), dtype=np.int64) for name in ("place_peer", "n_peer")}
    for group in dict.fromkeys(group for group in groups if group):
        rows = np.flatnonzero((groups == group) & (ranks > 0))
        inside = np.sort(ranks[rows])
        if len(inside) > 1:
            columns["place_peer"][rows] = np.searchsorted(inside, ranks[rows]) + 1
            columns["n_peer"][rows] = len(inside)
    return {name: pd.arrays.IntegerArray(column, column == 0) for name, column in columns.items()}


def firmness(ind: IndicatorRow, now: Sums, status: np.ndarray, ranks: np.ndarray) -> Columns:
    """best and worst place that cannot be told from a unit's own; missing where it would change nothing.

    Only rates of counts have one. A duty (100 % or nothing left) has none: what is missing is missing.
    """
    absent = np.ones(len(status), dtype=bool)
    nothing = {name: pd.arrays.IntegerArray(np.ones(len(status), dtype=np.int64), absent.copy())
               for name in ("best", "worst")}  # fmt: skip
    open_to = status == REPORTED
    if not ind.is_share or ind.is_duty or ind.direction not in ("higher", "lower"):
        return nothing
    if not 1 < int(open_to.sum()) <= MOST_COMPARED:
        return nothing
    num, den = now.num.where(open_to).floats(), now.den.where(open_to).floats()
    best, worst = places_of_rates(num, den, ind.direction)
    tells = (worst - best + 1 > np.bincount(ranks)[ranks]) & (best > 0)
    return {name: pd.arrays.IntegerArray(column, ~tells) for name, column in (("best", best), ("worst", worst))}


def one_unit(ind: IndicatorRow, den: np.ndarray) -> np.ndarray:
    """By how many points one unit more or less moves a rate of counts; NaN for anything else."""
    if not ind.is_share:
        return np.full(len(den), np.nan)
    return np.divide(100.0, den, out=np.full(len(den), np.nan), where=den > 0)


def real_change(ind: IndicatorRow, value: np.ndarray, base: np.ndarray, den: np.ndarray) -> np.ndarray:
    """Whether a value moved by as much as matters: the effective gap, and for a rate one unit's effect.

    A rate that a single unit moves by more than five points never shows a real change, unless it is a duty.
    """
    moved = np.abs(np.round(value - base, 9))
    effect = one_unit(ind, den)
    least = np.fmax(np.full(len(value), ind.effective_gap or 0.0), np.nan_to_num(np.round(effect, 9)))
    with np.errstate(invalid="ignore"):
        real = (moved >= least) & (moved > 0)
        shaky = effect > MAX_UNIT_EFFECT
    return np.asarray(real & ~(shaky & (not ind.is_duty)), dtype=bool)
