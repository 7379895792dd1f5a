"""A line as pairs of months: this year's beside last year's."""

from dataclasses import dataclass

import pandas as pd

from dashboard import numbers, periods
from dashboard.charts.year_columns import MonthPair
from dashboard.queries import IndicatorRow
from dashboard.queries.card_changes import signed
from dashboard.queries.trend_notes import COVERAGE_WORDS
from dashboard.statistics import growth

MONEY = ("万元", "亿元")
OTHER_UNITS = "报送单位与上年不同"


@dataclass(frozen=True)
class Pairs:
    """Pairs for the picture, the same as a table (month, words, before_shown, now_shown, word, why), and their unit."""

    pairs: list[MonthPair]
    table: pd.DataFrame
    unit: str


def plain_unit(values: pd.Series, ind: IndicatorRow) -> tuple[list[str], str]:
    """Values as text without their money unit, and the unit."""
    unit = numbers.common_unit(values, ind.unit) if ind.unit in MONEY else ind.unit
    texts = numbers.format_column(values, ind.unit, ind.decimals, money_unit=unit if unit in MONEY else None)
    return [text.removesuffix(unit) if unit in MONEY else text for text in texts], unit


def pairs(ind: IndicatorRow, line: pd.DataFrame, period: int) -> Pairs | None:
    """This year's months up to a period beside those of last year; None where no month has both or either.

    Args:
        ind: The indicator.
        line: Rows of one line as of `queries.trend`.
        period: The newest period.
    """
    january = period - periods.months_in_year(period) + 1
    keys = [key for key in range(january, period + 1) if periods.ends_period(key, ind.frequency)]
    own = line.drop_duplicates("period_key").set_index("period_key")
    now, before = (own["value"].reindex([key - back for key in keys]).to_numpy() for back in (0, 12))
    if not keys or not (pd.notna(now).any() and pd.notna(before).any()):
        return None
    shown, unit = plain_unit(pd.Series([*before, *now]), ind)
    cuts = own.index[own["is_break"].astype(bool)].tolist()
    rows, found = [], []
    for place, key in enumerate(keys):
        comparable = not any(key - 12 < cut <= key for cut in cuts)
        change = growth(_one(now[place]), _one(before[place]), "yoy", is_rate=ind.is_rate, comparable=comparable)
        texts = shown[place], shown[len(keys) + place]
        word = change.word if pd.notna(now[place]) else "—"
        month = periods.months_in_year(key)
        why = "" if comparable else _why(own, key)
        rows.append((month, f"{month}月", *texts, word, why))
        told = signed(change) if change.value is not None else ""
        drawn = numbers.in_money_unit([before[place], now[place]], ind.unit, unit)
        found.append(MonthPair(f"{month}月", _one(drawn[0]), _one(drawn[1]), *texts, told))
    table = pd.DataFrame(rows, columns=["month", "words", "before_shown", "now_shown", "word", "why"])
    return Pairs(found, table, unit)


def _why(own: pd.DataFrame, key: int) -> str:
    """Why a month is not compared with that of last year: others reported, or the definition is another."""
    cut = own.loc[(own.index > key - 12) & (own.index <= key) & own["is_break"].astype(bool), "note"]
    return OTHER_UNITS if cut.str.contains(COVERAGE_WORDS).any() else "口径有变化"


def _one(value: float) -> float | None:
    return None if pd.isna(value) else float(value)
