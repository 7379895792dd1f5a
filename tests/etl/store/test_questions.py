"""`compare`, `missing`, `batches`, `status`, `verify` as a person asks them."""

import json
from pathlib import Path

import pytest
from store_world import AT, LIFE, VILLAGES, csv, income, progress, take

from etl import questions
from etl.__main__ import main
from etl.home import Home, open_home
from etl.loader import Order, load_files, open_loader


def _ask(home: Home, *words: str) -> int:
    return main(["--home", str(home.path), *words])


def test_two_batches_cell_by_cell(home: Home) -> None:
    """B000004 is July as sent, B000005 its correction by 10 % for two villages."""
    found = questions.compare(home, "B000004", "B000005")
    totals = [cell for cell in found.cells if cell.measure == "econ_income_total"]
    both = [(c.unit_name, c.period, c.old, c.new) for c in totals if c.old and c.new]
    assert both == [("东溪村", "2024-07", "70.000000", "77.000000"), ("西溪村", "2024-07", "140.000000", "154.000000")]
    only_old = {cell.unit_name for cell in totals if cell.new is None}
    assert only_old == set(VILLAGES.values()) - {"东溪村", "西溪村"}
    # Target, subsidies and village companies of the two villages stay as they were.
    assert found.same == 6
    back = questions.compare(home, "B000005", "B000004")
    assert [(c.old, c.new) for c in back.cells] == [(c.new, c.old) for c in found.cells]


def test_a_batch_equals_itself(home: Home) -> None:
    found = questions.compare(home, "B000006", "B000006")
    assert (found.cells, found.same) == ([], 4)  # two districts, the figure and its target


def test_withdrawn_batches_can_be_compared(home: Home) -> None:
    assert [(c.unit_name, c.old, c.new) for c in questions.compare(home, "B000003", "B000006").cells] == [
        ("鼓楼区", "40", "45"), ("台江区", "45", "50"),
    ]  # fmt: skip


