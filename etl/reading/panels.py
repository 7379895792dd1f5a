"""Tables beside each other on one sheet: apart by a blank column, or one long table folded into panels."""

import itertools
import re

from etl.reading.header import Head
from etl.reading.model import Grid
from etl.reading.shapes import Shapes

_SERIAL = re.compile(r"序\s*号|编\s*号|行\s*次|No\.?", re.IGNORECASE)


def cuts(shapes: Shapes, head: Head, names: dict[int, str], end: int) -> list[int]:
    """First columns of the tables that stand beside each other between a header and row `end`.

    Args:
        shapes: The grid.
        head: The header found over all of them.
        names: Column position → header name.
        end: First row below them.

    Returns:
        At least two columns when there are several tables, otherwise an empty list.
    """
    columns = sorted(names)
    if len(columns) < 4:
        return []
    sample = [row for row in range(head.last + 1, min(end, head.last + 60)) if not shapes.blank(row)]
    if not sample:
        return []
    folded = _folds(columns, names)
    if folded and all(_is_stub(shapes, sample, _past_serial(column, names)) for column in folded):
        return folded
    starts = [columns[0]]
    figures = shapes.figure_columns(sample)
    for before, after in itertools.pairwise(columns):
        if after - before < 2 or after in figures or not _is_stub(shapes, sample, after):
            continue
        gap = range(before + 1, after)
        clear = not any(shapes.cell(row, column) for row in range(head.first, end) for column in gap)
        if clear and after + 1 in names and before in figures and after - starts[-1] >= 3:
            starts.append(after)
    return starts if len(starts) > 1 and all(_is_stub(shapes, sample, column) for column in starts) else []


def _folds(columns: list[int], names: dict[int, str]) -> list[int]:
    """Starts of panels when the header is one sequence of at least two names over and over."""
    sequence = [names[column] for column in columns]
    for size in range(2, len(sequence) // 2 + 1):
        if len(sequence) % size == 0 and sequence == sequence[:size] * (len(sequence) // size):
            return columns[::size] if len(set(sequence[:size])) == size else []
    return []


def _past_serial(column: int, names: dict[int, str]) -> int:
    """The column of row labels at the start of a panel: behind the serial numbers where it begins with them."""
    return column + 1 if _SERIAL.fullmatch(names[column].strip()) and column + 1 in names else column


def _is_stub(shapes: Shapes, sample: list[int], column: int) -> bool:
    """True for a column of row labels: words, hardly any twice."""
    texts = [shapes.cell(row, column) for row in sample if shapes.cell(row, column)]
    plain = sum(column in shapes[row].texts for row in sample)
    return bool(texts) and 5 * plain >= 4 * len(texts) and 5 * len(set(texts)) >= 4 * len(texts)


def part(grid: Grid, start: int, end: int, left: int, right: int | None) -> Grid:
    """Rows `start` to `end` of a grid with only the columns from `left` to `right`; positions stay."""
    rows = [[""] * min(left, len(cells)) + cells[left:right] for cells in grid.rows[start:end]]
    merges = [
        (r1 - start, c1, r2 - start, min(c2, right - 1) if right is not None else c2)
        for r1, c1, r2, c2 in grid.merges
        if start <= r1 < end and c1 >= left and (right is None or c1 < right)
    ]
    return Grid(grid.sheet, grid.sheet_no, rows, grid.numbers[start:end], merges, grid.text_file, [], grid.bad, [])
