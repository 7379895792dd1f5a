"""Cells: texts that are not plain already are parsed one by one; plain ones pass in SQL.

A cell is plain when it fits the canonical pattern of its type. Everything else goes through the parsers of
`etl.values`, which either give the plain text back (with a finding that says so) or keep the row out.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa

from dashboard.catalogue import Field
from etl import bulk_clean
from etl.staging import Part, Staged, quoted
from etl.values import (
    Parsed,
    clean_code,
    clean_mask_regex,
    clean_name,
    parse_boolean,
    parse_date,
    parse_enum,
    parse_number,
)
from etl.values.units import conversion

_Parser = Callable[[str], Parsed[Any]]
#: Texts of a field whose reading is remembered: the same few stand in many rows.
_REMEMBERED = 1 << 12
_CODE_FIELDS = frozenset({"unit_code", "parent_code"})


def file_unit(part: Part, field: Field) -> tuple[str | None, int]:
    """The unit of a column in a part of the file, and the power of ten that leads to the template's unit."""
    stated = part.units.get(field.name)
    if not field.unit or not stated:
        return field.unit, 0
    found = conversion(stated, field.unit)
    if found.outcome == "refuse" or found.code == "MEASURE_UNKNOWN":
        return field.unit, 0
    return stated, found.shift


def check_units(staged: Staged) -> None:
    """Compare the units a file states with the template's.

    Units of one family are converted and the finding says so. A unit in a column's own header that measures something
    else refuses the file; a unit stated for the whole table (单位：万元) says nothing about columns of persons.
    Money under a header of the office's own wording must state its unit somewhere.
    """
    for part in staged.parts:
        for field in staged.template.fields:
            if field.unit and field.name in staged.present and field.name in staged.headers:
                _check_unit(staged, part, field)


def _check_unit(staged: Staged, part: Part, field: Field) -> None:
    stated = part.units.get(field.name)
    if stated is None and field.name in part.exact:
        return
    found = conversion(stated, field.unit)
    if not found.code or (found.outcome == "refuse" and field.name not in part.own_units):
        return
    staged.add(
        found.code,
        sheet=staged.sheets.get(part.sheet_no, ""),
        column=staged.title(field.name),
        stated=stated or "",
        unit=field.unit,
        detail=f"{stated or ''}→{field.unit}",
        outcome=found.outcome,
    )


def _parser(staged: Staged, part: Part, field: Field, today: date) -> _Parser:
    unit, power = file_unit(part, field)
    if field.type in ("number", "integer"):
        scale = field.scale + power
        integer = field.type == "integer"
        negative = _may_be_negative(field)

        def number(text: str) -> Parsed:
            return parse_number(text, scale=scale, integer=integer, allow_negative=negative, unit=unit)

        return number
    if field.type == "date":
        # Only figures must not be ahead of today: a term ends, a task is due in the future.
        latest = today if field.name in _past_only(staged) else None
        return lambda text: parse_date(text, today=latest)
    if field.type == "boolean":
        return parse_boolean
    if staged.registers_units and field.name in _CODE_FIELDS:
        return lambda text: clean_code(text, lengths=())
    if staged.registers_units and not field.enum:
        return clean_name
    allowed, aliases = field.enum, field.aliases
    return lambda text: Parsed(aliases[text]) if text in aliases else parse_enum(text, allowed)


def _past_only(staged: Staged) -> set[str]:
    """Date fields that the template marks with `not_after_today`."""
    return {str(field["name"]) for field in staged.template.raw["fields"] if field.get("not_after_today")}


def _may_be_negative(field: Field) -> bool:
    return field.minimum is None or field.minimum < 0


