"""A table as an office keeps it, before a file format is chosen for it."""

from collections.abc import Sequence
from dataclasses import dataclass

#: A cell: text, a number (scaled by the column's decimals) or nothing.
Cell = str | int | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a form.

    Attributes:
        title: Header as the template names it.
        decimals: None for text; else the number of decimals, values being integers scaled by that power of ten.
        group: Upper header above it where the form has two header rows.
        unit: Unit written behind the header by offices that do so.
        total: Whether a 合计 row sums it.
        trim: Written without trailing zeros (a column whose rows differ in measuring unit).
    """

    title: str
    decimals: int | None = None
    group: str = ""
    unit: str = ""
    total: bool = False
    trim: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A filled-in form.

    Attributes:
        title: Title line.
        columns: What stands in the columns.
        data: One list a column, all of one length.
        unit_line: Unit for all amounts, for forms that have a line for it.
        notes: Lines below the table.
    """

    title: str
    columns: Sequence[Column]
    data: Sequence[Sequence[Cell]]
    unit_line: str = ""
    notes: Sequence[str] = ()

    def __post_init__(self) -> None:
        lengths = {len(values) for values in self.data}
        if len(self.columns) != len(self.data) or len(lengths) > 1:
            raise ValueError(f"{self.title}: {len(self.columns)} columns, {len(self.data)} lists of lengths {lengths}")

    @property
    def n_rows(self) -> int:
        """Rows of the body."""
        return len(self.data[0]) if self.data else 0

    def totals(self) -> list[Cell]:
        """Cells of the 合计 row: its word in the first column, sums where they make sense."""
        cells: list[Cell] = [
            sum(int(value) for value in values if value is not None) if column.total else None
            for column, values in zip(self.columns, self.data, strict=True)
        ]
        return ["合计", *cells[1:]]


def number_text(value: int, decimals: int) -> str:
    """An integer scaled by 10^decimals as plain text with exactly that many decimals."""
    if not decimals:
        return str(value)
    whole, rest = divmod(abs(value), 10**decimals)
    return f"{'-' if value < 0 else ''}{whole}.{rest:0{decimals}d}"
