"""The typed table: rows that passed the cell and key checks, as integers, dates and texts."""

import json

import numpy as np
import pyarrow as pa

from dashboard.catalogue import Field, Template
from dashboard.levels import LEVELS
from etl import bulk_rows
from etl.bulk_cells import FigureColumn, as_texts
from etl.bulk_stage import LargeStage
from etl.row_measures import long_form, measure_join
from etl.row_periods import period_join
from etl.row_units import unit_join
from etl.staging import Staged, quoted
from etl.stated_units import file_unit

_FIGURES = ("number", "integer")
_LEVEL_ZH = "CASE u.level " + " ".join(f"WHEN {level.no} THEN '{level.zh}'" for level in LEVELS) + " END"


def field_sql(staged: Staged, field: Field) -> str:
    """A field's canonical text as its stored form."""
    name = f"s.{quoted(field.name)}"
    if field.name not in staged.present:
        kind = {"number": "BIGINT", "integer": "BIGINT", "date": "DATE", "year": "BIGINT", "month": "BIGINT"}
        return f"CAST(NULL AS {kind.get(field.type, 'VARCHAR')})"
    if field.type in ("number", "integer"):
        casts = [_scaled(name, field.scale + file_unit(part, field)[1]) for part in staged.parts]
        if len(set(casts)) == 1:
            return casts[0]
        whens = [f"WHEN s.rid <= {part.last} THEN {cast}" for part, cast in zip(staged.parts, casts, strict=True)]
        return f"CASE {' '.join(whens)} END"
    if field.type == "date":
        return f"CAST({name} AS DATE)"
    return name


def _scaled(name: str, scale: int) -> str:
    """Canonical text as figure × 10^scale; texts of a negative scale were rounded to that place before."""
    if scale < 0:
        return f"CAST(CAST({name} AS HUGEINT) // {10**-scale} AS BIGINT)"
    if scale == 0:
        return f"CAST({name} AS BIGINT)"
    exact = f"CAST(CAST({name} AS DECIMAL(38, {scale})) * {10**scale} AS BIGINT)"
    # Up to 10^15 a double is off by less than a quarter, so that rounding gives the same integer, ten times as fast.
    short = f"CAST(CAST({name} AS DOUBLE) * {10**scale} AS BIGINT)"
    return f"CASE WHEN strlen({name}) <= {15 - scale} THEN {short} ELSE {exact} END" if scale < 15 else exact


def build(staged: Staged) -> int:
    """Make the temporary table `typed` from the rows still in; returns their number.

    Columns: `rid`, `sheet_no`, `row_no`, `unit_key`, `period_key`, `as_of`, `item` and one column a field; a date
    that is the period itself becomes the period's stated day.
    """
    template = staged.template
    period_fields = set() if staged.registers_units else set(template.period.get("fields", []))
    parts = []
    for field in template.fields:
        if field.name in texts_apart(staged):
            continue
        if field.type == "date" and field.name in period_fields and template.period["kind"] == "round":
            # The day of the decision says more than the round it belongs to, and may be missing.
            parts.append(f"TRY_CAST(s.{quoted(field.name)} AS DATE) AS {quoted(field.name)}")
        elif field.type == "date" and field.name in period_fields:
            month_end = "last_day(make_date(1900 + p.period_key // 12, 1 + p.period_key % 12, 1))"
            parts.append(f"coalesce(p.as_of, {month_end}) AS {quoted(field.name)}")
        else:
            parts.append(f"{field_sql(staged, field)} AS {quoted(field.name)}")
    item = " || '|' || ".join(f"coalesce(s.{quoted(name)}, '')" for name in template.item) or "''"
    unit_join_sql = ""
    form = long_form(staged)
    if form is not None:
        parts += ["x.measure_key", "x.target_key", "x.power"]
        unit_join_sql = f"JOIN measure_map x ON {measure_join(staged, 'x')}"
    if uses_unit_attributes(template):
        parts += ["u.domain AS at_domain", "u.unit_type AS at_unit_type", f"{_LEVEL_ZH} AS at_level"]
        unit_join_sql += " LEFT JOIN dim_unit u ON u.unit_key = m.unit_key"
    if staged.large and _plain_keys(staged):
        return _build_large(staged, staged.large)
    staged.con.execute(
        f"""CREATE OR REPLACE TEMP TABLE typed AS
        SELECT s.rid, s.sheet_no, s.row_no, m.unit_key, p.period_key, p.as_of, {item} AS item, {", ".join(parts)}
        FROM stage s
        JOIN period_map p ON {period_join(staged)}
        JOIN unit_map m ON {unit_join(staged)}
        {unit_join_sql}
        WHERE s.rid NOT IN (SELECT rid FROM left_out) AND m.unit_key IS NOT NULL AND p.period_key IS NOT NULL"""
    )
    row = staged.con.execute("SELECT count(*) FROM typed").fetchone()
    return int(row[0]) if row else 0


