"""Rules derived from definitions: the real catalogue, and definitions that cannot be computed."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from dashboard import catalogue
from etl.rules import RuleError, fill_rules
from tests.marts.world import STAR, indicator, template, world

UNITS = "C | 市 | 市 | | | 2000-01-01"


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    """Rule tables filled from the catalogue that the product ships."""
    made = duckdb.connect()
    for path in sorted(Path(STAR).glob("*.sql")):
        made.execute(path.read_text(encoding="utf-8"))
    fill_rules(made, catalogue.load())
    yield made
    made.close()


def one(con: duckdb.DuckDBPyConnection, sql: str, *values: object) -> tuple[object, ...]:
    rows = con.execute(sql, list(values)).fetchall()
    assert len(rows) == 1
    return tuple(rows[0])


def key(code: str) -> int:
    return catalogue.load().indicators[code].key


def test_every_indicator_has_rules_and_every_part_a_measure(con: duckdb.DuckDBPyConnection) -> None:
    known = catalogue.load()
    for table in ("indicator_rule", "rule_term", "rule_pairing"):
        assert one(con, f"SELECT count(DISTINCT indicator_key) FROM {table}") == (len(known.indicators),)
    assert con.execute("SELECT * FROM rule_term ANTI JOIN measure_rule USING (measure_key)").fetchall() == []
    assert con.execute("SELECT * FROM rule_condition ANTI JOIN measure_rule USING (measure_key)").fetchall() == []
    gaps = "SELECT indicator_key FROM indicator_rule WHERE all_parts = 0"
    assert con.execute(gaps).fetchall() == []


def test_every_mart_level_is_served_by_one_pairing(con: duckdb.DuckDBPyConnection) -> None:
    served = con.execute(
        "SELECT indicator_key, list(DISTINCT level ORDER BY level), count(*) FROM"
        " (SELECT indicator_key, unnest(range(mart_from, mart_to + 1)) AS level FROM rule_pairing)"
        " GROUP BY indicator_key HAVING count(*) <> 5"
    ).fetchall()
    assert served == []


def test_threshold_is_held_as_a_stored_integer(con: duckdb.DuckDBPyConnection) -> None:
    source, op, threshold = one(
        con, "SELECT source_key, op, threshold FROM rule_condition WHERE measure_key = ?", key("village_ge100_cnt")
    )
    assert (source, op, threshold) == (key("econ_income_total"), ">=", 100 * 10**6)


def test_ledger_states_belong_to_the_item_and_stars_to_the_unit(con: duckdb.DuckDBPyConnection) -> None:
    sql = "SELECT rule, account FROM measure_rule WHERE measure_key = ?"
    assert one(con, sql, key("demo_site_rural_cnt")) == ("carry", "item")
    assert one(con, sql, key("weak_closed_cnt")) == ("carry_year", "item")
    assert one(con, sql, key("star_level")) == ("carry", "unit")
    assert one(con, sql, key("org_term_due_cnt")) == ("carry_year", "unit_item")


def test_own_amounts_follow_the_rhythm_of_the_form(con: duckdb.DuckDBPyConnection) -> None:
    sql = "SELECT is_flow, from_events, step FROM indicator_rule WHERE indicator_key = ?"
    assert one(con, sql, key("econ_income_total")) == (True, False, 1)
    assert one(con, sql, key("meeting_held_cnt")) == (True, False, 3)  # a monthly figure on a quarterly form
    assert one(con, sql, key("star5_new_cnt")) == (True, True, 1)
    assert one(con, sql, key("member_total"))[0] is False
    assert one(con, sql, key("meeting_rate"))[0] is False


def test_register_counts_are_looked_up_at_the_pairing_unit(con: duckdb.DuckDBPyConnection) -> None:
    sql = "SELECT side, part FROM rule_term WHERE indicator_key = ? ORDER BY side"
    assert con.execute(sql, [key("econ_income_avg")]).fetchall() == [("d", 0), ("n", 1)]


def test_threshold_finer_than_the_stored_value_is_refused() -> None:
    with pytest.raises(RuleError, match="rich"):
        world(UNITS, [indicator(1, "income", "ytd", scale=2), indicator(2, "rich", "derived", derive="income>=0.005")])


def test_comparison_of_measures_in_different_units_is_refused() -> None:
    parts = [indicator(1, "paid", "ytd", scale=6), indicator(2, "due", "point", scale=2)]
    with pytest.raises(RuleError, match="met"):
        world(UNITS, [*parts, indicator(3, "met", "derived", derive="paid>=due")], [template("T5", "village")])


def test_filling_twice_gives_the_same_rules(con: duckdb.DuckDBPyConnection) -> None:
    before = con.execute("SELECT * FROM rule_term ORDER BY ALL").fetchall()
    fill_rules(con, catalogue.load())
    assert con.execute("SELECT * FROM rule_term ORDER BY ALL").fetchall() == before
