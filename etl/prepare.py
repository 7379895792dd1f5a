"""One read file through mapping and all checks, up to facts that could be applied.

Nothing here changes the store: the facts lie in temporary tables (`new_fact`, `new_note`, for the register of units
`typed`) until `etl.apply` takes them or the next file replaces them.
"""

from dataclasses import dataclass, field
from datetime import date

import duckdb

from dashboard.catalogue import Catalogue, Indicator, Template
from etl import (
    bulk_stage,
    cells,
    corrections,
    duplicates,
    file_rules,
    findings,
    history,
    ledger_rules,
    mapping,
    notes,
    register,
    row_measures,
    row_periods,
    row_units,
    rowchecks,
    stage_filling,
    staging,
    stated_units,
    statistics_bureau,
    typed,
)  # fmt: skip
from etl.bulk import BulkRead
from etl.emit import emit
from etl.findings import Finding
from etl.reading.model import ReadResult, Table
from etl.resolve import UnitIndex


@dataclass(slots=True)
class Known:
    """What a file is checked against.

    Attributes:
        catalogue: Definitions, the home's own templates included.
        units: The register of units.
        registered: Indicators that statistics-bureau files brought into this home, by code.
        today: The day of the load.
    """

    catalogue: Catalogue
    units: UnitIndex
    registered: dict[str, Indicator]
    today: date

    @property
    def by_key(self) -> dict[int, Indicator]:
        """Every measure by key."""
        return {**self.catalogue.by_key, **{item.key: item for item in self.registered.values()}}


@dataclass(slots=True)
class Prepared:
    """A file that was read and checked.

    Attributes:
        file: Name as sent.
        sha256: Hash of the bytes.
        template: The contract it fits, None when it fits none.
        outcome: accept, normalise, confirm or refuse.
        rows_ok: Rows that would be loaded.
        rows_out: Rows kept out.
        findings: All findings.
        uncounted: Findings beyond the cap by code.
        sheets: Sheet number → name.
        new_indicators: Indicators this file would register.
        changes: Equal, changed and new values against the store.
        in_order: Whether `new_fact` holds no items and is sorted as the store is.
    """

    file: str
    sha256: str
    template: Template | None
    outcome: str
    rows_ok: int = 0
    rows_out: int = 0
    findings: list[Finding] = field(default_factory=list)
    uncounted: dict[str, int] = field(default_factory=dict)
    sheets: dict[int, str] = field(default_factory=dict)
    new_indicators: list[Indicator] = field(default_factory=list)
    changes: history.Changes = field(default_factory=lambda: history.Changes(0, 0, 0))
    in_order: bool = False


def outcome_of(found: list[Finding]) -> str:
    """The outcome of a file: rows kept out need a confirmation like doubts do."""
    worst = findings.worst(found)
    return {None: "accept", "out": "confirm"}.get(worst, worst or "accept")


@dataclass(frozen=True, slots=True)
class Mapped:
    """A read file with its tables assigned to a template.

    Attributes:
        read: What the reader found.
        tables: Tables of one template, none when no template fits.
        new_indicators: Indicators this file would register.
        found: Findings of reader and mapping.
    """

    read: ReadResult
    tables: list[mapping.MappedTable]
    new_indicators: list[Indicator]
    found: tuple[Finding, ...]


def map_file(read: ReadResult, known: Known, wanted: str | None = None) -> Mapped:
    """Find the template of a file and the fields of its columns; arguments as of `prepare`."""
    found = list(read.findings)
    if read.refused:
        return Mapped(read, [], [], tuple(found))
    tables, new_indicators = _map_tables(read, known, wanted, found)
    if not tables and not any(item.outcome == "refuse" for item in found):
        found.append(findings.make("FILE_NO_ROWS", file=read.file))
    return Mapped(read, tables, new_indicators, tuple(found))


def prepare(con: duckdb.DuckDBPyConnection, read: ReadResult, known: Known, *, wanted: str | None = None) -> Prepared:
    """Check a file against its template, the register of units and the store.

    Args:
        con: The loader's connection.
        read: What the reader found.
        known: What to check against.
        wanted: Name of a template when the person named one.
    """
    return check_mapped(con, map_file(read, known, wanted), known)


