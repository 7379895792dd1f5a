"""Rows that are worked out from the districts are none of them, whatever they are called."""

import pytest
from making import book, codes, questions, read, text

from etl.reading.words import total_kind

ROWS = [["汉台区", 20, 5], ["南郑区", 30, 7], ["城固县", 25, 6], ["洋县", 15, 2]]
SUM = [90, 20]


def table(label: str, figures: list[float], *, last: bool = True) -> str:
    row = [label, *figures]
    rows = [*ROWS, row] if last else [row, *ROWS]
    return "\n".join(",".join(map(str, line)) for line in [["县区", "党委", "支部"], *rows])


@pytest.mark.parametrize(
    "label",
    ["合计①", "合计*", "总　计（不含市直）", "总计(4个县区)", "合计：", "市　计", "省计", "总数", "合计¹", "汉中市"],
)
def test_totals_by_other_words(label: str) -> None:
    for last in (True, False):
        found = text(table(label, SUM, last=last))
        assert [total.label for total in found.tables[0].totals] == [label]
        assert len(found.tables[0].rows) == 4
        assert questions(found) == set()


@pytest.mark.parametrize("label", ["合计①", "总计(4个县区)", "省计"])
def test_such_totals_are_compared_with_their_parts(label: str) -> None:
    assert "TOTAL_MISMATCH" in codes(text(table(label, [91, 20])))


@pytest.mark.parametrize(
    "label",
    [
        "全市平均", "平均", "平均值", "去年同期", "上年同期数", "同比增长（%）", "较上年增减", "占全市比重%",
        "比上年±%", "最高值", "中位数", "全省平均水平", "增减额", "市均", "上年末", "比年初增减",
    ],
)  # fmt: skip
def test_rows_worked_out_from_the_districts(label: str) -> None:
    found = text(table(label, [22.5, 5]))
    assert [total.label for total in found.tables[0].totals] == [label]
    assert codes(found) == {"TOTALS_APART"}


@pytest.mark.parametrize("label", ["平均村", "增产村", "最高乡", "汉中市", "占家村", "上年村", "均安镇", "总数村"])
def test_places_stay_places(label: str) -> None:
    found = text(table(label, [22, 5]))
    assert len(found.tables[0].rows) == 5 and not found.tables[0].totals


def test_words_for_totals_among_places_are_items_elsewhere() -> None:
    found = text("指标,2023年\n总数,90\n平均值,22.5\n增长（%）,3\n")
    assert [row[0] for row in found.tables[0].rows] == ["总数", "平均值", "增长（%）"]
    assert total_kind("总数") == "tally"


@pytest.mark.parametrize("merged", [True, False])
def test_a_total_in_the_column_of_serial_numbers(merged: bool) -> None:
    rows = [["序号", "县区", "党委", "支部"], ["合计", None, *SUM], *([n, *row] for n, row in enumerate(ROWS, start=1))]
    found = read(book(rows, merges=[(1, 0, 1, 1)] if merged else []))
    assert [total.label for total in found.tables[0].totals] == ["合计"]
    assert [row[1] for row in found.tables[0].rows] == [row[0] for row in ROWS]
