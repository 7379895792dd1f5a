"""Parts of a body that differ in their unit, or whose headings alone tell equal names apart."""

import itertools
from dataclasses import replace

from etl.reading.body import Body
from etl.reading.shapes import Shapes

#: Rows looked at for names that repeat.
_LONG = 3_000


def by_unit(body: Body) -> list[tuple[tuple[str, ...], int | None, Body]]:
    """The body in parts of one unit each.

    Returns:
        Units, none where the lines above the table state them; the row that states them; the rows of the part.
    """
    parts: list[tuple[tuple[str, ...], int | None, int]] = [((), None, -1)]
    for row, units in body.units:
        if units != parts[-1][0]:
            parts.append((units, row, row))
    found = []
    for at, (units, stated, start) in enumerate(parts):
        end = parts[at + 1][2] if at + 1 < len(parts) else body.end + 1
        part = _between(body, start, end)
        if part.rows or part.totals:
            found.append((units, stated, part))
    return found or [((), None, body)]


def _between(body: Body, start: int, end: int) -> Body:
    def inside(rows: list[int]) -> list[int]:
        return [row for row in rows if start <= row < end]

    return replace(
        body,
        rows=inside(body.rows),
        totals=[total for total in body.totals if start <= total[0] < end],
        notes=inside(body.notes),
        sections=inside(body.sections),
        repeats=inside(body.repeats),
        foreign=inside(body.foreign),
        unclear=inside(body.unclear),
    )


def repeated_section(shapes: Shapes, body: Body) -> int | None:
    """The first heading below which most rows are called as rows below an earlier heading are."""
    if not body.sections or len(body.rows) > _LONG:
        return None
    before: set[tuple[str, ...]] = set()
    edges = [*body.sections, body.end + 1]
    before.update(_names(shapes, body, -1, edges[0]))
    for start, end in itertools.pairwise(edges):
        here = _names(shapes, body, start, end)
        if len(here & before) >= 2 and 2 * len(here & before) >= len(here):
            return start
        before |= here
    return None


def _names(shapes: Shapes, body: Body, start: int, end: int) -> set[tuple[str, ...]]:
    return {tuple(shapes.cell(row, column) for column in body.label_columns) for row in body.rows if start <= row < end}
