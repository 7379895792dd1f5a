"""Changes on the wrong base: cumulative with cumulative of last month, points as percent, a broken definition."""

import pandas as pd

from dashboard import queries
from dashboard.warehouse import Warehouse
from tests.star import Star, city, key


def card(wh: Warehouse, period: str, unit: str | None = None) -> pd.Series:
    return queries.overview_cards(wh, key(period), unit).iloc[0]


def cumulative() -> Star:
    """January to May 100 in all, May alone 20; January to June 130, June alone 30; a year ago 104 and 26."""
    star = city("A", "B").indicator("x", reported="ytd", kind="flow", core_order=1)
    star.value("x", "2024-05", "C", 100, single=20).value("x", "2024-06", "C", 130, single=30)
    return star.value("x", "2023-06", "C", 104, single=26)


def test_the_previous_month_is_compared_month_with_month(opened) -> None:
    """30 against 20 is +50 %; the cumulative 130 against 100 (+30 %) would be no rate of change of anything."""
    found = card(opened(cumulative()), "2024-06")
    assert (found["change_prev"], found["single_value"]) == (50.0, 30.0)


def test_last_year_is_compared_cumulative_with_cumulative(opened) -> None:
    """130 against 104 is +25 %; June alone against June alone (+15.4 %) is another figure."""
    assert card(opened(cumulative()), "2024-06")["change_year"] == 25.0


def test_january_is_no_fall(opened) -> None:
    star = city("A", "B").indicator("x", reported="ytd", kind="flow", core_order=1)
    star.value("x", "2023-12", "C", 300, single=25).value("x", "2024-01", "C", 30, single=30)
    assert card(opened(star), "2024-01")["change_prev"] == 20.0


def test_a_completion_rate_does_not_fall_in_january(opened) -> None:
    star = city("A", "B").indicator("n", reported="ytd").indicator("d").indicator("r", n="n", d="d", core_order=1)
    star.value("r", "2023-12", "C", 100, 100).value("r", "2024-01", "C", 9, 100)
    found = card(opened(star), "2024-01")
    assert pd.isna(found["change_prev"])
    assert found["change_prev_text"] == "不可比"


def test_a_cumulative_average_has_no_change_against_last_month(opened) -> None:
    star = city("A", "B").indicator("n", reported="ytd").indicator("d")
    star.indicator("avg", n="n", d="d", unit="万元/村", factor=1, core_order=1)
    for month, total in (("2023-06", 104), ("2024-05", 100), ("2024-06", 130)):
        star.value("avg", month, "C", total, 10)
    found = card(opened(star), "2024-06")
    assert pd.isna(found["change_prev"])
    assert found["change_year"] == 25.0


def test_a_changed_definition_is_not_compared_across(opened) -> None:
    star = city("A", "B").indicator("x", core_order=1)
    star.value("x", "2023-06", "C", 10).value("x", "2024-05", "C", 18).value("x", "2024-06", "C", 20)
    star.notes.append(("x", "2024-01", None, "break", "口径调整"))
    found = card(opened(star), "2024-06")
    assert (found["change_year_text"], round(found["change_prev"], 6)) == ("不可比", 11.111111)


def test_from_zero_is_said_in_amounts(opened) -> None:
    star = city("A", "B").indicator("x", core_order=1).value("x", "2024-05", "C", 0).value("x", "2024-06", "C", 12)
    assert card(opened(star), "2024-06")["change_prev_text"] == "由0增至12"


def test_a_merged_district_s_card_compares_its_area_of_now(opened) -> None:
    star = city("A", "B").districts("X", last="2024-02").indicator("x", core_order=1).went_into("X", "A", "2024-03")
    star.column("x", "2024-02", A=10, X=10, B=5).column("x", "2024-03", A=22, B=5).column("x", "2023-03", A=8, X=12)
    found = card(opened(star), "2024-03", "A")
    assert (found["change_prev"], found["change_year"]) == (10.0, 10.0)
    assert found["sparkline"][-2:] == [20.0, 22.0]


def test_no_light_without_a_target(opened) -> None:
    star = city("A", "B").indicator("x", target_kind="annual", core_order=1).value("x", "2024-06", "C", 5)
    assert card(opened(star), "2024-06")["light"] is None


def test_a_sum_that_lacks_a_district_is_no_decline(opened) -> None:
    """A year ago all 100 villages reported 200 in all; now 70 of them report 150: that is no fall of 25 %."""
    star = city("A", "B").indicator("x", core_order=1)
    star.value("x", "2023-06", "C", 200, n=100, of=100).value("x", "2024-06", "C", 150, n=70, of=100)
    found = card(opened(star), "2024-06")
    assert found["change_year_text"] == "不可比"
    assert "报送单位不同（本期70/100，基期100/100）" in found["change_year_note"]


def test_villages_counted_over_a_running_total_do_not_grow_from_month_to_month(opened) -> None:
    """Villages over 20 since January: 3 by March, 35 by June; that is the running total, not a change of the state."""
    star = (
        city("A", "B").indicator("x", reported="ytd", kind="flow").indicator("ge20", reported="derived", core_order=1)
    )
    star.conditions.append(("ge20", "x", ">=", 20))
    star.value("ge20", "2024-05", "C", 3).value("ge20", "2024-06", "C", 35).value("ge20", "2023-06", "C", 28)
    found = card(opened(star), "2024-06")
    assert (found["change_prev_text"], found["change_year"]) == ("不可比", 25.0)
