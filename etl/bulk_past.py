"""Facts of a large file in the order of the store, and the values beside them, found by place instead of by joins."""

from collections.abc import Sequence
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

_MOST_PLACES = 200_000_000
_NONE = np.iinfo(np.int64).min

Column = NDArray[Any]


def in_order(facts: pa.Table) -> pa.Table:
    """Facts sorted by period, measure and unit, as the store keeps them."""
    if not facts.num_rows:
        return facts
    period, measure, unit = (facts[name].to_numpy() for name in ("period_key", "measure_key", "unit_key"))
    lows = [int(column.min()) for column in (period, measure, unit)]
    spans = [int(column.max()) - low + 1 for column, low in zip((period, measure, unit), lows, strict=True)]
    if spans[0] * spans[1] * spans[2] > _MOST_PLACES:
        return facts.take(pa.array(np.lexsort((unit, measure, period))))
    place = (period.astype(np.int64) - lows[0]) * (spans[1] * spans[2])
    place += (measure.astype(np.int64) - lows[1]) * spans[2]
    place += unit - lows[2]
    row = np.full(spans[0] * spans[1] * spans[2], -1, dtype=np.int32)
    row[place] = np.arange(len(place), dtype=np.int32)
    order: Column = row[row >= 0]
    if len(order) != len(place):  # two facts of one unit, period and measure: they differ in the item
        order = np.lexsort((unit, measure, period))
    return facts.take(pa.array(order))


def beside(con: duckdb.DuckDBPyConnection, facts: pa.Table, periods: Sequence[int], step: int) -> pa.Table | None:
    """Each fact with the current value, the previous period's and last year's.

    Args:
        con: Connection with `past_fact`.
        facts: The columns of `new_fact`, none of them with an item.
        periods: Every period that is looked at, ascending.
        step: Months from one period to the next.

    Returns:
        The columns of `new_fact` with `now_value`, `prev_value` and `last_value`; None when units and measures are too
        many to give each combination a place.
    """
    if not facts.num_rows:
        return None
    past = con.execute("SELECT period_key, measure_key, unit_key, value FROM past_fact").fetchnumpy()
    new = {name: facts[name].to_numpy() for name in ("period_key", "measure_key", "unit_key", "value")}
    measures = np.flatnonzero(np.bincount(new["measure_key"]))
    low = int(new["unit_key"].min())
    width = int(new["unit_key"].max()) - low + 1
    slab = width * len(measures)
    if slab * len(periods) > _MOST_PLACES:
        return None
    order = np.full(int(measures.max()) + 1, -1, dtype=np.int64)
    order[measures] = np.arange(len(measures)) * width
    known = order[past["measure_key"]] >= 0
    past = {name: column[known] for name, column in past.items()}
    place = np.full(periods[-1] + 1, -1, dtype=np.int64)
    place[list(periods)] = np.arange(len(periods)) * slab
    within = order[new["measure_key"]]
    within += new["unit_key"]
    within -= low
    values = np.full(slab * len(periods), _NONE, dtype=np.int64)
    values[place[past["period_key"]] + order[past["measure_key"]] + past["unit_key"] - low] = past["value"]
    filled = set(np.unique(past["period_key"]).tolist())

    def look(months: int) -> pa.Array:
        if not any(period - months in filled for period in stated):
            return pa.nulls(len(within), pa.int64())
        found = values[place[new["period_key"] - np.int16(months)] + within]
        return pa.array(found, mask=found == _NONE)

    stated = np.flatnonzero(np.bincount(new["period_key"])).tolist()
    now = look(0)
    values[place[new["period_key"]] + within] = new["value"]
    filled |= set(stated)
    for name, column in (("now_value", now), ("prev_value", look(step)), ("last_value", look(12))):
        facts = facts.append_column(name, column)
    return facts
