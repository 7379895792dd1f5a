"""Corrections as data: a local fix of one reported figure, with reason, author, date and a guard.

A correction is a line of the journal and a batch of its own, so that it is in the audit trail, is replayed by `rebuild`
and is taken back by `withdraw`. The guard is the figure it corrects: once the source reports anything else, the
correction no longer applies, and the file that brought the other figure is told so.
"""

from decimal import Decimal

import duckdb

from dashboard.periods import parse_period
from etl.journal import Entry
from etl.staging import Staged, scaled_text
from etl.unit_slips import feeding_field

_KEY = "period_key, measure_key, unit_key, item_key"
_COLUMNS = f"{_KEY}, value, batch_key, sheet_no, row_no"


def take(con: duckdb.DuckDBPyConnection, entry: Entry, batch: str) -> None:
    """Enter a journal line `correct`; call inside a transaction.

    Args:
        con: Work file.
        entry: The line.
        batch: Its name as a batch.
    """
    body = entry.body
    period = parse_period(body["period"])
    ((measure, scale),) = con.execute(
        "SELECT indicator_key, num_scale FROM dim_indicator WHERE code = ?", [body["measure"]]
    ).fetchall()
    old, new = (int(Decimal(body[name]).scaleb(scale)) for name in ("old", "new"))
    file = f"{body['of_file']}（{batch}更正：原报 {body['old']}，更正为 {body['new']}）"
    con.execute(
        """INSERT INTO dim_batch SELECT ?, ?, 'active', template, ?, NULL, ?, ?, 1, 0, ?, ?, ?, NULL, NULL, NULL
        FROM dim_batch WHERE batch_id = ?""",
        [entry.seq, batch, file, body["by"], body["at"], period, period, body["why"], body["of_batch"]],
    )
    con.execute(
        f"""INSERT INTO correction
        SELECT {_KEY}, ?, ?, f.sheet_no, f.row_no, ?, ?, ?
        FROM (FROM fact_measure UNION ALL FROM fact_past) f JOIN dim_unit u USING (unit_key)
        LEFT JOIN dim_item d USING (item_key) JOIN dim_batch b USING (batch_key)
        WHERE f.period_key = ? AND f.measure_key = ? AND u.unit_code = ? AND coalesce(d.item, '') = ?
          AND b.sha256 IS NOT NULL
        ORDER BY b.batch_id = ? DESC, batch_key DESC LIMIT 1""",
        [
            new, entry.seq, old, body["of_batch"], body["of_sha256"], period, measure, body["unit"], body["item"],
            body["of_batch"],
        ],
    )  # fmt: skip
    con.execute(
        "INSERT INTO dim_sheet SELECT ?, s.sheet_no, s.sheet_name FROM dim_sheet s JOIN dim_batch b USING (batch_key)"
        " WHERE b.batch_id = ?",
        [entry.seq, body["of_batch"]],
    )
    settle(con)


def touches(con: duckdb.DuckDBPyConnection) -> bool:
    """Whether facts just taken (`new_fact`) bear on a correction."""
    return bool(
        con.execute(
            "SELECT 1 FROM correction c JOIN new_fact n USING (period_key, measure_key, unit_key) LIMIT 1"
        ).fetchall()
    )


