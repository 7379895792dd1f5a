"""Withdrawing and reinstating batches in the work file: which value of a key is the current one."""

import duckdb

from etl import apply, corrections
from etl.journal import Entry
from etl.pending import mark_dirty


def apply_state(con: duckdb.DuckDBPyConnection, entry: Entry) -> bool:
    """Withdraw or reinstate the batch named in a journal line; call inside a transaction.

    Returns:
        Whether the tree of units changed.
    """
    if entry.action == "correct":
        corrections.take(con, entry, apply.batch_id(entry.seq))
        return False
    seq = int(entry.body["batch_key"])
    active = entry.action == "reinstate"
    con.execute(
        "UPDATE dim_batch SET state = ?, withdrawn_by = ?, withdrawn_at = ?, withdrawn_why = ? WHERE batch_key = ?",
        ["active", None, None, None, seq]
        if active
        else ["withdrawn", entry.body["by"], entry.body["at"], entry.body["why"], seq],
    )
    if con.execute("SELECT 1 FROM fact_unit WHERE batch_key = ? LIMIT 1", [seq]).fetchall():
        apply.rebuild_tree(con)
        return True
    mark_dirty(
        con,
        f"SELECT DISTINCT period_key FROM (SELECT period_key FROM fact_measure WHERE batch_key = {seq}"
        f" UNION ALL SELECT period_key FROM fact_past WHERE batch_key = {seq})",
    )
    if active:
        _come_back(con, seq)
    else:
        _go_away(con, seq)
    corrections.settle(con)
    return False


def _go_away(con: duckdb.DuckDBPyConnection, seq: int) -> None:
    """The values of a withdrawn batch become past; in their place stand the newest ones of active batches."""
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE arriving AS
        SELECT p.* FROM fact_past p
        JOIN dim_batch b ON b.batch_key = p.batch_key AND b.state = 'active'
        SEMI JOIN (FROM fact_measure WHERE batch_key = ?) f USING ({apply.KEY})
        QUALIFY p.batch_key = max(p.batch_key) OVER (PARTITION BY {apply.KEY})""",
        [seq],
    )
    con.execute(f"INSERT INTO fact_past SELECT {apply.COLUMNS} FROM fact_measure WHERE batch_key = ?", [seq])
    con.execute("DELETE FROM fact_measure WHERE batch_key = ?", [seq])
    _make_current(con)


def _come_back(con: duckdb.DuckDBPyConnection, seq: int) -> None:
    """The values of a reinstated batch become current where those that stand there are older."""
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE arriving AS
        SELECT * FROM fact_past
        ANTI JOIN (FROM fact_measure WHERE batch_key > $seq) f USING ({apply.KEY})
        WHERE batch_key = $seq""",
        {"seq": seq},
    )
    older = f"FROM fact_measure f WHERE {_arrives()}"
    con.execute(f"INSERT INTO fact_past SELECT {apply.COLUMNS} {older}")
    con.execute(f"DELETE {older}")
    _make_current(con)


def _make_current(con: duckdb.DuckDBPyConnection) -> None:
    """Move the values in `arriving` from the past to the current ones."""
    con.execute(f"INSERT INTO fact_measure SELECT {apply.COLUMNS} FROM arriving ORDER BY {apply.KEY}")
    con.execute(f"DELETE FROM fact_past f WHERE {_arrives('AND f.batch_key = a.batch_key')}")
    con.execute("DROP TABLE arriving")


def _arrives(further: str = "") -> str:
    """SQL for a row `f` whose key stands in `arriving`."""
    same = " AND ".join(f"f.{name} = a.{name}" for name in apply.KEY.split(", "))
    return f"EXISTS (SELECT 1 FROM arriving a WHERE {same} {further})"
