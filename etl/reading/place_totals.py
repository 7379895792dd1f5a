"""A total that bears the name of the place above: 汉中市 over its districts, when the figures leave no doubt."""

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from etl.reading import words
from etl.reading.additive import figure, tolerance, total_of
from etl.reading.groups import Groups
from etl.reading.shapes import Shapes

if TYPE_CHECKING:
    from etl.reading.body import Body

_OF_WHICH = re.compile(r"^(?:其中[:：]?|[#＃])")
#: How high a place stands, by the end of its name; a 市 may be of two ranks.
_RANKS = (
    re.compile(r".+(?:省|自治区)"),
    re.compile(r".+(?:市|自治州|地区|盟|州)"),
    re.compile(r".+(?:[县区旗]|市)"),
    re.compile(r".+(?:[镇乡]|街道|街道办事处|办事处)"),
    re.compile(r".+(?:村|社区|居委会|村委会)"),
)
#: Columns, or else rows, that must bear the sum out.
_LEAST_COLUMNS, _LEAST_ROWS = 2, 4
_LONG = 3_000


def find(shapes: Shapes, rows: Sequence[int], label: int, adding: Sequence[int]) -> int | None:
    """The first or the last row, where it stands for all others.

    Args:
        shapes: The grid.
        rows: Body rows.
        label: The column of names.
        adding: Columns of figures whose totals are sums.

    Returns:
        The row whose place is above those of all other rows and whose every figure is their sum; None for most tables.
    """
    if not 3 <= len(rows) <= _LONG:
        return None
    for row in (rows[0], rows[-1]):
        name = words.squeeze(shapes.cell(row, label))
        rest = [other for other in rows if other != row]
        others = (words.squeeze(shapes.cell(other, label)) for other in rest)
        if _stands_above(name, others) and _adds_up(shapes, row, rest, adding):
            return row
    return None


def _stands_above(name: str, names: Iterator[str]) -> bool:
    mine = next((rank for rank, pattern in enumerate(_RANKS) if pattern.fullmatch(name)), None)
    if mine is None or mine + 1 >= len(_RANKS):
        return False
    below, start = _RANKS[mine + 1 :], list(itertools.islice(names, 5))
    if 2 * sum(_is_one_of(other, below) for other in start) < len(start):
        return False
    others = [*start, *names]
    ranked = sum(_is_one_of(other, below) for other in others)
    return 5 * ranked >= 4 * len(others) and not any(_RANKS[0].fullmatch(other) for other in others)


def _is_one_of(name: str, ranks: Sequence[re.Pattern[str]]) -> bool:
    return any(rank.fullmatch(name) for rank in ranks)


def _adds_up(shapes: Shapes, row: int, rest: Sequence[int], adding: Sequence[int]) -> bool:
    agreed = 0
    for column in adding:
        stated = figure(shapes.cell(row, column))
        texts = [shapes.cell(other, column) for other in rest]
        added = total_of(texts)
        if stated is None or added is None or added[1] < 2 or not stated:
            continue
        if abs(added[0] - stated) > tolerance([shapes.cell(row, column), *texts]):
            return False
        agreed += 1
    return agreed >= _LEAST_COLUMNS or (agreed == 1 and len(rest) >= _LEAST_ROWS)


def claim_parts(groups: Groups, body: "Body") -> None:
    """Put 其中：甲县 back among the rows where it opens the list of all districts: its figures count in the sum.

    Args:
        groups: Compares sums.
        body: The sorted rows, which are changed.
    """
    for row, label, kind in [total for total in body.totals if total[2] == "part"]:
        name = _OF_WHICH.sub("", words.squeeze(label))
        if words.total_kind(name) or not any(rank.fullmatch(name) for rank in _RANKS):
            continue
        above = [other for other in [*body.rows, *(total[0] for total in body.totals)] if other < row]
        stops = [total[0] for total in body.totals if total[0] > row]
        members = [other for other in body.rows if row < other < min(stops, default=other + 1)]
        if not above or not members or groups.agrees(row, members) or not groups.agrees(max(above), [row, *members]):
            continue
        body.totals.remove((row, label, kind))
        body.rows = sorted([*body.rows, row])
        if max(above) in body.rows:
            body.rows.remove(max(above))
            body.totals.append((max(above), groups.shapes.cell(max(above), body.label_columns[0]), "total"))
            body.totals.sort()
