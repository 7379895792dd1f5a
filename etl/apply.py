"""Putting an accepted file, a withdrawal or a reinstatement into the work file."""

import duckdb
import pyarrow as pa

from dashboard.catalogue import Catalogue
from etl import definitions, rekey
from etl.journal import Entry
from etl.prepare import Prepared
from etl.register import UNIT_COLUMNS, current_units
from etl.staging import is_register

_KEY = "period_key, measure_key, unit_key, item_key"
_COLUMNS = f"{_KEY}, value, batch_key, sheet_no, row_no"
_WITHOUT_ITEMS = """SELECT period_key, measure_key, unit_key, 0::INTEGER AS item_key, value,
    {seq}::INTEGER AS batch_key, sheet_no, row_no FROM new_fact"""


def batch_id(seq: int) -> str:
    """The name of a batch as people say it."""
    return f"B{seq:06d}"


def apply_load(con: duckdb.DuckDBPyConnection, entry: Entry, prepared: Prepared, catalogue: Catalogue) -> bool:
    """Take the prepared file's temporary tables as batch `entry.seq`; call inside a transaction.

    Returns:
        Whether the tree of units changed, so that every mart must be refreshed.
    """
    assert prepared.template is not None
    if prepared.new_indicators:
        definitions.insert_indicators(con, prepared.new_indicators, catalogue)
    register = is_register(prepared.template)
    if register:
        _take_units(con, entry.seq)
        periods: tuple[int | None, int | None] = (None, None)
    else:
        if prepared.in_order:
            con.execute(f"CREATE OR REPLACE TEMP VIEW incoming_rows AS {_WITHOUT_ITEMS.format(seq=entry.seq)}")
            _put_facts(con, "incoming_rows", "")
        else:
            _take_facts(con, entry.seq, prepared.template.name)
        periods = con.execute("SELECT min(period_key), max(period_key) FROM new_fact").fetchone() or (None, None)
        con.execute(f"INSERT INTO fact_note SELECT * EXCLUDE row_no, {entry.seq}, row_no FROM new_note")
        mark_dirty(con, "SELECT DISTINCT period_key FROM new_fact")
    _record(con, entry, prepared, periods)
    if register:
        rebuild_tree(con)
    return register


def _take_units(con: duckdb.DuckDBPyConnection, seq: int) -> None:
    columns = ", ".join(f"typed.{name.strip()}" for name in UNIT_COLUMNS.split(","))
    con.execute(f"INSERT INTO fact_unit SELECT {columns}, ?, sheet_no, row_no FROM typed ORDER BY rid", [seq])


