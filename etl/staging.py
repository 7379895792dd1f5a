"""Staging: the mapped cells of one file as text, one row a source row, in a temporary table."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import zip_longest
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from dashboard.catalogue import Field, Template
from etl import findings
from etl.findings import Finding
from etl.mapping import MappedTable
from etl.reading.long_model import LongTable
from etl.reading.model import Table
from etl.reading.texts import PackedTexts

if TYPE_CHECKING:
    from etl.bulk_stage import LargeStage

_IDENTIFIER = re.compile(r"[a-z][a-z0-9_]*")
MAX_FINDINGS = 2_000
#: Where several files are checked together, sheet `n` of file `k` has the number `k * SHEETS_PER_FILE + n`.
SHEETS_PER_FILE = 100
#: Up to this many rows, planning a statement costs more than running it.
SMALL = 5_000


@dataclass(slots=True)
class Part:
    """Rows of one file that state their measuring units alike.

    Attributes:
        first: First `rid`.
        last: Last `rid`.
        units: Field name → unit the table states for it.
        exact: Fields whose header is the template's own wording, so that the template's unit holds.
        own_units: Fields whose own header states a unit.
        sheet_no: Sheet of its first row.
    """

    first: int
    last: int
    units: dict[str, str]
    exact: frozenset[str]
    own_units: frozenset[str]
    sheet_no: int = 0


@dataclass(slots=True)
class Staged:
    """One file on its way through the checks.

    The temporary table `stage` holds `rid` (from 0), `sheet_no`, `row_no` and one VARCHAR column a field;
    the table `left_out` holds the `rid` of rows kept out.

    Attributes:
        con: The loader's connection.
        file: File name as sent.
        template: The contract.
        sheets: Sheet number → name.
        headers: Field name → header in the file.
        present: Fields that the file or its title supplies.
        parts: Runs of rows with one set of measuring units, in the order of the rows.
        found: Findings so far.
        uncounted: Findings beyond the cap, by code.
        large: The columns behind `stage` when the file is a large one.
        numbered: Columns of `stage` that hold numbers of answers instead of texts to look up.
        members: The files, where the rows are those of several, told apart by their sheet numbers.
        depends: Whether the verdict on one of several files may depend on the others, so that each must go alone.
    """

    con: duckdb.DuckDBPyConnection
    file: str
    template: Template
    sheets: dict[int, str]
    headers: dict[str, str]
    present: frozenset[str]
    parts: list[Part]
    found: list[Finding] = field(default_factory=list)
    uncounted: dict[str, int] = field(default_factory=dict)
    large: "LargeStage | None" = None
    numbered: set[str] = field(default_factory=set)
    members: "tuple[Staged, ...]" = ()
    depends: bool = False

    @property
    def file_no(self) -> str:
        """SQL for the number of a row's file: rules about a whole file look at each of several by itself."""
        # Not a bare 0: GROUP BY would take it for the number of a column.
        return f"(sheet_no // {SHEETS_PER_FILE})" if self.members else "(sheet_no * 0)"

    @property
    def must_part(self) -> bool:
        """Whether several files have to be checked one by one: more than a spelling was found, or one bears on another.

        What was found about a whole file is not yet said of a member.
        """
        doubted = any(item.outcome != "normalise" for member in self.members for item in member.found)
        return bool(self.members) and (doubted or self.depends or bool(self.found))

    @property
    def registers_units(self) -> bool:
        """Whether the file is a register of units rather than figures."""
        return is_register(self.template)

    @property
    def is_small(self) -> bool:
        """Whether statements should be written for quick planning rather than for many rows."""
        return self.large is None and (not self.parts or self.parts[-1].last < SMALL)

    @contextmanager
    def quick_plans(self) -> Iterator[None]:
        """Run statements on a small file's own temporary tables as written; optimising them takes longer than that."""
        if not self.is_small:
            yield
            return
        self.con.execute("PRAGMA disable_optimizer")
        try:
            yield
        finally:
            self.con.execute("PRAGMA enable_optimizer")

    @contextmanager
    def store_plans(self) -> Iterator[None]:
        """Inside `quick_plans`, run statements that read the store's facts with the optimiser all the same."""
        if not self.is_small:
            yield
            return
        self.con.execute("PRAGMA enable_optimizer")
        try:
            yield
        finally:
            self.con.execute("PRAGMA disable_optimizer")

    @property
    def measure_fields(self) -> list[str]:
        """The fields that hold indicator and measuring unit of a long form, none for a wide one."""
        for emit in self.template.emits:
            name = emit.get("measure_field") or emit.get("measure_name_field")
            if name:
                return [str(name), str(emit.get("unit_field", "unit"))]
        return []

    def combinations(self, relation: str) -> str:
        """The relation with every combination of key texts: `stage` itself unless the file is large."""
        return (self.large.relation(relation) if self.large else None) or "stage"

    def number(self, relation: str, name: str, join: str, answer: str) -> None:
        """Note the number of each row's answer, so that a large file is joined by it.

        Args:
            relation: `stage_periods` or `stage_measures`.
            name: The column.
            join: SQL that joins the answers to the texts of the relation `AS s`.
            answer: The number in SQL.
        """
        if self.large and self.large.relation(relation):
            self.large.number(relation, name, f"SELECT s.combination, {answer} AS answer FROM {relation} s {join}")
            self.numbered.add(name)

    def replace(self, name: str, fixed: dict[int, str]) -> None:
        """Set cells of a field (by `rid`) to their canonical texts."""
        if self.large:
            self.large.replace(name, fixed)
            return
        table = pa.table(
            {"rid": pa.array(list(fixed), pa.int64()), "text": pa.array(list(fixed.values()), pa.string())}
        )
        self.con.register("_fixed", table)
        self.con.execute(f"UPDATE stage SET {quoted(name)} = f.text FROM _fixed AS f WHERE stage.rid = f.rid")
        self.con.unregister("_fixed")

    def title(self, name: str) -> str:
        """The header of a field as the person knows it."""
        return self.headers.get(name) or self.template.field(name).title

    def add(self, code: str, **words: object) -> None:
        """Note a finding about the file."""
        self._keep(findings.make(code, file=self.file, **words))  # type: ignore[arg-type]

    def add_row(
        self, code: str, sheet_no: int, row_no: int, *, name: str = "", value: str = "", **words: object
    ) -> None:
        """Note a finding about one row, and one field of it where `name` is given."""
        if self.members:
            number, sheet_no = divmod(sheet_no, SHEETS_PER_FILE)
            self.members[number].add_row(code, sheet_no, row_no, name=name, value=value, **words)
            return
        if len(self.found) >= MAX_FINDINGS:
            self.uncounted[code] = self.uncounted.get(code, 0) + 1
            return
        self._keep(
            findings.make(
                code,
                file=self.file,
                sheet=self.sheets.get(sheet_no, ""),
                row=row_no,
                column=self.title(name) if name else "",
                value=value,
                **words,  # type: ignore[arg-type]
            )
        )

    def _keep(self, finding: Finding) -> None:
        self.found.append(finding)

    def leave_out(self, rids: list[int]) -> None:
        """Keep rows out of the load."""
        if rids:
            self.con.register("_rids", pa.table({"rid": pa.array(rids, pa.int64())}))
            self.con.execute("INSERT INTO left_out SELECT rid FROM _rids")
            self.con.unregister("_rids")


