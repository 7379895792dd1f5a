"""0.285 is 0.29 and 12.25 is 12.3, as with a pencil; binary floats and banker's rounding say 0.28 and 12.2."""

from decimal import Decimal

import pytest

from dashboard.numbers import format_value


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (0.285, 2, "0.29"),
        (2.675, 2, "2.68"),
        (1.005, 2, "1.01"),
        (12.25, 1, "12.3"),
        (0.5, 0, "1"),
        (2.5, 0, "3"),
        (Decimal("-2.5"), 0, "-3"),
    ],
)
def test_half_up(value, decimals, text):
    assert format_value(value, "分", decimals) == text


def test_a_quotient_computed_in_floats_prints_as_the_exact_one():
    assert 0.07 * 100 != 7  # 7.000000000000001
    assert format_value(0.0705 * 100, "%", 1) == format_value(None, "%", 1, numerator=141, denominator=2000) == "7.1%"
