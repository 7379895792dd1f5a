"""The values beside each fact of a large file, looked up by position instead of by joins."""

from collections.abc import Sequence

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

_MOST_PLACES = 200_000_000
_NONE = np.iinfo(np.int64).min
_COLUMNS = "period_key, measure_key, unit_key, value"

Column = NDArray[np.int64]


def beside(con: duckdb.DuckDBPyConnection, periods: Sequence[int], step: int) -> pa.Table | None:
    """Each fact of `new_fact` with the current value, the previous period's and last year's.

    Args:
        con: Connection with `new_fact` and `past_fact`.
        periods: Every period that is looked at, ascending.
        step: Months from one period to the next.

    Returns:
        The columns of `new_fact` with `now_value`, `prev_value` and `last_value`; None when units and measures are too
        many to give each combination a place.
    """
    new = con.execute(f"SELECT {_COLUMNS}, sheet_no, row_no, rid FROM new_fact WHERE item = ''").fetchnumpy()
    past = con.execute(f"SELECT {_COLUMNS} FROM past_fact").fetchnumpy()
    if not len(new["value"]):
        return None
    measures = np.unique(np.concatenate([_distinct(new["measure_key"]), _distinct(past["measure_key"])]))
    low = int(new["unit_key"].min())
    width = int(new["unit_key"].max()) - low + 1
    slab = width * len(measures)
    if slab * len(periods) > _MOST_PLACES:
        return None
    order = np.full(int(measures.max()) + 1, -1, dtype=np.int64)
    order[measures] = np.arange(len(measures))
    place = np.full(periods[-1] + 1, -1, dtype=np.int64)
    place[list(periods)] = np.arange(len(periods))

    def inside(rows: dict[str, Column]) -> Column:
        return order[rows["measure_key"]] * width + (rows["unit_key"].astype(np.int64) - low)

    def look(months: int) -> Column:
        back = place[new["period_key"].astype(np.int64) - months]
        return values[back * slab + within]

    within = inside(new)
    values = np.full(slab * len(periods), _NONE, dtype=np.int64)
    values[place[past["period_key"]] * slab + inside(past)] = past["value"]
    now = look(0)
    values[place[new["period_key"]] * slab + within] = new["value"]
    named = {"now_value": now, "prev_value": look(step), "last_value": look(12)}
    columns = {name: pa.array(np.asarray(column)) for name, column in new.items()}
    return pa.table(columns | {name: pa.array(found, mask=found == _NONE) for name, found in named.items()})


def _distinct(column: NDArray[np.int16]) -> Column:
    seen = np.zeros(int(column.max(initial=0)) + 1, dtype=bool)
    seen[column] = True
    return np.flatnonzero(seen)
