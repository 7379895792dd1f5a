"""Places: ties, missing, direction, exact comparison, movement."""

import time
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.statistics import competition_rank, rank_change, rank_ratios
from dashboard.statistics.places import ratio_places, ratio_places_of_rows

NA = pd.NA


def places(ranking):
    """Places as a list, None for none."""
    return [None if place is NA else int(place) for place in ranking]


@pytest.mark.parametrize(
    ("values", "direction", "decimals", "expected"),
    [
        ([92.0, 90.5, 90.5, 88.0], "higher", None, [1, 2, 2, 4]),
        ([92.0, 90.5, 90.5, 88.0], "lower", None, [4, 2, 2, 1]),
        ([3, None, 1, 1], "lower", None, [3, None, 1, 1]),
        ([float("nan"), 5, pd.NA, Decimal("NaN")], "higher", None, [None, 1, None, None]),
        ([Decimal("85.124"), Decimal("85.125")], "higher", None, [2, 1]),
        ([Decimal("85.125"), Decimal("85.13")], "higher", 2, [1, 1]),
        ([0.285, 0.29], "higher", 2, [1, 1]),  # binary 0.285 lies below the half and would round to 0.28
        ([Fraction(1, 3), Decimal("0.3333333333333333")], "higher", None, [1, 2]),
        ([2**60 + 1, 2**60], "higher", None, [1, 2]),  # equal as floats
        ([2**70 + 1, 2**70], "higher", None, [1, 2]),  # beyond int64
        ([0, 0, 0], "lower", None, [1, 1, 1]),
        ([], "higher", None, []),
        ([None, None], "higher", None, [None, None]),
        ([1, 2, 3], "neutral", None, [None, None, None]),
        ([1, 2, 3], "target", None, [None, None, None]),
    ],
)
def test_places(values, direction, decimals, expected):
    ranking = competition_rank(values, direction, decimals)
    assert places(ranking) == expected
    assert ranking.n == sum(place is not None for place in expected)
    assert ranking.ranks.dtype == "Int64"


def test_a_target_ranks_by_distance():
    ranking = competition_rank([98, 103, 102, None], "target", target=100)
    assert places(ranking) == [1, 3, 1, None]
    assert ranking.tied.tolist() == [True, False, True, False]


def test_index_status_caption_and_flags_come_with_the_places():
    ranking = competition_rank(pd.Series({"甲": 1, "乙": None, "丙": 1}, dtype="Int64"), "higher")
    assert ranking.ranks["甲"] == 1 and ranking.ranks["乙"] is NA
    assert ranking.status.to_dict() == {"甲": "reported", "乙": "missing", "丙": "reported"}
    assert ranking.flags == ("missing", "ties")
    assert ranking.caption == "2 个单位参加排名，数值高者在前；1 个未报，不排名；并列者名次相同。"


def test_floats_with_digits_are_flagged_and_whole_numbers_are_not():
    assert competition_rank([0.1, 0.2], "higher").flags == ("inexact_input",)
    assert competition_rank(np.array([0.1, 0.2]), "higher").flags == ("inexact_input",)
    assert competition_rank([1, 2], "higher").flags == ()


@pytest.mark.parametrize("direction", ["up", "", "Higher"])
def test_an_unknown_direction_is_refused(direction):
    with pytest.raises(ValueError, match="accepted: higher, lower, target, neutral"):
        competition_rank([1], direction)


def test_text_is_refused():
    with pytest.raises(TypeError, match="a number is needed"):
        competition_rank(["12"], "higher")


@pytest.mark.parametrize(
    ("numerators", "denominators", "direction", "expected", "status"),
    [
        ([1, 2, 3], [3, 6, 9], "higher", [1, 1, 1], ["reported"] * 3),
        ([0, 0, 1], [5, 9, 7], "lower", [1, 1, 3], ["reported"] * 3),
        ([9, 30, None], [10, 100, 5], "higher", [1, 2, None], ["reported", "reported", "missing"]),
        ([9, 1], [10, 0], "higher", [1, None], ["reported", "not_applicable"]),
        ([-1, 1], [-2, 2], "higher", [1, 1], ["reported", "reported"]),
        # Equal as floats, different as numbers: only cross-multiplication tells.
        ([10**17 + 1, 10**17], [3 * 10**17 + 2, 3 * 10**17 - 1], "higher", [2, 1], ["reported"] * 2),
        ([Decimal("0.1"), Decimal("0.3")], [Decimal("0.2"), Decimal("0.6")], "higher", [1, 1], ["reported"] * 2),
        ([Decimal("0.1"), None], [0, 2], "higher", [None, None], ["not_applicable", "missing"]),
    ],
)
def test_quotients(numerators, denominators, direction, expected, status):
    ranking = rank_ratios(numerators, denominators, direction)
    assert places(ranking) == expected
    assert ranking.status.tolist() == status


@pytest.mark.parametrize("kind", [int, Decimal])
def test_small_denominators_get_no_place(kind):
    ranking = rank_ratios([kind(4), kind(4), kind(30)], [kind(4), kind(5), kind(60)], "higher", min_denominator=5)
    assert places(ranking) == [None, 1, 2]
    assert ranking.status.tolist() == ["small", "reported", "reported"]
    assert "small" in ranking.flags and "1 个样本小" in ranking.caption


def test_neutral_quotients_have_status_but_no_place():
    ranking = rank_ratios([1, None], [2, 2], "neutral")
    assert places(ranking) == [None, None] and ranking.status.tolist() == ["reported", "missing"]


whole = st.integers(-(10**6), 10**6)
pairs = st.lists(st.tuples(st.one_of(st.none(), st.integers(0, 40)), st.integers(0, 12)), max_size=25)


