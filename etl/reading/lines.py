"""Lines below a table that are no rows of it: remarks, sources, the place to sign."""

from etl.reading import words
from etl.reading.shapes import Shapes, is_continued, is_preface

#: Cells of a line in which a form is signed.
MOST_SIGNED = 8


def is_note(shapes: Shapes, index: int, noted: bool, filled: int) -> bool:
    """True for a line of remarks or sources.

    Args:
        shapes: The grid.
        index: The row.
        noted: Whether the row above is such a line.
        filled: How many cells of the table hold something.
    """
    shape = shapes[index]
    text = shapes.cell(index, shape.filled[0])
    if words.is_note(text):
        # `*甲村` beside a figure is a marked row, not a remark.
        return not any(words.is_number(shapes.cell(index, column)) for column in shape.filled[1:])
    if shape.figures:
        return False
    if filled == 1 and (len(text) > 40 or noted):
        return True
    if filled == 1 and is_continued(text):
        return True
    return filled == 2 and noted and all(is_preface(shapes.cell(index, c)) for c in shape.filled)


def is_signed(shapes: Shapes, index: int) -> bool:
    """True for the line in which a form is signed: 单位负责人：　审核人：　填表人：, filled in or not."""
    cells = [text for text in shapes.rows[index] if text]
    if ":" not in cells[0] and "：" not in cells[0]:
        return False
    # A figure is never set aside as a signature: 编制人员： may be the label of one.
    if not words.is_sign_off(cells[0]) or any(map(words.is_number, cells)):
        return False
    return 2 * sum(map(words.is_sign_off, cells)) >= len(cells)
