"""What is done once per server process."""

import atexit
import gc
from functools import cache


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
