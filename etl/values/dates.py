"""Years, months and days as offices type them, and the words that say why a text is none."""

import re
from datetime import date
from typing import TypeVar

from etl.values import characters
from etl.values.result import Parsed, out

V = TypeVar("V")
#: Figures of this trade begin after 1949; an earlier year is a slip or another column.
FIRST_YEAR = 1950
_EXCEL_ZERO = date(1899, 12, 30)
_HAN_MONTHS = {"十": 10, "十一": 11, "十二": 12} | {han: number for number, han in enumerate("一二三四五六七八九", 1)}
_YEAR = re.compile(r"([0-9]{4})(?:年度?|\.0+)?")
_UP_TO = "(?:截[至止]到?)?"
_MONTH = re.compile(rf"{_UP_TO}0?([1-9]|1[0-2])(?:月份?[末底]?|\.0+)?")
_MONTHS_SO_FAR = re.compile(r"0?1月?[-—–~～至到]0?([1-9]|1[0-2])月份?")
_HAN_MONTH = re.compile(rf"{_UP_TO}(十[一二]?|[一二三四五六七八九])月份?[末底]?")
_DAY = re.compile(
    r"([0-9]{4})(?:-([0-9]{1,2})-([0-9]{1,2})|/([0-9]{1,2})/([0-9]{1,2})"
    r"|\.([0-9]{1,2})\.([0-9]{1,2})|年([0-9]{1,2})月([0-9]{1,2})日?)"
)
_CLOCK = re.compile(r"[T ]\s*[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?")
_COMPACT_DAY = re.compile(r"((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})")
_YEAR_MONTH = re.compile(rf"{_UP_TO}([0-9]{{4}})(?:[-/]([0-9]{{1,2}})|年([0-9]{{1,2}})月份?[末底]?)")
_COMPACT_MONTH = re.compile(r"((?:19|20)[0-9]{2})([0-9]{2})")
_YEAR_SO_FAR = re.compile(r"([0-9]{4})年?[./-]?0?1月?[-—–~～至到]([0-9]{1,2})月份?")
_WESTERN = re.compile(r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-](?:[0-9]{2}|[0-9]{4})|.*[A-Za-z]{3,}.*|[0-9]{2}[-/][0-9]{1,2}")
_SERIAL = re.compile(r"[234][0-9]{4}(?:\.[0-9]+)?")
_MINGUO = re.compile(r"(?:中华)?民国.*")


def prepare(text: str) -> tuple[str, Parsed[str] | None]:
    """The text without harmless marks, or the finding that forbids reading it."""
    if (broken := characters.unreadable(text)) is not None:
        return "", broken
    shown = characters.narrow(characters.trim(text))
    if shown[:1] in ("'", "’", "‘") and len(shown) > 1:
        shown = characters.trim(shown[1:])
    return re.sub(r"(?<=[年月])\s+(?=[0-9])|(?<=[0-9])\s+(?=[年月日])", "", shown), None


def spelled(value: V, text: str, plain: str) -> Parsed[V]:
    """A value, with a note when the text is not the plain spelling."""
    return Parsed(value) if text == plain else Parsed(value, "normalise", "PERIOD_SPELLING", f"按{plain}")


def _day(year: str | int, month: str | int, day: str | int) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def as_day(text: str) -> tuple[date | None, bool]:
    """A day and whether the text has the shape of one."""
    day_text = _CLOCK.sub("", text)
    match = _DAY.fullmatch(day_text) or _COMPACT_DAY.fullmatch(day_text)
    if match is None:
        return None, False
    parts = [part for part in match.groups() if part is not None]
    return _day(parts[0], parts[1], parts[2]), True


def not_a_period(text: str) -> str:
    if _MINGUO.fullmatch(text):
        return "PERIOD_MINGUO"
    if _SERIAL.fullmatch(text):
        return "PERIOD_EXCEL_SERIAL"
    if _MONTH.fullmatch(text) or _MONTHS_SO_FAR.fullmatch(text) or _HAN_MONTH.fullmatch(text):
        return "PERIOD_NO_YEAR"
    return "PERIOD_AMBIGUOUS" if _WESTERN.fullmatch(text) else "PERIOD_INVALID"


