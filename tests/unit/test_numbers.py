"""The number formatter: signs, units, digits, changes and places."""

from decimal import Decimal
from fractions import Fraction
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import numbers
from dashboard.numbers.values import number_of
from dashboard.statistics.exact import percent_text, round_half_up, to_fraction


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "text"),
    [
        (Decimal("77.08"), "%", 1, "77.1%"),
        (100, "%", 1, "100%"),
        (0, "%", 1, "0%"),
        (Decimal("103.26"), "%", 1, "103.3%"),
        (Decimal("-3.25"), "%", 1, "-3.3%"),
        (1234567, "个", 0, "1,234,567"),
        (0, "个", 0, "0"),
        (Decimal("0.3"), "个", 0, "0.0"),
        (Decimal("-0.3"), "个", 0, "0.0"),
        (Decimal("0.04"), "倍", 1, "0.0"),
        (Decimal("0.5"), "个", 0, "1"),
        (Decimal("85.125"), "分", 2, "85.13"),
        (85, "分", 2, "85.00"),
        (85, "分", None, "85.00"),
        (7, "件", None, "7"),
        (Decimal("1234.5"), "万元", 2, "1,234.50万元"),
        (Decimal("9999.99"), "万元", 2, "9,999.99万元"),
        (10_000, "万元", 2, "1.00亿元"),
        (Decimal("123456.789"), "万元", 0, "12.35亿元"),
        (-12_345, "万元", 2, "-1.23亿元"),
        (0, "万元", 2, "0万元"),
        (Decimal("0.001"), "万元", 2, "0.00万元"),
        (Decimal("0.5"), "亿元", 2, "5,000.00万元"),
        (Decimal("1.5"), "亿元", 2, "1.50亿元"),
        (12.3, "万元/村", 1, "12.3"),
        (1, "名", 0, "<3"),
        (2, "人", 0, "<3"),
        (3, "名", 0, "3"),
        (0, "名", 0, "0"),
        (2, "个", 0, "2"),
        (None, "%", 1, "—"),
        (float("nan"), "个", 0, "—"),
        (pd.NA, "名", 0, "—"),
        (Decimal("NaN"), "万元", 2, "—"),
        (np.int64(1200), "个", 0, "1,200"),
        (np.float64(0.285), "分", 2, "0.29"),
    ],
)
def test_values(value, unit, decimals, text):
    assert numbers.format_value(value, unit, decimals) == text


def test_units_are_added_on_request():
    assert numbers.format_value(1200, "个", 0, with_unit=True) == "1,200个"
    assert numbers.format_value(2, "名", 0, with_unit=True) == "<3名"
    assert numbers.format_value(50, "%", 1, with_unit=True) == "50.0%"
    assert numbers.format_value(None, "个", 0, with_unit=True) == "—"


@pytest.mark.parametrize(
    ("status", "text"),
    [("未报", "未报"), ("missing", "未报"), ("不适用", "…"), ("not_applicable", "…"), ("样本小", "12"), ("已报", "12")],
)
def test_a_status_replaces_the_value_only_when_there_is_none_to_show(status, text):
    assert numbers.format_value(12, "个", 0, status=status) == text


@pytest.mark.parametrize(
    ("top", "bottom", "text"),
    [
        (37, 48, "77.1%"),
        (48, 48, "100%"),
        (0, 48, "0%"),
        (5, 0, "—"),
        (None, 4, "—"),
        (9999, 10_000, "99.9%"),
        (1, 10_000, "0.1%"),
        (49, 400, "12.3%"),
    ],
)
def test_exact_parts_replace_the_float(top, bottom, text):
    assert numbers.format_value(1.0, "%", 1, numerator=top, denominator=bottom) == text


def test_text_is_no_number():
    with pytest.raises(TypeError):
        numbers.format_value("12", "个", 0)
    with pytest.raises(TypeError):
        numbers.format_value(True, "个", 0)


def test_one_chart_has_one_unit():
    assert numbers.common_unit([5000, 10_000, None], "万元") == "亿元"
    assert numbers.common_unit([5000, 9999], "万元") == "万元"
    assert numbers.common_unit([Decimal("0.4"), Decimal("0.9")], "亿元") == "万元"
    assert numbers.common_unit([], "万元") == "万元" and numbers.common_unit([1], "个") == "个"
    assert numbers.format_column([5000, 10_000, None], "万元").tolist() == ["0.50亿元", "1.00亿元", "—"]
    assert numbers.format_column([5000], "万元", money_unit="亿元").tolist() == ["0.50亿元"]