def check_mapped(con: duckdb.DuckDBPyConnection, mapped_file: Mapped, known: Known) -> Prepared:
    """The rest of `prepare`, once the template is found."""
    read, mapped, found = mapped_file.read, mapped_file.tables, list(mapped_file.found)
    result = Prepared(read.file, read.sha256, None, "refuse", findings=found)
    if not mapped:
        return result
    result.template = mapped[0].template
    result.new_indicators = new_indicators = mapped_file.new_indicators
    if isinstance(read, BulkRead):
        staged, total = bulk_stage.fill(con, read, mapped[0]), len(read.row_numbers)
    else:
        staged, total = stage_filling.fill(con, read.file, mapped), sum(len(part.table.row_numbers) for part in mapped)
    result.sheets = staged.sheets
    result.rows_out = unread = sum(part.table.left_out for part in mapped)
    if not total:
        found.append(findings.make("FILE_NO_ROWS", file=read.file))
        return result
    registered = {**known.registered, **{item.code: item for item in new_indicators}}
    stated_units.check_units(staged)
    with staged.quick_plans():
        result.rows_ok, result.changes = check_rows_and_keys(staged, known, registered)
    result.rows_out = unread + total - result.rows_ok
    result.in_order = staged.large is not None and staged.large.facts is not None
    result.uncounted = staged.uncounted
    found.extend(staged.found)
    if not result.rows_ok and not any(item.outcome == "refuse" for item in found):
        found.append(findings.make("FILE_NOTHING_LEFT", file=read.file, rows=total))
    result.outcome = outcome_of(found)
    if result.outcome == "refuse":
        result.rows_ok = 0
    return result


def _map_tables(
    read: ReadResult, known: Known, wanted: str | None, found: list[Finding]
) -> tuple[list[mapping.MappedTable], list[Indicator]]:
    mapped: list[mapping.MappedTable] = []
    new_indicators: list[Indicator] = []
    doubts: list[Finding] = []
    for table in read.tables:
        template, problems = mapping.choose_template(table, known.catalogue.templates, wanted=wanted, file=read.file)
        if template is None:
            doubts.extend(problems)
            continue
        bound: Table = table
        if template.layout == "long_preamble":
            registered = {**known.registered, **{item.code: item for item in new_indicators}}
            bound, fresh, remarks = statistics_bureau.unpivot(table, registered, file=read.file)
            new_indicators.extend(fresh)
            found.extend(remarks)
        part, problems = mapping.map_table(bound, template, file=read.file)
        found.extend(problems)
        if part is not None:
            mapped.append(part)
    if mapped and any(part.template.name != mapped[0].template.name for part in mapped):
        names = "、".join(sorted({part.template.title for part in mapped}))
        found.append(findings.make("MAP_MIXED_TEMPLATES", file=read.file, names=names))
        return [], []
    if not mapped:
        found.extend(doubts)
    elif doubts:
        found.extend(findings.make("MAP_TABLE_UNUSED", file=read.file, sheet=item.sheet) for item in doubts)
    return mapped, new_indicators


def check_rows_and_keys(
    staged: staging.Staged, known: Known, registered: dict[str, Indicator]
) -> tuple[int, history.Changes]:
    """Every check on the rows of `stage`, up to `new_fact` and `new_note`.

    Returns:
        Rows that would be loaded, and how their facts relate to the store.
    """
    none = history.Changes(0, 0, 0)
    cells.clean(staged, today=known.today)
    row_periods.resolve_periods(staged, today=known.today)
    row_units.resolve_units(staged, known.units)
    row_measures.resolve_measures(staged, known.catalogue, registered)
    typed.build(staged)
    rowchecks.check_rows(staged)
    if staged.must_part or not duplicates.check_duplicates(staged):
        return 0, none
    file_rules.check_file(staged)
    ledger_rules.check(staged)
    emit(staged, known.catalogue)
    notes.collect(staged)
    if staged.registers_units:
        register.check_register(staged)
        changes = none
    else:
        by_key = {**known.catalogue.by_key, **{item.key: item for item in registered.values()}}
        changes = history.compare(staged, known.catalogue, by_key)
        corrections.compare(staged)
    row = staged.con.execute("SELECT count(*) FROM typed").fetchone()
    return (int(row[0]) if row else 0), changes
