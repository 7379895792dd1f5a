"""Coverage from 80 % to 84 % rose by 4 percentage points, not by 5 %."""

from dashboard.numbers import change_text, difference_text
from dashboard.statistics import growth


def test_points():
    change = growth(84, 80, is_rate=True)
    assert change.value == 4 and change.unit == "个百分点" and change.word == "提高4.0个百分点"
    assert change_text(84, 80, "%") == "+4.0个百分点"
    assert difference_text(84 - 80, "%", 1) == "4.0个百分点"


def test_an_amount_changes_in_percent():
    assert change_text(84, 80, "个") == "+5.0%"


def test_a_rate_from_zero_still_changes_in_points():
    assert change_text(5, 0, "%") == "+5.0个百分点"
