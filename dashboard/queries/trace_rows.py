"""Rows of files behind reported values: the values first, then what their units, files and items are called.

One statement that joins them all takes three times as long to plan as to run; the few names are looked up instead.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from dashboard import levels
from dashboard.queries import places
from dashboard.warehouse import Warehouse, plain_column

#: Files whose names are kept per snapshot.
MOST_REMEMBERED = 20_000
ANCESTORS = tuple(f"{level.name}_key" for level in levels.LEVELS if level.name != "org")
FILE_TEXTS = ("file_name", "batch_id", "template", "loaded_by", "loaded_at")
#: Values of a unit that has ended are not among those of a period, except events, which it handed on.
OF_THEIR_TIME = ("direct", "carry")
Columns = dict[str, Any]


def read_rows(wh: Warehouse, rule: str, bound: Mapping[str, Any]) -> Columns:
    """Reported values of some measures with the rows they came from, by measure, unit, period and row.

    Args:
        wh: The snapshot.
        rule: direct, event, carry or registry: which `trace_<rule>.sql` finds the values.
        bound: Its parameters.

    Returns:
        measure_key, period_key, unit_key, value, row_no, sheet_name, unit_code, unit_name, item, the columns of
        ANCESTORS and of FILE_TEXTS; whole numbers that may be missing are masked arrays, missing texts None.
    """
    rows: Columns = dict(wh.arrays(f"trace_{rule}", **bound))
    at, units = _units_of(wh, rows["unit_key"])
    if rule in OF_THEIR_TIME:
        lived = (units["first_period"] <= bound["period_key"]) & (bound["period_key"] <= units["last_period"])
        kept = np.flatnonzero((at >= 0) & lived[at]) if len(lived) else at
    else:
        kept = np.flatnonzero(at >= 0)
    rows, at = {name: column[kept] for name, column in rows.items()}, at[kept]
    rows |= {name: units[name][at] for name in ("unit_code", "unit_name", *ANCESTORS)}
    rows |= files_of(wh, rows) | {"item": _items(wh, rows["item_key"])}
    keys = ("row_no", "sheet_no", "batch_order", "period_key", "unit_key", "measure_key")
    order = np.lexsort([_last_where_missing(rows[name]) for name in keys])
    return {name: column[order] for name, column in rows.items()}


def _last_where_missing(column: np.ndarray) -> np.ndarray:
    """Whole numbers for sorting."""
    return np.where(np.ma.getmaskarray(column), np.iinfo(np.int64).max, np.ma.getdata(column))


def _units_of(wh: Warehouse, keys: np.ndarray) -> tuple[np.ndarray, Columns]:
    """Nodes between the first and the last of some, and the position of each among them, -1 where it is none."""
    if not len(keys):
        return np.zeros(0, dtype=np.int64), wh.arrays("trace_units", first_key=places.ANY_LAST, last_key=0)
    units = wh.arrays("trace_units", first_key=int(keys.min()), last_key=int(keys.max()))
    order = np.argsort(units["unit_key"])
    known = units["unit_key"][order]
    if not len(known):
        return np.full(len(keys), -1), units
    at = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    return np.where(known[at] == keys, order[at], -1), units


def files_of(wh: Warehouse, rows: Mapping[str, np.ndarray]) -> Columns:
    """File, sheet and who sent it, by batch_key and sheet_no; `batch_order` sorts as the names of the batches do."""
    batch, sheet = (np.ma.filled(rows[name].astype(np.int64), -1) for name in ("batch_key", "sheet_no"))
    known = _batches(wh, np.unique(batch).tolist())
    pairs, inverse = np.unique(batch * 100_000 + sheet + 1, return_inverse=True)
    found = [(key, number - 1) for key, number in (divmod(pair, 100_000) for pair in pairs.tolist())]
    nothing: tuple[tuple[str | None, ...], dict[int, str]] = ((None,) * len(FILE_TEXTS), {})
    texts = [(*known.get(key, nothing)[0], known.get(key, nothing)[1].get(number)) for key, number in found]
    columns = {name: _texts([row[at] for row in texts])[inverse] for at, name in enumerate((*FILE_TEXTS, "sheet_name"))}
    ids = sorted({row[1] for row in texts if row[1] is not None})
    order: dict[str | None, int] = {name: place for place, name in enumerate(ids)}
    columns["batch_order"] = np.array([order.get(row[1], len(ids)) for row in texts], dtype=np.int64)[inverse]
    return columns


def _texts(words: list[Any]) -> np.ndarray:
    texts = np.empty(len(words), dtype=object)
    texts[:] = words
    return texts


def _batches(wh: Warehouse, keys: list[int]) -> dict[int, tuple[tuple[str | None, ...], dict[int, str]]]:
    """Batch → its FILE_TEXTS and the names of its sheets by number, remembered."""
    known: dict[int, tuple[tuple[str | None, ...], dict[int, str]]] = wh.memory.setdefault("batches", {})
    wanted = [key for key in keys if key >= 0 and key not in known]
    if not wanted:
        return known
    if len(known) + len(wanted) > MOST_REMEMBERED:
        known = wh.memory["batches"] = {}
        wanted = [key for key in keys if key >= 0]
    rows = wh.arrays("trace_batches", batch_keys=wanted)
    texts = zip(*(plain_column(rows[name]).tolist() for name in FILE_TEXTS), strict=True)
    sheets = (plain_column(rows[name]).tolist() for name in ("sheet_no", "sheet_name"))
    for key, own, number, name in zip(rows["batch_key"].tolist(), texts, *sheets, strict=True):
        known.setdefault(key, (own, {}))[1][number] = name
    return known


def _items(wh: Warehouse, keys: np.ndarray) -> np.ndarray:
    """Names of ledger items, empty where a value belongs to none."""
    distinct, inverse = np.unique(np.ma.getdata(keys), return_inverse=True)
    named = [key for key in distinct.tolist() if key != 0]
    names: dict[int, str] = {}
    if named:
        rows = wh.arrays("trace_items", item_keys=named)
        names = dict(zip(rows["item_key"].tolist(), plain_column(rows["item"]).tolist(), strict=True))
    return _texts([names.get(key) or "" for key in distinct.tolist()])[inverse]
