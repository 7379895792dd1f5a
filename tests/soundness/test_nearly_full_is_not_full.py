"""99.96 % printed as 100.0 % tells a leader that the duty is done. It is not. Never weaken these tests."""

from decimal import Decimal

import pytest

from dashboard.numbers import format_column, format_value
from dashboard.statistics import schedule_progress


@pytest.mark.parametrize("value", [99.96, Decimal("99.95"), 99.99999, Decimal("99.999999999")])
def test_nearly_all_is_printed_below_a_hundred(value):
    assert format_value(value, "%", 1) == "99.9%"
    assert format_value(value, "%", 0) == "99%"


def test_one_missing_village_in_thirty_thousand_shows():
    assert format_value(None, "%", 1, numerator=29_999, denominator=30_000) == "99.9%"
    assert format_value(None, "%", 1, numerator=30_000, denominator=30_000) == "100%"


def test_hardly_any_is_not_none():
    assert format_value(0.04, "%", 1) == "0.1%"
    assert format_value(None, "%", 1, numerator=1, denominator=30_000) == "0.1%"
    assert format_value(0, "%", 1) == "0%"


def test_just_over_the_target_is_not_printed_as_the_target():
    assert format_value(100.04, "%", 1) == "100.1%"


def test_a_column_keeps_nearly_full_apart_from_full():
    shown = format_column([99.96, 99.9, 100], "%", 1).tolist()
    assert shown == ["99.96%", "99.90%", "100%"]


def test_a_caption_does_not_complete_what_is_incomplete():
    assert "完成 99.9%" in schedule_progress(Decimal("99.96"), 100, 12).caption
