"""Which cells of a large table are not plain: figures by arithmetic, texts once each."""

import re

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dashboard.catalogue import Field
from etl.bulk_cells import FigureColumn, as_texts
from etl.bulk_figures import BLANK, POWERS
from etl.bulk_stage import LargeStage
from etl.values import clean_mask_regex

_MOST_DIGITS = 18
#: Digits before the zeros of a figure in a unit that has more places than the form's.
_MOST_ROUND = 10


def doubtful(large: LargeStage, field: Field, condition: str, scale: int, *, negative: bool) -> NDArray[np.int64]:
    """Rows whose cell of a field is not plain.

    Args:
        large: The table.
        field: The field.
        condition: What a plain cell fulfils, in SQL.
        scale: Of a figure, with the power of its unit.
        negative: Whether a figure may be negative.
    """
    column = large.columns[field.name]
    if not isinstance(column, FigureColumn) or field.type not in ("number", "integer"):
        return _texts(large, field, condition)
    mask = "" if scale < 0 else clean_mask_regex(field.type, scale=scale, allow_negative=negative)
    plain = {row: text for row, text in column.odd.items() if mask and re.fullmatch(mask, text)}
    if plain:
        large.replace(field.name, plain)
        column = large.columns[field.name]
        assert isinstance(column, FigureColumn)
    integer = field.type == "integer"
    blanks = field.required and column.has_blanks
    if not blanks and _all_fit(column, scale, integer=integer):
        return np.array(sorted(column.odd), np.int64)
    bad = _unfit(column, scale, integer=integer)
    bad[list(column.odd)] = True
    if blanks:
        bad |= column.places == BLANK
    return np.flatnonzero(bad)


def _all_fit(column: FigureColumn, scale: int, *, integer: bool) -> bool:
    """Whether the largest and smallest of a column say enough: its figures are plain."""
    if scale < 0 or not len(column):
        return False
    most = 10 ** (_MOST_DIGITS - min(scale, _MOST_DIGITS - 1))
    return (
        int(column.places.max()) <= (0 if integer else scale)
        and -most < int(column.mantissa.min())
        and int(column.mantissa.max()) < most
    )


def _unfit(column: FigureColumn, scale: int, *, integer: bool) -> NDArray[np.bool_]:
    """Figures with more digits than the stored form takes."""
    number, places = np.abs(column.mantissa), column.places
    bad = np.zeros(len(column), dtype=bool)
    least = 10 ** max(-scale, 0)
    limit = 10 ** (_MOST_ROUND if scale < 0 else _MOST_DIGITS - min(scale, _MOST_DIGITS - 1)) * least
    for rows in _where(number >= limit):
        bad[rows] = number[rows] // POWERS.take(np.maximum(places[rows], 0)) >= limit
    if scale < 0:
        bad |= (places > 0) | (number % least != 0)
    decimals = 0 if integer else max(scale, 0)
    for rows in _where(places > decimals):
        bad[rows] |= number[rows] % POWERS.take(places[rows] - decimals) != 0
    return bad


def _where(hit: NDArray[np.bool_]) -> list[NDArray[np.int64]]:
    """The rows, or nothing where there are none."""
    return [np.flatnonzero(hit)] if hit.any() else []


def _texts(large: LargeStage, field: Field, condition: str) -> NDArray[np.int64]:
    column = as_texts(large.columns[field.name])
    texts = pa.array([text or None for text in column.texts], pa.string())
    large.con.register("_texts", pa.table({"number": pa.array(np.arange(len(texts))), field.name: texts}))
    found = large.con.execute(f"SELECT number FROM _texts WHERE NOT ({condition})").fetchnumpy()["number"]
    large.con.unregister("_texts")
    return column.rows_of(found.tolist()) if len(found) else np.empty(0, np.int64)
