"""Backup and restore, and the commands around them."""

import json
import shutil
from pathlib import Path

import pytest
from store_world import LIFE, fingerprint, income, published_hashes, take

from etl import backup, upkeep
from etl.__main__ import main
from etl.backup import BackupRefused
from etl.home import Home, home_at
from etl.loader import open_loader


@pytest.fixture
def kept(lived: Home, tmp_path: Path) -> Path:
    """A backup of `lived`."""
    backup.backup(lived, tmp_path / "备份")
    return tmp_path / "备份"


def test_a_restored_home_equals_the_one_that_was_backed_up(lived: Home, kept: Path, tmp_path: Path) -> None:
    copied, snapshot = backup.restore(tmp_path / "新库", kept)
    restored = home_at(tmp_path / "新库")
    assert (copied.lines, copied.files) == (len(LIFE), len([step for step in LIFE if step.action == "load"]))
    assert snapshot.name == "snap-1.duckdb"
    assert published_hashes(restored) == published_hashes(lived)
    assert restored.journal.read_bytes() == lived.journal.read_bytes()
    assert upkeep.verify(restored).problems == []


def test_a_backup_holds_the_truth_and_nothing_derived(lived: Home, kept: Path) -> None:
    names = {path.name for path in kept.iterdir()}
    assert names == {"backup.json", "home.json", "journal.jsonl", "raw"}
    assert fingerprint(kept / "raw") == fingerprint(lived.raw)


def test_templates_of_the_home_go_along(home: Home, tmp_path: Path) -> None:
    home.templates.mkdir()
    shutil.copy(Path(__file__).resolve().parents[3] / "data" / "catalogue" / "templates" / "T3.json", home.templates)
    backup.backup(home, tmp_path / "备份")
    assert fingerprint(tmp_path / "备份" / "templates") == fingerprint(home.templates)


def test_a_later_backup_brings_the_folder_up_to_date(home: Home, sent: Path, tmp_path: Path) -> None:
    target = tmp_path / "备份"
    backup.backup(home, target)
    (sent / "收入9月.csv").write_bytes(income(9))
    with open_loader(home) as loader:
        take(loader, type(LIFE[0])("收入9月.csv"), sent)
        loader.publish()
    assert backup.backup(home, target).lines == len(LIFE) + 1
    backup.restore(tmp_path / "新库", target)
    assert published_hashes(home_at(tmp_path / "新库")) == published_hashes(home)


def test_a_folder_with_something_else_is_not_written_to(lived: Home, fresh: Home, kept: Path, tmp_path: Path) -> None:
    other = tmp_path / "照片"
    other.mkdir()
    (other / "合影.jpg").write_bytes(b"...")
    with pytest.raises(BackupRefused, match="已有其他内容"):
        backup.backup(lived, other)
    assert [path.name for path in other.iterdir()] == ["合影.jpg"]
    with pytest.raises(BackupRefused, match="不是本库的备份"):
        backup.backup(fresh, kept)  # another home's backup


def test_restore_never_overwrites(home: Home, kept: Path) -> None:
    before = fingerprint(home.path)
    with pytest.raises(BackupRefused, match="不能覆盖"):
        backup.restore(home.path, kept)
    assert fingerprint(home.path) == before


@pytest.mark.parametrize("damage", ["raw", "raw lost", "journal", "journal cut", "card", "card lost", "unfinished"])
def test_a_damaged_backup_is_refused_before_anything_is_written(damage: str, kept: Path, tmp_path: Path) -> None:
    some = next(path for path in (kept / "raw").rglob("*") if path.is_file())
    journal = kept / "journal.jsonl"
    card = kept / "backup.json"
    if damage == "raw":
        some.write_bytes(some.read_bytes()[:-1])
    elif damage == "raw lost":
        some.unlink()
    elif damage == "journal":
        journal.write_bytes(journal.read_bytes().replace(b'"seq": 4', b'"seq": 5'))
    elif damage == "journal cut":
        journal.write_bytes(b"".join(journal.read_bytes().splitlines(keepends=True)[:-1]))
    elif damage == "card":
        card.write_text("{")
    elif damage == "card lost":
        card.unlink()
    else:
        card.write_text(json.dumps(json.loads(card.read_text()) | {"complete": False}))
    with pytest.raises(BackupRefused, match="备份"):
        backup.restore(tmp_path / "新库", kept)
    assert not (tmp_path / "新库").exists()


def test_a_damaged_raw_file_is_not_backed_up_in_silence(home: Home, tmp_path: Path) -> None:
    some = next(path for path in home.raw.rglob("*") if path.is_file())
    some.write_bytes(b"damaged")
    with pytest.raises(BackupRefused, match="已损坏"):
        backup.backup(home, tmp_path / "备份")
    with pytest.raises(BackupRefused, match="不是完整的备份"):
        backup.restore(tmp_path / "新库", tmp_path / "备份")


def test_an_interrupted_restore_can_be_begun_again(
    kept: Path, lived: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from etl import raw

    count = []
    keep = raw.keep

    def stops(home: Home, path: Path, sha256: str) -> None:
        count.append(sha256)
        if len(count) == 4:
            raise KeyboardInterrupt
        keep(home, path, sha256)

    with monkeypatch.context() as patch:
        patch.setattr(raw, "keep", stops)
        with pytest.raises(KeyboardInterrupt):
            backup.restore(tmp_path / "新库", kept)
    backup.restore(tmp_path / "新库", kept)
    assert published_hashes(home_at(tmp_path / "新库")) == published_hashes(lived)


def test_commands(home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target, new = tmp_path / "备份", tmp_path / "新库"
    assert main(["--home", str(home.path), "backup", "--json", str(target)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == {"folder": str(target), "lines": len(LIFE), "files": 9}
    assert main(["--home", str(new), "restore", str(target)]) == 0
    assert f"已恢复到{new}" in capsys.readouterr().out
    assert main(["--home", str(new), "restore", str(target)]) == 1
    assert "不能覆盖" in capsys.readouterr().err
    assert main(["--home", str(tmp_path / "空"), "restore", str(tmp_path / "没有")]) == 1
    assert "不是完整的备份" in capsys.readouterr().err
    assert main(["--home", str(tmp_path / "空"), "backup", str(tmp_path / "x")]) == 1
    assert "还没有数据" in capsys.readouterr().err
    with pytest.raises(SystemExit) as usage:
        main(["--home", str(home.path), "restore"])
    assert usage.value.code == 2
