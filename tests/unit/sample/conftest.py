"""The whole sample city and everything it sends, made once."""

import pytest

from etl.sample.city import World
from etl.sample.city_building import build
from etl.sample.generate import all_pieces
from etl.sample.periods import FIRST_MONTH, LAST_MONTH
from tests.unit.sample.pieces import Pieces


@pytest.fixture(scope="session")
def world() -> World:
    """The whole city."""
    return build()


@pytest.fixture(scope="session")
def pieces(world: World) -> Pieces:
    """Every piece of the full span by template, sender and period."""
    made = list(all_pieces(world, range(FIRST_MONTH, LAST_MONTH + 1)))
    table = {(piece.template, piece.sender, piece.period): piece for piece in made}
    assert len(table) == len(made)
    return table
