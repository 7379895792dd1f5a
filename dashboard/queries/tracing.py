"""Where a number comes from: every file, sheet and row that enters it, who sent it and when."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from dashboard import catalogue, levels, periods
from dashboard.catalogue import Catalogue
from dashboard.catalogue.barometer import MEMBERSHIP
from dashboard.queries import places
from dashboard.queries.headers import header_of
from dashboard.queries.indicators import IndicatorRow, QueryError, Term, all_indicators, indicator
from dashboard.warehouse import Warehouse

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
    known = catalogue.load(wh.path.parent / "templates")
    sources = _sources(wh, known, ind)
    rows = _reported(wh, sources, held, period_key)
    parts = [_part(known, ind, source, rows) for source in sources]
    table = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=[*TRACE_COLUMNS, "pair_key"])
    table["counted"] = _complete(ind, table)
    return table[list(TRACE_COLUMNS)].reset_index(drop=True)


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


def _reported(wh: Warehouse, sources: list[_Source], held: places.Place, period_key: int) -> dict[str, pd.DataFrame]:
    """Rule → its reported values; one statement a rule, since each reads in an order of its own."""
    found: dict[str, pd.DataFrame] = {}
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
        found[rule] = wh.query(f"trace_{rule}", **bound)
    return found


def _part(known: Catalogue, ind: IndicatorRow, source: _Source, found: dict[str, pd.DataFrame]) -> pd.DataFrame:
    rows = found[source.rule]
    table = rows[rows["measure_key"] == source.measure.key].copy()
    pair_level = str(ind.row["pair_level"] or "")
    column = _ANCESTOR.get(levels.level_no(pair_level)) if pair_level else None
    table["pair_key"] = table["unit_key"] if column is None else table[column].fillna(table["unit_key"])
    table["term_code"] = source.term.code
    table["part"] = _SIDES[source.term.side] if ind.has_denominator or len(ind.terms) > 1 else "数值"
    table["measure"], table["measure_name"] = source.measure.code, source.measure.name
    table["measure_unit"] = source.measure.unit
    table["value"] = np.round(table["value"].to_numpy(dtype=np.float64) / 10**source.measure.num_scale, 10)
    dates = {key: periods.label(int(key)) for key in table["period_key"].unique()}
    table["period"] = [dates[key] for key in table["period_key"].tolist()]
    headers = {name: header_of(known, name, source.measure.code) for name in table["template"].dropna().unique()}
    table["column"] = table["template"].map(headers).fillna("")
    return table.rename(columns={"file_name": "file", "sheet_name": "sheet", "row_no": "row"})


def _complete(ind: IndicatorRow, table: pd.DataFrame) -> pd.Series:
    """Whether the pairing unit of a row has every part of the indicator."""
    wanted = len({term.code for term in ind.terms if term.reported != "registry"})
    if wanted <= 1:
        return pd.Series(True, index=table.index, dtype=bool)
    reported = table[~table["term_code"].isin([term.code for term in ind.terms if term.reported == "registry"])]
    present = reported.groupby("pair_key")["term_code"].nunique()
    return table["pair_key"].map(present).fillna(0).astype(int) >= wanted
