"""What a load does to the store, seen from the command line and the published snapshot."""

import json
import shutil
from pathlib import Path

import duckdb
import pytest
from intake_world import (
    AT,
    INCOME_HEAD,
    PROGRESS_HEAD,
    TOWNS,
    VILLAGES,
    changed,
    cover,
    csv,
    fingerprint,
    income,
    opened,
    progress,
    write,
)  # fmt: skip

from dashboard.periods import period_key
from dashboard.queries import ranking
from dashboard.warehouse import open_snapshot
from etl.__main__ import main
from etl.loader import Order, load_files

JUNE, SEPTEMBER = period_key(2024, 6), period_key(2024, 9)


@pytest.fixture
def home(prepared_home: Path, tmp_path: Path) -> Path:
    shutil.copytree(prepared_home, tmp_path / "home")
    return tmp_path / "home"


def load(home: Path, name: str, content: str, *, yes: bool = False):  # type: ignore[no-untyped-def]
    order = Order(by="组织部", confirm=yes, reason="核对无误" if yes else "", at=AT)
    return load_files(opened(home), [write(home.parent, name, content)], order)[0]


def facts(home: Path) -> dict[tuple[str, str, int], int]:
    with duckdb.connect() as con:
        con.execute(f"ATTACH '{home / 'work.duckdb'}' AS work (READ_ONLY)")
        rows = con.execute(
            "SELECT i.code, u.unit_code, f.period_key, f.value FROM work.fact_measure f"
            " JOIN work.dim_indicator i ON i.indicator_key = f.measure_key JOIN work.dim_unit u USING (unit_key)"
        ).fetchall()
    return {(code, unit, key): value for code, unit, key, value in rows}


