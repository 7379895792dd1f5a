"""The limited child process: killed, slow or greedy children are findings; the pool goes on."""

import io
import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from making import CLEAN, book

from etl.reading import Limits, ReaderPool, command, read, wire, workbook
from etl.reading.long_model import LongTable
from etl.reading.model import ReadResult
from etl.reading.reader import read_bytes

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    path = tmp_path / "报表.csv"
    path.write_text(CLEAN, encoding="utf-8")
    return path


def test_result_from_the_child_is_the_same_as_in_process(clean: Path) -> None:
    here = read_bytes(clean.read_bytes(), clean.name)
    assert read(clean) == here
    assert read(str(clean), name="别名.csv").file == "别名.csv"


def test_wire_keeps_everything() -> None:
    data = book(
        [
            ["2024年情况（万元）"],
            ["县市区", "收入", "备注"],
            ["甲区", 1, "多\n行"],
            ["乙区", None, "=1+1"],
            ["合计", 1, None],
            ["注：快报"],
        ]
    )
    result = read_bytes(data, "报表.xlsx")
    message = wire.pack(result)
    again = unpacked(message)
    assert again == result
    assert isinstance(again, ReadResult)


def test_a_long_table_travels_by_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "LONG_ROWS", 400)
    rows = [[f"第{number}村", 2024, number % 7, "组织部" if number % 3 else None] for number in range(600)]
    result = read_bytes(book([["村名", "年度", "数量", "来源"], *rows]), "报表.xlsx")
    assert isinstance(result.tables[0], LongTable) and len(result.tables[0].cells[2].texts) == 7
    message = wire.pack(result)
    again = unpacked(message)
    assert again.as_dict() == result.as_dict()
    assert again.tables[0].rows[599] == ["第599村", "2024", "4", "组织部" if 599 % 3 else ""]
    spoiled = message[:-8] + (9_999).to_bytes(4, "little") * 2
    with pytest.raises(ValueError, match="text number"):
        unpacked(spoiled)


def test_the_child_reads_long_sheets_by_columns(tmp_path: Path) -> None:
    rows = [[f"3501{number:08d}", f"第{number}村", 2024, number % 12 + 1, number / 8] for number in range(6_000)]
    path = tmp_path / "报表.xlsx"
    path.write_bytes(book([["单位编码", "单位名称", "年度", "月份", "收入"], *rows]))
    (table,) = read(path).tables
    assert isinstance(table, LongTable) and len(table.row_numbers) == 6_000
    assert table.rows[5_999] == ["350100005999", "第5999村", "2024", "12", "749.875"]


def unpacked(message: bytes) -> ReadResult:
    sizes = wire.HEAD.unpack(message[: wire.HEAD.size])
    stream = io.BytesIO(message[wire.HEAD.size :])
    return wire.unpack(*(stream.read(size) for size in sizes))


def test_many_files_in_order_with_several_children(tmp_path: Path) -> None:
    paths = []
    for number in range(12):
        path = tmp_path / f"表{number}.csv"
        path.write_text(f"县市区,收入\n甲区,{number}\n", encoding="utf-8")
        paths.append(path)
    with ReaderPool(2) as pool:
        results = list(pool.read_many(paths))
        with ThreadPoolExecutor(4) as threads:
            assert len(list(threads.map(pool.read, paths))) == 12
    assert [result.tables[0].rows[0][1] for result in results] == [str(n) for n in range(12)]
    with pytest.raises(ValueError, match="closed"):
        pool.read(paths[0])


def test_memory_limit_is_a_finding_and_the_pool_goes_on(tmp_path: Path, clean: Path) -> None:
    greedy = tmp_path / "大.csv"
    greedy.write_text("县市区,收入\n" + "甲区,1\n" * 2_000_000, encoding="utf-8")
    limits = Limits(memory=160_000_000, max_rows=10_000_000)
    with ReaderPool(1, limits) as pool:
        result = pool.read(greedy)
        assert result.refused
        assert [finding.code for finding in result.findings] == ["READER_MEMORY"]
        assert result.sha256
        assert not pool.read(clean).refused


