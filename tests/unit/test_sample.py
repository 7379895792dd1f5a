"""The demonstration data set: the same bytes on every run, consistent figures, every story present."""

import csv
import hashlib
import json
import os
import re
import zipfile
from collections import Counter, defaultdict
from datetime import datetime
from pathlib import Path

import pytest

from etl.sample import generate, read, stories
from etl.sample.city import CITY_CODE, World
from etl.sample.city_building import build
from etl.sample.generate import all_pieces
from etl.sample.habits import HABITS
from etl.sample.periods import FIRST_MONTH, LAST_MONTH, key_of
from etl.sample.pieces import Piece
from etl.sample.progress import items
from etl.sample.sheets import Cell

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "data" / "catalogue"
#: An office of each file format, the small district among them.
FEW = ["云岭区", "雁桥区", "石莲县"]


@pytest.fixture(scope="module")
def world() -> World:
    return build()


@pytest.fixture(scope="module")
def pieces(world: World) -> dict[tuple[str, str, int], Piece]:
    """Every piece of the full span by template, sender and period."""
    made = list(all_pieces(world, range(FIRST_MONTH, LAST_MONTH + 1)))
    table = {(piece.template, piece.sender, piece.period): piece for piece in made}
    assert len(table) == len(made)
    return table


def column(piece: Piece, title: str) -> list[Cell]:
    """Cells of one column."""
    return list(piece.sheet.data[[one.title for one in piece.sheet.columns].index(title)])


def figures(piece: Piece, title: str) -> list[int]:
    return [int(value) for value in column(piece, title) if value is not None]


def of(pieces: dict[tuple[str, str, int], Piece], template: str) -> list[Piece]:
    return [piece for piece in pieces.values() if piece.template == template]


# --- files -----------------------------------------------------------------------------------------------------------


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def test_two_runs_write_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    generate(tmp_path / "one", months=3, districts=FEW)
    # Three years later by every clock that a writer of files could look at.
    later = datetime.now().timestamp() + 3 * 365 * 86_400
    monkeypatch.setattr("time.time", lambda: later)
    generate(tmp_path / "two", months=3, districts=FEW)
    one, two = digests(tmp_path / "one"), digests(tmp_path / "two")
    assert one == two
    assert {Path(name).suffix for name in one} == {".csv", ".xlsx", ".xls", ".json"}


def test_a_workbook_carries_no_clock(tmp_path: Path) -> None:
    generate(tmp_path, months=1, districts=["云岭区"])
    for path in tmp_path.glob("*.xlsx"):
        with zipfile.ZipFile(path) as book:
            core = book.read("docProps/core.xml").decode()
            assert {entry.date_time[0] for entry in book.infolist()} == {1980}
        assert set(re.findall(r"\d{4}-\d{2}-\d{2}", core)) == {"2023-01-05"}


def test_a_part_of_the_city_is_as_in_the_whole(world: World) -> None:
    part = build(["石莲县"])
    whole = {
        key.sender + key.label: key.sheet
        for key in all_pieces(world, range(LAST_MONTH, LAST_MONTH + 1))
        if key.template == "T3"
    }
    for piece in all_pieces(part, range(LAST_MONTH, LAST_MONTH + 1)):
        if piece.template == "T3":
            assert piece.sheet == whole[piece.sender + piece.label]


def test_the_districts_that_merge_come_together() -> None:
    assert build(["桐浦区"]).chosen == [stories.RECEIVER, stories.MERGED]


def test_an_unknown_district_or_span_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no such district: 无名区"):
        generate(tmp_path, districts=["无名区"])
    with pytest.raises(ValueError, match="between 1 and 36"):
        generate(tmp_path, months=37)


def test_every_office_keeps_its_encoding_and_form(tmp_path: Path) -> None:
    manifest = generate(tmp_path, months=1, districts=["桐浦区", "柳泊区", "澄湖区", "锦圃区", "雁桥区"])
    assert read(tmp_path).steps == manifest.steps
    content = {path.name: path.read_bytes() for path in manifest.files}
    assert all("演示数据" in name for name in content)
    boms = {name for name, data in content.items() if data.startswith(b"\xef\xbb\xbf")}
    assert boms == {name for name in content if "柳泊区" in name or "锦圃区" in name or "示例市" in name}
    gbk = [data for name, data in content.items() if "澄湖区" in name]
    assert gbk
    for data in gbk:
        assert "单位编码,单位名称" in data.decode("gbk").splitlines()[0]
        with pytest.raises(UnicodeDecodeError):
            data.decode("utf-8")
    assert not any(data.endswith(b"\n") for name, data in content.items() if "雁桥区" in name)
    titled = content["演示数据_柳泊区_T3_2025-12.csv"].decode("utf-8-sig").splitlines()
    assert titled[0] == "示例市柳泊区村级集体经济收入情况表（2025年12月）（演示数据）"
    assert titled[1] == "单位：万元" and titled[-3].startswith("合计,") and "演示数据" in titled[-2]


