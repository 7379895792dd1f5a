"""A district that did not report has no place, is not counted as 0, and is named as 未报."""

import pandas as pd

from dashboard.numbers import format_value, rank_text
from dashboard.statistics import competition_rank, funnel_class, light, rank_ratios, ratio_of_sums


def test_missing_has_no_place_in_either_direction():
    for direction in ("higher", "lower"):
        ranking = competition_rank([3, None, 0], direction)
        assert ranking.ranks[1] is pd.NA and ranking.n == 2
    assert rank_ratios([None, 1, 2], [4, None, 4], "lower").n == 1


def test_zero_is_a_value_and_has_a_place():
    assert list(competition_rank([3, 0], "lower")) == [2, 1]


def test_the_place_says_how_many_did_not_report():
    assert rank_text(3, n=8, missing=1) == "第3／8（1区未报）"


def test_missing_leaves_both_sums():
    assert ratio_of_sums([5, None], [10, 90], factor=100).value == 50


def test_missing_has_no_colour():
    assert light(None).colour is None
    assert funnel_class([None, 1, 2, 3, 4, 5], [50] * 6).table["class"][0] == "missing"


def test_missing_and_zero_print_differently():
    texts = {
        format_value(None, "个", 0),
        format_value(None, "个", 0, status="未报"),
        format_value(0, "个", 0),
        format_value(0.2, "个", 0),
        format_value(None, "个", 0, status="不适用"),
    }
    assert texts == {"—", "未报", "0", "0.0", "…"}
