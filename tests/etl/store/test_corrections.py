"""Corrections: entered with a guard, shown in the trace, replayed, taken back, and over once the source has mended."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from store_world import AT, LIFE, VILLAGES, begin, current, income, published_hashes, take, write

from dashboard import warehouse
from dashboard.periods import parse_period
from dashboard.queries.tracing import trace
from etl import correcting, journal, questions, upkeep, view
from etl.__main__ import main
from etl.correcting import CorrectionRefused, Wanted
from etl.home import Home
from etl.loader import Order, load_files, open_loader

ORDER = Order(by="区委组织部统计岗", at=AT)
#: 东溪村 in June: 1 × 6 × 100 / 10.
JUNE = ("2024-06", "东溪村")
WANTED = Wanted("350102001201", "2024-06", "econ_income_total", "60", "61.5", "报表多写一位，经核实为61.5")


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A register and the income of June; not to be changed."""
    return begin(tmp_path_factory.mktemp("begun"))


@pytest.fixture
def started(begun: Home, tmp_path: Path) -> Home:
    """A copy of `begun` that a test may change."""
    shutil.copytree(begun.path, tmp_path / "home")
    return Home(tmp_path / "home", "real")


def changed(**changes: str) -> Wanted:
    """`WANTED` with some of its words changed."""
    return replace(WANTED, **changes)


def now(home: Home) -> tuple[float, str]:
    """Value and batch of the corrected cell."""
    with view.attached(view.snapshot(home)) as con:
        return current(con)[JUNE]


def send(home: Home, folder: Path, percent: int, villages: list[str] | None = None, *, yes: bool = True):  # type: ignore[no-untyped-def]
    """June once more, every figure times percent / 100."""
    path = folder / f"收入6月再报{percent}.csv"
    path.write_bytes(income(6, percent=percent, villages=villages or list(VILLAGES)))
    (report,) = load_files(home, [path], Order("统计岗", yes, "已核对" if yes else "", None, AT))
    return report


def codes(report) -> set[str]:  # type: ignore[no-untyped-def]
    return {str(finding["code"]) for finding in report.findings}


def test_a_correction_stands_in_place_of_the_reported_figure(started: Home) -> None:
    batch, path = correcting.correct(started, WANTED, ORDER)
    assert (batch, path.name) == ("B000003", "snap-2.duckdb")
    assert now(started) == (61.5, "B000003")
    (line,) = correcting.listed(started)
    assert (line["old"], line["new"], line["state"]) == ("60.000000", "61.500000", "applies")
    assert (line["by"], line["why"], line["of_batch"]) == ("区委组织部统计岗", WANTED.why, "B000002")
    assert [cell.new for cell in questions.compare(started, "B000002", "B000003").cells if cell.old and cell.new] == [
        "61.500000"
    ]
    assert upkeep.verify(started).problems == []


def test_the_trace_shows_the_correction(started: Home) -> None:
    correcting.correct(started, WANTED, ORDER)
    wh = warehouse.open_snapshot(started.path)
    rows = trace(wh, "econ_income_total", "350102001201", parse_period("2024-06"))
    warehouse.close_all()
    (row,) = rows.to_dict("records")
    assert row["value"] == 61.5
    assert row["file"] == "收入6月.csv（B000003更正：原报 60.000000，更正为 61.500000）"
    assert (row["row"], row["batch_id"], row["loaded_by"]) == (2, "B000003", "区委组织部统计岗")
    assert "收入合计" in row["column"]


def test_sums_follow_the_correction_and_its_withdrawal(started: Home) -> None:
    sql = (
        "SELECT m.num FROM mart_value m JOIN dim_unit u USING (unit_key) JOIN dim_indicator i USING (indicator_key)"
        " WHERE i.code = 'econ_income_total' AND u.unit_code = '350102'"
    )

    def district() -> int:
        with view.attached(view.snapshot(started)) as con:
            return int(con.execute(sql).fetchall()[0][0])

    before = district()
    batch, _ = correcting.correct(started, WANTED, ORDER)
    assert district() == before + 1_500_000
    assert main(["--home", str(started.path), "withdraw", batch, "--why", "更正有误"]) == 0
    assert district() == before
    assert now(started) == (60.0, "B000002")
    assert correcting.listed(started)[0]["state"] == "withdrawn"
    assert main(["--home", str(started.path), "reinstate", batch, "--why", "复核无误"]) == 0
    assert district() == before + 1_500_000


def test_a_correction_that_does_not_fit_changes_nothing(started: Home) -> None:
    before = journal.read(started.journal)
    for changes, words in (
        ({"old": "59"}, "报送的是 60.000000万元，不是 59"),
        ({"unit": "350102001999"}, "没有报送的数"),
        ({"period": "2024-05"}, "没有报送的数"),
        ({"period": "昨天"}, "昨天"),
        ({"measure": "不存在"}, "没有这个指标"),
        ({"new": "约70"}, "不是可用的数"),
        ({"new": "60.00"}, "相同"),
        ({"why": " "}, "理由"),
    ):
        with pytest.raises(CorrectionRefused, match=words):
            correcting.correct(started, changed(**changes), ORDER)
    assert journal.read(started.journal) == before


