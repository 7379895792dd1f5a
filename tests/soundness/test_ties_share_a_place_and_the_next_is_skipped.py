"""92.0, 90.5, 90.5, 88.0 are 1, 2, 2, 4: not 1, 2, 3, 4 and not 1, 2, 2, 3."""

import pytest

from dashboard.numbers import rank_text
from dashboard.statistics import competition_rank, rank_ratios


@pytest.mark.parametrize(("direction", "expected"), [("higher", [1, 2, 2, 4]), ("lower", [4, 2, 2, 1])])
def test_places_of_ties(direction, expected):
    assert list(competition_rank([92.0, 90.5, 90.5, 88.0], direction)) == expected


def test_equal_quotients_of_different_size_are_ties():
    assert list(rank_ratios([9, 18, 27, 1], [10, 20, 30, 10], "higher")) == [1, 1, 1, 4]


def test_the_words_say_that_a_place_is_shared():
    ranking = competition_rank([92.0, 90.5, 90.5, 88.0], "higher")
    words = [rank_text(rank, tied=tied) for rank, tied in zip(ranking.ranks, ranking.tied, strict=True)]
    assert words == ["第1名", "并列第2", "并列第2", "第4名"]
