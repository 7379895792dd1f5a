"""Sentences of the theme pages at their edges: nothing lost, nothing left, nobody comparable."""

import pandas as pd
import pytest

from dashboard import periods
from dashboard.sentences import coverage, stars, village_income

JUNE = periods.parse_period("2024-06")


def test_no_loss_is_said_plainly_and_no_culprit_is_named_for_a_tie() -> None:
    flows = pd.DataFrame({"before": [3, 5, 4], "after": [4, 5, stars.GONE], "n": [6, 10, 1]})
    none = pd.DataFrame({"district_name": [], "kind": []})
    assert stars.flow_sentence(flows, none, JUNE) == "与2024年6月批次比，升星6个，没有降星、摘星。"
    tied = pd.DataFrame({"district_name": ["甲县", "乙县"], "kind": ["降星", "摘星"]})
    assert stars.flow_sentence(flows, tied, JUNE) == "与2024年6月批次比，升星6个，降星1个、摘星1个。"


def test_missing_dates_are_not_called_nothing_due() -> None:
    assert "没有填报“有效期至”" in stars.due_sentence(None, 6)
    assert stars.due_sentence(pd.DataFrame({"left": []}), 6) == "今后6个月没有星级到期的党组织。"


@pytest.mark.parametrize(
    ("left", "reported", "told"),
    [(0, 12, "空白村已清零"), (2, 12, "空白村还剩2个"), (2, 10, "只含已报的10个村（应报12个）")],
)
def test_clearance_says_what_is_left_and_who_is_missing(left: int, reported: int, told: str) -> None:
    curve = pd.DataFrame({"period_key": [JUNE], "value": [left], "n_reported": [reported], "n_expected": [12]})
    assert told in village_income.clearance_sentence(curve, JUNE)


def test_growth_without_a_year_before_is_not_judged() -> None:
    table = pd.DataFrame({"growth_kind": [""]})
    table.attrs = {"comparable": {"total": 0.0, "total_then": 0.0}, "n_comparable": 0}
    assert village_income.growth_sentence(table) == "没有可比的上年同期，增长靠什么无法判断。"


def test_nothing_left_to_build_is_said_only_at_zero() -> None:
    total = pd.Series({"due": 10.0, "org": 10.0, "gap": 0.0, "work": 10.0, "work_only": 0.0, "none": 0.0})
    rows = pd.DataFrame({"unit_name": ["甲"], "gap": [0.0]})
    assert coverage.gap_sentence(rows, total, "家") == "应建已建，没有缺口。"
    total["gap"] = 1.0
    assert coverage.gap_sentence(rows, total, "家").startswith("应建未建1家")
