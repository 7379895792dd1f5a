"""The one number formatter: how a value, a change and a place are printed, on screen and in every export.

Rounding is decimal and half-up, from integers, Decimals or Fractions; a float counts as the decimal of its fifteen
significant digits, so that 12.249999999999998 prints as the 12.25 it stands for. Signs:
``—`` missing, ``未报`` due but not reported, ``…`` not applicable, ``0`` a true zero, ``0.0`` less than half a unit.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from dashboard.statistics.changes import INCOMPARABLE, growth
from dashboard.statistics.exact import is_missing, percent_text, round_half_up, to_fraction

MISSING, UNREPORTED, NOT_APPLICABLE = "—", "未报", "…"
STATUS_SIGNS = {"missing": UNREPORTED, "未报": UNREPORTED, "not_applicable": NOT_APPLICABLE, "不适用": NOT_APPLICABLE}
PERCENT, POINTS = "%", "个百分点"
WAN, YI = "万元", "亿元"
WAN_IN_YI = 10_000
PERSON_UNITS = frozenset({"名", "人"})
FEW_PERSONS = 3
USUAL_DECIMALS = {PERCENT: 1, "分": 2, WAN: 2, YI: 2}
MAX_EXTRA_DECIMALS = 6


def exact(value: Any) -> Fraction | None:
    """Read a value for printing: exact, except that a float counts by its fifteen significant digits."""
    if isinstance(value, (float, np.floating)) and math.isfinite(value) and not float(value).is_integer():
        return Fraction(Decimal(f"{float(value):.15g}"))
    return to_fraction(value)


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
    number = _quotient(numerator, denominator, unit) if given else exact(value)
    if number is None:
        return MISSING
    digits = usual_decimals(unit) if decimals is None else decimals
    if unit == PERCENT:
        return percent_text(number, digits)
    if unit in (WAN, YI):
        return _money(number, unit, digits, money_unit)
    tail = unit if with_unit else ""
    if unit in PERSON_UNITS and 0 < number < FEW_PERSONS:
        return f"<{FEW_PERSONS}{tail}"
    return plain(number, digits) + tail


def _quotient(numerator: Any, denominator: Any, unit: str) -> Fraction | None:
    top, bottom = exact(numerator), exact(denominator)
    if top is None or not bottom:
        return None
    return top / bottom * (100 if unit == PERCENT else 1)


def plain(number: Any, decimals: int) -> str:
    """Print a number with thousands commas: a true zero is ``0``, less than half a unit ``0.0``."""
    value = exact(number)
    if value is None:
        return MISSING
    if value == 0:
        return "0"
    shown = round_half_up(value, decimals)
    return f"{Decimal(0).scaleb(-max(decimals, 1)):f}" if shown == 0 else f"{shown:,f}"


def _money(number: Fraction, unit: str, decimals: int, money_unit: str | None) -> str:
    in_wan = number * WAN_IN_YI if unit == YI else number
    # A value that rounds up to 10,000.00万元 has arrived at 亿元.
    if (money_unit or _fitting(in_wan, decimals)) == YI:
        return plain(in_wan / WAN_IN_YI, max(decimals, 2)) + YI
    return plain(in_wan, decimals) + WAN


def _fitting(in_wan: Fraction, decimals: int = 2) -> str:
    return YI if round_half_up(abs(in_wan), decimals) >= WAN_IN_YI else WAN


def common_unit(values: Iterable[Any], unit: str) -> str:
    """Choose the one unit of a chart or column.

    Args:
        values: the values in ``unit``, missing ones ignored.
        unit: the indicator's unit; anything but 万元 and 亿元 stays as it is.

    Returns:
        亿元 when the largest value reaches it, else 万元.
    """
    if unit not in (WAN, YI):
        return unit
    sizes = [abs(number) * (WAN_IN_YI if unit == YI else 1) for value in values if (number := exact(value)) is not None]
    return _fitting(max(sizes, default=Fraction(0)))


def distinct_decimals(
    values: Sequence[Any] | pd.Series, decimals: int, unit: str = "", *, money_unit: str | None = None
) -> list[int]:
    """Give more digits where two different values would print the same.

    Args:
        values: one value a row, missing as missing.
        decimals: digits that all have at least.
        unit: unit they are printed in.
        money_unit: the common unit of a money column.

    Returns:
        Digits for each row: ``decimals``, and for rows that clash as many more as part them (at most six more).
    """
    return _parted([exact(value) for value in values], decimals, unit, money_unit)[0]


def _parted(
    numbers: list[Fraction | None], decimals: int, unit: str, money_unit: str | None
) -> tuple[list[int], list[str]]:
    """Print numbers with as many digits as part the different ones: digits and texts, row by row."""
    texts = [format_value(number, unit, decimals, money_unit=money_unit) for number in numbers]
    digits = [decimals] * len(numbers)
    first = list(texts)
    pending = [row for row, number in enumerate(numbers) if number is not None]
    for more in range(1, MAX_EXTRA_DECIMALS + 2):
        alike: dict[str, set[Fraction | None]] = {}
        for row in pending:
            alike.setdefault(texts[row], set()).add(numbers[row])
        # "<3" hides a count on purpose; more digits must not bring it back.
        pending = [row for row in pending if len(alike[texts[row]]) > 1 and not texts[row].startswith("<")]
        if not pending or more > MAX_EXTRA_DECIMALS:
            break
        for row in pending:
            digits[row] = decimals + more
            texts[row] = format_value(numbers[row], unit, decimals + more, money_unit=money_unit)
    # Rows that six more digits do not part gain nothing from them.
    for row in pending:
        digits[row], texts[row] = decimals, first[row]
    return digits, texts


def format_column(
    values: Any,
    unit: str,
    decimals: int | None = None,
    *,
    numerators: Any = None,
    denominators: Any = None,
    statuses: Any = None,
    money_unit: str | None = None,
    with_unit: bool = False,
) -> pd.Series:
    """Print a column: one money unit, and more digits where different values would look equal.

    Args:
        values: one value a row in ``unit``, missing as missing.
        unit: as in :func:`format_value`.
        decimals: as in :func:`format_value`.
        numerators: exact parts, with ``denominators``, replacing ``values``.
        denominators: likewise.
        statuses: 未报, 不适用 and so on, one a row.
        money_unit: the chart's unit when it covers more than this column.
        with_unit: as in :func:`format_value`.

    Returns:
        A str Series with the index of ``values``.
    """
    index = values.index if isinstance(values, pd.Series) else pd.RangeIndex(len(values))
    if numerators is not None and denominators is not None:
        numbers = [_quotient(top, bottom, unit) for top, bottom in zip(numerators, denominators, strict=True)]
    else:
        numbers = [exact(value) for value in values]
    usual = usual_decimals(unit) if decimals is None else decimals
    common = money_unit or (common_unit(numbers, unit) if unit in (WAN, YI) else None)
    _, texts = _parted(numbers, usual, unit, common)
    if with_unit and unit not in (PERCENT, WAN, YI):
        texts = [text if number is None else text + unit for number, text in zip(numbers, texts, strict=True)]
    if statuses is not None:
        texts = [STATUS_SIGNS.get(str(word), text) for word, text in zip(statuses, texts, strict=True)]
    return pd.Series(texts, index=index, dtype="str", name="shown")


def difference_text(difference: Any, unit: str, decimals: int | None = None) -> str:
    """Print the size of a difference, without sign: 6.8个百分点, 12个, 1,234.50万元; missing is ``—``.

    A difference that is not zero never prints as zero: it gets digits until it shows.
    """
    number = exact(difference)
    if number is None:
        return MISSING
    digits = usual_decimals(unit) if decimals is None else decimals
    size = abs(number)
    while size and round_half_up(size, digits) == 0 and digits < MAX_EXTRA_DECIMALS:
        digits += 1
    if unit == PERCENT:
        return f"{round_half_up(size, digits):,f}{POINTS}"
    return _money(size, unit, digits, None) if unit in (WAN, YI) else plain(size, digits) + unit


def change_text(
    current: Any,
    base: Any,
    unit: str,
    *,
    decimals: int = 1,
    comparable: bool = True,
    effective_gap: Any = None,
) -> str:
    """Print a change: +12.3%, -0.4个百分点, 持平, 由0增至12, 不可比.

    Args:
        current: value now, in ``unit``.
        base: value compared with.
        unit: a percentage changes in points, everything else in percent of its base.
        decimals: digits of the change.
        comparable: False when the definition or the area changed.
        effective_gap: a smaller difference (in ``unit``) counts as 持平.
    """
    now, then, gap = exact(current), exact(base), exact(effective_gap)
    change = growth(now, then, is_rate=unit == PERCENT, comparable=comparable)
    if change.value is not None and change.difference is not None and gap is not None and abs(change.difference) < gap:
        return "持平"
    if change.value is None:
        return change.word
    if change.value == 0:
        return "持平"
    digits = decimals
    while round_half_up(change.value, digits) == 0 and digits < MAX_EXTRA_DECIMALS:
        digits += 1
    return f"{round_half_up(change.value, digits):+,f}{change.unit}"


def rank_change_text(change: Any, *, is_new: bool = False) -> str:
    """Print a movement: ▲2 up two places, ▼3 down three, — unchanged, 新 for a new unit, empty when not comparable."""
    if is_new:
        return "新"
    if is_missing(change):
        return ""
    places = int(change)
    return "—" if places == 0 else f"▲{places}" if places > 0 else f"▼{-places}"


def rank_text(
    rank: Any, *, tied: bool = False, n: int | None = None, missing: int = 0, noun: str = "区", status: str = ""
) -> str:
    """Print a place: 第3名, 并列第2, 第3／8（1区未报）.

    Args:
        rank: the place, missing for a unit without one.
        tied: whether the place is shared.
        n: number of ranked units, to be printed with the place.
        missing: units that did not report, printed with ``n``.
        noun: what the units are called.
        status: why there is no place (未报, 样本小, 不适用), printed instead of one.
    """
    if is_missing(rank):
        return STATUS_SIGNS.get(status, status) or MISSING
    place = f"{'并列' if tied else ''}第{int(rank)}"
    if n is None:
        return place if tied else f"{place}名"
    return f"{place}／{n}" + (f"（{missing}{noun}未报）" if missing else "")


__all__ = [
    "INCOMPARABLE",
    "MISSING",
    "NOT_APPLICABLE",
    "POINTS",
    "UNREPORTED",
    "change_text",
    "common_unit",
    "difference_text",
    "distinct_decimals",
    "exact",
    "format_column",
    "format_value",
    "plain",
    "rank_change_text",
    "rank_text",
    "usual_decimals",
]