def settle(con: duckdb.DuckDBPyConnection) -> None:
    """For every corrected key, the corrected figure stands where the reported one is still the one corrected.

    The reported figure is that of the newest active file. Periods whose figures change are marked for refreshing.
    """
    bounds = con.execute("SELECT min(period_key), max(period_key) FROM correction").fetchall()[0]
    if bounds[0] is None:
        return
    same = " AND ".join(f"c.{name.strip()} = f.{name.strip()}" for name in _KEY.split(","))
    corrected = f"f.period_key BETWEEN {bounds[0]} AND {bounds[1]} AND EXISTS (SELECT 1 FROM correction c WHERE {same})"
    con.execute(f"CREATE OR REPLACE TEMP TABLE stood AS SELECT {_COLUMNS} FROM fact_measure f WHERE {corrected}")
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE reported AS
        WITH pool AS (
            FROM (SELECT {_COLUMNS} FROM fact_measure f WHERE {corrected}
                  UNION ALL SELECT {_COLUMNS} FROM fact_past f WHERE {corrected})
            WHERE batch_key NOT IN (SELECT batch_key FROM correction)),
        stated AS (
            -- a batch of the open transaction is not in the register of batches yet; it is active
            SELECT p.*, coalesce(b.state, 'active') = 'active' AS active
            FROM pool p LEFT JOIN dim_batch b USING (batch_key))
        SELECT *, active AND batch_key = max(batch_key) FILTER (WHERE active) OVER (PARTITION BY {_KEY}) AS newest
        FROM stated"""
    )
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE holding AS
        SELECT c.* FROM correction c JOIN dim_batch b USING (batch_key)
        JOIN reported r ON {same.replace("f.", "r.")} AND coalesce(r.newest, false) AND r.value = c.old_value
        WHERE b.state = 'active'
        QUALIFY row_number() OVER (PARTITION BY {", ".join(f"c.{x.strip()}" for x in _KEY.split(","))}
                                   ORDER BY c.batch_key DESC) = 1"""
    )
    for table in ("fact_measure", "fact_past"):
        con.execute(f"DELETE FROM {table} f WHERE {corrected}")
    kept = f"coalesce(newest, false) AND NOT EXISTS (SELECT 1 FROM holding c WHERE {same.replace('f.', 'r.')})"
    con.execute(f"INSERT INTO fact_measure SELECT {_COLUMNS} FROM reported r WHERE {kept}")
    con.execute(f"INSERT INTO fact_measure SELECT {_COLUMNS} FROM holding")
    con.execute(f"INSERT INTO fact_past SELECT {_COLUMNS} FROM reported r WHERE NOT ({kept})")
    con.execute(
        f"""INSERT INTO dirty_period
        SELECT period_key FROM (
            (FROM stood EXCEPT SELECT {_COLUMNS} FROM fact_measure f WHERE {corrected})
            UNION (SELECT {_COLUMNS} FROM fact_measure f WHERE {corrected} EXCEPT FROM stood))
        EXCEPT SELECT period_key FROM dirty_period"""
    )
    con.execute("DROP TABLE stood; DROP TABLE reported; DROP TABLE holding")


def compare(staged: Staged) -> None:
    """Say what a file's figures do to the corrections in force; findings go to `staged`."""
    con = staged.con
    if not con.execute("SELECT 1 FROM correction LIMIT 1").fetchall():
        return
    rows = con.execute(
        """SELECT n.sheet_no, n.row_no, n.value, c.old_value, c.value, i.code, i.name, i.unit, i.num_scale,
               u.unit_name, p.label, b.batch_id, b.reason
        FROM new_fact n JOIN correction c USING (period_key, measure_key, unit_key)
        LEFT JOIN dim_item d ON d.item_key = c.item_key AND c.item_key <> 0
        JOIN dim_batch b ON b.batch_key = c.batch_key AND b.state = 'active'
        JOIN fact_measure f ON f.batch_key = c.batch_key AND f.period_key = c.period_key
        JOIN dim_indicator i ON i.indicator_key = c.measure_key JOIN dim_unit u ON u.unit_key = c.unit_key
        JOIN dim_period p ON p.period_key = c.period_key
        WHERE coalesce(n.item, '') = coalesce(d.item, '') ORDER BY ALL"""
    ).fetchall()
    for sheet_no, row_no, value, old, new, code, name, unit, scale, unit_name, month, batch, reason in rows:
        kind = "CORRECTION_KEPT" if value == old else "CORRECTION_MENDED" if value == new else "CORRECTION_LAPSED"
        staged.add_row(
            kind, sheet_no, row_no, name=feeding_field(staged, code), value=scaled_text(value, scale), batch=batch,
            unit_name=unit_name, period=month, measure=name, old=scaled_text(old, scale) + unit,
            new=scaled_text(new, scale) + unit, reason=reason,
        )  # fmt: skip
