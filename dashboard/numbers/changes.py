"""Changes and places as text."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from dashboard.numbers.values import (
    MAX_EXTRA_DECIMALS,
    MISSING,
    MONEY,
    PERCENT,
    POINTS,
    STATUS_SIGNS,
    exact,
    money_text,
    number_of,
    plain,
    rounded_text,
    size_of,
    usual_decimals,
)
from dashboard.statistics.changes import growth
from dashboard.statistics.exact import is_missing, round_half_up


def difference_text(difference: Any, unit: str, decimals: int | None = None) -> str:
    """Print the size of a difference, without sign: 6.8个百分点, 12个, 1,234.50万元; missing is ``—``.

    A difference that is not zero never prints as zero: it gets digits until it shows.
    """
    digits = usual_decimals(unit) if decimals is None else decimals
    if unit not in MONEY and isinstance(difference, float | Fraction):
        text = rounded_text(abs(float(difference)), digits, POINTS if unit == PERCENT else unit)
        if text is not None:
            return text
    number = number_of(difference)
    if number is None:
        return MISSING
    size = size_of(number)
    shown = round_half_up(size, digits)
    while not shown and size and digits < MAX_EXTRA_DECIMALS:
        digits += 1
        shown = round_half_up(size, digits)
    if unit == PERCENT:
        return f"{shown:,f}{POINTS}"
    return money_text(size, unit, digits, None) if unit in MONEY else plain(size, digits) + unit


def change_text(
    current: Any,
    base: Any,
    unit: str,
    *,
    decimals: int = 1,
    comparable: bool = True,
    effective_gap: Any = None,
) -> str:
    """Print a change: +12.3%, −0.4个百分点, 持平, 由0增至12, 不可比.

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
    return f"{round_half_up(change.value, digits):+,f}{change.unit}".replace("-", "−")


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
