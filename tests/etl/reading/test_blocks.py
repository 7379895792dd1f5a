"""Tables whose parts differ in unit or meaning, and lines among the rows that are none of them."""

import pytest
from making import book, codes, questions, read, text

TOP = [["汉台区", 310, 12], ["南郑区", 208, 9], ["城固县", 150, 4]]
LOW = [["汉台区", 81, 20], ["南郑区", 64, 11], ["城固县", 37, 5]]
HEAD = ["县区", "数量", "其中新增"]


def csv(*rows: list[object]) -> str:
    return "\n".join(",".join(map(str, row)) for row in rows)


def names(rows: list[list[str]]) -> list[str]:
    return [row[0] for row in rows]


@pytest.mark.parametrize(
    "line", [["单位：万元", "", ""], ["", "", "单位：万元"], ["计量单位:万元", "", ""], ["单位：万 元"]]
)
def test_a_unit_line_in_the_middle_begins_a_table_in_that_unit(line: list[object]) -> None:
    rows = [["单位：个", "", ""], HEAD, *TOP, line, *LOW]
    for found in (text(csv(*rows)), read(book(rows))):
        assert [(table.units, len(table.rows)) for table in found.tables] == [(["个"], 3), (["万元"], 3)]
        assert [row[1] for row in found.tables[1].rows] == ["81", "64", "37"]
        assert questions(found) == set() and "UNIT_CHANGES" in codes(found)


def test_the_same_unit_once_more_changes_nothing() -> None:
    found = text(csv(["单位：个", "", ""], HEAD, *TOP, ["单位：个", "", ""], ["洋县", 5, 1], ["勉县", 6, 1]))
    assert [len(table.rows) for table in found.tables] == [5]


def test_a_unit_line_below_the_header() -> None:
    (table,) = text(csv(HEAD, ["单位：万元", "", ""], *TOP)).tables
    assert table.units == ["万元"] and len(table.rows) == 3


def test_headings_that_state_units() -> None:
    found = text(csv(["县区", "本年", "上年"], ["一、村数（个）", "", ""], *TOP, ["二、收入（万元）", "", ""], *LOW))
    assert [table.units for table in found.tables] == [["个"], ["万元"]]
    assert questions(found) == {"SECTIONS_REPEAT"}


def test_headings_that_alone_tell_rows_apart_are_asked_about() -> None:
    found = text(csv(HEAD, ["一、党员", "", ""], *TOP, ["二、干部", "", ""], *LOW))
    (asked,) = [finding for finding in found.findings if finding.code == "SECTIONS_REPEAT"]
    assert asked.row == 6 and "二、干部" in asked.message
    others: list[list[object]] = [["洋县", 1, 1], ["勉县", 2, 1], ["略阳县", 3, 1]]
    places = text(csv(HEAD, ["一、市区", "", ""], *TOP, ["二、各县", "", ""], *others))
    assert questions(places) == set()


@pytest.mark.parametrize("page", ["— 12 —", "第 1 页  共 2 页", "第3页", "·125·", "- 7 -"])
def test_page_numbers_are_no_rows(page: str) -> None:
    found = text(csv(HEAD, *TOP, ["", "", page], ["洋县", 1, 1], ["勉县", 2, 1]))
    assert names(found.tables[0].rows) == ["汉台区", "南郑区", "城固县", "洋县", "勉县"]
    assert questions(found) == set()


def test_a_figure_without_a_name_is_kept_out_and_named() -> None:
    found = text(csv(HEAD, *TOP, ["", 125, ""], ["洋县", 1, 1]))
    assert names(found.tables[0].rows) == ["汉台区", "南郑区", "城固县", "洋县"]
    (out,) = [finding for finding in found.findings if finding.outcome == "out"]
    assert (out.code, out.row, out.value) == ("ROW_WITHOUT_NAME", 5, "125")


@pytest.mark.parametrize("mark", ["…", "—", "无", "/"])
def test_a_marked_row_without_a_figure_is_a_row(mark: str) -> None:
    rows: list[list[object]] = [["汉台区", 3], ["*南郑区", mark], ["①洋县", mark], ["勉县", 6], ["注：", "快报数"]]
    found = text(csv(["县区", "换届村数"], *rows))
    assert found.tables[0].rows[1:3] == [["*南郑区", mark], ["①洋县", mark]]


def test_figures_of_no_district_below_the_table() -> None:
    found = text(csv(HEAD, *TOP, ["补充资料：流动党员", 1234, ""]))
    assert [total.label for total in found.tables[0].totals] == ["补充资料：流动党员"]
    assert names(found.tables[0].rows) == ["汉台区", "南郑区", "城固县"]
