"""When the definition of an indicator changed: nothing is compared across such a period."""

from dashboard import periods
from dashboard.queries import places
from dashboard.warehouse import Warehouse

#: Indicator, period and node (None = everybody) of one change.
_Cut = tuple[int, int, int | None]


def _all_cuts(wh: Warehouse) -> list[_Cut]:
    """Every change, by indicator and period, remembered; a snapshot holds few."""
    known: list[_Cut] | None = wh.memory.get("cuts")
    if known is None:
        rows = wh.arrays("breaks")
        cells = zip(*(rows[name].tolist() for name in ("indicator_key", "period_key", "unit_key")), strict=True)
        known = [(int(key), int(period), unit) for key, period, unit in cells]
        wh.memory["cuts"] = known
    return known


def cuts_inside(wh: Warehouse, start: int, end: int, first_key: int, last_key: int) -> dict[int, list[int]]:
    """Key of the indicator → periods at which its definition changed, for everybody or inside a range of nodes.

    Args:
        wh: The snapshot.
        start: First period.
        end: Last period.
        first_key: First node.
        last_key: Last node.
    """
    found: dict[int, list[int]] = {}
    for key, period, unit in _all_cuts(wh):
        if start <= period <= end and (unit is None or first_key <= unit <= last_key):
            cuts = found.setdefault(key, [])
            if period not in cuts:
                cuts.append(period)
    return found


def cuts_between(wh: Warehouse, start: int, end: int) -> dict[int, list[int]]:
    """The same for everybody or for any part."""
    return cuts_inside(wh, start, end, places.ANY_FIRST, places.ANY_LAST)


def comparable(wh: Warehouse, indicator_key: int, base: int, now: int) -> bool:
    """Whether the definition stayed the same after `base` up to `now`."""
    return not any(base < cut <= now for cut in cuts_between(wh, base, now).get(indicator_key, ()))


def break_note(wh: Warehouse, indicator_key: int, frequency: str, base: int, now: int) -> str:
    """Since when the definition is another one, so that nothing is compared with the base period."""
    cut = max(key for key in cuts_between(wh, base, now)[indicator_key] if base < key <= now)
    return f"{periods.label_zh(cut, '月')}起口径有变化，与{periods.label_zh(base, frequency)}不可比，不比位次和升降"
