"""Trend marker, XmR limits, inequality and quantile groups."""

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dashboard.statistics import gini, quantile_group, theil, trend_marker, trend_marker_values, xmr_limits

YEARS = [2019, 2020, 2021, 2022, 2023]


def test_a_steady_rise_is_marked():
    # N = 500, C = 350, Σct = 100, Σnt = 0 with t centred: 500·(500·100)² / (350·150·500·1000) = 47.619.
    trend = trend_marker(YEARS, [50, 60, 70, 80, 90], [100] * 5)
    assert trend.chi2 == pytest.approx(47.619047, abs=1e-5)
    assert (trend.movement, trend.judgement) == ("up", "better")
    assert trend.caption == "近 5 期持续上升，向好。"
    assert trend_marker(YEARS, [50, 60, 70, 80, 90], [100] * 5, direction="lower").judgement == "worse"
    assert trend_marker(YEARS, [50, 60, 70, 80, 90], [100] * 5, direction="neutral").judgement is None


@pytest.mark.parametrize(
    ("years", "tops", "bottoms", "options", "flag"),
    [
        (YEARS, [5, 6, 7, 8, 9], [10] * 5, {}, "below_limit"),
        # A large chi-square that one point alone makes: without 2023 the rate falls.
        (YEARS, [540, 530, 520, 510, 900], [1000] * 5, {}, "one_point"),
        (YEARS, [5, 6, None, 8, 9], [10] * 5, {}, "missing"),
        (YEARS, [5, 6, 7, 8, 11], [10] * 5, {}, "bad_counts"),
        (YEARS, [5, 6, 7, 8, 0], [10, 10, 10, 10, 0], {}, "bad_counts"),
        (YEARS, [0, 20, 40, 60, 80], [100] * 5, {}, "edge_rate"),
        (YEARS, [50, 60, 70, 80, 90], [100] * 5, {"cumulative": True}, "cumulative"),
        ([2018, 2020, 2021, 2022, 2023], [50, 60, 70, 80, 90], [100] * 5, {}, "gaps"),
        ([2019, 2020, 2020, 2022, 2023], [50, 60, 70, 80, 90], [100] * 5, {}, "duplicate_times"),
        ([2023], [50], [100], {}, "few_points"),
        ([2022, 2023], [3, 4], [10, 10], {}, "within_chance"),
        ([2021, 2022, 2023], [300, 350, 400], [1000] * 3, {}, "beyond_chance"),
        ([2022, 2023], [3, 4], [10, 0], {}, "bad_counts"),
        ([2020, 2021, 2022, 2023, None], [1] * 5, [2] * 5, {}, "missing"),
    ],
)
def test_no_marker_and_why(years, tops, bottoms, options, flag):
    trend = trend_marker(years, tops, bottoms, **options)
    assert flag in trend.flags and trend.judgement is None and trend.movement in (None, "none")
    assert trend.caption.endswith("。") and not set("↑↓▲▼") & set(trend.caption)


def test_half_added_at_the_edge():
    assert trend_marker(YEARS, [0, 20, 40, 60, 80], [100] * 5, add_half=True).movement == "up"


def test_only_the_last_five_points_count():
    assert trend_marker(range(2013, 2024), [99] * 6 + [50, 60, 70, 80, 90], [100] * 11).movement == "up"
    assert trend_marker([2010, *YEARS], [1, 50, 60, 70, 80, 90], [100] * 6).movement == "up"  # a gap before them


def test_years_that_go_back_are_refused():
    with pytest.raises(ValueError, match="ascend"):
        trend_marker(YEARS[::-1], [1] * 5, [2] * 5)


