"""Computed sentences: who, how much, against what, since when, what is missing; and the words they must not use."""

from dataclasses import dataclass

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import numbers, periods
from dashboard.sentences import (
    class_sentence,
    completeness_sentence,
    covers_all,
    fit,
    names,
    overview_sentence,
    ranking_sentence,
    trend_sentence,
)
from dashboard.statistics import competition_rank, funnel_class

JUNE = periods.parse_period("2024-06")


@dataclass(frozen=True)
class Given:
    """An indicator as far as sentences know it."""

    name: str = "星级覆盖率"
    unit: str = "%"
    direction: str = "higher"
    decimals: int = 1
    frequency: str = "月"
    reported: str = "point"
    effective_gap: float | None = None


RATE = Given()


def board(values, previous=None, status=None, whole=85.3, indicator=RATE):
    """A ranking frame from values by unit."""
    frame = pd.DataFrame({"unit_name": list(values), "value": pd.array(list(values.values()), dtype="Float64")})
    frame["status"] = status or ["未报" if value is None else "已报" for value in values.values()]
    ranked = competition_rank(frame["value"].where(frame["status"] == "已报"), indicator.direction).ranks
    frame["rank"] = ranked
    frame["shown"] = numbers.format_column(frame["value"], indicator.unit, indicator.decimals)
    before = pd.array(previous or [None] * len(values), dtype="Float64")
    frame["value_prev"] = before
    frame["rank_change"] = competition_rank(pd.Series(before), indicator.direction).ranks - ranked
    frame["as_of"] = "2024年6月30日"
    frame = frame.sort_values("rank", kind="stable", na_position="last").reset_index(drop=True)
    frame.attrs = {"whole_name": "全市", "whole_value": whole, "whole_shown": f"{whole}%"}
    return frame


def test_who_leads_against_what_and_who_is_missing():
    frame = board({"甲区": 92.1, "乙区": 80.2, "丙区": 71, "丁区": None}, previous=[90, 70, 75, None])
    assert ranking_sentence(frame, RATE) == (
        "截至2024年6月30日，甲区居第1（92.1%）；高于全市（85.3%）6.8个百分点；丙区末位（71.0%）；"
        "乙区上升最多，升1位；1个区未报，未排名。"
    )


def test_a_rise_below_the_effective_gap_is_not_told():
    frame = board({"甲区": 92.1, "乙区": 80.2, "丙区": 80.1}, previous=[92, 80.0, 80.1])
    assert "乙区上升" in ranking_sentence(frame, RATE)
    assert "上升" not in ranking_sentence(frame, Given(effective_gap=1))
    assert "上升" not in ranking_sentence(frame, RATE, effective_gap=1)


def test_all_tied_first_are_named():
    frame = board({"甲区": 90, "乙区": 90, "丙区": 70})
    assert "甲区、乙区并列第1（90.0%）" in ranking_sentence(frame, RATE)
    many = board({f"{i}区": 90 for i in "甲乙丙丁戊"} | {"己区": 70})
    assert "甲区、乙区、丙区等5个区并列第1" in ranking_sentence(many, RATE)


def test_all_is_said_only_when_every_one_is_there_and_exactly_full():
    full = board({"甲区": 100, "乙区": 100}, whole=100)
    assert ranking_sentence(full, RATE) == "截至2024年6月30日，2个区全部达到100%。"
    silent = board({"甲区": 100, "乙区": 100, "丙区": None}, whole=100)
    assert "全部" not in ranking_sentence(silent, RATE) and "1个区未报" in ranking_sentence(silent, RATE)
    nearly = board({"甲区": 99.96, "乙区": 99.96}, whole=99.96)
    assert "全部" not in ranking_sentence(nearly, RATE) and "100" not in ranking_sentence(nearly, RATE)
    counts = full.assign(numerator=[29_999_999_999_999_999, 5], denominator=[30_000_000_000_000_000, 5])
    assert "全部" not in ranking_sentence(counts, RATE)


def test_small_and_not_applicable_are_set_apart():
    frame = board({"甲区": 90, "乙区": 80, "丙区": 100, "丁区": None}, status=["已报", "已报", "样本小", "不适用"])
    assert ranking_sentence(frame, RATE).endswith("1个区样本小、1个区不适用，未排名。")


def test_without_good_and_bad_there_is_most_and_least():
    counted = Given(name="党组织数", unit="个", direction="neutral", decimals=0)
    frame = board({"甲区": 120, "乙区": 80, "丙区": None}, indicator=counted)
    assert ranking_sentence(frame, counted) == "截至2024年6月30日，甲区最多（120个），乙区最少（80个）；1个区未报。"


def test_nothing_reported():
    frame = board({"甲区": None, "乙区": None})
    assert ranking_sentence(frame, RATE) == "截至2024年6月30日，星级覆盖率尚无可用数据；2个区未报。"
    assert ranking_sentence(frame.iloc[:0], RATE) == "没有可比较的单位。"


