"""The day that figures are of: the last one of their period, unless their source gives another."""

from collections.abc import Collection

from dashboard import periods
from dashboard.queries import places, values
from dashboard.queries.indicators import IndicatorRow, indicator
from dashboard.queries.trend_notes import DATE, remarks
from dashboard.warehouse import Warehouse


def as_of_words(wh: Warehouse, ind: IndicatorRow, period_key: int, reported: Collection[str]) -> str:
    """The day in Chinese; the last one of the period where the units' figures are not all of one other day.

    Args:
        wh: The snapshot.
        ind: The indicator.
        period_key: Period.
        reported: Codes of the units that have a figure.
    """
    stated = [
        (unit, text)
        for _, unit, kind, text in remarks(wh, ind, period_key, period_key)
        if kind == "as_of" and DATE.fullmatch(text)
    ]
    days = {text for _, text in stated}
    units = {unit for unit, _ in stated}
    if not reported or len(days) != 1 or not (None in units or units.issuperset(reported)):
        return periods.as_of_zh(period_key)
    year, month, day = (int(part) for part in days.pop().split("-"))
    return f"{year}年{month}月{day}日"


def as_of(wh: Warehouse, code: str, period_key: int, level: str | int) -> str:
    """`as_of_words` of all units of a level, such as `2021年6月5日`.

    Raises:
        QueryError: Unknown indicator or level.
    """
    ind = indicator(wh, code)
    if not remarks(wh, ind, period_key, period_key):
        return periods.as_of_zh(period_key)
    found = values.compared(wh, ind, period_key, places.level_number(level))
    return as_of_words(wh, ind, period_key, found.table["unit_code"].to_numpy()[found.now.num.present].tolist())
