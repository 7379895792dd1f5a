"""Style sheets that only some pages need; the one of all pages comes with the shell."""

from pathlib import Path

_STATIC = Path(__file__).resolve().parent / "static"
#: Cards, points, matrix and lists of the pages on the whole.
BOARD = _STATIC / "board.css"
#: Two pictures side by side.
THEMES = _STATIC / "themes.css"
#: The weather card of a branch.
BAROMETER = _STATIC / "barometer.css"
