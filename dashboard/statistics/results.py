"""What every result carries, so that a page cannot show the number and drop the caveat."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

Direction = Literal["higher", "lower", "target", "neutral"]
DIRECTIONS = ("higher", "lower", "target", "neutral")


@dataclass(frozen=True, kw_only=True)
class Stated:
    """A result with its basis.

    Attributes:
        n: how many units or points the result rests on.
        caption: one Chinese sentence to print with it.
        flags: stable codes of what a reader must know (for tests, icons and filters).
    """

    n: int
    caption: str
    flags: tuple[str, ...] = ()


def check_direction(direction: str) -> None:
    """Refuse a direction that the catalogue does not know.

    Raises:
        ValueError: naming what is accepted.
    """
    if direction not in DIRECTIONS:
        raise ValueError(f"direction {direction!r} is not known; accepted: {', '.join(DIRECTIONS)}")


def index_of(values: Any) -> pd.Index:
    """Return the index that a result for ``values`` must have: its own for a Series, else counting from 0."""
    return values.index if isinstance(values, pd.Series) else pd.RangeIndex(len(values))


def same_length(*columns: Any) -> None:
    """Refuse columns that do not belong together.

    Raises:
        ValueError: when lengths differ, or two Series have different indexes.
    """
    lengths = {len(column) for column in columns}
    if len(lengths) > 1:
        raise ValueError(f"columns of equal length are needed, got lengths {sorted(lengths)}")
    series = [column for column in columns if isinstance(column, pd.Series)]
    if any(not series[0].index.equals(other.index) for other in series[1:]):
        raise ValueError("the columns are indexed by different units; align them first")


def sentence(parts: Iterable[str]) -> str:
    """Join clauses to one Chinese sentence, leaving out the empty ones."""
    return "；".join(part for part in parts if part) + "。"
