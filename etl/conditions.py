"""Conditions of a template ([field, op, operand]) as SQL over the typed staging table."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any

from dashboard.catalogue import Field, Template
from etl.staging import quoted

_COMPARE = {"=", "!=", "<", "<=", ">", ">="}
#: Attribute of the row's unit → column that `etl.typed` adds for it.
UNIT_ATTRIBUTES = {"@domain": "at_domain", "@unit_type": "at_unit_type", "@level": "at_level"}


class BadCondition(ValueError):
    """A template's condition cannot be understood: broken set-up."""


def column(template: Template, name: str) -> tuple[str, Field]:
    """SQL of something a condition speaks of, and a field that says how its constants are stored.

    Args:
        template: The contract.
        name: A field; `@domain`, `@unit_type`, `@level` of the row's unit; or `json_field.键`, a key of a JSON text.

    Raises:
        BadCondition: The template has no such field.
    """
    if name in UNIT_ATTRIBUTES:
        return quoted(UNIT_ATTRIBUTES[name]), _text_field(name)
    base, dot, key = name.partition(".")
    try:
        field = template.field(base)
    except KeyError as error:
        raise BadCondition(f"报表 {template.name} 没有字段 {base!r}") from error
    if not dot:
        return quoted(field.name), field
    path = '$."' + key.replace('"', "").replace("'", "''") + '"'
    return f"nullif(json_extract_string({quoted(field.name)}, '{path}'), '')", _text_field(name)


def _text_field(name: str) -> Field:
    return Field(
        name, name, "string", None, 0, (), False, None, None, (), MappingProxyType({}), None, False, "", "", ""
    )


def literal(field: Field, operand: object) -> str:
    """A constant as SQL in the stored form of a field: scaled integer, date or quoted text."""
    if field.type in ("number", "integer", "year", "month"):
        try:
            return str(int(Decimal(str(operand)).scaleb(field.scale)))
        except (InvalidOperation, ValueError) as error:
            raise BadCondition(f"字段 {field.name} 的条件值 {operand!r} 不是数") from error
    if field.type == "date":
        return f"DATE '{date.fromisoformat(str(operand)).isoformat()}'"
    return "'" + str(operand).replace("'", "''") + "'"


def condition_sql(template: Template, condition: Sequence[Any]) -> str:
    """One condition as a SQL predicate that is never NULL.

    Raises:
        BadCondition: Unknown field or operator.
    """
    if len(condition) < 2:
        raise BadCondition(f"条件 {list(condition)!r} 应为 [字段, 运算, 值]")
    name, op, operand = condition[0], condition[1], condition[2] if len(condition) > 2 else None
    left, field = column(template, str(name))
    if field.type == "string" and isinstance(operand, int | float) and not isinstance(operand, bool):
        return f"coalesce(TRY_CAST({left} AS DECIMAL(38, 6)) {_operator(op)} {operand}, false)"
    if op == "missing":
        return f"({left} IS NULL)"
    if op == "present":
        return f"({left} IS NOT NULL)"
    if op == "in":
        options = ", ".join(literal(field, item) for item in (operand or ()))
        return f"coalesce({left} IN ({options}), false)"
    if isinstance(operand, dict):
        right, other = column(template, str(operand["field"]))
        left, right = same_scale(left, field, right, other)
    else:
        right = literal(field, operand)
    if op in _COMPARE:
        return f"coalesce({left} {op} {right}, false)"
    if op == "same_year":
        return f"coalesce(year({left}) = year({right}), false)"
    if op == "<|missing":
        return f"({left} IS NULL OR coalesce({left} < {right}, false))"
    raise BadCondition(f"运算 {op!r} 不认识。可用：= != in < <= > >= missing present same_year <|missing")


def same_scale(left: str, field: Field, right: str, other: Field) -> tuple[str, str]:
    """Two stored figures brought to one number of decimal places, so that they can be compared."""
    if field.scale < other.scale:
        left = f"({left} * {10 ** (other.scale - field.scale)})"
    elif other.scale < field.scale:
        right = f"({right} * {10 ** (field.scale - other.scale)})"
    return left, right


def _operator(op: object) -> str:
    if op not in _COMPARE:
        raise BadCondition(f"运算 {op!r} 不能与数比较。可用：{' '.join(sorted(_COMPARE))}")
    return str(op)


def all_sql(template: Template, conditions: Sequence[Sequence[Any]] | None) -> str:
    """Several conditions that must hold together; `true` when there is none."""
    if not conditions:
        return "true"
    return " AND ".join(condition_sql(template, condition) for condition in conditions)
