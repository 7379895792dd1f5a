"""Periods along an axis: how far apart they lie, which get a label, and what the labels say."""

from collections import Counter
from itertools import pairwise
from typing import Any

import pandas as pd

MONTHS = 12
#: Most labels that fit below the axis side by side, on a tablet too.
MAX_TICKS = 7


def period_step(keys: pd.Series) -> int:
    """Months between neighbouring periods as a rule: one figure as of another month does not make a yearly line one
    of half-years."""
    known = sorted({int(key) for key in keys})
    distances = Counter(right - left for left, right in pairwise(known))
    return max(distances, key=lambda months: (distances[months], months), default=1)


def period_ticks(first: int, last: int, step: int) -> dict[str, Any]:
    """Axis labels in Chinese: years for yearly figures, otherwise months with the year below the first of each year."""
    keys = list(range(last, first - 1, -max(step, 1)))[::-1]
    if step >= MONTHS:
        every = -(-len(keys) // MAX_TICKS)
        kept = keys[::-1][::every][::-1]
        return {"tickmode": "array", "tickvals": kept, "ticktext": [f"{1900 + key // MONTHS}年" for key in kept]}
    spacing = next((gap for gap in (1, 3, 6, 12, 24, 60) if (last - first) / gap < MAX_TICKS and gap >= step), 120)
    kept = [key for key in keys if (key - last) % spacing == 0]
    words = []
    seen: set[int] = set()
    for key in kept:
        year, month = 1900 + key // MONTHS, key % MONTHS + 1
        words.append(f"{month}月" if year in seen else f"{month}月<br>{year}年")
        seen.add(year)
    return {"tickmode": "array", "tickvals": kept, "ticktext": words}


def period_words(key: int, step: int) -> str:
    """`2024年6月`, or `2024年` for yearly figures."""
    year, month = 1900 + key // MONTHS, key % MONTHS + 1
    return f"{year}年" if step >= MONTHS and month == MONTHS else f"{year}年{month}月"
