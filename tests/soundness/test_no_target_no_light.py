"""A target of 0 or none lights nothing; 38 % at mid-year is 12 points behind: yellow, not red."""

import pytest

from dashboard.statistics import light, schedule_progress


@pytest.mark.parametrize("target", [0, None])
def test_nothing_to_compare_with(target):
    progress = schedule_progress(38, target, 6)
    assert progress.lead is None and light(progress.lead).colour is None


def test_mid_year():
    lit = light(schedule_progress(38, 100, 6).lead)
    assert (lit.colour, lit.sign, lit.word) == ("黄", "▲", "低于时序")


def test_slightly_behind_is_green_and_says_so():
    lit = light(schedule_progress(45, 100, 6).lead)
    assert (lit.colour, lit.word) == ("绿", "略低于时序")
