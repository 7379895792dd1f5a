"""Several commands and readers at the same time: no error, every receipt kept, nothing twice."""

import json
import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from store_world import LIFE, VILLAGES, begin, csv, fingerprint, income

from dashboard import warehouse
from etl import upkeep
from etl.__main__ import main
from etl.home import Home, writer_lock
from etl.loader import open_loader

ROOT = Path(__file__).resolve().parents[3]
#: Runs command lines without reader children, whose start takes longer than all the rest.
RUN = """
import sys
sys.path[:0] = sys.argv[1:3]
import etl.loader, etl.view
from store_world import DirectReaders
class Pool(DirectReaders):
    def __init__(self, size=1): pass
    def __enter__(self): return self
    def __exit__(self, *_): return None
etl.loader.ReaderPool = etl.view.ReaderPool = Pool
from etl.__main__ import main
codes = [main(line.split("\\t")) for line in sys.stdin.read().splitlines()]
sys.exit(max(codes))
"""
READ = """
import sys, time
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from dashboard import warehouse
seen, end = {}, Path(sys.argv[3])
while True:
    done = end.exists()
    found = warehouse.open_snapshot(Path(sys.argv[2]))
    rows = int(found.query_text("SELECT count(*) AS n FROM fact_measure")["n"][0])
    assert seen.setdefault(found.snapshot_no, rows) == rows, (found.snapshot_no, seen, rows)
    if done:
        break
    time.sleep(0.01)
print(len(seen))
"""


def _commands(lines: list[list[str]]) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-c", RUN, str(ROOT), str(Path(__file__).parent)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
    )  # fmt: skip
    assert process.stdin
    process.stdin.write("\n".join("\t".join(line) for line in lines))
    process.stdin.close()
    process.stdin = None
    return process


@pytest.fixture
def started(tmp_path: Path) -> Home:
    """A home with a register and a month of income."""
    return begin(tmp_path)


def _corrections(folder: Path, count: int) -> list[Path]:
    paths = []
    for number in range(count):
        path = folder / f"更正{number:02d}.csv"
        path.write_bytes(income(6, percent=101 + number, villages=[list(VILLAGES)[number % 6]]))
        paths.append(path)
    return paths


