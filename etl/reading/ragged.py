"""Rows of a text file with fewer or more cells than its header."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from etl.reading.build import TableBuilder


def bad_rows(builder: "TableBuilder", last: int) -> set[int]:
    """Rows of a text file with fewer or more fields than the header."""
    rows = builder.grid.rows
    width = max(len(rows[i]) for i in range(builder.head.first, builder.head.last + 1))
    bad: set[int] = set()
    trailing = 0
    for index in builder.body.rows:
        size = len(rows[index])
        if size == width:
            continue
        if size > width:
            if any(rows[index][width:]):
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