def test_fewer_is_better():
    weak = Given(name="软弱涣散", unit="个", direction="lower", decimals=0)
    text = ranking_sentence(board({"甲区": 0, "乙区": 7}, indicator=weak), weak)
    assert "甲区居第1（0个）" in text and "乙区末位（7个）" in text and "全市" not in text


long_names = st.lists(st.text("青河云岭湖山区镇村", min_size=2, max_size=12), min_size=1, max_size=12, unique=True)


@given(long_names, st.data())
def test_a_line_is_never_longer_than_ninety(units, data):
    values = data.draw(st.lists(st.one_of(st.none(), st.integers(0, 100)), min_size=len(units), max_size=len(units)))
    before = data.draw(st.lists(st.integers(0, 100), min_size=len(units), max_size=len(units)))
    text = ranking_sentence(board(dict(zip(units, values, strict=True)), previous=before), RATE)
    assert len(text) <= 90 and text.endswith(("。", "……")) and not set("▲▼↑↓") & set(text)
    if values.count(None) and len(text) < 60:
        assert f"{values.count(None)}个区未报" in text


def test_the_lightest_clause_goes_first():
    assert fit([(0, "一" * 50), (1, "二" * 30), (3, "三" * 30)]) == "一" * 50 + "；" + "三" * 30 + "。"
    assert fit([(0, "一" * 200)]) == "一" * 88 + "……"
    assert names(["甲", "乙", "丙", "丁"], "个村") == "甲、乙、丙等4个村"


@pytest.mark.parametrize(
    ("value", "top", "bottom", "full"),
    [
        (100, None, None, True),
        (99.96, None, None, False),
        (100.0, 29_999, 30_000, False),
        (99.9, 5, 5, True),
        (None, None, None, False),
        (None, 0, 0, False),
        (100.04, None, None, False),
    ],
)
def test_full_coverage_is_exactly_full(value, top, bottom, full):
    assert covers_all(value, top, bottom) is full


def line(unit, values, role="focus", breaks=(), start="2024-01"):
    """A unit's rows of a trend frame, month by month."""
    first = periods.parse_period(start)
    return pd.DataFrame(
        {
            "role": role,
            "period_key": [first + i for i in range(len(values))],
            "unit_name": unit,
            "value": pd.array(values, dtype="Float64"),
            "status": ["未报" if v is None else "已报" for v in values],
            "is_break": [i in breaks for i in range(len(values))],
        }
    )


def test_since_when_how_much_and_beside_the_whole():
    frame = pd.concat([line("甲区", [80.1, None, 83, 84, 84.9, 85.3]), line("全市", [80] * 5 + [84], "whole")])
    assert trend_sentence(frame, RATE) == (
        "甲区由2024年1月的80.1%升至2024年6月的85.3%（+5.2个百分点）；高于全市（84.0%）1.3个百分点；1个数未报。"
    )


def test_a_change_below_the_gap_is_no_rise():
    text = trend_sentence(line("甲区", [85.0, 85.3]), Given(effective_gap=1))
    assert text == "甲区2024年2月为85.3%，与2024年1月（85.0%）相比基本持平。"
    assert "升至" in trend_sentence(line("甲区", [84.3, 85.3]), Given(effective_gap=1))


def test_values_that_print_alike_are_parted():
    assert "由2024年1月的85.31%升至2024年2月的85.34%" in trend_sentence(line("甲区", [85.31, 85.34]), RATE)


def test_nothing_is_compared_across_a_break():
    text = trend_sentence(line("甲区", [50, 60, 80, 82], breaks=[2]), RATE)
    assert text == "甲区由2024年3月的80.0%升至2024年4月的82.0%（+2.0个百分点）；2024年3月口径有变化，前后不作比较。"
    assert "无可比的基期" in trend_sentence(line("甲区", [50, 60, 80], breaks=[2]), RATE)


def test_cumulative_values_compare_with_the_same_month_of_last_year_only():
    income = Given(name="集体经济收入", unit="万元", decimals=2, reported="ytd")
    year = line("甲区", [100 * (i + 1) for i in range(12)] + [110], start="2023-01")
    assert trend_sentence(year, income) == "甲区由2023年1月的100.00万元升至2024年1月的110.00万元（+10.0%）。"
    assert "无可比的基期" in trend_sentence(line("甲区", [100, 200, 300]), income)


def test_from_zero_there_is_no_percentage():
    stars = Given(unit="个", decimals=0)
    assert trend_sentence(line("甲区", [0, 12]), stars) == "甲区由2024年1月的0个升至2024年2月的12个。"


def test_a_hidden_count_of_persons_is_not_given_away():
    people = Given(unit="名", decimals=0)
    assert trend_sentence(line("甲区", [2, 5]), people) == "甲区由2024年1月的<3名升至2024年2月的5名。"


