"""Ranking: given stored sums, expected places, gaps, statuses and comparisons."""

import pandas as pd
import pytest

from dashboard import queries
from tests.star import by_unit, city, key


def test_ties_share_a_place_and_the_next_one_is_skipped(opened) -> None:
    wh = opened(city("A", "B", "D", "E").indicator("x").column("x", "2024-06", A=8, B=9, D=9, E=7))
    table = queries.ranking(wh, "x", key("2024-06"))
    assert by_unit(table, "rank") == {"B": 1, "D": 1, "A": 3, "E": 4}
    assert by_unit(table, "tied") == {"B": True, "D": True, "A": False, "E": False}
    assert by_unit(table, "gap_next") == {"B": None, "D": None, "A": 1.0, "E": 1.0}


def test_lower_is_better_turns_the_order(opened) -> None:
    wh = opened(city("A", "B").indicator("x", direction="lower").column("x", "2024-06", A=8, B=3))
    assert by_unit(queries.ranking(wh, "x", key("2024-06")), "rank") == {"B": 1, "A": 2}


def test_the_whole_is_the_ratio_of_sums_with_gaps_to_it(opened) -> None:
    star = city("A", "B").rate()
    star.column("r", "2024-06", A=(9, 10), B=(30, 100)).value("r", "2024-06", "C", 39, 110, n=2, of=2)
    table = queries.ranking(opened(star), "r", key("2024-06"))
    assert table.attrs["whole_value"] == pytest.approx(35.4545454545)
    assert by_unit(table, "value") == {"A": 90.0, "B": 30.0}
    assert by_unit(table, "gap_whole") == {"A": pytest.approx(54.5454545455), "B": pytest.approx(-5.4545454545)}
    assert table.attrs["median"] == 60.0


def test_amounts_are_given_in_their_unit(opened) -> None:
    star = city("A").indicator("x", unit="万元", num_scale=6, decimals=2).column("x", "2024-06", A=12_600_000)
    row = queries.ranking(opened(star), "x", key("2024-06")).iloc[0]
    assert (row["numerator"], row["value"], pd.isna(row["denominator"])) == (12.6, 12.6, True)


def test_parts_of_one_unit_are_compared_with_it(opened) -> None:
    star = city("A", "B").indicator("x")
    star.unit("A1", "甲镇", "town", "A").unit("A2", "乙镇", "town", "A").unit("B1", "丙镇", "town", "B")
    star.column("x", "2024-06", A=7, B=9, C=16, A1=3, A2=4, B1=9)
    table = queries.ranking(opened(star), "x", key("2024-06"), "town", under="A")
    assert by_unit(table, "rank") == {"A2": 1, "A1": 2}
    assert (table.attrs["whole_code"], table.attrs["whole_value"]) == ("A", 7.0)


def test_a_peer_group_is_ranked_by_itself_against_the_city(opened) -> None:
    star = city("A", "B", peer="城区").districts("D", peer="山区").indicator("x")
    star.column("x", "2024-06", A=1, B=2, D=3, C=6)
    table = queries.ranking(opened(star), "x", key("2024-06"), peer_group="城区")
    assert by_unit(table, "rank") == {"B": 1, "A": 2}
    assert table.attrs["whole_value"] == 6.0


def test_a_quarterly_indicator_is_not_missing_in_may(opened) -> None:
    wh = opened(city("A", "B").indicator("x", frequency="季").column("x", "2024-03", A=1, B=2))
    assert set(queries.ranking(wh, "x", key("2024-05"))["status"]) == {"不适用"}
    assert set(queries.ranking(wh, "x", key("2024-06"))["status"]) == {"未报"}


def test_last_year_is_the_same_month(opened) -> None:
    star = city("A").indicator("x", reported="ytd", kind="flow")
    star.value("x", "2024-06", "A", 60, single=9).value("x", "2024-05", "A", 51).value("x", "2023-06", "A", 50)
    row = queries.ranking(opened(star), "x", key("2024-06")).iloc[0]
    assert (row["value"], row["value_prev"], row["value_last_year"]) == (60.0, 51.0, 50.0)


def test_unknown_names_list_the_choices(opened) -> None:
    wh = opened(city("A").indicator("income_total", core_order=1).column("income_total", "2024-06", A=1))
    with pytest.raises(queries.UnknownIndicator, match="没有这个指标：nope。可用：income_total"):
        queries.ranking(wh, "nope", key("2024-06"))
    with pytest.raises(queries.QueryError, match="没有这个层级：street。可用：nation、province"):
        queries.ranking(wh, "income_total", key("2024-06"), "street")
    with pytest.raises(queries.UnknownUnit, match="没有这个单位：Z。可用：A A区"):
        queries.ranking(wh, "income_total", key("2024-06"), under="Z")
