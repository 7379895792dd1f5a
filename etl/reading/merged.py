"""Cells merged over several rows of a table."""

from typing import TYPE_CHECKING

from etl.reading import words
from etl.reading.model import Column

if TYPE_CHECKING:
    from etl.reading.build import TableBuilder


def fill_down(builder: "TableBuilder", rows: list[list[str]], places: list[int], columns: list[Column]) -> None:
    """Give every row the text of a cell merged over several rows; a merged figure belongs to its first row only."""
    at = {index: place for place, index in enumerate(places)}
    where = {column.position: n for n, column in enumerate(columns)}
    filled = 0
    for top, left, bottom, _right in builder.grid.merges:
        if bottom <= top or top <= builder.head.last or bottom >= builder.body.end or left not in where:
            continue
        text = builder.shapes.cell(top, left)
        if not text:
            continue
        column = columns[where[left]]
        key = left in builder.body.label_columns or any(
            word in column.name for word in ("代码", "编码", "序号", "年", "月")
        )
        if words.is_number(text) and not key:
            builder.note("MERGED_FIGURE", top, column=column.name, value=text, last=builder.grid.numbers[bottom])
            continue
        for index in range(top + 1, bottom + 1):
            place = at.get(index)
            if place is not None and not rows[place][where[left]]:
                rows[place][where[left]] = text
                filled += 1
    if filled:
        builder.note("MERGED_FILLED", count=filled)
