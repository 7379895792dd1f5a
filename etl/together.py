"""Several plain files of one template checked in one pass.

A month of a city is a dozen files of some hundred rows for each template, and each statement costs more to plan than to
run. Files about different units cannot bear on one another, so their rows go through the checks together. As soon as
anything is found, or the verdict on one file could depend on another, they are checked one by one instead: the answers
are the same either way, only the time differs.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeVar

import duckdb

from dashboard.catalogue import Catalogue, Template
from etl import stage_filling, staging, stated_units
from etl.bulk import BulkRead
from etl.findings import Finding
from etl.history import Changes
from etl.mapping import MappedTable
from etl.prepare import Known, Mapped, Prepared, check_rows_and_keys, map_file, outcome_of
from etl.reading.model import ReadResult
from etl.staging import SHEETS_PER_FILE, SMALL, Staged

MOST_FILES = 32
#: A group this small is not parted further when something is found: its files are checked one by one.
FEW = 3
_File = TypeVar("_File")
_SAY_NOTHING = {"normalise"}


class GoAlone(Exception):
    """Files must be checked one by one.

    Attributes:
        each: Whether every file must; otherwise those before and behind the odd ones may still go together.
        odd: Positions of the files something was found in; empty when what was found is not one file's.
    """

    def __init__(self, *, each: bool, odd: frozenset[int] = frozenset()) -> None:
        super().__init__(each, odd)
        self.each = each
        self.odd = odd


@dataclass(frozen=True, slots=True)
class Plain:
    """A file that may be checked together with others.

    Attributes:
        mapped: The file and its template.
        found: Findings of reader, mapping and measuring units; none of them asks for anything.
        present: Fields that the file or its title supplies.
        units: The texts that name its units; files that share one are never checked together.
        rows: Its rows.
    """

    mapped: Mapped
    found: tuple[Finding, ...]
    present: frozenset[str]
    units: frozenset[str]
    rows: int

    @property
    def template(self) -> Template:
        """The contract."""
        return self.mapped.tables[0].template

    @property
    def sha256(self) -> str:
        """Hash of the bytes."""
        return self.mapped.read.sha256


def independent(catalogue: Catalogue) -> frozenset[str]:
    """Templates whose measures no other template feeds: the order of their files among others' does not matter."""
    fed: dict[str, set[str]] = {}
    for name, template in catalogue.templates.items():
        fed[name] = {str(spec["measure"]) for spec in template.emits if "measure" in spec}
        listed = [item for item in catalogue.indicators.values() if name in item.templates]
        fed[name] |= {item.code for item in listed} | {item.target_measure for item in listed if item.target_measure}
    times = Counter(code for codes in fed.values() for code in codes)
    return frozenset(name for name, codes in fed.items() if all(times[code] == 1 for code in codes))


def plain(con: duckdb.DuckDBPyConnection, read: ReadResult, known: Known, wanted: str | None) -> Plain | None:
    """The file as one of several, None when it has to go alone.

    Args:
        con: The loader's connection.
        read: What the reader found.
        known: What to check against.
        wanted: Name of a template when the person named one.
    """
    if read.refused or isinstance(read, BulkRead):
        return None
    mapped = map_file(read, known, wanted)
    if not mapped.tables or mapped.new_indicators:
        return None
    template = mapped.tables[0].template
    rows = sum(len(part.table.row_numbers) for part in mapped.tables)
    if (
        staging.is_register(template)
        or template.layout != "table"
        or template.unit.get("constant")
        or not 0 < rows < SMALL
        or max(part.table.sheet_no for part in mapped.tables) >= SHEETS_PER_FILE
    ):
        return None
    described = stage_filling.describe(con, read.file, mapped.tables)
    stated_units.check_units(described)
    found = (*mapped.found, *described.found)
    if {item.outcome for item in found} - _SAY_NOTHING:
        return None
    return Plain(mapped, found, described.present, _unit_texts(mapped.tables), rows)


def _unit_texts(tables: Sequence[MappedTable]) -> frozenset[str]:
    spec = tables[0].template.unit
    name = next((spec[key] for key in ("code", "name") if all(spec.get(key) in part.columns for part in tables)), None)
    if name is None:
        return frozenset({""})
    return frozenset(row[part.columns[str(name)]] for part in tables for row in part.table.rows)


