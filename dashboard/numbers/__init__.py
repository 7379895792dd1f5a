"""The one number formatter: how a value, a change and a place are printed, on screen and in every export.

Rounding is decimal and half-up, from integers, Decimals or Fractions; a float counts as the decimal of its fifteen
significant digits, so that 12.249999999999998 prints as the 12.25 it stands for. Signs:
``—`` missing, ``未报`` due but not reported, ``…`` not applicable, ``0`` a true zero, ``0.0`` less than half a unit.
"""

from dashboard.numbers.changes import change_text, difference_text, rank_change_text, rank_text
from dashboard.numbers.columns import (
    column_texts,
    common_unit,
    distinct_decimals,
    format_column,
    in_money_unit,
    series_texts,
)
from dashboard.numbers.values import (
    MISSING,
    NOT_APPLICABLE,
    POINTS,
    UNREPORTED,
    exact,
    format_value,
    plain,
    usual_decimals,
)
from dashboard.statistics.changes import INCOMPARABLE

__all__ = [
    "INCOMPARABLE",
    "MISSING",
    "NOT_APPLICABLE",
    "POINTS",
    "UNREPORTED",
    "change_text",
    "column_texts",
    "common_unit",
    "difference_text",
    "distinct_decimals",
    "exact",
    "format_column",
    "format_value",
    "in_money_unit",
    "plain",
    "rank_change_text",
    "rank_text",
    "series_texts",
    "usual_decimals",
]