def test_two_commands_load_while_others_look_and_read(started: Home, tmp_path: Path) -> None:
    files = _corrections(tmp_path, 12)
    base = ["--home", str(started.path)]
    end = tmp_path / "end"
    reader = subprocess.Popen(
        [sys.executable, "-c", READ, str(ROOT), str(started.path), str(end)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
    )  # fmt: skip
    loaders = [
        _commands([[*base, "load", "--yes", "--json", *map(str, half)] for half in (part[:3], part[3:])])
        for part in (files[::2], files[1::2])
    ]
    looker = _commands([[*base, word] for word in ("status", "batches", "verify") * 2])
    answers = [process.communicate(timeout=120) for process in [*loaders, looker]]
    end.touch()
    seen, trouble = reader.communicate(timeout=60)
    assert reader.returncode == 0, trouble
    assert int(seen) >= 2
    for process, (_, errors) in zip([*loaders, looker], answers, strict=True):
        assert process.returncode == 0, errors
    receipts = []
    for out, _ in answers[:2]:
        for text in out.replace("]\n[", "]\x00[").split("\x00"):
            receipts += [(item["file"], item["batch"]) for item in json.loads(text)]
    assert len(receipts) == len(files) and all(batch for _, batch in receipts)
    listed = {row["batch"]: row["file"] for row in upkeep.batches(started)}
    assert {batch: name for name, batch in receipts} == {b: n for b, n in listed.items() if n.startswith("更正")}
    assert len(listed) == len(files) + 2
    assert upkeep.verify(started).problems == []


def test_twenty_loads_at_once_keep_all_receipts(started: Home, tmp_path: Path) -> None:
    """Threads of one process, as pages of the app do it; every second file is sent by two people."""
    files = _corrections(tmp_path, 10)
    sent = [*files, *files]
    from etl import service

    def send(path: Path) -> tuple[str, str]:
        (report,) = service.commit([(path.name, path.read_bytes())], started.path, by="甲", reason="核对无误")
        assert report.batch, report
        return path.name, report.batch

    with ThreadPoolExecutor(8) as threads:
        receipts = list(threads.map(send, sent))
    by_name: dict[str, set[str]] = {}
    for name, batch in receipts:
        by_name.setdefault(name, set()).add(batch)
    listed = {row["batch"]: row["file"] for row in upkeep.batches(started)}
    for name, found in by_name.items():
        assert {listed[batch] for batch in found} == {name}
    # A file sent twice is one batch, unless another batch changed its village in between.
    assert len(listed) - 2 == len({batch for _, batch in receipts})
    assert upkeep.verify(started).problems == []


@pytest.mark.parametrize("word", ["status", "batches", "verify"])
def test_looking_does_not_wait_for_a_loader(word: str, started: Home, capsys: pytest.CaptureFixture[str]) -> None:
    codes: list[int] = []
    with writer_lock(started):
        asking = threading.Thread(target=lambda: codes.append(main(["--home", str(started.path), word])))
        asking.start()
        asking.join(timeout=30)
        assert not asking.is_alive()
    assert codes == [0]
    told = capsys.readouterr()
    assert ("正在入库" in told.err) == (word == "verify")
    assert told.out


def test_checking_does_not_wait_for_a_loader_and_changes_nothing(started: Home, tmp_path: Path) -> None:
    path = _corrections(tmp_path, 1)[0]
    before = fingerprint(started.path)
    codes: list[int] = []
    with writer_lock(started):
        command = ["--home", str(started.path), "check", str(path)]
        asking = threading.Thread(target=lambda: codes.append(main(command)))
        asking.start()
        asking.join(timeout=30)
        assert not asking.is_alive()
    assert codes == [0]
    assert fingerprint(started.path) == before


def test_check_leaves_every_byte_of_the_home(started: Home, tmp_path: Path) -> None:
    bad = tmp_path / "坏.csv"
    bad.write_bytes(csv("甲,乙", [("1", "2")]))
    before = fingerprint(started.path)
    for path in (bad, *_corrections(tmp_path, 2), tmp_path / "sent" / LIFE[1].name):
        main(["--home", str(started.path), "check", "--json", str(path)])
    assert fingerprint(started.path) == before


def test_check_makes_no_home(tmp_path: Path) -> None:
    path = tmp_path / "单位名录.csv"
    path.write_bytes(LIFE[0].content)
    assert main(["--home", str(tmp_path / "新库"), "check", str(path)]) == 0
    assert not (tmp_path / "新库").exists()


def test_a_waiting_writer_gets_its_turn(started: Home, tmp_path: Path) -> None:
    path = _corrections(tmp_path, 1)[0]
    done: list[int] = []
    with writer_lock(started):
        command = ["--home", str(started.path), "load", "--yes", str(path)]
        asking = threading.Thread(target=lambda: done.append(main(command)))
        asking.start()
        time.sleep(0.3)
        assert not done
    asking.join(timeout=60)
    assert done == [0]
    assert upkeep.batches(started)[-1]["file"] == path.name


def test_a_reader_process_sees_only_whole_snapshots(started: Home) -> None:
    sizes = set()
    stop = threading.Event()

    def publish() -> None:
        while not stop.is_set():
            with open_loader(started) as loader:
                loader.publish()

    publishing = threading.Thread(target=publish)
    publishing.start()
    try:
        for _ in range(40):
            found = warehouse.open_snapshot(started.path)
            sizes.add(int(found.query_text("SELECT count(*) AS n FROM fact_measure")["n"][0]))
            os.sched_yield()
    finally:
        stop.set()
        publishing.join(timeout=60)
        warehouse.close_all()
    assert len(sizes) == 1
