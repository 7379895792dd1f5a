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
from etl.bulk_cells import TextColumn, combine, numbers, replaced
from etl.bulk_past import in_order
from etl.mapping import MappedTable
from etl.reading.model import ReadResult
from etl.staging import Part, Staged

#: Number of an answer → the answers and what a row takes from them.
_ANSWERS = (
    ("period_at", "period_map", ("period_key", "as_of")),
    ("unit_at", "unit_map", ("unit_key",)),
    ("measure_at", "measure_map", ("measure_key", "target_key", "power")),
)


@dataclass(slots=True)
class _Combination:
    """Rows of one relation of combinations: `stage_units` or `stage_measures`."""

    codes: NDArray[np.int32]
    table: pa.Table


@dataclass(slots=True)
class LargeStage:
    """The columns behind `stage` and the combinations of key texts.

    Attributes:
        con: The loader's connection.
        table: `rid`, `sheet_no`, `row_no`, the fields, and the numbers of answers found so far.
        combinations: Relations of combinations of key texts by name.
        rows: The columns behind `typed`, None while it is an ordinary table.
        facts: The columns behind `new_fact`, None while it is an ordinary table.
        kept: Rows of `rows` that are still in.
        out: Rows known to be left out.
    """

    con: duckdb.DuckDBPyConnection
    table: pa.Table
    combinations: dict[str, _Combination] = field(default_factory=dict)
    rows: pa.Table | None = None
    facts: pa.Table | None = None
    kept: NDArray[np.bool_] = field(default_factory=lambda: np.empty(0, bool))
    out: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))

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
        answers = np.full(one.table.num_rows, -1, dtype=np.int32)
        keys, values = found.values()
        answers[np.asarray(keys)] = np.asarray(values)
        one.table = one.table.append_column(name, pa.array(answers))
        self.con.register(relation, one.table)
        self.table = self.table.append_column(name, pa.array(answers[one.codes]))
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

    def type_rows(self, figures: dict[str, str]) -> int:
        """Make `typed` from the columns: keys of the answers, figures as integers, texts as they are.

        Args:
            figures: Field → its stored form in SQL over `stage AS s`.

        Returns:
            The number of rows.
        """
        columns = {name: self.table[name] for name in self.table.column_names if name not in figures}
        kept = np.ones(self.table.num_rows, dtype=bool)
        for at, relation, keys in _ANSWERS:
            if at not in columns:
                continue
            answer = numbers(columns.pop(at))
            kept &= answer >= 0
            answers = self.con.sql(f"SELECT {', '.join(keys)} FROM {relation} m ORDER BY m.at").to_arrow_table()
            for name in keys:
                columns[name] = answers[name].combine_chunks().take(pa.array(np.maximum(answer, 0)))
        for name in ("unit_key", "period_key"):
            if columns[name].null_count:
                kept &= columns[name].is_valid().to_numpy(zero_copy_only=False)
        kept[self._left_out()] = False
        columns |= self._figures(figures, kept)
        columns["item"] = pa.DictionaryArray.from_arrays(pa.array(np.zeros(len(kept), np.int8)), pa.array([""]))
        self.kept, self.rows = kept, pa.table(columns)
        self.out = self._left_out()
        self.con.execute("DROP TABLE IF EXISTS typed")
        self._show_rows()
        return int(kept.sum())

    def _figures(self, figures: dict[str, str], kept: NDArray[np.bool_]) -> dict[str, pa.ChunkedArray]:
        if not figures:
            return {}
        self.con.register("stage", self.table.append_column("kept", pa.array(kept)))
        listed = ", ".join(f'CASE WHEN s.kept THEN {sql} END AS "{name}"' for name, sql in figures.items())
        found = self.con.sql(f"SELECT {listed} FROM stage s").to_arrow_table()
        self.show()
        return {name: found[name] for name in figures}

    def _show_rows(self) -> None:
        assert self.rows is not None
        self.con.register("typed_rows", self.rows.append_column("kept", pa.array(self.kept)))
        self.con.execute("CREATE OR REPLACE TEMP VIEW typed AS SELECT * EXCLUDE (kept) FROM typed_rows WHERE kept")

    def drop_left_out(self) -> bool:
        """Take rows left out since out of `typed`; false when `typed` is an ordinary table."""
        if self.rows is None:
            return False
        out = self._left_out()
        if len(out) != len(self.out):
            self.out = out
            self.kept[out] = False
            self._show_rows()
        return True

    def _left_out(self) -> NDArray[np.int64]:
        return self.con.execute("SELECT rid FROM left_out").fetchnumpy()["rid"]

    def take_facts(self, sql: str) -> int:
        """Make `new_fact` from a select, in the order of the store."""
        self.facts = in_order(self.con.sql(sql).to_arrow_table())
        self.add("new_fact", self.facts)
        return self.facts.num_rows

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
