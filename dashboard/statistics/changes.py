"""Change between two dates, on the right base, or a plain word why it cannot be said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Literal

import numpy as np
import pandas as pd

from dashboard.statistics.exact import exact_list, floats, round_half_up, to_fraction
from dashboard.statistics.results import Stated, index_of, same_length

Kind = Literal["yoy", "previous", "year_start", "average"]
KIND_WORDS: dict[str, str] = {"yoy": "同比", "previous": "环比", "year_start": "较年初", "average": "年均"}
SMALL_BASE = 20
LARGE_CHANGE = 50
DAYS_IN_YEAR = Fraction(3652425, 10000)
INCOMPARABLE = "不可比"


@dataclass(frozen=True, kw_only=True)
class Growth(Stated):
    """A change.

    Attributes:
        value: in ``unit``, exact where a root is not involved; None when it cannot be said.
        unit: ``%`` for amounts, ``个百分点`` for rates.
        difference: current minus base in the indicator's own unit, None when one is missing.
        word: the whole change in words: 增长12.3%, 提高1.2个百分点, 持平, 由0增至12, 不可比.
        label: 同比, 环比, 较年初 or 年均.
    """

    value: Fraction | None
    unit: Literal["%", "个百分点"]
    difference: Fraction | None
    word: str
    label: str


def growth(
    current: Any,
    base: Any,
    kind: Kind = "yoy",
    *,
    is_rate: bool = False,
    cumulative: bool = False,
    comparable: bool = True,
    start: date | None = None,
    end: date | None = None,
    decimals: int = 1,
) -> Growth:
    """Say how much a value changed.

    Args:
        current: value now.
        base: value a year ago (``yoy``), of the previous single period (``previous``), of last 31 December
            (``year_start``), or at ``start`` (``average``).
        kind: which of the four.
        is_rate: both are percentages, whose change is said in points and never in percent of percent.
        cumulative: the values add up within the year; two such values of one year are no 环比.
        comparable: False when the definition or the area changed between the dates.
        start: date of the base, for ``average``.
        end: date of ``current``, for ``average``; years come from the dates, not from counting rows.
        decimals: digits of the word.

    Raises:
        ValueError: for an unknown kind, or for ``average`` without dates in order.
    """
    if kind not in KIND_WORDS:
        raise ValueError(f"kind {kind!r} is not known; accepted: {', '.join(KIND_WORDS)}")
    now, then = to_fraction(current), to_fraction(base)
    unit: Literal["%", "个百分点"] = "个百分点" if is_rate else "%"
    years = _years(start, end) if kind == "average" else Fraction(1)
    difference = None if now is None or then is None else now - then

    def done(value: Fraction | None, word: str, why: str, *flags: str) -> Growth:
        return Growth(
            value=value,
            unit=unit,
            difference=difference,
            word=word,
            label=KIND_WORDS[kind],
            n=2 if difference is not None else 0,
            caption=f"{KIND_WORDS[kind]}{word}{why}。",
            flags=flags,
        )

    if not comparable:
        return done(None, INCOMPARABLE, "：口径或范围有变化", "incomparable", "break")
    if cumulative and kind == "previous":
        return done(None, INCOMPARABLE, "：累计数不作环比，应以当期数比", "incomparable", "cumulative")
    if now is None or then is None or difference is None:
        return done(None, INCOMPARABLE, "：本期未报" if now is None else "：基期缺数", "incomparable", "missing")
    if is_rate:
        per_year = difference / years
        return done(per_year, points_word(per_year, decimals), "", *(("per_year",) if kind == "average" else ()))
    # The sign of a Fraction is that of its numerator; comparing the Fraction itself takes ten times as long.
    below, above = then.numerator, now.numerator
    if below == 0 and above == 0:
        return done(None, "持平", "（均为0）", "zero_base")
    if below == 0:
        verb = "增" if above > 0 else "减"
        return done(None, f"由0{verb}至{_plain(now)}", "，基数为0不计算增幅", "incomparable", "zero_base")
    if below < 0 or above < 0:
        return done(None, INCOMPARABLE, f"：有负数，由{_plain(then)}变为{_plain(now)}", "incomparable", "negative")
    if kind == "average":
        value = (to_fraction(float(now / then) ** float(1 / years)) or Fraction(0)) * 100 - 100
        if years == 1:
            value = (now / then - 1) * 100
    else:
        value = Fraction(100 * (above * then.denominator - below * now.denominator), below * now.denominator)
    flags = ("small_base",) if then < SMALL_BASE and abs(value) > LARGE_CHANGE else ()
    both = f"（由{_plain(then)}变为{_plain(now)}，基数小）" if flags else ""
    return done(value, percent_word(value, decimals), both, *flags)


def percent_word(value: Fraction, decimals: int = 1) -> str:
    """Say a growth rate: 增长12.3%, 下降4.0%, 持平."""
    size = value.numerator
    return "持平" if size == 0 else f"{'增长' if size > 0 else '下降'}{_digits(abs(value), decimals)}%"


def points_word(value: Fraction, decimals: int = 1) -> str:
    """Say a difference of rates: 提高1.2个百分点, 下降0.3个百分点, 持平."""
    size = value.numerator
    return "持平" if size == 0 else f"{'提高' if size > 0 else '下降'}{_digits(abs(value), decimals)}个百分点"


def growth_table(current: Any, base: Any, *, is_rate: bool = False) -> pd.DataFrame:
    """Compute the change of a whole column, for ranking by growth.

    Args:
        current: one value a unit, missing as missing.
        base: likewise, in the same order.
        is_rate: give points instead of percent.

    Returns:
        DataFrame ``value`` (percent or points, NaN when it cannot be said) and ``status`` (``ok``, ``missing``,
        ``zero_base``, ``negative``, ``small_base`` = grown from less than :data:`SMALL_BASE`, not to be ranked),
        indexed as ``current``.

    Raises:
        ValueError: when the columns differ in length.
    """
    same_length(current, base)
    now, then = floats(current), floats(base)
    absent = np.isnan(now) | np.isnan(then)
    if is_rate:
        return pd.DataFrame(
            {"value": np.round(now - then, 9), "status": np.where(absent, "missing", "ok")}, index=index_of(current)
        )
    wrong = (then < 0) | (now < 0)
    zero = then == 0
    value = np.full(len(now), np.nan)
    usable = ~absent & ~wrong & ~zero
    value[usable] = np.round((now[usable] / then[usable] - 1) * 100, 9)
    status = np.select(
        [absent, zero, wrong, then < SMALL_BASE], ["missing", "zero_base", "negative", "small_base"], default="ok"
    )
    return pd.DataFrame({"value": value, "status": status}, index=index_of(current))


def two_year_average(this_year: Any, last_year: Any) -> Fraction | None:
    """Average the growth of two years when the year between was abnormal: sqrt((1+g1)(1+g2)) - 1, in percent.

    Args:
        this_year: growth of this year in percent.
        last_year: growth of last year in percent.

    Returns:
        Percent, or None when one is missing or at or below -100.
    """
    first, second = to_fraction(last_year), to_fraction(this_year)
    if first is None or second is None or first <= -100 or second <= -100:
        return None
    product = (1 + first / 100) * (1 + second / 100)
    root = to_fraction(float(product) ** 0.5)
    return None if root is None else (root - 1) * 100


def contribution_to_growth(current: Any, base: Any) -> pd.Series:
    """Split the growth of a total over its parts: (x_i1 - x_i0)/X_0 in points; the parts add up to the total.

    Args:
        current: one value a part, nothing missing.
        base: likewise, in the same order.

    Raises:
        ValueError: when a part is missing, or the base total is not positive.
    """
    same_length(current, base)
    now, then = exact_list(current), exact_list(base)
    pairs = [(a, b) for a, b in zip(now, then, strict=True) if a is not None and b is not None]
    if len(pairs) < len(now):
        raise ValueError("a part is missing; contributions would not add up to the total")
    total = sum((b for _, b in pairs), Fraction(0))
    if total <= 0:
        raise ValueError(f"the base total must be positive, got {total}")
    return pd.Series(
        [(a - b) * 100 / total for a, b in pairs], index=index_of(current), dtype=object, name="contribution"
    )


def _years(start: date | None, end: date | None) -> Fraction:
    """Count years between two dates; whole months count as twelfths."""
    if start is None or end is None or end <= start:
        raise ValueError(f"年均 needs two dates in order, got {start} and {end}")
    if start.day == end.day or (_is_month_end(start) and _is_month_end(end)):
        return Fraction((end.year - start.year) * 12 + end.month - start.month, 12)
    return (end - start).days / DAYS_IN_YEAR


def _is_month_end(day: date) -> bool:
    return date.fromordinal(day.toordinal() + 1).day == 1


def _digits(value: Fraction, decimals: int) -> str:
    """Print a size; a change that rounds to nothing gets digits until it shows."""
    shown = round_half_up(value, decimals)
    while not shown and decimals < 6:
        decimals += 1
        shown = round_half_up(value, decimals)
    return f"{shown:,f}"


def _plain(value: Fraction) -> str:
    """Print an amount without digits that say nothing."""
    text = f"{round_half_up(value, 2):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
