"""Lines below a table that are no rows of it: remarks, sources, the place to sign."""

import re

from etl.reading import unit_words, words
from etl.reading.shapes import Shapes, is_continued, is_preface

_PAGE = re.compile(
    r"第\s*\d{1,4}\s*页\s*(?:[,，/／、]?\s*共\s*\d{1,4}\s*页)?|共\s*\d{1,4}\s*页|[-—–·•]+\s*\d{1,4}\s*[-—–·•]+"
)
_NOTE_WORD = re.compile(r"备?注|附注|说明|(?:资料|数据)?来源")
_MARK = re.compile(r"[*＊†※①-⑨]")
#: Cells of a line in which a form is signed.
MOST_SIGNED = 8


def unit_line(shapes: Shapes, index: int) -> tuple[str, ...]:
    """The units that a row states, where it states nothing else."""
    cells = [text for text in shapes.rows[index] if text]
    if not all(map(unit_words.is_unit_line, cells)):
        return ()
    return tuple(unit for text in cells for unit in unit_words.units_stated(text))


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
    if filled == 1 and _PAGE.fullmatch(text.strip()):
        return True
    if filled == 2 and _NOTE_WORD.fullmatch(words.squeeze(text)):
        remark = shapes.cell(index, shape.filled[1])
        return len(remark) > 6 and not words.is_number(remark)
    if words.is_note(text):
        # `*甲村` beside a figure, or beside a mark for a missing one, is a marked row, not a remark.
        beside = [shapes.cell(index, column) for column in shape.filled[1:]]
        marked = bool(_MARK.match(text))
        return not any(words.is_number(cell) or (marked and words.is_missing(cell)) for cell in beside)
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


def texts_in_probes(cells: list[str], probes: list[int]) -> bool:
    """True when no probe column holds a figure and at least one holds text."""
    seen = False
    for column in probes:
        text = cells[column] if column < len(cells) else ""
        if not text:
            continue
        if text[0].isdigit() or words.is_missing(text) or text[0] in "-+−－(（":
            return False
        seen = True
    return seen