def test_compare_as_a_command(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert _ask(home, "compare", "B000003", "B000006") == 0
    told = capsys.readouterr().out
    assert "350102 鼓楼区 2024-06 发展党员数：40 → 45" in told
    assert told.endswith("不同2格，相同2格。\n")
    assert _ask(home, "compare", "B000003", "B000006", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["old"], found["new"], len(found["cells"])) == ("B000003", "B000006", 2)
    assert found["cells"][0]["unit_code"] == "350102"


@pytest.mark.parametrize(("batch", "words"), [("B000099", "没有批次B000099"), ("B000001", "单位名录")])
def test_batches_that_cannot_be_compared(
    batch: str, words: str, home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _ask(home, "compare", batch, "B000002") == 1
    assert words in capsys.readouterr().err


@pytest.fixture
def partly(fresh: Home, tmp_path: Path, sent: Path) -> Home:
    """July: all six villages; August: two of the four of one district, none of the other."""
    names = list(VILLAGES)
    files = {
        "收入7月.csv": income(7),
        "收入8月.csv": income(8, villages=[names[0], names[2]]),
        "进度7月.csv": progress(7, 40),
    }
    with open_loader(fresh) as loader:
        take(loader, LIFE[0], sent)
        loader.publish()
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    reports = load_files(fresh, [tmp_path / name for name in files], Order("统计岗", True, "已核对", None, AT))
    assert all(report.loaded for report in reports)
    return fresh


def test_who_has_not_reported(partly: Home) -> None:
    july, august = (1494, 1495)
    assert questions.missing(partly, july, template="T3") == []
    assert [(r.unit_name, r.state) for r in questions.missing(partly, july, template="T3", everyone=True)] == [
        ("鼓楼区", "all"), ("台江区", "all"),
    ]  # fmt: skip
    listed = questions.missing(partly, august, template="T3")
    assert [(r.unit_code, r.state, r.reported, r.expected, r.missing) for r in listed] == [
        ("350102", "part", 2, 4, 2), ("350103", "none", 0, 2, 2),
    ]  # fmt: skip
    assert [r.last_loaded_at is None for r in listed] == [False, True]


def test_missing_as_a_command(partly: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert _ask(partly, "missing", "--period", "2024-08", "--template", "T3") == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith("T3 350102 鼓楼区：未报齐，应报4，已报2，最近报送2024-11-15")
    assert told[1] == "T3 350103 台江区：未报，应报2，已报0"
    assert _ask(partly, "missing", "--period", "2024-07", "--template", "T3") == 0
    assert "都已报齐" in capsys.readouterr().out
    assert _ask(partly, "missing", "--period", "2024-08", "--template", "T3", "--json") == 0
    assert [row["state"] for row in json.loads(capsys.readouterr().out)] == ["part", "none"]
    assert _ask(partly, "missing", "--period", "1999-01") == 1
    assert "没有1999年1月应报的报表" in capsys.readouterr().err
    assert _ask(partly, "missing", "--period", "昨天") == 2
    assert capsys.readouterr().err.strip()


def test_questions_to_a_home_without_snapshot(fresh: Home, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["compare", "B000001", "B000002"], ["missing", "--period", "2024-06"]):
        assert _ask(fresh, *words) == 1
        assert "没有可用的快照" in capsys.readouterr().err


def test_no_command_makes_a_home_by_asking(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = tmp_path / "没有"
    for words in (
        ["batches"], ["status"], ["verify"], ["publish"], ["rebuild"], ["withdraw", "B000001", "--why", "试"],
        ["compare", "B000001", "B000002"], ["missing", "--period", "2024-06"], ["backup", str(tmp_path / "b")],
    ):  # fmt: skip
        assert main(["--home", str(home), *words]) == 1, words
        assert "还没有数据" in capsys.readouterr().err, words
        assert not home.exists()


def test_batches_and_status(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert _ask(home, "batches") == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 9
    assert lines[0].startswith("B000001 T0 单位名录.csv")
    assert lines[5].endswith("已撤回（测试）")
    assert _ask(home, "batches", "--json") == 0
    listed = json.loads(capsys.readouterr().out)
    assert [row["state"] for row in listed].count("withdrawn") == 1
    assert _ask(home, "status", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["kind"], found["journal"], found["loads"], found["withdrawn"]) == ("real", len(LIFE), 9, 1)
    assert found["snapshot"] == "snap-2.duckdb"
    assert _ask(home, "status") == 0
    assert "实绩库" in capsys.readouterr().out


def test_withdraw_and_reinstate_as_commands(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert _ask(home, "withdraw", "B000002", "--why", "报错了", "--by", "王科长", "--json") == 0
    assert json.loads(capsys.readouterr().out)["snapshot"] == "snap-3.duckdb"
    assert _ask(home, "withdraw", "B000002", "--why", "再来") == 1
    assert "已经撤回" in capsys.readouterr().err
    assert _ask(home, "reinstate", "B000002", "--why", "复核无误") == 0
    assert "已恢复批次B000002" in capsys.readouterr().out
    with pytest.raises(SystemExit) as usage:
        _ask(home, "withdraw", "B000002")
    assert usage.value.code == 2


def test_load_answers_with_receipts_and_codes(fresh: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad = tmp_path / "单位名录.csv", tmp_path / "坏.csv"
    good.write_bytes(LIFE[0].content)
    bad.write_bytes(csv("甲,乙", [("1", "2")]))
    assert _ask(fresh, "load", "--json", str(good), str(bad)) == 1
    first, second = json.loads(capsys.readouterr().out)
    assert (first["batch"], first["outcome"]) == ("B000001", "accept")
    assert (second["batch"], second["outcome"]) == (None, "refuse")
    assert set(first) >= {"outcome", "template", "rows_ok", "rows_out", "batch", "findings"}
    assert set(second["findings"][0]) == {"code", "severity", "file", "sheet", "row", "column", "value", "message"}
    assert _ask(fresh, "load", str(tmp_path / "没有.csv")) == 2
    assert _ask(fresh, "load", "--template", "T99", str(good)) == 2
    assert _ask(fresh, "verify") == 0


def test_a_home_of_the_other_kind_is_not_opened_for_loading(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = open_home(tmp_path / "演示", kind="demo")
    (home.path / "home.json").write_text("不是")
    assert main(["--home", str(home.path), "status"]) == 1
    assert "home.json 无法读取" in capsys.readouterr().err
