"""The shape of a row: which cells are filled and what kind of thing stands in them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from etl.reading import period_words, unit_words, words
from etl.reading.model import Grid

_KEY_VALUE = re.compile(r"(?P<key>[^:：（(]{1,12})[:：]\s*(?P<value>\S.*)", re.DOTALL)
_NOT_KEYS = frozenset({"其中", "其 中", "含", "内", "注", "备注", "单位"})
#: 频度：年 is no header.
_SPANS = frozenset("年月日周天")
_TABLE_NUMBER = re.compile(
    r"(?:续?附?表|附件|附录|Table|TABLE)\s*[号\d一二三四五六七八九十]|\d+[-—–－.]\d+\s|[（(]?续表?[一二三四\d]*[）)]?$|（续[一二三四\d]*）$"
)
_CONTINUED = re.compile(r"[（(]?\s*续表?\s*[一二三四五六七八九十\d]*\s*[）)]?|(?:to be )?continued", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Shape:
    """Filled columns of a row by kind; a period such as 2024年 or 2024 is neither text nor figure here."""

    filled: tuple[int, ...]
    texts: tuple[int, ...]
    figures: tuple[int, ...]
    periods: tuple[int, ...]
    missing: tuple[int, ...]


class Shapes:
    """Rows of one grid with their shapes and merged ranges, looked at once each."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.rows = grid.rows
        self.count = len(grid.rows)
        self._shapes: dict[int, Shape] = {}
        self.covered: dict[tuple[int, int], tuple[int, int, int, int]] = {}
        self.by_row: dict[int, list[tuple[int, int, int, int]]] = {}
        for merge in grid.merges:
            self.by_row.setdefault(merge[0], []).append(merge)
            if (merge[2] - merge[0] + 1) * (merge[3] - merge[1] + 1) <= 20_000:
                for row in range(merge[0], merge[2] + 1):
                    for column in range(merge[1], merge[3] + 1):
                        self.covered[row, column] = merge

    def cell(self, row: int, column: int) -> str:
        """The text of a cell, '' beyond the row's end."""
        cells = self.rows[row]
        return cells[column] if column < len(cells) else ""

    def blank(self, row: int) -> bool:
        """True when nothing stands in the row."""
        return not any(self.rows[row])

    def __getitem__(self, row: int) -> Shape:
        shape = self._shapes.get(row)
        if shape is None:
            shape = self._shapes[row] = self._look(self.rows[row])
        return shape

    @staticmethod
    def _look(cells: list[str]) -> Shape:
        filled: list[int] = []
        texts: list[int] = []
        figures: list[int] = []
        periods: list[int] = []
        missing: list[int] = []
        for column, text in enumerate(cells):
            if not text:
                continue
            filled.append(column)
            kind = _kind(text) if len(text) <= 60 else "text"
            if kind == "figure":
                figures.append(column)
            elif kind == "text":
                texts.append(column)
            else:
                (missing if kind == "missing" else periods).append(column)
        bare = [(int(cells[column]), column) for column in periods if cells[column].isdecimal()]
        years = [year for year, _ in bare]
        if len(bare) > 1 and years not in (sorted(set(years)), sorted(set(years), reverse=True)):
            # Years in a header go up or down; 1900, 1900, 2024 are figures that happen to look like years.
            figures = sorted(figures + [column for _, column in bare])
            periods = [column for column in periods if not cells[column].isdecimal()]
        return Shape(tuple(filled), tuple(texts), tuple(figures), tuple(periods), tuple(missing))

    def texts_below(self, row: int, column: int) -> Iterable[str]:
        """The texts of a column in the rows after `row`, each at least once."""
        return (cells[column] for cells in self.rows[row + 1 :] if column < len(cells))

    def next_filled(self, row: int) -> int | None:
        """The first row after `row` with something in it."""
        for index in range(row + 1, self.count):
            if any(self.rows[index]):
                return index
        return None

    def look_ahead(self, row: int, count: int) -> list[int]:
        """Up to `count` filled rows after `row`."""
        found: list[int] = []
        for index in range(row + 1, min(self.count, row + 1 + count * 3)):
            if any(self.rows[index]):
                found.append(index)
                if len(found) == count:
                    break
        return found

    def figure_columns(self, rows: list[int]) -> set[int]:
        """Columns that mostly hold figures (or marks for missing ones) in the given rows."""
        hits: dict[int, int] = {}
        seen: dict[int, int] = {}
        for row in rows:
            shape = self[row]
            for column in shape.filled:
                seen[column] = seen.get(column, 0) + 1
            for column in (*shape.figures, *shape.missing, *shape.periods):
                hits[column] = hits.get(column, 0) + 1
        return {column for column, count in seen.items() if 2 * hits.get(column, 0) > count}


@lru_cache(maxsize=20_000)
def _kind(text: str) -> str:
    """What a cell holds."""
    if words.is_missing(text):
        return "missing"
    if period_words.is_period_head(text):
        return "period"
    return "figure" if words.is_number(text) else "text"


def key_value(text: str) -> tuple[str, str] | None:
    """`指标：地区生产总值` as key and value, None for anything else."""
    found = _KEY_VALUE.fullmatch(text)
    if not found or "\n" in found["key"]:
        return None
    key = words.squeeze(found["key"])
    value = found["value"].strip()
    if key in _NOT_KEYS or not key or (unit_words.is_unit(value) and value not in _SPANS):
        return None  # 金额：万元 is the header of a column
    return key, value


def is_preface(text: str) -> bool:
    """True for what stands above tables: unit lines, dates, table numbers, `key：value` lines, notes."""
    return bool(
        unit_words.is_unit_line(text)
        or key_value(text)
        or _TABLE_NUMBER.match(text)
        or words.is_note(text)
        or _CONTINUED.fullmatch(text)
        or (
            len(text) >= 4
            and period_words.periods_stated(text)
            and words.squeeze(text.strip("（）()")) in period_words.periods_stated(text)
        )
    )


def is_continued(text: str) -> bool:
    """True for 续表 and its kin."""
    return bool(_CONTINUED.fullmatch(text.strip()))


def first_block(rows: list[int]) -> list[int]:
    """The rows up to the first blank one, where there are enough of them: what follows may be another table."""
    end = next((at for at in range(1, len(rows)) if rows[at] != rows[at - 1] + 1), len(rows))
    return rows[:end] if end >= 3 else rows
