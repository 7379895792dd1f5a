"""Source profiles: an office with headers of its own is read by a saved profile, and rebuilt the same way."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from store_world import LIFE, VILLAGES, begin, csv, current, published_hashes

from dashboard import catalogue
from etl import backup, profiles, upkeep, view
from etl.__main__ import main
from etl.home import Home
from etl.loader import Order, load_files
from etl.profiles import Profile, ProfileRefused

HEAD = (
    "村庄代号,村庄,年度,截至月份,本年目标,进账总数,买卖进账,租金上交,投资进账,其他买卖,上级补贴,别的进账,村办企业,"
    "审核章,数据性质"
)
COLUMNS = {
    "村庄代号": "unit_code", "村庄": "unit_name", "年度": "year", "截至月份": "month", "本年目标": "target",
    "进账总数": "income_total_ytd", "买卖进账": "income_business", "租金上交": "income_contract",
    "投资进账": "income_invest",
    "其他买卖": "income_other_op", "上级补贴": "income_subsidy", "别的进账": "income_other", "村办企业": "companies",
    "数据性质": "data_state",
}  # fmt: skip
TEMPLATES = catalogue.load().templates


def sheet(month: int, unit: str = "") -> bytes:
    rows = []
    for number, (code, name) in enumerate(VILLAGES.items(), start=1):
        total = f"{number * month * (10_000 if unit else 1)}"
        target = 500 * (10_000 if unit else 1)
        rows.append((code, name, 2024, month, target, total, total, 0, 0, 0, 0, 0, 1, "已盖", "快报"))
    return csv(HEAD, rows)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return begin(tmp_path_factory.mktemp("begun"), LIFE[:1]).path


@pytest.fixture
def started(begun: Path, tmp_path: Path) -> Home:
    shutil.copytree(begun, tmp_path / "home")
    return Home(tmp_path / "home", "real")


def send(home: Home, path: Path, content: bytes, *, yes: bool = False):  # type: ignore[no-untyped-def]
    path.write_bytes(content)
    (report,) = load_files(home, [path], Order("统计岗", yes, "核对" if yes else ""))
    return report


def codes(report) -> set[str]:  # type: ignore[no-untyped-def]
    return {str(finding["code"]) for finding in report.findings}


PROFILE = Profile("鼓楼区农业农村局", "T3", COLUMNS, ("审核章",))


def test_a_file_with_headers_of_its_own(started: Home, tmp_path: Path) -> None:
    before = send(started, tmp_path / "一.csv", sheet(6))
    assert before.outcome == "refuse"
    assert codes(before) & {"MAP_NO_TEMPLATE", "MAP_MISSING_COLUMN"}
    kept = profiles.save(started, PROFILE, TEMPLATES, Order("统计岗"))
    assert kept.by == "统计岗" and kept.at
    report = send(started, tmp_path / "二.csv", sheet(6))
    assert report.loaded and "MAP_BY_PROFILE" in codes(report) and "MAP_EXTRA_COLUMNS" not in codes(report)
    with view.attached(view.snapshot(started)) as con:
        assert current(con)["2024-06", "东溪村"][0] == 6.0
    # The unit that the office never writes.
    profiles.save(started, replace(PROFILE, unit="元"), TEMPLATES, Order("统计岗"))
    report = send(started, tmp_path / "三.csv", sheet(7, "元"), yes=True)
    assert report.loaded, report.findings
    with view.attached(view.snapshot(started)) as con:
        assert current(con)["2024-07", "东溪村"][0] == 7.0
    # A removed profile is used no more, and a rebuild reads the old files as they were read.
    profiles.remove(started, PROFILE.name, Order("统计岗"))
    assert send(started, tmp_path / "四.csv", sheet(8)).outcome == "refuse"
    figures = published_hashes(started)
    upkeep.rebuild(started)
    assert published_hashes(started) == figures
    assert upkeep.verify(started).problems == []
    # A backup takes the profiles along.
    backup.backup(started, tmp_path / "backup")
    backup.restore(tmp_path / "again", tmp_path / "backup")
    assert published_hashes(Home(tmp_path / "again", "real")) == figures


def test_header_names_that_match_need_no_profile(started: Home, tmp_path: Path) -> None:
    wrong = dict(zip(PROFILE.columns, reversed(PROFILE.columns.values()), strict=True))
    profiles.save(started, replace(PROFILE, columns=wrong), TEMPLATES, Order("统计岗"))
    report = send(started, tmp_path / "收入.csv", LIFE[1].content)
    assert report.loaded and "MAP_BY_PROFILE" not in codes(report)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"template": "T99"}, "没有这种报表"),
        ({"columns": {"甲": "没有的项目"}}, "没有这些项目"),
        ({"columns": {"甲": "unit_code", "乙": "unit_code"}}, "不止一列"),
        ({"columns": {"甲": "unit_code"}}, "还缺必填项目"),
        ({"name": " "}, "名称"),
    ],
)
def test_a_profile_that_does_not_fit_is_not_kept(change: dict[str, object], words: str, started: Home) -> None:
    with pytest.raises(ProfileRefused, match=words):
        profiles.save(started, replace(PROFILE, **change), TEMPLATES, Order("统计岗"))  # type: ignore[arg-type]
    assert profiles.every(started) == []


def test_a_damaged_profile_is_named(started: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    profiles.save(started, PROFILE, TEMPLATES, Order("统计岗"))
    (started.path / "profiles" / "0001.json").write_text("{")
    (tmp_path / "一.csv").write_bytes(sheet(6))
    assert main(["--home", str(started.path), "check", str(tmp_path / "一.csv")]) == 1
    assert "0001.json 不是可用的来源模板" in capsys.readouterr().err


def test_profiles_as_commands(started: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "收入.csv"
    path.write_bytes(sheet(6))
    base = ["--home", str(started.path), "profile"]
    pairs = [f"{head}={TEMPLATES['T3'].field(name).title}" for head, name in PROFILE.columns.items()]
    words = [word for pair in pairs if "进账总数" not in pair for word in ("--column", pair)]
    command = [*base, "save", "农业农村局", "--template", "T3", "--from", str(path), "--ignore", "审核章", *words]
    assert main([*command, "--by", "统计岗"]) == 1
    assert "还缺必填项目：收入合计" in capsys.readouterr().err
    assert main([*command, "--column", pairs[5], "--by", "统计岗", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["columns"]["村庄"] == PROFILE.columns["村庄"]
    assert main([*base, "list"]) == 0
    assert "农业农村局：T3" in capsys.readouterr().out
    assert main([*base, "remove", "农业农村局"]) == 0
    assert main([*base, "remove", "农业农村局"]) == 1
    assert "没有在用" in capsys.readouterr().err
    assert main([*base, "list"]) == 0
    assert "没有来源模板" in capsys.readouterr().out
