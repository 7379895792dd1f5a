"""The fast lane for large plain files gives what the office reader gives, and leaves everything else to it."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dashboard import catalogue
from etl import bulk, upkeep
from etl.home import open_home
from etl.loader import Order, load_files, open_loader
from etl.report import FileReport

AT = "2024-11-15T10:00:00+08:00"
HEAD = "单位编码,年度,截至月份,指标编码,指标名称,计量单位,本年累计数,数据来源"
FACTS = "SELECT period_key, measure_key, unit_key, item_key, value, sheet_no, row_no FROM fact_measure ORDER BY ALL"
CODES = [f"99{town:04d}{village:03d}201" for town in (101, 102) for village in range(1, 26)]


def register() -> str:
    lines = ["单位编码,单位名称,单位层级,上级单位编码,单位类型,领域,生效日期", "99,测试省,省,,省,,2000-01-01"]
    for district, name in (("990101", "东"), ("990102", "西")):
        lines.append(f"{district},{name}县,县市区,99,县市区,,2000-01-01")
    heads = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥金木水"
    for code in CODES:
        name = f"{'东' if code < '990102' else '西'}{heads[int(code[6:9]) - 1]}"
        lines.append(f"{code[:9]},{name}镇,乡镇街道,{code[:6]},镇,,2000-01-01")
        lines.append(f"{code},{name}村,村社区,{code[:9]},行政村,农村,2000-01-01")
    return "\n".join(lines) + "\n"


def measures() -> list[Any]:
    known = catalogue.load(None).indicators.values()
    fit = [item for item in known if "T6" in item.templates and item.reported in ("ytd", "point")]
    money = [item for item in fit if item.unit == "万元"]
    return [*[item for item in fit if item.scale == 0][:7], money[0]]


def lines(*, months: int = 5) -> list[str]:
    """The header and 50 villages × 8 measures × 5 months of plain rows, 2,000 in all."""
    chance = random.Random(7)
    rows = [HEAD]
    for month in range(1, months + 1):
        for code in CODES:
            for item in measures():
                figure = chance.randrange(20, 400) * month
                text = f"{figure / 100:.2f}" if item.scale else str(figure)
                rows.append(f"{code},2024,{month},{item.code},{item.name},{item.unit},{text},组织部统计")
    return rows


def with_cell(row: str, column: int, text: str) -> str:
    cells = row.split(",")
    cells[column] = text
    return ",".join(cells)


def spoiled() -> tuple[list[str], dict[int, str]]:
    """Plain rows with one bad cell here and there; line → code of the finding that keeps the row out."""
    rows = lines()
    bad = {
        10: (0, "990101001999", "UNIT_UNKNOWN"),
        77: (6, "-5", "VALUE_NEGATIVE"),
        203: (6, "约百个", ""),
        450: (6, "", "CELL_MISSING"),
        451: (3, "no_such_indicator", "INDICATOR_UNKNOWN"),
        800: (2, "13", ""),
        900: (5, "公斤", "INDICATOR_WRONG_UNIT"),
        1_202: (6, "1.5", "INDICATOR_NOT_WHOLE"),
        1_500: (7, "=1+1", "CELL_FORMULA"),
        1_501: (7, "", "CELL_MISSING"),
        1_999: (6, "=cmd|'/c calc'!A1", ""),
    }
    for line, (column, text, _) in bad.items():
        rows[line - 1] = with_cell(rows[line - 1], column, text)
    harmless = {300: " 12 ", 301: "１２", 302: "1,000".replace(",", "") + ".0", 303: "0012"}
    for line, text in harmless.items():
        rows[line - 1] = with_cell(rows[line - 1], 6, text)
    rows.append(rows[3])
    rows.append(with_cell(rows[5], 6, "399999"))
    return rows, {line: code for line, (_, _, code) in bad.items()}


def registered(folder: Path) -> Path:
    """A home below a folder that holds the units and no figure."""
    path = folder / "register.csv"
    path.write_text(register(), encoding="utf-8")
    (report,) = load_files(open_home(folder / "home"), [path], Order("测试", True, "测试", None, AT))
    assert report.loaded, report.findings
    return folder / "home"


@pytest.fixture(scope="module")
def empty_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return registered(tmp_path_factory.mktemp("bulk"))


@pytest.fixture
def load(empty_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[FileReport, Path]]:
    """Load bytes into a copy of the home, by the fast lane from the first row on, or by the office reader."""

    def run(content: bytes, *, fast: bool, name: str = "进度.csv") -> tuple[FileReport, Path]:
        monkeypatch.setattr(bulk, "LEAST_ROWS", 1 if fast else 200_000)
        home = tmp_path / ("fast" if fast else "office")
        if not home.exists():
            shutil.copytree(empty_home, home)
        path = tmp_path / name
        path.write_bytes(content)
        (report,) = load_files(open_home(home), [path], Order("测试", True, "测试", None, AT))
        return report, home

    return run


def facts(home: Path) -> list[tuple[Any, ...]]:
    with open_loader(open_home(home)) as loader:
        return loader.con.execute(FACTS).fetchall()


def text(rows: list[str], end: str = "\n") -> str:
    return end.join(rows) + end


def taken(content: bytes, tmp_path: Path, name: str = "进度.csv") -> bulk.BulkRead | None:
    path = tmp_path / "taken.csv"
    path.write_bytes(content)
    return bulk.read(path, name, catalogue.load(None).templates)


def told(report: FileReport) -> list[tuple[Any, ...]]:
    return sorted((str(item["code"]), str(item["row"]), str(item["message"])) for item in report.findings)


@pytest.mark.parametrize(("encoding", "end"), [("utf-8", "\n"), ("utf-8-sig", "\r\n"), ("gb18030", "\n")])
def test_same_facts_and_findings_as_the_office_reader(load, tmp_path, monkeypatch, encoding: str, end: str) -> None:
    rows, _ = spoiled()
    content = text(rows, end).encode(encoding)
    monkeypatch.setattr(bulk, "LEAST_ROWS", 1)
    assert taken(content, tmp_path) is not None
    fast, fast_home = load(content, fast=True)
    office, office_home = load(content, fast=False)
    assert told(fast) == told(office)
    assert (fast.outcome, fast.rows_ok, fast.rows_out) == (office.outcome, office.rows_ok, office.rows_out)
    assert fast.loaded and fast.rows_ok > 1_950
    assert facts(fast_home) == facts(office_home) != []


def test_bad_rows_are_named_with_their_lines(load) -> None:
    rows, bad = spoiled()
    report, home = load(text(rows).encode(), fast=True)
    by_line = {item["row"]: item for item in report.findings if item["severity"] != "normalise"}
    assert set(bad) <= set(by_line)
    for line, code in bad.items():
        assert not code or by_line[line]["code"] == code
    assert {row[-1] for row in facts(home)}.isdisjoint(bad)


def test_a_row_whose_twin_cannot_be_read_is_in_conflict(load) -> None:
    rows = lines()
    rows.append(with_cell(rows[5], 6, "约百个"))
    fast, fast_home = load(text(rows).encode(), fast=True)
    office, office_home = load(text(rows).encode(), fast=False)
    assert ("KEY_DUPLICATE_CONFLICT", "6") in {(code, row) for code, row, _ in told(fast)}
    assert told(fast) == told(office)
    assert facts(fast_home) == facts(office_home)
    assert 6 not in {row[-1] for row in facts(fast_home)}


def test_rebuild_decides_alike(load) -> None:
    rows, _ = spoiled()
    report, home = load(text(rows).encode("gb18030"), fast=True)
    before = facts(home)
    upkeep.rebuild(open_home(home))
    assert report.loaded and facts(home) == before


def test_second_month_is_compared_with_the_first(load) -> None:
    rows = lines(months=1)
    lower = [with_cell(row, 2, "2") for row in rows[1:]]
    lower[0] = with_cell(lower[0], 6, "1")
    slip = next(at for at, row in enumerate(lower) if ",万元," in row)
    lower[slip] = with_cell(lower[slip], 6, str(round(float(lower[slip].split(",")[6]) * 10_000)))
    content = text([*rows, *lower]).encode()
    fast, _ = load(content, fast=True)
    office, _ = load(content, fast=False)
    assert told(fast) == told(office)
    assert {"HISTORY_YTD_DECREASED", "HISTORY_UNIT_SLIP"} <= {str(item["code"]) for item in fast.findings}


def test_a_correction_supersedes_like_an_office_file(load, tmp_path: Path) -> None:
    rows = lines()
    load(text(rows).encode(), fast=True)
    load(text(rows).encode(), fast=False)
    rows[100] = with_cell(rows[100], 6, "7")
    fast, fast_home = load(text(rows).encode(), fast=True, name="更正.csv")
    office, office_home = load(text(rows).encode(), fast=False, name="更正.csv")
    assert fast.loaded and told(fast) == told(office)
    assert facts(fast_home) == facts(office_home)
    with open_loader(open_home(fast_home)) as loader:
        (past,) = loader.con.execute("SELECT count(*) FROM fact_past").fetchall()
    assert past[0] == 2_000


def test_last_year_in_the_store_is_compared_with(load) -> None:
    rows = lines(months=2)
    earlier = [rows[0], *(with_cell(row, 1, "2023") for row in rows[1:])]
    for at in range(1, 41):  # a few figures only are not last year's
        rows[at] = with_cell(rows[at], 6, "9999999" if at % 8 else "0")
    for fast in (True, False):
        load(text(earlier).encode(), fast=fast, name="去年.csv")
    fast, fast_home = load(text(rows).encode(), fast=True)
    office, office_home = load(text(rows).encode(), fast=False)
    assert told(fast) == told(office) and facts(fast_home) == facts(office_home)
    assert {"HISTORY_COPY", "HISTORY_UNIT_SLIP"} & {str(item["code"]) for item in fast.findings}


def test_one_measure_in_two_units_of_money(load) -> None:
    rows = lines(months=1)
    money = [at for at, row in enumerate(rows) if ",万元," in row]
    for at in money[::2]:
        figure = str(round(float(rows[at].split(",")[6]) * 10_000))
        rows[at] = with_cell(with_cell(rows[at], 5, "元"), 6, figure)
    fast, fast_home = load(text(rows).encode(), fast=True)
    office, office_home = load(text(rows).encode(), fast=False)
    assert told(fast) == told(office) and facts(fast_home) == facts(office_home)
    assert fast.rows_ok == len(rows) - 1


@pytest.mark.parametrize("column", [0, 2, 3, 6])
def test_files_with_nothing_right_in_a_column(load, column: int) -> None:
    rows = [HEAD, *(with_cell(row, column, "99") for row in lines(months=1)[1:])]
    fast, fast_home = load(text(rows).encode(), fast=True)
    office, office_home = load(text(rows).encode(), fast=False)
    assert told(fast) == told(office) and facts(fast_home) == facts(office_home)


def wide(name: str, chance: random.Random) -> bytes:
    """Rows of a form as its examples have them, with figures of many kinds."""
    template = catalogue.load(None).templates[name]
    cells = ["5", "12", "1.5", "-4", "007", "", "１２", "8.50", "约十"]
    rows = [",".join(field.title for field in template.fields)]
    for row in range(60):
        found = []
        for field in template.fields:
            cell = field.example or ""
            if field.name == template.unit.get("code"):
                cell = CODES[row % 50]
            elif field.type in ("number", "integer"):
                cell = chance.choice(cells) if chance.random() < 0.15 else str(chance.randrange(50))
            found.append(cell.replace(",", "，"))
        rows.append(",".join(found))
    return text([*rows, rows[7]]).encode()


@pytest.mark.parametrize("name", ["P2", "T1", "T3", "T5", "T7", "T8"])
def test_other_forms(load, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str) -> None:
    content = wide(name, random.Random(name))
    monkeypatch.setattr(bulk, "LEAST_ROWS", 1)
    assert taken(content, tmp_path) is not None
    fast, fast_home = load(content, fast=True)
    office, office_home = load(content, fast=False)
    assert told(fast) == told(office) != [] and fast.rows_ok == office.rows_ok
    assert facts(fast_home) == facts(office_home)


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [(7, "经办人11010519491231002X", "PERSONAL_ID"), (7, "联系电话13812345678", "PERSONAL_PHONE")],
)
@pytest.mark.parametrize(("line", "encoding"), [(3, "utf-8"), (1_700, "gb18030")])
def test_personal_data_refuses_the_file(load, line: int, column: int, cell: str, code: str, encoding: str) -> None:
    rows = lines()
    rows[line - 1] = with_cell(rows[line - 1], column, cell)
    report, home = load(text(rows).encode(encoding), fast=True)
    assert report.outcome == "refuse" and not report.loaded
    assert {item["code"] for item in report.findings} == {code}
    assert cell[-11:] not in str(report.findings)
    assert facts(home) == [] and not list(home.rglob("*.csv"))


def test_credit_codes_and_amounts_are_not_personal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(bulk, "LEAST_ROWS", 1)
    rows = lines()
    rows[40] = with_cell(rows[40], 7, "91350100M000100Y43")
    rows[41] = with_cell(rows[41], 6, "13800000000")
    rows[42] = with_cell(rows[42], 6, "123456789012.12")
    read = taken(text(rows).encode(), tmp_path)
    assert read is not None and not read.refused


@pytest.mark.parametrize(
    ("line", "row"),
    [
        (500, '"990101001201",2024,1,a,b,个,5,组织部'),
        (500, "合计,2024,1,a,b,个,5,组织部"),
        (500, "990101001201,2024,1,a,b,个,5"),
        (500, "990101001201,2024,1,a,b,个,5,组织部,多一格"),
        (500, ""),
        (500, HEAD),
        (500, "注：以上为快报数,,,,,,,"),
        (1, "县进度表,,,,,,,"),
        (1, HEAD.replace("指标编码", "某某编号")),
    ],
)
def test_anything_else_is_left_to_the_office_reader(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, line: int, row: str
) -> None:
    monkeypatch.setattr(bulk, "LEAST_ROWS", 1)
    rows = lines()
    assert taken(text(rows).encode(), tmp_path) is not None
    rows[line - 1] = row
    assert taken(text(rows).encode(), tmp_path) is None


def test_mixed_encodings_and_other_names_are_left_to_the_office_reader(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(bulk, "LEAST_ROWS", 1)
    rows = [row.encode("gb18030") for row in lines()]
    rows[900] = lines()[900].encode()
    assert taken(b"\n".join(rows) + b"\n", tmp_path) is None
    assert taken(text(lines()).encode("utf-16"), tmp_path) is None
    assert taken(text(lines()).encode(), tmp_path, "进度.xlsx") is None


def test_small_files_are_office_files(tmp_path: Path) -> None:
    assert taken(text(lines()).encode(), tmp_path) is None
