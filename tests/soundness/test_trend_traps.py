"""Lines that lie: a merger drawn as growth, a past that was never there, a predecessor forgotten."""

import pandas as pd

from dashboard import queries
from tests.star import Star, city, key


def merged() -> Star:
    """X (5 of 10) joins A (1 of 10) in March 2024; together 6 of 20 = 30 %, afterwards 7 of 20 = 35 %."""
    star = city("A", "B").districts("X", last="2024-02").rate()
    star.went_into("X", "A", "2024-03")
    for month in ("2024-01", "2024-02"):
        star.column("r", month, A=(1, 10), X=(5, 10), B=(4, 10), C=(10, 30))
    return star.column("r", "2024-03", A=(7, 20), B=(4, 10), C=(11, 30))


def focus(table: pd.DataFrame, column: str) -> list[object]:
    rows = table[(table["role"] == "focus") & (table["unit_code"] == "A")]
    return [None if pd.isna(cell) else cell for cell in rows[column]]


def test_as_reported_shows_the_jump_and_says_why(opened) -> None:
    table = queries.trend(opened(merged()), "r", ["A"], key("2024-01"), key("2024-03"))
    assert focus(table, "value") == [10.0, 10.0, 35.0]
    assert focus(table, "note") == ["", "", "2024年3月起，X区并入A区"]


def test_like_for_like_adds_the_parts_before_dividing(opened) -> None:
    table = queries.trend(opened(merged()), "r", ["A"], key("2024-01"), key("2024-03"), like_for_like=True)
    assert focus(table, "value") == [30.0, 30.0, 35.0]
    assert focus(table, "note") == ["", "", ""]
    assert "X" not in set(table["unit_code"])
    whole = table[table["role"] == "whole"]
    assert whole["value"].round(6).tolist() == [33.333333, 33.333333, 36.666667]


def test_a_merged_unit_ends_and_is_not_called_missing_afterwards(opened) -> None:
    table = queries.trend(opened(merged()), "r", ["X"], key("2024-01"), key("2024-03"))
    rows = table[table["role"] == "focus"]
    assert rows["period_key"].tolist() == [key("2024-01"), key("2024-02")]
    assert set(rows["status"]) == {"已报"}


def test_like_for_like_has_a_gap_where_a_part_did_not_report(opened) -> None:
    star = city("A").districts("X", last="2024-02").indicator("x").went_into("X", "A", "2024-03")
    star.column("x", "2024-01", A=1, X=2).column("x", "2024-02", A=1, X=None).column("x", "2024-03", A=4)
    table = queries.trend(opened(star), "x", ["A"], key("2024-01"), key("2024-03"), like_for_like=True)
    assert focus(table, "value") == [3.0, None, 4.0]


def test_a_small_denominator_does_not_enter_the_median(opened) -> None:
    star = city("A", "B", "S").rate(min_denominator=5)
    star.column("r", "2024-06", A=(1, 10), B=(3, 10), S=(4, 4))
    table = queries.trend(opened(star), "r", ["A"], key("2024-06"), key("2024-06"))
    assert table.loc[table["role"] == "median", "value"].tolist() == [20.0]


def test_a_sum_over_fewer_units_is_cut_from_the_line(opened) -> None:
    star = city("A", "B").indicator("x")
    star.column("x", "2024-01", A=10, B=20).column("x", "2024-02", A=11, B=22).column("x", "2024-03", A=12, B=None)
    for month, total, reported in (("2024-01", 30, 2), ("2024-02", 33, 2), ("2024-03", 12, 1)):
        star.value("x", month, "C", total, n=reported, of=2)
    table = queries.trend(opened(star), "x", [], key("2024-01"), key("2024-03"))
    whole = table[table["role"] == "whole"].sort_values("period_key")
    assert whole["is_break"].tolist() == [False, False, True]
    assert whole["n_reported"].tolist()[-1] < whole["n_expected"].tolist()[-1]
    assert "个单位报送" in whole["note"].tolist()[-1]
