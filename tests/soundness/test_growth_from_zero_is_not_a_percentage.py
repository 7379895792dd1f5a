"""From 0 to 12 is no growth of infinitely many percent; from a negative base no growth at all."""

from dashboard.numbers import change_text
from dashboard.statistics import growth, growth_table


def test_from_zero():
    assert growth(12, 0).value is None and change_text(12, 0, "个") == "由0增至12"


def test_from_zero_to_zero_is_unchanged():
    assert change_text(0, 0, "个") == "持平"


def test_from_a_negative_base():
    assert growth(5, -3).value is None and change_text(5, -3, "万元") == "不可比"


def test_a_growth_ranking_leaves_out_what_has_no_base():
    table = growth_table([12, 110, 3], [0, 100, None])
    assert table["value"].notna().tolist() == [False, True, False]


def test_a_large_growth_of_a_small_base_says_so():
    assert "small_base" in growth(30, 10).flags and "由10变为30" in growth(30, 10).caption
