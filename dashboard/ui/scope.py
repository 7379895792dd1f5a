"""Where a theme page looks: the whole by its districts, or one district by its towns."""

from dataclasses import dataclass

from dashboard.ui.data import Figures
from dashboard.ui.filters import ALL, DISTRICT, TOWN, Row, names_of, period_keys

#: Units drawn in one picture of a theme page, one sheet's worth; more are in the table.
MAX_BARS = 40


@dataclass(frozen=True)
class Scope:
    """What is compared.

    Attributes:
        level: Level of the units, by number.
        under: Code of the district whose towns they are, None for all districts.
        name: Name of the whole, such as `示例市` or `云岭县`.
        noun: What the units are called, such as `县市区`.
    """

    level: int
    under: str | None
    name: str
    noun: str


def known_periods(figures: Figures, code: str) -> list[int]:
    """Periods in which districts have values of an indicator, newest first; empty where nobody ever reported it."""
    known = figures.indicators()
    if code not in known or figures.indicator_periods(code).empty:
        return []
    return period_keys(figures, known[code], DISTRICT)


def choose_scope(row: Row, figures: Figures, period: int) -> Scope:
    """The whole by district, or one district by town."""
    tops = figures.ask("units", level=DISTRICT, period_key=period)
    options = {ALL: "各县市区", **names_of(tops)}
    chosen = row.one("under", "范围", options, ALL, width=168)
    if chosen == ALL:
        whole = figures.ask("whole_of", level=DISTRICT, period_key=period)
        only = next(iter(options.values())) if len(tops) != 1 else options[tops["unit_code"].iloc[0]]
        return Scope(DISTRICT, None, whole.unit_name if whole is not None else only, "县市区")
    return Scope(TOWN, chosen, options[chosen], "乡镇街道")
