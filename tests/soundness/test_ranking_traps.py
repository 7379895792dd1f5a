"""Wrong numbers that ranking tables in the field do show. Each test pins one; never weaken it.

The stored rows are written out, so that every expected figure can be checked with a pencil.
"""

from dashboard import queries
from tests.star import Star, by_unit, city, key


def test_nobody_rises_because_another_did_not_report(opened) -> None:
    """E was first in May and is silent in June: A must not be shown as risen from 2 to 1."""
    star = city("A", "B", "E").indicator("x")
    star.column("x", "2024-05", A=8, B=7, E=9).column("x", "2024-06", A=8, B=7, E=None)
    table = queries.ranking(opened(star), "x", key("2024-06"))
    assert by_unit(table, "rank") == {"A": 1, "B": 2, "E": None}
    assert by_unit(table, "rank_change") == {"A": 0, "B": 0, "E": None}
    assert by_unit(table, "rank_prev") == {"A": 1, "B": 2, "E": None}


def test_nobody_falls_because_a_newcomer_is_better(opened) -> None:
    star = city("A", "B").districts("N", first="2024-06").indicator("x")
    star.column("x", "2024-05", A=8, B=7).column("x", "2024-06", A=8, B=7, N=20)
    table = queries.ranking(opened(star), "x", key("2024-06"))
    assert by_unit(table, "rank") == {"N": 1, "A": 2, "B": 3}
    assert by_unit(table, "rank_change") == {"N": None, "A": 0, "B": 0}
    assert by_unit(table, "is_new") == {"N": True, "A": False, "B": False}


def merged() -> Star:
    """From March 2024 on, district X is part of A. Before: A 9/10, X 1/40, B 30/50. After: A 14/50, B 30/50."""
    star = city("A", "B").districts("X", last="2024-02").rate()
    star.went_into("X", "A", "2024-03")
    star.column("r", "2024-02", A=(9, 10), X=(1, 40), B=(30, 50)).column("r", "2024-03", A=(14, 50), B=(30, 50))
    return star.column("r", "2023-03", A=(8, 10), X=(2, 40), B=(20, 50))


def test_a_merged_unit_is_compared_with_its_predecessors_together(opened) -> None:
    """Alone A had 90 %; together with X it had 10/50 = 20 %, so 28 % in March is a rise, and B stays first."""
    table = queries.ranking(opened(merged()), "r", key("2024-03"))
    assert by_unit(table, "value") == {"B": 60.0, "A": 28.0}
    assert by_unit(table, "value_prev") == {"B": 60.0, "A": 20.0}
    assert by_unit(table, "value_last_year") == {"B": 40.0, "A": 20.0}
    assert by_unit(table, "rank_change") == {"B": 0, "A": 0}
    assert by_unit(table, "is_new") == {"B": False, "A": False}


def test_a_merger_chain_reaches_the_last_holder(opened) -> None:
    star = city("A").districts("Y", last="2024-03").districts("X", last="2024-01").indicator("x")
    star.went_into("X", "Y", "2024-02").went_into("Y", "A", "2024-04")
    star.column("x", "2024-01", A=1, Y=2, X=4).column("x", "2024-04", A=10)
    table = queries.ranking(opened(star), "x", key("2024-04"), compare_period=key("2024-01"))
    assert by_unit(table, "value_prev") == {"A": 7.0}


def test_a_merged_unit_has_no_past_when_a_predecessor_did_not_report(opened) -> None:
    star = city("A", "B").districts("X", last="2024-02").indicator("x").went_into("X", "A", "2024-03")
    star.column("x", "2024-02", A=5, X=None, B=6).column("x", "2024-03", A=9, B=6)
    table = queries.ranking(opened(star), "x", key("2024-03"))
    assert by_unit(table, "value_prev") == {"A": None, "B": 6.0}
    assert by_unit(table, "rank_change") == {"A": None, "B": 0}
    assert by_unit(table, "is_new") == {"A": False, "B": False}


def test_the_past_of_a_split_unit_is_not_given_to_its_parts(opened) -> None:
    star = city("B").districts("X", last="2024-02").districts("P", "Q", first="2024-03").indicator("x")
    star.went_into("X", "P", "2024-03").went_into("X", "Q", "2024-03")
    star.column("x", "2024-02", B=5, X=9).column("x", "2024-03", B=5, P=4, Q=5)
    table = queries.ranking(opened(star), "x", key("2024-03"))
    assert by_unit(table, "value_prev") == {"B": 5.0, "P": None, "Q": None}


def test_a_published_percentage_is_not_added_up_over_merged_units(opened) -> None:
    star = city("A").districts("X", last="2024-02").indicator("score", own_level_only=True, unit="分")
    star.went_into("X", "A", "2024-03")
    star.column("score", "2024-02", A=80, X=90).column("score", "2024-03", A=85)
    assert by_unit(queries.ranking(opened(star), "score", key("2024-03")), "value_prev") == {"A": None}


