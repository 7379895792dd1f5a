"""The lines above a table: title, unit, period, and the `key：value` lines of statistics-bureau downloads."""

import re
from dataclasses import dataclass, field

from etl.reading import period_words, unit_words, words
from etl.reading.header import Head
from etl.reading.model import Note
from etl.reading.shapes import Shapes, is_continued, key_value

#: Keys whose value is the table's subject rather than a remark.
_SUBJECT = ("指标", "指标名称", "报表名称", "表名")
#: Dates of the paper, not of the figures on it.
_OF_PAPER = re.compile(
    r"(?:有效期限?至?|(?:批准|制定|核准)?文号|(?:填报|填表|报出|报送|上报|打印|导出|下载|查询|制表|编制|制定|批准|审批|审核|签发|印发"
    r"|发布|公布|更新|修订)(?:日期|时间|年月))\s*[:：]?\s*[^\s，,；;）)]*"
)


@dataclass(slots=True)
class Preamble:
    """What the lines above a table say.

    Attributes:
        title: The heading.
        units: Units stated, as written.
        periods: Periods stated, as written; those of the sheet name come last.
        notes: Lines that are none of these.
        preamble: `key：value` lines.
        lines: Grid rows used.
        contradicted: The period above the table where the sheet's name states another year.
    """

    title: str = ""
    units: list[str] = field(default_factory=list)
    periods: list[str] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    preamble: dict[str, str] = field(default_factory=dict)
    lines: list[int] = field(default_factory=list)
    contradicted: str = ""


def read(shapes: Shapes, head: Head, sheet: str) -> Preamble:
    """Read the lines above a header.

    Args:
        shapes: The grid.
        head: The header with the rows above it.
        sheet: Sheet name, which may hold the year.
    """
    above = Preamble(lines=list(head.preface))
    titles: list[tuple[int, str]] = []
    for row in head.preface:
        for column in shapes[row].filled:
            _take(above, titles, shapes.grid.numbers[row], " ".join(shapes.cell(row, column).split()))
    _take_corner(above, shapes, head)
    subject = next((above.preamble[key] for key in _SUBJECT if key in above.preamble), "")
    if subject:
        above.units = above.units or unit_words.units_stated(subject)
    best = _choose_title(titles)
    above.title = best or subject
    above.notes += [Note(number, text) for number, text in titles if text != best]
    above.notes.sort(key=lambda note: note.row_number)
    lines = [text for _, text in titles if not words.is_note(text) and not words.is_sign_off(text)]
    lines += [f"{key}：{value}" for key, value in above.preamble.items()]
    for text in [above.title, *lines]:
        for period in period_words.periods_stated(_OF_PAPER.sub(" ", text)):
            if period not in above.periods:
                above.periods.append(period)
    if above.title and not above.units:
        above.units = unit_words.units_stated(above.title)
    above.contradicted = _contradicted(above.periods, sheet)
    for period in period_words.year_of_sheet(sheet):
        if not any(period.rstrip("年") in known for known in above.periods):
            above.periods.append(period)
    return above


def _take(above: Preamble, titles: list[tuple[int, str]], number: int, text: str) -> None:
    if unit_words.is_unit_line(text):
        above.units += [unit for unit in unit_words.units_stated(text) if unit not in above.units]
        return
    pair = key_value(text)
    if pair and not words.is_note(text):
        key, value = pair
        if len(value) <= 200:
            above.preamble.setdefault(key, value)
            units = [] if key in _SUBJECT else unit_words.units_stated(text)
            above.units += [unit for unit in units if unit not in above.units]
            return
    titles.append((number, text))


def _take_corner(above: Preamble, shapes: Shapes, head: Head) -> None:
    """A unit that stands in the header, over the names of the rows: 单位：个."""
    for row in range(head.first, head.last + 1):
        for column in shapes[row].filled:
            text = " ".join(shapes.cell(row, column).split())
            if "单" in text and unit_words.is_unit_line(text):
                above.units += [unit for unit in unit_words.units_stated(text) if unit not in above.units]


def _choose_title(titles: list[tuple[int, str]]) -> str:
    """The line most like a heading: Chinese, the first of the long ones, no table number or period alone."""
    plain = [
        text
        for _, text in titles
        if not words.is_note(text)
        and not is_continued(text)
        and words.squeeze(text.strip("（）()")) not in period_words.periods_stated(text)
    ]
    chinese = [text for text in plain if words.has_cjk(text)]
    long = [text for text in chinese if len(text) >= 5]
    return (long or chinese or plain or [""])[0]


def _contradicted(periods: list[str], sheet: str) -> str:
    """The one period stated above the table, where the sheet is named by another year and by nothing else."""
    named = re.fullmatch(r"((?:19|20)\d{2})\s*(?:年度?|年?[末底])?", sheet.strip())
    years = {period[:4] for period in periods if period[:4].isdecimal()}
    return periods[0] if named and len(years) == 1 and named[1] not in years else ""
