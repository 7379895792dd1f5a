"""How unequal values are, and ordered groups of areas."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from dashboard.statistics.exact import floats
from dashboard.statistics.ranks import competition_rank
from dashboard.statistics.results import Stated, check_direction, index_of, same_length, sentence

MIN_VILLAGES = 10


@dataclass(frozen=True, kw_only=True)
class Inequality(Stated):
    """A measure of inequality; ``value`` is None where it is not defined or not shown."""

    value: float | None


@dataclass(frozen=True, kw_only=True)
class Theil(Inequality):
    """Theil's T, split exactly: ``value == between + within``.

    ``table`` has a row a group: ``share`` of the sum, ``within`` (its own T), ``part_within`` and ``part_between``.
    """

    between: float | None
    within: float | None
    table: pd.DataFrame


@dataclass(frozen=True, kw_only=True)
class Groups(Stated):
    """Ordered groups: ``groups`` is an Int64 Series 1..k, <NA> for a missing value or when there are no groups."""

    groups: pd.Series


def _refusal(values: np.ndarray) -> tuple[str, str] | None:
    """Say why there is no measure, or None when there is one."""
    if len(values) < MIN_VILLAGES:
        return "few_units", f"仅 {len(values)} 个村，不足 {MIN_VILLAGES} 个，不显示"
    if (values < 0).any():
        return "negative", "有负数，该指标不适用，请看四分位数"
    if not values.sum():
        return "all_zero", "合计为 0，无法计算"
    return None


def gini(values: Any) -> Inequality:
    """Compute the Gini coefficient, 0 = all equal.

    Args:
        values: one value a unit; missing is left out and counted.

    Returns:
        2 Σ(i·x_i)/(n Σx) - (n + 1)/n on sorted values; None with negative values, all zero, or too few units.
    """
    data = floats(values)
    kept = np.sort(data[~np.isnan(data)])
    found = gini_of(kept)
    missing = len(data) - len(kept)
    if not missing:
        return found
    caption = sentence([found.caption.removesuffix("。"), f"{missing} 个未报"])
    return Inequality(value=found.value, n=found.n, caption=caption, flags=(*found.flags, "missing"))


def gini_of(ordered: np.ndarray) -> Inequality:
    """The same of ascending values, none missing."""
    why = _refusal(ordered)
    n = len(ordered)
    if why:
        return Inequality(value=None, n=n, caption=sentence([why[1]]), flags=(why[0],))
    value = max(0.0, float(2 * (np.arange(1, n + 1) * ordered).sum() / (n * ordered.sum()) - (n + 1) / n))
    return Inequality(value=value, n=n, caption=sentence([f"基尼系数 {value:.2f}（0 为完全均等），按 {n} 个单位计算"]))


def theil(values: Any, groups: Any = None) -> Theil:
    """Compute Theil's T = Σ s ln(n s), with 0 ln 0 = 0, and split it into between and within groups.

    Args:
        values: one value a unit; missing is left out and counted.
        groups: the group of each unit (its district), or None for one group.
    """
    data = floats(values)
    labels = np.full(len(data), "", dtype=object) if groups is None else np.asarray(groups)
    same_length(data, labels)
    code, names = pd.factorize(labels, sort=True)
    kept = ~np.isnan(data) & (code >= 0)
    x, code = data[kept], code[kept]
    missing = int((~kept).sum())
    flags = ("missing",) if missing else ()
    why = _refusal(x)
    if why:
        return Theil(
            value=None,
            between=None,
            within=None,
            n=len(x),
            flags=(why[0], *flags),
            table=pd.DataFrame(columns=["share", "within", "part_within", "part_between"]),
            caption=sentence([why[1], f"{missing} 个未报" if missing else ""]),
        )
    total, n = float(x.sum()), len(x)
    rows = []
    order = np.argsort(code, kind="stable")
    found, first = np.unique(code[order], return_index=True)
    for part in np.split(x[order], first[1:]):
        share, own = float(part.sum()) / total, _entropy(part)
        apart = share * math.log(share * n / len(part)) if share else 0.0
        rows.append((share, own, share * own, apart))
    table = pd.DataFrame(np.array(rows), names[found], ["share", "within", "part_within", "part_between"])
    # Rounding noise must not make an equal distribution negative.
    within, between = max(0.0, float(table["part_within"].sum())), max(0.0, float(table["part_between"].sum()))
    value = within + between
    split = (
        f"差距的 {within / value * 100:.0f}% 在组内、{between / value * 100:.0f}% 在组间"
        if groups is not None and value > 1e-12
        else ""
    )
    return Theil(
        value=value,
        between=between,
        within=within,
        table=table,
        n=n,
        flags=flags,
        caption=sentence(
            [f"泰尔指数 {value:.2f}（0 为完全均等），按 {n} 个单位计算", split, f"{missing} 个未报" if missing else ""]
        ),
    )


def _entropy(values: np.ndarray) -> float:
    total = values.sum()
    share = values[values > 0] / total if total else np.zeros(0)
    return float((share * np.log(len(values) * share)).sum())


def quantile_group(values: Any, k: int, direction: str = "neutral") -> Groups:
    """Put areas into k ordered groups of near equal size; equal values are never parted.

    Args:
        values: one value an area; missing has no group.
        k: number of groups, at least 2.
        direction: ``higher`` or ``lower``: group 1 is the best; ``neutral``: group 1 has the lowest values.

    Returns:
        floor(k + 1 - ceil((n + 1 - rank)/(n/k))) with the least place for ties; none when n < k.

    Raises:
        ValueError: for k below 2 or an unknown direction (``target`` has no order).
    """
    check_direction(direction)
    if k < 2 or direction == "target":
        raise ValueError(f"k must be at least 2 and the direction have an order, got {k} and {direction!r}")
    ranking = competition_rank(values, "lower" if direction == "neutral" else direction)
    n = ranking.n
    index = index_of(values)
    groups = pd.Series(pd.NA, index=index, dtype="Int64", name="group")
    missing = len(ranking) - n
    flags = ("missing",) if missing else ()
    if n < k:
        return Groups(groups=groups, n=n, flags=("few_units", *flags), caption=f"仅 {n} 个单位，不足 {k} 个，不分组。")
    places = ranking.ranks.dropna().to_numpy(dtype=np.int64)
    up = -((-(n + 1 - places) * k) // n)
    groups.iloc[np.flatnonzero(ranking.ranks.notna().to_numpy(dtype=bool))] = np.maximum(1, k + 1 - up)
    first = {"neutral": "数值最低", "higher": "最好", "lower": "最好"}[direction]
    return Groups(
        groups=groups,
        n=n,
        flags=flags,
        caption=sentence(
            [f"{n} 个单位分 {k} 组，第1组{first}，数值相同者同组", f"{missing} 个未报" if missing else ""]
        ),
    )
