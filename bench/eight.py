"""Those of the eight questions that pages answer with arrays: read as the pages read, reckoned as they reckon."""

import numpy as np

from dashboard import levels
from dashboard.queries import places, stored, upper
from dashboard.statistics.places import places_of, ratio_places_of_rows
from dashboard.warehouse import Warehouse


def _cells(wh: Warehouse, asked: list[tuple[int, int]]) -> stored.Dense:
    """Stored figures of the districts as the pages read them, (indicator, period) pairs × districts."""
    level = levels.level_no("district")
    keys = stored.units_at(wh, level, asked[0][1]).keys
    asked = sorted(asked)
    return stored.dense(upper.pairs(wh, asked, level, keys), asked, keys)


def standings(wh: Warehouse, asked: list[tuple[int, int]]) -> np.ndarray:
    """The share of districts that are better, for each (indicator, period)."""
    (num, has_num), (den, has_den) = _cells(wh, asked)[:2]
    kept = has_num & (~has_den | (den > 0))
    places = ratio_places_of_rows(num, np.where(has_den, den, 1), kept, np.zeros(len(num), dtype=bool))
    return (places - 1) / np.maximum(kept.sum(axis=1) - 1, 1)[:, None]


def composite(wh: Warehouse, indicators: list[int], period_key: int) -> list[np.ndarray]:
    """Places by the sum of standings, in whole numbers so that ties stay ties: before, now, and the change."""
    when = (period_key - 1, period_key)
    found = standings(wh, [(i, key) for i in indicators for key in when])
    points = np.round(found * 1_000_000).astype(np.int64).reshape(len(indicators), 2, -1).sum(axis=0)
    before, now = (places_of(row, "lower") for row in points)
    return [before, now, before - now]


def _villages(wh: Warehouse, measure: int, period_key: int) -> tuple[np.ndarray, np.ndarray, int]:
    """The villages' figures of a month, the place of their district, and the number of districts."""
    districts = stored.units_at(wh, levels.level_no("district"), period_key).keys
    rows = wh.arrays(
        "leaf_facts", period_keys=[period_key], oldest_key=period_key, newest_key=period_key, measure_keys=[measure],
        first_measure=measure, last_measure=measure, first_key=places.ANY_FIRST, last_key=places.ANY_LAST,
    )  # fmt: skip
    return rows["value"], np.searchsorted(districts, rows["unit_key"], side="right") - 1, len(districts)


def stars(wh: Warehouse, measure: int, period_key: int) -> np.ndarray:
    """Villages by district and star class."""
    value, district, n = _villages(wh, measure, period_key)
    return np.bincount(district * 6 + value, minlength=n * 6).reshape(n, 6)


def income(wh: Warehouse, measure: int, period_key: int) -> list[np.ndarray]:
    """Forty logarithmic classes of villages, and by district all of them and those below two thresholds."""
    value, district, n = _villages(wh, measure, period_key)
    classes = np.minimum(39, np.floor(10 * np.log10(1 + value))).astype(np.int64)
    below = [np.bincount(district[value < line], minlength=n) for line in (20, 5)]
    return [np.bincount(classes, minlength=40), np.bincount(district, minlength=n), *below]


def coverage(wh: Warehouse, indicators: list[int], period_key: int) -> np.ndarray:
    """Reported and expected cells by district."""
    columns = _cells(wh, [(i, period_key) for i in indicators])
    return np.array([filled.sum(axis=0) for filled, _ in columns[3:]])
