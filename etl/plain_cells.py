"""When a cell is plain: what its text has to fulfil to be taken as it stands, in SQL."""

import re
from collections.abc import Sequence
from datetime import date

from dashboard.catalogue import Field
from etl.staging import Part, Staged, quoted
from etl.stated_units import file_unit
from etl.values import clean_mask_regex

CODE_FIELDS = frozenset({"unit_code", "parent_code"})


def past_only(staged: Staged) -> set[str]:
    """Date fields that the template marks with `not_after_today`."""
    return {str(field["name"]) for field in staged.template.raw["fields"] if field.get("not_after_today")}


def may_be_negative(field: Field) -> bool:
    """Whether the template allows figures below zero."""
    return field.minimum is None or field.minimum < 0


def _clean_condition(field: Field, scale: int) -> str | None:
    name = quoted(field.name)
    if field.type in ("number", "integer"):
        negative = may_be_negative(field)
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


def conditions_of(staged: Staged, part: Part, checked: list[Field], today: date) -> list[tuple[Field, str]]:
    """What each cell of a part has to fulfil to be plain, in SQL."""
    unit = staged.template.unit
    of_the_past = past_only(staged)
    found: list[tuple[Field, str]] = []
    for field in checked:
        condition = _clean_condition(field, field.scale + file_unit(part, field)[1])
        if field.name in of_the_past:
            condition = f"({condition}) AND left({quoted(field.name)}, 7) <= '{today:%Y-%m}'"
        if staged.registers_units and field.name in CODE_FIELDS:
            condition = f"regexp_full_match({quoted(field.name)}, '[0-9A-Za-z]{{1,20}}')"
        elif staged.registers_units and field.name == unit.get("name"):
            condition = f"regexp_full_match({quoted(field.name)}, '[\\p{{Han}}0-9]+')"
        if condition is None:
            condition = f"{quoted(field.name)} IS NOT NULL" if field.required else None
        if condition is None:
            continue
        if not field.required:
            condition = f"({quoted(field.name)} IS NULL OR ({condition}))"
        found.append((field, f"coalesce({condition}, false)"))
    return found


_BY_PATTERN = re.compile(r"regexp_full_match\((\"\w+\"), '\^\(\?:(.*)\)\$'\)")


def any_doubt(staged: Staged, parts: Sequence[Part], conditions: list[tuple[Field, str]]) -> bool:
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
