"""Classes of whole tables agree with those of single columns; spine positions and single places by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.statistics import competition_rank, funnel_class, rank_ratios
from dashboard.statistics.grids import places_of_one, share_classes, spine, value_classes

COUNTS = st.one_of(st.none(), st.integers(0, 400))
TABLE = st.lists(st.lists(st.tuples(COUNTS, COUNTS), min_size=7, max_size=7), min_size=1, max_size=4)


def as_floats(rows: list[list[int | None]]) -> np.ndarray:
    return np.array([[np.nan if cell is None else cell for cell in row] for row in rows], dtype=float)


@given(table=TABLE, gap=st.sampled_from([0.5, 1.0, 5.0]), higher=st.booleans())
def test_a_table_is_classed_like_its_columns(table, gap: float, higher: bool) -> None:
    x, n = (as_floats([[pair[side] for pair in row] for row in table]) for side in (0, 1))
    found = share_classes(x, n, np.full(len(x), gap), np.full(len(x), higher))
    for row in range(len(x)):
        one = funnel_class(x[row], n[row], gap, direction="higher" if higher else "lower").table["class"]
        assert found[row].tolist() == one.tolist()


def test_a_value_stands_out_beyond_the_gap_and_the_usual_distance() -> None:
    values = np.array([[50.0, 48.0, 52.0, 47.0, 54.0, 70.0, 30.0, np.nan]])
    # Distances from 50: 0 2 2 3 4 20 20, the middle one 3; 1.5 times that is 4.5.
    codes, reference = value_classes(values, np.array([50.0]), np.array([1.0]), np.array([True]))
    assert codes[0].tolist() == ["like", "like", "like", "like", "like", "better", "worse", "missing"]
    assert reference.tolist() == [50.0]
    wide, _ = value_classes(values, np.array([50.0]), np.array([25.0]), np.array([True]))
    assert set(wide[0]) == {"like", "missing"}
    lower, _ = value_classes(values, np.array([50.0]), np.array([1.0]), np.array([False]))
    assert lower[0].tolist()[5:7] == ["worse", "better"]


def test_without_a_whole_the_median_takes_its_place() -> None:
    codes, reference = value_classes(
        np.array([[1.0, 2.0, 3.0, 4.0, 90.0]]), np.array([np.nan]), np.array([0.0]), np.array([True])
    )
    assert reference.tolist() == [3.0] and codes[0].tolist() == ["worse", "like", "like", "like", "better"]


def test_few_units_are_not_classed() -> None:
    codes, _ = value_classes(np.array([[1.0, 9.0, 5.0, 5.0]]), np.array([5.0]), np.array([0.0]), np.array([True]))
    assert set(codes[0]) == {"unclassed"}


def test_spine_pins_the_whole_and_turns_low_is_good() -> None:
    found = spine(np.array([10.0, 20.0, 30.0, 60.0, np.nan]), 30.0, "higher")
    assert found is not None
    assert (found.worst, found.best) == (pytest.approx(-2 / 3), 1.0)
    assert found.at(60, 30) == 1.0 and found.at(30, 30) == 0.0 and found.at(999, 30) == 1.0
    # Positions -20/30, -10/30, 0, 1: quartiles by linear interpolation at (n-1)p.
    assert (found.lower, found.upper) == (pytest.approx(-5 / 12), pytest.approx(0.25))
    turned = spine(np.array([10.0, 20.0, 30.0, 60.0]), 30.0, "lower")
    assert turned is not None and (turned.worst, turned.best) == (-1.0, pytest.approx(2 / 3))
    assert turned.at(10, 30) == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("values", "whole", "direction"),
    [([1.0, 2.0, 3.0], 2.0, "higher"), ([1.0, 2.0, 3.0, 4.0], np.nan, "higher"), ([5.0] * 4, 5.0, "lower"),
     ([1.0, 2.0, 3.0, 4.0], 2.0, "neutral")],
)  # fmt: skip
def test_nothing_to_draw(values: list[float], whole: float, direction: str) -> None:
    assert spine(np.array(values), whole, direction) is None


@given(
    pairs=st.lists(st.tuples(st.one_of(st.none(), st.integers(0, 30)), st.integers(1, 9)), min_size=2, max_size=9),
    scale=st.sampled_from([1, 10**12]),  # the products of the larger ones do not fit into 64 bits
    direction=st.sampled_from(["higher", "lower"]),
)
def test_one_place_is_the_place_among_all(pairs, scale: int, direction: str) -> None:
    tops, bottoms = [None if a is None else a * scale for a, _ in pairs], [b * scale for _, b in pairs]
    present = np.array([top is not None for top in tops])
    numerators = np.array([top or 0 for top in tops], dtype=np.int64)
    ratios = rank_ratios(tops, bottoms, direction).ranks
    amounts = competition_rank(tops, direction).ranks
    for row, top in enumerate(tops):
        sign = 1 if direction == "higher" else -1
        by_ratio, by_amount, neither = places_of_one(
            row, np.array([numerators] * 3), np.array([bottoms, [1] * len(tops), bottoms], dtype=np.int64),
            np.array([present] * 3), np.array([sign, sign, 0]),
        )  # fmt: skip
        assert neither is None
        if top is None:
            assert by_ratio is None and by_amount is None
            continue
        assert by_ratio is not None and by_amount is not None
        assert (by_ratio.place, by_amount.place) == (ratios[row], amounts[row])
        assert by_amount.n == sum(other is not None for other in tops)
        assert by_amount.shared == tops.count(top) - 1


def test_a_denominator_of_nought_has_no_place() -> None:
    tops, bottoms, signs = np.array([[1, 2, 3]]), np.array([[0, 4, 4]]), np.array([1])
    assert places_of_one(0, tops, bottoms, np.ones((1, 3), dtype=bool), signs) == [None]
    (found,) = places_of_one(1, tops, bottoms, np.ones((1, 3), dtype=bool), signs)
    assert found is not None and (found.place, found.n, found.shared) == (2, 2, 0)
