"""Real published figures, read where they lie: statistics-bureau downloads and Party communiques."""

# ruff: noqa: E501 - a case is one row of a table

import csv
import os
import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from intake_world import AT, fingerprint

from dashboard.periods import period_key
from etl.home import Home, open_home
from etl.loader import Order, load_files, open_loader
from etl.report import FileReport

ROOT = Path(__file__).resolve().parents[3]
PARTY = ROOT / "data" / "public" / "party"
SHARED = Path(os.environ.get("SHARED_DATA", ROOT.parent / "shared" / "data"))
BUREAU = {
    "分省年度数据.csv": ("地区生产总值", "亿元"),
    "分省年度数据 (1).csv": ("人口数(人口抽样调查)", "人"),
    "分省年度数据 (6).csv": ("公有经济企事业单位专业技术人员数", "人"),
}
needs_shared = pytest.mark.skipif(
    not (SHARED / "nbs").is_dir(), reason=f"没有公开数据目录 {SHARED / 'nbs'}（SHARED_DATA）"
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with the register of 31 provinces and the published Party figures."""
    made = open_home(tmp_path_factory.mktemp("public") / "home")
    files = [PARTY / "units.csv", *sorted(PARTY.glob("party_stats_*.csv"))]
    reports = load_files(made, files, Order(by="公开数据", at=AT, confirm=True, reason="公开数据"))
    assert all(report.loaded for report in reports), [(r.file, r.findings) for r in reports]
    return made


@pytest.fixture(scope="module")
def bureau(home: Home, tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, dict[str, FileReport]]:
    """That home with the three downloads loaded without any confirmation."""
    copy = tmp_path_factory.mktemp("bureau") / "home"
    shutil.copytree(home.path, copy)
    made = open_home(copy)
    reports = load_files(made, [SHARED / "nbs" / name for name in BUREAU], Order(by="统计局", at=AT))
    return made, {report.file: report for report in reports}


def wide(name: str) -> Iterator[tuple[str, int, str]]:
    """Region, year and text of every filled cell of a download."""
    rows = list(csv.reader((SHARED / "nbs" / name).read_text(encoding="gbk").splitlines()))
    head = next(number for number, row in enumerate(rows) if row and row[0] == "地区")
    for row in rows[head + 1 :]:
        if len(row) == len(rows[head]):
            yield from (
                (row[0], int(year[:4]), cell) for year, cell in zip(rows[head][1:], row[1:], strict=True) if cell
            )


def stored(home: Home, sql: str, *values: object) -> list[tuple]:  # type: ignore[type-arg]
    with duckdb.connect() as con:
        con.execute(f"ATTACH '{home.work}' AS work (READ_ONLY)")
        con.execute("USE work")
        return con.execute(sql, list(values)).fetchall()


FACTS = (
    "SELECT u.unit_name, f.period_key, f.value, i.num_scale FROM fact_measure f JOIN dim_unit u USING (unit_key)"
    " JOIN dim_indicator i ON i.indicator_key = f.measure_key WHERE i.name = ? AND i.unit = ?"
)


@needs_shared
@pytest.mark.parametrize("name", list(BUREAU))
def test_every_filled_cell_of_a_download_is_stored_exactly(
    name: str, bureau: tuple[Home, dict[str, FileReport]]
) -> None:
    made, reports = bureau
    report = reports[name]
    assert (report.outcome, report.template, report.rows_out) == ("normalise", "N1", 0), report.findings
    title, unit = BUREAU[name]
    found = {
        (region, key): Decimal(value).scaleb(-scale) for region, key, value, scale in stored(made, FACTS, title, unit)
    }
    expected = {(region, period_key(year, 12)): Decimal(cell) for region, year, cell in wide(name)}
    assert len({region for region, _ in expected}) == 31
    assert found == expected


@needs_shared
def test_the_sample_of_2015_breaks_the_line_on_both_sides(bureau: tuple[Home, dict[str, FileReport]]) -> None:
    made, reports = bureau
    notes = stored(
        made,
        "SELECT i.name, n.period_key, count(DISTINCT n.unit_key), min(n.text) FROM fact_note n"
        " JOIN dim_indicator i ON i.indicator_key = n.measure_key WHERE n.kind = 'break' AND i.template = 'N1'"
        " GROUP BY 1, 2 ORDER BY 1, 2",
    )
    kept = [(name, 1900 + key // 12, regions) for name, key, regions, _ in notes]
    assert kept == [
        ("人口数(人口抽样调查)", 2015, 31), ("人口数(人口抽样调查)", 2016, 31), ("公有经济企事业单位专业技术人员数", 2009, 31),
    ]  # fmt: skip
    assert "1%人口抽样调查" in notes[0][3]
    assert "SERIES_BREAK" in {item["code"] for item in reports["分省年度数据 (1).csv"].findings}


@needs_shared
def test_the_same_download_again_changes_nothing(bureau: tuple[Home, dict[str, FileReport]]) -> None:
    made, _ = bureau
    before = fingerprint(made.path)
    again = load_files(made, [SHARED / "nbs" / name for name in BUREAU], Order(by="统计局", at=AT))
    assert {item["code"] for report in again for item in report.findings} == {"STORE_ALREADY_LOADED"}
    changed = {name for name, digest in fingerprint(made.path).items() if before.get(name) != digest}
    assert not {name for name in changed if name.startswith("raw/") or name == "journal.jsonl"}


@pytest.mark.parametrize("name", ["party_stats_national_2010_2024.csv", "party_stats_provinces_2021_2023.csv"])
def test_every_published_party_figure_is_stored_exactly(name: str, home: Home) -> None:
    rows = list(csv.DictReader((PARTY / name).read_text(encoding="utf-8").splitlines()))
    facts = stored(
        home,
        "SELECT i.name, i.unit, u.unit_code, f.period_key, f.row_no, f.value, i.num_scale FROM fact_measure f"
        " JOIN dim_indicator i ON i.indicator_key = f.measure_key JOIN dim_unit u USING (unit_key)"
        " JOIN dim_batch b USING (batch_key) WHERE b.file_name = ?",
        name,
    )
    by_row = {row[4]: (*row[:4], Decimal(row[5]).scaleb(-row[6])) for row in facts}
    power = {"万名": 4, "万个": 4, "名": 0, "个": 0, "人": 0, "%": 0}
    out = []
    for number, row in enumerate(rows, start=2):
        if number not in by_row:
            out.append((number, row["指标"], row["时点"]))
            continue
        indicator, measured, unit, key, value = by_row[number]
        year, month = int(row["时点"][:4]), int(row["时点"][5:7])
        assert (indicator, unit, key) == (row["指标"], row.get("行政区划代码") or "000000", period_key(year, month))
        assert value.scaleb(power[measured]) == Decimal(row["数值"]).scaleb(power[row["单位"]]), (number, row, value)
    assert out == []


def test_days_that_end_no_month_and_computed_figures_are_noted(home: Home) -> None:
    notes = stored(home, "SELECT n.period_key, n.kind, count(*) FROM fact_note n GROUP BY 1, 2")
    assert (period_key(2021, 6), "as_of") in {(key, kind) for key, kind, _ in notes}
    rows = list(csv.DictReader((PARTY / "party_stats_national_2010_2024.csv").read_text(encoding="utf-8").splitlines()))
    computed = sum(count for _, kind, count in notes if kind == "computed")
    assert computed >= sum(row["是否推算"] == "是" for row in rows) > 0


def test_a_download_needs_its_register(tmp_path: Path) -> None:
    """Provinces are units like all others: no download makes one."""
    if not (SHARED / "nbs").is_dir():
        pytest.skip(f"没有公开数据目录 {SHARED / 'nbs'}（SHARED_DATA）")
    made = open_home(tmp_path / "home")
    with open_loader(made) as loader:
        path = SHARED / "nbs" / "分省年度数据.csv"
        answer = loader.load(loader.readers.read(path, name=path.name), path, Order(by="统计局", confirm=True, at=AT))
        assert (answer.outcome, answer.loaded) == ("refuse", False)
        assert {"UNIT_UNKNOWN", "FILE_NOTHING_LEFT"} <= {item["code"] for item in answer.findings}
        assert loader.con.execute("SELECT count(*) FROM dim_unit").fetchall() == [(0,)]
