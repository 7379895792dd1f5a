"""How a server process keeps its memory out of the way of the garbage collector, for which every choice would wait."""

import atexit
import gc
from functools import cache
from itertools import count

#: Kept answers after which the collector is spared them too, and after which what was dropped meanwhile is looked for.
SPARE, TIDY = 16, 512
_kept = count(1)


@cache
def settle() -> None:
    """Move everything imported so far out of the garbage collector's sight.

    Streamlit forces a full collection after every script run; with the libraries' objects frozen it costs
    about a millisecond instead of forty.
    """
    import dashboard.charts
    import dashboard.queries  # noqa: F401

    gc.collect()
    gc.freeze()
    atexit.register(gc.unfreeze)  # DuckDB complains of leaks when its objects cannot be collected at exit


def kept() -> None:
    """Say that another answer is kept.

    A few hundred of them, with their pictures, would bring the time of the forced collection back, so they are moved
    out of sight as well. What is dropped and refers to itself is then not found: now and then everything is gone
    through.
    """
    n = next(_kept)
    if n % TIDY == 0:
        gc.unfreeze()
        gc.collect()
    if n % SPARE == 0:
        gc.freeze()
