"""Tables drawn the ways offices draw them, each with what it means."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import zip_longest

from tests.torture.figures import (
    BLANK,
    GROUPS,
    MISSING,
    PLACES,
    PLAIN,
    PSEUDO,
    TOTAL_WORDS,
    Cell,
    Indicator,
    amount,
    figure,
    padded,
    share,
    words_cell,
)
from tests.torture.truth import TableTruth

Merge = tuple[int, int, int, int]


@dataclass(slots=True)
class Drawing:
    """Cells of a sheet as they will be written, merges, and the tables they mean."""

    cells: list[list[Cell]] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    tables: list[TableTruth] = field(default_factory=list)
    traits: list[str] = field(default_factory=list)
    must_ask: set[str] = field(default_factory=set)

    def line(self, *texts: str) -> None:
        """A row of words; empty words are empty cells."""
        self.cells.append([words_cell(text) if text else BLANK for text in texts])


@dataclass(frozen=True, slots=True)
class Leaf:
    """A column of figures: the headers above it and its indicator."""

    upper: tuple[str, ...]
    indicator: Indicator

    @property
    def name(self) -> str:
        """All headers in one word."""
        return "".join((*self.upper, self.indicator.name))


class Drawer:
    """Draws one sheet; every choice comes from one source of chance."""

    def __init__(self, chance: random.Random, *, text_file: bool, sheet: str, year: int, merging: bool) -> None:
        self.chance, self.text_file, self.sheet, self.year, self.merging = chance, text_file, sheet, year, merging
        self.drawn = Drawing()
        self.style = chance.choice(("number", "number", "text", "thousands", "slips"))
        self.pad = chance.random() < 0.4
        self.percent = self.style == "number" and not text_file and chance.random() < 0.5
        self.missing = chance.random() < 0.4
        self.unit_at = ""
        self.unit: str | None = None
        self.dated = False

    def pick(self, share: float) -> bool:
        """True in a share of the cases."""
        return self.chance.random() < share

    def figure(self, value: Decimal, leaf: Leaf | None = None) -> Cell:
        """A figure in the file's style; shares are formatted as such where the file does so."""
        if self.percent and leaf is not None and leaf.indicator.unit == "%":
            self.trait("百分比格式")
            return share(value)
        return figure(self.chance, value, self.style, text_file=self.text_file)

    def name(self, text: str) -> Cell:
        """A row name, spread out when this file does so."""
        return words_cell(padded(self.chance, text) if self.pad else text)

    def trait(self, name: str) -> None:
        """Note what makes the sheet ugly."""
        if name not in self.drawn.traits:
            self.drawn.traits.append(name)

    # -------------------------------------------------------------- lines above and below

    def heading(self, width: int, subject: str, units: list[str | None]) -> None:
        """Blank rows, table number, title, unit line, date line; sets where the unit stands."""
        chance, drawn = self.chance, self.drawn
        for _ in range(chance.choice((0, 0, 0, 1, 2))):
            drawn.cells.append([])
        same = {unit for unit in units if unit}
        places = ["title", "line", "line_first"] if len(same) == 1 else []
        self.unit_at = chance.choice([*places, "header", "header", "row", "line_all"] if same else ["none"])
        self.unit = next(iter(same)) if len(same) == 1 else None
        titled = self.pick(0.8) or self.unit_at == "title"
        if self.pick(0.2):
            drawn.line(chance.choice(("表3-1", "附件2", "附表：")))
        if titled:
            period = f"{self.year}年" if not self.sheet.isdigit() else ""
            self.dated = bool(period)
            title = f"{period}{subject}"
            if self.unit_at == "title":
                title += f"（{self.unit}）"
                self.trait("单位在标题")
            drawn.line(chance.choice(("", "　　")) + title)
            if self.merging and self.pick(0.5):
                drawn.merges.append((len(drawn.cells) - 1, 0, len(drawn.cells) - 1, width - 1))
            if self.pick(0.15):
                drawn.line("Main Indicators by County and District")
                self.trait("双语")
        if self.pick(0.12):
            dates = (
                "填报日期：2031年1月8日",
                "有效期至：2031年3月",
                "打印时间：2031-01-08",
                "批准文号：国统制〔2031〕45号",
            )
            drawn.line(*[""] * chance.randrange(width), chance.choice(dates))
            self.trait("表单日期")
        if self.unit_at in ("line", "line_first", "line_all"):
            listed = self.unit if self.unit_at != "line_all" else "、".join(dict.fromkeys(u for u in units if u))
            word = chance.choice(("单位：", "计量单位：", "单位:", "单 位："))
            if self.unit_at != "line_all" and listed and listed.isalpha() and self.pick(0.2):
                listed = chance.choice((" ", "　")).join(listed)
                self.trait("拉开的单位")
            place = 0 if self.unit_at == "line_first" else width - 1
            drawn.line(*[""] * place, f"{word}{listed}")
            self.trait("单位单独一行")

    def period(self) -> str | None:
        """The year where title or sheet name states it."""
        return str(self.year) if self.dated or self.sheet.isdigit() else None

    def footing(self) -> None:
        """Notes, sources and signatures below the table."""
        drawn, chance = self.drawn, self.chance
        if self.pick(0.3):
            drawn.cells.append([])
        for text in chance.choice(
            (
                [], ["注：本表为快报数。"], ["资料来源：区统计局"], ["注：1.按辖区统计。", "　　2.总计有舍入差。"],
                ["说明：增速按可比价格计算。", "数据来源：农业农村局"], ["*为初步核算数。"],
            )
        ):  # fmt: skip
            drawn.line(text)
            self.trait("表下注释")
        if self.pick(0.15):
            drawn.line("填表人：", "", "审核人：")

    # -------------------------------------------------------------- header

    def leaves(self) -> list[Leaf]:
        """Columns of figures: single ones and groups."""
        chance = self.chance
        single = [Leaf((), item) for item in chance.sample(PLAIN, chance.randrange(2, 5))]
        if self.pick(0.45):
            groups = chance.sample(GROUPS, chance.randrange(1, 3))
            top = chance.choice(("", "", "基本情况"))
            grouped = [Leaf((*((top,) if top else ()), group), part) for group, parts in groups for part in parts]
            self.trait("多层表头" if not top else "三层表头")
            return grouped if self.pick(0.3) else [*single, *grouped] if self.pick(0.5) else [*grouped, *single]
        return single

    def header(self, lead: list[str], leaves: list[Leaf]) -> tuple[list[str], list[str | None]]:
        """Draw the header; returns the column names and the units that the file states for them."""
        depth = max(len(leaf.upper) for leaf in leaves) + 1
        bracket = self.unit_at == "header"
        split = depth == 1 and not leaves[0].indicator.name[0].isdigit() and self.pick(0.15)
        top = len(self.drawn.cells)
        grid = self._header_grid(lead, leaves, depth, bracket=bracket, split=split)
        self.drawn.cells += grid
        depth = len(grid)
        if depth > 1 and not split:
            self._header_merges(lead, leaves, top, depth)
        if self.pick(0.12):
            self.drawn.line("Region", *[""] * (len(lead) - 1), *(leaf.indicator.english for leaf in leaves))
            self.trait("双语")
        if self.unit_at == "row":
            self.drawn.line(*[""] * len(lead), *(f"（{leaf.indicator.unit}）" for leaf in leaves))
            self.trait("单位行")
        names = [*lead, *(leaf.name for leaf in leaves)]
        stated = self.unit_at != "none"
        units = [None] * len(lead) + [leaf.indicator.unit if stated else None for leaf in leaves]
        return names, units

    def _header_grid(
        self, lead: list[str], leaves: list[Leaf], depth: int, *, bracket: bool, split: bool
    ) -> list[list[Cell]]:
        if split:
            self.trait("拆行的表头词")
            halves = [_halves(name) for name in (*lead, *(leaf.indicator.name for leaf in leaves))]
            marks = [""] * len(lead) + [f"({leaf.indicator.unit})" if bracket else "" for leaf in leaves]
            first = [words_cell(half[0]) for half in halves]
            second = [
                words_cell(half[1] + mark) if half[1] + mark else BLANK
                for half, mark in zip(halves, marks, strict=True)
            ]
            return [first, second]
        rows = [[BLANK] * (len(lead) + len(leaves)) for _ in range(depth)]
        for column, name in enumerate(lead):
            rows[0][column] = words_cell(name)
        previous: tuple[str, ...] = ()
        for at, leaf in enumerate(leaves):
            column = len(lead) + at
            mark = self._unit_mark(leaf.indicator.unit) if bracket else ""
            for level, word in enumerate(leaf.upper):
                if previous[: level + 1] != leaf.upper[: level + 1]:
                    rows[level][column] = words_cell(word)
            rows[len(leaf.upper)][column] = words_cell(self._head_word(leaf.indicator.name) + mark)
            previous = leaf.upper
        return rows

    def _unit_mark(self, unit: str) -> str:
        """The unit as it stands behind a column's name."""
        marks = ["（{}）", "({})", "（{}）", "({})", "：{}"]
        mark = self.chance.choice([*marks, "{}", "{}"] if unit == "%" else marks).format(unit)
        if mark[0] not in "（(":
            self.trait("单位不在括号里")
        return mark

    def _head_word(self, name: str) -> str:
        if len(name) >= 4 and self.pick(0.1):
            self.trait("表头内换行")
            return f"{name[:2]}\n{name[2:]}"
        return name

    def _header_merges(self, lead: list[str], leaves: list[Leaf], top: int, depth: int) -> None:
        if not self.merging:
            self.trait("丢失合并格的表头")
            return
        self.trait("合并表头")
        bottom = top + depth - 1
        self.drawn.merges += [(top, column, bottom, column) for column in range(len(lead))]
        for at, leaf in enumerate(leaves):
            if len(leaf.upper) < depth - 1:
                self.drawn.merges.append((top + len(leaf.upper), len(lead) + at, bottom, len(lead) + at))
        for level in range(depth - 1):
            start = 0
            while start < len(leaves):
                path = leaves[start].upper[: level + 1]
                end = start
                while end + 1 < len(leaves) and len(path) > level and leaves[end + 1].upper[: level + 1] == path:
                    end += 1
                if end > start:
                    self.drawn.merges.append((top + level, len(lead) + start, top + level, len(lead) + end))
                start = end + 1

    # -------------------------------------------------------------- bodies

    def values(self, leaf: Leaf, count: int) -> list[Decimal | None]:
        """Figures of a column; None is missing."""
        return [None if self.missing and self.pick(0.08) else amount(self.chance, leaf.indicator) for _ in range(count)]

    def missing_cell(self) -> Cell:
        """A mark for a missing figure."""
        self.trait("缺报符号")
        return words_cell(self.chance.choice(MISSING))

    def row(self, stub: list[Cell], values: list[Decimal | None], leaves: Sequence[Leaf] = ()) -> list[Cell]:
        """One row of the body; `leaves` are its columns of figures."""
        pairs = zip_longest(values, leaves)
        return [*stub, *(self.missing_cell() if value is None else self.figure(value, leaf) for value, leaf in pairs)]


def _halves(name: str) -> tuple[str, str]:
    """A header word cut as narrow columns cut it: 年末总 / 人口."""
    cut = (len(name) + 1) // 2
    return (name[:cut], name[cut:]) if len(name) >= 4 else (name, "")


def total_word(chance: random.Random) -> str:
    """A word for a grand total."""
    return chance.choice(TOTAL_WORDS)


def places(chance: random.Random) -> list[str]:
    """Districts, now and then with a pseudo-district among them."""
    found = chance.sample(PLACES, chance.randrange(3, 10))
    if chance.random() < 0.2:
        found.append(chance.choice(PSEUDO))
    return found
