"""`stage` over the columns of a large table: a view on memory instead of a table of texts.

Period, unit and measure are resolved on the combinations of texts that occur; every row then carries the number of its
answer, so that the rest is arithmetic on small integers (`etl.bulk_rows`).
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dashboard.catalogue import Template
from etl import stage_filling, staging, workfile
from etl.bulk import BulkRead
from etl.bulk_cells import FigureColumn, TextColumn, as_figures, as_texts
from etl.bulk_combine import combine
from etl.bulk_facts import Facts
from etl.bulk_figures import BLANK, ODD
from etl.bulk_past import Beside
from etl.bulk_rows import Rows
from etl.bulk_threads import take
from etl.bulk_view import Views
from etl.mapping import MappedTable
from etl.reading.model import ReadResult
from etl.staging import Part, Staged

#: A figure written out, in SQL: its digits are filled up with zeros to one before the point.
_WRITTEN = """CASE "{name}.p" WHEN 0 THEN "{name}.m"::VARCHAR WHEN {blank} THEN NULL WHEN {odd} THEN {other} ELSE
    CASE WHEN "{name}.m" < 0 THEN '-' ELSE '' END || regexp_replace(lpad(abs("{name}.m")::VARCHAR,
        greatest(length(abs("{name}.m")::VARCHAR), "{name}.p" + 1)::INTEGER, '0'),
        '^(.*)(.{{' || "{name}.p" || '}})$', '\\1.\\2') END"""


@dataclass(slots=True)
class _Combination:
    """Rows of one relation of combinations: `stage_periods`, `stage_units` or `stage_measures`."""

    codes: NDArray[np.int32]
    table: pa.Table


@dataclass(slots=True)
class LargeStage:
    """The columns behind `stage` and the combinations of key texts.

    Attributes:
        con: The loader's connection.
        row_numbers: Number of each row as a person counts.
        sheet_no: Sheet of all rows.
        columns: The cells by field; fields without a column are missing.
        keys: Relation of combinations → the fields it combines.
        numbers: Number of each row's answer, by name: `period_at`, `unit_at`, `measure_at`.
        combinations: Relations made so far.
        views: What is shown to statements.
        places: Number, sheet and number as a person counts of each row, by name.
        facts: The facts of its rows; None while `new_fact` is a table.
        beside: The stored values beside the facts; None while `beside` is a table.
        rows: The rows as integers, once the keys are known (`etl.bulk_rows`); None while `typed` is a table.
    """

    con: duckdb.DuckDBPyConnection
    row_numbers: NDArray[np.int32]
    sheet_no: int
    template: Template
    columns: dict[str, TextColumn | FigureColumn]
    keys: dict[str, list[str]]
    numbers: dict[str, NDArray[Any]] = field(default_factory=dict)
    combinations: dict[str, _Combination] = field(default_factory=dict)
    rows: Rows | None = None
    facts: Facts | None = None
    beside: Beside | None = None
    places: dict[str, pa.Array | str] = field(default_factory=dict)
    views: Views = field(init=False)
    _arrow: dict[int, tuple[TextColumn | FigureColumn, pa.Array]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.views = Views(self.con)
        rid = pa.array(np.arange(len(self), dtype=np.int32))
        row_no: pa.Array | str = pa.array(self.row_numbers)
        if len(self) and int(self.row_numbers[-1]) - int(self.row_numbers[0]) == len(self) - 1:
            row_no = f"(rid + {self.row_numbers[0]})::INTEGER"  # no row is missing between them
        self.places = {"rid": rid, "sheet_no": f"{self.sheet_no}::SMALLINT", "row_no": row_no}

    def __len__(self) -> int:
        return len(self.row_numbers)

    def show(self) -> None:
        """Make the columns visible as `stage`: texts are only written out where a statement asks for them."""
        shown = self.places | {name: pa.array(codes) for name, codes in self.numbers.items()}
        hidden: dict[str, pa.Array] = {}
        for item in self.template.fields:
            column = self.columns.get(item.name)
            if column is None:
                shown[item.name] = "NULL::VARCHAR"
            elif isinstance(column, TextColumn):
                shown[item.name] = self.arrow(column)
            else:
                shown[item.name] = self._written(item.name, column, hidden)
        self.views.show("stage", shown, hidden)

    def arrow(self, column: TextColumn) -> pa.Array:
        """A column of texts as Arrow takes it, made once."""
        if id(column) not in self._arrow:
            self._arrow[id(column)] = column, column.arrow()
        return self._arrow[id(column)][1]

    def _written(self, name: str, column: FigureColumn, arrays: dict[str, pa.Array]) -> str:
        arrays[f"{name}.m"], arrays[f"{name}.p"] = pa.array(column.mantissa), pa.array(column.places)
        other = "NULL"
        if column.odd:
            arrays[f"{name}.o"] = self._odd(column)
            other = f'"{name}.o"::VARCHAR'
        return _WRITTEN.format(name=name, blank=BLANK, odd=ODD, other=other)

    def _odd(self, column: FigureColumn) -> pa.Array:
        """The odd cells of a column of figures as a column of texts, made once."""
        if id(column) not in self._arrow:
            codes = np.zeros(len(column), dtype=np.int32)
            codes[list(column.odd)] = np.arange(1, len(column.odd) + 1)
            self._arrow[id(column)] = column, TextColumn(codes, ["", *column.odd.values()]).arrow()
        return self._arrow[id(column)][1]

    def replace(self, name: str, fixed: Mapping[int, str]) -> None:
        """Set cells of a field to their canonical texts."""
        column = self.columns[name]
        if isinstance(column, FigureColumn):
            self.columns[name] = column.replaced(fixed)
        else:
            codes = column.codes.copy()
            codes[list(fixed)] = np.arange(len(column.texts), len(column.texts) + len(fixed))
            self.columns[name] = TextColumn(codes, [*column.texts, *fixed.values()])
        self.show()

    def relation(self, name: str) -> str | None:
        """The relation of the combinations of its fields' texts, None when the table has no such field."""
        if name not in self.combinations:
            columns = {x: as_texts(self.columns[x]) for x in self.keys.get(name, ()) if x in self.columns}
            if not columns:
                return None
            codes, lines = combine(list(columns.values()))
            texts = {
                x: pa.array([column.texts[n] or None for n in line], pa.string())
                for (x, column), line in zip(columns.items(), lines.tolist(), strict=True)
            }
            number = pa.array(np.arange(lines.shape[1], dtype=np.int32))
            self.combinations[name] = _Combination(codes, pa.table({"combination": number, **texts}))
            self.con.register(name, self.combinations[name].table)
        return name

    def number(self, relation: str, name: str, sql: str) -> None:
        """Give every row the number of its answer.

        Args:
            relation: Of the combinations that were asked about.
            name: Column for the number; -1 where there is no answer.
            sql: Select of (combination, number) over the relation.
        """
        one = self.combinations[relation]
        keys, values = self.con.execute(sql).fetchnumpy().values()
        narrow = np.int16 if len(values) < 1 << 15 else np.int32
        answers = np.full(one.table.num_rows, -1, dtype=narrow)
        answers[np.asarray(keys)] = np.asarray(values)
        self.numbers[name] = take(answers, one.codes)
        self.show()

    def take(self, facts: Facts) -> int:
        """Make facts visible as `new_fact`; returns their number."""
        self.facts = facts
        self.views.show("new_fact", facts.shown())
        return len(facts)

    def never_negative(self, name: str) -> bool:
        """Whether a field holds figures only, none of them below 0."""
        column = self.columns[name]
        return isinstance(column, FigureColumn) and int(column.mantissa.min(initial=0)) >= 0

    def left_out(self) -> NDArray[np.int64]:
        """Rows known to be left out."""
        return self.con.execute("SELECT rid FROM left_out").fetchnumpy()["rid"]


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
    """Put a large table into `stage`, as `stage_filling.fill` does with the rows of an office file.

    Args:
        con: The loader's connection.
        read: The columns (`etl.bulk_cells`), one for each column of the read table.
        mapped: Which of them belongs to which field.
    """
    template = mapped.template
    columns = {name: read.cells[position] for name, position in mapped.columns.items()}
    for item in staging.number_fields(template):
        if item.name in columns:
            columns[item.name] = as_figures(columns[item.name])
    columns |= {
        name: TextColumn(np.zeros(len(read.row_numbers), np.int32), [text])
        for name, text in stage_filling.supplied(template, mapped).items()
    }
    unit = [str(name) for name in (template.unit.get("code"), template.unit.get("name")) if name]
    con.execute("DROP TABLE IF EXISTS stage")
    con.execute("CREATE OR REPLACE TEMP TABLE left_out (rid BIGINT)")
    staged = Staged(
        con=con,
        file=read.file,
        template=template,
        sheets={mapped.table.sheet_no: mapped.table.sheet},
        headers=dict(mapped.headers),
        present=frozenset(columns),
        parts=[Part(0, len(read.row_numbers) - 1, mapped.units, mapped.exact, mapped.own_units, mapped.table.sheet_no)],
    )
    period = [str(name) for name in template.period.get("fields", [])]
    keys = {"stage_periods": period, "stage_units": unit, "stage_measures": staged.measure_fields}
    if staged.registers_units:
        keys = {}
    staged.large = LargeStage(con, read.row_numbers, mapped.table.sheet_no, template, columns, keys)
    staged.large.show()
    return staged
