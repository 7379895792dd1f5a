"""Conditions of a template ([field, op, operand]) as SQL over the typed staging table."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from dashboard.catalogue import Field, Template
from etl.staging import quoted

_COMPARE = {"=", "!=", "<", "<=", ">", ">="}


class BadCondition(ValueError):
    """A template's condition cannot be understood: broken set-up."""


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
    field = template.field(str(name))
    left = quoted(field.name)
    if op == "missing":
        return f"({left} IS NULL)"
    if op == "present":
        return f"({left} IS NOT NULL)"
    if op == "in":
        options = ", ".join(literal(field, item) for item in (operand or ()))
        return f"coalesce({left} IN ({options}), false)"
    right = quoted(template.field(str(operand["field"])).name) if isinstance(operand, dict) else literal(field, operand)
    if op in _COMPARE:
        return f"coalesce({left} {op} {right}, false)"
    if op == "same_year":
        return f"coalesce(year({left}) = year({right}), false)"
    if op == "<|missing":
        return f"({left} IS NULL OR coalesce({left} < {right}, false))"
    raise BadCondition(f"运算 {op!r} 不认识。可用：= != in < <= > >= missing present same_year <|missing")


def all_sql(template: Template, conditions: Sequence[Sequence[Any]] | None) -> str:
    """Several conditions that must hold together; `true` when there is none."""
    if not conditions:
        return "true"
    return " AND ".join(condition_sql(template, condition) for condition in conditions)
