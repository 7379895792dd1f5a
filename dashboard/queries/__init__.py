"""One question = one `.sql` file = one function with documented columns; pages call these and nothing else."""

from dashboard import frames  # noqa: F401  # how texts are kept
from dashboard.queries.attention import ATTENTION_COLUMNS, attention
from dashboard.queries.cards import CARD_COLUMNS, card_periods, overview_cards
from dashboard.queries.comparison import compare_periods, compare_units, families
from dashboard.queries.coverage import cover_classes, cover_gaps, cover_items, cover_kinds, cover_periods, cover_sums
from dashboard.queries.days import as_of
from dashboard.queries.forecast import forecast
from dashboard.queries.improvement import improvement
from dashboard.queries.indicators import IndicatorRow, QueryError, UnknownIndicator, all_indicators, indicator
from dashboard.queries.known_periods import definitions, indicator_periods, own_periods
from dashboard.queries.matrix import MATRIX_COLUMNS, matrix
from dashboard.queries.movement import movable, movement
from dashboard.queries.places import UnknownUnit, place, units, whole_of
from dashboard.queries.profile import PROFILE_COLUMNS, profile
from dashboard.queries.ranking import ranking
from dashboard.queries.reporting import completeness
from dashboard.queries.shortfalls import classes_by_theme
from dashboard.queries.split import rate_split
from dashboard.queries.stars import star_due, star_flows, star_losses, star_rounds, star_structure
from dashboard.queries.tracing import FILE_COLUMNS, TRACE_COLUMNS, trace, trace_files
from dashboard.queries.trend import trend
from dashboard.queries.trend_notes import remarks_at
from dashboard.queries.unit_changes import unit_changes
from dashboard.queries.village_income import clearance, income_overview, income_periods
from dashboard.queries.village_lines import income_bands, income_summary, income_villages

__all__ = [
    "ATTENTION_COLUMNS",
    "CARD_COLUMNS",
    "FILE_COLUMNS",
    "MATRIX_COLUMNS",
    "PROFILE_COLUMNS",
    "TRACE_COLUMNS",
    "IndicatorRow",
    "QueryError",
    "UnknownIndicator",
    "UnknownUnit",
    "all_indicators",
    "as_of",
    "attention",
    "card_periods",
    "classes_by_theme",
    "clearance",
    "compare_periods",
    "compare_units",
    "completeness",
    "cover_classes",
    "cover_gaps",
    "cover_items",
    "cover_kinds",
    "cover_periods",
    "cover_sums",
    "definitions",
    "families",
    "forecast",
    "improvement",
    "income_bands",
    "income_overview",
    "income_periods",
    "income_summary",
    "income_villages",
    "indicator",
    "indicator_periods",
    "matrix",
    "movable",
    "movement",
    "overview_cards",
    "own_periods",
    "place",
    "profile",
    "ranking",
    "rate_split",
    "remarks_at",
    "star_due",
    "star_flows",
    "star_losses",
    "star_rounds",
    "star_structure",
    "trace",
    "trace_files",
    "trend",
    "unit_changes",
    "units",
    "whole_of",
]