def test_more_digits_only_where_different_values_look_equal():
    values = [Decimal("85.34"), Decimal("85.31"), Decimal("85.2"), None, Decimal("85.34")]
    assert numbers.distinct_decimals(values, 1) == [2, 2, 1, 1, 2]
    assert numbers.format_column(values, "%", 1).tolist() == ["85.34%", "85.31%", "85.2%", "—", "85.34%"]
    assert numbers.distinct_decimals([Fraction(1, 3), Decimal("0.33333")], 1) == [6, 6]
    assert numbers.distinct_decimals([Fraction(1, 3), Fraction(1, 3) + Fraction(1, 10**12)], 1) == [1, 1]
    assert numbers.distinct_decimals([1, 2], 0, "名") == [0, 0]  # both hidden as <3


def test_a_column_keeps_its_index_and_its_statuses():
    column = numbers.format_column(
        pd.Series({"a": 1.0, "b": None, "c": 5.0}), "个", 0, statuses=["已报", "未报", "不适用"], with_unit=True
    )
    assert column.to_dict() == {"a": "1个", "b": "未报", "c": "…"}
    parts = numbers.format_column([0.0, 0.0, 0.0], "%", 1, numerators=[1, None, 1], denominators=[3, 4, 0])
    assert parts.tolist() == ["33.3%", "—", "—"]


@pytest.mark.parametrize(
    ("current", "base", "unit", "options", "text"),
    [
        (Decimal("112.3"), 100, "个", {}, "+12.3%"),
        (96, 100, "个", {}, "−4.0%"),
        (100, 100, "个", {}, "持平"),
        (12, 0, "个", {}, "由0增至12"),
        (0, 0, "个", {}, "持平"),
        (5, -3, "万元", {}, "不可比"),
        (None, 3, "个", {}, "不可比"),
        (3, None, "%", {}, "不可比"),
        (3, 2, "个", {"comparable": False}, "不可比"),
        (Decimal("85.3"), Decimal("84.1"), "%", {}, "+1.2个百分点"),
        (Decimal("85.3"), Decimal("85.4"), "%", {}, "−0.1个百分点"),
        (Decimal("85.30"), Decimal("85.31"), "%", {}, "−0.01个百分点"),
        (85.3, 85.2, "%", {"effective_gap": 1}, "持平"),
        (86.2, 85.2, "%", {"effective_gap": 1}, "+1.0个百分点"),
        (5, 0, "%", {}, "+5.0个百分点"),
        (100_000, 50, "个", {}, "+199,900.0%"),
    ],
)
def test_changes(current, base, unit, options, text):
    assert numbers.change_text(current, base, unit, **options) == text


@pytest.mark.parametrize(
    ("difference", "unit", "decimals", "text"),
    [
        (Decimal("6.84"), "%", 1, "6.8个百分点"),
        (-12, "个", 0, "12个"),
        (Decimal("0.02"), "%", 1, "0.02个百分点"),
        (Decimal("1234.5"), "万元", 2, "1,234.50万元"),
        (20_000, "万元", 2, "2.00亿元"),
        (0, "%", 1, "0.0个百分点"),
        (None, "%", 1, "—"),
        (1.5, "分", None, "1.50分"),
    ],
)
def test_differences(difference, unit, decimals, text):
    assert numbers.difference_text(difference, unit, decimals) == text


@pytest.mark.parametrize(
    ("change", "is_new", "text"),
    [(2, False, "▲2"), (-3, False, "▼3"), (0, False, "—"), (pd.NA, True, "新"), (pd.NA, False, ""), (None, False, "")],
)
def test_movements(change, is_new, text):
    assert numbers.rank_change_text(change, is_new=is_new) == text


@pytest.mark.parametrize(
    ("rank", "options", "text"),
    [
        (3, {}, "第3名"),
        (2, {"tied": True}, "并列第2"),
        (3, {"n": 8, "missing": 1}, "第3／8（1区未报）"),
        (3, {"n": 9}, "第3／9"),
        (2, {"n": 9, "tied": True}, "并列第2／9"),
        (pd.NA, {"status": "未报"}, "未报"),
        (pd.NA, {"status": "样本小"}, "样本小"),
        (pd.NA, {"status": "不适用"}, "…"),
        (None, {}, "—"),
    ],
)
def test_places(rank, options, text):
    assert numbers.rank_text(rank, **options) == text


numbers_drawn = st.one_of(
    st.integers(-(10**16), 10**16),
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=8),
    st.fractions(min_value=-(10**9), max_value=10**9, max_denominator=10**9),
)


