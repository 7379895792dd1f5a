"""Where a table's header stands."""

import re
from dataclasses import dataclass, field

from etl.reading import period_words, unit_words, words
from etl.reading.shapes import Shapes, first_block, is_preface

MAX_HEADER_ROWS = 6
_NUMBERING = re.compile(r"[甲乙丙丁戊己]|[A-E]|[（(]?\d{1,3}[）)]?(?:\s*=.*)?|栏次|列次|行次")
#: What stands over the names of rows, when it is written over two rows.
_STUB = re.compile(
    r"地区|市别|县别|区别|(?:行政区划|区划|单位|指标|项目|地区|机构)(?:名称|代码)|县市区|市县区?|区县市?|县区|县[(]市[、,]?区[)]|行政区划|乡镇街道"
)
_COUNTER = re.compile(r"[（(]?(\d{1,3})[）)]?")


@dataclass(slots=True)
class Head:
    """A header found: the lines above it and its rows (indexes into the grid).

    Attributes:
        preface: Filled rows above the header that belong to this table.
        first: First header row.
        last: Last header row.
        unit_rows: Header rows that only hold units.
        numbering: Header rows that only number the columns (甲 乙 1 2).
        foreign: Header rows in a second language.
    """

    preface: list[int]
    first: int
    last: int
    unit_rows: set[int] = field(default_factory=set)
    numbering: set[int] = field(default_factory=set)
    foreign: set[int] = field(default_factory=set)


def locate(shapes: Shapes, start: int, stop: int | None = None) -> Head | None:
    """The next header from row `start` on, with the lines above it; None when only lines without a table follow."""
    preface: list[int] = []
    for row in range(start, shapes.count if stop is None else min(stop, shapes.count)):
        if shapes.blank(row):
            continue
        if _starts_header(shapes, row):
            return _extend(shapes, Head(preface, row, row))
        preface.append(row)
    return None


def looks_like_data(shapes: Shapes, row: int) -> bool:
    """True for a row that would be a body row had there been a header: a label and figures."""
    shape = shapes[row]
    return len(shape.filled) >= 2 and len(shape.figures) >= 1 and not _ascending(shapes, row)


def _ascending(shapes: Shapes, row: int) -> bool:
    """True when the row's figures count 1, 2, 3 … as months or column numbers do."""
    figures = [_COUNTER.fullmatch(shapes.cell(row, column)) for column in shapes[row].figures]
    counts = [int(found[1]) for found in figures if found]
    if len(counts) < 3 or len(counts) != len(figures):
        return False
    return counts == list(range(counts[0], counts[0] + len(counts))) and counts[0] in (0, 1, 2)


def _starts_header(shapes: Shapes, row: int) -> bool:
    shape = shapes[row]
    filled = shape.filled
    if shape.figures and not _ascending(shapes, row):
        return False
    following = shapes.look_ahead(row, 8)
    if not following and len(filled) < 3:
        return False
    if len(filled) == 1:
        return _lone_group(shapes, row)
    cells = [shapes.cell(row, column) for column in filled]
    if any(len(text) > 60 for text in cells) and len(filled) < 4:
        return False
    prefaces = [is_preface(text) for text in cells]
    if all(prefaces):
        return False
    widest = max((len(shapes[index].filled) for index in following[:4]), default=0)
    stub_below = bool(following) and bool(shapes.cell(following[0], filled[0]))
    grouping = _has_group_merge(shapes, row) or not stub_below
    hints = [
        flag and not (grouping and period_words.is_period_head(text))
        for flag, text in zip(prefaces, cells, strict=True)
    ]
    if len(filled) <= 3 and widest > len(filled) and any(hints):
        return False
    if shape.periods and not shape.texts and not _stub_before(shapes, filled[0], following):
        # A row of bare years heads a table only where a column in front of it is left blank for the labels.
        return False
    if len(filled) == 2 and widest >= 5 and not _has_group_merge(shapes, row) and not _gap_filled_below(shapes, row):
        return False
    return widest >= 2 or len(filled) >= 2


def _stub_before(shapes: Shapes, column: int, following: list[int]) -> bool:
    return any(shapes[row].filled[0] < column for row in following)


def _lone_group(shapes: Shapes, row: int) -> bool:
    """One upper header alone on its row, over some of the columns of the header below."""
    column = shapes[row].filled[0]
    text = shapes.cell(row, column)
    merge = shapes.covered.get((row, column))
    if column == 0 or len(text) > 12 or is_preface(text) or row + 1 >= shapes.count or merge is None:
        return False
    below = shapes[row + 1]
    return merge[3] > merge[1] and len(below.filled) >= 3 and not below.figures and below.filled[0] < column


def _has_group_merge(shapes: Shapes, row: int) -> bool:
    return any(merge[3] > merge[1] or merge[2] > merge[0] for merge in shapes.by_row.get(row, []))


def _gap_filled_below(shapes: Shapes, row: int) -> bool:
    """True when a row below fills columns that this row leaves blank to the right of its first cell.

    Upper headers that lost their merges may follow each other, one cell a row, before the row that names each column.
    """
    here = set(shapes[row].filled)
    if max(here) == 0:
        return False
    for index in range(row + 1, min(row + 4, shapes.count)):
        below = shapes[index]
        if below.figures or not below.texts:
            return False
        if len([column for column in below.texts if column not in here]) >= 2:
            return index == row + 1 or below.filled[0] > min(here)
        if below.filled[0] <= min(here):
            return False
    return False


