"""Doing without Python's search for cycles where it finds none."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_search_for_cycles() -> Iterator[None]:
    """Tens of thousands of small objects make Python search all memory for cycles, over and over, and find none."""
    searching = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searching:
            gc.enable()
