"""量化考评: a score from fixed targets, whose every lost point can be traced."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from dashboard.statistics.exact import need_fraction, round_half_up, to_fraction
from dashboard.statistics.ranks import Ranking, competition_rank
from dashboard.statistics.results import Stated, index_of, same_length, sentence

FULL = Fraction(100)
ENOUGH_WEIGHT = Fraction(2, 3)


@dataclass(frozen=True)
class ScoreItem:
    """One indicator of a score, as fixed in the settings.

    Attributes:
        code: indicator code.
        weight: percent within its group (or of the whole when there are no groups).
        worst: the value that earns 0; above the target for an indicator where less is better.
        target: the value that earns 100; more earns no more.
        group: name of its group.
    """

    code: str
    weight: Any
    worst: Any
    target: Any
    group: str = ""


@dataclass(frozen=True, kw_only=True)
class ScoreBoard(Stated):
    """Scores of units. ``n`` units have a total.

    Attributes:
        points: DataFrame units × indicators, 0..100, NaN when missing.
        earned: weight × points / 100 (得分); NaN when missing.
        lost: weight × (100 - points) / 100 (丢分); with ``earned`` it adds up to the weight.
        total: object Series of Decimal, the weighted sum rounded half-up; None when unscored.
        final: total plus the adjustment lines, rounded likewise; None when unscored or vetoed.
        adjustments: DataFrame of bonus and deduction lines, exact.
        status: ``complete`` (全部评分), ``partial`` (部分评分), ``unscored`` (暂不评分), ``veto`` (一票否决).
        weights: effective weights, in percent of the whole, by indicator.
        ranking: places by ``final`` as published.
    """

    points: pd.DataFrame
    earned: pd.DataFrame
    lost: pd.DataFrame
    total: pd.Series
    final: pd.Series
    adjustments: pd.DataFrame
    status: pd.Series
    weights: pd.Series
    ranking: Ranking


def effective_weights(
    items: Sequence[ScoreItem], group_weights: Mapping[str, Any] | None = None
) -> dict[str, Fraction]:
    """Multiply weights down the tree.

    Args:
        items: indicators with their weight within the group.
        group_weights: percent of each group; None when there is one group only.

    Returns:
        Percent of the whole by indicator code, adding up to 100.

    Raises:
        ValueError: when weights do not add to 100 at some level, an indicator occurs twice, a group has no weight or
            no indicator, a weight is negative, or a setting has worst = target.
    """
    codes = [item.code for item in items]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise ValueError(f"指标重复：{'、'.join(twice)}；每个指标只能出现一次")
    groups: dict[str, Fraction] = {}
    for item in items:
        weight = need_fraction(item.weight, f"weight of {item.code}")
        if weight < 0:
            raise ValueError(f"指标 {item.code} 的权重 {item.weight} 为负；权重须不小于 0")
        if need_fraction(item.worst, f"worst of {item.code}") == need_fraction(item.target, f"target of {item.code}"):
            raise ValueError(f"指标 {item.code} 的零分值与目标值相同（{item.target}）；两者须不同")
        groups[item.group] = groups.get(item.group, Fraction(0)) + weight
    for group, total in groups.items():
        if total != FULL:
            name = f"“{group}”组内" if group else "各指标"
            raise ValueError(f"{name}权重合计为 {float(total):g}，须为 100")
    shares = (
        {"": FULL}
        if group_weights is None
        else {group: need_fraction(weight, f"weight of group {group}") for group, weight in group_weights.items()}
    )
    if set(shares) != set(groups):
        raise ValueError(f"组的权重与指标的组不一致：权重表 {sorted(shares)}，指标 {sorted(groups)}")
    if sum(shares.values()) != FULL or min(shares.values()) < 0:
        raise ValueError(f"各组权重合计为 {float(sum(shares.values())):g}，须为 100 且均不小于 0")
    return {item.code: Fraction(need_fraction(item.weight, item.code)) * shares[item.group] / FULL for item in items}


def item_points(value: Any, worst: Any, target: Any) -> Fraction | None:
    """Score one value: 100 × clip((x - worst)/(target - worst), 0, 1); missing gives None."""
    x, low, goal = to_fraction(value), need_fraction(worst, "worst"), need_fraction(target, "target")
    if x is None:
        return None
    return FULL * min(max((x - low) / (goal - low), Fraction(0)), Fraction(1))


def composite_score(
    values: pd.DataFrame,
    items: Sequence[ScoreItem],
    *,
    group_weights: Mapping[str, Any] | None = None,
    adjustments: pd.DataFrame | None = None,
    veto: pd.Series | None = None,
    decimals: int = 2,
) -> ScoreBoard:
    """Score units against fixed targets.

    Args:
        values: units × indicator codes, in the indicators' units; missing as missing.
        items: the settings of the period.
        group_weights: percent of each group, see :func:`effective_weights`.
        adjustments: units × lines of bonus (positive) and deduction (negative), added after the sum; missing = none.
        veto: True for units under 一票否决: no final score, no place.
        decimals: digits of the published score; places follow the published score.

    Returns:
        Scores with every point earned and lost. A missing indicator leaves the sum and the other weights grow in
        proportion (``partial``) if at least two thirds of the weight are there; otherwise ``unscored``. A unit's score
        never depends on another unit.

    Raises:
        ValueError: for settings that :func:`effective_weights` refuses, or an indicator without a column.
    """
    weights = effective_weights(items, group_weights)
    absent = [code for code in weights if code not in values.columns]
    if absent:
        raise ValueError(f"no column for {', '.join(absent)}; available: {', '.join(map(str, values.columns))}")
    units = values.index
    if not units.is_unique:
        raise ValueError("a unit occurs twice in values")
    exact = {item.code: [item_points(value, item.worst, item.target) for value in values[item.code]] for item in items}
    lines = pd.DataFrame(index=units) if adjustments is None else adjustments.reindex(units)
    vetoed = pd.Series(False, index=units) if veto is None else veto.reindex(units).fillna(False).astype(bool)
    totals: list[Decimal | None] = []
    finals: list[Decimal | None] = []
    status: list[str] = []
    scale: list[Fraction] = []
    for row in range(len(units)):
        got = {code: points[row] for code, points in exact.items() if points[row] is not None}
        present = sum((weights[code] for code in got), Fraction(0))
        scored = present > 0 and present >= FULL * ENOUGH_WEIGHT
        scale.append(FULL / present if scored else Fraction(1))
        summed = sum((weights[code] * points for code, points in got.items() if points is not None), Fraction(0))
        total = summed / present if scored else None
        extra = sum((to_fraction(cell) or Fraction(0) for cell in lines.iloc[row]), Fraction(0))
        totals.append(None if total is None else round_half_up(total, decimals))
        blocked = bool(vetoed.iloc[row])
        finals.append(None if total is None or blocked else round_half_up(total + extra, decimals))
        status.append("veto" if blocked else "unscored" if not scored else "complete" if present == FULL else "partial")
    points = pd.DataFrame(
        {code: [np.nan if p is None else float(p) for p in column] for code, column in exact.items()},
        index=units,
        dtype=float,
    )
    grown = np.array([float(factor) for factor in scale])[:, None]
    per_cell = np.array([float(weight) for weight in weights.values()])[None, :] * grown
    final = pd.Series(finals, index=units, dtype=object, name="final")
    ranking = competition_rank(final, "higher")
    words = pd.Series(status, index=units, dtype="str", name="status")
    counts = {code: int((words == code).sum()) for code in ("partial", "unscored", "veto")}
    caption = sentence(
        [
            f"按固定目标计分，{ranking.n} 个单位有名次，名次按公布的 {decimals} 位小数得分",
            "、".join(
                f"{counts[code]} 个{word}"
                for code, word in (("partial", "部分评分"), ("unscored", "暂不评分"), ("veto", "一票否决"))
                if counts[code]
            ),
        ]
    )
    return ScoreBoard(
        points=points,
        earned=points / 100 * per_cell,
        lost=(100 - points) / 100 * per_cell,
        total=pd.Series(totals, index=units, dtype=object, name="total"),
        final=final,
        adjustments=lines,
        status=words,
        weights=pd.Series({code: float(weight) for code, weight in weights.items()}, name="weight"),
        ranking=ranking,
        n=sum(total is not None for total in totals),
        caption=caption,
        flags=tuple(code for code in counts if counts[code]),
    )


def geometric_mean(points: Any, weights: Any, floor: float = 1.0) -> float:
    """Average points so that a weak leg shows; values below ``floor`` count as it, since one 0 would make all 0.

    Args:
        points: 0..100, nothing missing.
        weights: in the same order, adding to more than 0.
        floor: the least that counts.
    """
    same_length(points, weights)
    marks = np.maximum(pd.Series(points, index=index_of(points)).to_numpy(dtype=float), floor)
    share = np.asarray(weights, dtype=float)
    return float(np.exp((share * np.log(marks)).sum() / share.sum()))
