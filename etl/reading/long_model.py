"""Sheets and tables with many rows: their cells lie in columns, and rows are made only where somebody asks for rows."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from etl.reading.model import Grid, Table

if TYPE_CHECKING:
    from etl.reading.texts import Texts


class _RowsOnDemand:
    """Rows as text, made of the columns `cells` when they are first asked for, and kept as `_made`."""

    cells: "list[Texts]"
    _made: list[list[str]] | None

    @property
    def rows(self) -> list[list[str]]:
        """All rows as text."""
        if self._made is None:
            self._made = [list(row) for row in zip(*(column.spread() for column in self.cells), strict=True)]
        return self._made

    @rows.setter
    def rows(self, rows: list[list[str]]) -> None:
        # Set by the base class, which knows of none yet, and by `dataclasses.replace`, with rows made of the cells.
        self._made = rows or None


class LongTable(_RowsOnDemand, Table):
    """A table with a long body.

    Attributes:
        cells: The cells of each of `columns`.
    """

    def __init__(self, *args: Any, cells: "Sequence[Texts]" = (), **words: Any) -> None:
        self.cells = list(cells)
        self._made = None
        super().__init__(*args, **words)


class LongGrid(_RowsOnDemand, Grid):
    """A sheet with many rows.

    Attributes:
        cells: The cells of each column, from A on.
    """

    def __init__(self, sheet: str, sheet_no: int, cells: "Sequence[Texts]") -> None:
        self.cells = list(cells)
        self._made = None
        super().__init__(sheet, sheet_no, [], list(range(1, len(cells[0]) + 1)) if cells else [])

    @property
    def is_blank(self) -> bool:
        """True when nothing stands in any cell."""
        return not any(any(column.used()) for column in self.cells)

    def some(self, *runs: range) -> list[list[str]]:
        """The rows of some runs of indexes."""
        columns = [[text for run in runs for text in cells[run.start : run.stop].spread()] for cells in self.cells]
        return [list(row) for row in zip(*columns, strict=True)]
