"""Two districts that print alike but differ are no tie, and the print must show the difference."""

from decimal import Decimal

from dashboard.numbers import format_column
from dashboard.statistics import competition_rank, rank_ratios


def test_rounding_makes_no_tie():
    values = [Decimal("85.34"), Decimal("85.31"), Decimal("85.36")]
    assert list(competition_rank(values, "higher")) == [2, 3, 1]
    assert format_column(values, "%", 1).tolist() == ["85.34%", "85.31%", "85.4%"]


def test_binary_noise_makes_no_difference():
    # 0.1 + 0.2 and 0.3 as quotients of whole numbers: 3/10 and 30/100.
    assert list(rank_ratios([3, 30], [10, 100], "higher")) == [1, 1]
    assert 0.1 + 0.2 != 0.3  # what a float ranking would see


def test_floats_that_look_equal_are_parted_by_whole_numbers():
    tops, bottoms = [10**17 + 1, 10**17], [3 * 10**17 + 2, 3 * 10**17 - 1]
    assert tops[0] / bottoms[0] == tops[1] / bottoms[1]
    assert list(rank_ratios(tops, bottoms, "higher")) == [2, 1]


def test_a_published_score_is_ranked_as_published():
    assert list(competition_rank([Decimal("90.004"), Decimal("90.001")], "higher", decimals=2)) == [1, 1]
