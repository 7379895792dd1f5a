"""Checks of a register of units (T0) against the register that holds now: would the tree still stand?"""

import duckdb

from etl import rekey
from etl.findings import kinds
from etl.staging import Staged
from etl.typed import drop_left_out

UNIT_COLUMNS = (
    "unit_code, unit_name, unit_level, parent_code, area_code, unit_type, domain, peer_group, valid_from, valid_to,"
    " change_note"
)
#: Batch number that marks the lines of the file being checked.
_NEW = -1
_ROUNDS = 8


def current_units(con: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    """Register lines that hold now: the newest active line of each (unit code, first day)."""
    return con.execute(
        f"""SELECT {UNIT_COLUMNS}, batch_key, sheet_no, row_no
        FROM fact_unit JOIN dim_batch USING (batch_key) WHERE state = 'active'
        QUALIFY row_number() OVER (PARTITION BY unit_code, valid_from ORDER BY batch_key DESC, row_no DESC) = 1
        ORDER BY batch_key, sheet_no, row_no"""
    ).fetchall()


def check_register(staged: Staged) -> None:
    """Build the tree as it would be with this file and report every doubt about the file's own lines.

    Lines that cannot stand are left out, and the tree is built again, since what hung on them may now hang in the air.
    A register that loses units with figures refuses the file.
    """
    for _ in range(_ROUNDS):
        tree = rekey.build_tree(_lines(staged))
        doubts = [doubt for doubt in tree.findings if doubt.source[0] == _NEW]
        out = [doubt for doubt in doubts if kinds()[doubt.code].outcome == "out"]
        for doubt in out or doubts:
            _, sheet_no, row_no = doubt.source
            words = {key: str(value) for key, value in doubt.words.items() if key not in ("value", "name", "row")}
            value = str(doubt.words.get("value", ""))
            staged.add_row(doubt.code, sheet_no, row_no, name="unit_code", value=value, **words)
        if not out:
            break
        places = {(doubt.source[1], doubt.source[2]) for doubt in out}
        rows = staged.con.execute("SELECT rid, sheet_no, row_no FROM typed").fetchall()
        staged.leave_out([rid for rid, sheet_no, row_no in rows if (sheet_no, row_no) in places])
        drop_left_out(staged)
    missing = rekey.missing_units(staged.con, tree)
    if missing:
        staged.add("UNIT_WITH_FACTS_MISSING", units="、".join(missing[:10]))


def _lines(staged: Staged) -> list[tuple[object, ...]]:
    """The register's lines as they would be: the file's own, and the present ones it does not replace."""
    columns = ", ".join(name.strip() for name in UNIT_COLUMNS.split(","))
    new = staged.con.execute(f"SELECT {columns}, {_NEW}, sheet_no, row_no FROM typed ORDER BY rid").fetchall()
    starts = UNIT_COLUMNS.split(", ").index("valid_from")
    replaced = {(row[0], row[starts]) for row in new}
    kept = [row for row in current_units(staged.con) if (row[0], row[starts]) not in replaced]
    return [*kept, *new]
