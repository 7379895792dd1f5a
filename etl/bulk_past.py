"""Facts of a large file in the order of the store, and the values beside them, found by place instead of by joins."""

from collections.abc import Sequence
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from etl.bulk_cells import numbers

_MOST_PLACES = 200_000_000
_NONE = np.iinfo(np.int64).min

Column = NDArray[Any]


def in_order(facts: pa.Table) -> pa.Table:
    """Facts without items sorted by period, measure and unit, as the store keeps them."""
    if not facts.num_rows:
        return facts
    period, measure, unit = (numbers(facts[name]) for name in ("period_key", "measure_key", "unit_key"))
    low = int(unit.min())
    width = int(unit.max()) - low + 1
    periods, measures = np.flatnonzero(np.bincount(period)), np.flatnonzero(np.bincount(measure))
    size = len(periods) * len(measures) * width
    if size > _MOST_PLACES:
        return _taken(facts, np.lexsort((unit, measure, period)))
    place = _places(measures, width)[measure]
    place += _places(periods, width * len(measures))[period]
    place += unit
    place -= low
    row = np.full(size, -1, dtype=np.int32)
    row[place] = np.arange(len(place), dtype=np.int32)
    order: Column = row[row >= 0]
    if len(order) != len(place):  # two facts of one unit, period and measure
        order = np.lexsort((unit, measure, period))
    return _taken(facts, order)


def _places(keys: Column, width: int) -> Column:
    """First place of each key when every key has `width` places."""
    first = np.full(int(keys.max()) + 1, -1, dtype=np.int64)
    first[keys] = np.arange(len(keys)) * width
    return first


def _taken(facts: pa.Table, order: Column) -> pa.Table:
    columns = {name: pa.array(numbers(facts[name])[order]) for name in facts.column_names if name != "item"}
    # A form without items: the text is blank throughout.
    return pa.table(columns | {"item": pa.DictionaryArray.from_arrays(np.zeros(len(order), np.int8), [""])})


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
    new = {name: numbers(facts[name]) for name in ("period_key", "measure_key", "unit_key", "value")}
    measures = np.flatnonzero(np.bincount(new["measure_key"]))
    low = int(new["unit_key"].min())
    width = int(new["unit_key"].max()) - low + 1
    slab = width * len(measures)
    if slab * len(periods) > _MOST_PLACES:
        return None
    order = _places(measures, width)
    known = order[past["measure_key"]] >= 0
    past = {name: column[known] for name, column in past.items()}
    place = _places(np.array(periods), slab)
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
