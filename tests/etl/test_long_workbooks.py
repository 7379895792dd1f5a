"""A workbook read by columns gives the same findings, facts and printed rows as one read row by row."""

import io
import json
import random
import shutil
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from etl.home import open_home
from etl.loader import Order, open_loader
from etl.reading import package, total_columns, workbook
from etl.reading.long_model import LongTable
from etl.reading.model import ReadResult
from etl.reading.reader import read_bytes
from etl.report import FileReport
from tests.etl.test_bulk import AT, FACTS, HEAD, lines, registered

ROWS = 420


@pytest.fixture(scope="module")
def empty_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return registered(tmp_path_factory.mktemp("long"))


def plain() -> list[list[Any]]:
    """Two months of plain rows, figures as numbers."""
    cells = [line.split(",") for line in lines(months=2)[1:]]
    return [[*row[:1], int(row[1]), int(row[2]), *row[3:6], float(row[6]), row[7]] for row in cells]


def spoiled() -> list[list[Any]]:
    """The same with bad cells of every kind: units, figures, periods, indicators, a row twice."""
    rows = plain()
    for at, column, value in (
        (5, 0, "990101001999"), (30, 6, -5.0), (77, 6, "约百个"), (120, 6, None), (121, 3, "no_such_indicator"),
        (350, 2, 13), (380, 5, "公斤"), (402, 6, 1.5), (500, 6, 0.1 + 0.2), (501, 6, "１２"), (502, 6, " 12 "),
        (503, 6, 1e12), (504, 7, None), (505, 1, "2024年"), (506, 6, "1,234"), (790, 6, "…"),
    ):  # fmt: skip
        rows[at][column] = value
    chance = random.Random(5)
    return [*rows, list(rows[3]), *(chance.choice(rows[:300]) for _ in range(3))]


def book(rows: list[list[Any]], top: list[list[Any]], *, inline: bool) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"constant_memory": True} if inline else {"in_memory": True}) as made:
        page = made.add_worksheet("进度")
        for number, row in enumerate([*top, HEAD.split(","), *rows]):
            page.write_row(number, 0, row)
    return stream.getvalue()


TOPS: list[list[list[Any]]] = [[], [["2024年各村工作进度"], ["填报单位：测试省"]]]


@pytest.mark.parametrize("rows", [plain, spoiled])
@pytest.mark.parametrize("top", TOPS)
def test_both_ways_load_the_same(rows, top, empty_home: Path, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(total_columns, "MOST_ROWS", 100)
    data = book(rows(), top, inline=not top)
    path = tmp_path / "进度.xlsx"
    path.write_bytes(data)
    seen: list[tuple[dict[str, Any], list[tuple[Any, ...]]]] = []
    for way, (long, large) in {"bytes": (ROWS, 1), "library": (ROWS, 10**9), "rows": (10**9, 10**9)}.items():
        monkeypatch.setattr(workbook, "LONG_ROWS", long)
        monkeypatch.setattr(package, "LARGE_PART", large)
        read = read_bytes(data, path.name)
        assert isinstance(read.tables[0], LongTable) == (way != "rows")
        printed = json.dumps(read.as_dict(), ensure_ascii=False)
        report, facts = _load(read, path, empty_home, tmp_path / way)
        seen.append(({**report.as_dict(), "printed": printed}, facts))
    assert seen[0] == seen[1] == seen[2]
    report, facts = seen[0]
    assert len(facts) > 700 and report["batch"]
    if rows is spoiled:
        codes = {finding["code"] for finding in report["findings"]}
        assert {"UNIT_UNKNOWN", "VALUE_NEGATIVE", "CELL_MISSING", "INDICATOR_UNKNOWN", "INDICATOR_NOT_WHOLE"} <= codes


def _load(read: ReadResult, path: Path, start: Path, home: Path) -> tuple[FileReport, list[tuple[Any, ...]]]:
    shutil.copytree(start, home)
    with open_loader(open_home(home)) as loader:
        report = loader.load(read, path, Order("测试", True, "测试", None, AT))
        return report, loader.con.execute(FACTS).fetchall()