def test_the_source_still_wrong_keeps_the_correction(started: Home, tmp_path: Path) -> None:
    correcting.correct(started, WANTED, ORDER)
    (tmp_path / "再报.csv").write_bytes(income(6) + b"\n")
    (report,) = load_files(started, [tmp_path / "再报.csv"], Order("统计岗", True, "已核对", None, AT))
    assert report.loaded and "CORRECTION_KEPT" in codes(report)
    assert now(started) == (61.5, "B000003")
    assert correcting.listed(started)[0]["state"] == "applies"


def test_a_source_that_has_mended_itself_ends_the_correction(started: Home, tmp_path: Path) -> None:
    correcting.correct(started, changed(new="66"), ORDER)
    report = send(started, tmp_path, 110)
    assert "CORRECTION_MENDED" in codes(report)
    assert now(started) == (66.0, report.batch)
    assert correcting.listed(started)[0]["state"] == "lapsed"


def test_another_figure_is_questioned_and_ends_the_correction(started: Home, tmp_path: Path) -> None:
    correcting.correct(started, WANTED, ORDER)
    asked = send(started, tmp_path, 120, yes=False)
    assert not asked.loaded and "CORRECTION_LAPSED" in codes(asked)
    assert now(started) == (61.5, "B000003")
    report = send(started, tmp_path, 120)
    assert now(started) == (72.0, report.batch)
    assert correcting.listed(started)[0]["state"] == "lapsed"
    # Taken back, the source says again what was corrected.
    assert main(["--home", str(started.path), "withdraw", str(report.batch), "--why", "误报"]) == 0
    assert now(started) == (61.5, "B000003")
    assert correcting.listed(started)[0]["state"] == "applies"


def test_without_the_corrected_file_there_is_no_figure(started: Home) -> None:
    correcting.correct(started, WANTED, ORDER)
    assert main(["--home", str(started.path), "withdraw", "B000002", "--why", "误报"]) == 0
    with view.attached(view.snapshot(started)) as con:
        assert JUNE not in current(con)
    assert correcting.listed(started)[0]["state"] == "lapsed"
    assert main(["--home", str(started.path), "reinstate", "B000002", "--why", "复核"]) == 0
    assert now(started) == (61.5, "B000003")


def test_a_second_correction_replaces_the_first(started: Home) -> None:
    correcting.correct(started, WANTED, ORDER)
    second, _ = correcting.correct(started, changed(new="62"), ORDER)
    assert now(started) == (62.0, second)
    assert [line["state"] for line in correcting.listed(started)] == ["lapsed", "applies"]
    assert main(["--home", str(started.path), "withdraw", second, "--why", "误"]) == 0
    assert now(started) == (61.5, "B000003")


def test_rebuild_replays_corrections(started: Home, tmp_path: Path) -> None:
    correcting.correct(started, WANTED, ORDER)
    send(started, tmp_path, 120)
    correcting.correct(started, Wanted("350103001201", "2024-06", "econ_income_total", "360", "361", "核实"), ORDER)
    # A register that moves every unit key takes the corrections along.
    write(tmp_path / "more", LIFE[7:8])
    with open_loader(started) as loader:
        take(loader, LIFE[7], tmp_path / "more")
        loader.publish(AT)
    before = published_hashes(started)
    upkeep.rebuild(started)
    assert published_hashes(started) == before
    assert [line["state"] for line in correcting.listed(started)] == ["lapsed", "applies"]
    assert upkeep.verify(started).problems == []


def test_corrections_as_commands(started: Home, capsys: pytest.CaptureFixture[str]) -> None:
    base = ["--home", str(started.path)]
    assert main([*base, "corrections"]) == 0
    assert "没有更正" in capsys.readouterr().out
    command = [*base, "correct", "--unit", WANTED.unit, "--period", "2024-06", "--measure", WANTED.measure]
    assert main([*command, "--old", "60", "--new", "61.5", "--why", "核实", "--by", "统计岗"]) == 0
    assert "已更正，批次B000003" in capsys.readouterr().out
    assert main([*command, "--old", "59", "--new", "61.5", "--why", "核实"]) == 1
    assert "不是 59" in capsys.readouterr().err
    assert main([*base, "corrections"]) == 0
    assert "东溪村 2024-06" in capsys.readouterr().out
    assert main([*base, "corrections", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["state"] == "applies"
    assert main([*base, "batches"]) == 0
    assert "更正B000002：350102001201 2024-06 econ_income_total" in capsys.readouterr().out
