"""All core indicators of all units of a level in one picture."""

import numpy as np
import pandas as pd

from dashboard import numbers
from dashboard.queries import places, values
from dashboard.queries.board import Board, Row, read_board
from dashboard.queries.indicators import IndicatorRow
from dashboard.warehouse import Warehouse

MONEY = ("万元", "亿元")
WHOLE, UNIT = "whole", "unit"
MATRIX_COLUMNS = (
    "code", "name", "theme", "unit", "direction", "rule", "period_key", "period_text", "is_current", "role",
    "unit_code", "unit_name", "peer_group", "value", "numerator", "denominator", "n_reported", "n_expected", "status",
    "class", "difference", "light", "light_word", "lead",
)  # fmt: skip


def matrix(wh: Warehouse, period_key: int, level: str | int = "district", text: bool = True) -> pd.DataFrame:
    """Core indicators × units, each indicator at its newest period with a value, classed against the whole.

    Args:
        wh: The snapshot.
        period_key: The period looked at.
        level: Level of the units.
        text: Also print the values (`shown`), about 10 µs a cell.

    Returns:
        One row a cell: indicators in the order of the catalogue, the whole first, then units in official order.
        code, name (short), theme, unit, direction, rule (share, value, none: how it is classed), period_key,
        period_text, is_current (False when the period due was reported by nobody), role (whole, unit), unit_code,
        unit_name, peer_group, value (shown unit), numerator, denominator, n_reported, n_expected, status, class
        (better, like, worse, small, missing, not_applicable, error, unclassed, plain; empty for the whole),
        difference (value minus what it is compared with), light (绿, 黄, 红 or None), light_word, lead; with `text`
        also shown (without the unit) and shown_unit (万元 or 亿元 for money, else the indicator's unit).
        attrs: period_key, whole_code, whole_name, silent (names of core indicators without a value).
    """
    return table_of(read_board(wh, period_key, places.level_number(level)), text)


def table_of(board: Board, text: bool = True, units: np.ndarray | None = None) -> pd.DataFrame:
    """The rows of `matrix` of a board, for all units or for those at some places, which print as among all."""
    part = board if units is None else board.only(units)
    table = _long(part)
    if text:
        table["shown"], table["shown_unit"] = _texts(board, part)
    table.attrs = {
        "period_key": board.period_key, "silent": board.silent,
        "whole_code": board.whole.unit_code if board.whole else None,
        "whole_name": board.whole.unit_name if board.whole else None,
    }  # fmt: skip
    return table


def _long(board: Board) -> pd.DataFrame:
    n_rows, n_cells = len(board.rows), 1 + len(board.units)
    whole = board.whole

    def by_row(items: list[object]) -> np.ndarray:
        return np.repeat(np.array(items, dtype=object), n_cells)

    def by_unit(name: str, first: object) -> np.ndarray:
        column = np.empty(n_cells, dtype=object)
        column[0], column[1:] = first, board.units[name].to_numpy(dtype=object)
        return np.tile(column, n_rows)

    def cells(first: np.ndarray, others: np.ndarray) -> np.ndarray:
        return np.column_stack([first, others]).ravel()

    inds = [row.ind for row in board.rows]
    value = cells(board.whole_values, board.values)
    num, den, n_reported, n_expected = (board.figures[name] for name in ("num", "den", "n_reported", "n_expected"))
    scales = np.array([(10**ind.num_scale, 10**ind.den_scale) for ind in inds], dtype=np.int64).reshape(-1, 2)
    divided = np.array([ind.has_denominator for ind in inds], dtype=bool)[:, None]
    # Only what can be told by one number has a whole to differ from.
    difference = np.round(board.values - board.verdicts.reference[:, None], 9)
    whole_status = values.status_grid(inds, {name: column[:, :1] for name, column in board.figures.items()})
    columns = {
        "code": by_row([ind.code for ind in inds]),
        "name": by_row([ind.row["short_name"] or ind.name for ind in inds]),
        "theme": by_row([ind.row["theme"] or "其他" for ind in inds]),
        "unit": by_row([ind.unit for ind in inds]),
        "direction": by_row([ind.direction for ind in inds]),
        "rule": by_row([row.rule for row in board.rows]),
        "period_key": np.repeat(np.array([row.at for row in board.rows], dtype=np.int64), n_cells),
        "period_text": by_row([row.period_text for row in board.rows]),
        "is_current": np.repeat(np.array([row.is_current for row in board.rows], dtype=bool), n_cells),
        "role": np.tile(np.array([WHOLE, *[UNIT] * (n_cells - 1)], dtype=object), n_rows),
        "unit_code": by_unit("unit_code", whole.unit_code if whole else None),
        "unit_name": by_unit("unit_name", whole.unit_name if whole else ""),
        "peer_group": by_unit("peer_group", None),
        "value": value,
        "numerator": np.round(num / scales[:, :1], 10).ravel(),
        "denominator": np.round(np.where(divided, den / scales[:, 1:], np.nan), 10).ravel(),
        "n_reported": n_reported.ravel(),
        "n_expected": n_expected.ravel(),
        "status": cells(whole_status, board.status),
        "class": cells(np.full(n_rows, "", dtype=object), board.verdicts.classes),
        "difference": cells(np.full(n_rows, np.nan), difference),
        "light": board.verdicts.light.ravel(),
        "light_word": board.verdicts.light_word.ravel(),
        "lead": board.verdicts.lead.ravel(),
    }
    return pd.DataFrame(columns, columns=list(MATRIX_COLUMNS), copy=False)


def _texts(board: Board, part: Board) -> tuple[list[str], list[str]]:
    """Every value of a part of a board as text without its unit, and that unit, which fits all values of the board."""
    texts: list[str] = []
    units: list[str] = []
    for at, row in enumerate(part.rows):
        found = np.r_[part.whole_values[at], part.values[at]]
        unit, printed = row_texts(row, found, ["", *part.status[at].tolist()], board.values[at])
        texts += printed
        units += [unit] * len(printed)
    return texts, units


def row_texts(row: Row, found: np.ndarray, statuses: list[str], like: np.ndarray) -> tuple[str, list[str]]:
    """One indicator's values as text in one unit: that unit, and the texts without it.

    Args:
        row: The indicator.
        found: Values, the whole among them.
        statuses: One a value.
        like: The values that the unit has to fit; the whole's size would turn every unit into a fraction of 亿元.
    """
    ind: IndicatorRow = row.ind
    unit = numbers.common_unit(like, ind.unit) if ind.unit in MONEY else ind.unit
    money = unit if unit in MONEY else None
    texts = numbers.series_texts(found, ind.unit, ind.decimals, statuses, money_unit=money)
    tail = unit if unit == "%" or money else ""
    return unit, [text.removesuffix(tail) for text in texts] if tail else texts
