"""A long text read by columns gives what it gives read row by row, whatever stands in it."""

from collections.abc import Callable
from itertools import zip_longest

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.reading import delimited, total_columns
from etl.reading.identity import SUSPECT, is_suspect
from etl.reading.long_model import LongTable
from etl.reading.model import DEFAULT, Limits, ReadResult
from etl.reading.reader import read_bytes

HEADER = ["村编码", "村名", "年度", "月份", "党员人数", "集体经济收入（万元）", "备注"]
Lines = list[str]


def village_lines(separator: str = ",", count: int = 420) -> Lines:
    cells = (
        [f"3501{n:08d}", f"第{n}村", "2024", str(1 + n % 12), str(n % 41), str(n / 100), "组织部统计"]
        for n in range(count)
    )
    return [separator.join(HEADER), *(separator.join(one) for one in cells)]


def both(data: bytes, name: str = "进度.csv", limits: Limits = DEFAULT) -> tuple[ReadResult, ReadResult]:
    """A text read by columns and row by row."""
    with pytest.MonkeyPatch.context() as patch:
        # Texts are short here; columns of totals are looked at in short tables only.
        patch.setattr(total_columns, "MOST_ROWS", 100)
        patch.setattr(delimited, "LONG_ROWS", 390)
        fast = read_bytes(data, name, limits=limits)
        patch.setattr(delimited, "LONG_ROWS", 10**9)
        return fast, read_bytes(data, name, limits=limits)


def is_long(result: ReadResult) -> bool:
    return [type(table) for table in result.tables] == [LongTable]


ENCODINGS = {"utf-8": "utf-8", "utf-8-sig": "utf-8-sig", "gb18030": "gb18030", "utf-16": "utf-16"}


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", [",", "\t", ";", "|"])
def test_a_plain_long_text_is_read_by_columns(encoding: str, line_end: str, separator: str) -> None:
    data = (line_end.join(village_lines(separator)) + line_end * 2).encode(encoding)
    fast, slow = both(data)
    assert fast.as_dict() == slow.as_dict() and not slow.refused
    assert is_long(fast) and not is_long(slow)
    assert fast.tables[0].rows[123] == ["350100000123", "第123村", "2024", "4", "0", "1.23", "组织部统计"]


def _put(text: str, place: int = 6) -> Callable[[Lines], None]:
    def change(lines: Lines) -> None:
        cells = lines[350].split(",")
        cells[place] = text
        lines[350] = ",".join(cells)

    return change


def _insert(*texts: str, at: int = 350) -> Callable[[Lines], None]:
    def change(lines: Lines) -> None:
        lines[at:at] = texts

    return change


def _each(more: str) -> Callable[[Lines], None]:
    def change(lines: Lines) -> None:
        lines[:] = [line + more for line in lines]

    return change


def _curly(lines: Lines) -> None:
    lines[:] = [",".join(f"“{cell}”" for cell in line.split(",")) for line in lines]


#: What may stand in a long text, and whether it can still be read by columns.
SPOILED: dict[str, tuple[Callable[[Lines], None], bool]] = {
    "spaces": (_put(" 1 234\u3000", 5), True),
    "blank cell": (_put("", 5), True),
    "missing mark": (_put("…", 5), True),
    "long cell": (_put("长" * 90), True),
    "many long cells": (_each("长" * 30), True),
    "too long a cell": (_put("长" * 33_000), False),
    "other digits": (_put("１２３４"), True),
    "title": (_insert("2024年各村情况,,,,,,", at=0), True),
    "bare title": (_insert("2024年各村情况", at=0), False),
    "declared separator": (_insert("sep=,", at=0), False),
    "note": (_insert("注：年报数。,,,,,,", at=421), True),
    "blank line": (_insert(""), False),
    "blank row": (_insert(",,,,,,"), False),
    "blank rows at the end": (_insert(",,,,,,", ",,,,,,", at=421), True),
    "blank lines at the end": (_insert("", " \u3000", "\t", at=421), True),
    "total": (_insert(",合计,2024,1,100,5,"), False),
    "header again": (_insert(",".join(HEADER)), False),
    "too few fields": (_insert("350100000999,某村,2024,1"), False),
    "too many fields": (_insert("350100000999,某村,2024,1,2,3,说明,多"), False),
    "two rows that even out": (_insert("350100000999,某村,2024,1,2,3", "350100000998,村,2024,1,2,3,说,明"), False),
    "trailing separators": (_each(",,"), False),
    "quotes": (_put('"说明"'), False),
    "quotes of another kind": (_curly, False),
    "formula": (_put("=1+1"), False),
    "script": (_put("<script>alert(1)</script>"), False),
    "control": (_put("一\x0b二"), False),
    "nul": (_put("一\x00二"), False),
    "mark inside": (_put("一\ufeff二"), True),
    "line separator": (_put("一\u2028二"), True),
    "private use": (_put("一\ue000二"), False),
    "wreck": (_put("锟斤拷"), False),
    "return inside": (_put("一\r二"), False),
    "identity number": (_put("11010519491231002X"), False),
    "phone": (_put("13912345678"), False),
    "rounded identity number": (_put("1.10105194912310E+17"), False),
    "credit code": (_put("91350100M000100Y43"), True),
}


