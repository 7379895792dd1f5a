"""A full disk: nothing half-done, a Chinese refusal, the earlier snapshot stays served."""

import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from store_world import LIFE, VILLAGES, fingerprint, income, published_hashes, take

from etl import durable, space, upkeep
from etl.home import Home
from etl.loader import Order, load_files, open_loader
from etl.space import DiskFull

ROOT = Path(__file__).resolve().parents[3]
LIMITED = """
import resource, sys
sys.path[:0] = sys.argv[1:3]
import etl.loader
from store_world import DirectReaders
class Pool(DirectReaders):
    def __init__(self, size=1): pass
    def __enter__(self): return self
    def __exit__(self, *_): return None
etl.loader.ReaderPool = Pool
from etl.__main__ import main
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
sys.exit(main(sys.argv[4:]))
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A correction not loaded yet."""
    path = tmp_path / "更正.csv"
    path.write_bytes(income(8, percent=120, villages=list(VILLAGES)[:3]))
    return path


def _limited(limit: int, *words: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-c", LIMITED, str(ROOT), str(Path(__file__).parent), str(limit), *words]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=120)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 1.001])
def test_a_file_size_limit_refuses_the_load(share: float, home: Home, file: Path) -> None:
    """From no room for a journal line to room for the work file but not for a larger one."""
    figures, journal, snapshot = published_hashes(home), home.journal.read_bytes(), home.pointer.read_text()
    limit = int(home.work.stat().st_size * share)
    done = _limited(limit, "--home", str(home.path), "load", "--yes", "--json", str(file))
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    if done.stdout:
        (report,) = json.loads(done.stdout)
        assert (report["outcome"], report["batch"]) == ("refuse", None)
        (finding,) = report["findings"]
        assert finding["code"] == "STORE_DISK_FULL"
        assert "磁盘空间不足" in finding["message"]
    else:
        assert "磁盘空间不足" in done.stderr
    assert home.journal.read_bytes() == journal
    assert home.pointer.read_text() == snapshot
    assert published_hashes(home) == figures
    # With room again the same file loads and everything holds together.
    (report,) = load_files(home, [file], Order("统计岗", True, "已核对"))
    assert report.batch == "B000013"
    assert upkeep.verify(home).problems == []


@pytest.mark.parametrize("where", ["raw.keep", "journal.write"])
def test_no_room_before_the_receipt_takes_everything_back(
    where: str, home: Home, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    before = fingerprint(home.path)
    with monkeypatch.context() as patch:
        patch.setattr(f"etl.{where}", full)
        (report,) = load_files(home, [file], Order("统计岗", True, "已核对"))
    assert (report.outcome, report.findings[0]["code"]) == ("refuse", "STORE_DISK_FULL")
    after = fingerprint(home.path)
    unknown = {name for name in after if name.startswith("raw/")} - set(before)
    assert len(unknown) == (where == "journal.write")  # a file nobody refers to does no harm
    assert {name: after[name] for name in before if name != "work.duckdb"} == {
        name: found for name, found in before.items() if name != "work.duckdb"
    }
    assert upkeep.verify(home).problems == []


def test_no_room_for_the_snapshot_keeps_the_receipt_and_says_so(
    home: Home, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    figures, snapshot = published_hashes(home), home.pointer.read_text()
    copy = durable.copy_file

    def full(source: Path, target: Path) -> None:
        if target.name.startswith("snap-"):
            raise OSError(27, "File too large")
        copy(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(durable, "copy_file", full)
        (report,) = load_files(home, [file], Order("统计岗", True, "已核对"))
    assert report.batch == "B000013"
    assert report.findings[-1]["code"] == "STORE_NOT_PUBLISHED"
    assert (home.pointer.read_text(), published_hashes(home)) == (snapshot, figures)
    with open_loader(home) as loader:
        loader.publish()
    assert published_hashes(home) != figures
    assert upkeep.verify(home).problems == []


def test_several_files_are_told_one_by_one(home: Home, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = file.with_name("另一份.csv")
    other.write_bytes(income(8, percent=130, villages=list(VILLAGES)[3:]))
    calls = []

    def once(home: Home, size: int) -> None:
        calls.append(size)
        if len(calls) == 1:
            raise DiskFull

    monkeypatch.setattr(space, "require", once)
    first, second = load_files(home, [file, other], Order("统计岗", True, "已核对"))
    assert (first.batch, second.batch) == (None, "B000013")


def test_a_torn_journal_write_is_taken_back(home: Home, sent: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    written = os.pwrite
    before = home.journal.read_bytes()

    def half(descriptor: int, content: bytes, position: int) -> int:
        written(descriptor, content[: len(content) // 2], position)
        raise OSError(28, "No space left on device")

    (sent / "收入10月.csv").write_bytes(income(10))
    with open_loader(home) as loader:
        with monkeypatch.context() as patch:
            patch.setattr(os, "pwrite", half)
            with pytest.raises(DiskFull, match="磁盘空间不足"):
                take(loader, type(LIFE[0])("收入10月.csv"), sent)
        assert home.journal.read_bytes() == before
        assert take(loader, type(LIFE[0])("收入10月.csv"), sent) == "B000013"


def test_room_is_asked_for_before_anything_is_written(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    space.require(home, 1000)
    monkeypatch.setattr(resource, "getrlimit", lambda _: (1000, resource.RLIM_INFINITY))
    with pytest.raises(DiskFull):
        space.require(home, 1000)
