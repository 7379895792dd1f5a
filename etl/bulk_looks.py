"""First looks at the facts of a large table: whether a closer one by SQL could find anything at all."""

from collections.abc import Collection
from typing import Any

import numpy as np
from numpy.typing import NDArray

from etl.bulk_facts import Run
from etl.bulk_past import LAST, NOW, PREVIOUS, Beside
from etl.bulk_threads import spread

Column = NDArray[Any]


def _base(beside: Beside, run: Run) -> Column | None:
    """The nearest known value that is not 0 of each fact: last year's, the previous one's, the current one; else 0."""
    base: Column | None = None
    for name in (LAST, PREVIOUS, NOW):
        values = beside.values[name]
        if values is not None:
            here = values[run.first : run.end]
            base = here if base is None else np.where(base == 0, here, base)
    return base


def times(beside: Beside, low: int) -> tuple[bool, bool]:
    """Whether any figure has nothing known beside it, and whether any is `low` times as much as that or as little."""

    def look(run: Run) -> tuple[bool, bool]:
        value, base = beside.facts.columns["value"][run.first : run.end], _base(beside, run)
        if base is None:
            return bool(value.any()), False
        both = np.flatnonzero((value != 0) & (base != 0))
        ratio = np.abs(value[both] / base[both])
        apart = len(both) > 0 and (float(ratio.max()) >= low or float(ratio.min()) <= 1.0 / low)
        return bool(len(both) < np.count_nonzero(value)), apart

    found = spread(look, beside.facts.runs)
    return any(alone for alone, _ in found), any(apart for _, apart in found)


def far_from_middle(beside: Beside, measures: Collection[int], low: int, many: int) -> bool:
    """Whether the largest figure of some measure and period is `low` times as much as the middle one."""

    def look(run: Run) -> bool:
        value = beside.facts.columns["value"][run.first : run.end]
        size = np.abs(value[value != 0])
        return len(size) >= many and bool(size.max() >= low * np.median(size))

    return any(spread(look, [run for run in beside.facts.runs if run.measure in measures]))


def decreased(beside: Beside, measures: Collection[int]) -> bool:
    """Whether any figure of some measures is below the previous period's."""
    value, previous = beside.facts.columns["value"], beside.values[PREVIOUS]
    if previous is None:
        return False
    known = beside.known[PREVIOUS]

    def look(run: Run) -> bool:
        here = slice(run.first, run.end)
        return bool(((value[here] < previous[here]) & known[here]).any())

    return any(spread(look, [run for run in beside.facts.runs if run.measure in measures]))


def one_value(beside: Beside, measures: Collection[int], many: int) -> bool:
    """Whether some measures have one and the same figure throughout a period."""
    value = beside.facts.columns["value"]
    return any(
        run.end - run.first >= many
        and value[run.first] != 0
        and bool((value[run.first : run.end] == value[run.first]).all())
        for run in beside.facts.runs
        if run.measure in measures
    )


def changes(beside: Beside) -> tuple[int, int, int]:
    """Equal, changed and new values against the store."""
    now, size = beside.values[NOW], len(beside.facts)
    if now is None:
        return 0, 0, size
    known = beside.known[NOW]
    same = int(np.count_nonzero(known & (now == beside.facts.columns["value"])))
    held = int(np.count_nonzero(known))
    return same, held - same, size - held


def repeats(beside: Beside, basis: str, measures: Collection[int], many: int) -> bool:
    """Whether the figures of some measures are nearly all the same as those beside them throughout a period."""
    value, other = beside.facts.columns["value"], beside.values[basis]
    if other is None:
        return False
    known = beside.known[basis]

    def look(run: Run) -> tuple[int, int, int]:
        here = slice(run.first, run.end)
        counted = known[here] & (value[here] != 0)
        return run.period, int(np.count_nonzero(counted)), int(np.count_nonzero(counted & (value[here] == other[here])))

    counts: dict[int, list[int]] = {}
    for period, counted, same in spread(look, [run for run in beside.facts.runs if run.measure in measures]):
        total = counts.setdefault(period, [0, 0])
        total[0] += counted
        total[1] += same
    return any(counted >= many and same * 20 >= counted * 19 for counted, same in counts.values())
