"""Columns as text: one money unit, and digits enough to part different values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from dashboard.numbers.values import (
    FEW_PERSONS,
    MAX_EXTRA_DECIMALS,
    MISSING,
    MONEY,
    MOST_STEPS,
    NEAR_HALF,
    PERCENT,
    PERSON_UNITS,
    STATUS_SIGNS,
    WAN,
    WAN_IN_YI,
    YI,
    Number,
    fitting_unit,
    format_value,
    number_of,
    quotient,
    size_of,
    usual_decimals,
)


def common_unit(values: Iterable[Any], unit: str) -> str:
    """Choose the one unit of a chart or column.

    Args:
        values: the values in ``unit``, missing ones ignored; an array of floats is looked through at once.
        unit: the indicator's unit; anything but 万元 and 亿元 stays as it is.

    Returns:
        亿元 when the largest value reaches it, else 万元.
    """
    if unit not in MONEY:
        return unit
    if isinstance(values, np.ndarray):
        known = np.abs(values[~np.isnan(values)])
        values = [float(known.max())] if len(known) else []
    largest: Number = Decimal(0)
    for value in values:
        number = number_of(value)
        if number is not None and (size := size_of(number)) > largest:
            largest = size
    return fitting_unit(largest * WAN_IN_YI if unit == YI else largest)


def in_money_unit(values: Iterable[float], unit: str, shown: str) -> list[float]:
    """Amounts as drawn on an axis: in the unit that is printed beside it.

    Args:
        values: the values in ``unit``, missing ones as NaN.
        unit: the indicator's unit; anything but 万元 stays as it is.
        shown: the unit printed, from :func:`common_unit`.
    """
    divided = unit == WAN and shown == YI
    return [value / WAN_IN_YI if divided else value for value in values]


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
    return _parted([number_of(value) for value in values], decimals, unit, money_unit)[0]


def _parted(
    numbers: list[Number | None], decimals: int, unit: str, money_unit: str | None
) -> tuple[list[int], list[str]]:
    """Print numbers with as many digits as part the different ones: digits and texts, row by row."""
    texts = [format_value(number, unit, decimals, money_unit=money_unit) for number in numbers]
    digits = [decimals] * len(numbers)
    first = list(texts)
    pending = [row for row, number in enumerate(numbers) if number is not None]
    for more in range(1, MAX_EXTRA_DECIMALS + 2):
        alike: dict[str, set[Number | None]] = {}
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
    numbers: list[Number | None]
    if numerators is not None and denominators is not None:
        numbers = [quotient(top, bottom, unit) for top, bottom in zip(numerators, denominators, strict=True)]
    else:
        numbers = [number_of(value) for value in values]
    texts = _texts(numbers, unit, decimals, money_unit, statuses)
    if with_unit and unit not in (PERCENT, *MONEY):
        # A status stands for itself, without a unit.
        said = [""] * len(texts) if statuses is None else [str(word) for word in statuses]
        texts = [
            text if number is None or word in STATUS_SIGNS else text + unit
            for number, text, word in zip(numbers, texts, said, strict=True)
        ]
    return pd.Series(texts, index=index, dtype="str", name="shown")


def plain_texts(values: np.ndarray, unit: str, decimals: int, *, money_unit: str | None = None) -> list[str | None]:
    """The texts of :func:`format_value` for most of an array of floats, None for those that need its care.

    Care is needed near the half of the last digit, where the printed digits and the binary number may round apart, and
    wherever a text is not the rounded number: nought, 100 %, counts of persons that are hidden, and very large numbers.

    Args:
        values: in ``unit``, missing as NaN, which prints as missing.
        unit: the indicator's unit.
        decimals: digits after the point.
        money_unit: 万元 or 亿元, needed for money.
    """
    if unit in MONEY and money_unit != unit and (unit, money_unit) != (WAN, YI):
        return [None] * len(values)
    tail = money_unit if unit in MONEY and money_unit else unit if unit == PERCENT else ""
    digits = max(decimals, 2) if tail == YI else decimals
    shown = values / WAN_IN_YI if unit == WAN and tail == YI else values
    with np.errstate(invalid="ignore"):
        steps = np.abs(shown) * 10.0**digits
        careful = ~(steps < MOST_STEPS) | (np.abs(steps - np.floor(steps) - 0.5) < NEAR_HALF) | (steps < 1)
        if unit == PERCENT:
            careful |= np.abs(steps - 100 * 10.0**digits) < 1
        if unit in PERSON_UNITS:
            careful |= values < FEW_PERSONS
    texts: list[str | None] = [f"{value:,.{digits}f}{tail}" for value in shown.tolist()]
    for row in np.flatnonzero(careful).tolist():
        texts[row] = MISSING if np.isnan(values[row]) else None
    return texts


def series_texts(
    values: np.ndarray, unit: str, decimals: int | None, statuses: Sequence[str], *, money_unit: str | None = None
) -> list[str]:
    """The texts of :func:`format_value` for an array of floats, each for itself."""
    quick = plain_texts(values, unit, usual_decimals(unit) if decimals is None else decimals, money_unit=money_unit)
    return [
        STATUS_SIGNS[word] if word in STATUS_SIGNS
        else text if text is not None else format_value(value, unit, decimals, money_unit=money_unit)
        for text, value, word in zip(quick, values.tolist(), statuses, strict=True)
    ]  # fmt: skip


def column_texts(
    values: np.ndarray, unit: str, decimals: int | None = None, statuses: np.ndarray | None = None
) -> list[str]:
    """The texts of :func:`format_column` for an array of floats, without a Series around them."""
    said = None if statuses is None else statuses.tolist()
    usual = usual_decimals(unit) if decimals is None else decimals
    texts = _parted_already(values, unit, usual)
    if texts is None:
        return _texts([number_of(value) for value in values.tolist()], unit, decimals, None, said)
    return texts if said is None else [STATUS_SIGNS.get(word, text) for word, text in zip(said, texts, strict=True)]


def _parted_already(values: np.ndarray, unit: str, decimals: int) -> list[str] | None:
    """The texts of a column in which no two different values look equal; None where one needs more digits, or care."""
    money = common_unit(values, unit) if unit in MONEY else None
    texts = series_texts(values, unit, decimals, [""] * len(values), money_unit=money)
    known: dict[str, float] = {}
    for text, value in zip(texts, values.tolist(), strict=True):
        if value == value and known.setdefault(text, value) != value:
            return None
    return texts


def _texts(
    numbers: list[Number | None], unit: str, decimals: int | None, money_unit: str | None, statuses: Any
) -> list[str]:
    usual = usual_decimals(unit) if decimals is None else decimals
    common = money_unit or (common_unit(numbers, unit) if unit in MONEY else None)
    _, texts = _parted(numbers, usual, unit, common)
    if statuses is not None:
        texts = [STATUS_SIGNS.get(str(word), text) for word, text in zip(statuses, texts, strict=True)]
    return texts
