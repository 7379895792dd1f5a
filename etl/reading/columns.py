"""What the columns of a table are called: upper header joined to lower, split words rejoined, units taken off."""

import re
from dataclasses import replace

from etl.reading import centred, period_words, unit_words, words
from etl.reading.header import Head
from etl.reading.model import Column
from etl.reading.shapes import Shapes

_BESIDE = re.compile(
    r"位次|排名|名次|排位|序位|占比|比重|同比|环比|增幅|增速|升降|增减|增长率?|[同比较]上?[年期].{0,6}|[±+]+"
)


def _filled_header(shapes: Shapes, head: Head, width: int) -> list[list[tuple[str, bool]]]:
    """Header cells by row: text and whether the cell stretches over several columns."""
    rows = [r for r in range(head.first, head.last + 1) if r not in head.numbering]
    filled: list[list[tuple[str, bool]]] = []
    for position, row in enumerate(rows):
        line: list[tuple[str, bool]] = []
        for column in range(width):
            merge = shapes.covered.get((row, column))
            if merge and merge[0] <= row and merge[2] <= head.last:
                line.append((shapes.cell(merge[0], merge[1]) if merge[0] == row else "", merge[3] > merge[1]))
            else:
                line.append((shapes.cell(row, column), False))
        if position + 1 < len(rows) and not centred.spread(shapes, head, row, line):
            _stretch(shapes, head, rows, position, line)
        filled.append(line)
    return filled


def _stretch(shapes: Shapes, head: Head, rows: list[int], position: int, line: list[tuple[str, bool]]) -> None:
    """Give an upper header to the columns right of it whose lower header has none of its own (merges lost in CSV)."""
    below = [row for row in rows[position + 1 :] if row not in head.unit_rows and row not in head.foreign]
    if not below:
        return
    row = rows[position]
    for column in range(1, len(line)):
        text, _ = line[column]
        left, left_wide = line[column - 1]
        lower = any(shapes.cell(r, column) for r in below)
        left_lower = any(shapes.cell(r, column - 1) for r in below)
        if not text and left and lower and left_lower and (row, column) not in shapes.covered:
            if (row, column - 1) in shapes.covered and not left_wide:
                continue
            line[column] = (left, True)
            if not left_wide:
                line[column - 1] = (left, True)


def build_columns(shapes: Shapes, head: Head, width: int) -> list[Column]:
    """The columns of a header, one for each position up to `width`, unnamed ones included."""
    rows = [r for r in range(head.first, head.last + 1) if r not in head.numbering]
    lines = _filled_header(shapes, head, width)
    columns: list[Column] = []
    for position in range(width):
        parts: list[tuple[str, bool, int]] = []
        units: list[str] = []
        for row, line in zip(rows, lines, strict=True):
            text, wide = line[position]
            if not text:
                continue
            if row in head.unit_rows:
                if unit_words.is_unit(text):
                    units.append(words.squeeze(words.split_language(text)[0]).strip("()[]【】"))
                continue
            parts.append((text, wide, row))
        columns.append(_column(position, parts, units, head))
    return _told_apart(columns)


def _told_apart(columns: list[Column]) -> list[Column]:
    """Columns such as 位次 or 增速 that stand beside each figure bear its name too."""
    names = [column.name for column in columns]
    leader, found = "", []
    for column in columns:
        beside = names.count(column.name) > 1 and _BESIDE.fullmatch(words.squeeze(column.name))
        if beside and leader:
            column = replace(column, name=f"{leader}_{column.name}")
        elif not beside:
            leader = column.name
        found.append(column)
    return found


def _column(position: int, parts: list[tuple[str, bool, int]], units: list[str], head: Head) -> Column:
    names: list[tuple[str, bool]] = []
    own = any(row not in head.foreign for _, _, row in parts)
    for text, wide, row in parts:
        if own and row in head.foreign:
            continue
        plain, unit = unit_words.unit_in_brackets(words.tidy(words.split_language(text)[0]))
        if unit:
            units.append(unit)
        if names and unit_words.is_unit(plain) and plain[0] in "（(%‰":
            units.append(words.squeeze(plain).strip("()"))
            continue
        if names and names[-1][0] == plain:
            continue
        names.append((plain, wide))
    return Column(_join(names), units[-1] if units else None, position, tuple(text for text, _, _ in parts))


def _join(names: list[tuple[str, bool]]) -> str:
    joined = ""
    for index, (text, _) in enumerate(names):
        if not joined:
            joined = text
            continue
        upper, wide = names[index - 1]
        split = (
            not wide
            and len(upper) <= 8
            and len(text) <= 8
            and not period_words.is_period_head(upper)
            and not period_words.is_period_head(text)
        )
        joined = f"{joined}{text}" if split else f"{joined}_{text}"
    return joined
