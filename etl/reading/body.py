"""The rows below a header: body, totals, notes, repeated headers, and where the next table begins."""

import re
from dataclasses import dataclass, field

from etl.reading import lines, place_totals, unit_words, words
from etl.reading.additive import additive_name
from etl.reading.groups import Groups
from etl.reading.header import Head
from etl.reading.next_table import NextTable
from etl.reading.shapes import Shapes
from etl.reading.total_labels import total_labels

_PLACE_HEAD = re.compile(
    r"地区|地\s*区|区划|单位|县|市|区|镇|乡|街道|村|社区|名称|省|Region|Area|District", re.IGNORECASE
)
_ITEM_HEAD = re.compile(r"指\s*标|项\s*目|Item|Indicator|类别|分类|行业|年龄", re.IGNORECASE)
_PLACE = re.compile(r".{1,20}(?:省|自治区|市|区|县|旗|州|盟|镇|乡|街道|村|社区|居委会|村委会|办事处|开发区|管理区)")
_UNIT_CODE = re.compile(r"代码|编码|code", re.IGNORECASE)
#: Codes and periods are written in figures and yet name the row.
_KEY_HEAD = re.compile(
    r"代码|编码|code|^(?:统计|报告|数据|填报|所属|会计|核算)?(?:年份?|年度|月份?|年月|时间|日期|期间?|时期|季度|所属期|报告期)$",
    re.IGNORECASE,
)
_SERIAL_HEAD = re.compile(r"序号|编号|行号|行次|No\.?|序", re.IGNORECASE)


@dataclass(slots=True)
class Body:
    """Rows below a header by what they are (indexes into the grid).

    Attributes:
        rows: Body rows.
        totals: (row, label, kind) with kind `total`, `part` or `derived`.
        notes: Rows of notes, sources and signatures.
        sections: Headings inside the body.
        repeats: Rows that repeat the header.
        foreign: Labels of the row above in a second language.
        units: (row, units) where the rows below are in other units than those above.
        unclear: Totals by their name alone, which no figure bears out.
        end: First row that belongs to the next table.
        label_columns: Columns in front of the figures.
    """

    rows: list[int] = field(default_factory=list)
    totals: list[tuple[int, str, str]] = field(default_factory=list)
    notes: list[int] = field(default_factory=list)
    sections: list[int] = field(default_factory=list)
    repeats: list[int] = field(default_factory=list)
    foreign: list[int] = field(default_factory=list)
    units: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)
    unclear: list[int] = field(default_factory=list)
    end: int = 0
    label_columns: tuple[int, ...] = ()


def scan(shapes: Shapes, head: Head, names: dict[int, str]) -> Body:
    """Sort the rows below a header; `names` are the header names by column position."""
    return Scanner(shapes, head, names).run()


