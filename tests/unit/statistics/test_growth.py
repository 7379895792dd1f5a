"""同比, 环比, 年均, 百分点, and the cases that cannot be compared."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.statistics import contribution_to_growth, growth, growth_table, two_year_average


@pytest.mark.parametrize(
    ("current", "base", "options", "value", "word", "flags"),
    [
        (Decimal("112.3"), 100, {}, Fraction(123, 10), "增长12.3%", ()),
        (96, 100, {}, -4, "下降4.0%", ()),
        (100, 100, {}, 0, "持平", ()),
        (0, 12, {}, -100, "下降100.0%", ("small_base",)),
        (12, 0, {}, None, "由0增至12", ("incomparable", "zero_base")),
        (-3, 0, {}, None, "由0减至-3", ("incomparable", "zero_base")),
        (0, 0, {}, None, "持平", ("zero_base",)),
        (5, -3, {}, None, "不可比", ("incomparable", "negative")),
        (-5, 3, {}, None, "不可比", ("incomparable", "negative")),
        (None, 3, {}, None, "不可比", ("incomparable", "missing")),
        (3, None, {}, None, "不可比", ("incomparable", "missing")),
        (30, 10, {}, 200, "增长200.0%", ("small_base",)),
        (30, 20, {}, 50, "增长50.0%", ()),
        (130, 100, {"kind": "previous", "cumulative": True}, None, "不可比", ("incomparable", "cumulative")),
        (130, 100, {"kind": "yoy", "cumulative": True}, 30, "增长30.0%", ()),
        (130, 100, {"comparable": False}, None, "不可比", ("incomparable", "break")),
        (Decimal("86.5"), Decimal("85.3"), {"is_rate": True}, Fraction(6, 5), "提高1.2个百分点", ()),
        (Decimal("85.0"), Decimal("85.3"), {"is_rate": True}, Fraction(-3, 10), "下降0.3个百分点", ()),
        (5, 0, {"is_rate": True}, 5, "提高5.0个百分点", ()),
        (Decimal("85.31"), Decimal("85.30"), {"is_rate": True}, Fraction(1, 100), "提高0.01个百分点", ()),
    ],
)
def test_growth(current, base, options, value, word, flags):
    change = growth(current, base, **options)
    assert (change.value, change.word, change.flags) == (value, word, flags)
    assert change.caption.startswith(change.label + word)


def test_a_large_growth_on_a_small_base_gives_both_amounts():
    assert growth(30, 10).caption == "同比增长200.0%（由10变为30，基数小）。"


def test_the_mean_of_years_counts_years_from_the_dates():
    doubled = growth(200, 100, "average", start=date(2020, 12, 31), end=date(2024, 12, 31))
    assert float(doubled.value) == pytest.approx((2**0.25 - 1) * 100)
    assert doubled.word == "增长18.9%"
    # 18 months are one and a half years, whatever the number of rows between.
    half = growth(200, 100, "average", start=date(2022, 12, 31), end=date(2024, 6, 30))
    assert float(half.value) == pytest.approx((2 ** (2 / 3) - 1) * 100)
    assert growth(110, 100, "average", start=date(2023, 6, 1), end=date(2024, 6, 1)).value == 10
    days = growth(200, 100, "average", start=date(2020, 7, 1), end=date(2020, 11, 1))
    assert float(days.value) == pytest.approx(700)


def test_the_mean_change_of_a_rate_is_in_points_a_year():
    change = growth(90, 80, "average", is_rate=True, start=date(2019, 12, 31), end=date(2024, 12, 31))
    assert change.value == 2 and change.unit == "个百分点"


@pytest.mark.parametrize(("start", "end"), [(None, date(2024, 1, 1)), (date(2024, 1, 1), date(2024, 1, 1))])
def test_a_mean_needs_two_dates_in_order(start, end):
    with pytest.raises(ValueError, match="two dates"):
        growth(2, 1, "average", start=start, end=end)


def test_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="yoy, previous, year_start, average"):
        growth(2, 1, "同比")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("this", "last", "expected"),
    [(Decimal("21"), 0, 10.0), (Decimal("18.1"), Decimal("-6.8"), 4.9139), (None, 1, None), (1, -100, None)],
)
def test_two_year_average(this, last, expected):
    value = two_year_average(this, last)
    assert value is None if expected is None else float(value) == pytest.approx(expected, abs=1e-3)


def test_contributions_add_up_to_the_growth_of_the_total():
    parts = contribution_to_growth([30, 90], [20, 80])
    assert parts.tolist() == [10, 10] and sum(parts) == growth(120, 100).value


@pytest.mark.parametrize(("now", "then", "words"), [([1, None], [1, 1], "missing"), ([1, 1], [0, 0], "positive")])
def test_contributions_are_refused_when_they_cannot_add_up(now, then, words):
    with pytest.raises(ValueError, match=words):
        contribution_to_growth(now, then)


def test_a_column_of_growth_says_why_a_cell_is_empty():
    table = growth_table([110, 5, 5, None, 30, 3], [100, 0, -1, 2, 10, 30])
    assert table["status"].tolist() == ["ok", "zero_base", "negative", "missing", "small_base", "ok"]
    assert table["value"].iloc[[0, 4, 5]].tolist() == [10, 200, -90] and table["value"].iloc[1:4].isna().all()
    assert growth_table([90.5], [80.25], is_rate=True)["value"].tolist() == [10.25]


amounts = st.one_of(st.none(), st.integers(-50, 10**6))


@given(amounts, amounts, st.booleans())
def test_growth_never_raises_and_agrees_with_the_column(now, then, is_rate):
    one, column = growth(now, then, is_rate=is_rate), growth_table([now], [then], is_rate=is_rate)
    value = column["value"][0]
    assert (one.value is None) == (value != value)
    if one.value is not None:
        assert float(one.value) == pytest.approx(value)
    assert one.word