def test_values_with_intervals():
    values = np.array([10.0, 12, 14, 16, 18])
    # sigma = 1, slope 2, variance 1/10: chi-square 40.
    trend = trend_marker_values(YEARS, values, values - 1.96, values + 1.96, direction="lower")
    assert trend.chi2 == pytest.approx(40) and (trend.movement, trend.judgement) == ("up", "worse")
    wide = trend_marker_values(YEARS, values, values - 19.6, values + 19.6)
    assert wide.movement == "none" and wide.chi2 == pytest.approx(0.4)
    assert "bad_interval" in trend_marker_values(YEARS, values, values, values).flags
    assert "few_points" in trend_marker_values(YEARS[:3], values[:3], values[:3] - 1, values[:3] + 1).flags
    assert "missing" in trend_marker_values(YEARS, [1, 2, None, 4, 5], values - 9, values + 9).flags


@example([1, 74, 71, 71, 74])  # level without the first point: float noise must not give it a direction
@given(st.lists(st.integers(1, 99), min_size=5, max_size=5))
def test_the_mirrored_rate_has_the_mirrored_trend(tops):
    up, down = trend_marker(YEARS, tops, [100] * 5), trend_marker(YEARS, [100 - x for x in tops], [100] * 5)
    assert up.chi2 == pytest.approx(down.chi2)
    assert {up.movement, down.movement} in ({"none"}, {"up", "down"})


QUIET = [10, 11, 9, 10, 12, 10, 9, 11, 10, 10, 9, 11, 10]


def test_limits_of_natural_variation():
    limits = xmr_limits(QUIET)
    # Ranges 1 2 1 2 2 1 2 1 0 1 2 1: mean 16/12.
    assert limits.centre == pytest.approx(132 / 13)
    assert limits.upper - limits.centre == pytest.approx(2.66 * 16 / 12)
    assert not limits.trial and limits.flags == () and limits.caption == "按 13 期计算控制线，均属正常波动。"


def test_a_jump_is_dropped_from_the_mean_range_once_and_signalled():
    limits = xmr_limits([*QUIET[:11], 30, 10])
    assert limits.signals.tolist() == [""] * 11 + ["beyond", ""]
    assert limits.flags == ("range_dropped", "signals")
    assert limits.upper - limits.centre == pytest.approx(2.66 * 13 / 10)


def test_twelve_points_are_a_trial_and_eleven_nothing():
    assert xmr_limits(QUIET[:12]).trial and "试算线" in xmr_limits(QUIET[:12]).caption
    few = xmr_limits(QUIET[:11])
    assert math.isnan(few.centre) and few.flags == ("few_points",) and few.signals.eq("").all()
    assert xmr_limits([*QUIET[:11], None]).flags == ("few_points",)


def test_runs():
    rising = xmr_limits([5, 9, 5, 9, 5, 9, 1, 2, 3, 4, 5, 6, 7.5])
    assert all("run_up" in code for code in rising.signals[6:]) and "run_up" not in rising.signals[5]
    falling = xmr_limits([5, 9, 5, 9, 5, 9, 7.5, 6, 5, 4, 3, 2, 1])
    assert all("run_down" in code for code in falling.signals[6:])
    side = xmr_limits([9, 11, 9, 11, 9, 11, 9, 9.5, 9, 9.2, 9.4, 9.1, 9.3, 20, 20, 20])
    assert all("side" in code for code in side.signals[6:13])
    two = xmr_limits([10, 11] * 6 + [12.9, 12.9])
    assert "two_of_three" in two.signals[13]


def test_a_missing_month_ends_a_run():
    assert not any("run_up" in code for code in xmr_limits([5, 9] * 5 + [1, 2, 3, None, 5, 6, 7]).signals)


@pytest.mark.parametrize(
    ("target", "direction", "reach"),
    [
        (20, "higher", "never"),
        (1, "higher", "always"),
        (10, "higher", "sometimes"),
        (20, "lower", "always"),
        (1, "lower", "never"),
        (10, "neutral", None),
        (None, "higher", None),
    ],
)
def test_what_the_present_process_can_reach(target, direction, reach):
    assert xmr_limits(QUIET, target=target, direction=direction).target_reach == reach


