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
    runs: dict[int, list[Run]] = {}
    for run in facts.runs:
        runs.setdefault(run.period, []).append(run)

    def slab(period: int) -> tuple[int, _Slab]:
        """The values of a period, the file's own before those of the store."""
        value, known = stored.get(period) or _empty(facts.places.slab)  # type: ignore[union-attr]
        if period in stored and period in runs:
            value, known = value.copy(), known.copy()
        for run in runs.get(period, ()):
            within = facts.within(run)
            value[within], known[within] = facts.columns["value"][run.first : run.end], True
        return period, (value, known)

    wanted = {period - back for period in runs for back in (step, 12)} & {*stored, *runs}
    slabs = dict(spread(slab, sorted(wanted)))
    sources = [(NOW, 0, stored), (PREVIOUS, step, slabs), (LAST, 12, slabs)]
    sources = [(name, back, known) for name, back, known in sources if any(p - back in known for p in runs)]
    for name, _, _ in sources:
        found.values[name] = np.zeros(len(facts), np.int64)
        found.known[name] = np.zeros(len(facts), bool)

    def look(run: Run) -> None:
        within = facts.within(run)
        for name, back, known in sources:
            if (other := known.get(run.period - back)) is not None:
                other[0].take(within, out=found.values[name][run.first : run.end], mode="clip")  # type: ignore[index]
                other[1].take(within, out=found.known[name][run.first : run.end], mode="clip")

    spread(look, facts.runs)
    for name, _, _ in sources:
        if not found.known[name].any():
            found.values[name] = None
    return found


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
