"""Places: 1, 2, 2, 4, compared exactly, missing without a place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

import numpy as np
import pandas as pd

from dashboard.statistics.exact import (
    exact_list,
    is_missing,
    need_fraction,
    round_half_up,
    to_fraction,
    whole_numbers,
)
from dashboard.statistics.places import (
    Placed,
    dense_numbers,
    place_ratios,
    placed,
    places_of,
    status_codes,
    unplaced,
)
from dashboard.statistics.results import Stated, check_direction, index_of, same_length, sentence


@dataclass(frozen=True, kw_only=True)
class Ranking(Stated):
    """Places of units. ``n`` units have a place.

    Attributes:
        ranks: Int64 Series, <NA> for a unit without a place.
        tied: boolean Series, whether the place is shared.
        status: str Series: ``reported``, ``missing``, ``small`` or ``not_applicable``.
    """

    ranks: pd.Series
    tied: pd.Series
    status: pd.Series

    @classmethod
    def of(cls, found: Placed, index: pd.Index) -> Ranking:
        """Places of the units of an index."""
        ranks = pd.arrays.IntegerArray(found.ranks, found.ranks == 0)
        return cls(
            ranks=pd.Series(ranks, index=index, name="rank"),
            tied=pd.Series(found.tied, index=index, name="tied"),
            status=pd.Series(found.status, index=index, dtype="str", name="status"),
            n=found.n,
            caption=found.caption,
            flags=found.flags,
        )

    def __iter__(self) -> Iterator[Any]:
        """Go through the places in the order of the input."""
        return iter(self.ranks)

    def __len__(self) -> int:
        """Count the units, ranked or not."""
        return len(self.ranks)


def competition_rank(values: Any, direction: str, decimals: int | None = None, *, target: Any = None) -> Ranking:
    """Give each unit its place: 1 + the number of units strictly better.

    Args:
        values: ints, Decimals, Fractions or floats, one a unit; missing stays without a place.
        direction: ``higher`` or ``lower`` is better; ``target`` ranks by distance from ``target``;
            ``neutral`` gives no places at all, nor does ``target`` without a target.
        decimals: None compares values exactly; a number ranks the values rounded half-up to so many decimals
            (published scores).
        target: the wanted value, for direction ``target``.

    Raises:
        ValueError: for an unknown direction.
    """
    check_direction(direction)
    index = index_of(values)
    if direction == "neutral" or (direction == "target" and is_missing(target)):
        present = np.array([not is_missing(value) for value in values], dtype=bool)
        return Ranking.of(unplaced(present, direction), index)
    whole = whole_numbers(values) if decimals is None and direction != "target" else None
    flags: tuple[str, ...] = ()
    if whole is not None:
        numbers, present = whole
        places = places_of(numbers[present], direction)
    elif (
        decimals is None
        and direction != "target"
        and isinstance(getattr(values, "dtype", None), np.dtype)
        and values.dtype.kind == "f"
    ):
        # Floats compare as the decimals they print as, so numpy may do it.
        numbers, flags = np.asarray(values), ("inexact_input",)
        present = ~np.isnan(numbers)
        places = places_of(numbers[present], direction)
    else:
        exact = exact_list(values)
        present = np.array([value is not None for value in exact], dtype=bool)
        kept = [value for value in exact if value is not None]
        if decimals is None and any(
            isinstance(value, (float, np.floating)) and not is_missing(value) and not float(value).is_integer()
            for value in values
        ):
            flags = ("inexact_input",)
        if decimals is not None:
            kept = [Fraction(round_half_up(value, decimals)) for value in kept]
        if direction == "target":
            wanted = need_fraction(target, "target")
            kept = [abs(value - wanted) for value in kept]
        places = places_of(dense_numbers(kept), "lower" if direction == "target" else direction)
    status = np.where(present, "reported", "missing").astype(object)
    return Ranking.of(placed(present, places, status, direction, flags), index)


def rank_ratios(numerators: Any, denominators: Any, direction: str, *, min_denominator: Any = None) -> Ranking:
    """Rank quotients exactly, without ever rounding them.

    Args:
        numerators: whole numbers (as stored), Decimals or Fractions, one a unit.
        denominators: likewise; 0 has no quotient (status ``not_applicable``).
        direction: as in :func:`competition_rank`; ``target`` and ``neutral`` give no places.
        min_denominator: units below it get no place but the status ``small``, in the unit of ``denominators``.

    Returns:
        Places equal to those of the integer cross-multiplication a·d against c·b for every pair, at the speed of
        a sort: quotients in lowest terms are equal exactly when their parts are, and only different quotients
        nearer than 1e-12 are compared as fractions.
    """
    check_direction(direction)
    same_length(numerators, denominators)
    index = index_of(numerators)
    top, bottom = whole_numbers(numerators), whole_numbers(denominators)
    if top is None or bottom is None:
        return _rank_fractions(index, exact_list(numerators), exact_list(denominators), direction, min_denominator)
    (a, has_a), (b, has_b) = top, bottom
    least = None if is_missing(min_denominator) else float(need_fraction(min_denominator, "min_denominator"))
    return Ranking.of(place_ratios(a, b, has_a & has_b, direction, least), index)


def _rank_fractions(
    index: pd.Index, tops: list[Fraction | None], bottoms: list[Fraction | None], direction: str, minimum: Any
) -> Ranking:
    """Rank quotients of numbers that are not all whole."""
    reported = np.array([a is not None and b is not None for a, b in zip(tops, bottoms, strict=True)], dtype=bool)
    zero = np.array([b == 0 for b in bottoms], dtype=bool)
    least = to_fraction(minimum)
    small = np.array([b is not None and least is not None and 0 != b < least for b in bottoms], dtype=bool)
    status = status_codes(reported, zero, small)
    present = status == "reported"
    if direction in ("neutral", "target"):
        return Ranking.of(unplaced(present, direction, status), index)
    quotients = [a / b for a, b, kept in zip(tops, bottoms, present, strict=True) if kept and a is not None and b]
    return Ranking.of(placed(present, places_of(dense_numbers(quotients), direction), status, direction), index)


@dataclass(frozen=True, kw_only=True)
class RankChange(Stated):
    """Movement between two rankings. ``n`` units can be compared.

    Attributes:
        change: Int64 Series on the current units, +2 = up two places, <NA> where one of the two places is missing.
        is_new: boolean Series: has a place now, was not in the former ranking's list of units.
        gone: units of the former ranking that are not in the current one.
    """

    change: pd.Series
    is_new: pd.Series
    gone: tuple[Any, ...]


def rank_change(previous: pd.Series, current: pd.Series, *, among: Literal["all", "both"] = "all") -> RankChange:
    """Compare places, unit by unit, only where a unit has a place both times.

    Args:
        previous: former places indexed by unit (for merged units: of the predecessors taken together).
        current: places now, indexed by unit.
        among: ``all`` subtracts the places as they were published; ``both`` first ranks again among the units
            that have a place both times, so that nobody rises because another did not report.

    Raises:
        ValueError: when a unit occurs twice in one ranking.
    """
    for name, ranks in (("previous", previous), ("current", current)):
        if not ranks.index.is_unique:
            raise ValueError(f"a unit occurs twice in the {name} ranking")
    now = current.astype("Int64")
    before = previous.astype("Int64").reindex(now.index)
    both = (now.notna() & before.notna()).to_numpy(dtype=bool)
    if among == "both":
        now, before = now.where(both), before.where(both)
        for ranks in (now, before):
            again = places_of(ranks[both].to_numpy(dtype=np.int64), "lower")
            ranks.iloc[np.flatnonzero(both)] = again
    change = (before - now).rename("rank_change")
    is_new = pd.Series(
        current.notna().to_numpy(dtype=bool) & ~now.index.isin(previous.index), index=now.index, name="is_new"
    )
    gone = tuple(previous.index[previous.notna().to_numpy(dtype=bool) & ~previous.index.isin(current.index)])
    entered = int((current.notna().to_numpy(dtype=bool) & ~both).sum())
    left = int(previous.notna().sum()) - int(both.sum())
    flags = (("field_changed",) if entered or left else ()) + (("reranked",) if among == "both" else ())
    caption = sentence(
        [
            f"位次变化只比两期都有位次的 {int(both.sum())} 个单位",
            f"参加排名的单位有变化（进入 {entered} 个、退出 {left} 个），升降可能由此引起"
            if "field_changed" in flags and among == "all"
            else "",
            "两期均在共同单位内重新排位后再比" if among == "both" else "",
        ]
    )
    return RankChange(change=change, is_new=is_new, gone=gone, n=int(both.sum()), caption=caption, flags=flags)
