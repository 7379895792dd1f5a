"""What an upload costs the process that asks for it; `python -m bench.uploads` does the same with the largest files."""

import sys
from pathlib import Path

import pytest

from bench import uploads
from etl.reading import ReaderPool, pool
from etl.reading.long_model import LongTable

ROWS = 30_000


@pytest.fixture(scope="module")
def csv(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("costs") / "报表.csv"
    lines = [f"3501{n:08d},第{n}村,2024,{n % 12 + 1},{n / 8},{'说明' * 30}{n}" for n in range(ROWS)]
    lines[ROWS // 2] = ",合计,2024,6,1,本行为合计"
    path.write_text("单位编码,单位名称,年度,月份,收入,说明\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.skipif(sys.platform != "linux", reason="/proc tells a process's memory on Linux only")
def test_the_asking_process_keeps_little(csv: Path, tmp_path: Path) -> None:
    seen = uploads.cost(csv, tmp_path)
    assert not seen.result.refused and len(seen.result.tables[0].row_numbers) == ROWS - 1
    assert seen.parent < uploads.PARENT_MB / 2
    assert 0 < seen.child < uploads.CHILD_MB
    assert 0 < seen.seconds < uploads.CHILD_SECONDS


def test_a_long_answer_that_waits_in_a_file_is_the_same(csv: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with ReaderPool(1) as readers:
        plain = readers.read(csv)
        monkeypatch.setattr(pool, "SPOOLED", 1_000)
        spooled = readers.read(csv)
    assert isinstance(plain.tables[0], LongTable) and isinstance(spooled.tables[0], LongTable)
    assert spooled.as_dict() == plain.as_dict()
    assert plain.tables[0].totals[0].label == "合计" and plain.tables[0].rows[-1][1] == f"第{ROWS - 1}村"


def test_a_file_that_asks_for_too_much_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "报表.csv"
    with path.open("w", encoding="utf-8") as stream:
        stream.write("单位名称," + ",".join(f"指标{n}" for n in range(150)) + "\n")
        stream.write("县本级,1\n")  # not all lines have the same fields: every cell becomes a text of its own
        stream.writelines(f"村{n}," + ",".join(str(n * k % 9_973) for k in range(150)) + "\n" for n in range(60_000))
    with ReaderPool(1) as readers:
        result = readers.read(path)
        again = readers.read(path.parent / "无此文件.csv")
    assert [finding.code for finding in result.findings] == ["READER_MEMORY"]
    assert [finding.code for finding in again.findings] == ["FILE_UNREADABLE"]
