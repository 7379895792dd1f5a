"""The two small languages of the indicator table: linear sums of measures, and conditions on measures.

A linear sum is `a+b-c` or, with coefficients, `0.4*a+0.3*b`; a coefficient may be a named setting, `$name*a`.
A condition list is `measure>=20&measure<$limit`; both sides may name a measure, as in `paid>=due&due>0`.
All measures of one condition list are those of one unit at one date.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

_TERM = re.compile(r"(?P<sign>[+-])(?:(?P<coef>[0-9]+(?:\.[0-9]+)?|\$[a-z][a-z0-9_]*)\*)?(?P<code>[a-z][a-z0-9_]*)")
_SETTING = re.compile(r"\$([a-z][a-z0-9_]*)")
_CONDITION = re.compile(r"([a-z][a-z0-9_]*)(>=|<=|!=|=|>|<)(-?[0-9]+(?:\.[0-9]+)?|[a-z][a-z0-9_]*)")


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison of a `derive` rule.

    Attributes:
        measure: Code on the left.
        operator: One of >= <= != = > <.
        operand: A number in the measure's unit, or the code of another measure.
    """

    measure: str
    operator: str
    operand: Decimal | str

    @property
    def measures(self) -> tuple[str, ...]:
        """The measures it reads."""
        return (self.measure, self.operand) if isinstance(self.operand, str) else (self.measure,)


def fill_settings(text: str, settings: Mapping[str, Decimal]) -> str:
    """Replace every `$name` by the number that the settings give it.

    Raises:
        ValueError: A name that is no setting.
    """

    def number(match: re.Match[str]) -> str:
        name = match.group(1)
        if name not in settings:
            raise ValueError(f"没有名为“{name}”的设置；可用：{'、'.join(sorted(settings))}")
        return format(settings[name], "f")

    return _SETTING.sub(number, text)


def parse_linear(text: str) -> list[tuple[Decimal, str]]:
    """Read a linear sum of measures.

    Args:
        text: Settings already filled in; empty gives an empty list.

    Returns:
        (coefficient, measure code) in the order written.

    Raises:
        ValueError: Another form.
    """
    compact = text.replace(" ", "")
    if not compact:
        return []
    if compact[0] not in "+-":
        compact = "+" + compact
    terms: list[tuple[Decimal, str]] = []
    position = 0
    while position < len(compact):
        match = _TERM.match(compact, position)
        if match is None or (match.group("coef") or "").startswith("$"):
            raise ValueError(f"“{text}”须为指标编码的加减式，如 a+b-c 或 0.4*a+0.6*b")
        coef = Decimal(match.group("coef") or 1)
        terms.append((-coef if match.group("sign") == "-" else coef, match.group("code")))
        position = match.end()
    return terms


def parse_conditions(text: str) -> tuple[Condition, ...]:
    """Read a list of comparisons joined by `&`.

    Args:
        text: Settings already filled in; empty gives an empty tuple.

    Raises:
        ValueError: Another form.
    """
    compact = text.replace(" ", "")
    if not compact:
        return ()
    found: list[Condition] = []
    for part in compact.split("&"):
        match = _CONDITION.fullmatch(part)
        if match is None:
            raise ValueError(f"“{part}”须为“指标编码 比较符 数字或指标编码”，如 econ_income_total>=20")
        measure, operator, operand = match.groups()
        number = operand[0].isdigit() or operand[0] == "-"
        found.append(Condition(measure, operator, Decimal(operand) if number else operand))
    return tuple(found)
