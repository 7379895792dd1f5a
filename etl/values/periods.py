"""Periods as offices type them, keyed by the month in which they end (`dashboard.periods.period_key`)."""

import calendar
import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Literal

from dashboard.periods import period_key
from etl.values import characters
from etl.values.dates import FIRST_YEAR, as_day, not_a_period, parse_month, prepare, spelled, year_and_month, year_of
from etl.values.result import Parsed, out

PeriodKind = Literal["month", "quarter", "half", "year", "round", "date"]

_QUARTERS = {"1": 1, "2": 2, "3": 3, "4": 4, "一": 1, "二": 2, "三": 3, "四": 4}
_DOTTED_MONTH = re.compile(r"([0-9]{4})\.([0-9]{1,2})")
_QUARTER = re.compile(r"([0-9]{4})年?(?:[-/ ]?[Qq]([1-4])|第?([一二三四1-4])季度?末?)")
_HALF = re.compile(r"([0-9]{4})年?(?:[-/ ]?[Hh]([12])|([上下])半年)")


def _dotted(text: str, january_is_clear: bool) -> tuple[int, int] | str | None:
    """2024.9 and 2024.10 as year and month; 2024.1 is 2024.10 after Excel took it for a figure."""
    match = _DOTTED_MONTH.fullmatch(text)
    if match is None:
        return None
    if match[2] == "1" and not january_is_clear:
        return "PERIOD_DOT_AMBIGUOUS"
    return (int(match[1]), int(match[2])) if 1 <= int(match[2]) <= 12 else "PERIOD_INVALID"


def dotted_months_ambiguous(texts: Iterable[str]) -> bool:
    """Whether a column's 2024.1 may stand for October.

    It may, unless the column shows that its last zero survives (2024.10 is there) and that January is not
    written 2024.01. When this is False, pass `january_is_clear=True` to `parse_period`.
    """
    seen = {characters.narrow(characters.trim(text)) for text in texts}
    months = {match[2] for text in seen if (match := _DOTTED_MONTH.fullmatch(text))}
    return "1" in months and ("10" not in months or any(month.startswith("0") for month in months))


def _ends(text: str, kind: PeriodKind, today: date, january_is_clear: bool) -> tuple[int, int] | str:
    """The month in which the period ends, or the code that says why there is none."""
    if kind in ("quarter", "round") and (match := _QUARTER.fullmatch(text)):
        return int(match[1]), 3 * _QUARTERS[match[2] or match[3]]
    if kind in ("half", "round") and (match := _HALF.fullmatch(text)):
        return int(match[1]), 6 if (match[2] or match[3]) in ("1", "上") else 12
    if kind in ("year", "round") and (year := year_of(text)) is not None:
        return year, 12
    day, shaped = as_day(text)
    if shaped:
        return _month_of_day(day, kind)
    dotted = _dotted(text, january_is_clear)
    found = dotted if dotted is not None else year_and_month(text)
    if isinstance(found, str):
        return found
    if found is None:
        return not_a_period(text)
    return found


def _month_of_day(day: date | None, kind: PeriodKind) -> tuple[int, int] | str:
    """A day stands for its month when it is the month's last day, or the first, which Excel puts for a bare month."""
    if day is None:
        return "PERIOD_INVALID"
    last = (day + timedelta(days=1)).day == 1
    if kind in ("date", "round") or last or (kind == "month" and day.day == 1):
        return day.year, day.month
    return "PERIOD_NOT_MONTH_END"


def parse_period(
    text: str,
    kind: PeriodKind,
    *,
    today: date,
    year: int | None = None,
    january_is_clear: bool = False,
) -> Parsed[int]:
    """Read a period that one cell names.

    Args:
        text: The cell as found: 2024-09 for a month, 2024Q3 or 2024-09-30 for a quarter, 2024H1 for half a year,
            2024 for a year, any of them for a rating round, a day for a date. Other Chinese spellings with a note.
        kind: Of the template's `period`.
        today: A period that ends after today's month keeps the row out; of a year, the current one is let in.
        year: From the title or another column, for a cell that names only a month (9月, 1-9月).
        january_is_clear: `not dotted_months_ambiguous(column)`.

    Returns:
        The period key. An empty cell gives value None without an outcome.
    """
    shown, broken = prepare(text)
    if broken is not None:
        return out(broken.code)
    if not shown:
        return Parsed(None)
    found = _ends(shown, kind, today, january_is_clear)
    if found == "PERIOD_NO_YEAR" and year is not None and kind != "date":
        month = parse_month(shown).value
        found = (year, month) if month is not None else found
    if isinstance(found, str):
        return out("PERIOD_ROUND_UNDATED" if kind == "round" and found == "PERIOD_INVALID" else found)
    if (reason := _fits(found, kind, today)) is not None:
        return out(reason)
    return spelled(period_key(*found), text, _plain(found, kind, text))


def _fits(found: tuple[int, int], kind: PeriodKind, today: date) -> str | None:
    year, month = found
    if year < FIRST_YEAR:
        return "PERIOD_TOO_EARLY"
    late = year > today.year if kind == "year" else found > (today.year, today.month)
    if late:
        return "PERIOD_FUTURE"
    step = {"quarter": 3, "half": 6, "year": 12}.get(kind, 1)
    return "PERIOD_NOT_END" if month % step else None


def _plain(found: tuple[int, int], kind: PeriodKind, text: str) -> str:
    """The spelling that needs no note: the kind's own, or the day that ends it."""
    year, month = found
    last = f"{year}-{month:02d}-{calendar.monthrange(year, month)[1]}"
    own = {
        "quarter": f"{year}Q{month // 3}",
        "half": f"{year}H{month // 6}",
        "year": str(year),
    }.get(kind, last if kind == "date" else f"{year}-{month:02d}")
    if kind == "date" and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return text
    accepted = {own} if kind == "month" else {own, last}
    if kind == "round":
        accepted |= {f"{year}Q{month // 3}", f"{year}H{month // 6}", str(year)}
    return text if text in accepted else own