def test_missing_is_neither_zero_nor_last(opened) -> None:
    star = city("A", "B", "E", "F").indicator("x", direction="lower")
    star.column("x", "2024-06", A=0, B=3, E=None)
    table = queries.ranking(opened(star), "x", key("2024-06"))
    assert by_unit(table, "rank") == {"A": 1, "B": 2, "E": None, "F": None}
    assert by_unit(table, "status") == {"A": "已报", "B": "已报", "E": "未报", "F": "未报"}
    assert by_unit(table, "value") == {"A": 0.0, "B": 3.0, "E": None, "F": None}
    assert (table.attrs["n_ranked"], table.attrs["n_missing"]) == (2, 2)
    assert "2 个未报" in table.attrs["caption"]


def test_who_has_nothing_to_report_is_not_called_missing(opened) -> None:
    star = city("A", "B").indicator("x").value("x", "2024-06", "A", 4).value("x", "2024-06", "B", None, n=0, of=0)
    assert by_unit(queries.ranking(opened(star), "x", key("2024-06")), "status") == {"A": "已报", "B": "不适用"}


def rated(**columns: object) -> Star:
    return city("A", "B", "S", "Z").rate(**columns)


def test_four_of_four_does_not_beat_ninety_five_of_a_hundred(opened) -> None:
    star = rated(min_denominator=5).column("r", "2024-06", A=(95, 100), B=(4, 5), S=(4, 4), Z=(0, 0))
    table = queries.ranking(opened(star), "r", key("2024-06"))
    assert by_unit(table, "rank") == {"A": 1, "B": 2, "S": None, "Z": None}
    assert by_unit(table, "status") == {"A": "已报", "B": "已报", "S": "样本小", "Z": "不适用"}
    assert by_unit(table, "value") == {"A": 95.0, "B": 80.0, "S": 100.0, "Z": None}


def test_the_smallest_denominator_is_compared_in_the_measure_s_unit(opened) -> None:
    star = rated(min_denominator=5, den_scale=6).column("r", "2024-06", A=(1, 5_000_000), S=(1, 4_999_999))
    assert by_unit(queries.ranking(opened(star), "r", key("2024-06")), "status") | {"B": "", "Z": ""} == {
        "A": "已报", "S": "样本小", "B": "", "Z": ""}  # fmt: skip


def test_places_come_from_unrounded_values(opened) -> None:
    """90.04 % and 90.01 % print the same with one decimal, yet are different places; 1/3 and 2/6 are the same."""
    star = rated().column("r", "2024-06", A=(9001, 10000), B=(9004, 10000), S=(1, 3), Z=(2, 6))
    table = queries.ranking(opened(star), "r", key("2024-06"))
    assert by_unit(table, "rank") == {"B": 1, "A": 2, "S": 3, "Z": 3}
    shown = by_unit(table, "shown")
    assert shown["A"] != shown["B"]


def test_big_amounts_are_told_apart_where_floats_cannot(opened) -> None:
    star = city("A", "B").indicator("x").column("x", "2024-06", A=2**53, B=2**53 + 1)
    assert by_unit(queries.ranking(opened(star), "x", key("2024-06")), "rank") == {"B": 1, "A": 2}


def test_a_neutral_indicator_has_no_places(opened) -> None:
    star = city("A", "B").indicator("x", direction="neutral").column("x", "2024-05", A=1, B=2)
    star.column("x", "2024-06", A=8, B=9)
    table = queries.ranking(opened(star), "x", key("2024-06"))
    assert table["rank"].isna().all()
    assert table["rank_change"].isna().all()
    assert by_unit(table, "value") == {"A": 8.0, "B": 9.0}


def test_a_moved_unit_keeps_its_past(opened) -> None:
    """Town T moved from A to B: its node is another one, its code and its past are the same."""
    star = city("A", "B").indicator("x").unit("T", "甲镇", "town", "A", last="2024-05")
    star.unit("T", "甲镇", "town", "B", first="2024-06").unit("U", "乙镇", "town", "B")
    star.column("x", "2024-05", T=5, U=6).column("x", "2024-06", T=7, U=6)
    table = queries.ranking(opened(star), "x", key("2024-06"), "town", under="B")
    assert by_unit(table, "value_prev") == {"T": 5.0, "U": 6.0}
    assert by_unit(table, "rank_change") == {"T": 1, "U": -1}


def test_dropping_a_peer_s_row_does_not_change_the_whole(opened) -> None:
    star = city("A", peer="城区").districts("B", peer="山区").indicator("x").column("x", "2024-06", A=1, B=3, C=4)
    table = queries.ranking(opened(star), "x", key("2024-06"), peer_group="山区")
    assert (table.attrs["whole_value"], table.attrs["n_units"]) == (4.0, 1)