def _build_large(staged: Staged, large: LargeStage) -> int:
    """`typed` as columns in memory."""
    rows = bulk_rows.make(staged.con, large.views, large.numbers, large.left_out())
    (part,) = staged.parts
    rows.others |= large.places | {"item": "''"}
    for field in staged.template.fields:
        column = large.columns.get(field.name)
        if column is None:
            rows.others[field.name] = field_sql(staged, field)
        elif isinstance(column, FigureColumn) and field.type in _FIGURES:
            rows.others[field.name] = bulk_rows.stored(field.name, field.scale + file_unit(part, field)[1])
            rows.hidden[f"{field.name}.m"] = pa.array(column.mantissa)
            rows.hidden[f"{field.name}.p"] = pa.array(column.places)
        else:
            rows.others[field.name] = large.arrow(as_texts(column))
    large.rows = rows
    rows.show()
    return int(np.count_nonzero(rows.kept))


def _plain_keys(staged: Staged) -> bool:
    """Whether the rows of a large file need nothing but their figures and the numbers of their answers."""
    template = staged.template
    return (
        {"period_at", "unit_at"} <= staged.numbered
        and (long_form(staged) is None or "measure_at" in staged.numbered)
        and not template.item
        and not uses_unit_attributes(template)
        and not any(field.type == "date" for field in template.fields)
    )


def texts_apart(staged: Staged) -> frozenset[str]:
    """Fields of a large file that no check or figure speaks of: they stay in `stage` and are not copied."""
    if staged.large is None or staged.registers_units or _plain_keys(staged):
        return frozenset()
    template = staged.template
    roles = {"measure_field", "measure_name_field", "target_field", "name_field", "unit_field", "source_field"}
    specs = [*template.checks, *template.emits]
    said = [{key: word for key, word in spec.items() if key not in roles} for spec in specs]
    words = json.dumps(said, ensure_ascii=False, default=dict)
    return frozenset(
        field.name
        for field in template.fields
        if field.type not in ("number", "integer", "date")
        and field.name not in template.item
        and (field.name not in template.primary_key or field.name in _key_fields(staged))
        and f'"{field.name}"' not in words
        and f'"{field.name}.' not in words
        and f'"{field.name}:' not in words
    )


def _key_fields(staged: Staged) -> set[str]:
    """Fields of the key that `typed` holds as unit, period and measure."""
    unit = staged.template.unit
    return {*staged.template.period.get("fields", []), unit.get("code"), unit.get("name"), *staged.measure_fields[:1]}


def whole(staged: Staged) -> str:
    """`typed` with every field of the form, in SQL."""
    apart = texts_apart(staged)
    if not apart:
        return "typed"
    listed = ", ".join(f"s.{quoted(name)}" for name in sorted(apart))
    return f"(SELECT t.*, {listed} FROM typed t JOIN stage s USING (rid))"


def uses_unit_attributes(template: Template) -> bool:
    """Whether a check or emit of a template speaks of the row's unit (`@domain` and the like)."""
    return '"@' in json.dumps([template.raw.get("checks", []), template.raw.get("emits", [])], ensure_ascii=False)


def drop_left_out(staged: Staged) -> None:
    """Take rows that a later check left out of `typed`."""
    if staged.large and staged.large.rows:
        staged.large.rows.leave_out(staged.large.left_out())
        return
    staged.con.execute("DELETE FROM typed WHERE rid IN (SELECT rid FROM left_out)")