def _extend(shapes: Shapes, head: Head) -> Head:
    while head.last - head.first + 1 < MAX_HEADER_ROWS:
        reach = _merged_reach(shapes, head)
        if reach > head.last:
            for row in range(head.last + 1, reach + 1):
                _mark(shapes, head, row)
            head.last = reach
            continue
        row = head.last + 1
        if row >= shapes.count or shapes.blank(row):
            break
        if not _continues(shapes, head, row):
            break
        _mark(shapes, head, row)
        head.last = row
    return head


def _merged_reach(shapes: Shapes, head: Head) -> int:
    """The last row to which cells merged downwards from the header reach."""
    reach = head.last
    for row in range(head.first, head.last + 1):
        for merge in shapes.by_row.get(row, []):
            if merge[2] - head.first < MAX_HEADER_ROWS and merge[2] < shapes.count and shapes.cell(row, merge[1]):
                reach = max(reach, merge[2])
    return reach


def _mark(shapes: Shapes, head: Head, row: int) -> None:
    cells = [shapes.cell(row, column) for column in shapes[row].filled]
    if not cells:
        return
    if _is_unit_row(cells):
        head.unit_rows.add(row)
    elif _is_numbering(shapes, row):
        head.numbering.add(row)
    elif _is_foreign(shapes, head, row):
        head.foreign.add(row)


def _is_unit_row(cells: list[str]) -> bool:
    heads = {"单位", "计量单位", "单位："}
    rest = [text for text in cells if words.squeeze(text) not in heads and not words.is_missing(text)]
    return bool(rest) and all(unit_words.is_unit(text) for text in rest) and (len(rest) > 1 or rest[0][0] in "（(%")


def _is_numbering(shapes: Shapes, row: int) -> bool:
    cells = [words.squeeze(shapes.cell(row, column)) for column in shapes[row].filled]
    if len(cells) < 3 or not all(_NUMBERING.fullmatch(text) for text in cells):
        return False
    counts = [int(found[1]) for text in cells if (found := _COUNTER.match(text))]
    return bool(counts) and counts == list(range(counts[0], counts[0] + len(counts))) and counts[0] <= 2


def _is_foreign(shapes: Shapes, head: Head, row: int) -> bool:
    cells = [shapes.cell(row, column) for column in shapes[row].filled]
    above = [shapes.cell(r, c) for r in range(head.first, row) for c in shapes[r].filled]
    lower = sum(bool(re.search(r"[a-z]{2}", text)) for text in cells)
    return not any(map(words.has_cjk, cells)) and 2 * lower >= len(cells) and any(map(words.has_cjk, above))


def _splits_stub(shapes: Shapes, head: Head, row: int, cells: list[str]) -> bool:
    """True when the row ends words that the header began, the one over the row names among them: 单位 / 名称."""
    first = shapes[head.first].filled[0]
    upper, lower = shapes.cell(row - 1, first), shapes.cell(row, first)
    if not upper or not lower or shapes[row].figures or any(len(text) > 16 for text in cells):
        return False
    return bool(_STUB.fullmatch(words.squeeze(upper + lower)))


def _continues(shapes: Shapes, head: Head, row: int) -> bool:
    """True when the row still belongs to the header."""
    shape = shapes[row]
    cells = [shapes.cell(row, column) for column in shape.filled]
    if _is_unit_row(cells) or _is_numbering(shapes, row) or _is_foreign(shapes, head, row):
        return True
    if shape.figures and not _ascending(shapes, row):
        return False
    below = row + 1 if row + 1 < shapes.count else row
    if below != row and shapes[below].filled and _is_unit_row([shapes.cell(below, c) for c in shapes[below].filled]):
        return True  # units stand directly below the last row of names
    if _splits_stub(shapes, head, row, cells):
        return True
    first = min(shapes[head.first].filled[0], shape.filled[0])
    above_first = any(shapes.cell(index, first) for index in range(head.first, row))
    stub_free = not shapes.cell(row, first) or not above_first
    above = shapes[row - 1].filled
    grouped = any(
        (merge := shapes.covered.get((row - 1, column))) and merge[3] > merge[1] and merge[2] < row
        for column in shape.filled
    )
    gaps = any(column not in above and column > above[0] for column in shape.filled) if above else False
    ahead = shapes.look_ahead(row, 12)
    if not ahead:
        return False
    begun = next((place for place, index in enumerate(ahead) if shapes[index].figures), 0)
    # Further header rows below this one say nothing about what the columns hold.
    reach = max(shape.filled[-1], shapes[head.first].filled[-1])
    numeric = {column for column in shapes.figure_columns(first_block(ahead[begun:])) if column <= reach}
    over_figures = [column for column in shape.filled if column in numeric]
    texts_over = [column for column in over_figures if column in shape.texts]
    if shape.missing:
        return False
    if grouped and stub_free:
        return True
    if stub_free and gaps and len(over_figures) * 2 >= len(shape.filled):
        return True
    if stub_free and texts_over and len(texts_over) * 2 >= len(shape.filled):
        return True
    # A label split over two rows (地 / 区) above columns that are all figures further down.
    return len(texts_over) >= 2 and len(texts_over) >= 0.6 * max(len(numeric), 1) and not shape.periods
