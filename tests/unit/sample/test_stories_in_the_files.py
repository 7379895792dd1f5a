"""What happens in the invented city stands in its files: mergers, silence, slips, corrections."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from etl.sample import generate, stories
from etl.sample.city import CITY_CODE, World
from etl.sample.periods import FIRST_MONTH, LAST_MONTH, key_of
from tests.unit.sample.pieces import ROOT, Pieces, column, total


def test_every_story_is_told_in_the_readme() -> None:
    text = (ROOT / "etl" / "sample" / "README.md").read_text(encoding="utf-8")
    for story in stories.STORIES:
        assert f"`{story.key}`" in text and story.title in text


def test_a_district_merges_into_another(pieces: Pieces, world: World) -> None:
    before, after = key_of("2024-12"), stories.MERGER_MONTH
    assert ("T3", stories.MERGED, before) in pieces and ("T3", stories.MERGED, after) not in pieces
    villages = sum(
        unit.kind == "行政村" for code in (stories.MERGED, stories.RECEIVER) for unit in world.villages[code]
    )
    assert pieces["T3", stories.RECEIVER, after].sheet.n_rows == villages
    change = pieces["T0", CITY_CODE, after]
    rows = list(
        zip(*(column(change, n) for n in ("单位编码", "上级单位编码", "生效日期", "失效日期", "变更说明")), strict=True)
    )
    assert (stories.MERGED, CITY_CODE, "2020-01-01", "2024-12-31", "撤并：并入青槐区（990102）") in rows
    moved = {code for code, parent, start, _, _ in rows if parent == stories.RECEIVER and start == "2025-01-01"}
    assert {town.code for town in world.towns[stories.MERGED]} <= moved
    ended = {code for code, parent, _, end, _ in rows if parent == stories.MERGED and end == "2024-12-31"}
    assert moved == ended


def test_a_township_becomes_a_town(pieces: Pieces) -> None:
    (old, new) = zip(
        *(column(pieces["T0", CITY_CODE, stories.RENAME_MONTH], n) for n in ("单位名称", "生效日期", "失效日期")),
        strict=True,
    )
    assert old[0][-1] == "乡" and new[0] == old[0][:-1] + "镇"
    assert (old[2], new[1]) == ("2024-06-30", "2024-07-01")


def test_a_district_falls_silent(pieces: Pieces) -> None:
    sent = {(piece.template, piece.period) for piece in pieces.values() if piece.sender == stories.SILENT}
    assert ("T3", stories.SILENT_FROM - 1) in sent
    assert not {period for _, period in sent if period >= stories.SILENT_FROM}


def test_late_wrong_and_withdrawn_files_arrive_in_order(tmp_path: Path) -> None:
    manifest = generate(tmp_path, months=13, districts=["锦圃区", "澄湖区", "澜溪县"])
    steps = manifest.steps
    assert [step.no for step in steps] == list(range(1, len(steps) + 1))
    assert all(path.exists() for path in manifest.files)
    assert steps[0].template == "T0"
    late = [step for step in steps if step.period == "2025-12" and "锦圃区" in step.file]
    assert {step.template for step in late if step.at > "2026-02"} == {"T4", "T6"}
    assert "T3" not in {step.template for step in late}
    wrong, right = (
        step for step in steps if step.template == "T3" and step.period == "2025-05" and "澄湖区" in step.file
    )
    assert wrong.at < right.at and wrong.confirm and right.file.endswith("_更正.csv")
    april = [step for step in steps if step.template == "T6" and step.period == "2025-04" and "澜溪县" in step.file]
    assert [step.action for step in april] == ["load", "withdraw", "load"]
    assert april[0].file == april[1].file != april[2].file and april[1].why
    assert {step.stage for step in steps if step.template == "T7"} == {1, 2}


def test_a_unit_slip_is_ten_thousand_times_too_much_in_one_row(tmp_path: Path) -> None:
    generate(tmp_path, months=8, districts=["澄湖区"])
    sums = []
    for suffix in ("", "_更正"):
        text = (tmp_path / f"演示数据_澄湖区_T3_2025-05{suffix}.csv").read_bytes().decode("gbk")
        sums.append([float(row["收入合计（累计）（万元）"]) for row in csv.DictReader(text.splitlines())])
    different = [(wrong, right) for wrong, right in zip(*sums, strict=True) if wrong != right]
    assert len(different) == 1
    assert different[0][0] == pytest.approx(different[0][1] * stories.UNIT_ERROR_FACTOR)


def test_a_form_in_yuan_fits_between_its_neighbours(pieces: Pieces) -> None:
    month = stories.HEADER_YUAN_MONTH
    before, yuan, after = (pieces["T3", stories.HEADER_YUAN, month + step] for step in (-1, 0, 1))
    assert (before.sheet.unit_line, yuan.sheet.unit_line) == ("万元", "元")
    assert total(before, "收入合计（累计）") < total(yuan, "收入合计（累计）") / 100 < total(after, "收入合计（累计）")


def test_one_district_grows_by_subsidy_only(pieces: Pieces) -> None:
    def growth(sender: str, title: str) -> float:
        return (
            total(pieces["T3", sender, key_of("2025-11")], title)
            / total(pieces["T3", sender, key_of("2024-11")], title)
            - 1
        )

    assert abs(growth(stories.SUBSIDY_ONLY, "经营性收入（自动计算）")) < 0.01
    assert 0.25 < growth(stories.SUBSIDY_ONLY, "收入合计（累计）") < 0.4
    assert growth("990101", "经营性收入（自动计算）") > 0.08


def test_stars_are_lost(pieces: Pieces) -> None:
    kinds = Counter(column(pieces["T2", stories.STARS_LOST, stories.STARS_LOST_ROUND], "评定类型"))
    assert (kinds["降级"], kinds["摘星"], kinds["晋级"]) == (stories.STARS_DOWN, stories.STARS_STRIPPED, 0)


def test_the_small_district_jumps(pieces: Pieces) -> None:
    rates = []
    for period in range(FIRST_MONTH + 2, LAST_MONTH + 1, 3):
        piece = pieces["T4", stories.SMALL, period]
        rows = list(zip(*(column(piece, n) for n in ("覆盖项目", "应覆盖数", "组织覆盖数")), strict=True))
        firms = [(int(due or 0), int(cover or 0)) for item, due, cover in rows if item == "非公企业两个覆盖"]
        assert sum(due for due, _ in firms) == 8
        rates.append(sum(cover for _, cover in firms))
    assert tuple(rates) == stories.SMALL_FIRMS and max(rates) - min(rates) == 3


def test_a_target_is_missed(pieces: Pieces) -> None:
    def reached(sender: str) -> float:
        piece = pieces["T3", sender, LAST_MONTH]
        return total(piece, "收入合计（累计）") / total(piece, "年度收入目标")

    assert 0.6 < reached(stories.TARGET_MISSED) < 0.7
    assert reached("990101") > 0.95


def test_a_rate_is_nearly_full(pieces: Pieces) -> None:
    piece = pieces["T1", stories.NEAR_FULL, stories.NEAR_FULL_QUARTER]
    rate = total(piece, "完成轮训党员数（累计）") / total(piece, "党员总数") * 100
    assert f"{rate:.2f}" == "99.96"
