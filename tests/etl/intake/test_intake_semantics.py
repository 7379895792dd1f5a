"""Figures that are well written and still wrong, or only look so (uploads.md, Semantics)."""

# ruff: noqa: E501 - a case is one row of a table

from decimal import Decimal
from pathlib import Path

import pytest
from intake_cases import Case, Sent, judge, send
from intake_world import (
    INCOME_HEAD,
    PROGRESS_HEAD,
    VILLAGES,
    changed,
    cover,
    csv,
    income,
    progress,
)  # fmt: skip

from dashboard.periods import period_key

PLAIN_HEAD = tuple(title.replace("（万元）", "") for title in INCOME_HEAD)
OWN_WORDS = {"收入合计": "村集体总收入情况", "年度收入目标": "全年目标任务数"}
VILLAGE = VILLAGES[4][0]


def july(changes: dict[tuple[int, int], str] | None = None, **words: int) -> str:
    return csv(INCOME_HEAD, changed(income(2024, 7, **words), changes or {}))


def slipped(rows: list[list[str]], chosen: range, factor: str) -> str:
    """The form with every amount of the chosen rows multiplied."""
    cells = {
        (row, column): f"{Decimal(rows[row][column]) * Decimal(factor):f}" for row in chosen for column in range(4, 12)
    }
    return csv(INCOME_HEAD, changed(rows, cells))


def headed(unit: str, factor: str) -> str:
    """The form with another unit in every header, and the figures in that unit."""
    head = [title.replace("万元", unit) for title in INCOME_HEAD]
    return slipped(income(), range(72), factor).replace(",".join(INCOME_HEAD), ",".join(head))


def one_row(row: int, total: str, business: str, **other: str) -> dict[tuple[int, int], str]:
    """Total and operating income of a village; the subsidy is nought unless given."""
    return {(row, 5): total, (row, 6): business, (row, 10): other.get("subsidy", "0")}


def same_as_last_year() -> str:
    rows = income(2023, 7, percent=90)
    return csv(INCOME_HEAD, changed(rows, {(row, 2): "2024" for row in range(72)}))


def same_as_last_month() -> str:
    rows = income(2024, 6)
    return csv(INCOME_HEAD, changed(rows, {(row, 3): "7" for row in range(72)}))


def all_fifty() -> str:
    cells = {(row, column): text for row in range(72) for column, text in ((5, "50"), (6, "50"), (10, "0"))}
    return csv(INCOME_HEAD, changed(income(), cells))


def own_header(unit: str = "") -> str:
    """Amounts under an office's own words: a synonym of the form's header, with or without a unit."""
    head = list(PLAIN_HEAD)
    head[5] = "村级集体经济收入" + unit
    return csv(head, income())