def _take_facts(con: duckdb.DuckDBPyConnection, seq: int, template: str) -> None:
    con.execute(
        """INSERT INTO dim_item
        SELECT (SELECT coalesce(max(item_key), 0) FROM dim_item) + row_number() OVER (ORDER BY item), ?, item
        FROM (SELECT DISTINCT item FROM new_fact WHERE item <> '') n
        WHERE NOT EXISTS (SELECT 1 FROM dim_item d WHERE d.template = ? AND d.item = n.item)""",
        [template, template],
    )
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE incoming AS
        SELECT n.period_key, n.measure_key, n.unit_key, coalesce(d.item_key, 0)::INTEGER AS item_key, n.value,
               {seq}::INTEGER AS batch_key, n.sheet_no, n.row_no
        FROM new_fact n LEFT JOIN dim_item d ON n.item <> '' AND d.template = ? AND d.item = n.item""",
        [template],
    )
    _put_facts(con, "incoming", f"ORDER BY {_KEY}")


def _put_facts(con: duckdb.DuckDBPyConnection, incoming: str, order: str) -> None:
    """Store facts; those they replace become past ones."""
    first, last = con.execute(f"SELECT min(period_key), max(period_key) FROM {incoming}").fetchone() or (None, None)
    superseded = (
        f"FROM fact_measure f WHERE f.period_key BETWEEN {first or 0} AND {last or 0}"
        f" AND EXISTS (SELECT 1 FROM {incoming} i WHERE i.period_key = f.period_key"
        " AND i.measure_key = f.measure_key AND i.unit_key = f.unit_key AND i.item_key = f.item_key)"
    )
    known = f"SELECT 1 FROM fact_measure WHERE period_key BETWEEN {first or 0} AND {last or 0} LIMIT 1"
    if con.execute(known).fetchall():
        con.execute(f"INSERT INTO fact_past SELECT {_COLUMNS} {superseded}")
        con.execute(f"DELETE {superseded}")
    con.execute(f"INSERT INTO fact_measure SELECT {_COLUMNS} FROM {incoming} {order}")


def _record(
    con: duckdb.DuckDBPyConnection, entry: Entry, prepared: Prepared, periods: tuple[int | None, int | None]
) -> None:
    body = entry.body
    con.execute(
        "INSERT INTO dim_batch VALUES (?, ?, 'active', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, NULL)",
        [
            entry.seq,
            batch_id(entry.seq),
            body["template"],
            body["file"],
            body["sha256"],
            body["by"],
            body["at"],
            prepared.rows_ok,
            prepared.rows_out,
            periods[0],
            periods[1],
            body.get("reason"),
        ],
    )
    for number, name in sorted(prepared.sheets.items()):
        con.execute("INSERT INTO dim_sheet VALUES (?, ?, ?)", [entry.seq, number, name])
    if prepared.findings:
        table = pa.table(
            {
                "code": [item.code for item in prepared.findings],
                "outcome": [item.outcome for item in prepared.findings],
                "sheet": [item.sheet for item in prepared.findings],
                "row_no": pa.array([item.row for item in prepared.findings], pa.int32()),
                "column_name": [item.column for item in prepared.findings],
                "value": [item.value for item in prepared.findings],
                "message": [item.message for item in prepared.findings],
            }
        )
        con.register("_findings", table)
        con.execute(f"INSERT INTO finding SELECT {entry.seq}, * FROM _findings")
        con.unregister("_findings")


def apply_state(con: duckdb.DuckDBPyConnection, entry: Entry) -> bool:
    """Withdraw or reinstate the batch named in a journal line; call inside a transaction.

    Returns:
        Whether the tree of units changed.
    """
    seq = int(entry.body["batch_key"])
    active = entry.action == "reinstate"
    con.execute(
        "UPDATE dim_batch SET state = ?, withdrawn_by = ?, withdrawn_at = ?, withdrawn_why = ? WHERE batch_key = ?",
        ["active", None, None, None, seq]
        if active
        else ["withdrawn", entry.body["by"], entry.body["at"], entry.body["why"], seq],
    )
    if con.execute("SELECT 1 FROM fact_unit WHERE batch_key = ? LIMIT 1", [seq]).fetchone():
        rebuild_tree(con)
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
        SELECT DISTINCT {_KEY} FROM fact_measure WHERE batch_key = ?
        UNION SELECT DISTINCT {_KEY} FROM fact_past WHERE batch_key = ?""",
        [seq, seq],
    )
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE pool AS
        WITH candidates AS (
            SELECT f.* FROM fact_measure f JOIN touched USING ({_KEY})
            UNION ALL SELECT f.* FROM fact_past f JOIN touched USING ({_KEY}))
        SELECT c.*, b.state = 'active' AND c.batch_key = max(c.batch_key) FILTER (WHERE b.state = 'active')
               OVER (PARTITION BY {_KEY}) AS current
        FROM candidates c JOIN dim_batch b USING (batch_key)"""
    )
    for table in ("fact_measure", "fact_past"):
        con.execute(
            f"DELETE FROM {table} f WHERE EXISTS (SELECT 1 FROM touched t WHERE t.period_key = f.period_key"
            " AND t.measure_key = f.measure_key AND t.unit_key = f.unit_key AND t.item_key = f.item_key)"
        )
    con.execute(f"INSERT INTO fact_measure SELECT {_COLUMNS} FROM pool WHERE coalesce(current, false) ORDER BY {_KEY}")
    con.execute(
        f"INSERT INTO fact_past SELECT {_COLUMNS} FROM pool WHERE NOT coalesce(current, false)"
        f" ORDER BY {_KEY}, batch_key"
    )


def rebuild_tree(con: duckdb.DuckDBPyConnection) -> None:
    """Number the units anew from the register and move the facts to the new keys."""
    rekey.replace_units(con, rekey.build_tree(current_units(con)))
    mark_dirty(con, "SELECT DISTINCT period_key FROM fact_measure UNION SELECT DISTINCT period_key FROM fact_past")


def mark_dirty(con: duckdb.DuckDBPyConnection, periods_sql: str) -> None:
    """Note periods whose marts must be refreshed, in the same transaction as the facts."""
    con.execute("CREATE TABLE IF NOT EXISTS dirty_period (period_key SMALLINT)")
    con.execute(
        f"INSERT INTO dirty_period SELECT period_key FROM ({periods_sql}) EXCEPT SELECT period_key FROM dirty_period"
    )
