"""Cells: texts that are not plain already are parsed one by one; plain ones pass in SQL.

A cell is plain when it fits the canonical pattern of its type (`plain_cells`). Everything else goes through the parsers
of `etl.values`, which either give the plain text back (with a finding that says so) or keep the row out.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa

from dashboard.catalogue import Field
from etl import bulk_clean
from etl.plain_cells import CODE_FIELDS, any_doubt, conditions_of, may_be_negative, past_only
from etl.staging import Part, Staged, quoted
from etl.stated_units import file_unit
from etl.values import (
    Parsed,
    clean_code,
    clean_name,
    parse_boolean,
    parse_date,
    parse_enum,
    parse_number,
)

_Parser = Callable[[str], Parsed[Any]]
#: Texts of a field whose reading is remembered: the same few stand in many rows.
_REMEMBERED = 1 << 12


def _parser(staged: Staged, part: Part, field: Field, today: date) -> _Parser:
    unit, power = file_unit(part, field)
    if field.type in ("number", "integer"):
        scale = field.scale + power
        integer = field.type == "integer"
        negative = may_be_negative(field)

        spoken = field.aliases

        def number(text: str) -> Parsed:
            return parse_number(
                spoken.get(text.strip(), text), scale=scale, integer=integer, allow_negative=negative, unit=unit
            )

        return number
    if field.type == "date":
        # Only figures must not be ahead of today: a term ends, a task is due in the future.
        latest = today if field.name in past_only(staged) else None
        return lambda text: parse_date(text, today=latest)
    if field.type == "boolean":
        return parse_boolean
    if staged.registers_units and field.name in CODE_FIELDS:
        return lambda text: clean_code(text, lengths=())
    if staged.registers_units and not field.enum:
        return clean_name
    allowed, aliases = field.enum, field.aliases
    return lambda text: Parsed(aliases[text]) if text in aliases else parse_enum(text, allowed)


def clean(staged: Staged, *, today: date) -> None:
    """Bring every cell of `stage` to its canonical text or leave its row out.

    Columns of periods, units and measures are resolved elsewhere (`etl.row_periods` and its neighbours).

    Args:
        staged: The file.
        today: The day of the load; later dates are refused.
    """
    unit = staged.template.unit
    keys = {*staged.template.period.get("fields", []), unit.get("code"), unit.get("name")}
    if staged.registers_units:
        keys = set()
    checked = [field for field in staged.template.fields if field.name not in keys and field.name in staged.present]
    alike: dict[tuple[str, ...], list[tuple[Part, list[tuple[Field, str]]]]] = {}
    for part in staged.parts:
        conditions = conditions_of(staged, part, checked, today)
        alike.setdefault(tuple(sql for _, sql in conditions), []).append((part, conditions))
    for group in alike.values():
        if staged.large:
            for part, conditions in group:
                _clean_large(staged, part, conditions, today)
        elif any_doubt(staged, [part for part, _ in group], group[0][1]):
            for part, conditions in group:
                for start in range(0, len(conditions), 60):
                    _clean_batch(staged, part, conditions[start : start + 60], today)


def _clean_batch(staged: Staged, part: Part, conditions: list[tuple[Field, str]], today: date) -> None:
    bits = " + ".join(
        f"(CASE WHEN {sql} THEN 0 ELSE {1 << bit} END)::BIGINT" for bit, (_, sql) in enumerate(conditions)
    )
    dirty = staged.con.execute(
        f"SELECT * FROM (SELECT rid, sheet_no, row_no, {bits} AS mask FROM stage {_rows_of(staged, part)})"
        " WHERE mask <> 0 ORDER BY rid"
    ).fetchall()
    if not dirty:
        return
    for bit, (field, _) in enumerate(conditions):
        rows = [(rid, sheet, row) for rid, sheet, row, mask in dirty if mask >> bit & 1]
        if rows:
            _clean_field(staged, part, field, rows, today)


def _clean_large(staged: Staged, part: Part, conditions: list[tuple[Field, str]], today: date) -> None:
    large = staged.large
    assert large is not None
    for field, sql in conditions:
        scale = field.scale + file_unit(part, field)[1]
        rids = bulk_clean.doubtful(large, field, sql, scale, negative=may_be_negative(field))
        if len(rids):
            numbers = large.row_numbers[rids].tolist()
            rows = [(rid, large.sheet_no, number) for rid, number in zip(rids.tolist(), numbers, strict=True)]
            _clean_field(staged, part, field, rows, today)


def _texts_of(staged: Staged, name: str, rids: list[int]) -> dict[int, str | None]:
    """The texts of a field in some rows."""
    if staged.large:
        texts = staged.large.columns[name].at(np.array(rids, np.int64))
        return {rid: text or None for rid, text in zip(rids, texts, strict=True)}
    staged.con.register("_dirty", pa.table({"rid": pa.array(rids, pa.int64())}))
    found = staged.con.execute(
        f"SELECT rid, {quoted(name)} FROM stage WHERE rid IN (SELECT rid FROM _dirty)"
    ).fetchall()
    staged.con.unregister("_dirty")
    return dict(found)


def _rows_of(staged: Staged, part: Part) -> str:
    return "" if len(staged.parts) == 1 else f"WHERE rid BETWEEN {part.first} AND {part.last}"


def _clean_field(staged: Staged, part: Part, field: Field, rows: list[tuple[int, int, int]], today: date) -> None:
    texts = _texts_of(staged, field.name, [row[0] for row in rows])
    parse = lru_cache(maxsize=_REMEMBERED)(_parser(staged, part, field, today))
    scale = field.scale + file_unit(part, field)[1]
    fixed: dict[int, str] = {}
    out: list[int] = []
    plain = field.type == "string" and not field.enum and not (staged.registers_units and field.required)
    for rid, sheet_no, row_no in rows:
        text = texts[rid]
        if text is None or not text.strip():
            staged.add_row("CELL_MISSING", sheet_no, row_no, name=field.name)
            out.append(rid)
            continue
        if plain:
            continue
        parsed = parse(text)
        if parsed.code:
            staged.add_row(
                parsed.code,
                sheet_no,
                row_no,
                name=field.name,
                value=text,
                detail=parsed.detail or "",
                unit=field.unit or "",
            )
        if parsed.outcome == "out" or parsed.value is None:
            out.append(rid)
        elif field.type in ("number", "integer"):
            fixed[rid] = format(Decimal(parsed.value).scaleb(-scale), "f")
        else:
            fixed[rid] = _plain(parsed.value)
    staged.leave_out(out)
    if fixed:
        staged.replace(field.name, fixed)


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value)
