"""Exact numbers: what counts as missing, and rounding that a person with a pencil would agree with.

Binary floats are accepted because frames carry them, but they are read as the decimal a person sees
(``0.285`` is 285/1000), so a half is rounded up where the printed digits say it is a half.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

Number = int | float | Decimal | Fraction
#: Digits after the point that Decimals are rounded to at once; more digits than the context holds go the long way.
_STEPS = {decimals: Decimal(1).scaleb(-decimals) for decimals in range(10)}
_MOST_DIGITS = 40
_ROUNDING = Context(prec=2 * _MOST_DIGITS, rounding=ROUND_HALF_UP)


def is_missing(value: Any) -> bool:
    """Tell whether a cell holds no value: None, NaN, pandas NA or NaT, Decimal NaN."""
    if value is None or value is pd.NA or value is pd.NaT:
        return True
    if isinstance(value, Decimal):
        return value.is_nan()
    return isinstance(value, (float, np.floating)) and math.isnan(value)


def to_fraction(value: Any) -> Fraction | None:
    """Read a number exactly; a missing value gives None.

    Args:
        value: int, Decimal, Fraction, numpy number, or float (read by its shortest decimal form).

    Raises:
        TypeError: for text, booleans and anything else that is not a number.
        ValueError: for an infinite number.
    """
    kind = type(value)
    if kind is Fraction:
        return value
    if kind is int or (kind is Decimal and value.is_finite()):
        return Fraction(value)
    if is_missing(value):
        return None
    if isinstance(value, (bool, np.bool_)):
        raise TypeError(f"a number is needed, not the truth value {value!r}")
    if isinstance(value, Fraction):
        return value
    if isinstance(value, (int, np.integer)):
        return Fraction(int(value))
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ValueError(f"an infinite number cannot be computed with: {value!r}")
        return Fraction(value)
    if isinstance(value, (float, np.floating)):
        number = float(value)
        if math.isinf(number):
            raise ValueError(f"an infinite number cannot be computed with: {value!r}")
        return Fraction(int(number)) if number.is_integer() else Fraction(repr(number))
    raise TypeError(f"a number is needed, got {type(value).__name__}: {value!r}")


def need_fraction(value: Any, what: str) -> Fraction:
    """Read a number that must be there.

    Raises:
        ValueError: when it is missing; the message names ``what``.
    """
    number = to_fraction(value)
    if number is None:
        raise ValueError(f"{what} is missing; a number is needed")
    return number


def round_half_up(value: Any, decimals: int) -> Decimal:
    """Round exactly, a half going away from zero: 0.125 to 2 decimals is 0.13, -0.5 to 0 decimals is -1.

    Args:
        value: a number that is not missing.
        decimals: digits after the point; negative rounds to tens, hundreds and so on.

    Returns:
        A Decimal with exactly ``decimals`` digits after the point (zero never carries a minus sign).
    """
    if isinstance(value, Decimal) and decimals in _STEPS and value.is_finite() and value.adjusted() < _MOST_DIGITS:
        shown = value.quantize(_STEPS[decimals], context=_ROUNDING)
        return shown if shown else shown.copy_abs()
    number = need_fraction(value, "value")
    top, bottom = abs(number.numerator), number.denominator
    if decimals >= 0:
        top *= 10**decimals
    else:
        bottom *= 10**-decimals
    # floor((2x + 1) / 2) is the half-up rule in whole numbers.
    digits = (2 * top + bottom) // (2 * bottom)
    # Read from its digits: arithmetic on Decimals would cut a long number to the context's precision.
    return Decimal(f"{'-' if number.numerator < 0 and digits else ''}{digits}E{-decimals}")


def percent_text(value: Any, decimals: int) -> str:
    """Print a percentage so that 0 % and 100 % are said only when they are exactly so.

    99.96 with one decimal is 99.9 (never 100.0), 0.04 is 0.1 (never 0.0), 100.04 is 100.1; exactly 100 is ``100%``
    and exactly 0 is ``0%``.

    Args:
        value: percent, not missing.
        decimals: digits after the point.
    """
    number = value if isinstance(value, Decimal) and value.is_finite() else need_fraction(value, "value")
    if number in (0, 100):
        return f"{int(number)}%"
    shown = round_half_up(number, decimals)
    for edge in (0, 100):
        if shown == edge:
            step = Decimal(1).scaleb(-decimals)
            shown = edge + (step if number > edge else -step)
    return f"{shown:,f}%"


def exact_list(values: Iterable[Any]) -> list[Fraction | None]:
    """Read a column exactly, missing as None."""
    return [to_fraction(value) for value in values]


def whole_numbers(values: Any) -> tuple[np.ndarray, np.ndarray] | None:
    """Read a column as int64 with a mask of what is present; None when it holds anything but whole numbers."""
    data = values.array if isinstance(values, pd.Series) else values
    if isinstance(data, np.ndarray) and data.dtype.kind in "iu" and data.dtype != np.uint64:
        return data.astype(np.int64), np.ones(len(data), dtype=bool)
    dtype = getattr(data, "dtype", None)
    if dtype is not None and pd.api.types.is_integer_dtype(dtype) and str(dtype).lower() != "uint64":
        present = np.asarray(~pd.isna(data))
        return pd.array(data, dtype="Int64").to_numpy(dtype=np.int64, na_value=0), present
    cells = list(data)
    present = np.array([not is_missing(cell) for cell in cells], dtype=bool)
    kept = [cell for cell in cells if not is_missing(cell)]
    if any(isinstance(cell, (bool, np.bool_)) or not isinstance(cell, (int, np.integer)) for cell in kept):
        return None
    if any(abs(int(cell)) >= 2**63 for cell in kept):
        return None
    whole = np.zeros(len(cells), dtype=np.int64)
    whole[present] = [int(cell) for cell in kept]
    return whole, present


def floats(values: Any) -> np.ndarray:
    """Read a column as float64, missing as NaN."""
    if isinstance(values, np.ndarray) and values.dtype.kind in "iuf":
        return values.astype(np.float64)
    if isinstance(values, pd.Series) and pd.api.types.is_numeric_dtype(values.dtype):
        return np.asarray(values.to_numpy(dtype=np.float64, na_value=np.nan), dtype=np.float64)
    return np.array([math.nan if is_missing(value) else float(value) for value in values], dtype=np.float64)