def year_and_month(text: str) -> tuple[int, int] | None:
    """Year and month of a spelling that names both; None when it does not or the month is none."""
    match = _YEAR_MONTH.fullmatch(text) or _COMPACT_MONTH.fullmatch(text) or _YEAR_SO_FAR.fullmatch(text)
    if match is None:
        return None
    year, month = [int(part) for part in match.groups() if part is not None]
    return (year, month) if 1 <= month <= 12 else None


def year_of(text: str) -> int | None:
    """The year a prepared text names: 2024, 2024年, 2024年度, 2024.0."""
    match = _YEAR.fullmatch(text)
    return int(match[1]) if match else None


def _year_fits(year: int, today: date) -> str | None:
    if year < FIRST_YEAR:
        return "PERIOD_TOO_EARLY"
    return "PERIOD_FUTURE" if year > today.year else None


def parse_year(text: str, *, today: date) -> Parsed[int]:
    """Read a year: 2024; 2024年, 2024年度, 2024.0, ２０２４ and a date cell on 1 January or 31 December with a note.

    Args:
        text: The cell as found.
        today: A later year keeps the row out.

    Returns:
        The year. An empty cell gives value None without an outcome.
    """
    shown, broken = prepare(text)
    if broken is not None:
        return out(broken.code)
    if not shown:
        return Parsed(None)
    year = year_of(shown)
    year = _year_of_date_cell(shown) if year is None else year
    if year is None:
        return out("PERIOD_INVALID" if re.fullmatch(r"[0-9]{1,2}", shown) else not_a_period(shown))
    if (reason := _year_fits(year, today)) is not None:
        return out(reason)
    return spelled(year, text, str(year))


def _year_of_date_cell(text: str) -> int | None:
    """The year meant by a date in a year column.

    A cell that holds 2024 but wears a date format is shown as 16 July 1905, the 2024th day of Excel's calendar.
    """
    day, _ = as_day(text)
    if day is None:
        return None
    if day.year == 1905:
        return (day - _EXCEL_ZERO).days
    return day.year if (day.month, day.day) in ((1, 1), (12, 31)) else None


def parse_month(text: str, *, year: int | None = None) -> Parsed[int]:
    """Read a month of the year: 6 or 06; 6月, ６, 六月, 6.0 and 1-6月 (the months so far) with a note.

    Args:
        text: The cell as found.
        year: The year beside it: then 2024年6月 and 2024-06 are read too, if they agree.
    """
    shown, broken = prepare(text)
    if broken is not None:
        return out(broken.code)
    if not shown:
        return Parsed(None)
    match = _MONTH.fullmatch(shown) or _MONTHS_SO_FAR.fullmatch(shown)
    if match is not None:
        month = int(match[1])
        return Parsed(month) if text in (str(month), f"{month:02d}") else spelled(month, text, str(month))
    if (han := _HAN_MONTH.fullmatch(shown)) is not None:
        return spelled(_HAN_MONTHS[han[1]], text, str(_HAN_MONTHS[han[1]]))
    full = year_and_month(shown)
    if full is None or year is None:
        return out("MONTH_INVALID")
    return spelled(full[1], text, str(full[1])) if full[0] == year else out("PERIOD_CONFLICT", f"年度列为{year}年")


def parse_date(text: str, *, today: date | None = None) -> Parsed[date]:
    """Read a day: 2024-09-30; other Chinese spellings with a note; never a serial number, never day/month/year.

    Args:
        text: The cell as found.
        today: When given, a day after the end of today's month keeps the row out.
    """
    shown, broken = prepare(text)
    if broken is not None:
        return out(broken.code)
    if not shown:
        return Parsed(None)
    day, shaped = as_day(shown)
    if day is None:
        return out("PERIOD_INVALID" if shaped else not_a_period(shown))
    if day.year < FIRST_YEAR:
        return out("PERIOD_TOO_EARLY")
    if today is not None and (day.year, day.month) > (today.year, today.month):
        return out("PERIOD_FUTURE")
    return spelled(day, text, day.isoformat())
