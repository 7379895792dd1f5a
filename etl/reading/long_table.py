"""One table with a long body kept by columns: its beginning and end are read row by row, as in any file.

The rows between are taken for body rows when each of them could be nothing else: at least three cells filled, a figure
where figures stand, no total, no header again, nothing that is code. That is asked of distinct texts, not of cells. Any
doubt gives the sheet back to be read row by row, so that both ways give the same answer.
"""

from dataclasses import fields
from functools import reduce
from operator import or_

import numpy as np
from numpy.typing import NDArray

from etl.findings import Finding
from etl.reading import header, injection, panels, period_words, words
from etl.reading.body import Body, Scanner
from etl.reading.build import TableBuilder, width_of
from etl.reading.columns import build_columns
from etl.reading.long_model import LongGrid, LongTable
from etl.reading.model import Grid, Limits, Table
from etl.reading.shapes import Shapes
from etl.reading.texts import Texts

#: Rows at the beginning and at the end that are read one by one.
HEAD, TAIL = 320, 60
#: The header ends among so many rows, so that enough of the body is read to know its columns.
_LAST_HEADER = 60
_SIGNS = "-+−－(（"


def find(grid: LongGrid, *, file: str, limits: Limits) -> LongTable | None:
    """The one table of a sheet, None when the sheet has to be read row by row.

    Args:
        grid: Cells of one sheet.
        file: File name for the findings.
        limits: For the length of a cell.
    """
    count = len(grid.numbers)
    if count < HEAD + TAIL + 2:
        return None
    shapes = _Ends(grid, limits)
    head = header.locate(shapes, 0)
    if head is None or head.last > _LAST_HEADER or any(merge[2] > head.last for merge in grid.merges):
        return None
    columns = build_columns(shapes, head, width_of(shapes, head))
    names = {column.position: column.name for column in columns if column.name}
    unnamed = [cells for at, cells in enumerate(grid.cells) if at not in names]
    if any(any(cells[head.last + 1 :].used()) for cells in unnamed):
        return None
    scanner = Scanner(shapes, head, names)
    body = scanner.run()
    if panels.cuts(shapes, head, names, max(body.end, head.last + 1)) or not _is_one_body(shapes, head.last, body):
        return None
    if scanner.total_labels or not _all_rows(grid, scanner) or _any_code(grid, limits):
        return None
    table = _LongBuilder(shapes.grid, shapes, head, body, file, limits).build()
    if grid.text_file and table.columns[-1].position + 1 < len(grid.cells):
        return None  # in how many rows a text goes on behind the table is counted row by row
    return _whole(grid, table)


class _Ends(Shapes):
    """The first and the last rows of a long sheet, with the texts of whole columns."""

    def __init__(self, grid: LongGrid, limits: Limits) -> None:
        count = len(grid.numbers)
        ends = (range(HEAD), range(count - TAIL, count))
        numbers = [grid.numbers[row] for run in ends for row in run]
        super().__init__(Grid(grid.sheet, grid.sheet_no, grid.some(*ends), numbers, grid.merges, grid.text_file))
        self.whole = grid

    def texts_below(self, row: int, column: int) -> list[str]:
        """The distinct texts of a column after `row`, which is one of the first rows."""
        return self.whole.cells[column][row + 1 :].used() if column < len(self.whole.cells) else []


class _LongBuilder(TableBuilder):
    def _sums(self, table: Table) -> list[Finding]:
        return []  # no totals, and columns of totals in long tables are for the template's own checks


def _is_one_body(shapes: _Ends, last_header: int, body: Body) -> bool:
    """Whether the rows read one by one are one body without interruption, but for lines below it."""
    if body.end != shapes.count or body.totals or body.repeats or body.unclear or body.units:
        return False
    rows = body.rows
    least = HEAD + TAIL // 2 - last_header
    return rows[:least] == list(range(last_header + 1, last_header + 1 + least))


def _all_rows(grid: LongGrid, scanner: Scanner) -> bool:
    """Whether every row between the ends can only be a row of the body."""
    between = slice(HEAD, len(grid.numbers) - TAIL)
    cells = [column[between] for column in grid.cells]
    filled = sum(column.where(bool).astype(np.int16) for column in cells)
    if np.any(filled < 3):
        return False
    for heads in scanner.next.head_cells:
        first = min(heads, default=None)
        begin = heads[first][:1] if first is not None else ""
        if first is not None and any(
            text[:1] == begin and words.squeeze(text) == heads[first] for text in cells[first].used()
        ):
            return False
    probes = [cells[column] for column in scanner.probes if column < len(cells)]
    if not probes:
        return True
    doubted = _any_of(probes, bool) & ~_any_of(probes, _opens_figure)
    return not doubted.any() or bool(_any_of(cells, _is_figure)[doubted].all())


def _any_of(cells: list[Texts], test: object) -> NDArray[np.bool_]:
    return reduce(or_, (column.where(test) for column in cells))  # type: ignore[arg-type]


def _opens_figure(text: str) -> bool:
    return bool(text) and (text[0].isdigit() or words.is_missing(text) or text[0] in _SIGNS)


def _is_figure(text: str) -> bool:
    return (
        0 < len(text) <= 60
        and not words.is_missing(text)
        and not period_words.is_period_head(text)
        and words.is_number(text)
    )


def _any_code(grid: LongGrid, limits: Limits) -> bool:
    """Whether any cell is code rather than data, or too long."""
    texts = [column.used() for column in grid.cells]
    if any(max(map(len, column)) > limits.max_cell for column in texts):
        return True
    if all(injection.harmless("\n".join(column)) for column in texts):
        return False
    return any(_is_code(text) for column in texts for text in column)


def _is_code(text: str) -> bool:
    return injection.kind_of(text) is not None


def _whole(grid: LongGrid, ends: Table) -> LongTable:
    """The table of the ends with the rows between."""
    stop = len(grid.numbers) - TAIL
    rows = np.arange(ends.row_numbers[0] - 1, stop)
    rows = np.concatenate([rows, np.array([n - 1 for n in ends.row_numbers if n > stop], rows.dtype)])
    cells = [grid.cells[column.position] for column in ends.columns]
    cells = [Texts(column.codes[rows], column.texts).compact() for column in cells]
    parts = {item.name: getattr(ends, item.name) for item in fields(ends)}
    return LongTable(**{**parts, "rows": [], "row_numbers": (rows + 1).tolist()}, cells=cells)
