"""Why the rate of the whole changed: better rates, or a different mix of units (Kitagawa, Das Gupta)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pandas as pd

from dashboard.statistics.exact import round_half_up, to_fraction
from dashboard.statistics.results import Stated, sentence

Part = tuple[Fraction, Fraction]


@dataclass(frozen=True, kw_only=True)
class Effects(Stated):
    """A change of a rate in two parts, in percentage points for factor 100, exact.

    Attributes:
        change: rate after minus rate before, over the units that enter; None when a whole cannot be divided.
        rate: part of the change from the units' own rates.
        structure: part from the units' shares of the denominator; ``rate + structure == change``.
        table: DataFrame on the units: ``rate_effect``, ``structure_effect`` (Fractions; they add up to the
            totals), ``presence`` (both, entered, left).
        left_out: units with a missing part (or a count over a denominator of 0) in either period; they leave both.
    """

    change: Fraction | None
    rate: Fraction | None
    structure: Fraction | None
    table: pd.DataFrame
    left_out: tuple[Any, ...]


def rate_structure_effect(
    numerators_before: pd.Series | Mapping[Any, Any],
    denominators_before: pd.Series | Mapping[Any, Any],
    numerators_after: pd.Series | Mapping[Any, Any],
    denominators_after: pd.Series | Mapping[Any, Any],
    *,
    factor: int = 100,
) -> Effects:
    """Split the change of a rate exactly into a rate effect and a structure effect.

    Args:
        numerators_before: by unit, first period; a unit that did not exist is not in it.
        denominators_before: likewise.
        numerators_after: by unit, second period.
        denominators_after: likewise.
        factor: 100 for percentage points.

    Returns:
        The parts. A unit that exists in one period only (merged, new), or has denominator 0 in the other, is all
        structure and is named in the caption.
    """
    before, gaps_before = _parts(numerators_before, denominators_before)
    after, gaps_after = _parts(numerators_after, denominators_after)
    left_out = tuple(dict.fromkeys([*gaps_before, *gaps_after]))
    before = {unit: part for unit, part in before.items() if unit not in left_out}
    after = {unit: part for unit, part in after.items() if unit not in left_out}
    total_before, total_after = (sum((d for _, d in parts.values()), Fraction(0)) for parts in (before, after))
    flags = ("incomplete",) if left_out else ()
    missing_words = f"{len(left_out)} 个单位缺数，两期均不计入" if left_out else ""
    units = list(dict.fromkeys([*before, *after]))
    if not total_before or not total_after:
        return Effects(
            change=None,
            rate=None,
            structure=None,
            left_out=left_out,
            n=0,
            flags=(*flags, "no_data"),
            table=pd.DataFrame(columns=["rate_effect", "structure_effect", "presence"]),
            caption=sentence(["有一期无数据，无法分解", missing_words]),
        )
    whole_before = factor * sum((n for n, _ in before.values()), Fraction(0)) / total_before
    whole_after = factor * sum((n for n, _ in after.values()), Fraction(0)) / total_after
    middle = (whole_before + whole_after) / 2
    rows = [
        _of_unit(
            _share_and_rate(before.get(unit), total_before, factor),
            _share_and_rate(after.get(unit), total_after, factor),
            middle,
        )
        for unit in units
    ]
    table = pd.DataFrame(rows, index=pd.Index(units), columns=["rate_effect", "structure_effect", "presence"])
    rate, structure = sum(table["rate_effect"], Fraction(0)), sum(table["structure_effect"], Fraction(0))
    once = [unit for unit, presence in zip(units, table["presence"], strict=True) if presence != "both"]
    if once:
        flags = (*flags, "changed_units")
    points = "个百分点" if factor == 100 else ""
    caption = sentence(
        [
            f"变化 {_signed(whole_after - whole_before)}{points}，其中各单位自身变化 {_signed(rate)}、"
            f"构成变化 {_signed(structure)}",
            f"{'、'.join(map(str, once))} 仅一期存在，全部计入构成" if once else "",
            missing_words,
        ]
    )
    return Effects(
        change=whole_after - whole_before,
        rate=rate,
        structure=structure,
        table=table,
        left_out=left_out,
        n=len(units),
        caption=caption,
        flags=flags,
    )


def _of_unit(
    before: tuple[Fraction, Fraction | None], after: tuple[Fraction, Fraction | None], middle: Fraction
) -> tuple[Fraction, Fraction, str]:
    """Rate effect, structure effect and presence of one unit, from its share and rate in both periods.

    Args:
        before: Share and rate, the rate None without cases.
        after: Likewise.
        middle: The rate of the whole, halfway between the periods.
    """
    (share_1, rate_1), (share_2, rate_2) = before, after
    if rate_1 is None and rate_2 is None:
        return Fraction(0), Fraction(0), "both"
    presence = "left" if rate_2 is None else "entered" if rate_1 is None else "both"
    # A unit of one period only keeps its rate: all of it is structure.
    r1 = rate_1 if rate_1 is not None else rate_2 or Fraction(0)
    r2 = rate_2 if rate_2 is not None else r1
    return (r2 - r1) * (share_1 + share_2) / 2, (share_2 - share_1) * ((r1 + r2) / 2 - middle), presence


def _parts(numerators: Any, denominators: Any) -> tuple[dict[Any, Part], list[Any]]:
    """Pair the parts by unit; name the units with one part missing or impossible."""
    tops, bottoms = dict(numerators.items()), dict(denominators.items())
    parts: dict[Any, Part] = {}
    gaps = []
    for unit in dict.fromkeys([*tops, *bottoms]):
        top, bottom = to_fraction(tops.get(unit)), to_fraction(bottoms.get(unit))
        # A count without any case to belong to has no rate, and its points could go to neither part.
        if top is None or bottom is None or (top and not bottom):
            gaps.append(unit)
        else:
            parts[unit] = (top, bottom)
    return parts, gaps


def _share_and_rate(part: Part | None, total: Fraction, factor: int) -> tuple[Fraction, Fraction | None]:
    if part is None or not part[1]:
        return Fraction(0), None
    return part[1] / total, factor * part[0] / part[1]


def _signed(value: Fraction) -> str:
    return f"{round_half_up(value, 2):+f}"
