"""The list of things worth a leader's minute: each rule finds its case, says it in words, and stays quiet otherwise."""

from pathlib import Path

import duckdb
import pytest

from dashboard import queries, warehouse
from dashboard.catalogue import CatalogueError
from dashboard.queries.attention_rules import load_rules
from dashboard.warehouse import Warehouse
from tests.star import Star, city, key


def said(wh: Warehouse, kind: str, period: str = "2024-06") -> list[str]:
    table = queries.attention(wh, key(period))
    return table.loc[table["kind"] == kind, "sentence"].tolist()


def rated(*codes: str, **columns: object) -> Star:
    return city(*(codes or ("A", "B", "D", "E", "F"))).rate(name="覆盖率", core_order=1, **columns)


def test_nothing_to_say(opened) -> None:
    star = rated().column("r", "2024-06", A=(50, 100), B=(60, 100)).column("r", "2024-05", A=(50, 100), B=(60, 100))
    assert queries.attention(opened(star), key("2024-06")).empty


def test_a_fall_of_three_places(opened) -> None:
    star = rated().column("r", "2024-05", A=(90, 100), B=(80, 100), D=(70, 100), E=(60, 100), F=(50, 100))
    star.column("r", "2024-06", A=(65, 100), B=(80, 100), D=(70, 100), E=(66, 100), F=(50, 100))
    assert said(opened(star), "rank_drop") == ["A区覆盖率下降3位，现为第4（65.0%，上期90.0%）。"]


def test_a_fall_within_the_effective_gap_is_not_worth_a_word(opened) -> None:
    star = rated(effective_gap=1.0)
    star.column("r", "2024-05", A=(504, 1000), B=(503, 1000), D=(502, 1000), E=(501, 1000))
    star.column("r", "2024-06", A=(500, 1000), B=(503, 1000), D=(502, 1000), E=(501, 1000))
    assert said(opened(star), "rank_drop") == []


def test_a_small_denominator_jumps_and_is_not_called_a_fall(opened) -> None:
    star = small_firms()
    wh = opened(star)
    assert said(wh, "rank_drop") == []
    assert said(wh, "small_jump") == [
        "A区覆盖率由87.5%变为62.5%，位次变动大，但分母只有8，一个单位就影响12.5个百分点，不宜据此评说进退。"
    ]


def small_firms(**columns: object) -> Star:
    star = rated(min_denominator=5, **columns)
    star.column("r", "2024-05", A=(7, 8), B=(80, 100), D=(70, 100), E=(66, 100))
    return star.column("r", "2024-06", A=(5, 8), B=(80, 100), D=(70, 100), E=(66, 100))


def test_a_duty_is_not_excused_by_its_small_denominator(opened) -> None:
    assert said(opened(small_firms(target=100.0, target_kind="full")), "small_jump") == []


def test_a_jump_of_many_units_is_no_noise(opened) -> None:
    star = rated(min_denominator=5).column("r", "2024-05", A=(9, 10), B=(80, 100), D=(70, 100), E=(66, 100))
    star.column("r", "2024-06", A=(2, 10), B=(80, 100), D=(70, 100), E=(66, 100))
    assert said(opened(star), "small_jump") == []


def test_a_fall_in_place_despite_progress_says_so(opened) -> None:
    star = rated().column("r", "2024-05", A=(60, 100), B=(50, 100), D=(40, 100), E=(30, 100))
    star.column("r", "2024-06", A=(65, 100), B=(80, 100), D=(70, 100), E=(66, 100))
    assert said(opened(star), "rank_drop") == ["A区覆盖率下降3位，现为第4（65.0%，上期60.0%，有改善但慢于其他单位）。"]


def test_silent_districts_and_since_when(opened) -> None:
    star = city("A", "B").indicator("x")
    for month, count in (("2024-03", 17), ("2024-04", 17), ("2024-05", 0), ("2024-06", 0)):
        star.reports += [("T3", month, "A", count, 17, "2024-07-02"), ("T3", month, "B", 9, 9, "2024-07-02")]
    assert said(opened(star), "silent") == ["A区自2024年5月起连续2期未报《村级集体经济收入表》，缺报的指标不参加排名。"]