@given(pairs, st.sampled_from([1, 10**11, 10**15]), st.sampled_from(["higher", "lower"]))
def test_quotient_places_equal_cross_multiplication(rows, scale, direction):
    # The scale pushes quotients together (n·s + 1 against n·s) until floats cannot part them.
    tops = [None if a is None else a * scale + 1 for a, _ in rows]
    bottoms = [b * scale and b * scale + 1 for _, b in rows]
    ranking = rank_ratios(tops, bottoms, direction)
    usable = [i for i, (a, b) in enumerate(zip(tops, bottoms, strict=True)) if a is not None and b]
    for i in range(len(rows)):
        if i not in usable:
            assert ranking.ranks[i] is NA
            continue
        products = [(tops[j] * bottoms[i], tops[i] * bottoms[j]) for j in usable]
        better = sum(a > b if direction == "higher" else a < b for a, b in products)
        assert ranking.ranks[i] == 1 + better


@given(st.lists(st.one_of(st.none(), whole), max_size=30))
def test_a_place_is_one_plus_the_better_and_direction_mirrors(values):
    up, down = competition_rank(values, "higher"), competition_rank(values, "lower")
    mirrored = competition_rank([None if v is None else -v for v in values], "higher")
    present = [v for v in values if v is not None]
    for i, value in enumerate(values):
        assert up.ranks[i] is NA if value is None else up.ranks[i] == 1 + sum(v > value for v in present)
    assert places(down) == places(mirrored)


@given(st.lists(whole, min_size=1, max_size=20), st.randoms())
def test_row_order_never_matters(values, random):
    order = list(range(len(values)))
    random.shuffle(order)
    plain, mixed = competition_rank(values, "lower"), competition_rank([values[i] for i in order], "lower")
    assert [plain.ranks[i] for i in order] == list(mixed)


def test_thirty_thousand_quotients_take_a_moment_only():
    generator = np.random.default_rng(7)
    tops, bottoms = generator.integers(0, 10**13, 30_000), generator.integers(1, 10**13, 30_000)
    tops[:10_000] = bottoms[:10_000]  # ten thousand at exactly 100 %
    began = time.process_time()
    ranking = rank_ratios(tops, bottoms, "higher")
    assert time.process_time() - began < 1
    assert ranking.n == 30_000 and ranking.ranks.iloc[:10_000].nunique() == 1


@pytest.mark.parametrize(
    ("before", "now", "among", "change", "new", "gone"),
    [
        ({"a": 1, "b": 2, "c": 3}, {"a": 3, "b": 2, "c": 1}, "all", [-2, 0, 2], [0, 0, 0], ()),
        ({"a": 1, "b": 2}, {"n": 1, "a": 2, "b": 3}, "all", [None, -1, -1], [1, 0, 0], ()),
        ({"a": 1, "b": 2}, {"n": 1, "a": 2, "b": 3}, "both", [None, 0, 0], [1, 0, 0], ()),
        ({"a": 1, "b": 2, "c": 3}, {"b": 1, "c": 2}, "all", [1, 1], [0, 0], ("a",)),
        ({"a": 1, "b": 2, "c": 3}, {"b": 1, "c": 2}, "both", [0, 0], [0, 0], ("a",)),
        ({"a": None, "b": 1}, {"a": 1, "b": 2}, "all", [None, -1], [0, 0], ()),
        ({"a": 1, "b": 2}, {"a": None, "b": 1}, "all", [None, 1], [0, 0], ()),
        ({"a": 1, "b": 1, "c": 3}, {"a": 1, "b": 2, "c": 2}, "both", [0, -1, 1], [0, 0, 0], ()),
    ],
)
def test_movement(before, now, among, change, new, gone):
    moved = rank_change(pd.Series(before, dtype="Int64"), pd.Series(now, dtype="Int64"), among=among)
    assert [None if x is NA else int(x) for x in moved.change] == change
    assert moved.is_new.tolist() == [bool(x) for x in new]
    assert moved.gone == gone
    assert moved.n == sum(x is not None for x in change)


def test_movement_says_when_the_field_changed():
    before, now = pd.Series({"a": 1, "b": 2}), pd.Series({"n": 1, "a": 2, "b": 3})
    moved = rank_change(before, now)
    assert moved.flags == ("field_changed",)
    assert "进入 1 个、退出 0 个" in moved.caption
    assert "升降可能由此引起" not in rank_change(before, now, among="both").caption


def test_a_unit_twice_is_refused():
    with pytest.raises(ValueError, match="twice in the current"):
        rank_change(pd.Series({"a": 1}), pd.Series([1, 2], index=["a", "a"]))


@given(
    st.lists(
        st.lists(st.tuples(st.integers(-30, 30), st.integers(1, 12), st.booleans()), min_size=6, max_size=6),
        min_size=1, max_size=4,
    ),
    st.integers(1, 10**14),
)  # fmt: skip
def test_many_rows_at_once_have_the_places_of_each_row(table: list[list[tuple[int, int, bool]]], size: int) -> None:
    """Also with quotients that floats cannot tell apart."""
    top, bottom, kept = (np.array([[cell[part] for cell in row] for row in table]) for part in range(3))
    top, bottom = top * size + np.arange(6) % 2, bottom * size
    lower = np.arange(len(table)) % 2 == 0
    found = ratio_places_of_rows(top, bottom, kept, lower)
    assert (found[~kept] == 0).all()
    for row in range(len(table)):
        direction = "lower" if lower[row] else "higher"
        own = kept[row]
        assert found[row, own].tolist() == ratio_places(top[row, own], bottom[row, own], direction).tolist()
