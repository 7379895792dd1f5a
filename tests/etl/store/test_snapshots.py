"""Raw files and snapshots: whole or not there at all."""

import os
from pathlib import Path

import duckdb
import pytest
from store_world import LIFE, income, take

from dashboard import warehouse
from etl import durable, publish, raw, upkeep
from etl.home import Home, HomeBroken, HomeBusy, home_at, open_home, writer_lock
from etl.loader import open_loader


def _snapshots(home: Home) -> list[str]:
    return sorted(path.name for path in home.path.glob("snap-*.duckdb"))


def test_only_the_last_two_snapshots_are_kept(home: Home) -> None:
    with open_loader(home) as loader:
        for _ in range(3):
            loader.publish()
    assert _snapshots(home) == ["snap-4.duckdb", "snap-5.duckdb"]
    assert home.pointer.read_text() == "snap-5.duckdb\n"
    assert {path.stem for path in home.path.glob("snap-*.sha256")} == {"snap-4", "snap-5"}


def test_a_reader_keeps_its_snapshot_while_newer_ones_are_published(home: Home, sent: Path) -> None:
    reader = warehouse.open_snapshot(home.path)
    before = reader.query_text("SELECT count(*) AS n FROM fact_measure")["n"][0]
    for month in (9, 10):
        path = sent / f"收入{month}月.csv"
        path.write_bytes(income(month))
        with open_loader(home) as loader:
            take(loader, type(LIFE[0])(path.name), sent)
            loader.publish()
    assert reader.query_text("SELECT count(*) AS n FROM fact_measure")["n"][0] == before
    assert warehouse.open_snapshot(home.path).query_text("SELECT count(*) AS n FROM fact_measure")["n"][0] > before
    warehouse.close_all()


def test_a_failed_copy_leaves_the_published_snapshot(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    pointer, listed = home.pointer.read_text(), _snapshots(home)

    def broken(source: Path, target: Path) -> None:
        target.write_bytes(source.read_bytes()[:1000])
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("shutil.copyfile", broken)
    with pytest.raises(OSError, match="Input/output"), open_loader(home) as loader:
        loader.publish()
    assert home.pointer.read_text() == pointer
    assert _snapshots(home) == listed
    assert not list(home.path.glob(".*.tmp"))


def test_what_a_killed_loader_left_half_written_is_cleared(home: Home) -> None:
    left = [home.path / ".snap-9.duckdb.1.tmp", next(home.raw.iterdir()) / ".abc.1.tmp"]
    for path in left:
        path.write_bytes(b"half")
    with open_loader(home) as loader:
        loader.publish()
    assert not any(path.exists() for path in left)


def test_a_published_file_is_not_touched_again(home: Home) -> None:
    path = home.path / home.pointer.read_text().strip()
    before = (publish.file_hash(path), path.stat().st_mtime_ns)
    with open_loader(home) as loader:
        loader.publish()
    assert (publish.file_hash(path), path.stat().st_mtime_ns) == before


def test_a_snapshot_can_be_read_by_any_duckdb_without_the_work_file(home: Home) -> None:
    path = home.path / home.pointer.read_text().strip()
    with duckdb.connect(str(path), read_only=True) as con:
        assert con.execute("SELECT value FROM meta WHERE key = 'snapshot_no'").fetchall() == [("2",)]


def test_writing_is_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "current"
    durable.write_text(path, "旧\n")

    def fails(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(OSError, match="No space"):
        durable.write_text(path, "新\n")
    assert path.read_text() == "旧\n"
    assert list(tmp_path.iterdir()) == [path]


def test_raw_files_are_kept_byte_for_byte_and_once(fresh: Home, tmp_path: Path) -> None:
    path = tmp_path / "收入.csv"
    path.write_bytes(b"\xd6\xd0\xce\xc4\r\n")
    sha256 = raw.digest(path)
    raw.keep(fresh, path, sha256)
    kept = raw.place(fresh, sha256)
    assert kept.read_bytes() == path.read_bytes()
    written = kept.stat().st_mtime_ns
    raw.keep(fresh, path, sha256)
    assert kept.stat().st_mtime_ns == written
    kept.write_bytes(b"damaged")
    raw.keep(fresh, path, sha256)
    assert raw.digest(kept) == sha256


def test_a_home_is_real_or_demo_never_both(fresh: Home, tmp_path: Path) -> None:
    with pytest.raises(HomeBroken, match="不能当作另一种库"):
        open_home(fresh.path, kind="demo")
    (fresh.path / "home.json").write_text('{"kind": "其他"}')
    with pytest.raises(HomeBroken, match="kind"):
        open_home(fresh.path)
    assert home_at(tmp_path / "没有").kind == "real"
    assert not (tmp_path / "没有").exists()


def test_a_home_that_lost_its_card_is_not_guessed(home: Home) -> None:
    (home.path / "home.json").unlink()
    with pytest.raises(HomeBroken, match=r"home\.json 缺失"):
        open_home(home.path)
    with pytest.raises(HomeBroken, match=r"home\.json 缺失"):
        home_at(home.path)


def test_the_second_writer_waits_or_is_told(home: Home) -> None:
    with writer_lock(home), pytest.raises(HomeBusy, match="正在入库"), open_loader(home, wait=False):
        pass
    assert upkeep.verify(home).problems == []
