"""`python -m dashboard`: exact figures as CSV and JSON, Chinese refusals, exit codes."""

import csv
import io
import json
from pathlib import Path

import pytest

from dashboard.__main__ import DONE, REFUSED, main
from dashboard.command_line import USAGE
from tests.star import city


@pytest.fixture
def home(tmp_path: Path) -> Path:
    star = city("A", "B", "D", "E").rate(min_denominator=5)
    star.indicator("income", unit="万元", num_scale=6, decimals=2, reported="ytd", kind="flow")
    star.column("r", "2024-05", A=(1, 10), B=(2, 10)).column("r", "2024-06", A=(1, 3_000), B=(2, 10), D=(4, 4), E=None)
    star.column("income", "2024-06", A=12_600_000, B=300)
    star.fact("n", "2024-06", "A", 1, row=7).fact("d", "2024-06", "A", 3_000, row=7).batch(1, file_name="六月.xlsx")
    star.sheets.append((1, 0, "汇总"))
    return star.publish(tmp_path)


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_values_as_csv(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["values", "--indicator", "r", "--period", "2024-06", "--home", str(home)]) == DONE
    found = capsys.readouterr().out
    assert found.splitlines()[0] == ("unit_code,unit_name,numerator,denominator,value,shown,rank,rank_change,status")
    first, second, third, fourth = rows(found)
    assert first == {"unit_code": "B", "unit_name": "B区", "numerator": "2", "denominator": "10", "value": "20",
                     "shown": "20.0%", "rank": "1", "rank_change": "0", "status": "reported"}  # fmt: skip
    assert (second["value"], second["rank"], second["rank_change"]) == ("0.0333333333", "2", "0")
    assert (third["unit_code"], third["rank"], third["status"], third["value"]) == ("D", "", "样本小", "100")
    assert (fourth["unit_code"], fourth["value"], fourth["status"]) == ("E", "", "未报")


def test_values_are_in_the_indicator_s_unit(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["values", "--indicator", "income", "--period", "2024Q2", "--format", "json", "--home", str(home)]
    assert main(arguments) == DONE
    found = {row["unit_code"]: row for row in json.loads(capsys.readouterr().out)}
    assert (found["A"]["numerator"], found["A"]["value"], found["A"]["denominator"]) == (12.6, 12.6, None)
    assert found["B"]["value"] == 0.0003


def test_home_from_the_environment(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DASHBOARD_HOME", str(home))
    assert main(["indicators"]) == DONE
    found = {row["code"]: row for row in rows(capsys.readouterr().out)}
    assert found["r"] == {"code": "r", "name": "指标r", "unit": "%", "direction": "higher", "levels": "district",
                          "periods": "2024-05 2024-06"}  # fmt: skip


def test_trace_names_file_sheet_row_batch_and_person(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["trace", "--indicator", "r", "--unit", "A", "--period", "2024-06", "--home", str(home)]
    assert main([*arguments, "--format", "csv"]) == DONE
    parts = rows(capsys.readouterr().out)
    assert [(p["part"], p["measure"], p["value"], p["file"], p["sheet"], p["row"], p["batch_id"], p["loaded_by"])
            for p in parts] == [("分子", "n", "1", "六月.xlsx", "汇总", "7", "B000001", "张三"),
                                ("分母", "d", "3000", "六月.xlsx", "汇总", "7", "B000001", "张三")]  # fmt: skip
    assert main(arguments) == DONE
    assert "六月.xlsx" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["values", "--indicator", "x", "--period", "2024-06"], REFUSED, "没有这个指标：x。可用："),
        (["values", "--indicator", "r", "--period", "2024-06", "--under", "Z"], REFUSED, "没有这个单位：Z。可用："),
        (["trace", "--indicator", "r", "--unit", "Z", "--period", "2024-06"], REFUSED, "没有这个单位：Z"),
        (["values", "--indicator", "r", "--period", "June"], USAGE, "看不懂期间"),
        (["values", "--indicator", "r"], USAGE, "缺少参数：--period"),
        (["values", "--indicator", "r", "--period", "2024", "--level", "street"], USAGE, "没有这个取值：'street'"),
    ],
)
def test_refusals_say_what_is_accepted(
    home: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, words: str
) -> None:
    try:
        found = main([*arguments, "--home", str(home)])
    except SystemExit as stopped:
        found = int(str(stopped.code))
    assert found == code
    said = capsys.readouterr()
    assert words in said.err
    assert said.out == ""


def test_nothing_published_yet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["indicators", "--home", str(tmp_path)]) == REFUSED
    assert "还没有已发布的数据" in capsys.readouterr().err
