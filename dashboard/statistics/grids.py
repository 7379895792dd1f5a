"""Many indicators at once: who differs from the whole, how far along the spine, and one unit's place.

The class of a rate is that of :func:`dashboard.statistics.funnels.funnel_class`, computed for a whole table in one
step; amounts per unit have no distribution and are classed by a plain rule that is said to be one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dashboard.statistics.funnels import MAX_UNIT_EFFECT, MIN_UNITS
from dashboard.statistics.intervals import SMALL_DENOMINATOR, Z_95

#: A value stands out when it is this many times as far from the whole as the unit in the middle; about one standard
#: deviation when values scatter evenly.
TYPICAL_TIMES = 1.5
#: The difference of two products below this fits into 64 bits.
SAFE = 2.0**61
#: A spine is drawn from this many values on.
MIN_SPINE = 4


def share_classes(
    numerators: np.ndarray,
    denominators: np.ndarray,
    gaps: np.ndarray,
    higher_is_better: np.ndarray,
) -> np.ndarray:
    """Class rates of counts against their wholes, a row an indicator.

    Args:
        numerators: counts of hits, indicators × units, missing as NaN.
        denominators: counts of cases, likewise.
        gaps: points that matter, one an indicator.
        higher_is_better: one an indicator.

    Returns:
        Codes as in ``funnel_class`` (better, like, worse, small, missing, not_applicable, error, unclassed).
    """
    x, n = numerators, denominators
    absent = np.isnan(x) | np.isnan(n)
    zero = ~absent & (n == 0)
    wrong = ~absent & ~zero & ((n < 0) | (x < 0) | (x > n))
    usable = ~absent & ~zero & ~wrong
    totals = np.where(usable, n, 0).sum(axis=1)
    hits = np.where(usable, x, 0).sum(axis=1)
    whole = np.divide(hits, totals, out=np.full(len(totals), np.nan), where=totals > 0)[:, None]
    rate = np.divide(x, n, out=np.full(x.shape, np.nan), where=usable)
    half = Z_95 * np.sqrt(np.divide(whole * (1 - whole), n, out=np.full(x.shape, np.nan), where=usable))
    effect = np.divide(100.0, n, out=np.full(x.shape, np.nan), where=usable)
    with np.errstate(invalid="ignore"):
        matters = np.abs(np.round((rate - whole) * 100, 9)) >= np.maximum(gaps[:, None], np.round(effect, 9))
        above = matters & (rate > np.clip(whole + half, 0, 1))
        below = matters & (rate < np.clip(whole - half, 0, 1))
        small = (n < SMALL_DENOMINATOR) | (effect > MAX_UNIT_EFFECT)
    good = np.where(higher_is_better[:, None], above, below)
    bad = np.where(higher_is_better[:, None], below, above)
    few = np.broadcast_to((usable.sum(axis=1) < MIN_UNITS)[:, None], x.shape)
    return np.select(
        [absent, zero, wrong, small, few, good, bad],
        ["missing", "not_applicable", "error", "small", "unclassed", "better", "worse"],
        default="like",
    )


def value_classes(
    values: np.ndarray, wholes: np.ndarray, gaps: np.ndarray, higher_is_better: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Class values without a distribution by a plain rule, a row an indicator.

    A unit stands out when it is at least the gap away from the whole, and more than 1.5 times as far as the unit in
    the middle of the distances.

    Args:
        values: per-unit amounts, averages or shares of money, indicators × units, missing as NaN.
        wholes: value of the whole, one an indicator; where it is missing the median of the units takes its place.
        gaps: what matters at least, in the indicator's unit.
        higher_is_better: one an indicator.

    Returns:
        Codes (better, like, worse, missing, unclassed), and what each indicator was compared with.
    """
    known = ~np.isnan(values)
    reference = np.array([
        whole if not np.isnan(whole) else np.median(row[~np.isnan(row)]) if (~np.isnan(row)).any() else np.nan
        for row, whole in zip(values, wholes, strict=True)
    ])  # fmt: skip
    difference = np.round(values - reference[:, None], 9)
    distance = np.abs(difference)
    middle = np.array([np.median(row[~np.isnan(row)]) if (~np.isnan(row)).any() else np.nan for row in distance])
    with np.errstate(invalid="ignore"):
        matters = (distance >= gaps[:, None]) & (distance > np.round(TYPICAL_TIMES * middle, 9)[:, None])
        good = np.where(higher_is_better[:, None], difference > 0, difference < 0)
    few = np.broadcast_to((known.sum(axis=1) < MIN_UNITS)[:, None], values.shape)
    codes = np.select(
        [~known, few, matters & good, matters & ~good], ["missing", "unclassed", "better", "worse"], default="like"
    )
    return codes, reference