def go_together(files: Sequence[Plain], one: Plain) -> bool:
    """Whether a file may be checked together with some that are waiting."""
    first = files[0]
    return (
        one.template.name == first.template.name
        and one.present == first.present
        and len(files) < MOST_FILES
        and sum(item.rows for item in files) + one.rows < SMALL
        and not any(item.units & one.units for item in files)
    )


def parted(
    group: Sequence[_File], attempt: Callable[[Sequence[_File]], list[Prepared]]
) -> Iterator[tuple[Sequence[_File], list[Prepared]]]:
    """Part a group as far as its files have to be: into groups that were checked, and single files that were not.

    Each group must be taken before the next one is asked for: its facts lie in temporary tables.

    Args:
        group: Files.
        attempt: Checks some of them together; raises GoAlone.
    """
    if len(group) == 1:
        yield group, []
        return
    try:
        prepared = attempt(group)
    except GoAlone as alone:
        for start, end in pairwise(_cuts(len(group), alone)):
            yield from parted(group[start:end], attempt)
        return
    yield group, prepared


def _cuts(size: int, alone: GoAlone) -> list[int]:
    """Where a group is cut: around its odd files, in the middle when none is known, everywhere when all are alone."""
    if alone.each or size <= FEW:
        return list(range(size + 1))
    if alone.odd:
        return sorted({0, size, *alone.odd, *(number + 1 for number in alone.odd)})
    return [0, (size + 1) // 2, size]


def prepare_together(con: duckdb.DuckDBPyConnection, files: Sequence[Plain], known: Known) -> list[Prepared]:
    """Check files in one pass; their facts lie in `new_fact`, with sheet numbers that tell the files apart.

    Args:
        con: The loader's connection.
        files: Files that `go_together`.
        known: What to check against.

    Returns:
        One answer a file.

    Raises:
        GoAlone: They must be checked one by one.
    """
    tables = [
        replace(part, table=replace(part.table, sheet_no=number * SHEETS_PER_FILE + part.table.sheet_no))
        for number, item in enumerate(files)
        for part in item.mapped.tables
    ]
    staged = stage_filling.fill(con, "", tables)
    staged.members = tuple(stage_filling.describe(con, item.mapped.read.file, item.mapped.tables) for item in files)
    with staged.quick_plans():
        rows_ok, _ = check_rows_and_keys(staged, known, known.registered)
        if staged.must_part or rows_ok != sum(item.rows for item in files) or not _apart(staged):
            raise GoAlone(each=staged.depends, odd=_odd(staged))
        changes = _changes(staged)
    return [
        _prepared(item, member, changes.get(number, Changes(0, 0, 0)))
        for number, (item, member) in enumerate(zip(files, staged.members, strict=True))
    ]


def _odd(staged: Staged) -> frozenset[int]:
    if staged.found:
        return frozenset()
    return frozenset(
        number
        for number, member in enumerate(staged.members)
        if any(item.outcome not in _SAY_NOTHING for item in member.found)
    )


def _apart(staged: Staged) -> bool:
    """Whether no unit of a file is a unit of another one, or stands above one."""
    rows = staged.con.execute(
        f"SELECT min(f.unit_key) AS first, max(u.last_key) FROM (SELECT DISTINCT unit_key, {staged.file_no} AS file_no"
        " FROM new_fact) f JOIN dim_unit u USING (unit_key) GROUP BY f.file_no ORDER BY first"
    ).fetchall()
    return all(before[1] < after[0] for before, after in pairwise(rows))


def _changes(staged: Staged) -> dict[int, Changes]:
    rows = staged.con.execute(
        f"SELECT {staged.file_no}, count(*) FILTER (WHERE now_value = value), count(*) FILTER (WHERE now_value IS NULL)"
        " FROM beside GROUP BY 1"
    ).fetchall()
    return {number: Changes(same, 0, new) for number, same, new in rows}


def _prepared(item: Plain, member: Staged, changes: Changes) -> Prepared:
    read = item.mapped.read
    found = [*item.found, *member.found]
    return Prepared(
        file=read.file,
        sha256=read.sha256,
        template=item.template,
        outcome=outcome_of(found),
        rows_ok=item.rows,
        findings=found,
        uncounted=member.uncounted,
        sheets=member.sheets,
        changes=changes,
    )
