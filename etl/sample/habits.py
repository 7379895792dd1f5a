"""How each district's office fills in its forms: a file format and manners that never change."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Habit:
    """An office's manners.

    Attributes:
        suffix: csv, xlsx or xls.
        encoding: Text encoding of a CSV.
        newline: Line end of a CSV.
        final_newline: Whether the last line ends with one.
        titled: Title and unit line above the table, note below it.
        merged: Two header rows, the upper one merged over its columns.
        broken: Line breaks inside long headers.
        total: A 合计 row at the end.
        units: The unit in brackets behind the header.
        thousands: Amounts written as 1,234.50.
        serial: A first column 序号.
        period_in_title: The month stands in the title only, where the form has no date of its own.
        day, hour: When in the month after the period the office sends.
    """

    suffix: str = "csv"
    encoding: str = "utf-8"
    newline: str = "\n"
    final_newline: bool = True
    titled: bool = False
    merged: bool = False
    broken: bool = False
    total: bool = False
    units: bool = False
    thousands: bool = False
    serial: bool = False
    period_in_title: bool = False
    day: int = 6
    hour: int = 9


HABITS: dict[str, Habit] = {
    "990100": Habit(encoding="utf-8-sig", day=10, hour=15),
    "990101": Habit(suffix="xlsx", titled=True, merged=True, total=True, day=4, hour=10),
    "990102": Habit(day=5, hour=9),
    "990103": Habit(encoding="gbk", newline="\r\n", day=6, hour=16),
    "990104": Habit(encoding="utf-8-sig", newline="\r\n", titled=True, total=True, thousands=True, day=7, hour=11),
    "990105": Habit(encoding="gbk", newline="\r\n", units=True, day=5, hour=14),
    "990106": Habit(final_newline=False, day=5, hour=11),
    "990107": Habit(encoding="utf-8-sig", serial=True, day=8, hour=10),
    "990108": Habit(encoding="gbk", newline="\r\n", titled=True, day=8, hour=15),
    "990109": Habit(suffix="xlsx", titled=True, broken=True, day=7, hour=9),
    "990110": Habit(suffix="xls", titled=True, merged=True, total=True, period_in_title=True, day=6, hour=17),
}
