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
    _resolve_again(con, seq)
    return False


def _resolve_again(con: duckdb.DuckDBPyConnection, seq: int) -> None:
    """For every key of a batch, the newest value of an active batch is current and the rest are past."""
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE touched AS
        SELECT DISTINCT {apply.KEY} FROM fact_measure WHERE batch_key = ?
        UNION SELECT DISTINCT {apply.KEY} FROM fact_past WHERE batch_key = ?""",
        [seq, seq],
    )
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE pool AS
        WITH candidates AS (
            SELECT f.* FROM fact_measure f JOIN touched USING ({apply.KEY})
            UNION ALL SELECT f.* FROM fact_past f JOIN touched USING ({apply.KEY}))
        SELECT c.*, b.state = 'active' AND c.batch_key = max(c.batch_key) FILTER (WHERE b.state = 'active')
               OVER (PARTITION BY {apply.KEY}) AS current
        FROM candidates c JOIN dim_batch b USING (batch_key)"""
    )
    for table in ("fact_measure", "fact_past"):
        con.execute(
            f"DELETE FROM {table} f WHERE EXISTS (SELECT 1 FROM touched t WHERE t.period_key = f.period_key"
            " AND t.measure_key = f.measure_key AND t.unit_key = f.unit_key AND t.item_key = f.item_key)"
        )
    con.execute(
        f"INSERT INTO fact_measure SELECT {apply.COLUMNS} FROM pool WHERE coalesce(current, false) ORDER BY {apply.KEY}"
    )
    con.execute(
        f"INSERT INTO fact_past SELECT {apply.COLUMNS} FROM pool WHERE NOT coalesce(current, false)"
        f" ORDER BY {apply.KEY}, batch_key"
    )
    corrections.settle(con)
