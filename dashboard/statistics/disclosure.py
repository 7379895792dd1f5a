"""Small groups of persons: what must not be printed, and what else has to go so that nobody can work it out."""

from __future__ import annotations

import numpy as np

#: Groups of fewer persons are not printed.
LEAST = 3
SHOWN, FEW, GUARD = 0, 1, 2


def protect(counts: np.ndarray) -> np.ndarray:
    """Which cells of a table of persons may be printed.

    Rows are units, columns the parts of their total; both the totals of the rows and those of the columns are taken
    to be known to the reader. A lone hidden cell could be worked out from its total, so the smallest other cell of
    its row or column is hidden as well, until no row and no column hides exactly one.

    Args:
        counts: Persons, shape (units, parts); missing as NaN.

    Returns:
        SHOWN, FEW (print as fewer than `LEAST`) or GUARD (hidden so that FEW cannot be worked out) for each cell.
    """
    table = np.asarray(counts, dtype=float)
    known = ~np.isnan(table)
    kind = np.where(known & (table > 0) & (table < LEAST), FEW, SHOWN)
    while (lines := _lone(kind, known)).size:
        row, column, across = lines[0]
        at = [(row, other) for other in range(table.shape[1])] if across else [
            (other, column) for other in range(table.shape[0])
        ]  # fmt: skip
        open_ = [cell for cell in at if known[cell] and kind[cell] == SHOWN]
        # Zero last: hiding that there is nobody protects nobody unless nothing else is left.
        kind[min(open_, key=lambda cell: (table[cell] == 0, table[cell], cell))] = GUARD
    return kind


def _lone(kind: np.ndarray, known: np.ndarray) -> np.ndarray:
    """(row, column, across) of cells that are the only hidden one of their row or column while others could join."""
    hidden = kind != SHOWN
    found = []
    for axis in (1, 0):
        single = (hidden.sum(axis=axis) == 1) & ((known & ~hidden).sum(axis=axis) > 0)
        for line in np.flatnonzero(single):
            cell = int(np.flatnonzero(hidden[line] if axis == 1 else hidden[:, line])[0])
            found.append((line, cell, 1) if axis == 1 else (cell, line, 0))
    return np.array(found, dtype=int).reshape(-1, 3)
