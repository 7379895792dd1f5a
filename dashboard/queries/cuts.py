"""When the definition of an indicator changed: nothing is compared across such a period."""

from dashboard.queries import places
from dashboard.warehouse import Warehouse


def cuts_between(wh: Warehouse, start: int, end: int) -> dict[int, list[int]]:
    """Key of the indicator → periods at which its definition changed, for everybody or for a part; remembered.

    Args:
        wh: The snapshot.
        start: First period.
        end: Last period.
    """
    known: dict[tuple[int, int], dict[int, list[int]]] = wh.memory.setdefault("cuts", {})
    if (start, end) not in known:
        rows = wh.query("breaks", start_key=start, end_key=end, first_key=places.ANY_FIRST, last_key=places.ANY_LAST)
        found: dict[int, list[int]] = {}
        for key, cut in zip(rows["indicator_key"], rows["period_key"], strict=True):
            found.setdefault(int(key), []).append(int(cut))
        known[start, end] = found
    return known[start, end]


def comparable(wh: Warehouse, indicator_key: int, base: int, now: int) -> bool:
    """Whether the definition stayed the same after `base` up to `now`."""
    return not any(base < cut <= now for cut in cuts_between(wh, base, now).get(indicator_key, ()))
