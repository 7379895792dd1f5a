"""Totals, nested subtotals, 其中 rows and columns of totals against their parts: questioned, never corrected."""

import time

import pytest
from making import book, codes, questions, read, text

from etl.reading.model import ReadResult

HEAD = ["地区", "村数", "收入", "人口密度"]
NESTED = [
    HEAD,
    ["合计", 10, 100.6, 7],
    ["市区", 4, 40.4, 9],
    ["甲区", 1, 10.1, 3],
    ["乙区", 3, 30.2, 2],  # 10.1 + 30.2 = 40.3: each figure was rounded before it was printed
    ["县级市", 6, 60.2, 8],
    ["丙市", 2, 20.1, 4],
    ["丁市", 4, 40.1, 5],
]


def told(result: ReadResult, code: str) -> list[tuple[int | None, str, str]]:
    """(row, column, value) of the findings of a kind."""
    return [(f.row, f.column, f.value) for f in result.findings if f.code == code]


def changed(row: int, column: int, value: object) -> list[list[object]]:
    cells = [list(line) for line in NESTED]
    cells[row][column] = value
    return cells


def test_nested_subtotals_that_add_up_ask_nothing() -> None:
    result = read(book(NESTED))
    assert not questions(result), result.findings
    assert [row[0] for row in result.tables[0].rows] == ["甲区", "乙区", "丙市", "丁市"]


@pytest.mark.parametrize(
    ("row", "column", "value", "expected"),
    [
        (2, 1, 5, [(3, "村数", "5")]),
        (5, 2, 61.5, [(6, "收入", "61.5")]),
        (1, 1, 11, [(2, "村数", "11")]),
        (4, 3, 999, []),  # a density is not added up
        (5, 1, "…", []),
    ],
)
def test_each_total_is_held_to_its_own_parts(
    row: int, column: int, value: object, expected: list[tuple[int, str, str]]
) -> None:
    result = read(book(changed(row, column, value)))
    assert told(result, "TOTAL_MISMATCH") == expected
    # The figures stay as they are: a mismatch is no correction.
    table = result.tables[0]
    assert str(value) in [cell for line in [*table.rows, *(t.cells for t in table.totals)] for cell in line]


def test_subtotals_below_their_rows() -> None:
    rows = [HEAD[:3], ["甲区", 1, 10], ["乙区", 3, 30], ["市区小计", 4, 41], ["丙县", 2, 20], ["丁县", 4, 40],
            ["各县小计", 6, 60], ["总计", 10, 101]]  # fmt: skip
    # The grand total agrees with the subtotals, so only the one that is wrong is named.
    assert told(read(book(rows)), "TOTAL_MISMATCH") == [(4, "收入", "41")]


def test_a_part_is_no_larger_than_its_whole() -> None:
    rows = [HEAD[:3], ["合计", 10, 100], ["其中：开发区", 12, 5], ["甲区", 4, 40], ["乙区", 6, 60]]
    assert told(read(book(rows)), "PART_OVER_WHOLE") == [(3, "村数", "12")]


@pytest.mark.parametrize("word", ["市区", "市直", "市属"])
def test_the_figures_tell_a_subtotal_from_a_unit(word: str) -> None:
    alone = [HEAD[:3], ["合计", 10, 100], [word, 1, 10], ["甲县", 3, 30], ["乙县", 6, 60]]
    result = read(book(alone))
    assert not questions(result)
    assert [row[0] for row in result.tables[0].rows] == [word, "甲县", "乙县"]
    over = [HEAD[:3], ["合计", 9, 90], [word, 9, 90], ["甲县", 3, 30], ["乙县", 6, 60]]
    result = read(book(over))
    assert [total.label for total in result.tables[0].totals] == ["合计", word]
    rates = [["地区", "城镇化率"], ["全市", 50], [word, 70], ["甲县", 30], ["乙县", 60]]
    assert "GROUP_ROW_UNCLEAR" in questions(read(book(rates)))


def test_a_unit_with_a_code_is_a_unit_whatever_its_name() -> None:
    result = text("代码,名称,级别\n140302,城区,县级\n140311,郊区,县级\n140321,平定县,县级\n000000,中国,全国\n")
    assert [row[1] for row in result.tables[0].rows] == ["城区", "郊区", "平定县", "中国"]
    assert not result.tables[0].totals


def test_a_column_of_totals_is_held_to_what_most_rows_bear_out() -> None:
    rows = [["指标", "单位", "合计", "甲区", "乙区"], ["村数", "个", 10, 4, 6], ["收入", "万元", 5, 2, 3],
            ["人口", "人", 99, 40, 50], ["城镇化率", "%", 50, 40, 60], ["支出", "万元", 7, 3, 4]]  # fmt: skip
    assert told(read(book(rows)), "TOTAL_MISMATCH") == [(4, "合计", "99")]
    rows = [["县市区", "合计", "城镇", "其他"], ["甲区", 10, 4, 1], ["乙区", 20, 5, 2], ["丙区", 30, 6, 3]]
    assert not questions(read(book(rows))), "nothing bears out that 合计 is the sum of these two"


def test_many_subtotals_cost_little() -> None:
    lines = ["乡镇,村名,收入,支出,补助"]
    for town in range(600):
        lines += [f"镇{town},村{n},1,2,3" for n in range(20)] + [f"小计,,{20 + town % 2},40,60"]
    begin = time.process_time()
    result = text("\n".join(lines))
    assert time.process_time() - begin < 8
    assert len(result.tables[0].rows) == 12_000
    assert {"TOTAL_MISMATCH", "TOTALS_APART"} <= codes(result)
    assert len(told(result, "TOTAL_MISMATCH")) == 300
