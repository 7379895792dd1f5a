"""Rows of a body that are kept out and named: damaged, without a name, too long."""

from typing import TYPE_CHECKING

from etl.reading import words
from etl.reading.model import Column
from etl.reading.spelling import letter

if TYPE_CHECKING:
    from etl.reading.build import TableBuilder


def damaged(builder: "TableBuilder", kept: list[int], columns: list[Column]) -> set[int]:
    """Body rows that the decoder or the workbook reader found damaged."""
    grid = builder.grid
    if not grid.bad:
        return set()
    names = {column.position: column.name for column in columns}
    found: set[int] = set()
    for index in kept:
        damage = grid.bad.get(grid.numbers[index])
        if damage:
            code, position, value = damage
            builder.note(
                code, index, column="" if position is None else names.get(position, letter(position)), value=value
            )
            found.add(index)
    return found


def nameless(builder: "TableBuilder", kept: list[int]) -> set[int]:
    """Rows with a single figure and nothing else: a page number, or a figure of nobody."""
    labels, rows = builder.body.label_columns, builder.shapes.rows
    found = set()
    for row in kept:
        cells = rows[row]
        if not labels or len(cells) - cells.count("") != 1:
            continue
        text = next(filter(None, cells))
        named = cells.index(text) in labels and not builder.names_are_words
        if not named and words.is_number(text):
            builder.note("ROW_WITHOUT_NAME", row, value=text)
            found.add(row)
    return found


def huge(builder: "TableBuilder", kept: list[int]) -> set[int]:
    """Rows with a cell longer than any figure or remark."""
    limit = builder.limits.max_cell
    rows = builder.grid.rows
    long = [i for i in kept if sum(map(len, rows[i])) > limit]
    found = {i for i in long if any(len(text) > limit for text in rows[i])}
    for row in sorted(found):
        builder.note("CELL_TOO_LONG", row, limit=limit)
    return found