def late(*when: str) -> Star:
    """A reports at one time, or first and last at two; B and D in time."""
    star = city("A", "B", "D").indicator("x")
    star.reports.append(("T3", "2024-06", "A", 1, 1, *when))
    star.reports += [("T3", "2024-06", unit, 1, 1, "2024-07-03") for unit in ("B", "D")]
    return star


def test_a_late_report(opened) -> None:
    star = late("2024-08-29T10:00:00")
    assert said(opened(star), "late") == [
        "A区2024年6月的《村级集体经济收入表》迟报：2024年8月29日才报送，晚于月末后15天的期限45天。"
    ]


def test_a_late_correction_is_no_late_report(opened) -> None:
    assert said(opened(late("2024-07-03T09:00:00", "2024-08-29T10:00:00")), "late") == []


def test_a_snapshot_that_does_not_know_the_first_file_calls_nobody_late(opened) -> None:
    """It was published before the column was kept; the program publishes anew when it starts."""
    wh = opened(late("2024-08-29T10:00:00"))
    home = wh.path.parent
    wh.retire()
    with duckdb.connect(str(wh.path)) as con:
        con.execute("ALTER TABLE mart_report DROP COLUMN first_loaded_at")
    assert said(warehouse.open_snapshot(home), "late") == []


def test_old_files_loaded_in_bulk_make_nobody_late(opened) -> None:
    star = city("A", "B").indicator("x")
    star.reports += [("T3", "2024-06", unit, 1, 1, "2025-01-01T00:00:00") for unit in ("A", "B")]
    assert said(opened(star), "late") == []


def test_a_half_report_makes_the_sum_too_small(opened) -> None:
    star = city("A", "B").indicator("x")
    star.reports += [("T3", "2024-06", "A", 12, 17, "2024-07-02"), ("T3", "2024-06", "B", 9, 9, "2024-07-02")]
    assert said(opened(star), "partial") == [
        "A区2024年6月《村级集体经济收入表》应报17个单位，已报12个，还缺5个，合计数偏小。"
    ]


def income() -> Star:
    star = city("A", "B").indicator("econ_income_total", name="总收入", reported="ytd", kind="flow", unit="万元",
                                    core_order=1)  # fmt: skip
    return star.indicator("econ_income_subsidy", name="补助收入", reported="ytd", kind="flow", unit="万元")


def test_growth_by_subsidy_only(opened) -> None:
    """A grew from 100 to 130, subsidies from 20 to 50: all of it. B grew as much by its own work."""
    star = income().column("econ_income_total", "2023-06", A=100, B=100)
    star.column("econ_income_total", "2024-06", A=130, B=130)
    star.column("econ_income_subsidy", "2023-06", A=20, B=20).column("econ_income_subsidy", "2024-06", A=50, B=21)
    assert said(opened(star), "part_growth") == ["A区总收入同比增长30.0%，增量全部来自补助收入，扣除后持平。"]


def test_lost_stars_are_named(opened) -> None:
    star = city("A", "B").indicator("star_down_cnt", name="降星或摘星党组织数", reported="event", kind="flow")
    star.value("star_down_cnt", "2024-06", "A", 30, single=23).value("star_down_cnt", "2024-06", "B", 4, single=0)
    assert said(opened(star), "happened") == ["A区本期降星或摘星党组织数23个。"]


def completion(june: int, **more: int) -> Star:
    star = city("A", "B").indicator("n", reported="ytd").indicator("d")
    star.indicator("r", n="n", d="d", name="目标完成率", target=100.0, target_kind="annual", core_order=1)
    star.value("r", "2024-06", "A", june, 100).value("r", "2024-06", "B", 55, 100)
    for period, value in more.items():
        star.value("r", period.lstrip("p").replace("_", "-"), "A", value, 100)
    return star