def test_several_units():
    frame = pd.concat([line("甲区", [80, 85]), line("乙区", [80, 70]), line("丙区", [80, 80.1])])
    assert trend_sentence(frame, RATE) == (
        "2024年1月至2024年2月，升幅最大的是甲区（+5.0个百分点），降幅最大的是乙区（−10.0个百分点）。"
    )
    still = pd.concat([line("甲区", [80, 80.2]), line("乙区", [80, 80.1])])
    assert trend_sentence(still, Given(effective_gap=1)) == "2024年1月至2024年2月，所选2个单位基本持平。"
    lone = pd.concat([line("甲区", [80]), line("乙区", [70])])
    assert trend_sentence(lone, RATE) == "甲区、乙区无可比的基期。"


def test_without_a_choice_the_whole_is_told():
    assert trend_sentence(line("全市", [80, 84], "whole"), RATE).startswith("全市由2024年1月")
    assert trend_sentence(line("全市", [None, None], "whole"), RATE) == "所选单位没有星级覆盖率的数据。"


def cards(lights, leads, values=None, reported=None):
    """Overview rows."""
    n = len(lights)
    return pd.DataFrame(
        {
            "name": [f"指标{i + 1}" for i in range(n)],
            "light": lights,
            "lead_points": pd.array(leads, dtype="Float64"),
            "value": pd.array(values or [1] * n, dtype="Float64"),
            "n_reported": pd.array(reported or [10] * n, dtype="Int64"),
            "n_expected": 10,
            "period_key": JUNE,
        }
    )


def test_lights_are_counted_and_the_largest_gap_named():
    frame = cards(["绿", "绿", "黄", "红", None], [2, -4, -12, -31, None], [1, 1, 1, 1, None], [10, 9, 10, 10, 0])
    assert overview_sentence(frame) == (
        "截至2024年6月30日，4项亮灯指标中绿灯2项（其中略低1项）、黄灯1项、红灯1项；"
        "差距最大的是指标4，差31.0个百分点；1项尚无数据、1项未报全。"
    )


def test_all_on_schedule_is_said_only_when_all_are_there():
    assert overview_sentence(cards(["绿"] * 3, [0, 1, 2])) == "截至2024年6月30日，3项指标全部达到时序。"
    for frame in (
        cards(["绿"] * 3, [0, -1, 2]),
        cards(["绿", "绿", None], [0, 1, None]),
        cards(["绿"] * 3, [0, 1, 2], reported=[10, 10, 9]),
    ):
        assert "全部" not in overview_sentence(frame)
    assert overview_sentence(cards([None], [None])) == "截至2024年6月30日，1项指标均不亮灯（未设目标或未报）。"
    assert overview_sentence(cards([], [])) == "没有可显示的指标。"


def test_who_owes_reports():
    frame = pd.DataFrame(
        {
            "template": ["T1", "T1", "T3", "T3"],
            "unit_name": ["甲区", "乙区"] * 2,
            "n_reported": [10, 8, 5, 0],
            "n_expected": [10, 10, 5, 5],
        }
    )
    assert completeness_sentence(frame) == "应报单位已报76.7%；1个县市区的2类表未报齐；乙区缺报最多（7个单位）。"
    assert completeness_sentence(frame.iloc[[0, 2]]) == "2类表、1个县市区全部报齐。"
    assert completeness_sentence(frame.assign(n_expected=0)) == "本期没有应报的表。"


def test_who_differs_by_more_than_chance():
    units = ["甲区", "乙区", "丙区", "丁区", "戊区", "己区"]
    table = funnel_class([190, 100, 150, 150, 150, 3], [200, 200, 200, 200, 200, 4]).table
    assert class_sentence(table, units) == (
        "甲区明显好于全市，乙区明显差于全市，其余3个区与全市相当；1个区分母小，未分类。"
    )
    alike = funnel_class([150] * 5, [200] * 5).table
    assert class_sentence(alike, units[:5]) == "5个区与全市相当，差距不足以区分。"
    few = funnel_class([10, 90], [100] * 2).table
    assert class_sentence(few, units[:2]) == "单位太少，不与全市分类比较。"
    assert class_sentence(table.iloc[:0], []) == "没有可比较的单位。"


def test_what_came_with_a_merger_is_no_growth():
    counted = Given(name="党员总数", unit="名", direction="neutral", decimals=0)
    months = [periods.parse_period(month) for month in ("2024-05", "2024-06")]
    frame = pd.DataFrame({"role": "focus", "unit_name": "甲区", "period_key": months, "value": [100.0, 170.0],
                          "status": "已报", "is_break": False,
                          "note": ["", "2024年6月起，乙区并入甲区"]})  # fmt: skip
    joined = trend_sentence(frame, counted, frequency="月", cumulative=False)
    assert "升至" in joined and "%" not in joined and "其间区划有变，不是同一范围的增减" in joined
    alone = trend_sentence(frame.assign(note=""), counted, frequency="月", cumulative=False)
    assert "（+70.0%）" in alone
