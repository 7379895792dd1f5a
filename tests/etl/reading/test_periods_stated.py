"""Dates of the paper are no periods of its figures; a sheet and its title must not state two years."""

import pytest
from making import book, questions, read, text

ROWS = "县区,党委\n汉台区,3\n南郑区,5\n城固县,6\n"


@pytest.mark.parametrize(
    "line",
    [
        "有效期至：2026年3月",
        "填报日期：2024年7月5日",
        "打印时间：2024-07-05",
        "批准文号：国统字（2023）45号",
        "填报单位：洋县　填报日期：2024年7月5日",
        "报出日期：2024年4月8日",
        "注：2020年数据为普查数",
    ],
)
def test_dates_of_the_paper(line: str) -> None:
    assert text(f"党组织情况统计表\n{line}\n{ROWS}").tables[0].periods == []
    assert text(f"党组织情况统计表\n{line}\n2024年一季度\n{ROWS}").tables[0].periods == ["2024年一季度"]


@pytest.mark.parametrize("line", ["统计截止时间：2024年6月30日", "报告期：2024年6月", "时间：2024年"])
def test_dates_of_the_figures(line: str) -> None:
    assert text(f"党组织情况统计表\n{line}\n{ROWS}").tables[0].periods[0].startswith("2024年")


def _book(title: str, head: str = "县区") -> bytes:
    return book([[title], [head, "党委"], ["汉台区", 3], ["南郑区", 5]], names=["2022"])


def test_a_sheet_named_by_another_year_than_its_title() -> None:
    found = read(_book("2021年党组织情况"))
    (asked,) = [finding for finding in found.findings if finding.outcome == "confirm"]
    assert (asked.code, asked.sheet, asked.value) == ("PERIOD_CONTRADICTS", "2022", "2021年")


@pytest.mark.parametrize(
    ("title", "head"),
    [("2022年党组织情况", "县区"), ("党组织情况", "县区"), ("2020—2022年情况", "县区"), ("2021年情况", "年度")],
)
def test_no_contradiction(title: str, head: str) -> None:
    assert questions(read(_book(title, head))) == set()
