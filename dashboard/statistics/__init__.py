"""How districts are compared fairly: plain functions, exact where a place or a printed digit depends on it.

Missing stays missing. Every result carries ``n``, a Chinese ``caption`` and ``flags``, so that a page cannot show
the number and drop the caveat. The figures are full counts, not samples: an interval says how far few cases could
move a rate, never a sampling error.
"""

from dashboard.statistics.changes import contribution_to_growth, growth, growth_table, two_year_average
from dashboard.statistics.control_limits import xmr_limits
from dashboard.statistics.distribution import gini, quantile_group, theil
from dashboard.statistics.effects import rate_structure_effect
from dashboard.statistics.exact import is_missing, round_half_up, to_fraction
from dashboard.statistics.funnels import funnel_class
from dashboard.statistics.intervals import difference_interval, wilson_interval
from dashboard.statistics.rank_intervals import rank_interval, rank_interval_of_rates, simultaneous_z
from dashboard.statistics.ranks import Ranking, competition_rank, rank_change, rank_ratios
from dashboard.statistics.ratios import ratio_of_sums
from dashboard.statistics.results import Stated
from dashboard.statistics.robustness import weight_robustness
from dashboard.statistics.schedule import LightRule, light, light_colours, schedule_progress
from dashboard.statistics.scores import ScoreItem, composite_score, effective_weights, geometric_mean
from dashboard.statistics.trends import trend_marker, trend_marker_values

__all__ = [
    "LightRule",
    "Ranking",
    "ScoreItem",
    "Stated",
    "competition_rank",
    "composite_score",
    "contribution_to_growth",
    "difference_interval",
    "effective_weights",
    "funnel_class",
    "geometric_mean",
    "gini",
    "growth",
    "growth_table",
    "is_missing",
    "light",
    "light_colours",
    "quantile_group",
    "rank_change",
    "rank_interval",
    "rank_interval_of_rates",
    "rank_ratios",
    "rate_structure_effect",
    "ratio_of_sums",
    "round_half_up",
    "schedule_progress",
    "simultaneous_z",
    "theil",
    "to_fraction",
    "trend_marker",
    "trend_marker_values",
    "two_year_average",
    "weight_robustness",
    "wilson_interval",
    "xmr_limits",
]
