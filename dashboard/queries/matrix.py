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
    board = read_board(wh, period_key, places.level_number(level))
    table = _long(board)
    if text:
        table["shown"], table["shown_unit"] = _texts(board)
    table.attrs = {
        "period_key": period_key, "silent": board.silent,
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
    stacked = {name: [_stacked(board, at, name) for at in range(n_rows)] for name in ("num", "den")}
    counts = {
        name: np.concatenate([_counts(board, at, name) for at in range(n_rows)]) if n_rows else np.array([])
        for name in ("n_reported", "n_expected")
    }
    # Only what can be told by one number has a whole to differ from.
    difference = np.round(board.values - board.reference[:, None], 9)
    whole_status = [str(values.status_words(row.ind, one)[0])
                    for row, one in zip(board.rows, board.whole_sums, strict=True)]  # fmt: skip
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
        "numerator": np.concatenate(stacked["num"]) if n_rows else value,
        "denominator": np.concatenate(stacked["den"]) if n_rows else value,
        "n_reported": counts["n_reported"],
        "n_expected": counts["n_expected"],
        "status": cells(np.array(whole_status, dtype=object), board.status),
        "class": cells(np.full(n_rows, "", dtype=object), board.classes),
        "difference": cells(np.full(n_rows, np.nan), difference),
        "light": board.light.ravel(),
        "light_word": board.light_word.ravel(),
        "lead": board.lead.ravel(),
    }
    return pd.DataFrame(columns, columns=list(MATRIX_COLUMNS), copy=False)


def _stacked(board: Board, at: int, name: str) -> np.ndarray:
    """Numerators or denominators of the whole and the units, in their own unit."""
    ind = board.rows[at].ind
    scale = ind.num_scale if name == "num" else ind.den_scale
    parts = [values.scaled(getattr(sums[at], name), scale) for sums in (board.whole_sums, board.sums)]
    found = np.concatenate(parts)
    return found if name == "num" or ind.has_denominator else np.full(len(found), np.nan)


def _counts(board: Board, at: int, name: str) -> np.ndarray:
    return np.concatenate([getattr(sums[at], name).floats() for sums in (board.whole_sums, board.sums)])


def _texts(board: Board) -> tuple[list[str], list[str]]:
    """Every value as text without its unit, and that unit."""
    texts: list[str] = []
    units: list[str] = []
    for at, row in enumerate(board.rows):
        unit, printed = row_texts(row, [board.whole_values[at], *board.values[at]], ["", *board.status[at]])
        texts += printed
        units += [unit] * len(printed)
    return texts, units


def row_texts(row: Row, found: list[float], statuses: list[str]) -> tuple[str, list[str]]:
    """One indicator's values as text in one unit: that unit, and the texts without it."""
    ind: IndicatorRow = row.ind
    # The whole is left out: its size would turn every unit into a fraction of 亿元.
    unit = numbers.common_unit(found[1:], ind.unit) if ind.unit in MONEY else ind.unit
    money = unit if unit in MONEY else None
    texts = [
        numbers.format_value(value, ind.unit, ind.decimals, status=status, money_unit=money)
        for value, status in zip(found, statuses, strict=True)
    ]
    tail = unit if unit == "%" or money else ""
    return unit, [text.removesuffix(tail) for text in texts]
