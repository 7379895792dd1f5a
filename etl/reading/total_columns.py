"""Columns of totals (合计 beside the districts or parts it adds up): what most rows bear out, the others must too."""

import re

from etl import findings
from etl.findings import Finding
from etl.reading import unit_words, words
from etl.reading.additive import additive_name, additive_unit, adds_up, figure, tolerance, total_of
from etl.reading.model import Column, Table

_TOTAL = re.compile(r"(?:合计|总计|共计|小计|合计数|全[国省市区县镇乡州盟旗])", re.IGNORECASE)
#: Long tables have templates with sum checks of their own.
MOST_ROWS = 2_000
#: Rows that must bear a sum out before the others are held to it.
LEAST_WITNESSES = 2


def check(table: Table, *, file: str) -> list[Finding]:
    """Compare columns of totals with the columns beside them under the same upper header.

    Nothing is known of what a column of totals covers, so the table itself is the witness: only where at least two rows
    of three add up, and two at the least, the remaining ones are questioned.
    """
    if len(table.rows) > MOST_ROWS or len(table.rows) <= LEAST_WITNESSES:
        return []
    found: list[Finding] = []
    for at, column in enumerate(table.columns):
        if _TOTAL.fullmatch(words.squeeze(_last(column))):
            found += _check_column(table, at, file)
    return found


def _last(column: Column) -> str:
    return column.name.rpartition("_")[2]


def _check_column(table: Table, total: int, file: str) -> list[Finding]:
    column = table.columns[total]
    upper = column.name.rpartition("_")[0]
    parts = [
        at
        for at, other in enumerate(table.columns)
        if at != total
        and other.name.rpartition("_")[0] == upper
        and other.unit == column.unit
        and adds_up(other)
        and not _TOTAL.fullmatch(words.squeeze(_last(other)))
        and _holds_figures(table, at)
    ]
    if len(parts) < 2:
        return []
    agreed, wrong = 0, []
    for row, number in zip(table.rows, table.row_numbers, strict=True):
        stated, added = figure(row[total]), total_of(row[at] for at in parts)
        if stated is None or added is None or added[1] < 2 or not _adds(row, parts, total):
            continue
        if abs(added[0] - stated) <= tolerance([row[total], *(row[at] for at in parts)]):
            agreed += 1
        else:
            wrong.append((number, row[total], added[0]))
    if agreed < LEAST_WITNESSES or agreed < 2 * len(wrong):
        return []
    return [
        findings.make(
            "TOTAL_MISMATCH", file=file, sheet=table.sheet, row=number, column=column.name, value=text, sum=f"{sum_:f}"
        )
        for number, text, sum_ in wrong
    ]


def _adds(row: list[str], parts: list[int], total: int) -> bool:
    """Whether the row is of a measure that adds up, by its labels: name, name with unit, unit."""
    for at in range(min(min(parts), total)):
        text, unit = unit_words.unit_in_brackets(row[at])
        if not text:
            continue
        if words.total_kind(text) == "part":
            return False  # what it is a part of stands in another row
        if unit_words.is_unit(text):
            if not additive_unit(text):
                return False
        elif not additive_name(text) or (unit and not additive_unit(unit)):
            return False
    return True


def _holds_figures(table: Table, at: int) -> bool:
    cells = [row[at] for row in table.rows[:40] if row[at] and not words.is_missing(row[at])]
    return bool(cells) and 2 * sum(figure(text) is not None for text in cells) > len(cells)
