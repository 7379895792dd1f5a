"""Upper headers written over the middle of their columns, in files that know no merged cells.

An upper header stands over the first of its columns; where the first ones have none, it may have been centred by hand.
"""

from etl.reading.header import Head
from etl.reading.shapes import Shapes

#: The text of each column and whether it stretches over several.
Line = list[tuple[str, bool]]


def named_below(head: Head, row: int) -> list[int]:
    """The header rows below `row` that hold names."""
    aside = head.unit_rows | head.foreign | head.numbering
    return [below for below in range(row + 1, head.last + 1) if below not in aside]


def _begin(shapes: Shapes, row: int, below: list[int], width: int) -> int | None:
    """The first column of figures whose upper header seems to stand farther right."""
    texts = [column for column in range(width) if shapes.cell(row, column)]
    if len(texts) < 2 or not below or any((row, column) in shapes.covered for column in range(width)):
        return None
    if any(shapes.cell(r, texts[0]) for r in below):
        return None  # single columns are named in a lower row
    bare = (column for column in range(texts[0] + 1, texts[1]) if any(shapes.cell(r, column) for r in below))
    return next(bare, None)


def spread(shapes: Shapes, head: Head, row: int, line: Line) -> bool:
    """Give centred upper headers to their columns where the lower names, over and over the same, tell which they are.

    Returns:
        Whether the line was filled.
    """
    below = named_below(head, row)
    start = _begin(shapes, row, below, len(line))
    if start is None:
        return False
    lower = [shapes.cell(below[-1], column) for column in range(start, len(line))]
    uppers = [column for column in range(start, len(line)) if shapes.cell(row, column)]
    size, rest = divmod(len(lower), len(uppers))
    if rest or size < 2 or not all(lower) or lower != lower[:size] * len(uppers):
        return False
    if [(column - start) // size for column in uppers] != list(range(len(uppers))):
        return False
    for at, column in enumerate(uppers):
        for place in range(start + at * size, start + (at + 1) * size):
            line[place] = (shapes.cell(row, column), True)
    return True


def unclear(shapes: Shapes, head: Head, width: int) -> tuple[int, int] | None:
    """Row and first column of an upper header of which it cannot be told where it belongs."""
    for row in range(head.first, head.last):
        start = _begin(shapes, row, named_below(head, row), width)
        if start is not None and row not in head.unit_rows | head.foreign | head.numbering:
            line: Line = [("", False)] * width
            if not spread(shapes, head, row, line):
                return row, start
    return None
