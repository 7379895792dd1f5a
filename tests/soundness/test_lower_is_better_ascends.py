"""Empty villages, overdue elections, weak branches: the fewest come first, in place, class and judgement."""

import pandas as pd

from dashboard.statistics import ScoreItem, competition_rank, funnel_class, schedule_progress, trend_marker
from dashboard.statistics.scores import composite_score


def test_the_fewest_are_first():
    assert list(competition_rank([12, 3, 0, 3], "lower")) == [4, 2, 1, 2]


def test_a_low_rate_is_better_than_the_whole():
    classes = funnel_class([50, 10, 20, 20, 20], [100] * 5, direction="lower").table["class"]
    assert classes.tolist()[:2] == ["worse", "better"]


def test_going_down_is_progress():
    progress = schedule_progress(10, 0, 6, direction="lower", start=40)
    assert progress.completion == 0.75 and progress.lead == 25


def test_a_fall_is_good_news():
    trend = trend_marker([2019, 2020, 2021, 2022, 2023], [90, 80, 70, 60, 50], [100] * 5, direction="lower")
    assert trend.judgement == "better"


def test_the_score_falls_with_the_count():
    board = composite_score(pd.DataFrame({"empty": [0, 5, 10, 99]}), [ScoreItem("empty", 100, 10, 0)])
    assert board.points["empty"].tolist() == [100, 50, 0, 0]
