"""Ratio of sums: the only way a rate goes up a level."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from dashboard.statistics.exact import exact_list
from dashboard.statistics.results import Stated, same_length, sentence

MEAN_GAP = Fraction(1)  # a note appears when the whole differs from the mean of its parts by more than this (points)


@dataclass(frozen=True, kw_only=True)
class Ratio(Stated):
    """A rate of the whole.

    Attributes:
        value: factor × sum of numerators / sum of denominators, exact; None when it cannot be divided.
        numerator: sum over the units that enter, None when no unit does.
        denominator: likewise.
        n_expected: how many units there are; ``n`` of them enter.
        mean_of_rates: the plain mean of the units' own rates, to be shown only under that name.
    """

    value: Fraction | None
    numerator: Fraction | None
    denominator: Fraction | None
    n_expected: int
    mean_of_rates: Fraction | None


def ratio_of_sums(
    numerators: Any, denominators: Any, *, factor: int = 1, share: bool = False, noun: str = "单位"
) -> Ratio:
    """Divide sum by sum over the units that have both parts.

    Args:
        numerators: one number a unit, missing as missing.
        denominators: likewise, in the same order.
        factor: 100 for a percentage.
        share: the numerator is a part of the denominator, so that more than the whole is an error to report.
        noun: what the units are called in the caption (区, 村).

    Returns:
        The rate with the number of units in it. A unit with one part missing leaves both sums; a sum of
        denominators of 0 gives no value. A value over the whole is flagged, never capped.

    Raises:
        ValueError: when the columns differ in length.
    """
    same_length(numerators, denominators)
    pairs = list(zip(exact_list(numerators), exact_list(denominators), strict=True))
    both = [(a, b) for a, b in pairs if a is not None and b is not None]
    flags: list[str] = []
    if len(both) < len(pairs):
        flags.append("incomplete")
    top, bottom = sum((a for a, _ in both), Fraction(0)), sum((b for _, b in both), Fraction(0))
    value = factor * top / bottom if both and bottom else None
    if both and not bottom:
        flags.append("zero_denominator")
    if not both:
        flags.append("no_data")
    over = sum(1 for a, b in both if a > b) if share else 0
    if over:
        flags.append("numerator_exceeds_denominator")
    rates = [factor * a / b for a, b in both if b]
    mean = sum(rates, Fraction(0)) / len(rates) if rates else None
    differs = factor == 100 and value is not None and mean is not None and abs(value - mean) > MEAN_GAP
    if differs:
        flags.append("mean_of_rates_differs")
    caption = sentence(
        [
            f"由合计重新计算，按 {len(both)}/{len(pairs)} 个{noun}计算"
            if both
            else f"{len(pairs)} 个{noun}均无完整数据",
            "分母合计为 0，不计算比率" if both and not bottom else "",
            f"{over} 个{noun}分子大于分母，须核实" if over else "",
            f"与各{noun}比率的简单平均相差超过 1 个百分点" if differs else "",
        ]
    )
    return Ratio(
        value=value,
        numerator=top if both else None,
        denominator=bottom if both else None,
        n=len(both),
        n_expected=len(pairs),
        mean_of_rates=mean,
        caption=caption,
        flags=tuple(flags),
    )