def test_headers_are_those_of_the_templates(pieces: dict[tuple[str, str, int], Piece]) -> None:
    for path in sorted((CATALOGUE / "templates").glob("T[0-8].json")):
        template = json.loads(path.read_text(encoding="utf-8"))
        known = {field["title"]: field for field in template["fields"]}
        stated = set(template["period"]["fields"])
        for piece in of(pieces, template["name"]):
            titles = {re.sub("（(家|亩|平方米)）$", "", one.title) for one in piece.sheet.columns}
            assert titles - set(known) <= {"单位名称"}, path
            missing = {title for title, field in known.items() if field["constraints"].get("required")} - titles
            # One office writes the period into the title only.
            allowed = {field["title"] for field in template["fields"] if field["name"] in stated}
            assert missing <= (allowed if HABITS[piece.sender].period_in_title else set()), (path, missing)


# --- the city --------------------------------------------------------------------------------------------------------


def test_the_city_has_the_size_it_should(world: World) -> None:
    towns = [unit for units in world.towns.values() for unit in units]
    villages = [unit for units in world.villages.values() for unit in units]
    orgs = [unit for units in world.orgs.values() for unit in units]
    assert (len(world.districts), len(towns), len(villages)) == (10, 100, 1500)
    assert Counter(unit.kind for unit in villages) == {"行政村": 1200, "社区": 300}
    assert 2950 <= len(orgs) <= 3050
    assert {unit.peer for unit in world.districts} == {"城区", "城郊", "山区"}
    everything = [*world.districts, *towns, *villages, *orgs]
    codes = [unit.code for unit in everything]
    assert len(set(codes)) == len(codes) and all(code.startswith("9901") for code in codes)
    known = {CITY_CODE, *codes}
    assert all(unit.parent in known for unit in everything)
    assert {unit.village for unit in orgs if unit.village} == {unit.code for unit in villages}
    assert len({unit.name for unit in villages}) == len(villages)
    assert {unit.domain for unit in orgs} == {
        "农村",
        "城市社区",
        "机关",
        "国企",
        "学校",
        "医院",
        "非公企业",
        "社会组织",
    }


def test_names_are_nobodys(world: World) -> None:
    shared = Path(os.environ.get("SHARED_DATA", ROOT.parent / "shared" / "data")) / "divisions"
    if not shared.exists():
        pytest.skip("division code tables are not here (SHARED_DATA)")
    real: set[str] = set()
    for name, field in (("areas_national.csv", "name"), ("areacodes_history.csv", "名称")):
        with (shared / name).open(encoding="utf-8-sig", newline="") as lines:
            real |= {row[field] for row in csv.DictReader(lines)}
    assert "东城区" in real
    assert not {unit.name for unit in world.districts} & real
    stems = {re.sub("[区县市镇乡]$", "", name) for name in real}
    assert not {re.sub("(街道|镇|乡)$", "", unit.name) for units in world.towns.values() for unit in units} & stems


# --- figures ---------------------------------------------------------------------------------------------------------