def is_register(template: Template) -> bool:
    """Whether a template lists units with their validity (T0) instead of figures of a period."""
    return template.extra("register") == "units"


def quoted(name: str) -> str:
    """A field name as SQL identifier; names come from validated templates only.

    Raises:
        ValueError: Not a plain lower-case name.
    """
    if not _IDENTIFIER.fullmatch(name):
        raise ValueError(f"字段名 {name!r} 只能由小写字母、数字和下划线组成，并以字母开头")
    return f'"{name}"'


def fill(con: duckdb.DuckDBPyConnection, file: str, mapped: list[MappedTable]) -> Staged:
    """Put the rows of one or more mapped tables of a file into `stage`.

    Args:
        con: The loader's connection.
        file: File name for the findings.
        mapped: Tables of one template.
    """
    _put_rows(con, mapped)
    return describe(con, file, mapped)


def _put_rows(con: duckdb.DuckDBPyConnection, mapped: list[MappedTable]) -> None:
    template = mapped[0].template
    names = [item.name for item in template.fields]
    columns: dict[str, list[pa.Array]] = {name: [] for name in names}
    sheet_nos: list[int] = []
    row_nos: list[int] = []
    for part in mapped:
        table = part.table
        count = len(table.row_numbers)
        sheet_nos.extend([table.sheet_no] * count)
        row_nos.extend(table.row_numbers)
        given = supplied(template, part)
        across = _across(table)
        for name in names:
            position = part.columns.get(name)
            if position is None or not count:
                columns[name].append(pa.array([given.get(name)] * count, pa.string()))
            else:
                columns[name].append(across(position))
    arrays: dict[str, pa.Array | pa.ChunkedArray] = {
        "rid": pa.array(range(len(row_nos)), pa.int64()),
        "sheet_no": pa.array(sheet_nos, pa.int16()),
        "row_no": pa.array(row_nos, pa.int32()),
    }
    arrays.update({name: pa.chunked_array(pieces, pa.string()) for name, pieces in columns.items()})
    con.register("_stage", pa.table(arrays))
    con.execute("CREATE OR REPLACE TEMP TABLE stage AS SELECT * FROM _stage")
    con.unregister("_stage")
    con.execute("CREATE OR REPLACE TEMP TABLE left_out (rid BIGINT)")


