"""`stage` over the columns of a large file: a view on Arrow memory instead of a table of texts.

Period, unit and measure are resolved on the combinations of texts that occur; every row then carries the number of its
answer, so that the joins are joins of small integers.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from etl import workfile
from etl.bulk import BulkRead
from etl.bulk_cells import TextColumn, combine, replaced
from etl.mapping import MappedTable
from etl.reading.model import ReadResult
from etl.staging import Part, Staged


@dataclass(slots=True)
class _Combination:
    """Rows of one relation of combinations: `stage_units` or `stage_measures`."""

    codes: NDArray[np.int32]
    table: pa.Table


@dataclass(slots=True)
class LargeStage:
    """The columns behind `stage` and the combinations of key texts.

    Attributes:
        table: `rid`, `sheet_no`, `row_no`, the fields, and the numbers of answers found so far.
    """

    con: duckdb.DuckDBPyConnection
    table: pa.Table
    combinations: dict[str, _Combination] = field(default_factory=dict)

    def show(self) -> None:
        """Make the columns visible as `stage`."""
        self.con.register("stage", self.table)

    def combine(self, relation: str, columns: dict[str, TextColumn]) -> None:
        """Make a relation of the combinations of some fields."""
        codes, example = combine(list(columns.values()))
        texts = {name: pa.array([c.texts[n] or None for n in c.codes[example]]) for name, c in columns.items()}
        table = pa.table({"combination": pa.array(np.arange(len(example), dtype=np.int32)), **texts})
        self.combinations[relation] = _Combination(codes, table)
        self.con.register(relation, table)

    def number(self, relation: str, name: str, sql: str) -> None:
        """Give every row, and every combination, the number of its answer.

        Args:
            relation: `stage_units` or `stage_measures`.
            name: Column for the number; -1 where there is no answer.
            sql: Select of (combination, number) over the relation.
        """
        one = self.combinations[relation]
        found = self.con.execute(sql).fetchnumpy()
        numbers = np.full(one.table.num_rows, -1, dtype=np.int32)
        keys, values = found.values()
        numbers[np.asarray(keys)] = np.asarray(values)
        one.table = one.table.append_column(name, pa.array(numbers))
        self.con.register(relation, one.table)
        self.table = self.table.append_column(name, pa.array(numbers[one.codes]))
        self.show()

    def replace(self, name: str, fixed: dict[int, str]) -> None:
        """Set cells of a field to their canonical texts."""
        position = self.table.schema.get_field_index(name)
        self.table = self.table.set_column(position, name, replaced(self.table.column(position), fixed))
        self.show()

    def add(self, relation: str, table: pa.Table) -> None:
        """Make further columns visible in place of a temporary table."""
        self.con.execute(f"DROP TABLE IF EXISTS {relation}")
        self.con.register(relation, table)

    def view(self, name: str, sql: str) -> None:
        """Make a select visible in place of a temporary table."""
        self.con.execute(f"DROP TABLE IF EXISTS {name}")
        self.con.execute(f"CREATE TEMP VIEW {name} AS {sql}")


@contextmanager
def at_work(con: duckdb.DuckDBPyConnection, read: ReadResult) -> Iterator[None]:
    """All cores while a large file is checked and loaded, and its columns let go afterwards; nothing for others."""
    if not isinstance(read, BulkRead):
        yield
        return
    with workfile.all_cores(con):
        try:
            yield
        finally:
            for (name,) in con.execute(
                "SELECT view_name FROM duckdb_views() WHERE temporary AND NOT internal"
            ).fetchall():
                con.unregister(name)
                con.execute(f'DROP VIEW IF EXISTS "{name}"')


def fill(con: duckdb.DuckDBPyConnection, read: BulkRead, mapped: MappedTable) -> Staged:
    """Put a large file into `stage`, as `staging.fill` does with the rows of an office file."""
    template = mapped.template
    rows = len(read.row_numbers)
    empty = pa.nulls(rows, pa.string())
    columns: dict[str, pa.Array | pa.ChunkedArray] = {
        "rid": pa.array(np.arange(rows, dtype=np.int64)),
        "sheet_no": pa.array(np.zeros(rows, dtype=np.int16)),
        "row_no": pa.array(read.row_numbers),
    }
    for item in template.fields:
        position = mapped.columns.get(item.name)
        columns[item.name] = empty if position is None else read.cells[position].arrow()
    con.execute("DROP TABLE IF EXISTS stage")
    con.execute("CREATE OR REPLACE TEMP TABLE left_out (rid BIGINT)")
    large = LargeStage(con, pa.table(columns))
    large.show()
    staged = Staged(
        con=con,
        file=read.file,
        template=template,
        sheets={0: mapped.table.sheet},
        headers=dict(mapped.headers),
        present=frozenset(mapped.columns),
        parts=[Part(0, rows - 1, mapped.units, mapped.exact, mapped.own_units)],
        large=large,
    )
    unit = [str(name) for name in (template.unit.get("code"), template.unit.get("name")) if name]
    for relation, names in (
        ("stage_units", [*template.period.get("fields", []), *unit]),
        ("stage_measures", staged.measure_fields),
    ):
        keys = {name: read.cells[mapped.columns[name]] for name in dict.fromkeys(names) if name in mapped.columns}
        texts = {name: column for name, column in keys.items() if isinstance(column, TextColumn)}
        if keys and len(texts) == len(keys):
            large.combine(relation, texts)
    return staged
