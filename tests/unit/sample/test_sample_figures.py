"""The figures of the demonstration data set agree with each other and with the catalogue."""

import csv
import json
import re
from collections import Counter, defaultdict

from etl.sample import stories
from etl.sample.city import CITY_CODE
from etl.sample.habits import HABITS
from etl.sample.periods import LAST_MONTH, key_of
from etl.sample.progress import items
from etl.sample.sheets import Cell
from tests.unit.sample.pieces import CATALOGUE, Pieces, column, figures, of


def test_headers_are_those_of_the_templates(pieces: Pieces) -> None:
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


def test_income_adds_up_and_never_falls_within_a_year(pieces: Pieces) -> None:
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


def test_empty_villages_fall_to_nearly_none(pieces: Pieces) -> None:
    def zero(month: str) -> int:
        found = [piece for piece in of(pieces, "T3") if piece.period == key_of(month)]
        return sum(figures(piece, "经营性收入（自动计算）").count(0) for piece in found)

    assert zero("2023-01") == 58
    assert zero("2023-12") > zero("2024-12") > zero("2025-12") > 0


def test_members_split_by_age_and_parts_stay_within_the_whole(pieces: Pieces) -> None:
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


def test_cumulative_columns_of_quarters_and_halves_never_fall(pieces: Pieces) -> None:
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


def test_coverage_never_exceeds_what_there_is(pieces: Pieces) -> None:
    for piece in of(pieces, "T4"):
        names = ("应覆盖数", "单独组建数", "联合组建覆盖数", "组织覆盖数", "工作覆盖数（含组织覆盖）")
        for due, solo, joint, cover, work in zip(*(column(piece, name) for name in names), strict=True):
            assert int(cover or 0) <= int(due or 0)
            if solo is not None:
                assert int(solo) + int(joint or 0) == int(cover or 0) <= int(work or 0) <= int(due or 0)


def test_monthly_figures_agree_with_their_own_year(pieces: Pieces) -> None:
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


def test_ledger_states_move_as_the_catalogue_allows(pieces: Pieces) -> None:
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


def test_ratings_start_from_the_round_before(pieces: Pieces) -> None:
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


def test_assessments_sum_to_a_hundred(pieces: Pieces) -> None:
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


def test_no_cell_looks_like_a_person(pieces: Pieces) -> None:
    number = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|\d{15}|\d{16}|\d{17}[\dXx]|\d{19})(?!\d)")
    for piece in pieces.values():
        for one, values in zip(piece.sheet.columns, piece.sheet.data, strict=True):
            if one.decimals is None:
                assert not any(number.search(str(value)) for value in set(values)), (piece.template, one.title)
