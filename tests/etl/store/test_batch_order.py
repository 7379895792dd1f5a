"""Whatever batches come, go and come back: the newest active value of a key is current, all others are past."""

import random

import duckdb
import pytest

from etl import batch_states, workfile
from etl.journal import Entry

BATCHES = range(1, 7)


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    con = workfile.connect_memory()
    workfile.create_tables(con)
    return con


def _every(con: duckdb.DuckDBPyConnection) -> list[tuple[int, ...]]:
    return con.execute("FROM (FROM fact_measure UNION ALL FROM fact_past) ORDER BY ALL").fetchall()


def _load(con: duckdb.DuckDBPyConnection, batch: int, chance: random.Random) -> None:
    """A batch with one of two measures' values for some of five units, as `apply` takes it."""
    con.execute("INSERT INTO dim_batch BY NAME SELECT ? AS batch_key, 'active' AS state", [batch])
    for unit in range(1, 6):
        if chance.random() < 0.6:
            key = (1488, chance.randint(1, 2), unit, chance.randint(0, 1))
            same = "period_key = ? AND measure_key = ? AND unit_key = ? AND item_key = ?"
            con.execute(f"INSERT INTO fact_past FROM fact_measure WHERE {same}", key)
            con.execute(f"DELETE FROM fact_measure WHERE {same}", key)
            con.execute("INSERT INTO fact_measure VALUES (?, ?, ?, ?, ?, ?, 0, 1)", [*key, chance.randint(0, 9), batch])


def _expected(con: duckdb.DuckDBPyConnection) -> list[tuple[int, ...]]:
    """The current values by the rule, from all values there are."""
    return con.execute(
        """SELECT f.* FROM (FROM fact_measure UNION ALL FROM fact_past) f
        JOIN dim_batch b ON b.batch_key = f.batch_key AND b.state = 'active'
        QUALIFY f.batch_key = max(f.batch_key) OVER (PARTITION BY period_key, measure_key, unit_key, item_key)
        ORDER BY ALL"""
    ).fetchall()


@pytest.mark.parametrize("seed", range(12))
def test_the_newest_active_value_is_current(con: duckdb.DuckDBPyConnection, seed: int) -> None:
    chance = random.Random(seed)
    for batch in BATCHES:
        _load(con, batch, chance)
    every = _every(con)
    active = dict.fromkeys(BATCHES, True)
    for step in range(15):
        batch = chance.choice(list(BATCHES))
        action = "withdraw" if active[batch] else "reinstate"
        active[batch] = not active[batch]
        body = {"batch_key": batch, "by": "统计岗", "at": "2024-07-01", "why": "报错"}
        batch_states.apply_state(con, Entry(step, action, body, ""))
        assert con.execute("FROM fact_measure ORDER BY ALL").fetchall() == _expected(con)
        assert _every(con) == every
