"""Marts: base measures rolled up from village to nation, ratios divided last, reports counted.

`refresh` computes what a set of periods and measures changes, no more: a month's own amounts change the next
month's, a carried state holds until the next one. The arithmetic stands in `sql/2_marts`, in numbered steps over
temporary tables; sums are exact integers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import duckdb

from etl import barometer

_SQL = Path(__file__).resolve().parent / "sql" / "2_marts"
_CHUNK_FACTS = 4_000_000  # facts worked on at once; keeps a nation's rebuild within memory
_STEPS_BEFORE_MIXED = ("15_need.sql", "20_source.sql", "29_must_report.sql", "30_expected.sql")
_STEPS_AFTER_MIXED = (
    "35_registry.sql", "38_route.sql", "40_pair.sql", "45_single.sql", "50_roll_up.sql", "55_store.sql",
)  # fmt: skip
_TEMPORARY = (
    "touched", "touched_measure", "now_active", "fresh", "sent_before",
    "standing", "depends", "span_measure", "wanted", "plan", "work",
    "work_flow", "expect_period", "need", "source", "must_report", "expected", "mixed", "due_path", "child",
    "complete", "own", "by_children", "registry_count", "route", "looked_up", "below_town", "pair", "single_value",
    "rolled", "report_period", "started",
)  # fmt: skip


def refresh(con: duckdb.DuckDBPyConnection, periods: set[int] | None, measures: set[int] | None = None) -> int:
    """Bring mart_value, mart_report and leaf_value up to date; call inside a transaction.

    `etl.rules.fill_rules` must have filled the rule tables.

    Args:
        con: Work file with the tables of `sql/1_star`.
        periods: Periods whose facts changed; None computes everything anew.
        measures: Keys of the measures whose facts changed; None means any.

    Returns:
        Number of (indicator, period) pairs computed.
    """
    _run(con, "00_tables.sql")
    _run(con, "03_registered.sql")
    _run(con, "90_leaf_value.sql")
    if periods is None:
        con.execute(
            "DELETE FROM mart_value; DELETE FROM mart_report; DELETE FROM active_period; DELETE FROM state_span;"
            " DELETE FROM mart_barometer; DELETE FROM mart_barometer_count; DELETE FROM template_start"
        )
        periods = {int(key) for (key,) in con.execute("SELECT DISTINCT period_key FROM fact_measure").fetchall()}
        measures = None
    _fill_keys(con, "touched", "period_key", periods)
    if measures is None:
        con.execute("CREATE OR REPLACE TEMP TABLE touched_measure AS SELECT measure_key FROM measure_rule")
    else:
        _fill_keys(con, "touched_measure", "measure_key", measures)
    _run(con, "04_active.sql")
    _report(con)
    _run(con, "09_plan.sql")
    _run(con, "09_removed.sql")
    _run(con, "09_standing.sql")
    _run(con, "10_state_span.sql")
    chunks = list(_chunks(con))
    for first, last in chunks:
        con.execute(
            "CREATE OR REPLACE TEMP TABLE work AS SELECT * FROM plan WHERE period_key BETWEEN ? AND ?", [first, last]
        )
        _compute(con)
    if len(chunks) > 1:
        sort_marts(con)
    done = con.execute("SELECT count(*) FROM plan").fetchone()
    con.execute("; ".join(f"DROP TABLE IF EXISTS temp.{name}" for name in _TEMPORARY))
    return int(done[0]) if done else 0


def sort_marts(con: duckdb.DuckDBPyConnection) -> None:
    """Put mart_value back into the order (indicator, period, unit) after many small refreshes."""
    con.execute("CREATE OR REPLACE TEMP TABLE sorted AS FROM mart_value ORDER BY indicator_key, period_key, unit_key")
    con.execute("DELETE FROM mart_value; INSERT INTO mart_value FROM sorted; DROP TABLE sorted")


def _run(con: duckdb.DuckDBPyConnection, name: str) -> None:
    con.execute((_SQL / name).read_text(encoding="utf-8"))


def _fill_keys(con: duckdb.DuckDBPyConnection, table: str, column: str, keys: Iterable[int]) -> None:
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT DISTINCT CAST(unnest(?::INTEGER[]) AS SMALLINT) AS {column}",
        [sorted(keys)],
    )


def _chunks(con: duckdb.DuckDBPyConnection) -> Iterator[tuple[int, int]]:
    """Runs of planned periods that hold a bounded number of facts."""
    # The bounds keep a store of many years from being read for one month.
    bounds = con.execute("SELECT min(period_key), max(period_key) FROM plan").fetchone()
    counted = con.execute(
        "SELECT p.period_key, coalesce(n, 0) FROM (SELECT DISTINCT period_key FROM plan) p LEFT JOIN"
        " (SELECT period_key, count(*) AS n FROM fact_measure WHERE period_key BETWEEN ? AND ? GROUP BY period_key)"
        " USING (period_key) ORDER BY 1",
        bounds,
    ).fetchall()
    first, held, last = None, 0, 0
    for period, facts in counted:
        if first is not None and held + facts > _CHUNK_FACTS:
            yield first, last
            first, held = None, 0
        first = period if first is None else first
        held, last = held + facts, period
    if first is not None:
        yield first, last


def _compute(con: duckdb.DuckDBPyConnection) -> None:
    """Compute and store the pairs in `work`."""
    for name in _STEPS_BEFORE_MIXED:
        _run(con, name)
    barometer.compute(con)
    _choose_levels(con)
    for name in _STEPS_AFTER_MIXED:
        _run(con, name)


def _choose_levels(con: duckdb.DuckDBPyConnection) -> None:
    """Where units of several levels reported a measure, let the finest effective level win."""
    _run(con, "25_mixed.sql")
    deepest = con.execute("SELECT max(deepest) FROM mixed").fetchone()
    if deepest is None or deepest[0] is None:
        return
    for level in range(int(deepest[0]), -1, -1):
        con.execute("SET VARIABLE mixed_level = CAST(? AS TINYINT)", [level])
        _run(con, "26_mixed_level.sql")


def _report(con: duckdb.DuckDBPyConnection) -> None:
    """Count the reports of the touched months."""
    for name in ("06_report_period.sql", "29_must_report.sql", "08_report.sql"):
        _run(con, name)
