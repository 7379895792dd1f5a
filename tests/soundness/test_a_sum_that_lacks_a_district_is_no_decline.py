"""A district falls silent and the city's sum drops: that is no decline of the city, wherever two sums meet."""

from dashboard import queries
from dashboard.charts import sparkline
from dashboard.queries.comparison import OTHER_UNITS
from dashboard.sentences.compared import periods_sentence
from dashboard.sentences.course import year_sentence
from dashboard.ui import years
from tests.star import Star, city, key

JUNE, LAST_JUNE = key("2024-06"), key("2023-06")


def fallen_silent() -> Star:
    """A 10,000 and B 20,000 a year ago; now only A, with more than before: 11,000."""
    star = city("A", "B").indicator("x", unit="万元", core_order=1, direction="higher")
    for month in ("2023-06", "2024-04", "2024-05"):
        star.column("x", month, A=10_000, B=20_000).value("x", month, "C", 30_000, n=2, of=2)
    return star.column("x", "2024-06", A=11_000, B=None).value("x", "2024-06", "C", 11_000, n=1, of=2)


def test_two_times_side_by_side_do_not_compare_them(opened) -> None:
    table = queries.compare_periods(opened(fallen_silent()), JUNE, LAST_JUNE)
    row = table.iloc[0]
    assert (row["change_shown"], row["goes"], row["why"]) == ("", "", OTHER_UNITS)
    assert table.attrs["n_worse"] == 0
    said = periods_sentence(table)
    assert "0项变差" in said and "1项合计数因报送单位不同，不作比较" in said


def test_a_district_that_reported_both_times_is_compared(opened) -> None:
    row = queries.compare_periods(opened(fallen_silent()), JUNE, LAST_JUNE, "A").iloc[0]
    assert (row["change_shown"], row["goes"]) == ("+10.0%", "better")


def test_the_line_of_a_card_is_cut_there(opened) -> None:
    card = queries.overview_cards(opened(fallen_silent()), JUNE).iloc[0]
    keys = card["spark_periods"]
    assert [keys[place] for place in card["spark_cuts"]] == [JUNE]
    values = list(card["sparkline"])
    joined, cut = sparkline(values), sparkline(values, cuts=card["spark_cuts"])
    assert joined.count("M") + 1 == cut.count("M") and joined.count("L") - 1 == cut.count("L")


def test_last_year_beside_this_year_says_why_it_does_not_compare(opened) -> None:
    wh = opened(fallen_silent())
    line = queries.trend(wh, "x", [], LAST_JUNE, JUNE)
    ind = queries.indicator(wh, "x")
    found = years.pairs(ind, line[line["role"] == "whole"], JUNE)
    assert found is not None
    june = found.table.iloc[-1]
    assert (june["word"], june["why"]) == ("不可比", "报送单位与上年不同")
    said = year_sentence(found.table, "示例市", ind, 2024, found.unit)
    assert said.endswith("上年同期3.00亿元，报送单位与上年不同，同比不可比。")
    # Columns are drawn in the unit printed beside the axis.
    assert (found.unit, found.pairs[-1].before, found.pairs[-1].now) == ("亿元", 3.0, 1.1)
