"""Reporting periods: one integer key for the month in which a period ends.

A month, quarter, half-year, year and rating round all carry the key of their last month, so a quarter
is a selection of months and no period type needs a table of its own.
"""

from __future__ import annotations

import calendar
import re
from datetime import date

FREQUENCIES: tuple[str, ...] = ("月", "双月", "季", "半年", "年", "批次", "届")

_BASE_YEAR = 1900
_MONTHS_BETWEEN = {"月": 1, "双月": 2, "季": 3, "半年": 6, "年": 12}
_CHINESE_QUARTER = ("一", "二", "三", "四")
_FIRST_YEAR, _LAST_YEAR = 1901, 2199
_PERIOD = re.compile(r"([0-9]{4})(?:-([0-9]{2})|[Qq]([1-4])|[Hh]([12]))?")


def period_key(year: int, month: int) -> int:
    """Return the key of the month in which a period ends: (year - 1900) x 12 + month - 1.

    Raises:
        ValueError: The month is not 1-12 or the year cannot be a reporting year.
    """
    if not 1 <= month <= 12:
        raise ValueError(f"月份须为1至12，收到{month}")
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise ValueError(f"年份须在{_FIRST_YEAR}至{_LAST_YEAR}之间，收到{year}")
    return (year - _BASE_YEAR) * 12 + month - 1


def year_month(key: int) -> tuple[int, int]:
    """Return (year, month) of a period key."""
    return key // 12 + _BASE_YEAR, key % 12 + 1


def year_of(key: int) -> int:
    """Return the calendar year of a period key."""
    return key // 12 + _BASE_YEAR


def months_in_year(key: int) -> int:
    """Return how many months of the year have passed at the period's end (6 for June)."""
    return key % 12 + 1


def percent_of_year(key: int) -> float:
    """Return how much of the year has passed at the period's end, per cent (50 for June)."""
    return months_in_year(key) * 100 / 12


def parse_period(text: str) -> int:
    """Return the key of a period written for the command line or a URL.

    Args:
        text: `2024-06`, `2024Q2`, `2024H1` or `2024`.

    Raises:
        ValueError: The text has another form; the message shows the accepted ones.
    """
    match = _PERIOD.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"看不懂期间“{text}”；可写 2024-06、2024Q2、2024H1 或 2024")
    year, month, quarter, half = match.groups()
    if month is not None:
        return period_key(int(year), int(month))
    if quarter is not None:
        return period_key(int(year), int(quarter) * 3)
    if half is not None:
        return period_key(int(year), int(half) * 6)
    return period_key(int(year), 12)


def label(key: int) -> str:
    """Return the machine form of a period, for example `2024-06`; parse_period reads it back."""
    year, month = year_month(key)
    return f"{year}-{month:02d}"


def ends_period(key: int, frequency: str) -> bool:
    """Tell whether a period of this frequency can end in the key's month (quarters end in March, June ...)."""
    step = _MONTHS_BETWEEN.get(frequency, 1)
    return months_in_year(key) % step == 0


def label_zh(key: int, frequency: str = "月") -> str:
    """Return the Chinese name of a period.

    A period that does not end where its frequency ends is named by its month, because calling May a
    quarter would be wrong.

    Args:
        key: Period key.
        frequency: One of FREQUENCIES.

    Returns:
        For example 2024年6月, 2024年二季度, 2024年上半年, 2024年.
    """
    year, month = year_month(key)
    if ends_period(key, frequency):
        if frequency == "季":
            return f"{year}年{_CHINESE_QUARTER[month // 3 - 1]}季度"
        if frequency == "半年":
            return f"{year}年{'上半年' if month == 6 else '下半年'}"
        if frequency == "年":
            return f"{year}年"
    return f"{year}年{month}月"


def as_of(key: int) -> date:
    """Return the last day of the period."""
    year, month = year_month(key)
    return date(year, month, calendar.monthrange(year, month)[1])


def as_of_zh(key: int) -> str:
    """Return the last day of the period in Chinese, for example 2024年6月30日."""
    day = as_of(key)
    return f"{day.year}年{day.month}月{day.day}日"


def previous(key: int, frequency: str = "月") -> int:
    """Return the key of the period before, one step of the frequency back.

    Rounds and terms of office have no fixed step: for 批次 and 届 the caller takes the last period that
    has values, and this function goes back one month.
    """
    return key - _MONTHS_BETWEEN.get(frequency, 1)


def same_last_year(key: int) -> int:
    """Return the key of the same month one year earlier."""
    return key - 12


def year_end(key: int) -> int:
    """Return the key of December of the period's year."""
    return key - key % 12 + 11
