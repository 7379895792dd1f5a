"""What the sample city sends, read by form, column and title."""

from pathlib import Path

from etl.sample.pieces import Piece
from etl.sample.sheets import Cell

ROOT = Path(__file__).resolve().parents[3]
CATALOGUE = ROOT / "data" / "catalogue"
#: Every piece by template, sender and period.
Pieces = dict[tuple[str, str, int], Piece]


def column(piece: Piece, title: str) -> list[Cell]:
    """Cells of one column."""
    return list(piece.sheet.data[[one.title for one in piece.sheet.columns].index(title)])


def figures(piece: Piece, title: str) -> list[int]:
    """Figures of one column, without what is not reported."""
    return [int(value) for value in column(piece, title) if value is not None]


def of(pieces: Pieces, template: str) -> list[Piece]:
    """Pieces of one template."""
    return [piece for piece in pieces.values() if piece.template == template]


def total(piece: Piece, *titles: str) -> int:
    """Sum of some columns."""
    return sum(sum(figures(piece, title)) for title in titles)