@pytest.mark.parametrize("name", SPOILED)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_whatever_stands_in_the_middle_is_read_alike(name: str, encoding: str) -> None:
    change, by_columns = SPOILED[name]
    lines = village_lines()
    change(lines)
    fast, slow = both("\n".join(lines).encode(encoding))
    assert fast.as_dict() == slow.as_dict()
    assert encoding != "utf-8" or is_long(fast) == by_columns


def test_a_text_with_too_many_rows_or_columns_is_refused_alike() -> None:
    data = "\n".join(village_lines(count=460)).encode()
    for limits in (Limits(max_rows=400), Limits(max_rows=450), Limits(max_columns=5)):
        fast, slow = both(data, limits=limits)
        assert fast.as_dict() == slow.as_dict()
        assert fast.refused == (limits.max_rows != 450)


def test_bytes_that_are_not_utf8_in_one_line() -> None:
    lines = [line.encode() for line in village_lines()]
    for bad in ("组织部".encode("gb18030"), b"\xff\xfe", "组".encode()[:2]):
        fast, slow = both(b"\n".join([*lines[:350], lines[350] + bad, *lines[351:]]))
        assert fast.as_dict() == slow.as_dict()


_CELL = st.one_of(
    st.integers(-5, 120_000).map(str),
    st.floats(0, 1e6, allow_nan=False).map(lambda x: f"{x:.2f}"),
    st.sampled_from(["", "…", "—", "无", "是", "350100000001", "2024年6月", "2024-06-30", "12.5%", "1,234"]),
    st.sampled_from(["合计", "其中：女", "备注", "=A1", "1392345", "13912345678", "E+17", "１２３", " a ", "\u3000"]),
    st.text(st.characters(codec="utf-8", exclude_characters='"'), max_size=12),
)


@st.composite
def _drawn(draw: st.DrawFn) -> bytes:
    """A long text of a few kinds of cells in each column, and now and then a line that is not plain."""
    separator = draw(st.sampled_from(",,,\t;|，"))
    kinds = draw(st.lists(st.lists(_CELL, min_size=1, max_size=4), min_size=2, max_size=5))
    head = ["单位名称", "村名", *(f"{'甲乙丙'[at]}项" for at in range(3))][: len(kinds)]
    count = draw(st.integers(385, 430))
    rows = [[f"第{n}村", *(kind[n % len(kind)] for kind in kinds[1:])] for n in range(count)]
    lines = [separator.join(cells) for cells in ([head, *rows])]
    for _ in range(draw(st.integers(0, 2))):
        lines.insert(draw(st.integers(0, len(lines))), draw(st.sampled_from(["", separator, "注：甲", lines[5], "，"])))
    text = draw(st.sampled_from(["\n", "\n", "\r\n"])).join(lines) + draw(st.sampled_from(["", "\n", "\r\n\n", " \n"]))
    return text.encode(draw(st.sampled_from(["utf-8", "utf-8", "utf-8-sig", "gb18030"])), errors="replace")


@given(st.text(st.sampled_from("113456789０１８ -\u3000—.·)xX\n甲Ee+7"), max_size=40))
def test_the_quick_look_for_personal_numbers_misses_none(text: str) -> None:
    assert is_suspect(text) == bool(SUSPECT.search(text))


@settings(max_examples=60)
@given(_drawn())
def test_drawn_texts_are_read_alike(data: bytes) -> None:
    fast, slow = both(data)
    for one, other in zip_longest(fast.tables, slow.tables):
        assert one.rows == other.rows
    assert fast.as_dict() == slow.as_dict()
