"""Rows of a text file with fewer or more cells than its header."""

import itertools
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from etl.reading.build import TableBuilder

_HEAD, _TAIL = re.compile(r"-?\d{1,3}"), re.compile(r"\d{3}(?:\.\d+)?")


def bad_rows(builder: "TableBuilder", last: int) -> set[int]:
    """Rows of a text file with fewer or more fields than the header."""
    rows = builder.grid.rows
    width = max(len(rows[i]) for i in range(builder.head.first, builder.head.last + 1))
    uneven = len({len(rows[i]) for i in builder.body.rows}) > 1
    bad: set[int] = set()
    trailing = 0
    for index in builder.body.rows:
        size = len(rows[index])
        if size == width:
            continue
        if size > width:
            # A comma inside 1,234 moves the figures behind it, perhaps into a column that is mostly blank.
            if any(rows[index][width:]) or (uneven and _may_be_cut(rows[index])):
                bad.add(index)
                builder.note("ROW_TOO_LONG", index, fields=size, expected=width)
            else:
                trailing += 1
        elif size < last:
            bad.add(index)
            builder.note("ROW_TOO_SHORT", index, fields=size, expected=width)
    if trailing or width > last:
        builder.note("TRAILING_SEPARATORS", count=trailing or len(builder.body.rows))
    return bad


def _may_be_cut(cells: list[str]) -> bool:
    """Whether two neighbouring cells may be the halves of one figure with a comma for thousands."""
    return any(_HEAD.fullmatch(one) and _TAIL.fullmatch(two) for one, two in itertools.pairwise(cells))
