"""Places of units on stored sums, compared exactly."""

from fractions import Fraction

import numpy as np

from dashboard.queries.indicators import IndicatorRow
from dashboard.queries.sums import Sums
from dashboard.queries.values import REPORTED
from dashboard.statistics.exact import is_missing, need_fraction
from dashboard.statistics.places import (
    Placed,
    dense_numbers,
    place_numbers,
    place_ratios,
    placed,
    places_of,
    unplaced,
)
from dashboard.statistics.results import check_direction


def rank_values(ind: IndicatorRow, sums: Sums, status: np.ndarray) -> Placed:
    """Places compared exactly on stored integers; only units whose status is 已报 take part."""
    check_direction(ind.direction)
    open_to = status == REPORTED
    reported = open_to & sums.num.present
    if ind.direction == "target":
        return _by_distance(ind, sums, reported)
    if not ind.has_denominator:
        return place_numbers(sums.num.values, reported, ind.direction)
    return place_ratios(sums.num.values, sums.den.values, reported & sums.den.present, ind.direction)


def _by_distance(ind: IndicatorRow, sums: Sums, reported: np.ndarray) -> Placed:
    """Places by the distance from the target."""
    present = reported & sums.den.present & (sums.den.values != 0) if ind.has_denominator else reported
    if is_missing(ind.target):
        return unplaced(present, ind.direction)
    number, target = Fraction(ind.number), need_fraction(ind.target, "target")
    below = sums.den.values[present].tolist() if ind.has_denominator else [1] * int(present.sum())
    away = [abs(top * number / den - target) for top, den in zip(sums.num.values[present].tolist(), below, strict=True)]
    status = np.where(present, "reported", "missing").astype(object)
    return placed(present, places_of(dense_numbers(away), "lower"), status, ind.direction)


def among_both(former: np.ndarray, now: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Former and present places, taken again among the units that have both; 0 for the others."""
    both = (former > 0) & (now > 0)
    again = []
    for ranks in (former, now):
        places = np.zeros(len(ranks), dtype=np.int64)
        places[both] = places_of(ranks[both], "lower")
        again.append(places)
    return again[0], again[1]
