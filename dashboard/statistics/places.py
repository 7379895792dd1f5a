"""Places as plain arrays: exact, without an index; `ranks` puts units around them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from dashboard.statistics.results import Stated, sentence

CLOSE = 1e-12  # two quotients nearer than this (relative) are compared exactly, all others as floats
ORDER_WORDS = {"higher": "数值高者在前", "lower": "数值低者在前", "target": "离目标近者在前"}
LEFT_OUT_WORDS = {"missing": "未报", "small": "样本小", "not_applicable": "不适用"}


@dataclass(frozen=True, kw_only=True)
class Placed(Stated):
    """Places by position. ``n`` units have one.

    Attributes:
        ranks: int64, 0 for a unit without a place.
        tied: whether the place is shared.
        status: ``reported``, ``missing``, ``small`` or ``not_applicable``, one a unit.
    """

    ranks: np.ndarray
    tied: np.ndarray
    status: np.ndarray


def placed(
    present: np.ndarray, places: np.ndarray, status: np.ndarray, direction: str, flags: tuple[str, ...] = ()
) -> Placed:
    """Say the places of the units that are present, and who is left out.

    Args:
        present: whether a unit takes part.
        places: places of those that do, in their order.
        status: one word a unit.
        direction: for the caption.
        flags: what else a reader must know.
    """
    ranks = np.zeros(len(present), dtype=np.int64)
    ranks[present] = places
    counts = np.bincount(places, minlength=1)
    tied = np.zeros(len(present), dtype=bool)
    tied[present] = counts[places] > 1
    left_out = {code: int(np.count_nonzero(status == code)) for code in LEFT_OUT_WORDS}
    ranked = int(np.count_nonzero(present))
    flags += tuple(code for code, count in left_out.items() if count)
    if tied.any():
        flags += ("ties",)
    caption = sentence(
        [
            f"{ranked} 个单位参加排名，{ORDER_WORDS[direction]}",
            "、".join(f"{count} 个{LEFT_OUT_WORDS[code]}" for code, count in left_out.items() if count)
            + ("，不排名" if any(left_out.values()) else ""),
            "并列者名次相同" if tied.any() else "",
        ]
    )
    return Placed(ranks=ranks, tied=tied, status=status, n=ranked, caption=caption, flags=flags)


def unplaced(present: np.ndarray, direction: str, status: np.ndarray | None = None) -> Placed:
    """Nobody has a place: without good and bad, or without the target that places go by."""
    caption = "该指标不分高低，不排名。" if direction == "neutral" else "该指标以达到目标为准，未设目标，不排名。"
    return Placed(
        ranks=np.zeros(len(present), dtype=np.int64),
        tied=np.zeros(len(present), dtype=bool),
        status=np.where(present, "reported", "missing").astype(object) if status is None else status,
        n=0,
        caption=caption,
        flags=("no_direction",),
    )


def place_ratios(
    numerators: np.ndarray, denominators: np.ndarray, reported: np.ndarray, direction: str, least: float | None = None
) -> Placed:
    """Rank quotients of stored integers.

    Args:
        numerators: int64.
        denominators: int64; 0 has no quotient (``not_applicable``).
        reported: whether both are there.
        direction: as in `ranks.rank_ratios`.
        least: denominators below it get no place but the status ``small``.
    """
    small = np.zeros(len(reported), dtype=bool)
    if least is not None:
        small = reported & (denominators != 0) & (denominators < least)
    status = status_codes(reported, denominators == 0, small)
    present = status == "reported"
    if direction in ("neutral", "target"):
        return unplaced(present, direction, status)
    found = ratio_places(numerators[present], denominators[present], direction)
    return placed(present, found, status, direction)


def place_numbers(numbers: np.ndarray, present: np.ndarray, direction: str) -> Placed:
    """Rank stored integers."""
    if direction in ("neutral", "target"):
        return unplaced(present, direction)
    status = np.where(present, "reported", "missing").astype(object)
    return placed(present, places_of(numbers[present], direction), status, direction)


def ratio_places(numerators: np.ndarray, denominators: np.ndarray, direction: str) -> np.ndarray:
    """Places of quotients of whole numbers, exact, without the words of a :class:`Placed`.

    Args:
        numerators: int64, none missing.
        denominators: int64, none missing, none 0.
        direction: higher or lower is better.
    """
    flip = np.sign(denominators)
    a, b = numerators * flip, denominators * flip
    shared = np.gcd(a, b)
    shared[shared == 0] = 1
    return places_of(_order_pairs(a // shared, b // shared), direction)


def ratio_places_of_rows(
    numerators: np.ndarray, denominators: np.ndarray, kept: np.ndarray, lower: np.ndarray
) -> np.ndarray:
    """:func:`ratio_places` for many rows at once.

    Args:
        numerators: int64, rows × units.
        denominators: likewise, not 0 where kept.
        kept: who takes part.
        lower: one a row, whether less is better.

    Returns:
        Places, 0 for who does not take part.
    """
    flip = np.where(kept, np.sign(denominators), 1)
    a, b = np.where(kept, numerators * flip, 0), np.where(kept, denominators * flip, 1)
    shared = np.maximum(np.gcd(a, b), 1)
    a, b = a // shared, b // shared
    quotient = np.where(kept, a / b, np.inf)
    order = np.argsort(quotient, axis=1, kind="stable")
    a, b, quotient = (np.take_along_axis(column, order, axis=1) for column in (a, b, quotient))
    count = kept.sum(axis=1)[:, None]
    at = np.arange(kept.shape[1])[None, :]
    new = np.ones(kept.shape, dtype=bool)
    new[:, 1:] = (a[:, 1:] != a[:, :-1]) | (b[:, 1:] != b[:, :-1])
    first = np.maximum.accumulate(np.where(new, at, 0), axis=1)
    ends = np.where(
        np.concatenate([new[:, 1:], np.ones((len(new), 1), dtype=bool)], axis=1) | (at == count - 1), at, -1
    )
    last = np.minimum.accumulate(np.where(ends >= 0, ends, kept.shape[1])[:, ::-1], axis=1)[:, ::-1]
    places = np.zeros(kept.shape, dtype=np.int64)
    np.put_along_axis(places, order, np.where(lower[:, None], first + 1, count - last), axis=1)
    places[~kept] = 0
    with np.errstate(invalid="ignore"):
        size = np.maximum(np.abs(quotient[:, 1:]), np.abs(quotient[:, :-1]))
        near = new[:, 1:] & (np.diff(quotient, axis=1) <= CLOSE * size) & (at[:, 1:] < count)
    for row in np.flatnonzero(near.any(axis=1)).tolist():
        own = kept[row]
        direction = "lower" if lower[row] else "higher"
        places[row, own] = ratio_places(numerators[row, own], denominators[row, own], direction)
    return places


def _order_pairs(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Number quotients a/b in lowest terms (b > 0) in ascending order, equal ones alike."""
    if not len(a):
        return np.zeros(0, dtype=np.int64)
    quotient = a / b
    order = np.lexsort((b, a, quotient))
    a, b, quotient = a[order], b[order], quotient[order]
    new = np.r_[True, (a[1:] != a[:-1]) | (b[1:] != b[:-1])]
    first = np.flatnonzero(new)
    near = np.diff(quotient[first]) <= CLOSE * np.maximum(np.abs(quotient[first][1:]), np.abs(quotient[first][:-1]))
    number = np.arange(len(first))
    for start, stop in _runs(near):
        exact = [Fraction(int(a[i]), int(b[i])) for i in first[start:stop]]
        ascending = {value: start + k for k, value in enumerate(sorted(set(exact)))}
        number[start:stop] = [ascending[value] for value in exact]
    result = np.empty(len(a), dtype=np.int64)
    result[order] = number[np.cumsum(new) - 1]
    return result


def _runs(near: np.ndarray) -> list[tuple[int, int]]:
    """Find stretches [start, stop) of neighbours too near for floats."""
    edges = np.flatnonzero(np.diff(np.r_[False, near, False].astype(np.int8)))
    return [(int(start), int(stop) + 1) for start, stop in zip(edges[::2], edges[1::2], strict=True)]


def dense_numbers(values: list[Fraction]) -> np.ndarray:
    """Number exact values in ascending order, equal ones alike."""
    number = {value: k for k, value in enumerate(sorted(set(values)))}
    return np.array([number[value] for value in values], dtype=np.int64)


def places_of(numbers: np.ndarray, direction: str) -> np.ndarray:
    """Return 1 + the count of strictly better whole numbers."""
    ordered = np.sort(numbers)
    if direction == "lower":
        return np.searchsorted(ordered, numbers, side="left") + 1
    return len(ordered) - np.searchsorted(ordered, numbers, side="right") + 1


def status_codes(reported: np.ndarray, zero: np.ndarray, small: np.ndarray) -> np.ndarray:
    """Say of each unit why it has or has not a place."""
    words = np.where(reported, "reported", "missing").astype(object)
    words[reported & small] = "small"
    words[reported & zero] = "not_applicable"
    return words