@given(numbers_drawn, st.integers(0, 8))
def test_rounding_stays_within_half_a_unit(value, decimals):
    rounded = Fraction(round_half_up(value, decimals))
    assert abs(rounded - to_fraction(value)) <= Fraction(1, 2 * 10**decimals)
    assert round_half_up(-to_fraction(value), decimals) == -round_half_up(value, decimals)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (Decimal("0.125"), 2, "0.13"),
        (Decimal("-0.5"), 0, "-1"),
        (0.285, 2, "0.29"),
        (Fraction(1, 3), 3, "0.333"),
        (1250, -2, "1300"),
        (0, 2, "0.00"),
        (Decimal("-0.001"), 2, "0.00"),
        (10**40 + 1, 1, f"{10**40 + 1}.0"),
    ],
)
def test_rounding(value, decimals, text):
    assert f"{round_half_up(value, decimals):f}" == text


@given(st.fractions(min_value=0, max_value=100, max_denominator=10**9), st.integers(0, 4))
def test_only_exactly_none_and_exactly_all_say_so(value, decimals):
    text = percent_text(value, decimals)
    assert (float(text[:-1]) == 100) == (value == 100)
    assert (float(text[:-1]) == 0) == (value == 0)


@given(st.lists(st.one_of(st.none(), st.integers(0, 10**6)), max_size=25), st.sampled_from(["%", "个", "万元", "分"]))
def test_texts_are_equal_exactly_where_values_are(millis, unit):
    values = [None if m is None else Fraction(m, 1000) for m in millis]
    texts = numbers.format_column(values, unit, 1)
    for i, one in enumerate(values):
        for j, other in enumerate(values):
            assert (texts[i] == texts[j]) == (one == other)


@pytest.mark.parametrize("value", [float("inf"), Decimal("-Infinity")])
def test_infinity_is_refused(value):
    with pytest.raises(ValueError, match="infinite"):
        numbers.format_value(value, "%", 1)


def test_the_quick_texts_of_columns_are_those_of_single_values() -> None:
    """Near halves, around 0 and 100 %, hidden persons and both money units included."""
    rng = np.random.default_rng(5)
    made = [
        rng.random(60) * 1000, np.round(rng.random(60) * 110, 2), rng.integers(0, 4000, 60) / 2000.0,
        100 - 10.0 ** -rng.integers(0, 12, 60), -rng.random(60) * 3, rng.random(60) * 1e13,
        np.array([0.0, 0.04, 0.05, 99.95, 99.96, 100.0, 100.04, 0.285, 1.005, 2.0, 1.0, 3.0, np.nan, -0.001]),
    ]  # fmt: skip
    for unit, decimals in product(("%", "万元", "亿元", "个", "名", "分"), (None, 0, 1, 2)):
        for values in made:
            words = ["未报" if row % 7 == 0 else "已报" for row in range(len(values))]
            for money in (None, "万元", "亿元") if unit in ("万元", "亿元") else (None,):
                alone = [
                    numbers.format_value(value, unit, decimals, status=word, money_unit=money)
                    for value, word in zip(values.tolist(), words, strict=True)
                ]
                assert numbers.series_texts(values, unit, decimals, words, money_unit=money) == alone
            slow = numbers.format_column(pd.Series(values), unit, decimals, statuses=words).tolist()
            assert numbers.column_texts(values, unit, decimals, np.array(words, dtype=object)) == slow


def test_floats_print_as_the_same_number_without_a_binary_value() -> None:
    """Near halves, around 0 and 100 % and hidden persons included; a Decimal takes the careful way."""
    rng = np.random.default_rng(6)
    values = np.concatenate([
        rng.random(200) * 1000, np.round(rng.random(200) * 110, 2), rng.integers(0, 4000, 200) / 2000.0,
        100 - 10.0 ** -rng.integers(0, 12, 60), -rng.random(60) * 300, rng.random(60) * 1e13, rng.random(60) * 1e-3,
        np.array([0.0, 0.05, 99.95, 99.96, 100.0, 100.04, 0.285, 1.005, 2.0, 1.0, 3.0, -0.001, 9999.995, 10000.0]),
    ]).tolist()  # fmt: skip
    for unit, decimals in product(("%", "万元", "亿元", "个", "名", "分"), (None, 0, 1, 2)):
        for value in values:
            number = number_of(value)
            for money in (None, "万元", "亿元") if unit in ("万元", "亿元") else (None,):
                quick, careful = (
                    numbers.format_value(one, unit, decimals, money_unit=money, with_unit=True)
                    for one in (value, number)
                )
                assert quick == careful
            assert numbers.difference_text(value, unit, decimals) == numbers.difference_text(number, unit, decimals)
