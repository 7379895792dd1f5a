"""Putting an accepted file, a withdrawal or a reinstatement into the work file."""

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from dashboard.catalogue import Catalogue, Template
from etl import corrections, definitions, ledger_rules, rekey
from etl.journal import Entry
from etl.pending import Pending, mark_dirty
from etl.prepare import Prepared
from etl.register import UNIT_COLUMNS, current_units
from etl.staging import SHEETS_PER_FILE, is_register

KEY = "period_key, measure_key, unit_key, item_key"
COLUMNS = f"{KEY}, value, batch_key, sheet_no, row_no"
_FEEDS_NOTES = {"measure_field", "measure_name_field"}


def batch_id(seq: int) -> str:
    """The name of a batch as people say it."""
    return f"B{seq:06d}"


def apply_load(
    con: duckdb.DuckDBPyConnection, entry: Entry, prepared: Prepared, catalogue: Catalogue, pending: Pending
) -> bool:
    """Take the prepared file's temporary tables as batch `entry.seq`; call inside a transaction.

    Args:
        con: Work file.
        entry: The journal line, written or about to be.
        prepared: The checked file.
        catalogue: Definitions.
        pending: Takes the rows that need not be in the tables before the transaction ends.

    Returns:
        Whether the tree of units changed, so that every mart must be refreshed.
    """
    if prepared.template is None or prepared.outcome == "refuse":
        _record(entry, prepared, [], pending)
        return False
    if prepared.new_indicators:
        definitions.insert_indicators(con, prepared.new_indicators, catalogue)
    if is_register(prepared.template):
        _take_units(con, entry.seq)
        _record(entry, prepared, [], pending)
        pending.write(con)
        rebuild_tree(con)
        return True
    _take_figures(con, _Files(prepared.template, (entry,), (prepared,)), pending)
    return False


def apply_together(
    con: duckdb.DuckDBPyConnection, entries: Sequence[Entry], prepared: Sequence[Prepared], pending: Pending
) -> None:
    """Take the temporary tables of files that were checked together; each is a batch of its own.

    Args:
        con: Work file, inside a transaction.
        entries: The journal lines, in the order of the files' numbers.
        prepared: The checked files; none registers units or indicators.
        pending: Takes the rows that need not be in the tables before the transaction ends.
    """
    template = prepared[0].template
    assert template is not None
    _take_figures(con, _Files(template, tuple(entries), tuple(prepared)), pending)


@dataclass(frozen=True, slots=True)
class _Files:
    """The files whose facts lie in `new_fact`: one, or several told apart by their sheet numbers."""

    template: Template
    entries: tuple[Entry, ...]
    prepared: tuple[Prepared, ...]

    @property
    def batch(self) -> str:
        """SQL for a row's batch."""
        if len(self.entries) == 1:
            return f"{self.entries[0].seq}::INTEGER"
        return f"([{', '.join(str(x.seq) for x in self.entries)}])[1 + {self.file_no}]::INTEGER"

    @property
    def file_no(self) -> str:
        """SQL for the number of a row's file."""
        return "0" if len(self.entries) == 1 else f"(sheet_no // {SHEETS_PER_FILE})"

    @property
    def sheet(self) -> str:
        """SQL for a row's sheet within its file."""
        return "sheet_no" if len(self.entries) == 1 else f"(sheet_no % {SHEETS_PER_FILE})::SMALLINT"

    @property
    def in_order(self) -> bool:
        """Whether the facts have no items and lie as the store's do."""
        return len(self.prepared) == 1 and self.prepared[0].in_order


def _take_figures(con: duckdb.DuckDBPyConnection, files: _Files, pending: Pending) -> None:
    items = "false" if files.in_order else "coalesce(bool_or(item <> ''), false)"
    rows = con.execute(
        f"SELECT {files.file_no} AS file_no, list(DISTINCT period_key), {items} FROM new_fact GROUP BY 1"
    ).fetchall()
    periods = {number: sorted(found) for number, found, _ in rows}
    spoken_of = sorted({period for found in periods.values() for period in found})
    if spoken_of:
        _take_facts(con, files, spoken_of, any(has_items for *_, has_items in rows))
    if any(_FEEDS_NOTES & emit.keys() for emit in files.template.emits):
        con.execute(
            "INSERT INTO fact_note SELECT measure_key, period_key, unit_key, kind, text,"
            f" {files.batch}, row_no FROM new_note"
        )
    if ledger_rules.keeps(files.template):
        con.execute(
            f"INSERT INTO ledger_state SELECT {ledger_rules.COLUMNS}, {files.batch}, {files.sheet}, row_no"
            " FROM new_state"
        )
    if corrections.touches(con):
        corrections.settle(con)
    pending.periods.update(spoken_of)
    for number, (entry, prepared) in enumerate(zip(files.entries, files.prepared, strict=True)):
        _record(entry, prepared, periods.get(number, []), pending)


