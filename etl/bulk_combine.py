"""Combinations of the texts of several columns, numbered."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from etl.bulk_cells import TextColumn
from etl.bulk_threads import occurring, take

#: Beyond so many possible combinations, those that occur are sorted instead of marked.
_MOST_COMBINATIONS = 1 << 26


def combine(columns: Sequence[TextColumn]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Number the combinations of texts that occur.

    Returns:
        The number of each row's combination, and for each combination the numbers of its texts, one line a column.
    """
    shared: dict[int, list[int]] = {}
    for at, column in enumerate(columns):
        shared.setdefault(id(column.source), []).append(at)
    texts = np.empty((len(columns), 1), dtype=np.int64)
    codes: NDArray[Any] = np.zeros(1, dtype=np.int64)
    for group in shared.values():
        source, within = _within([columns[at] for at in group])
        known, width = texts.shape[1], within.shape[1]
        if known == 1 and codes.size == 1:
            codes, texts = source, np.zeros((len(columns), width), dtype=np.int64)
        else:
            codes = codes.astype(np.int64) * width
            codes += source
            if known * width > _MOST_COMBINATIONS:
                seen, codes = np.unique(codes, return_inverse=True)
            else:
                seen, codes = _occurring(codes, known * width)
            texts, within = texts[:, seen // width], within[:, seen % width]
        texts[group] = within
    return codes.astype(np.int32, copy=False), texts


def _within(columns: Sequence[TextColumn]) -> tuple[NDArray[Any], NDArray[Any]]:
    """`combine` for columns that share their numbers: rows are only looked at where numbers do not occur."""
    source = columns[0].source
    count = len(columns[0].texts) if columns[0].numbers is None else len(columns[0].numbers)
    lines = np.array([np.arange(count) if x.numbers is None else x.numbers for x in columns], dtype=np.int64)
    seen, codes = _occurring(source, count)
    lines = lines[:, seen]
    first, number = _distinct(lines)
    if len(first) == len(seen):
        return codes, lines
    return take(number.astype(np.int32), codes), lines[:, first]


def _distinct(lines: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The first of each distinct column of small numbers, and each column's number among them."""
    place = np.zeros(1, dtype=np.int64)
    for line in lines:
        # What was put together so far is numbered anew, so that the product stays small.
        place = np.unique(place, return_inverse=True)[1].reshape(-1) * (int(line.max(initial=0)) + 1) + line
    _, first, number = np.unique(place, return_index=True, return_inverse=True)
    return first, number.reshape(-1)


def _occurring(codes: NDArray[Any], size: int) -> tuple[NDArray[np.int64], NDArray[Any]]:
    """The numbers that occur, and each row's place among them."""
    seen = np.flatnonzero(occurring(codes, size))
    if len(seen) == size:
        return seen, codes
    place = np.zeros(size, dtype=np.int32)
    place[seen] = np.arange(len(seen), dtype=np.int32)
    return seen, take(place, codes)
