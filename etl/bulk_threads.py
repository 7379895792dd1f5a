"""Work on large arrays on all cores: the array library lets go of the interpreter while it works."""

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

_Item = TypeVar("_Item")
_Answer = TypeVar("_Answer")
#: Rows worked on at once: what is made of them stays in the caches.
CHUNK = 1 << 15


def cores() -> int:
    """Threads worth having."""
    return max(os.cpu_count() or 1, 1)


def spread(work: Callable[[_Item], _Answer], items: Iterable[_Item]) -> list[_Answer]:
    """The answers for all items, in their order."""
    with ThreadPoolExecutor(cores()) as threads:
        return list(threads.map(work, items))


def chunks(size: int) -> list[list[tuple[int, int]]]:
    """First and end of runs of `CHUNK` rows, a list for each core."""
    bounds = [(first, min(first + CHUNK, size)) for first in range(0, size, CHUNK)]
    share = -(-len(bounds) // cores()) or 1
    return [bounds[start : start + share] for start in range(0, len(bounds), share)]


def take(table: NDArray[Any], numbers: NDArray[Any]) -> NDArray[Any]:
    """The entry of a table for each number, none of which is negative."""
    found = np.empty(len(numbers), table.dtype)

    def work(bounds: list[tuple[int, int]]) -> None:
        for first, end in bounds:
            np.take(table, numbers[first:end], out=found[first:end], mode="clip")

    spread(work, chunks(len(numbers)))
    return found


def occurring(numbers: NDArray[Any], size: int) -> NDArray[np.bool_]:
    """Which of the numbers from 0 to `size` occur."""
    found = np.zeros(size, dtype=bool)

    def work(bounds: list[tuple[int, int]]) -> None:
        for first, end in bounds:
            found[numbers[first:end]] = True

    spread(work, chunks(len(numbers)))
    return found