def _clean_condition(field: Field, scale: int) -> str | None:
    name = quoted(field.name)
    if field.type in ("number", "integer"):
        negative = _may_be_negative(field)
        if scale < 0:
            # The template holds fewer places than the file's smaller unit has: only round figures need no rounding.
            zeros = f"{'-?' if negative else ''}(?:0|[1-9][0-9]{{0,9}}0{{{-scale}}})"
            return f"regexp_full_match({name}, '{zeros}')"
        kind = "integer" if field.type == "integer" else "number"
        return f"regexp_full_match({name}, '{clean_mask_regex(kind, scale=scale, allow_negative=negative)}')"
    if field.type == "date":
        return f"regexp_full_match({name}, '{clean_mask_regex('date')}')"
    if field.type == "boolean":
        return f"{name} IN ('是', '否')"
    if field.enum:
        options = ", ".join("'" + option.replace("'", "''") + "'" for option in field.enum)
        return f"{name} IN ({options})"
    return None


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
        conditions = _conditions(staged, part, checked, today)
        alike.setdefault(tuple(sql for _, sql in conditions), []).append((part, conditions))
    for group in alike.values():
        if staged.large:
            for part, conditions in group:
                _clean_large(staged, part, conditions, today)
        elif _any_doubt(staged, [part for part, _ in group], group[0][1]):
            for part, conditions in group:
                for start in range(0, len(conditions), 60):
                    _clean_batch(staged, part, conditions[start : start + 60], today)


def _conditions(staged: Staged, part: Part, checked: list[Field], today: date) -> list[tuple[Field, str]]:
    """What each cell of a part has to fulfil to be plain, in SQL."""
    unit = staged.template.unit
    past_only = _past_only(staged)
    conditions: list[tuple[Field, str]] = []
    for field in checked:
        condition = _clean_condition(field, field.scale + file_unit(part, field)[1])
        if field.name in past_only:
            condition = f"({condition}) AND left({quoted(field.name)}, 7) <= '{today:%Y-%m}'"
        if staged.registers_units and field.name in _CODE_FIELDS:
            condition = f"regexp_full_match({quoted(field.name)}, '[0-9A-Za-z]{{1,20}}')"
        elif staged.registers_units and field.name == unit.get("name"):
            condition = f"regexp_full_match({quoted(field.name)}, '[\\p{{Han}}0-9]+')"
        if condition is None:
            condition = f"{quoted(field.name)} IS NOT NULL" if field.required else None
        if condition is None:
            continue
        if not field.required:
            condition = f"({quoted(field.name)} IS NULL OR ({condition}))"
        conditions.append((field, f"coalesce({condition}, false)"))
    return conditions


_BY_PATTERN = re.compile(r"regexp_full_match\((\"\w+\"), '\^\(\?:(.*)\)\$'\)")


def _any_doubt(staged: Staged, parts: Sequence[Part], conditions: list[tuple[Field, str]]) -> bool:
    """Whether any cell is not plain, asked with one pattern for all columns of a kind: most files have none.

    Columns are joined by a separator whose number is counted, so that a cell that holds one is not taken for two.
    """
    columns: dict[str, list[str]] = {}
    doubts: list[str] = []
    for field, sql in conditions:
        found = _BY_PATTERN.findall(sql)
        if len(found) == 1 and " AND " not in sql:
            name, pattern = found[0]
            columns.setdefault(pattern, []).append(name)
            doubts += [f"{name} IS NULL"] if field.required else []
        else:
            doubts.append(f"NOT ({sql})")
    for pattern, names in columns.items():
        texts = ", ".join(f"coalesce({name}, '')" for name in names)
        joined = f"concat_ws(chr(31), {texts})"
        many = f"(?:(?:{pattern})?{chr(31)})*(?:{pattern})?"
        doubts.append(
            f"NOT regexp_full_match({joined}, '{many}')"
            f" OR length({joined}) - length(replace({joined}, chr(31), '')) <> {len(names) - 1}"
        )
    where = "true"
    if len(parts) < len(staged.parts):
        where = "(" + " OR ".join(f"rid BETWEEN {part.first} AND {part.last}" for part in parts) + ")"
    doubted = " OR ".join(doubts) or "false"
    row = staged.con.execute(f"SELECT 1 FROM stage WHERE {where} AND ({doubted}) LIMIT 1").fetchone()
    return row is not None


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
        rids = bulk_clean.doubtful(large, field, sql, scale, negative=_may_be_negative(field))
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
