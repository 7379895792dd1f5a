"""Words that all sentences share: names, completeness, and fitting into a line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

import pandas as pd

from dashboard.numbers import exact

LONGEST = 90
NAMES_IN_FULL = 3
REPORTED, MISSING, SMALL, NOT_APPLICABLE = "已报", "未报", "样本小", "不适用"


class Measured(Protocol):
    """What a sentence must know of an indicator; catalogue and query rows both have it."""

    @property
    def name(self) -> str:
        """Chinese name."""

    @property
    def unit(self) -> str:
        """Unit of the values."""

    @property
    def direction(self) -> str:
        """higher, lower, target or neutral."""

    @property
    def decimals(self) -> int:
        """Digits shown."""


def names(units: Iterable[Any], noun: str = "个单位") -> str:
    """List names: up to three in full, more as 甲区、乙区、丙区等5个区."""
    listed = [str(unit) for unit in units]
    few = "、".join(listed[:NAMES_IN_FULL])
    return few if len(listed) <= NAMES_IN_FULL else f"{few}等{len(listed)}{noun}"


def covers_all(value: Any, numerator: Any = None, denominator: Any = None) -> bool:
    """Tell whether 全覆盖, 全部 or 足额 may be said: exactly 100 %, by the counts themselves where they are known."""
    top, bottom = exact(numerator), exact(denominator)
    if top is not None and bottom is not None:
        return bottom > 0 and top == bottom
    return exact(value) == 100


def fit(clauses: Sequence[tuple[int, str]], longest: int = LONGEST) -> str:
    """Join clauses to one sentence of at most ``longest`` characters.

    Args:
        clauses: (weight, text) in reading order; the lightest is dropped first, weight 0 never.
        longest: characters, the full stop included.

    Returns:
        The sentence. Clauses of weight 0 that are too long together are cut with 等…… at the end.
    """
    kept = [(weight, text) for weight, text in clauses if text]
    while len(joined := "；".join(text for _, text in kept) + "。") > longest:
        droppable = [weight for weight, _ in kept if weight]
        if not droppable:
            return joined[: longest - 2] + "……"
        lightest = min(droppable)
        last = max(place for place, (weight, _) in enumerate(kept) if weight == lightest)
        del kept[last]
    return joined


def own_gap(indicator: Measured) -> float | None:
    """Return the indicator's effective gap: a smaller change is none."""
    gap = getattr(indicator, "effective_gap", None)
    if gap is None:
        gap = (getattr(indicator, "row", None) or {}).get("effective_gap")
    return None if gap is None or pd.isna(gap) else float(gap)