def test_income_adds_up_and_never_falls_within_a_year(pieces: dict[tuple[str, str, int], Piece]) -> None:
    parts = ["经营收入（累计）", "发包及上交收入（累计）", "投资收益（累计）", "其他经营收入（累计）"]
    last: dict[str, tuple[int, int]] = {}
    for piece in sorted(of(pieces, "T3"), key=lambda one: one.period):
        scale = 100 if (piece.sender, piece.period) == (stories.HEADER_YUAN, stories.HEADER_YUAN_MONTH) else 1
        operating = [sum(values) for values in zip(*(figures(piece, name) for name in parts), strict=True)]
        total = figures(piece, "收入合计（累计）")
        others = zip(figures(piece, "补助收入（累计）"), figures(piece, "其他收入（累计）"), strict=True)
        assert operating == figures(piece, "经营性收入（自动计算）")
        assert total == [one + sum(rest) for one, rest in zip(operating, others, strict=True)]
        for code, value in zip(column(piece, "单位编码"), total, strict=True):
            before, period = last.get(str(code), (0, 0))
            if period // 12 == piece.period // 12:
                assert value // scale >= before, (code, piece.label)
            last[str(code)] = (value // scale, piece.period)
    assert 100 * 100 < max(value for value, _ in last.values()) < 400 * 100
    assert 20 * 100 < sorted(value for value, _ in last.values())[len(last) // 2] < 60 * 100


def test_empty_villages_fall_to_nearly_none(pieces: dict[tuple[str, str, int], Piece]) -> None:
    def zero(month: str) -> int:
        found = [piece for piece in of(pieces, "T3") if piece.period == key_of(month)]
        return sum(figures(piece, "经营性收入（自动计算）").count(0) for piece in found)

    assert zero("2023-01") == 58
    assert zero("2023-12") > zero("2024-12") > zero("2025-12") > 0


def test_members_split_by_age_and_parts_stay_within_the_whole(pieces: dict[tuple[str, str, int], Piece]) -> None:
    within = [
        "其中：预备党员", "女党员", "少数民族党员", "大专及以上学历", "流出流动党员", "入党积极分子",
        "完成轮训党员数（累计）", "满32学时党员数（累计）",
    ]  # fmt: skip
    pairs = [
        ("班子实配职数", "班子应配职数"), ("三会一课实召开次数（累计）", "三会一课应召开次数（累计）"),
        ("组织生活实到人次（累计）", "组织生活应到人次（累计）"), ("一对一联系流动党员数", "流出流动党员"),
        ("具备转移条件流动党员", "流出流动党员"), ("党费实缴额（累计）", "党费应缴额（累计）"),
        ("已培训党务工作者数（累计）", "党务工作者数"), *((name, "党员总数") for name in within),
    ]  # fmt: skip
    for piece in of(pieces, "T1"):
        ages = zip(*(figures(piece, name) for name in ("35岁及以下", "36至60岁", "61岁及以上")), strict=True)
        assert [sum(values) for values in ages] == figures(piece, "党员总数")
        for part, whole in pairs:
            rows = zip(figures(piece, part), figures(piece, whole), strict=True)
            assert all(0 <= one <= other for one, other in rows), (piece.label, part)


def test_cumulative_columns_of_quarters_and_halves_never_fall(pieces: dict[tuple[str, str, int], Piece]) -> None:
    last: dict[tuple[str, str], tuple[int, int]] = {}
    checked = 0
    for piece in sorted([*of(pieces, "T1"), *of(pieces, "T5")], key=lambda one: one.period):
        codes = column(piece, "单位编码")
        for title in (one.title for one in piece.sheet.columns if "累计" in one.title):
            for code, value in zip(codes, column(piece, title), strict=True):
                if value is None:
                    continue
                before, period = last.get((str(code), title), (0, 0))
                if period // 12 == piece.period // 12:
                    assert int(value) >= before, (code, title, piece.label)
                    checked += 1
                last[(str(code), title)] = (int(value), piece.period)
    assert checked > 100_000


def test_coverage_never_exceeds_what_there_is(pieces: dict[tuple[str, str, int], Piece]) -> None:
    for piece in of(pieces, "T4"):
        names = ("应覆盖数", "单独组建数", "联合组建覆盖数", "组织覆盖数", "工作覆盖数（含组织覆盖）")
        for due, solo, joint, cover, work in zip(*(column(piece, name) for name in names), strict=True):
            assert int(cover or 0) <= int(due or 0)
            if solo is not None:
                assert int(solo) + int(joint or 0) == int(cover or 0) <= int(work or 0) <= int(due or 0)


def test_monthly_figures_agree_with_their_own_year(pieces: dict[tuple[str, str, int], Piece]) -> None:
    ytd: dict[tuple[str, str, int], int] = {}
    for piece in sorted(of(pieces, "T6"), key=lambda one: one.period):
        rows = zip(
            column(piece, "指标编码"),
            column(piece, "本月数"),
            column(piece, "本年累计数"),
            column(piece, "上年同期累计"),
            strict=True,
        )
        every = {item.code: item.every for item in items()}
        for code, month, total, last_year in rows:
            key = (piece.sender, str(code), piece.period)
            ytd[key] = int(total or 0)
            if month is not None:
                first = (piece.period % 12) < every[str(code)]
                before = 0 if first else ytd.get((piece.sender, str(code), piece.period - every[str(code)]))
                assert before is not None and before + int(month) == int(total or 0), key
            if last_year is not None:
                assert ytd[(piece.sender, str(code), piece.period - 12)] == int(last_year), key


def test_indicators_of_the_monthly_form_are_those_of_the_catalogue() -> None:
    with (CATALOGUE / "indicators.csv").open(encoding="utf-8-sig", newline="") as lines:
        known = {row["code"]: row for row in csv.DictReader(lines)}
    assert len(items()) > 100
    for item in items():
        assert (known[item.code]["name"], known[item.code]["unit"]) == (item.name, item.unit)
        assert known[item.code]["template"] == "T6"
        assert (known[item.code]["kind"] == "flow") == item.flow
    core = {code for code, row in known.items() if row["tier"] == "core" and row["template"] == "T6"}
    assert core <= {item.code for item in items()} and "member_transferred_cnt" in {item.code for item in items()}


def test_ledger_states_move_as_the_catalogue_allows(pieces: dict[tuple[str, str, int], Piece]) -> None:
    with (CATALOGUE / "ledgers.csv").open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    states = {(row["ledger"], row["code"]): row["title"] for row in rows if row["row_type"] == "state"}
    allowed = {
        (row["ledger"], states[(row["ledger"], row["from_state"])], states[(row["ledger"], row["to_state"])])
        for row in rows
        if row["row_type"] == "transition"
    }
    last: dict[tuple[str, str], tuple[str, int]] = {}
    kinds: Counter[str] = Counter()
    names = ("台账类型", "事项编号", "状态", "进度", "销号日期", "佐证材料编号", "发现问题数", "已解决数")
    for piece in sorted(of(pieces, "T7"), key=lambda one: one.period):
        seen: set[tuple[str, str]] = set()
        for ledger, number, state, progress, closed, evidence, found, solved in zip(
            *(column(piece, name) for name in names), strict=True
        ):
            key = (str(ledger), str(number))
            assert key not in seen
            seen.add(key)
            assert (str(ledger), str(state)) in {(one, title) for (one, _), title in states.items()}
            before, done = last.get(key, (str(state), 0))
            assert before == state or (str(ledger), before, str(state)) in allowed, (key, before, state)
            assert int(progress or 0) >= done or state in ("退回重办", "继续整顿")
            assert closed is None or (progress == 100 and evidence)
            assert int(solved or 0) <= int(found or 0)
            last[key] = (str(state), int(progress or 0))
            kinds[str(ledger)] += 1
    assert len(kinds) == 8
    piece = pieces["T7", stories.NEAR_FULL, LAST_MONTH]
    measures = [text for text in column(piece, "附加数据") if "措施序号" in str(text)]
    assert len(measures) == 328


def test_ratings_start_from_the_round_before(pieces: dict[tuple[str, str, int], Piece]) -> None:
    current: dict[str, int] = {}
    rated = ("单位编码", "评定类型", "原星级", "评定星级", "得分", "一票否决")
    for piece in sorted(of(pieces, "T2"), key=lambda one: one.period):
        for code, kind, before, after, score, veto in zip(*(column(piece, name) for name in rated), strict=True):
            if kind == "分类定级":
                continue
            was, now, points = int(before or 0), int(after or 0), int(score or 0)
            assert current.get(str(code), was) == was
            moves = {
                "晋级": now > was,
                "降级": now < was,
                "摘星": now == 0 < was,
                "核验": now == was,
                "新评": now > was,
            }
            assert moves[str(kind)]
            assert veto == "否" or now == 0
            assert now == next((stars for stars, line in ((5, 900), (4, 800), (3, 700)) if points >= line), 0)
            current[str(code)] = now
    assert len(current) == 1200


def test_assessments_sum_to_a_hundred(pieces: dict[tuple[str, str, int], Piece]) -> None:
    for piece in of(pieces, "T8"):
        if piece.sender != CITY_CODE:
            assert all(
                int(a or 0) <= int(b or 0)
                for a, b in zip(column(piece, "满意人数"), column(piece, "有效测评人数"), strict=True)
            )
            continue
        full: dict[tuple[Cell, Cell], int] = defaultdict(int)
        for unit, kind, marks, score in zip(
            *(column(piece, n) for n in ("单位编码", "考核类型", "满分", "得分")), strict=True
        ):
            full[unit, kind] += int(marks or 0)
            assert int(score or 0) <= int(marks or 0) * 10
        assert set(full.values()) == {1000}


def test_no_cell_looks_like_a_person(pieces: dict[tuple[str, str, int], Piece]) -> None:
    number = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|\d{15}|\d{16}|\d{17}[\dXx]|\d{19})(?!\d)")
    for piece in pieces.values():
        for one, values in zip(piece.sheet.columns, piece.sheet.data, strict=True):
            if one.decimals is None:
                assert not any(number.search(str(value)) for value in set(values)), (piece.template, one.title)


# --- stories ---------------------------------------------------------------------------------------------------------


def total(piece: Piece, *titles: str) -> int:
    return sum(sum(figures(piece, title)) for title in titles)


def test_every_story_is_told_in_the_readme() -> None:
    text = (ROOT / "etl" / "sample" / "README.md").read_text(encoding="utf-8")
    for story in stories.STORIES:
        assert f"`{story.key}`" in text and story.title in text


def test_a_district_merges_into_another(pieces: dict[tuple[str, str, int], Piece], world: World) -> None:
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


def test_a_township_becomes_a_town(pieces: dict[tuple[str, str, int], Piece]) -> None:
    (old, new) = zip(
        *(column(pieces["T0", CITY_CODE, stories.RENAME_MONTH], n) for n in ("单位名称", "生效日期", "失效日期")),
        strict=True,
    )
    assert old[0][-1] == "乡" and new[0] == old[0][:-1] + "镇"
    assert (old[2], new[1]) == ("2024-06-30", "2024-07-01")


def test_a_district_falls_silent(pieces: dict[tuple[str, str, int], Piece]) -> None:
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


def test_a_form_in_yuan_fits_between_its_neighbours(pieces: dict[tuple[str, str, int], Piece]) -> None:
    month = stories.HEADER_YUAN_MONTH
    before, yuan, after = (pieces["T3", stories.HEADER_YUAN, month + step] for step in (-1, 0, 1))
    assert (before.sheet.unit_line, yuan.sheet.unit_line) == ("万元", "元")
    assert total(before, "收入合计（累计）") < total(yuan, "收入合计（累计）") / 100 < total(after, "收入合计（累计）")


def test_one_district_grows_by_subsidy_only(pieces: dict[tuple[str, str, int], Piece]) -> None:
    def growth(sender: str, title: str) -> float:
        return (
            total(pieces["T3", sender, key_of("2025-11")], title)
            / total(pieces["T3", sender, key_of("2024-11")], title)
            - 1
        )

    assert abs(growth(stories.SUBSIDY_ONLY, "经营性收入（自动计算）")) < 0.01
    assert 0.25 < growth(stories.SUBSIDY_ONLY, "收入合计（累计）") < 0.4
    assert growth("990101", "经营性收入（自动计算）") > 0.08


def test_stars_are_lost(pieces: dict[tuple[str, str, int], Piece]) -> None:
    kinds = Counter(column(pieces["T2", stories.STARS_LOST, stories.STARS_LOST_ROUND], "评定类型"))
    assert (kinds["降级"], kinds["摘星"], kinds["晋级"]) == (stories.STARS_DOWN, stories.STARS_STRIPPED, 0)


def test_the_small_district_jumps(pieces: dict[tuple[str, str, int], Piece]) -> None:
    rates = []
    for period in range(FIRST_MONTH + 2, LAST_MONTH + 1, 3):
        piece = pieces["T4", stories.SMALL, period]
        rows = list(zip(*(column(piece, n) for n in ("覆盖项目", "应覆盖数", "组织覆盖数")), strict=True))
        firms = [(int(due or 0), int(cover or 0)) for item, due, cover in rows if item == "非公企业两个覆盖"]
        assert sum(due for due, _ in firms) == 8
        rates.append(sum(cover for _, cover in firms))
    assert tuple(rates) == stories.SMALL_FIRMS and max(rates) - min(rates) == 3


def test_a_target_is_missed(pieces: dict[tuple[str, str, int], Piece]) -> None:
    def reached(sender: str) -> float:
        piece = pieces["T3", sender, LAST_MONTH]
        return total(piece, "收入合计（累计）") / total(piece, "年度收入目标")

    assert 0.6 < reached(stories.TARGET_MISSED) < 0.7
    assert reached("990101") > 0.95


def test_a_rate_is_nearly_full(pieces: dict[tuple[str, str, int], Piece]) -> None:
    piece = pieces["T1", stories.NEAR_FULL, stories.NEAR_FULL_QUARTER]
    rate = total(piece, "完成轮训党员数（累计）") / total(piece, "党员总数") * 100
    assert f"{rate:.2f}" == "99.96"