class Scanner:
    """Sorts the rows below one header; arguments as of `scan`.

    Attributes:
        end: Column after the last one with a name.
        next: Looks for repeated headers and further tables.
        probes: Columns in which a row of the body holds figures.
        total_labels: Label columns with totals in them: the labels that are totals, and their kind.
    """

    def __init__(self, shapes: Shapes, head: Head, names: dict[int, str]) -> None:
        self.shapes = shapes
        self.head = head
        self.names = names
        sample = shapes.look_ahead(head.last, 40)
        self.figures = shapes.figure_columns(sample)
        # Columns without a name to the right of the table do not decide what a row is.
        self.end = max(names, default=0) + 1
        self.first = min(names, default=0)
        self.labels = self._label_columns(sample)
        self.codes = [c for c in self.labels if _UNIT_CODE.search(words.squeeze(names[c]))]
        self.districts_down = self._districts_down(sample)
        self.next = NextTable(shapes, head, self.figures)
        self.probes = [c for c in sorted(self.figures) if c not in self.labels][:3]
        serials = [column for column in range(max(self.labels, default=0)) if self._is_serial(column)]
        self.total_labels = total_labels(
            shapes, head.last, self.labels, serials, names, sample, districts_down=self.districts_down
        )

    def _label_columns(self, sample: list[int]) -> tuple[int, ...]:
        """Columns up to the first column of figures; codes, years and serial numbers in front are none."""
        found: list[int] = []
        for column in sorted(self.names):
            if len(found) >= 5:
                break
            name = self.names[column]
            if column in self.figures and not _KEY_HEAD.search(words.squeeze(name)):
                if self._is_serial(column):
                    continue
                if found:
                    break
                continue
            found.append(column)
        return tuple(found)

    def _is_serial(self, column: int) -> bool:
        return bool(_SERIAL_HEAD.fullmatch(words.squeeze(self.names.get(column, ""))))

    def _districts_down(self, sample: list[int]) -> bool:
        if not self.labels:
            return False
        heads = [self.names[column] for column in self.labels]
        if any(_ITEM_HEAD.search(text) for text in heads[:1]):
            return False
        if any(_PLACE_HEAD.search(text) for text in heads):
            return True
        texts = [words.squeeze(self.shapes.cell(row, self.labels[0])) for row in sample]
        return 3 * sum(bool(_PLACE.fullmatch(text)) for text in texts) >= len(texts)

    def run(self) -> Body:
        """Look at every row."""
        shapes, rows = self.shapes, self.shapes.rows
        body = Body(label_columns=self.labels)
        groups: list[tuple[int, str]] = []
        blanks = 0
        noted = False
        index = self.head.last + 1
        count = shapes.count
        probes = self.probes
        covered = bool(shapes.covered)
        while index < count:
            cells = rows[index]
            filled = len(cells) - cells.count("")
            if filled and filled <= 4 and len(cells) > self.end:
                filled = self.end - cells[: self.end].count("")
                if filled == 0 and set(cells[self.end :]) <= {"", "FALSE", "TRUE"}:
                    index += 1
                    continue
                filled = filled or 1
            if filled == 0:
                blanks += 1
                index += 1
                continue
            if (blanks or filled <= 2 or noted or lines.texts_in_probes(cells, probes)) and self.next.begins(
                index, blanks, noted
            ):
                break
            stated = lines.unit_line(shapes, index) if filled <= 2 else ()
            if stated:
                body.units.append((index, stated))
                body.notes.append(index)
            elif (filled <= 2 and lines.is_note(shapes, index, noted, filled)) or (
                filled <= lines.MOST_SIGNED and lines.is_signed(shapes, index)
            ):
                noted = True
                body.notes.append(index)
            elif self.next.repeats_header(index):
                body.repeats.append(index)
            elif filled == 1 and self._is_second_label(index, body):
                body.foreign.append(index)
            elif filled == 1 and self._is_section(index, covered):
                body.sections.append(index)
                unit = unit_words.unit_in_brackets(shapes.cell(index, shapes[index].filled[0]))[1]
                if unit:
                    body.units.append((index, (unit,)))
            else:
                kind = self._total(cells) if self.total_labels else None
                if kind and kind[1] == "group" and any(c < len(cells) and cells[c] for c in self.codes):
                    body.rows.append(index)  # a row with a code of its own is a unit, whatever it is called
                elif kind and kind[1] == "group":
                    groups.append((index, kind[0]))
                elif kind:
                    body.totals.append((index, *kind))
                else:
                    body.rows.append(index)
                noted = False
            blanks = 0
            index += 1
        body.end = index
        if groups:
            self._settle(body, groups)
        if self.districts_down and any(kind == "part" for *_, kind in body.totals):
            place_totals.claim_parts(Groups(self.shapes, self._adding()), body)
        if self.districts_down and not body.totals and not self.codes:
            self._set_place_apart(body)
        return body

    def _set_place_apart(self, body: Body) -> None:
        """Keep the row of the city apart where it holds the sums of its districts, as 合计 would be."""
        names = [c for c in self.labels if c not in self.figures]
        row = place_totals.find(self.shapes, body.rows, names[0], self._adding()) if names else None
        if row is not None:
            body.rows.remove(row)
            body.totals.append((row, self.shapes.cell(row, names[0]), "total"))

    def _adding(self) -> list[int]:
        """Columns of figures whose totals are sums."""
        columns = [column for column in sorted(self.figures & set(self.names)) if column not in self.labels]
        return [column for column in columns if additive_name(self.names[column])]

    def _settle(self, body: Body, groups: list[tuple[int, str]]) -> None:
        """Sort rows such as 市区 into the totals or the body."""
        totals = [row for row, _, kind in body.totals if kind == "total"]
        apart, unclear = Groups(self.shapes, self._adding()).settle(body.rows, [row for row, _ in groups], totals)
        body.unclear = sorted(unclear)
        body.totals += [(row, label, "total") for row, label in groups if row in apart]
        body.totals.sort()
        body.rows = sorted([*body.rows, *(row for row, _ in groups if row not in apart)])

    def _is_second_label(self, index: int, body: Body) -> bool:
        """True for a line such as `Total` alone below a Chinese label that has the figures."""
        column = self.shapes[index].filled[0]
        text = self.shapes.cell(index, column)
        above = self.shapes.cell(index - 1, column)
        known = bool(body.rows and body.rows[-1] == index - 1) or bool(body.totals and body.totals[-1][0] == index - 1)
        return (
            known
            and column in self.labels
            and text[:1].isascii()
            and any(letter.isalpha() for letter in text)
            and not words.has_cjk(text)
            and words.has_cjk(above)
            and len(self.shapes[index - 1].filled) > 1
        )

    def _is_section(self, index: int, covered: bool) -> bool:
        shape = self.shapes[index]
        column = shape.filled[0]
        text = self.shapes.cell(index, column)
        if column > max(self.labels, default=self.first):
            return False
        if words.total_kind(text) == "total":
            return False
        merge = self.shapes.covered.get((index, column)) if covered else None
        return words.is_section(text) or bool(merge and merge[3] - merge[1] >= 2)

    def _total(self, cells: list[str]) -> tuple[str, str] | None:
        for column, kinds in self.total_labels:
            if column < len(cells) and cells[column] in kinds:
                return cells[column], kinds[cells[column]]
        return None
