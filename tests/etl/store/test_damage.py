"""Flipped bits, truncation and lost files: each is named, or does no harm; what can be derived comes back."""

import contextlib
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from store_world import LIFE, fingerprint, published_hashes, take

from dashboard import warehouse
from etl import raw, upkeep, workfile
from etl.__main__ import main
from etl.home import Home, HomeBroken
from etl.journal import JournalBroken, read
from etl.loader import open_loader
from etl.view import NotPublished

FLIPS = {"snapshot": 30, "work": 30, "raw": 20, "journal": 30, "pointer": 20, "seal": 10}
PARTS = {"snapshot": "快照", "work": "工作库", "raw": "原始文件", "journal": "日志", "pointer": "快照", "seal": "快照"}


def part(home: Home, name: str) -> Path:
    """The file of one part."""
    snapshot = home.path / home.pointer.read_text().strip()
    return {
        "snapshot": snapshot,
        "work": home.work,
        "raw": raw.place(home, read(home.journal)[1].body["sha256"]),
        "journal": home.journal,
        "pointer": home.pointer,
        "seal": snapshot.with_suffix(".sha256"),
    }[name]


@contextlib.contextmanager
def flipped(path: Path, byte: int, bit: int) -> Iterator[None]:
    """One bit of a file the other way round, for a while."""
    with path.open("r+b") as stream:
        stream.seek(byte)
        before = stream.read(1)
        stream.seek(byte)
        stream.write(bytes([before[0] ^ 1 << bit]))
        stream.flush()
        try:
            yield
        finally:
            stream.seek(byte)
            stream.write(before)


def _told(home: Home) -> list[upkeep.Problem]:
    return upkeep.verify(home).problems


@pytest.mark.parametrize("name", FLIPS)
def test_a_flipped_bit_is_named_or_does_no_harm(name: str, home: Home) -> None:
    path = part(home, name)
    size = path.stat().st_size
    chance = random.Random(name)
    figures = published_hashes(home)
    named = 0
    for _ in range(FLIPS[name]):
        byte, bit = chance.randrange(size), chance.randrange(8)
        with flipped(path, byte, bit):
            problems = _told(home)
            if problems:
                named += 1
                assert any(problem.part == PARTS[name] for problem in problems), (byte, bit, problems)
            else:
                assert published_hashes(home) == figures, (byte, bit)
    assert _told(home) == []
    # Only unused bytes of the work file and the line end of the pointer may change without being noticed.
    assert named == FLIPS[name] or name in ("work", "pointer", "seal"), named
    assert named >= FLIPS[name] // 4


def test_a_damaged_snapshot_shows_no_wrong_figure(home: Home) -> None:
    """Without `verify`: a read either fails or gives the figures that were published."""
    path = part(home, "snapshot")
    figures = published_hashes(home)
    chance = random.Random("read")
    refused = 0
    for _ in range(40):
        with flipped(path, chance.randrange(path.stat().st_size), chance.randrange(8)):
            try:
                assert published_hashes(home) == figures
            except (NotPublished, duckdb.Error):
                refused += 1
    assert refused > 10


def test_every_bit_of_the_pointer(home: Home) -> None:
    figures = published_hashes(home)
    for byte in range(home.pointer.stat().st_size):
        for bit in range(8):
            with flipped(home.pointer, byte, bit):
                if not _told(home):
                    assert published_hashes(home) == figures, (byte, bit)


@pytest.mark.parametrize("name", FLIPS)
@pytest.mark.parametrize("kept", [0.0, 0.5, 0.99])
def test_a_truncated_file_is_named(name: str, kept: float, home: Home) -> None:
    path = part(home, name)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * kept)])
    if name == "pointer" and path.read_bytes().strip() == content.strip():
        return  # only the line end is gone
    if name == "seal" and path.read_bytes().strip() == content.strip():
        return
    assert any(problem.part == PARTS[name] for problem in _told(home)), _told(home)


@pytest.mark.parametrize("name", [name for name in FLIPS if name != "journal"])
def test_a_lost_file_is_named(name: str, home: Home) -> None:
    part(home, name).unlink()
    assert any(problem.part == PARTS[name] for problem in _told(home)), _told(home)


def test_lost_lines_at_the_end_of_the_journal_are_named_and_not_written_over(home: Home, sent: Path) -> None:
    lines = home.journal.read_bytes().splitlines(keepends=True)
    home.journal.write_bytes(b"".join(lines[:-1]))
    assert any("日志末尾可能丢失" in problem.message for problem in _told(home))
    before = fingerprint(home.path)
    with pytest.raises(JournalBroken, match="日志末尾可能丢失"), open_loader(home) as loader:
        take(loader, LIFE[-1], sent)
    assert fingerprint(home.path) == before


def test_a_lost_journal_is_not_begun_anew(home: Home, sent: Path) -> None:
    home.journal.unlink()
    assert any(problem.part == "日志" for problem in _told(home))
    with pytest.raises(JournalBroken), open_loader(home) as loader:
        take(loader, LIFE[-1], sent)
    assert not home.journal.exists()


