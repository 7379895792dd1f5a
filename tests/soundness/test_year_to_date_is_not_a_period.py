"""January to June against January to May is no 环比, and cumulative points make no trend."""

from dashboard.statistics import growth, trend_marker


def test_no_comparison_with_the_previous_period():
    change = growth(130, 100, "previous", cumulative=True)
    assert change.value is None and change.word == "不可比" and "当期数" in change.caption


def test_the_same_months_of_last_year_compare():
    assert growth(130, 100, "yoy", cumulative=True).value == 30


def test_no_trend_marker():
    assert trend_marker([1, 2, 3, 4, 5], [10, 20, 30, 40, 50], [100] * 5, cumulative=True).movement is None
