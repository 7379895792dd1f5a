"""Stars of rural organisations between two dates: what each became, who lost one, whose star runs out."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from dashboard import levels
from dashboard.queries import places
from dashboard.queries.facts import named, sources, span
from dashboard.queries.register import LAST, NONE, register
from dashboard.warehouse import Warehouse

#: Fewer stars than these are none.
LEAST = 3
#: Stands for an organisation that no longer exists; sorts after every star.
_GONE = 9
_DISTRICT, _TOWN = levels.level_no("district"), levels.level_no("town")
Columns = dict[str, Any]


class States:
    """States of a measure that hold at one of two dates.

    Attributes:
        at: Place of each organisation in the register.
        value: The stored value.
        then: Whether it holds at the earlier date.
        now: Whether it holds at the later date.
        inside: Whether the organisation belongs to the unit asked for.
        row: period_key of the report, batch_key, sheet_no and row_no.
    """

    def __init__(
        self, wh: Warehouse, measure_key: int, from_key: int, to_key: int, held: places.Place | None,
        domain: str | None = None,
    ) -> None:  # fmt: skip
        rows = wh.arrays("states", measure_key=measure_key, from_key=from_key, to_key=to_key)
        self._units = units = register(wh)
        at, first, last = units.places(rows["unit_key"]), rows["first_period"], rows["last_period"]
        then, now = (first <= from_key) & (last >= from_key), (first <= to_key) & (last >= to_key)
        wanted = (at >= 0) & (then | now)
        if domain is not None:
            wanted &= units.are("domain", domain)[at]
        kept = np.flatnonzero(wanted)
        self.at, self.value, self.then, self.now = at[kept], rows["value"][kept], then[kept], now[kept]
        bounds = span(held)
        self.inside = (units.keys[self.at] >= bounds["first_key"]) & (units.keys[self.at] <= bounds["last_key"])
        self.row = {name: rows[name][kept] for name in ("period_key", "batch_key", "sheet_no", "row_no")}
        #: Organisations by code, which a move to another parent does not change.
        self.same = units.same[self.at]

    def before(self, past: np.ndarray, of: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """What some organisations, by `same`, had in past states; and whether they had any."""
        known, found = np.zeros(len(self._units), dtype=bool), np.zeros(len(self._units), dtype=np.int64)
        rows = np.flatnonzero(past)[::-1]  # of several the first one counts
        known[self.same[rows]], found[self.same[rows]] = True, values[rows]
        return found[of], known[of]


def flows(wh: Warehouse, states: States, level: int) -> Columns:
    """Organisations by group of units, star before and star after (-1 = gone), with how many and how many first rated.

    A state that holds at both dates needs no matching; only the others are matched, by code, so that a move is no loss.

    Args:
        wh: The snapshot.
        states: Stars at two dates.
        level: Level of the groups, by number: district or town.
    """
    units = register(wh)
    stars = np.where(states.value >= LEAST, states.value, 0)
    group = units.above(level, states.at)
    kept, shown = states.then & states.now & states.inside, states.now & ~states.then & states.inside
    is_shown = np.zeros(len(units), dtype=bool)
    is_shown[states.same[shown]] = True
    left = states.then & ~states.now
    past = left & (states.inside | is_shown[states.same])
    earlier, known = states.before(past, states.same[shown], stars)
    gone = np.unique(states.same[past & ~is_shown[states.same]])
    lost, _ = states.before(past, gone, stars)
    none = np.full(len(gone), NONE)
    groups = np.concatenate([group[kept], group[shown], none])
    before = np.concatenate([stars[kept], np.where(known, earlier, 0), lost])
    after = np.concatenate([stars[kept], stars[shown], np.full(len(gone), _GONE)])
    first = np.concatenate([np.zeros(int(kept.sum()), dtype=bool), ~known, none == 0])
    cells = (np.where(groups == NONE, len(units), groups).astype(np.int64) * 10 + before) * 10 + after
    found, of, n = np.unique(cells, return_inverse=True, return_counts=True)
    after = found % 10
    group, counts = found // 100, {"n": n, "n_first": np.bincount(of[first], minlength=len(found))}
    return {
        "group": np.where(group == len(units), NONE, group), "before": (found // 10 % 10).astype(np.int32),
        "after": np.where(after == _GONE, -1, after), **{name: c.astype(np.int32) for name, c in counts.items()},
    }  # fmt: skip


def losses(wh: Warehouse, states: States) -> Columns:
    """Organisations with fewer stars than before, in official order, with the row of the file that says so."""
    rated = states.then & (states.value >= LEAST)
    shown = np.flatnonzero(states.now & ~states.then & states.inside & (states.value < 5))
    before, known = states.before(rated, states.same[shown], states.value)
    fell = known & (states.value[shown] < before)
    shown, before = shown[fell], before[fell]
    order = _official(wh, states.at[shown], states.value[shown])
    shown = shown[order]
    return named(wh, states.at[shown]) | {
        "before": before[order].astype(np.int32), "after": states.value[shown].astype(np.int32),
        "period_key": states.row["period_key"][shown],
        **_files(wh, states.row, shown),
    }  # fmt: skip


def due(wh: Warehouse, stars: States, valid: States, due_key: int) -> Columns:
    """Organisations whose star runs out by a month, the earliest first; a date is only used with its own star."""
    rows = np.flatnonzero(stars.inside & (stars.value >= LEAST))
    of = np.full(len(register(wh)), NONE)
    of[valid.at] = np.arange(len(valid.at))
    dated = of[stars.at[rows]]
    rows, dated = rows[dated >= 0], dated[dated >= 0]
    given, ends = valid.row["period_key"][dated], valid.row["period_key"][dated] + valid.value[dated]
    wanted = np.flatnonzero((given == stars.row["period_key"][rows]) & (ends <= due_key))
    wanted = wanted[_official(wh, stars.at[rows[wanted]], None, ends[wanted])]
    rows, dated = rows[wanted], dated[wanted]
    return named(wh, stars.at[rows]) | {
        "stars": stars.value[rows].astype(np.int32), "period_key": stars.row["period_key"][rows],
        "due_key": ends[wanted].astype(np.int32), **_files(wh, valid.row, dated),
    }  # fmt: skip


def _files(wh: Warehouse, row: Mapping[str, np.ndarray], rows: np.ndarray) -> Columns:
    return sources(wh, {name: column[rows] for name, column in row.items()})


def _official(wh: Warehouse, at: np.ndarray, then: np.ndarray | None, first: np.ndarray | None = None) -> np.ndarray:
    """Order of units: by a figure that comes `first`, by district and town, by another figure, by code."""
    units = register(wh)
    above = [
        np.where(place >= 0, units.order[place], LAST) for place in (units.above(_TOWN, at), units.above(_DISTRICT, at))
    ]
    keys = [units.code[at].astype(str), then, *above, first]
    return np.lexsort([key for key in keys if key is not None])