def test_a_broken_journal_stops_every_command_and_stays_as_it_is(
    home: Home, sent: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = home.journal.read_bytes().replace("统计岗".encode(), "冒名者".encode(), 1)
    home.journal.write_bytes(content)
    figures = published_hashes(home)
    commands = [
        ["load", "--yes", str(sent / "收入8月.csv")], ["check", str(sent / "收入8月.csv")], ["publish"], ["rebuild"],
        ["batches"], ["status"], ["verify"], ["withdraw", "B000002", "--why", "试"], ["backup", str(home.path / "b")],
    ]  # fmt: skip
    for command in commands:
        assert main(["--home", str(home.path), *command]) == 1, command
        told = capsys.readouterr()
        assert "第1行" in told.out + told.err, command
        assert "Traceback" not in told.err
    assert home.journal.read_bytes() == content
    assert published_hashes(home) == figures
    assert warehouse.open_snapshot(home.path).query_text("SELECT count(*) AS n FROM fact_measure")["n"][0] > 0
    warehouse.close_all()


@pytest.mark.parametrize("damage", ["lost", "cut", "emptied", "overwritten", "within"])
def test_the_next_writer_derives_a_damaged_work_file_again(
    damage: str, home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    figures = published_hashes(home)
    content = home.work.read_bytes()
    if damage == "lost":
        home.work.unlink()
    else:
        home.work.write_bytes(
            {
                "cut": content[: len(content) // 2],
                "emptied": b"",
                "overwritten": random.Random(1).randbytes(len(content)),
                "within": content[:8192] + bytes(4096) + content[12288:],
            }[damage]
        )
    assert any(problem.part == "工作库" for problem in _told(home))
    assert main(["--home", str(home.path), "publish"]) == 0
    assert ("正在由原始文件和日志重新生成" in capsys.readouterr().err) == (damage != "lost")
    assert published_hashes(home) == figures
    assert _told(home) == []


def test_damage_that_shows_only_in_use_is_told_and_mended_by_the_next_command(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    figures = published_hashes(home)
    content = bytearray(home.work.read_bytes())
    for start in range(3 * 262144 + 12288 + 100, len(content), 262144):
        content[start] ^= 1  # every block but the first ones, which opening reads
    home.work.write_bytes(content)
    codes = [main(["--home", str(home.path), "publish"]) for _ in range(2)]
    told = capsys.readouterr().err
    assert "Traceback" not in told
    assert codes[-1] == 0
    assert published_hashes(home) == figures
    assert _told(home) == []


def test_tables_of_an_earlier_version_are_derived_again(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    figures = published_hashes(home)
    con = workfile.connect(home.work)
    workfile.set_meta(con, "schema_hash", "早先")
    con.close()
    assert main(["--home", str(home.path), "publish"]) == 0
    assert "表结构已更新" in capsys.readouterr().err
    assert published_hashes(home) == figures


def test_a_damaged_raw_file_stops_the_rebuild_and_is_named(home: Home, tmp_path: Path) -> None:
    path = part(home, "raw")
    content = path.read_bytes()
    path.write_bytes(content[:-3])
    snapshot = home.pointer.read_text()
    with pytest.raises(HomeBroken, match=r"“收入6月\.csv”（日志第2条）的原始文件已损坏"):
        upkeep.rebuild(home)
    assert home.pointer.read_text() == snapshot
    path.write_bytes(content)
    upkeep.rebuild(home)
    assert _told(home) == []


def test_a_damaged_snapshot_is_replaced_by_publishing(home: Home) -> None:
    figures = published_hashes(home)
    path = part(home, "snapshot")
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(warehouse.WarehouseError, match="verify"):
        warehouse.open_snapshot(home.path)
    with open_loader(home) as loader:
        loader.publish()
    assert published_hashes(home) == figures
    assert _told(home) == []


def test_a_damaged_pointer_is_mended_by_publishing(home: Home) -> None:
    home.pointer.write_bytes(b"\xff\xfe..")
    with pytest.raises(NotPublished):
        published_hashes(home)
    with open_loader(home) as loader:
        loader.publish()
    assert _told(home) == []


def test_verify_changes_nothing(home: Home) -> None:
    before = fingerprint(home.path)
    assert _told(home) == []
    assert fingerprint(home.path) == before


def test_writes_that_were_not_synced_may_be_lost_together(home: Home, sent: Path, tmp_path: Path) -> None:
    """A power cut keeps what was synced: journal and raw files; the work file may be any older one."""
    with open_loader(home) as loader:
        (sent / "收入9月.csv").write_bytes(LIFE[-1].content.replace(b",8,", b",9,"))
        take(loader, type(LIFE[0])("收入9月.csv"), sent)
        shutil.copy(home.work, tmp_path / "older")
        loader.publish()
    figures = published_hashes(home)
    shutil.copy(tmp_path / "older", home.work)
    home.pointer.write_text("snap-2.duckdb\n")
    assert any(problem.part in ("工作库", "快照") for problem in _told(home))
    with open_loader(home) as loader:
        loader.publish()
    assert published_hashes(home) == figures
    assert _told(home) == []
