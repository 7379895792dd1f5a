"""Values of a workbook as the texts that the reader hands on."""

import datetime

_EPOCH_1900 = datetime.date(1899, 12, 30)
_EPOCH_1904 = datetime.date(1904, 1, 1)


def number_text(value: float) -> str:
    """A number by its shortest exact spelling, whole numbers without `.0`."""
    if value.is_integer():
        return (
            str(int(value))
            if abs(value) < 1e15
            else f"{value:.15g}"
            if abs(value) >= 1e21
            else str(int(float(f"{value:.15g}")))
        )
    return repr(value)


def moment(value: object, date_1904: bool) -> tuple[str, bool]:
    """Dates as ISO text; a bare year that was only formatted as a date comes back as the year."""
    if isinstance(value, datetime.datetime):
        if value.time() == datetime.time():
            value = value.date()
        else:
            return value.isoformat(sep=" ", timespec="seconds"), False
    if isinstance(value, datetime.date):
        serial = (value - (_EPOCH_1904 if date_1904 else _EPOCH_1900)).days
        if 1949 <= serial <= 2100:
            return str(serial), True
        return value.isoformat(), False
    return str(value), False


def letter(position: int) -> str:
    """The column's letter in a spreadsheet."""
    text = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        text = chr(65 + rest) + text
    return text
