"""How firm the places of a score are against its weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from dashboard.statistics.results import Stated
from dashboard.statistics.scores import ENOUGH_WEIGHT


@dataclass(frozen=True, kw_only=True)
class Robustness(Stated):
    """How firm the places are against the weights.

    Attributes:
        table: DataFrame on the units: ``rank`` (at the set weights), ``low`` and ``high`` (places that hold in nine
            of ten draws, low <= high), ``best`` and ``worst`` (over all draws); Int64, <NA> for an unscored unit.
        draws: number of draws.
        seed: seed of the draws, to be stored with them.
    """

    table: pd.DataFrame
    draws: int
    seed: int


def weight_robustness(
    points: pd.DataFrame,
    weights: pd.Series | Mapping[str, Any],
    *,
    seed: int,
    spread: float = 0.25,
    draws: int = 1000,
    decimals: int = 2,
) -> Robustness:
    """Draw weights w × U(1 - spread, 1 + spread), renormalise, and rank anew each time.

    Args:
        points: units × indicators, 0..100, NaN when missing (:attr:`ScoreBoard.points`).
        weights: effective weights by indicator.
        seed: seed of the generator; the same seed gives the same places.
        spread: share by which each weight may move, between 0 and 1.
        draws: number of draws.
        decimals: digits of the score that is ranked.

    Raises:
        ValueError: for a spread outside [0, 1) or fewer than one draw.
    """
    if not 0 <= spread < 1 or draws < 1:
        raise ValueError(f"spread must lie in [0, 1) and draws be at least 1, got {spread} and {draws}")
    given = pd.Series(dict(weights.items())).reindex(points.columns).to_numpy(dtype=float)
    if np.isnan(given).any() or given.sum() <= 0:
        raise ValueError("every indicator needs a weight, and the weights must not all be 0")
    marks = points.to_numpy(dtype=float)
    present = ~np.isnan(marks)
    scored = (present @ given) / given.sum() >= float(ENOUGH_WEIGHT) - 1e-12
    marks, present = np.nan_to_num(marks[scored]), present[scored].astype(float)
    factors = np.random.default_rng(seed).uniform(1 - spread, 1 + spread, size=(draws, len(given)))
    drawn = np.vstack([given, given * factors])
    totals = (drawn @ marks.T) / (drawn @ present.T)
    places = _places_by_row(np.floor(totals * 10**decimals + 0.5 + 1e-9).astype(np.int64))
    low, high = (
        np.percentile(places[1:], [5, 95], axis=0, method="inverted_cdf")
        if scored.any()
        else (np.zeros(0), np.zeros(0))
    )
    table = pd.DataFrame(pd.NA, index=points.index, columns=["rank", "low", "high", "best", "worst"], dtype="Int64")
    rows = np.flatnonzero(scored)
    best, worst = (places[1:].min(axis=0), places[1:].max(axis=0)) if scored.any() else (low, high)
    for name, column in (("rank", places[0]), ("low", low), ("high", high), ("best", best), ("worst", worst)):
        table.iloc[rows, table.columns.get_loc(name)] = column.astype(np.int64)
    return Robustness(
        table=table,
        draws=draws,
        seed=seed,
        n=int(scored.sum()),
        flags=() if scored.all() else ("unscored",),
        caption=f"权重上下浮动 {spread * 100:g}%，随机试算 {draws:,} 次（种子 {seed}），列九成情形下的名次范围。",
    )


def _places_by_row(scores: np.ndarray) -> np.ndarray:
    """Rank each row of whole-number scores, higher better, in one sort."""
    rows, units = scores.shape
    if not units:
        return np.zeros((rows, 0), dtype=np.int64)
    shifted = scores - scores.min() + (np.arange(rows) * (int(scores.max() - scores.min()) + 1))[:, None]
    flat = np.sort(shifted, axis=None)
    at_or_below = np.searchsorted(flat, shifted.ravel(), side="right").reshape(rows, units)
    return (np.arange(1, rows + 1) * units)[:, None] - at_or_below + 1