def test_limits_restart_at_a_change_of_definition():
    limits = xmr_limits([100] * 5 + QUIET, restart_at=5)
    assert limits.centre == pytest.approx(132 / 13) and limits.n == 13


@pytest.mark.parametrize(
    ("values", "value", "flag"),
    [
        ([5] * 10, 0.0, None),
        ([0] * 9 + [1], 0.9, None),
        (list(range(1, 11)), 0.3, None),
        ([*range(1, 11), None], 0.3, "missing"),
        ([0] * 10, None, "all_zero"),
        ([-1] + [5] * 9, None, "negative"),
        ([5] * 9, None, "few_units"),
    ],
)
def test_gini(values, value, flag):
    result = gini(values)
    assert result.value == (None if value is None else pytest.approx(value))
    assert (flag in result.flags) if flag else result.flags == ()


def test_theil_of_one_owner_is_the_logarithm_of_n():
    assert theil([0] * 9 + [7]).value == pytest.approx(math.log(10))


@given(st.lists(st.tuples(st.integers(0, 1000), st.sampled_from("abc")), min_size=10, max_size=60))
def test_inequality_splits_and_ignores_scale(rows):
    values, groups = [v for v, _ in rows], [g for _, g in rows]
    split, plain = theil(values, groups), theil(values)
    if not sum(values):
        assert split.value is None and gini(values).value is None
        return
    assert split.value == pytest.approx(plain.value, abs=1e-9)
    assert split.between + split.within == split.value and split.between >= 0
    assert 0 <= gini(values).value < 1
    assert gini([v * 7 for v in values]).value == pytest.approx(gini(values).value, abs=1e-12)
    pairs = sum(abs(a - b) for a in values for b in values)
    assert gini(values).value == pytest.approx(pairs / (2 * len(values) * sum(values)), abs=1e-9)


def test_theil_says_where_the_gap_lies():
    result = theil([1] * 5 + [9] * 5, ["甲"] * 5 + ["乙"] * 5)
    assert result.within == pytest.approx(0) and "100% 在组间" in result.caption
    assert theil([1, 2, 3]).flags == ("few_units",)


@pytest.mark.parametrize(
    ("values", "k", "direction", "groups"),
    [
        (range(1, 11), 5, "neutral", [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]),
        (range(1, 11), 5, "lower", [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]),
        (range(1, 11), 5, "higher", [5, 5, 4, 4, 3, 3, 2, 2, 1, 1]),
        ([1, 1, 1, 1, 1, 6, 7, 8, 9], 3, "neutral", [1, 1, 1, 1, 1, 2, 3, 3, 3]),
        ([1, 2, 3, None, 5], 4, "neutral", [1, 2, 3, None, 4]),
        ([1, 2, 3], 4, "neutral", [None] * 3),
        ([1, 2, 3, 4, 5, 6, 7], 3, "neutral", [1, 1, 1, 2, 2, 3, 3]),
    ],
)
def test_quantile_groups(values, k, direction, groups):
    found = quantile_group(list(values), k, direction).groups
    assert [None if g is pd.NA else int(g) for g in found] == groups


@given(st.lists(st.integers(0, 20), min_size=1, max_size=40), st.integers(2, 6))
def test_groups_keep_order_and_never_part_equals(values, k):
    found = quantile_group(values, k).groups
    if len(values) < k:
        assert found.isna().all()
        return
    pairs = sorted(zip(values, found, strict=True))
    assert all(a[1] <= b[1] for a, b in itertools.pairwise(pairs))
    assert len(set(pairs)) == len(set(values)) and found.between(1, k).all()


@pytest.mark.parametrize(("k", "direction"), [(1, "neutral"), (4, "target")])
def test_groups_without_order_are_refused(k, direction):
    with pytest.raises(ValueError, match="k must be"):
        quantile_group([1, 2, 3, 4], k, direction)