def test_a_target_out_of_reach(opened) -> None:
    assert said(opened(completion(30)), "target_out") == [
        "A区目标完成率30.0%，低于时序20.0个百分点；按目前进度全年约完成目标的60%（测算），难以完成。"
    ]


def test_work_that_is_done_late_in_the_year_is_judged_by_last_year_s_pace(opened) -> None:
    """30 % by June is where last year stood too, and last year ended at 100 %."""
    assert said(opened(completion(30, p2023_06=30, p2023_12=100)), "target_out") == []


def test_a_missed_target_at_the_year_s_end(opened) -> None:
    star = completion(30, p2024_12=66)
    assert said(opened(star), "target_out", "2024-12") == ["A区目标完成率66.0%，未完成年度目标，低于时序34.0个百分点。"]


def test_the_first_months_are_too_early_to_judge(opened) -> None:
    assert said(opened(completion(30, p2024_02=1)), "target_out", "2024-02") == []


def test_corrections_with_the_largest_replacement(opened) -> None:
    star = city("A").unit("V", "一村", "village", "A")
    star.indicator("x", name="总收入", unit="万元", num_scale=6, decimals=2)
    star.batch(1).batch(2, reason="误按元填报").fact("x", "2024-06", "V", 126_000_000_000, batch=1, past=True)
    star.fact("x", "2024-06", "V", 12_600_000, batch=2)
    assert said(opened(star), "corrected") == [
        "A区2024年6月有1个数由批次B000002更正（如一村总收入由12.60亿元改为12.60万元），说明：误按元填报。"
    ]


def test_withdrawals_with_their_reason(opened) -> None:
    star = city("A").indicator("x")
    star.batch(3, state="withdrawn", period_min=key("2024-06"), period_max=key("2024-06"), rows_ok=12,
               withdrawn_at="2024-07-09T08:00:00", withdrawn_why="误报上年数")  # fmt: skip
    assert said(opened(star), "withdrawn") == ["批次B000003（文件3.csv，12行）已于2024年7月9日撤回，理由：误报上年数。"]


def test_mergers_of_the_last_months(opened) -> None:
    star = city("A", "B").districts("X", last="2024-04").indicator("x").went_into("X", "A", "2024-05")
    wh = opened(star)
    assert said(wh, "unit_change") == ["2024年5月起，X区并入A区；同比、环比和位次变化按合并后的范围计算。"]
    assert said(wh, "unit_change", "2024-09") == []


def test_the_weightiest_first_and_with_a_link(opened) -> None:
    star = completion(30)
    star.reports += [("T3", "2024-06", "B", 0, 9, None)]
    table = queries.attention(opened(star), key("2024-06"))
    assert table["kind"].tolist() == ["silent", "target_out"]
    assert table["weight"].is_monotonic_decreasing
    assert table["link"][1] == {"period": "2024-06", "indicator": "r", "district": "A"}


def test_rules_are_data(tmp_path: Path) -> None:
    path = tmp_path / "attention.csv"
    path.write_text("kind,indicator,part,threshold,least,weight,title,why\nnoise,,,1,,1,x,y\n", encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"attention\.csv.*第2行"):
        load_rules(path)


def test_only_what_concerns_one_indicator_and_unit(opened) -> None:
    star = rated().column("r", "2024-05", A=(60, 100), B=(50, 100), D=(40, 100), E=(30, 100))
    star.column("r", "2024-06", A=(65, 100), B=(80, 100), D=(70, 100), E=(66, 100))
    star.reports += [("T3", "2024-06", "A", 0, 17, None), ("T3", "2024-06", "B", 0, 9, None)]
    wh = opened(star)
    every = queries.attention(wh, key("2024-06"))
    assert set(every["unit_code"]) == {"A", "B"}
    own = queries.attention(wh, key("2024-06"), about=("r", "A"))
    assert own.to_dict("records") == every[(every["indicator"] == "r") & (every["unit_code"] == "A")].to_dict("records")
    assert own["kind"].tolist() == ["rank_drop"] and queries.attention(wh, key("2024-06"), about=("r", "B")).empty
