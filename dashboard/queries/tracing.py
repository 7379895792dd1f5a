"""Where a number comes from: every file, sheet and row that enters it, who sent it and when."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from dashboard import levels, periods
from dashboard.catalogue import Catalogue
from dashboard.catalogue.barometer import MEMBERSHIP
from dashboard.queries import places
from dashboard.queries.headers import header_of
from dashboard.queries.indicators import IndicatorRow, QueryError, Term, all_indicators, indicator
from dashboard.queries.known import known_catalogue
from dashboard.queries.trace_rows import Columns, read_rows
from dashboard.warehouse import Warehouse, plain_column

TRACE_COLUMNS = (
    "part", "measure", "measure_name", "unit_code", "unit_name", "period", "item", "value", "measure_unit", "counted",
    "file", "sheet", "row", "column", "batch_id", "template", "loaded_by", "loaded_at",
)  # fmt: skip
FILE_COLUMNS = (
    "part", "measure", "measure_name", "file", "sheet", "rows", "n_rows", "sum", "measure_unit", "batch_id",
    "template", "loaded_by", "loaded_at",
)  # fmt: skip
_SIDES = {"n": "分子", "d": "分母"}
_RULES = {"event": "event", "carry": "carry", "carry_year": "carry", "registry": "registry"}
_ANCESTOR = {level.no: f"{level.name}_key" for level in levels.LEVELS if level.name != "org"}


@dataclass(frozen=True, slots=True)
class _Source:
    """A reported measure that stands behind a term of the indicator."""

    term: Term
    measure: IndicatorRow
    rule: str


def trace(wh: Warehouse, code: str, unit_code: str, period_key: int) -> pd.DataFrame:
    """Every reported row behind one value; for a ratio both parts, for a counted measure what was counted.

    Args:
        wh: The snapshot.
        code: Indicator.
        unit_code: Unit at any level.
        period_key: Period.

    Returns:
        One row a measure and row of a file, columns as TRACE_COLUMNS: part (分子, 分母 or 数值), measure (code),
        measure_name, unit_code and unit_name of the reporting unit, period (2024-06, of the report), item, value (in
        measure_unit), counted (whether the row enters the value: in a ratio only units with every part do), file,
        sheet, row (as the person counts them), column (header), batch_id, template, loaded_by, loaded_at.

    Raises:
        QueryError: Unknown indicator or unit.
    """
    ind = indicator(wh, code)
    held = places.place(wh, unit_code, period_key)
    known = known_catalogue(wh)
    sources = _sources(wh, known, ind)
    rows = _reported(wh, sources, held, period_key)
    parts = [_part(known, ind, source, rows) for source in sources]
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]} if parts else {}
    row_no = np.ma.concatenate([part["row"] for part in parts]) if parts else None
    if row_no is not None:
        columns["row"] = plain_column(row_no) if np.ma.is_masked(row_no) else np.ma.getdata(row_no)
        columns["counted"] = _complete(ind, columns)
    return pd.DataFrame(columns, columns=list(TRACE_COLUMNS), copy=False)


def trace_files(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of `trace` gathered by file, for values with thousands of them.

    Returns:
        One row a part, measure, file and sheet, columns as FILE_COLUMNS: rows is the span of row numbers as
        “2—151”, n_rows the counted rows, sum their values in measure_unit.
    """
    keys = ["part", "measure", "measure_name", "file", "sheet", "measure_unit", "batch_id", "template", "loaded_by",
            "loaded_at"]  # fmt: skip
    counted = rows[rows["counted"].astype(bool)]
    grouped = counted.groupby(keys, sort=False, dropna=False)
    table = grouped.agg(first=("row", "min"), last=("row", "max"), n_rows=("row", "size"), sum=("value", "sum"))
    table = table.reset_index()
    table["rows"] = [_span(a, b) for a, b in zip(table["first"], table["last"], strict=True)]
    table["sum"] = table["sum"].astype("float64").round(10)
    return table[list(FILE_COLUMNS)]


def _span(first: object, last: object) -> str:
    if pd.isna(first):
        return ""
    return str(first) if first == last else f"{first}—{last}"


