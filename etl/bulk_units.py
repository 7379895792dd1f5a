"""The units of a large table: those in perfect order by one join with the register, the others one by one."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from dashboard.levels import level_no
from etl.bulk_stage import LargeStage
from etl.bulk_threads import occurring, take
from etl.resolve import UnitIndex
from etl.staging import Staged
from etl.unit_verdicts import Resolution

_MOST_PAIRS = 1 << 26
#: Texts that name the one unit of their code as the register does: what `UnitIndex` says of such a text without doubt.
_IN_ORDER = """WITH one AS (
    SELECT unit_code AS own_code, any_value(unit_key) AS own_key, any_value(unit_name) AS own_name,
           any_value(level) AS own_level, any_value(unit_type) AS own_type, any_value(first_period) AS own_first,
           any_value(last_period) AS own_last
    FROM dim_unit GROUP BY unit_code HAVING count(*) = 1)
SELECT s.combination, own_key, own_first, own_last FROM stage_units s JOIN one ON own_code = {code}
WHERE ({name} = '' OR {name} = own_name) AND (len($levels) = 0 OR list_contains($levels, own_level))
  AND (len($types) = 0 OR list_contains($types, own_type))"""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked of the register.

    Attributes:
        count: Entries of `unit_map`.
        doubted: Number of an entry → its code text, its name text, and an answer that a person has to know of.
    """

    count: int
    doubted: dict[int, tuple[str, str, Resolution]]


def resolve(staged: Staged, index: UnitIndex, texts: tuple[str, str]) -> Asked | None:
    """Fill `unit_map` and number the rows of a large table; None where it has no combinations to ask for.

    Args:
        staged: The table, its periods resolved.
        index: The register, for texts that are not in perfect order.
        texts: SQL for the code text and the name text of a row of `stage_units AS s`.
    """
    large = staged.large
    if large is None or "period_at" not in staged.numbered or not large.relation("stage_units"):
        return None
    periods = staged.con.execute("SELECT period_key FROM period_map m ORDER BY m.at").fetchnumpy()["period_key"]
    periods = np.ma.filled(np.ma.asarray(periods, dtype=np.int64), -1)
    combination = large.combinations["stage_units"]
    if combination.table.num_rows * len(periods) > _MOST_PAIRS:
        return None
    seen = _number_pairs(large, len(periods), periods >= 0)
    unit, period = seen // len(periods), periods[seen % len(periods)]
    levels = [str(level) for level in staged.template.unit.get("levels", [])]
    types = [str(kind) for kind in staged.template.unit.get("types", [])]
    keys = _in_order(staged, texts, levels, types, unit, period)
    listed = staged.con.sql(f"SELECT {texts[0]} AS code, {texts[1]} AS name FROM stage_units s ORDER BY combination")
    table = listed.to_arrow_table()
    named = {name: table[name].combine_chunks() for name in ("code", "name")}
    doubted: dict[int, tuple[str, str, Resolution]] = {}
    for at in np.flatnonzero(keys < 0).tolist():
        code, name = (named[text][int(unit[at])].as_py() for text in ("code", "name"))
        answer = index.resolve(code, name, int(period[at]), levels, types)
        keys[at] = -1 if answer.unit_key is None else answer.unit_key
        if answer.code:
            doubted[at] = code, name, answer
    number = pa.array(unit.astype(np.int32))
    large.views.show(
        "unit_map",
        {
            "code": pa.DictionaryArray.from_arrays(number, named["code"]),
            "name": pa.DictionaryArray.from_arrays(number, named["name"]),
            "period_key": pa.array(period.astype(np.int16)),
            "unit_key": pa.array(keys.astype(np.int32), mask=keys < 0),
            "at": pa.array(np.arange(len(seen), dtype=np.int32)),
        },
    )
    staged.numbered.add("unit_at")
    large.show()
    return Asked(len(seen), doubted)


def _number_pairs(large: LargeStage, periods: int, readable: np.ndarray) -> np.ndarray:
    """Number the pairs of unit texts and period that occur; rows without a period have none."""
    codes, period_at = large.combinations["stage_units"].codes, large.numbers["period_at"]
    pair = codes * np.int32(periods)
    pair += period_at
    present = occurring(pair, large.combinations["stage_units"].table.num_rows * periods)
    if not readable.all():
        present &= np.tile(readable, len(present) // periods)
    seen = np.flatnonzero(present)
    if len(seen) < len(present):
        number = np.full(len(present), -1, dtype=np.int32)
        number[seen] = np.arange(len(seen), dtype=np.int32)
        pair = take(number, pair)
    large.numbers["unit_at"] = pair
    return seen


def _in_order(
    staged: Staged,
    texts: tuple[str, str],
    levels: Collection[str],
    types: Collection[str],
    unit: np.ndarray,
    period: np.ndarray,
) -> np.ndarray:
    """The unit's key for each pair in perfect order, -1 for any other."""
    code, name = texts
    found = staged.con.execute(
        _IN_ORDER.format(code=code, name=name),
        {"levels": [level_no(level) for level in levels], "types": list(types)},
    ).fetchnumpy()
    count = int(unit.max(initial=-1)) + 1
    keys, first, last = (np.full(count, -1, dtype=np.int64) for _ in range(3))
    at = np.asarray(found["combination"])
    known = at < count
    for column, values in zip((keys, first, last), ("own_key", "own_first", "own_last"), strict=True):
        column[at[known]] = np.asarray(found[values])[known]
    return np.where((first[unit] <= period) & (period <= last[unit]), keys[unit], -1)