@dataclass(frozen=True, slots=True)
class Spine:
    """Where values lie when the whole is pinned at 0 and the farthest unit at 1 or -1; right is always better.

    Attributes:
        scale: multiply (value - whole) with it; negative where lower is better.
        worst, lower, upper, best: ends and quartiles of the units.
    """

    scale: float
    worst: float
    lower: float
    upper: float
    best: float

    def at(self, value: float, whole: float) -> float:
        """Position of one value, beyond the ends not further than the end of the picture."""
        return float(min(max((value - whole) * self.scale, -1), 1))


def spine(values: np.ndarray, whole: float, direction: str) -> Spine | None:
    """Lay out one row of a spine chart.

    Args:
        values: values of comparable units; missing ones are left out.
        whole: value of the whole.
        direction: higher or lower.

    Returns:
        None with fewer than four values, without a whole, or when all stand exactly on it.
    """
    known = values[~np.isnan(values)]
    if len(known) < MIN_SPINE or np.isnan(whole) or direction not in ("higher", "lower"):
        return None
    reach = float(np.abs(known - whole).max())
    if reach == 0:
        return None
    scale = (1 if direction == "higher" else -1) / reach
    placed = np.sort((known - whole) * scale)
    lower, upper = (quantile_of(placed, share) for share in (0.25, 0.75))
    return Spine(scale, float(placed[0]), lower, upper, float(placed[-1]))


def quantile_of(ordered: np.ndarray, share: float) -> float:
    """`np.quantile` of sorted values, none missing, at a tenth of its cost for a few of them."""
    place = (len(ordered) - 1) * share
    low = int(place)
    part, first = place - low, ordered[low]
    last = ordered[min(low + 1, len(ordered) - 1)]
    step = last - first
    # From the nearer end, so that the ends themselves are met exactly.
    return float(first + step * part if part < 0.5 else last - step * (1 - part))


def quantiles_of_parts(ordered: np.ndarray, first: np.ndarray, last: np.ndarray, share: float) -> np.ndarray:
    """`quantile_of` of the parts [first, last) of an array, each sorted; missing for a part without values."""
    sizes = last - first
    filled = sizes > 0
    start, place = first[filled], (sizes[filled] - 1) * share
    low = place.astype(np.int64)
    part = place - low
    lower, upper = ordered[start + low], ordered[start + np.minimum(low + 1, sizes[filled] - 1)]
    step = upper - lower
    found = np.full(len(sizes), np.nan)
    found[filled] = np.where(part < 0.5, lower + step * part, upper - step * (1 - part))
    return found


def median_of(values: np.ndarray) -> float:
    """`np.median` of values, none missing, likewise."""
    ordered, n = np.sort(values), len(values)
    return float((ordered[(n - 1) // 2] + ordered[n // 2]) / 2)


@dataclass(frozen=True, slots=True)
class OnePlace:
    """One unit's place: ``place`` of ``n``, shared with ``shared`` others."""

    place: int
    n: int
    shared: int


def places_of_one(
    unit: int, numerators: np.ndarray, denominators: np.ndarray, present: np.ndarray, signs: np.ndarray
) -> list[OnePlace | None]:
    """Find the places of one unit without ranking all of them, a row an indicator; exact, on integers.

    Args:
        unit: which column.
        numerators: stored integers, int64, indicators × units.
        denominators: positive integers, 1 for amounts.
        present: who is compared; nobody is with a denominator of 0.
        signs: 1 where more is better, -1 where less is, 0 where there is no better and worse.

    Returns:
        1 + the number of units strictly better; None when the unit has no value or there is no better and worse.
    """
    kept = present & (denominators != 0)
    top, below = (np.where(kept, column, 0) for column in (numerators, denominators))
    largest = (np.abs(column).max(axis=1, initial=0).astype(float) for column in (top, below))
    if (np.multiply(*largest) >= SAFE).any():  # by Python's own whole numbers
        top, below = top.astype(object), below.astype(object)
    ahead = (top * below[:, unit, None] - top[:, unit, None] * below) * signs[:, None]
    better, same = ((found & kept).sum(axis=1).tolist() for found in (ahead > 0, ahead == 0))
    n, open_to = kept.sum(axis=1).tolist(), (kept[:, unit] & (signs != 0)).tolist()
    return [OnePlace(1 + better[row], n[row], same[row] - 1) if here else None for row, here in enumerate(open_to)]