def _take_units(con: duckdb.DuckDBPyConnection, seq: int) -> None:
    columns = ", ".join(f"typed.{name.strip()}" for name in UNIT_COLUMNS.split(","))
    con.execute(f"INSERT INTO fact_unit SELECT {columns}, ?, sheet_no, row_no FROM typed ORDER BY rid", [seq])


def _take_facts(con: duckdb.DuckDBPyConnection, files: _Files, periods: list[int], has_items: bool) -> None:
    """Make the files' values the current ones."""
    if has_items:
        _take_items(con, files)
        source = "incoming"
    else:
        source = (
            "(SELECT period_key, measure_key, unit_key, 0::INTEGER AS item_key, value,"
            f" {files.batch} AS batch_key, {files.sheet} AS sheet_no, row_no FROM new_fact)"
        )
    # The comparison with the store has found every current value of the same key, save those of items.
    if has_items or any(prepared.changes.same or prepared.changes.changed for prepared in files.prepared):
        superseded = (
            f"FROM fact_measure f WHERE f.period_key BETWEEN {periods[0]} AND {periods[-1]}"
            f" AND EXISTS (SELECT 1 FROM {source} i WHERE i.period_key = f.period_key"
            " AND i.measure_key = f.measure_key AND i.unit_key = f.unit_key AND i.item_key = f.item_key)"
        )
        con.execute(f"INSERT INTO fact_past SELECT {COLUMNS} {superseded}")
        con.execute(f"DELETE {superseded}")
    con.execute(
        f"INSERT INTO fact_measure SELECT {COLUMNS} FROM {source} {'' if files.in_order else f'ORDER BY {KEY}'}"
    )


def _take_items(con: duckdb.DuckDBPyConnection, files: _Files) -> None:
    template = files.template.name
    con.execute(
        f"""INSERT INTO dim_item
        SELECT (SELECT coalesce(max(item_key), 0) FROM dim_item) + row_number() OVER (ORDER BY file_no, item), ?, item
        FROM (SELECT item, min({files.file_no}) AS file_no FROM new_fact WHERE item <> '' GROUP BY item) n
        WHERE NOT EXISTS (SELECT 1 FROM dim_item d WHERE d.template = ? AND d.item = n.item)""",
        [template, template],
    )
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE incoming AS
        SELECT n.period_key, n.measure_key, n.unit_key, coalesce(d.item_key, 0)::INTEGER AS item_key, n.value,
               {files.batch} AS batch_key, {files.sheet} AS sheet_no, n.row_no
        FROM new_fact n LEFT JOIN dim_item d ON n.item <> '' AND d.template = ? AND d.item = n.item""",
        [template],
    )


def _record(entry: Entry, prepared: Prepared, periods: list[int], pending: Pending) -> None:
    body = entry.body
    pending.batches.append(
        (
            entry.seq,
            batch_id(entry.seq),
            "active",
            body["template"],
            body["file"],
            body["sha256"],
            body["by"],
            body["at"],
            prepared.rows_ok,
            prepared.rows_out,
            periods[0] if periods else None,
            periods[-1] if periods else None,
            body.get("reason"),
            None,
            None,
            None,
        )
    )
    pending.sheets += [(entry.seq, number, name) for number, name in sorted(prepared.sheets.items())]
    pending.found += [(entry.seq, item) for item in prepared.findings]


def rebuild_tree(con: duckdb.DuckDBPyConnection) -> None:
    """Number the units anew from the register and move the facts to the new keys."""
    rekey.replace_units(con, rekey.build_tree(current_units(con)))
    mark_dirty(con, "SELECT DISTINCT period_key FROM fact_measure UNION SELECT DISTINCT period_key FROM fact_past")