def _across(table: Table) -> Callable[[int], pa.Array]:
    """The cells of each column of a table; blanks are NULL."""
    if isinstance(table, LongTable) and table.cells:
        cells = table.cells

        def long(position: int) -> pa.Array:
            return _distinct(cells[position].texts).take(pa.array(cells[position].codes))

        return long
    across = list(zip_longest(*table.rows, fillvalue=""))
    return lambda position: pa.array([text or None for text in across[position]], pa.string())


def _distinct(texts: Sequence[str]) -> pa.Array:
    """Texts as an array; blanks are NULL."""
    if not isinstance(texts, PackedTexts):
        return pa.array([text or None for text in texts], pa.string())
    found = texts.arrow()
    return pc.if_else(pc.equal(pc.binary_length(found), 0), pa.scalar(None, pa.string()), found)


def describe(con: duckdb.DuckDBPyConnection, file: str, mapped: list[MappedTable]) -> Staged:
    """What is known of a file before its rows are looked at; arguments as of `fill`."""
    template = mapped[0].template
    present = {name for part in mapped for name in part.columns}
    present |= {name for part in mapped for name in supplied(template, part)}
    return Staged(
        con=con,
        file=file,
        template=template,
        sheets={part.table.sheet_no: part.table.sheet for part in mapped},
        headers={name: header for part in mapped for name, header in part.headers.items()},
        present=frozenset(present),
        parts=_parts(mapped),
    )


def _parts(mapped: list[MappedTable]) -> list[Part]:
    parts: list[Part] = []
    first = 0
    for table in mapped:
        last = first + len(table.table.row_numbers) - 1
        stated = (table.units, table.exact, table.own_units)
        if parts and (parts[-1].units, parts[-1].exact, parts[-1].own_units) == stated:
            parts[-1].last = last
        else:
            parts.append(Part(first, last, *stated, sheet_no=table.table.sheet_no))
        first = last + 1
    return parts


def supplied(template: Template, part: MappedTable) -> dict[str, str]:
    """Period fields that no column carries, taken from the title or sheet name when it states one period."""
    names = [name for name in template.period.get("fields", []) if name not in part.columns]
    if not names or len(part.table.periods) != 1:
        return {}
    return dict.fromkeys(names, part.table.periods[0])


def number_fields(template: Template) -> list[Field]:
    """Fields that hold figures."""
    return [item for item in template.fields if item.type in ("number", "integer")]


def scaled_text(value: int, scale: int) -> str:
    """A stored integer as plain decimal text."""
    return format(Decimal(value).scaleb(-scale), "f")
