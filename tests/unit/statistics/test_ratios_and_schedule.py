"""Ratio of sums, 时序进度 and the lights."""

from decimal import Decimal
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.statistics import LightRule, light, light_colours, ratio_of_sums, schedule_progress


def test_sums_are_divided_last():
    ratio = ratio_of_sums([9, 30], [10, 100], factor=100)
    assert ratio.value == Fraction(3900, 110)
    assert ratio.mean_of_rates == 60
    assert "mean_of_rates_differs" in ratio.flags and "相差超过 1 个百分点" in ratio.caption


@pytest.mark.parametrize(
    ("numerators", "denominators", "value", "n", "flags"),
    [
        ([5, 12, 20], [8, 20, 20], Fraction(3700, 48), 3, ("mean_of_rates_differs",)),
        ([5, None], [10, 90], Fraction(50), 1, ("incomplete",)),
        ([5, 3], [10, None], Fraction(50), 1, ("incomplete",)),
        ([0, 0], [0, 0], None, 2, ("zero_denominator",)),
        ([None], [None], None, 0, ("incomplete", "no_data")),
        ([], [], None, 0, ("no_data",)),
        ([12], [10], Fraction(120), 1, ("numerator_exceeds_denominator",)),
        (
            [Decimal("0.1"), Decimal("0.2")],
            [Decimal("0.3"), Decimal("0.3")],
            Fraction(50),
            2,
            ("mean_of_rates_differs",),
        ),
    ],
)
def test_edges_of_a_ratio(numerators, denominators, value, n, flags):
    ratio = ratio_of_sums(numerators, denominators, factor=100, share=True)
    assert ratio.value == value and ratio.n == n and ratio.n_expected == len(numerators)
    assert set(ratio.flags) >= set(flags) - {"mean_of_rates_differs"}
    assert ratio.caption.endswith("。")


def test_the_caption_says_how_many_districts_are_in():
    assert ratio_of_sums([1] * 8 + [None], [2] * 9, noun="区").caption.startswith("由合计重新计算，按 8/9 个区计算")


def test_columns_of_different_units_are_refused():
    with pytest.raises(ValueError, match="align"):
        ratio_of_sums(pd.Series({"a": 1}), pd.Series({"b": 1}))
    with pytest.raises(ValueError, match="equal length"):
        ratio_of_sums([1], [1, 2])


parts = st.lists(st.tuples(st.integers(0, 10**9), st.integers(1, 10**9)), min_size=1, max_size=12)


@given(parts, st.integers(0, 12))
def test_the_whole_equals_the_ratio_of_its_parts_sums(rows, cut):
    whole = ratio_of_sums([a for a, _ in rows], [b for _, b in rows])
    halves = [rows[:cut], rows[cut:]]
    sums = [ratio_of_sums([a for a, _ in half], [b for _, b in half]) for half in halves]
    top = sum(part.numerator or 0 for part in sums)
    bottom = sum(part.denominator or 0 for part in sums)
    assert whole.value == top / bottom
    assert min(Fraction(a, b) for a, b in rows) <= whole.value <= max(Fraction(a, b) for a, b in rows)


@pytest.mark.parametrize(
    ("actual", "target", "elapsed", "options", "completion", "lead", "forecast", "flags"),
    [
        (38, 100, 6, {}, Fraction(38, 100), -12, 76, {"forecast_even"}),
        (Decimal("53.5"), 100, 6, {}, Fraction(107, 200), Fraction(7, 2), 107, {"forecast_even"}),
        (120, 100, 12, {}, Fraction(6, 5), 20, 120, {"reached", "over_target"}),
        (0, 100, 1, {}, 0, Fraction(-25, 3), 0, {"forecast_even"}),
        (-5, 100, 6, {}, Fraction(-1, 20), -55, -10, {"negative"}),
        (5, 100, 0, {}, Fraction(1, 20), 5, None, set()),
        (None, 100, 6, {}, None, None, None, {"missing"}),
        (5, None, 6, {}, None, None, None, {"no_target"}),
        (5, 0, 6, {}, None, None, None, {"no_target"}),
        # Stocks: no pro rata, no forecast.
        (90, 100, 6, {"stock": True}, Fraction(9, 10), -10, None, set()),
        (90, 100, 6, {"stock": True, "milestone": 80}, Fraction(9, 10), 10, None, set()),
        # Counting down from 40 to 0.
        (10, 0, 6, {"direction": "lower", "start": 40}, Fraction(3, 4), 25, None, set()),
        (0, 0, 6, {"direction": "lower", "start": 40}, 1, 50, None, {"reached"}),
        (50, 0, 6, {"direction": "lower", "start": 40}, Fraction(-1, 4), -75, None, set()),
        (0, 0, 6, {"direction": "lower", "start": 0}, 1, None, None, {"reached", "nothing_to_do"}),
        (2, 0, 6, {"direction": "lower", "start": 0}, None, None, None, {"fell_back"}),
        (2, 0, 6, {"direction": "lower"}, None, None, None, {"no_start"}),
        (
            10,
            0,
            6,
            {"direction": "lower", "start": 40, "stock": True, "milestone": 20},
            Fraction(3, 4),
            25,
            None,
            set(),
        ),
    ],
)
def test_progress(actual, target, elapsed, options, completion, lead, forecast, flags):
    progress = schedule_progress(actual, target, elapsed, **options)
    assert (progress.completion, progress.lead, progress.forecast) == (completion, lead, forecast)
    assert set(progress.flags) >= flags
    assert progress.n == (completion is not None)


