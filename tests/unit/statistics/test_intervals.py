"""Wilson intervals, funnel classes and rank intervals."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dashboard.statistics import (
    competition_rank,
    difference_interval,
    funnel_class,
    rank_interval,
    rank_interval_of_rates,
    simultaneous_z,
    wilson_interval,
)


@pytest.mark.parametrize(
    ("x", "n", "lower", "upper"),
    [
        (3, 4, 30, 95),
        (30, 40, 60, 86),
        (300, 400, 71, 79),
        (5, 5, 57, 100),
        (10, 10, 72, 100),
        (60, 60, 94, 100),
        (0, 5, 0, 43),
    ],
)
def test_feeling_for_few_cases(x, n, lower, upper):
    interval = wilson_interval(x, n)
    assert (round(interval.lower * 100), round(interval.upper * 100)) == (lower, upper)
    assert interval.one_unit == pytest.approx(100 / n)


def test_published_digits():
    # Newcombe 1998, table I, method 3: 81/263 and 15/148.
    low, high = wilson_interval(81, 263)
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)
    low, high = wilson_interval(15, 148)
    assert (round(low, 4), round(high, 4)) == (0.0624, 0.1605)


@pytest.mark.parametrize(
    ("x", "n", "flag"),
    [
        (0, 0, "zero_denominator"),
        (5, 4, "numerator_outside"),
        (-1, 4, "numerator_outside"),
        (None, 4, "missing"),
        (3, None, "missing"),
        (3, -4, "zero_denominator"),
    ],
)
def test_no_interval_where_there_is_no_proportion(x, n, flag):
    interval = wilson_interval(x, n)
    assert math.isnan(interval.lower) and math.isnan(interval.upper)
    assert flag in interval.flags and interval.n == 0


def test_a_column_keeps_its_units_and_agrees_with_single_numbers():
    tops, bottoms = pd.Series({"a": 3, "b": None, "c": 300}), pd.Series({"a": 4, "b": 9, "c": 400})
    column = wilson_interval(tops, bottoms)
    assert column.lower["a"] == wilson_interval(3, 4).lower and column.upper["c"] == wilson_interval(300, 400).upper
    assert np.isnan(column.lower["b"]) and column.flags == ("missing", "small_denominator") and column.n == 2
    assert "一两个单位就会明显改变比率" in column.caption


@pytest.mark.parametrize("confidence", [0, 1, 95])
def test_confidence_is_a_share(confidence):
    with pytest.raises(ValueError, match="confidence"):
        wilson_interval(1, 2, confidence)


@given(st.integers(1, 10**6), st.data(), st.sampled_from([0.5, 0.9, 0.95, 0.998]))
def test_an_interval_holds_its_rate_and_mirrors(n, data, confidence):
    x = data.draw(st.integers(0, n))
    low, high = wilson_interval(x, n, confidence)
    assert 0 <= low <= x / n + 1e-12 and x / n - 1e-12 <= high <= 1
    other = wilson_interval(n - x, n, confidence)
    assert low == pytest.approx(1 - other.upper, abs=1e-9)


def test_difference_of_two_rates():
    # Newcombe 1998, table II, method 10: 56/70 - 48/80 = 0.2, 0.0524 to 0.3339.
    low, high = difference_interval(48, 80, 56, 70)
    assert (round(low, 4), round(high, 4)) == (0.0524, 0.3339)
    assert all(math.isnan(end) for end in difference_interval(1, 0, 1, 2))


def test_funnel_classes():
    units = ["大", "好", "差", "像", "小", "缺", "无", "错", "略"]
    funnel = funnel_class(
        pd.Series([8000, 190, 100, 158, 1, None, 0, 9, 15], index=units),
        pd.Series([10000, 200, 200, 200, 4, 7, 0, 8, 19], index=units),
    )
    table = funnel.table
    assert funnel.whole == pytest.approx(8464 / 10623)
    assert table["class"].to_dict() == {
        "大": "like",
        "好": "better",
        "差": "worse",
        "像": "like",
        "小": "small",
        "缺": "missing",
        "无": "not_applicable",
        "错": "error",
        "略": "small",
    }
    assert table.loc["差", "word"] == "明显差于全市"
    assert table["word"].eq("分母小").sum() == 2
    assert funnel.flags == ("small", "missing", "not_applicable", "error")
    assert table.loc["好", "difference"] == pytest.approx(95 - 846400 / 10623)


def test_where_lower_is_better_the_classes_swap_and_neutral_has_no_good():
    tops, bottoms = [50, 10, 20, 20, 20], [100] * 5
    assert funnel_class(tops, bottoms).table["class"].tolist()[:2] == ["better", "worse"]
    assert funnel_class(tops, bottoms, direction="lower").table["class"].tolist()[:2] == ["worse", "better"]
    neutral = funnel_class(tops, bottoms, direction="neutral", whole_word="全省").table
    assert neutral["word"].tolist()[:2] == ["明显高于全省", "明显低于全省"]


def test_a_gap_that_does_not_matter_is_no_class_however_many_cases():
    tops, bottoms = [805_000, 800_000, 800_000, 800_000, 800_000], [1_000_000] * 5
    assert set(funnel_class(tops, bottoms, gap=1).table["class"]) == {"like"}
    assert funnel_class(tops, bottoms, gap=0.3).table["class"].tolist() == ["better"] + ["like"] * 4


def test_fewer_than_five_districts_are_not_classed():
    funnel = funnel_class([10, 90, 50, 50], [100] * 4)
    assert set(funnel.table["class"]) == {"unclassed"} and "unclassed" in funnel.flags


def test_nothing_reported_is_no_error():
    funnel = funnel_class([None] * 5, [None] * 5)
    assert math.isnan(funnel.whole) and set(funnel.table["class"]) == {"missing"} and funnel.n == 0


def test_quantiles_that_hold_together():
    assert [round(simultaneous_z(k), 2) for k in (6, 8, 10, 15, 51)] == [2.38, 2.48, 2.56, 2.70, 3.08]
    with pytest.raises(ValueError, match="at least one"):
        simultaneous_z(0)


@pytest.mark.parametrize(
    ("values", "lower", "upper", "direction", "best", "worst"),
    [
        ([3, 2, 1], [2.9, 1.5, 0.9], [3.1, 2.1, 1.6], "higher", [1, 2, 2], [1, 3, 3]),
        ([3, 2, 1], [2.9, 1.5, 0.9], [3.1, 2.1, 1.6], "lower", [3, 1, 1], [3, 2, 2]),
        ([3, None, 1], [2.9, None, 0.9], [3.1, None, 1.6], "higher", [1, None, 2], [1, None, 2]),
        ([2, 1], [1.5, 0.5], [2.5, 1.5], "higher", [1, 2], [1, 2]),  # touching ends are apart
        ([1, 1, 0], [1, 1, 0], [1, 1, 0], "higher", [1, 1, 3], [2, 2, 3]),  # exact values, no width
        ([], [], [], "higher", [], []),
    ],
)
def test_places_that_cannot_be_told_apart(values, lower, upper, direction, best, worst):
    found = rank_interval(values, lower, upper, direction)
    assert [None if x is pd.NA else int(x) for x in found.best] == best
    assert [None if x is pd.NA else int(x) for x in found.worst] == worst


def test_an_interval_beside_its_value_is_refused():
    with pytest.raises(ValueError, match="hold its estimate"):
        rank_interval([5], [1], [2], "higher")
    with pytest.raises(ValueError, match="accepted: higher, lower"):
        rank_interval([5], [1], [9], "neutral")


rows = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 30)), min_size=1, max_size=15)


@given(rows, st.sampled_from(["higher", "lower"]))
def test_the_interval_holds_the_place(pairs, direction):
    tops, bottoms = [min(a, b) for a, b in pairs], [b for _, b in pairs]
    found = rank_interval_of_rates(tops, bottoms, direction)
    places = competition_rank([a / b for a, b in zip(tops, bottoms, strict=True)], direction).ranks
    assert (found.best <= places).all() and (places <= found.worst).all()
    assert (found.best >= 1).all() and (found.worst <= len(pairs)).all()


@given(rows)
def test_the_searched_count_equals_the_counted_one(pairs):
    tops, bottoms = np.array([min(a, b) for a, b in pairs]), np.array([b for _, b in pairs])
    assume(len(pairs) > 1)
    value = tops / bottoms
    low, high = value - 1 / bottoms, value + 1 / bottoms
    found = rank_interval(value, low, high, "higher")
    better = (low[None, :] >= high[:, None]).sum(axis=1)
    worse = (high[None, :] <= low[:, None]).sum(axis=1)
    assert found.best.tolist() == (1 + better).tolist()
    assert found.worst.tolist() == (len(pairs) - worse).tolist()


def test_rates_without_any_report_have_no_places():
    found = rank_interval_of_rates([None, None], [None, None], "higher")
    assert found.best.isna().all() and found.n == 0
