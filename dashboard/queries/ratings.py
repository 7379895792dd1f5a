"""Places of units on stored sums, compared exactly."""

from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from dashboard.queries.indicators import IndicatorRow
from dashboard.queries.stored import Sums
from dashboard.queries.values import REPORTED
from dashboard.statistics.ranks import Ranking, competition_rank, rank_ratios


def rank_values(ind: IndicatorRow, sums: Sums, status: np.ndarray) -> Ranking:
    """Places compared exactly on stored integers; only units whose status is 已报 take part."""
    open_to = status == REPORTED
    num, den = sums.num.where(open_to), sums.den.where(open_to)
    if ind.direction == "target":
        tops, bottoms = num.array().tolist(), den.array().tolist()
        exact = [_exact(ind, a, b) for a, b in zip(tops, bottoms, strict=True)]
        return competition_rank(exact, ind.direction, target=ind.target)
    if not ind.has_denominator:
        return competition_rank(num.array(), ind.direction)
    return rank_ratios(num.array(), den.array(), ind.direction)


def _exact(ind: IndicatorRow, num: Any, den: Any) -> Fraction | None:
    """The value as a fraction, None where there is none."""
    if num is pd.NA or num is None or (ind.has_denominator and (den is pd.NA or not den)):
        return None
    return Fraction(num) * Fraction(ind.number) / (den if ind.has_denominator else 1)