def _sources(wh: Warehouse, known: Catalogue, ind: IndicatorRow) -> list[_Source]:
    """The reported measures of an indicator; a counted measure is replaced by what its condition reads."""
    snapshot = all_indicators(wh)
    found: list[_Source] = []
    for term in ind.terms:
        defined = known.indicators.get(term.code)
        conditions = defined.conditions if defined is not None else ()
        codes = [name for condition in conditions for name in condition.measures] or [term.code]
        if term.reported == "barometer":  # computed from the branch's row, found by what puts it on the barometer
            codes = [MEMBERSHIP]
        for name in dict.fromkeys(codes):
            if name not in snapshot:
                raise QueryError(f"“{term.code}”所用的指标“{name}”不在已发布的数据中，请重新发布。")
            measure = snapshot[name]
            found.append(_Source(term, measure, _RULES.get(measure.reported, "direct")))
    return found


def _reported(wh: Warehouse, sources: list[_Source], held: places.Place, period_key: int) -> dict[str, Columns]:
    """Rule → its reported values; one statement a rule, since each reads in an order of its own."""
    found: dict[str, Columns] = {}
    for rule in dict.fromkeys(source.rule for source in sources):
        keys = sorted({source.measure.key for source in sources if source.rule == rule})
        bound: dict[str, Any] = {"measure_keys": keys, "first_key": held.unit_key, "last_key": held.last_key,
                                 "period_key": period_key}  # fmt: skip
        if rule in ("direct", "event"):
            bound |= {"first_measure": keys[0], "last_measure": keys[-1]}
        if rule == "event":
            year_start = period_key - periods.months_in_year(period_key) + 1
            merged = places.merged_between(wh, [year_start - 1], period_key)
            bound |= {"year_start": year_start, "merged_from": merged.merged_from, "merged_into": merged.merged_into}
        if rule == "registry":
            bound["as_of"] = periods.as_of(period_key)
        found[rule] = read_rows(wh, rule, bound)
    return found


def _part(known: Catalogue, ind: IndicatorRow, source: _Source, found: dict[str, Columns]) -> Columns:
    """The rows of one measure as columns of the answer, beside `pair_key` and `term`."""
    rows, measure = found[source.rule], source.measure
    at = np.flatnonzero(rows["measure_key"] == measure.key)
    pair_level = str(ind.row["pair_level"] or "")
    column = _ANCESTOR.get(levels.level_no(pair_level)) if pair_level else None
    own = rows["unit_key"][at].astype(np.int64)
    above = own if column is None else np.ma.where(np.ma.getmaskarray(rows[column][at]), own, rows[column][at])
    template = rows["template"][at]
    headers = {name: header_of(known, name, measure.code) for name in set(template.tolist()) if name is not None}
    dates = {key: periods.label(key) for key in set(rows["period_key"][at].tolist())}
    part = _SIDES[source.term.side] if ind.has_denominator or len(ind.terms) > 1 else "数值"
    same = {"part": part, "measure": measure.code, "measure_name": measure.name, "measure_unit": measure.unit}
    return {
        **{name: np.full(len(at), text, dtype=object) for name, text in same.items()},
        **{name: rows[name][at] for name in ("unit_code", "unit_name", "item", "batch_id", "template", "loaded_by",
                                             "loaded_at")},
        "file": rows["file_name"][at], "sheet": rows["sheet_name"][at], "row": rows["row_no"][at],
        "period": np.array([dates[key] for key in rows["period_key"][at].tolist()], dtype=object),
        "value": np.round(rows["value"][at].astype(np.float64) / 10**measure.num_scale, 10),
        "column": np.array([headers.get(name, "") for name in template.tolist()], dtype=object),
        "pair_key": np.ma.getdata(above), "term": np.full(len(at), source.term.code, dtype=object),
    }  # fmt: skip


def _complete(ind: IndicatorRow, columns: Columns) -> np.ndarray:
    """Whether the pairing unit of a row has every part of the indicator."""
    looked_up = {term.code for term in ind.terms if term.reported == "registry"}
    wanted = {term.code: place for place, term in enumerate(ind.terms) if term.code not in looked_up}
    n = len(columns["pair_key"])
    if len(wanted) <= 1:
        return np.ones(n, dtype=bool)
    pair, at = np.unique(columns["pair_key"], return_inverse=True)
    present = np.zeros((len(pair), len(ind.terms)), dtype=bool)
    term = np.array([wanted.get(code, -1) for code in columns["term"].tolist()], dtype=np.int64)
    present[at[term >= 0], term[term >= 0]] = True
    return np.asarray((present.sum(axis=1) >= len(wanted))[at])
