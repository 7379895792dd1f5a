"""Rows of batches that are written together at the end of a transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import duckdb
import pyarrow as pa

from etl.findings import Finding


@dataclass(slots=True)
class Pending:
    """Rows of an open transaction that nothing has to read yet; `write` puts them into the tables at once.

    Single-row statements cost as much as whole files do, so the rows of many batches are written together.
    """

    batches: list[tuple[object, ...]] = field(default_factory=list)
    sheets: list[tuple[int, int, str]] = field(default_factory=list)
    found: list[tuple[int, Finding]] = field(default_factory=list)
    periods: set[int] = field(default_factory=set)

    def write(self, con: duckdb.DuckDBPyConnection) -> None:
        """Write and forget the rows gathered so far; call inside the same transaction."""
        _insert(con, "dim_batch", _BATCH_TYPES, self.batches)
        _insert(con, "dim_sheet", _SHEET_TYPES, self.sheets)
        _insert(
            con,
            "finding",
            _FINDING_TYPES,
            [(seq, x.code, x.outcome, x.sheet, x.row, x.column, x.value, x.message) for seq, x in self.found],
        )
        if self.periods:
            mark_dirty(con, f"SELECT unnest({sorted(self.periods)}::SMALLINT[]) AS period_key")
        self.forget()

    def forget(self) -> None:
        """Drop the rows, as after a rollback."""
        self.batches, self.sheets, self.found, self.periods = [], [], [], set()


_BATCH_TYPES = (
    pa.int32(), pa.string(), pa.string(), pa.string(), pa.string(), pa.string(), pa.string(), pa.string(), pa.int32(),
    pa.int32(), pa.int16(), pa.int16(), pa.string(), pa.string(), pa.string(), pa.string(),
)  # fmt: skip
_SHEET_TYPES = (pa.int32(), pa.int16(), pa.string())
_FINDING_TYPES = (
    pa.int32(), pa.string(), pa.string(), pa.string(), pa.int32(), pa.string(), pa.string(), pa.string(),
)  # fmt: skip


def _insert(
    con: duckdb.DuckDBPyConnection, table: str, types: Sequence[pa.DataType], rows: Sequence[Sequence[object]]
) -> None:
    if not rows:
        return
    arrays = [pa.array(column, kind) for column, kind in zip(zip(*rows, strict=True), types, strict=True)]
    con.register("_rows", pa.table(arrays, names=[f"c{number}" for number in range(len(types))]))
    con.execute(f"INSERT INTO {table} SELECT * FROM _rows")
    con.unregister("_rows")


def mark_dirty(con: duckdb.DuckDBPyConnection, periods_sql: str) -> None:
    """Note periods whose marts must be refreshed, in the same transaction as the facts."""
    con.execute(
        f"INSERT INTO dirty_period SELECT period_key FROM ({periods_sql}) EXCEPT SELECT period_key FROM dirty_period"
    )
