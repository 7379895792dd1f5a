"""Cells that are code keep their row out; in headers and sheet names they are harmless (uploads.md, Injection)."""
# ruff: noqa: E501 - one case a line reads better than a wrapped one

import pytest
from making import book, codes, read

BAD = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "javascript:alert(1)", "![x](http://a.b/c.png)",
    "[点我](javascript:alert(1))", "=1+1", "=cmd|' /C calc'!A0", "@SUM(A1:A9)", "+SUM(A1)", "-SUM(A1)|x", "＝1＋1", "=HYPERLINK(\"http://a\")",
    "'; DROP TABLE fact; --", "1' OR '1'='1", "x; delete from fact", "{{7*7}}", "{% for x in y %}", "${7*7}", "<%= 1 %>", r"\input{/etc/passwd}",
    r"$\frac{1}{2}$", "<b>粗</b>", "<extra></extra>", "甲\r\n乙", "\x1b[31m红", "../../etc/passwd", "C:\\Windows\\system32", "\\\\server\\share", "/etc/passwd",
]  # fmt: skip
GOOD = [
    "鼓楼区", "-", "—", "-12.5", "+5", "（12.50）", "马尾区（开发区）", "2024-06-30", "A/B类", "50%以上", "≥20万元", "<3", ">100", "a<b", "R&D经费",
    "http://paper.people.com.cn/rmrb/2024-07/01/nw.htm", "“五基三化”攻坚年", "村;社区", "男/女", "3-4岁", "1 200", "甲、乙", "冀民函〔2023〕3号", "第1季度", "0.5",
    "--", "……", "C级", "12'30", "（一）收入", "5*3", "5=5", "联系点@街道", "1--2",
]  # fmt: skip


@pytest.mark.parametrize("value", BAD)
def test_bad_cells_keep_their_row_out(value: str) -> None:
    result = read(book([["县市区", "说明", "数"], ["鼓楼区", value, 1], ["台江区", "正常", 2]]))
    assert not result.refused
    assert result.tables[0].rows == [["台江区", "正常", "2"]]
    out = [finding for finding in result.findings if finding.outcome == "out"]
    assert [(finding.row, finding.column) for finding in out] == [(2, "说明")]
    assert out[0].code.startswith("CELL_")


@pytest.mark.parametrize("value", GOOD)
def test_ordinary_cells_are_data(value: str) -> None:
    result = read(book([["县市区", "说明", "数"], ["鼓楼区", value, 1], ["台江区", "正常", 2]]))
    assert [row[1] for row in result.tables[0].rows] == [value, "正常"]


def test_headers_and_sheet_names_are_harmless() -> None:
    result = read(book([["县市区", "x'; DROP TABLE fact; --", "数"], ["鼓楼区", "正常", 1]], names=["<b>表<b>"]))
    assert result.tables[0].rows == [["鼓楼区", "正常", "1"]]
    assert codes(result) == set()
