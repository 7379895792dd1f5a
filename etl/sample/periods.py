"""The span of the demonstration data. Months are numbered as everywhere: (year - 1900) * 12 + month - 1."""

import calendar

#: First and last month of the full data set. The last one is a constant: the files never depend on the clock.
FIRST_MONTH = (2023 - 1900) * 12
LAST_MONTH = (2025 - 1900) * 12 + 11
N_MONTHS = LAST_MONTH - FIRST_MONTH + 1


def year_month(key: int) -> tuple[int, int]:
    """Year and month (1-12) of a month key."""
    return 1900 + key // 12, key % 12 + 1


def key_of(text: str) -> int:
    """The month key of text such as `2024-06`."""
    year, month = text.split("-")
    return (int(year) - 1900) * 12 + int(month) - 1


def month_label(key: int) -> str:
    """`2024-06`."""
    year, month = year_month(key)
    return f"{year}-{month:02d}"


def month_end(key: int) -> str:
    """Last day of the month as an ISO date."""
    year, month = year_month(key)
    return f"{year}-{month:02d}-{calendar.monthrange(year, month)[1]:02d}"


def month_zh(key: int) -> str:
    """`2024年6月`."""
    year, month = year_month(key)
    return f"{year}年{month}月"


def quarter_label(key: int) -> str:
    """`2024Q2` for a month that ends a quarter."""
    year, month = year_month(key)
    return f"{year}Q{month // 3}"


def ends(every: int) -> list[int]:
    """The months of the full span that end a period of `every` months (3 quarter, 6 half-year, 12 year)."""
    return [key for key in range(FIRST_MONTH, LAST_MONTH + 1) if (key + 1) % every == 0]


def sent_at(key: int, *, day: int, hour: int, months_later: int = 1) -> str:
    """When an office sends the figures of a month: a day of a following month, ISO with seconds."""
    year, month = year_month(key + months_later)
    return f"{year}-{month:02d}-{day:02d}T{hour:02d}:{(day * 7) % 60:02d}:00"