def test_command_line_prints_each_outcome_and_changes_nothing(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = write(home.parent, "好.csv", csv(INCOME_HEAD, income()))
    doubt = write(home.parent, "疑.csv", csv(INCOME_HEAD, changed(income(), {(4, 4): "约44"})))
    bad = write(home.parent, "坏.csv", csv(INCOME_HEAD, []))
    before = fingerprint(home)
    assert main(["--home", str(home), "check", str(good), str(doubt), str(bad), "--json"]) == 1
    answers = json.loads(capsys.readouterr().out)
    assert [answer["outcome"] for answer in answers] == ["accept", "confirm", "refuse"]
    assert [answer["rows_out"] for answer in answers] == [0, 1, 0]
    keys = {"code", "severity", "file", "sheet", "row", "column", "value", "message"}
    assert all(set(finding) == keys for answer in answers for finding in answer["findings"])
    out = next(finding for finding in answers[1]["findings"] if finding["severity"] == "out")
    assert (out["file"], out["row"], out["column"], out["value"]) == ("疑.csv", 6, "年度收入目标", "约44")
    assert fingerprint(home) == before
    assert main(["--home", str(home), "load", str(doubt), str(bad), "--json"]) == 1
    assert [answer["batch"] for answer in json.loads(capsys.readouterr().out)] == [None, None]
    assert fingerprint(home) == before
    assert main(["--home", str(home), "load", str(doubt), "--json", "--yes", "--by", "组织部"]) == 0
    (answer,) = json.loads(capsys.readouterr().out)
    assert (answer["rows_ok"], answer["rows_out"]) == (71, 1)
    assert answer["batch"]
    stored = {unit for code, unit, key in facts(home) if key == SEPTEMBER}
    assert stored == {code for code, _, _ in VILLAGES} - {VILLAGES[4][0]}


def test_nought_of_nought_is_not_applicable_and_two_of_two_is_small(home: Path) -> None:
    rows = [
        (name, "楼栋党小组", due, "", "", covered, covered)
        for name, due, covered in zip(TOWNS, (0, 2, 20, 30, 40, 50), (0, 2, 10, 20, 30, 40), strict=True)
    ]
    assert load(home, "覆盖.csv", cover(*rows)).loaded
    table = ranking(open_snapshot(home), "building_group_rate", SEPTEMBER, "town", under="350102").set_index(
        "unit_name"
    )
    assert table.loc[TOWNS[0], "status"] == "不适用"
    assert table.loc[TOWNS[1], "status"] == "样本小"
    assert table.loc[[TOWNS[0], TOWNS[1]], "rank"].isna().all()
    assert table.loc[TOWNS[2], "shown"].startswith("50")
    assert table.attrs["whole_value"] == pytest.approx(100 * 102 / 142)


def test_three_villages_delete_nothing(home: Path) -> None:
    before = facts(home)
    rows = changed(income(2024, 6)[:3], {(0, 5): "73.5", (0, 6): "72"})
    assert not load(home, "三村.csv", csv(INCOME_HEAD, rows)).loaded
    answer = load(home, "三村.csv", csv(INCOME_HEAD, rows), yes=True)
    assert answer.loaded
    after = facts(home)
    assert set(after) == set(before)
    assert {key for key in after if after[key] != before[key]} == {
        (code, VILLAGES[0][0], JUNE) for code in ("econ_income_total", "econ_income_operating")
    }


def test_an_earlier_month_does_not_become_the_latest(home: Path) -> None:
    before = facts(home)
    assert load(home, "五月.csv", csv(INCOME_HEAD, income(2024, 5))).loaded
    after = facts(home)
    assert {key: value for key, value in after.items() if key[2] != period_key(2024, 5)} == before
    table = ranking(open_snapshot(home), "econ_income_total", JUNE, "town", under="350102")
    assert list(table["status"]) == ["已报"] * 6


def test_the_same_file_again_and_the_same_figures_again_change_nothing(home: Path) -> None:
    before = facts(home)
    content = csv(INCOME_HEAD, income(2024, 6))
    prints = fingerprint(home)
    again = load(home, "收入2024年6月.csv", content)
    assert [item["code"] for item in again.findings] == ["STORE_ALREADY_LOADED"]
    assert fingerprint(home)["journal.jsonl"] == prints["journal.jsonl"]
    other = load(home, "另存.csv", content.replace("\n", "\r\n"))
    assert (other.outcome, other.changed, other.new) == ("accept", 0, 0)
    villages = {code for code, _, _ in VILLAGES}
    assert other.same == sum(key[2] == JUNE and key[1] in villages for key in before)
    assert facts(home) == before


def test_a_corrected_month_moves_only_its_own_figures(home: Path) -> None:
    before = facts(home)
    rows = changed(income(2024, 6), {(4, 5): "90.1", (4, 6): "88.2"})
    answer = load(home, "更正.csv", csv(INCOME_HEAD, rows))
    assert (answer.loaded, answer.changed, answer.new) == (True, 2, 0)
    after = facts(home)
    assert {key for key in after if after[key] != before[key]} == {
        (code, VILLAGES[4][0], JUNE) for code in ("econ_income_total", "econ_income_operating")
    }
    assert after["econ_income_total", VILLAGES[4][0], JUNE] == 90_100_000


def test_no_file_makes_a_unit(home: Path) -> None:
    names = changed(progress(), {(0, 0): "359999", (0, 1): "新设区", (1, 0): "", (1, 1): "另一新区"})
    answer = load(home, "新区.csv", csv(PROGRESS_HEAD, names), yes=True)
    assert (answer.rows_ok, answer.rows_out) == (2, 2)
    assert {unit for _, unit, _ in facts(home)} <= {code for code, _, _ in VILLAGES} | {
        "350102", "350103", "350112", "320106",
    }  # fmt: skip


def test_a_unit_above_and_its_parts_in_one_form(home: Path) -> None:
    """A city beside its districts: their sum is set apart, another figure is asked about."""
    first, *others = progress()
    fuzhou = [first, *others[:2]]
    total = sum(int(row[8]) for row in fuzhou)

    def with_city(value: int) -> str:
        city = ["350100", "福州市", *first[2:7], "", str(value), "", first[10]]
        return csv(PROGRESS_HEAD, [city, *([*row[:7], "", row[8], "", row[10]] for row in fuzhou)])

    summed = load(home, "合计.csv", with_city(total))
    assert (summed.outcome, summed.rows_ok) == ("normalise", 3)
    assert "TOTAL_OF_UPPER_UNIT" in {item["code"] for item in summed.findings}
    assert ("developed_member_cnt", "350100", SEPTEMBER) not in facts(home)
    differing = load(home, "不符.csv", with_city(total + 1))
    assert (differing.outcome, differing.loaded) == ("confirm", False)
    assert "HISTORY_PARENT_AND_CHILD" in {item["code"] for item in differing.findings}
