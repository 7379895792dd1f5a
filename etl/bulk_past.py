"""The values beside the facts of a large file, found by place instead of by joins."""

from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from etl.bulk_facts import Facts, Run
from etl.bulk_threads import spread

Column = NDArray[Any]
#: The values at the places of one period, and which places have one.
_Slab = tuple[NDArray[np.int64], NDArray[np.bool_]]
#: What a fact is compared with.
NOW, PREVIOUS, LAST = "now_value", "prev_value", "last_value"


class Beside:
    """Each fact with the current value, the previous period's and last year's.

    Attributes:
        facts: The facts.
        values: For each of the three, the values, 0 where there is none; None where no fact has one.
        known: For each of the three, which facts have one.
    """

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.values: dict[str, Column | None] = dict.fromkeys((NOW, PREVIOUS, LAST))
        self.known: dict[str, NDArray[np.bool_]] = {}

    def shown(self) -> dict[str, pa.Array | str]:
        """The columns of `beside`."""
        return self.facts.shown() | {
            name: "NULL::BIGINT" if values is None else pa.array(values, mask=~self.known[name])
            for name, values in self.values.items()
        }


def beside(con: duckdb.DuckDBPyConnection, facts: Facts, step: int) -> Beside | None:
    """Look up the values beside each fact.

    Args:
        con: Connection with `past_fact`.
        facts: The facts.
        step: Months from one period to the next.

    Returns:
        None when the facts have no places.
    """
    if facts.places is None:
        return None
    stored = _slabs(con, facts)
    found = Beside(facts)
    own = {(run.period, run.measure): run for run in facts.runs}
    periods = {run.period for run in facts.runs}
    sources = [(NOW, 0, set(stored)), (PREVIOUS, step, {*stored, *periods}), (LAST, 12, {*stored, *periods})]
    sources = [(name, back, known) for name, back, known in sources if any(p - back in known for p in periods)]
    values = {name: np.empty(len(facts), np.int64) for name, _, _ in sources}
    known = {name: np.empty(len(facts), bool) for name, _, _ in sources}

    def look(run: Run) -> None:
        within = facts.within(run) - np.int32(run.place)
        for name, back, _ in sources:
            here = run.period - back
            other = _row(facts, stored.get(here), run, own.get((here, run.measure)) if back else None)
            for into, held in zip((values[name], known[name]), other or (), strict=False):
                held.take(within, out=into[run.first : run.end], mode="clip")
            if other is None:
                values[name][run.first : run.end] = 0
                known[name][run.first : run.end] = False

    spread(look, facts.runs)
    found.known = known
    found.values |= {name: column if known[name].any() else None for name, column in values.items()}
    return found


def _row(facts: Facts, stored: _Slab | None, run: Run, own: Run | None) -> _Slab | None:
    """The values of a measure in a period, the file's own before those of the store; None where there are none.

    One measure at a time stays in the caches.
    """
    assert facts.places is not None
    if stored is None and own is None:
        return None
    if stored is None:
        value, known = _empty(facts.places.width)
    else:
        here = slice(run.place, run.place + facts.places.width)
        value, known = stored[0][here], stored[1][here]
    if own is not None:
        if stored is not None:
            value, known = value.copy(), known.copy()
        within = facts.within(own) - np.int32(own.place)
        value[within], known[within] = facts.columns["value"][own.first : own.end], True
    return value, known


def _empty(size: int) -> _Slab:
    return np.zeros(size, np.int64), np.zeros(size, bool)


def _slabs(con: duckdb.DuckDBPyConnection, facts: Facts) -> dict[int, _Slab]:
    """The stored values of each period, at the places of the facts' measures and units."""
    assert facts.places is not None
    places = facts.places
    past = con.execute("SELECT period_key, measure_key, unit_key, value FROM past_fact").fetchnumpy()
    order = np.full(int(places.measures[-1]) + 1, -1, dtype=np.int64)
    order[places.measures] = np.arange(len(places.measures))
    known = order[past["measure_key"]] >= 0
    found: dict[int, _Slab] = {}
    for period in np.unique(past["period_key"][known]).tolist():
        rows = np.flatnonzero(known & (past["period_key"] == period))
        place = order[past["measure_key"][rows]] * places.width + past["unit_key"][rows] - places.low
        value, held = _empty(places.slab)
        value[place], held[place] = past["value"][rows], True
        found[period] = value, held
    return found
