"""Who differs from the whole by more than chance and by more than matters."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from dashboard.statistics.exact import floats
from dashboard.statistics.intervals import SMALL_DENOMINATOR, Z_95
from dashboard.statistics.results import Stated, check_direction, index_of, same_length, sentence

MIN_UNITS = 5
MAX_UNIT_EFFECT = 5.0
BAND_POINTS = 60
CLASS_WORDS = {
    "better": "明显好于全市",
    "like": "与全市相当",
    "worse": "明显差于全市",
    "higher": "明显高于全市",
    "lower": "明显低于全市",
    "small": "分母小",
    "missing": "未报",
    "not_applicable": "不适用",
    "error": "数据有误",
    "unclassed": "单位太少，不分类",
}

NOT_CLASSED = ("small", "missing", "not_applicable", "error", "unclassed")


@dataclass(frozen=True, kw_only=True)
class Funnel(Stated):
    """Each unit against the whole.

    Attributes:
        table: DataFrame on the units: ``rate``, ``lower``, ``upper`` (shares of 1; the limits around the whole for
            this denominator), ``difference`` (points from the whole), ``one_unit`` (points), ``class`` (better,
            like, worse; higher, lower for an indicator without good or bad; small, missing, not_applicable,
            error, unclassed) and ``word``.
        whole: rate of the whole, share of 1, NaN when there is none.
    """

    table: pd.DataFrame
    whole: float


def funnel_class(
    numerators: Any,
    denominators: Any,
    gap: float = 1.0,
    *,
    direction: str = "higher",
    whole_word: str = "全市",
) -> Funnel:
    """Class units by whether they differ from the whole by more than chance and by more than matters.

    Args:
        numerators: counts of hits, one a unit; the whole is sum by sum and includes the unit itself.
        denominators: counts of cases.
        gap: points that matter; one unit's effect counts instead where it is larger.
        direction: whether higher or lower is better; otherwise the classes are higher and lower.
        whole_word: name of the whole in the words.

    Returns:
        The classes. A unit is ``small`` with fewer cases than :data:`SMALL_DENOMINATOR`, or where one case moves
        its rate by more than :data:`MAX_UNIT_EFFECT` points; with fewer than :data:`MIN_UNITS` usable units nobody
        is classed.

    Raises:
        ValueError: for an unknown direction or columns of different length.
    """
    check_direction(direction)
    same_length(numerators, denominators)
    x, n = floats(numerators), floats(denominators)
    absent = np.isnan(x) | np.isnan(n)
    zero = ~absent & (n == 0)
    wrong = ~absent & ((n < 0) | (x < 0) | (x > n)) & ~zero
    usable = ~absent & ~zero & ~wrong
    total = float(n[usable].sum())
    whole = float(x[usable].sum()) / total if total else math.nan
    rate = np.divide(x, n, out=np.full(len(x), np.nan), where=usable)
    half = Z_95 * np.sqrt(np.divide(whole * (1 - whole), n, out=np.full(len(x), np.nan), where=usable))
    lower, upper = np.clip(whole - half, 0, 1), np.clip(whole + half, 0, 1)
    effect = np.divide(100.0, n, out=np.full(len(x), np.nan), where=usable)
    difference = np.round((rate - whole) * 100, 9)
    matters = np.abs(difference) >= np.maximum(gap, np.round(effect, 9))
    up, down = ("better", "worse") if direction == "higher" else ("worse", "better")
    if direction in ("neutral", "target"):
        up, down = "higher", "lower"
    few = int(usable.sum()) < MIN_UNITS
    classes = np.select(
        [
            absent,
            zero,
            wrong,
            (n < SMALL_DENOMINATOR) | (effect > MAX_UNIT_EFFECT),
            np.full(len(x), few),
            matters & (rate > upper),
            matters & (rate < lower),
        ],
        ["missing", "not_applicable", "error", "small", "unclassed", up, down],
        default="like",
    )
    named = {code: word.replace("全市", whole_word) for code, word in CLASS_WORDS.items()}
    columns = {"rate": rate, "lower": lower, "upper": upper, "difference": difference, "one_unit": effect,
               "class": classes, "word": [named[code] for code in classes]}  # fmt: skip
    count = {code: units for code in named if (units := int((classes == code).sum()))}
    told = "、".join(f"{units} 个{named[code]}" for code, units in count.items())
    return Funnel(
        table=pd.DataFrame(columns, index=index_of(numerators)),
        whole=whole,
        n=int(usable.sum()),
        caption=sentence([told or "无单位", f"差距超过偶然波动且不小于 {gap:g} 个百分点（或一个单位）才分出好差"]),
        flags=tuple(code for code in NOT_CLASSED if code in count),
    )


def funnel_band(whole: float, largest: float) -> pd.DataFrame:
    """The limits around the whole for denominators from 1 to beyond the largest, for drawing.

    Args:
        whole: rate of the whole, share of 1.
        largest: largest denominator.

    Returns:
        DataFrame ``denominator`` (closer together where the band is wide), ``lower``, ``upper``, ``whole``, the last
        three in per cent.
    """
    size = np.unique(np.concatenate([[1.0], largest * 1.06 * np.linspace(0.02, 1, BAND_POINTS) ** 2]))
    half = Z_95 * np.sqrt(whole * (1 - whole) / size)
    return pd.DataFrame(
        {
            "denominator": size,
            "lower": np.clip(whole - half, 0, 1) * 100,
            "upper": np.clip(whole + half, 0, 1) * 100,
            "whole": whole * 100,
        }
    )
