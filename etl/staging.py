"""Staging: one file on its way through the checks, its mapped cells as text in a temporary table (`stage_filling`)."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from dashboard.catalogue import Field, Template
from etl import findings
from etl.findings import Finding

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
        """Fields of a long form with indicator, measuring unit and, beside a code, the name; none for a wide form."""
        for emit in self.template.emits:
            code, name = emit.get("measure_field"), emit.get("name_field")
            measure = code or emit.get("measure_name_field")
            if measure:
                return [str(measure), str(emit.get("unit_field", "unit")), *([str(name)] if code and name else [])]
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


def number_fields(template: Template) -> list[Field]:
    """Fields that hold figures."""
    return [item for item in template.fields if item.type in ("number", "integer")]


def scaled_text(value: int, scale: int) -> str:
    """A stored integer as plain decimal text."""
    return format(Decimal(value).scaleb(-scale), "f")