def test_a_forecast_at_last_years_pace_beats_the_even_one():
    progress = schedule_progress(30, 100, 6, last_year_share=Decimal("0.25"))
    assert progress.forecast == 60 and progress.forecast_seasonal == 120


@pytest.mark.parametrize(
    ("actual", "words"),
    [
        (Decimal("53.5"), "完成 53.5%，超时序进度 3.5 个百分点。"),
        (50, "完成 50.0%，与时序进度持平。"),
        (38, "完成 38.0%，低于时序进度 12.0 个百分点。"),
        (Decimal("99.96"), "完成 99.9%，超时序进度 50.0 个百分点。"),
    ],
)
def test_the_caption_of_progress(actual, words):
    assert schedule_progress(actual, 100, 6).caption == words


@pytest.mark.parametrize(("elapsed", "total"), [(13, 12), (-1, 12), (1, 0)])
def test_impossible_months_are_refused(elapsed, total):
    with pytest.raises(ValueError, match="elapsed"):
        schedule_progress(1, 1, elapsed, total)


@pytest.mark.parametrize("share", [0, Decimal("1.1"), -1])
def test_impossible_shares_are_refused(share):
    with pytest.raises(ValueError, match="last_year_share"):
        schedule_progress(1, 1, 6, last_year_share=share)


def test_neutral_has_no_schedule():
    with pytest.raises(ValueError, match="no schedule"):
        schedule_progress(1, 1, 6, direction="neutral")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("lead", "colour", "sign", "word"),
    [
        (5, "绿", "●", "不低于时序"),
        (0, "绿", "●", "不低于时序"),
        (Fraction(-1, 10**9), "绿", "●", "略低于时序"),
        (-10, "绿", "●", "略低于时序"),
        (Decimal("-10.01"), "黄", "▲", "低于时序"),
        (-12, "黄", "▲", "低于时序"),
        (-30, "黄", "▲", "低于时序"),
        (Decimal("-30.01"), "红", "■", "明显低于时序"),
        (None, None, None, None),
    ],
)
def test_lights(lead, colour, sign, word):
    lit = light(lead)
    assert (lit.colour, lit.sign, lit.word) == (colour, sign, word)


def test_a_gap_beyond_a_limit_does_not_print_as_the_limit():
    assert light(Decimal("-30.01")).caption == "红灯：明显低于时序，差 30.01 个百分点。"
    assert light(-30).caption == "黄灯：低于时序，差 30.0 个百分点。"


def test_no_target_no_light():
    assert light(schedule_progress(5, 0, 6).lead).colour is None


def test_lights_of_a_column_stand_on_the_limit_in_spite_of_float_noise():
    leads = pd.Series({"a": (0.4 - 0.5) * 100, "b": -10.000000000000002, "c": -12.0, "d": None, "e": -31.0, "f": 0.0})
    assert light_colours(leads).dropna().to_dict() == {"a": "绿", "b": "绿", "c": "黄", "e": "红", "f": "绿"}
    assert pd.isna(light_colours(leads)["d"])


@given(st.integers(-100_000, 100_000))
def test_a_column_lights_like_single_values(milli):
    assert light_colours([milli / 1000])[0] == light(Fraction(milli, 1000)).colour


def test_other_limits_and_their_order():
    assert light(-6, LightRule(Fraction(5), Fraction(8))).colour == "黄"
    with pytest.raises(ValueError, match="slack"):
        LightRule(Fraction(10), Fraction(5))
