"""One value as text."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from dashboard.statistics.exact import is_missing, percent_text, round_half_up, to_fraction

MISSING, UNREPORTED, NOT_APPLICABLE = "—", "未报", "…"
STATUS_SIGNS = {"missing": UNREPORTED, "未报": UNREPORTED, "not_applicable": NOT_APPLICABLE, "不适用": NOT_APPLICABLE}
PERCENT, POINTS = "%", "个百分点"
WAN, YI = "万元", "亿元"
MONEY = (WAN, YI)
WAN_IN_YI = 10_000
PERSON_UNITS = frozenset({"名", "人"})
FEW_PERSONS = 3
USUAL_DECIMALS = {PERCENT: 1, "分": 2, WAN: 2, YI: 2}
MAX_EXTRA_DECIMALS = 6
#: Digits that can be moved by four places and compared in the usual context of Decimal without being rounded.
EXACT_DIGITS = 20
#: A number of fewer last digits than this has four more in a float, so that one this far from a half of the last digit
#: rounds the same way by its printed digits and by its binary value.
MOST_STEPS, NEAR_HALF = 1e10, 1e-4
#: What is printed: a Decimal of few digits where the value is one, which is several times faster than a Fraction.
Number = Decimal | Fraction


def exact(value: Any) -> Fraction | None:
    """Read a value for printing: exact, except that a float counts by its fifteen significant digits."""
    if isinstance(value, (float, np.floating)) and math.isfinite(value) and not float(value).is_integer():
        return Fraction(Decimal(f"{float(value):.15g}"))
    return to_fraction(value)


def number_of(value: Any) -> Number | None:
    """The same number as `exact`, as a Decimal where that holds it exactly."""
    kind = type(value)
    if kind is Fraction:
        return value
    if kind is float or kind is np.float64:
        if value != value:
            return None
        if abs(value) < 1e15:
            # Whole numbers below 2^53 and fifteen significant digits: both fit.
            return Decimal(int(value)) if value == int(value) else Decimal(f"{value:.15g}")
    elif kind is int and abs(value) < 10**EXACT_DIGITS:
        return Decimal(value)
    elif kind is Decimal and value.is_finite() and len(value.as_tuple().digits) <= EXACT_DIGITS:
        return value
    return None if is_missing(value) else exact(value)


def size_of(number: Number) -> Number:
    """A number without its sign."""
    return number.copy_abs() if isinstance(number, Decimal) else abs(number)


def usual_decimals(unit: str) -> int:
    """Return the digits after the point that a unit is printed with when the catalogue says nothing."""
    return USUAL_DECIMALS.get(unit, 0)


def format_value(
    value: Any,
    unit: str,
    decimals: int | None = None,
    *,
    numerator: Any = None,
    denominator: Any = None,
    status: str = "",
    money_unit: str | None = None,
    with_unit: bool = False,
) -> str:
    """Print one value.

    Args:
        value: the value in ``unit``; missing prints ``—``.
        unit: the indicator's unit. ``%`` is always printed, money always with 万元 or 亿元, whichever fits.
        decimals: digits after the point, None for the usual ones of the unit; 亿元 always has two at least.
        numerator: with ``denominator``, both exact, replaces ``value`` by their quotient (times 100 for ``%``).
        denominator: 0 prints ``—``.
        status: 未报 (missing) and 不适用 (not_applicable) print their sign instead of a value.
        money_unit: 万元 or 亿元 for the whole chart, from :func:`common_unit`; None decides by the value.
        with_unit: also print other units (12个).

    Returns:
        The text. Persons from 1 to 2 print as ``<3``.
    """
    if status in STATUS_SIGNS:
        return STATUS_SIGNS[status]
    given = numerator is not None or denominator is not None
    digits = usual_decimals(unit) if decimals is None else decimals
    if not given and isinstance(value, float):
        text = _float_text(value, unit, digits, money_unit)
        if text is not None:
            return text + unit if with_unit and unit != PERCENT and unit not in MONEY else text
    number = quotient(numerator, denominator, unit) if given else number_of(value)
    if number is None:
        return MISSING
    if unit == PERCENT:
        return percent_text(number, digits)
    if unit in MONEY:
        return money_text(number, unit, digits, money_unit)
    tail = unit if with_unit else ""
    if unit in PERSON_UNITS and 0 < number < FEW_PERSONS:
        return f"<{FEW_PERSONS}{tail}"
    return plain(number, digits) + tail


def _float_text(value: float, unit: str, digits: int, money_unit: str | None) -> str | None:
    """The text of most floats, without a tail for units that are not always printed; None for one that needs care.

    The same rule as `columns.plain_texts`, for one value.
    """
    tail = unit if unit == PERCENT else ""
    if unit in MONEY:
        if money_unit is None or (money_unit != unit and unit != WAN):
            return None
        tail = money_unit
        digits, value = (max(digits, 2), value / WAN_IN_YI if unit == WAN else value) if tail == YI else (digits, value)
    careful = (unit == PERCENT and abs(abs(value) - 100) * 10.0**digits < 1) or (
        unit in PERSON_UNITS and value < FEW_PERSONS
    )
    return None if careful else rounded_text(value, digits, tail)


def rounded_text(value: float, digits: int, tail: str = "") -> str | None:
    """A float with thousands commas and so many digits; None where its printed digits might round the other way.

    None as well for what rounds to nothing, for what is missing and for very large numbers.
    """
    steps = abs(value) * 10.0**digits
    if digits < 0 or not 1 <= steps < MOST_STEPS or abs(steps % 1 - 0.5) < NEAR_HALF:
        return None
    return f"{value:,.{digits}f}{tail}"


def quotient(numerator: Any, denominator: Any, unit: str) -> Fraction | None:
    """A value from its exact parts, in per cent for ``%``; None without one."""
    top, bottom = exact(numerator), exact(denominator)
    if top is None or not bottom:
        return None
    return top / bottom * (100 if unit == PERCENT else 1)


def plain(number: Any, decimals: int) -> str:
    """Print a number with thousands commas: a true zero is ``0``, less than half a unit ``0.0``."""
    value = number_of(number)
    if value is None:
        return MISSING
    if value == 0:
        return "0"
    shown = round_half_up(value, decimals)
    return f"{Decimal(0).scaleb(-max(decimals, 1)):f}" if shown == 0 else f"{shown:,f}"


def money_text(number: Number, unit: str, decimals: int, money_unit: str | None) -> str:
    """Print an amount in 万元 or 亿元."""
    in_wan = number * WAN_IN_YI if unit == YI else number
    # A value that rounds up to 10,000.00万元 has arrived at 亿元.
    if (money_unit or fitting_unit(in_wan, decimals)) == YI:
        return plain(in_wan / WAN_IN_YI, max(decimals, 2)) + YI
    return plain(in_wan, decimals) + WAN


def fitting_unit(in_wan: Number, decimals: int = 2) -> str:
    """万元 or 亿元, whichever an amount fits."""
    return YI if round_half_up(size_of(in_wan), decimals) >= WAN_IN_YI else WAN
