"""A hidden count of one or two persons cannot be had from the totals; structure of small branches stays hidden."""

import numpy as np
import pytest

from dashboard.statistics.disclosure import FEW, GUARD, SHOWN, protect


def test_a_lone_small_group_takes_another_with_it_in_row_and_column() -> None:
    kind = protect(np.array([[2.0, 30.0, 9.0], [12.0, 40.0, 20.0], [15.0, 50.0, 25.0]]))
    assert kind[0].tolist() == [FEW, SHOWN, GUARD]
    hidden = kind != SHOWN
    assert all(n != 1 for n in (*hidden.sum(axis=0), *hidden.sum(axis=1)))


def test_two_small_groups_protect_each_other_and_zero_is_no_person() -> None:
    assert protect(np.array([[1.0, 2.0, 30.0], [2.0, 1.0, 20.0]])).tolist() == [[FEW, FEW, SHOWN]] * 2
    assert protect(np.array([[0.0, 5.0], [3.0, 4.0]])).tolist() == [[SHOWN, SHOWN]] * 2


@pytest.mark.parametrize("seed", range(5))
def test_nothing_hidden_can_be_worked_out(seed: int) -> None:
    """Whatever is hidden, another table with the same printed cells and totals differs in that cell."""
    table = np.random.default_rng(seed).integers(0, 12, (6, 4)).astype(float)
    kind = protect(table)
    assert ((table > 0) & (table < 3) <= (kind != SHOWN)).all()
    hidden = kind != SHOWN
    assert all(n != 1 for n in (*hidden.sum(axis=0), *hidden.sum(axis=1)))


def test_missing_is_left_alone() -> None:
    kind = protect(np.array([[np.nan, 2.0], [np.nan, 9.0]]))
    assert kind.tolist() == [[SHOWN, FEW], [SHOWN, GUARD]]
