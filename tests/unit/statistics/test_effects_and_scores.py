"""Rate and structure, composite score, and how firm its places are."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.statistics import (
    ScoreItem,
    composite_score,
    effective_weights,
    geometric_mean,
    rate_structure_effect,
    weight_robustness,
)


def test_better_rates_and_another_mix():
    # a: 10/100 → 30/150, b: 40/100 → 90/200; whole 25 % → 34.2857 %.
    effect = rate_structure_effect({"a": 10, "b": 40}, {"a": 100, "b": 100}, {"a": 30, "b": 90}, {"a": 150, "b": 200})
    assert effect.change == Fraction(65, 7)
    assert effect.rate == Fraction(10) * Fraction(13, 28) + Fraction(5) * Fraction(15, 28)
    assert effect.rate + effect.structure == effect.change
    assert list(effect.table["presence"]) == ["both", "both"]


def test_pure_mix_is_all_structure():
    effect = rate_structure_effect({"a": 10, "b": 80}, {"a": 100, "b": 100}, {"a": 20, "b": 40}, {"a": 200, "b": 50})
    assert effect.rate == 0 and effect.structure == effect.change == Fraction(6000, 250) - 45


def test_a_district_of_one_period_is_structure_and_is_named():
    effect = rate_structure_effect({"旧": 50, "甲": 50}, {"旧": 100, "甲": 100}, {"甲": 120}, {"甲": 200})
    assert effect.table.loc["旧", "rate_effect"] == 0 and effect.table.loc["旧", "presence"] == "left"
    assert effect.change == 10 and effect.rate + effect.structure == 10
    assert "旧 仅一期存在" in effect.caption and effect.flags == ("changed_units",)


def test_a_unit_with_a_missing_part_leaves_both_periods():
    effect = rate_structure_effect({"a": 5, "b": None}, {"a": 10, "b": 9}, {"a": 6, "b": 9}, {"a": 10, "b": 9})
    assert effect.left_out == ("b",) and effect.change == 10 and effect.n == 1
    assert "1 个单位缺数" in effect.caption


def test_nothing_to_split():
    effect = rate_structure_effect({"a": 0}, {"a": 0}, {"a": 1}, {"a": 2})
    assert effect.change is None and effect.n == 0 and "no_data" in effect.flags


counts = st.dictionaries(st.sampled_from("abcdef"), st.tuples(st.integers(0, 99), st.integers(0, 50)), min_size=1)


@given(counts, counts)
def test_the_parts_add_up_exactly(before, after):
    effect = rate_structure_effect(
        {u: a for u, (a, _) in before.items()},
        {u: b for u, (_, b) in before.items()},
        {u: a for u, (a, _) in after.items()},
        {u: b for u, (_, b) in after.items()},
    )
    bad = {u for side in (before, after) for u, (a, b) in side.items() if a and not b}
    assert set(effect.left_out) == bad
    usable = all(sum(b for u, (_, b) in side.items() if u not in bad) for side in (before, after))
    assert (effect.change is not None) == usable
    if usable:
        assert effect.rate + effect.structure == effect.change
        assert sum(effect.table["structure_effect"]) == effect.structure


ITEMS = [ScoreItem("coverage", 60, 0, 100), ScoreItem("empty", 40, 10, 0)]


def board(values, items=ITEMS, **options):
    return composite_score(pd.DataFrame(values), items, **options)


def test_points_earned_and_lost():
    result = board({"coverage": [50, 120, 100], "empty": [3, 20, 0]})
    assert result.points["coverage"].tolist() == [50, 100, 100]  # beyond the target earns no more
    assert result.points["empty"].tolist() == [70, 0, 100]
    assert result.total.tolist() == [Decimal("58.00"), Decimal("60.00"), Decimal("100.00")]
    assert result.earned.sum(axis=1).round(9).tolist() == [58, 60, 100]
    assert result.lost.sum(axis=1).round(9).tolist() == [42, 40, 0]
    assert list(result.ranking) == [3, 2, 1]


def test_missing_with_two_thirds_of_the_weight_is_partial():
    items = [ScoreItem("a", 67, 0, 100), ScoreItem("b", 33, 0, 100)]
    result = board({"a": [80, None, 80], "b": [None, 80, 0]}, items)
    assert result.status.tolist() == ["partial", "unscored", "complete"]
    assert result.total.tolist() == [Decimal("80.00"), None, Decimal("53.60")]
    assert result.earned.loc[0].sum() == pytest.approx(80) and result.lost.loc[0].sum() == pytest.approx(20)
    assert result.ranking.ranks[1] is pd.NA
    assert "1 个部分评分、1 个暂不评分" in result.caption


def test_exactly_two_thirds_is_enough():
    items = [ScoreItem("a", Fraction(200, 3), 0, 100), ScoreItem("b", Fraction(100, 3), 0, 100)]
    assert board({"a": [60], "b": [None]}, items).status.tolist() == ["partial"]


def test_equal_published_scores_share_a_place():
    items = [ScoreItem("a", 100, 0, 100)]
    result = board({"a": [Decimal("85.125"), Decimal("85.13"), Decimal("85.12")]}, items)
    assert result.total.tolist() == [Decimal("85.13"), Decimal("85.13"), Decimal("85.12")]
    assert list(result.ranking) == [1, 1, 3]


def test_bonus_deduction_and_veto_stand_after_the_sum():
    result = board(
        {"coverage": [50, 50, 50], "empty": [3, 3, 3]},
        adjustments=pd.DataFrame({"加分": [2, None, None], "扣分": [Decimal("-0.5"), -1, None]}),
        veto=pd.Series([False, False, True]),
    )
    assert result.total.tolist() == [Decimal("58.00")] * 3
    assert result.final.tolist() == [Decimal("59.50"), Decimal("57.00"), None]
    assert result.status.tolist() == ["complete", "complete", "veto"] and result.ranking.n == 2
    assert result.adjustments.columns.tolist() == ["加分", "扣分"]


def test_weights_multiply_down_the_tree():
    items = [ScoreItem("a", 50, 0, 1, "g"), ScoreItem("b", 50, 0, 1, "g"), ScoreItem("c", 100, 0, 1, "h")]
    assert effective_weights(items, {"g": 40, "h": 60}) == {"a": 20, "b": 20, "c": 60}


@pytest.mark.parametrize(
    ("items", "groups", "words"),
    [
        ([ScoreItem("a", 99, 0, 1)], None, "合计为 99，须为 100"),
        ([ScoreItem("a", 100, 1, 1)], None, "零分值与目标值相同"),
        ([ScoreItem("a", 50, 0, 1), ScoreItem("a", 50, 0, 1)], None, "指标重复"),
        ([ScoreItem("a", 120, 0, 1), ScoreItem("b", -20, 0, 1)], None, "为负"),
        ([ScoreItem("a", 100, 0, 1, "g")], {"g": 90}, "各组权重合计为 90"),
        ([ScoreItem("a", 100, 0, 1, "g")], {"g": 50, "h": 50}, "不一致"),
        ([ScoreItem("a", 100, 0, 1, "g")], None, "不一致"),
        ([], None, "不一致"),
    ],
)
def test_settings_that_are_refused(items, groups, words):
    with pytest.raises(ValueError, match=words):
        effective_weights(items, groups)


def test_an_indicator_without_a_column_is_named():
    with pytest.raises(ValueError, match=r"no column for empty; available: coverage"):
        board({"coverage": [1]})


cells = st.lists(st.tuples(st.integers(0, 130), st.one_of(st.none(), st.integers(0, 20))), min_size=1, max_size=8)


@given(cells, st.randoms(), st.integers(1, 1000))
def test_a_score_depends_on_the_unit_alone_and_not_on_order_or_measuring_unit(rows, random, scale):
    frame = pd.DataFrame(rows, columns=["coverage", "empty"]).astype("Int64")
    result = composite_score(frame, ITEMS)
    order = list(frame.index)
    random.shuffle(order)
    kept = order[: max(1, len(order) // 2)]
    assert composite_score(frame.loc[kept], ITEMS).total.tolist() == result.total.loc[kept].tolist()
    scaled = [ScoreItem("coverage", 60, 0, 100 * scale), ScoreItem("empty", 40, 10, 0)]
    assert composite_score(frame.assign(coverage=frame["coverage"] * scale), scaled).total.equals(result.total)
    for total, earned, lost in zip(result.total, result.earned.sum(axis=1), result.lost.sum(axis=1), strict=True):
        if total is not None:
            assert abs(float(total) - earned) <= 0.005 + 1e-9 and earned + lost == pytest.approx(100)


POINTS = pd.DataFrame(
    {"a": [100.0, 60, 20, 59], "b": [90.0, 50, 40, np.nan], "c": [95.0, 40, 60, np.nan]}, index=["甲", "乙", "丙", "丁"]
)
WEIGHTS = {"a": 40, "b": 30, "c": 30}


def test_places_under_shaken_weights():
    result = weight_robustness(POINTS, WEIGHTS, seed=5)
    table = result.table
    assert table["rank"].tolist() == [1, 2, 3, pd.NA]
    assert table.loc["甲", ["low", "high"]].tolist() == [1, 1]  # best everywhere: no weights can change it
    assert (table["best"] <= table["low"]).dropna().all() and (table["high"] <= table["worst"]).dropna().all()
    assert result.flags == ("unscored",) and result.n == 3
    assert result.caption == "权重上下浮动 25%，随机试算 1,000 次（种子 5），列九成情形下的名次范围。"


def test_the_same_seed_gives_the_same_places():
    close = pd.DataFrame({"a": [50.0, 52, 48], "b": [52.0, 50.2, 51]})
    first, again = (weight_robustness(close, {"a": 50, "b": 50}, seed=11).table for _ in range(2))
    pd.testing.assert_frame_equal(first, again)
    assert (first["low"] < first["high"]).any()


def test_no_spread_no_movement():
    table = weight_robustness(POINTS.iloc[:3], WEIGHTS, seed=1, spread=0).table
    assert (table["best"] == table["worst"]).all() and (table["best"] == table["rank"]).all()


def test_ties_share_a_place_in_every_draw():
    same = pd.DataFrame({"a": [50.0, 50, 10], "b": [50.0, 50, 10]})
    assert weight_robustness(same, {"a": 30, "b": 70}, seed=2).table["worst"].tolist() == [1, 1, 3]


@pytest.mark.parametrize("options", [{"spread": 1}, {"spread": -0.1}, {"draws": 0}])
def test_impossible_draws_are_refused(options):
    with pytest.raises(ValueError, match="spread"):
        weight_robustness(POINTS, WEIGHTS, seed=1, **options)
    with pytest.raises(ValueError, match="needs a weight"):
        weight_robustness(POINTS, {"a": 1}, seed=1)


def test_nobody_scored():
    nobody = weight_robustness(POINTS * np.nan, WEIGHTS, seed=1)
    assert nobody.n == 0 and nobody.table.isna().all(axis=None)


def test_the_geometric_mean_shows_a_weak_leg():
    assert geometric_mean([21, 1, 1, 1], [1] * 4) == pytest.approx(21**0.25)
    assert round(geometric_mean([21, 1, 1, 1], [1] * 4), 2) == 2.14
    assert geometric_mean([6, 6, 6, 6], [25] * 4) == pytest.approx(6)
    assert geometric_mean([0, 100], [1, 1]) == pytest.approx(10)  # 0 counts as the floor of 1
