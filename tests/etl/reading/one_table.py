"""A sheet that holds one table, and what its columns are called."""

from typing import Any

from making import book, read

from etl.reading.model import Table

#: An empty cell.
N = None


def one(cells: list[list[Any]], merges: list[tuple[int, int, int, int]] | None = None, name: str = "Sheet1") -> Table:
    """The only table of a sheet."""
    result = read(book(cells, names=[name], merges=merges or []))
    assert not result.refused, result.findings
    assert len(result.tables) == 1, [table.header_rows for table in result.tables]
    return result.tables[0]


def names(table: Table) -> list[str]:
    """Names of the columns."""
    return [column.name for column in table.columns]


def units(table: Table) -> list[str | None]:
    """Units of the columns, None where none is stated."""
    return [column.unit for column in table.columns]
