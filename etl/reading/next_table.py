"""Where the header of a table is written again, and where a further table begins below it."""

import re

from etl.reading import header, words
from etl.reading.header import Head
from etl.reading.shapes import Shapes, is_preface

_TITLE_END = re.compile(
    r"(?:表|情况|统计|一览|汇总|指标|构成|台账|清单|名录|数据|人口|收入|产值|面积)\s*(?:[（(].{0,20}[)）])?\s*(?:[（(].{0,20}[)）])?$"
)


class NextTable:
    """Looks for repeated headers and further tables below one header.

    Args:
        shapes: The grid.
        head: The header.
        figures: Columns that hold figures below it.
    """

    def __init__(self, shapes: Shapes, head: Head, figures: set[int]) -> None:
        self.shapes, self.figures = shapes, figures
        self.head_cells = [
            {c: words.squeeze(shapes.cell(r, c)) for c in shapes[r].filled} for r in range(head.first, head.last + 1)
        ]
        # A row is compared with the header only when it begins like one of its rows.
        self.openings = {(min(cells), cells[min(cells)][:1]) for cells in self.head_cells if cells}

    def repeats_header(self, index: int) -> bool:
        """True for a row that says again what the header says."""
        cells = self.shapes.rows[index]
        for column, begin in self.openings:
            if column < len(cells) and cells[column][:1] == begin:
                break
        else:
            return False
        for head_cells in self.head_cells:
            first = min(head_cells, default=None)
            if first is None or first >= len(cells) or words.squeeze(cells[first]) != head_cells[first]:
                continue
            here = {c: words.squeeze(text) for c, text in enumerate(cells) if text}
            same = sum(here.get(c) == text for c, text in head_cells.items())
            if len(head_cells) >= 2 and same >= 0.8 * len(head_cells) and len(here) <= len(head_cells) + 1:
                return True
        return False

    def begins(self, index: int, blanks: int, noted: bool) -> bool:
        """True when a further table (its title or its header) begins here."""
        shapes = self.shapes
        shape = shapes[index]
        first = shapes.cell(index, shape.filled[0])
        if len(shape.filled) >= 2:
            if shape.figures or self.repeats_header(index):
                return False
            if all(is_preface(shapes.cell(index, c)) for c in shape.filled) and (blanks or noted):
                return self._header_follows(index)
            return self._is_other_header(index)
        if words.is_note(first) or words.total_kind(first) or shape.figures:
            return False
        titled = bool(_TITLE_END.search(first) or is_preface(first)) or (len(first) >= 2 and bool(blanks or noted))
        return titled and self._header_follows(index)

    def _header_follows(self, index: int) -> bool:
        head = header.locate(self.shapes, index, index + 8)
        if head is None:
            return False
        between = [row for row in range(index, head.first) if not self.shapes.blank(row)]
        if any(header.looks_like_data(self.shapes, row) for row in between):
            return False
        return self._is_other_header(head.first) or self.repeats_header(head.first)

    def _is_other_header(self, index: int) -> bool:
        """True for a row of words over columns that hold figures below it, and that held figures above it."""
        shapes = self.shapes
        shape = shapes[index]
        if shape.figures or len(shape.filled) < 2 or shape.missing:
            return False
        ahead = shapes.look_ahead(index, 6)
        bare = [column for column in shape.periods if shapes.cell(index, column).isdecimal()]
        if not ahead or len(bare) == 1 or (bare and shapes.look_ahead(index, 1)[0] != index + 1):
            return False
        below = shapes.figure_columns(ahead)
        own = [column for column in shape.filled if column in below]
        heads = [column for column in own if column in shape.texts or column in shape.periods]
        if len(heads) < max(1, len(shape.filled) // 3):
            return False
        above = [column for column in heads if column in self.figures]
        words_there = [column for column in heads if column in shape.texts]
        return bool(words_there or len(heads) >= 2) and (bool(above) or not self.figures)