def test_time_limit_is_a_finding_and_the_pool_goes_on(tmp_path: Path, clean: Path) -> None:
    slow = tmp_path / "慢.csv"
    slow.write_text("县市区,收入,说明\n" + "".join(f"甲区{i},{i},<{i}\n" for i in range(900_000)), encoding="utf-8")
    with ReaderPool(1, Limits(cpu_seconds=0, max_rows=10_000_000)) as pool:
        begin = time.monotonic()
        result = pool.read(slow)
        assert time.monotonic() - begin < 30
        assert [finding.code for finding in result.findings] == ["READER_TIME"]
        assert not pool.read(clean, limits=Limits()).refused


def test_a_killed_child_is_a_finding(clean: Path) -> None:
    with ReaderPool(1) as pool:
        pool.read(clean)
        worker = pool._free.get()
        assert worker is not None
        worker.process.kill()
        worker.process.wait()
        pool._free.put(worker)
        assert not pool.read(clean).refused


def test_child_cannot_write_or_connect() -> None:
    script = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from etl.reading import child; from etl.reading.model import Limits\n"
        "import socket, os\n"
        "child._confine(Limits())\n"
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "done = []\n"
        "try: socket.create_connection(('127.0.0.1', 9))\n"
        "except PermissionError: done.append('net')\n"
        "try: os.system('true')\n"
        "except PermissionError: done.append('run')\n"
        "try:\n"
        "    with open('/tmp/reader-child-probe', 'w') as f: f.write('x')\n"
        "except OSError: done.append('write')\n"
        "print(','.join(done))\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", script, str(ROOT)], capture_output=True, text=True, check=True, timeout=60
    )
    assert said.stdout.strip() == "net,run,write"


def test_child_leaves_when_its_parent_does(clean: Path) -> None:
    script = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from etl.reading import ReaderPool\n"
        "pool = ReaderPool(1); pool.read(sys.argv[2]); w = pool._free.get(); print(w.process.pid, flush=True)\n"
        "import os; os._exit(0)\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", script, str(ROOT), str(clean)], capture_output=True, text=True, timeout=60
    )
    pid = int(said.stdout)
    for _ in range(100):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        if Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z":
            return
        time.sleep(0.05)
    raise AssertionError("the child is still there")


def test_missing_file_is_a_finding(tmp_path: Path) -> None:
    result = read(tmp_path / "没有.csv")
    assert [finding.code for finding in result.findings] == ["FILE_UNREADABLE"]
    assert result.refused


def test_command_prints_the_tables(clean: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.run([str(clean)]) == 0
    assert "鼓楼区" in capsys.readouterr().out
    assert command.run([str(clean), "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    table = printed["tables"][0]
    assert {
        "sheet",
        "title",
        "units",
        "periods",
        "header_rows",
        "columns",
        "rows",
        "row_numbers",
        "totals",
        "notes",
        "findings",
    } <= set(table)
    assert table["columns"][0]["name"] == "行政区划代码"
    assert table["row_numbers"] == [2, 3, 4]


def test_command_exit_codes(tmp_path: Path, clean: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = tmp_path / "空.csv"
    bad.write_bytes(b"")
    assert command.run([str(bad)]) == 1
    assert "FILE_EMPTY" in capsys.readouterr().out
    assert command.run([str(tmp_path / "没有.csv")]) == 2
    assert command.run([]) == 2
    two = tmp_path / "两表.xlsx"
    two.write_bytes(book([["县", "数"], ["甲", 1]], [["县", "数"], ["乙", 2]], names=["一", "二"]))
    capsys.readouterr()
    assert command.run([str(two), "--sheet", "二", "--json"]) == 0
    assert [table["sheet"] for table in json.loads(capsys.readouterr().out)["tables"]] == ["二"]
    assert command.run([str(two), "--sheet", "三"]) == 2
    assert "一、二" in capsys.readouterr().err