CASES = [
    Case("July in order", july(), "A", kept=72),
    Case("all ×10,000", slipped(income(2024, 7), range(72), "10000"), "F", ["HISTORY_UNIT_SLIP_ALL"]),
    Case("all ×10,000, only older months known", slipped(income(2024, 9), range(72), "10000"), "F", ["HISTORY_UNIT_SLIP_ALL"]),
    Case("all ÷10,000", slipped(income(2024, 7), range(72), "0.0001"), "F", ["HISTORY_UNIT_SLIP_ALL"]),
    Case("all ×10,000 of a month already stored", slipped(income(2023, 12), range(72), "10000"), "F", ["HISTORY_UNIT_SLIP_ALL"]),
    Case("all ÷10,000 of a month already stored", slipped(income(2023, 12), range(72), "0.0001"), "W", ["HISTORY_UNIT_SLIP", "HISTORY_CHANGED_YEAR", "HISTORY_CHANGED_YEAR_MORE"]),
    Case("one row ×10,000", slipped(income(2024, 7), range(4, 5), "10000"), "W", ["HISTORY_UNIT_SLIP", "RULE_BROKEN"], kept=72, through=True),
    Case("one row ×10,000, no month before it known", slipped(income(2022, 9), range(4, 5), "10000"), "W", ["HISTORY_UNIT_SLIP"], kept=72),
    Case("header in 元", headed("元", "10000"), "N", notes=["MEASURE_CONVERTED"], kept=72),
    Case("header in 亿元", headed("亿元", "0.0001"), "N", notes=["MEASURE_CONVERTED"], kept=72),
    Case("header in 千元", headed("千元", "10"), "N", notes=["MEASURE_CONVERTED"], kept=72),
    Case("header in persons", csv([title.replace("万元", "人") for title in INCOME_HEAD], income()), "F", ["MEASURE_MISMATCH"]),
    Case("no unit under the form's own header", csv(("单位编码", "单位名称", "年度", "截至月份", "年度收入目标", "收入合计（累计）", "经营收入（累计）", "发包及上交收入（累计）", "投资收益（累计）", "其他经营收入（累计）", "补助收入（累计）", "其他收入（累计）", "村企数", "数据性质"), income()), "A", kept=72),
    Case("no unit under an office's own header", own_header(), "W", ["MEASURE_MISSING"], kept=72),
    Case("unknown unit", csv([title.replace("万元", "贯") for title in INCOME_HEAD], income()), "W", ["MEASURE_MISSING"], kept=72),
    Case("part above total", july({(4, 6): "999"}), "R", ["RULE_BROKEN", "SUM_MISMATCH"], [6], kept=71),
    Case("total differs from its parts", july({(4, 5): f"{Decimal(income(2024, 7)[4][5]) + 3}"}), "W", ["SUM_MISMATCH"], kept=72),
    Case("twice as much as last year", july(one_row(4, "300", "298.1", subsidy="1.9")), "W", ["HISTORY_JUMP"], kept=72),
    Case("nothing where there was something", july(one_row(4, "0", "0")), "W", ["HISTORY_FELL_TO_ZERO", "HISTORY_YTD_DECREASED"], kept=72),
    Case("less than in June", july(one_row(4, "55", "55")), "W", ["HISTORY_YTD_DECREASED"], kept=72),
    Case("same as the month before throughout", same_as_last_month(), "W", ["HISTORY_COPY"], notes=[], kept=72),
    Case("title of a single month", "2024年9月当月村级集体经济收入情况表\n单位：万元\n" + csv([title.replace("（累计）", "") for title in INCOME_HEAD], income()), "W", ["TITLE_SINGLE_PERIOD"], kept=72),
    Case("title of a single month and of running figures", "2024年9月当月及累计收入情况表\n" + csv(INCOME_HEAD, income()), "N", notes=["PREFACE_TAKEN"], kept=72),
    Case("same as last year throughout", same_as_last_year(), "W", ["HISTORY_COPY"], kept=72),
    Case("all exactly 50", all_fifty(), "W", ["HISTORY_ALL_EQUAL"], kept=72),
    Case("a published year changed", csv(INCOME_HEAD, changed(income(2023, 12), {(4, 5): "200", (4, 6): "198.1"})), "W", ["HISTORY_CHANGED_YEAR"], notes=["HISTORY_CHANGED"], kept=72, through=True),
    Case("this year corrected", csv(INCOME_HEAD, changed(income(2024, 6), {(4, 5): "90", (4, 6): "88.1"})), "N", notes=["HISTORY_CHANGED"], kept=72),
    Case("three villages of 72", csv(INCOME_HEAD, income()[:3]), "W", ["HISTORY_INCOMPLETE"], kept=3, through=True),
    Case("earlier month", csv(INCOME_HEAD, income(2024, 5)), "A", kept=72),
    Case("some other table", "客户,订单号,金额,日期\n甲公司,1,2.50,2024-09-01\n乙公司,2,3.50,2024-09-02\n", "F", ["MAP_NO_TEMPLATE"]),
    Case("another form than said", csv(PROGRESS_HEAD, progress()), "F", ["MAP_MISSING_COLUMN"], template="T3"),
    Case("more than all", cover(("台江区", "楼栋党小组", 10, "", "", 11, 12), ("长乐区", "楼栋党小组", 10, "", "", 9, 10)), "R", ["PART_ABOVE_WHOLE"], [2], kept=1),
    Case("work below organisation", cover(("台江区", "楼栋党小组", 10, "", "", 9, 8)), "W", ["WORK_BELOW_ORG"], kept=1),
    Case("organisations without units", cover(("台江区", "楼栋党小组", 0, "", "", 3, 3), ("长乐区", "楼栋党小组", 10, "", "", 9, 10)), "R", ["PART_ABOVE_WHOLE"], [2], kept=1),
    Case("nought of nought", cover(("台江区", "楼栋党小组", 0, "", "", 0, 0)), "A", kept=1),
    Case("parts differ from organisation coverage", cover(("台江区", "非公企业两个覆盖", 20, 3, 4, 9, 10)), "W", ["SUM_MISMATCH"], kept=1),
    Case("unknown indicator", csv(PROGRESS_HEAD, changed(progress(), {(0, 4): "no_such_code"})), "R", ["INDICATOR_UNKNOWN"], [2], kept=3),
    Case("indicator by code and by name", csv(PROGRESS_HEAD, [*progress(), [*progress()[0][:4], "发展党员数", *progress()[0][5:8], "31", *progress()[0][9:]]]), "R", ["KEY_DUPLICATE_CONFLICT"], [2, 6], kept=3),
    Case("code of one indicator, name of another", csv(PROGRESS_HEAD, changed(progress(), {(1, 5): "发展35岁及以下党员数"})), "R", ["INDICATOR_NAME_MISMATCH"], [3], kept=3, where="指标名称"),
    Case("indicator called otherwise", csv(PROGRESS_HEAD, changed(progress(), {(1, 5): "发展党员"})), "N", notes=["INDICATOR_NAME_OTHER"], kept=4),
    Case("indicator's name in full-width and with blanks", csv(PROGRESS_HEAD, changed(progress(), {(1, 5): " 发展 党员数"})), "A", kept=4),
    Case("indicator in another unit", csv(PROGRESS_HEAD, changed(progress(), {(0, 6): "万元"})), "R", ["INDICATOR_WRONG_UNIT"], [2], kept=3),
    Case("half a person", csv(PROGRESS_HEAD, changed(progress(), {(0, 8): "30.5"})), "R", ["INDICATOR_NOT_WHOLE"], [2], kept=3),
]  # fmt: skip


@pytest.fixture(scope="module")
def sent(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Sent]:
    return send(prepared_home, tmp_path_factory.mktemp("semantics"), CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.label)
def test_file(case: Case, sent: dict[str, Sent]) -> None:
    judge(case, sent[case.label])


@pytest.mark.parametrize(
    "label", ["header in 元", "header in 亿元", "header in 千元", "no unit under an office's own header"]
)
def test_converted_figures_are_exact(label: str, sent: dict[str, Sent]) -> None:
    facts = sent[label].facts
    for row in income():
        assert facts["econ_income_total", row[0], period_key(2024, 9)] == int(Decimal(row[5]) * 10**6)


def test_a_changed_year_shows_every_changed_cell(sent: dict[str, Sent]) -> None:
    found = [
        item for item in sent["a published year changed"].checked.findings if item["code"] == "HISTORY_CHANGED_YEAR"
    ]
    assert [(item["row"], item["value"]) for item in found] == [(6, "200万元"), (6, "198.1万元")]
    before = income(2023, 12)[4]
    for item, text in zip(found, before[5:7], strict=True):
        assert f"由{Decimal(text).normalize():f}万元改为" in str(item["message"])
    assert found[0]["column"] == "收入合计"
