"""Work on large arrays on all cores: the array library lets go of the interpreter while it works."""

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

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
