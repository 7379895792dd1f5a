"""9/10 and 30/100 are together 39/110 = 35.5 %, not 60.0 %."""

from fractions import Fraction

from dashboard.numbers import format_value
from dashboard.statistics import funnel_class, ratio_of_sums


def test_sum_by_sum():
    whole = ratio_of_sums([9, 30], [10, 100], factor=100)
    assert whole.value == Fraction(390, 11) and format_value(whole.value, "%", 1) == "35.5%"
    assert "简单平均" in whole.caption


def test_the_line_of_the_funnel_is_the_rate_of_the_whole():
    assert funnel_class([9, 30], [10, 100]).whole == 39 / 110


def test_star_coverage_of_the_report():
    assert format_value(None, "%", 1, numerator=5 + 12 + 20, denominator=48) == "77.1%"
