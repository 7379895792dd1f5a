"""Backup and restore: what cannot be derived (raw files, journal, home.json, templates, profiles), nothing else."""

import json
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from etl import durable, journal, raw, space
from etl.home import Home, HomeBroken, open_home
from etl.loader import Progress, open_loader

CARD = "backup.json"
#: Folders of a home that hold what people made, beside raw files and journal.
KEPT_FOLDERS = ("templates", "profiles", "basket")


class BackupRefused(RuntimeError):
    """The target or the source of a backup will not do; the message says why."""


@dataclass(frozen=True, slots=True)
class Copied:
    """What a backup or a restore moved.

    Attributes:
        lines: Journal lines.
        files: Raw files.
    """

    lines: int
    files: int


def backup(home: Home, target: Path, progress: Progress | None = None) -> Copied:
    """Copy a home's truth to a folder; a loader may be at work meanwhile.

    Args:
        home: What to copy.
        target: An empty folder, or one that holds an earlier backup of the same home, which is brought up to date.
        progress: Called with (done, all, file name).

    Raises:
        BackupRefused: The folder holds something else, or a raw file is damaged.
        etl.journal.JournalBroken: The journal does not hold together.
        etl.space.DiskFull: There is no room.
    """
    entries = journal.read(home.journal)
    _require_place(target, entries)
    with space.guarded():
        target.mkdir(parents=True, exist_ok=True)
        # The card comes first: an interrupted backup can be gone on with, but not be restored.
        durable.write_text(target / CARD, json.dumps({"complete": False, "head": _head(entries[:1])}))
        copied = Home(target, home.kind)
        names = _copy_raw(home, copied, entries, progress)
        for folder in KEPT_FOLDERS:
            if (home.path / folder).is_dir():
                shutil.copytree(home.path / folder, target / folder, dirs_exist_ok=True)
        durable.write_text(target / "home.json", json.dumps({"kind": home.kind}))
        durable.write_bytes(copied.journal, journal.render(entries))
        card = {
            "complete": True,
            "made_at": datetime.now().astimezone().isoformat(timespec="seconds"),
            "lines": len(entries),
            "head": _head(entries[:1]),
            "tail": _head(entries[-1:]),
        }
        durable.write_text(target / CARD, json.dumps(card, indent=1))
    return Copied(len(entries), names)


def _head(entries: list[journal.Entry]) -> str:
    return entries[0].hash if entries else journal.GENESIS


def _require_place(target: Path, entries: list[journal.Entry]) -> None:
    if not target.exists() or (target.is_dir() and not any(target.iterdir())):
        return
    card = _card(target)
    if card is None or card.get("head") not in (_head(entries[:1]), journal.GENESIS):
        raise BackupRefused(f"{target} 已有其他内容，不是本库的备份。请换一个空文件夹。")


def _card(folder: Path) -> dict[str, object] | None:
    try:
        found = json.loads((folder / CARD).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _copy_raw(source: Home, target: Home, entries: list[journal.Entry], progress: Progress | None) -> int:
    loads = {entry.body["sha256"]: entry.body["file"] for entry in entries if entry.action == "load"}
    for number, (sha256, name) in enumerate(loads.items(), start=1):
        path = raw.place(source, sha256)
        if not path.exists() or raw.digest(path) != sha256:
            raise BackupRefused(f"“{name}”的原始文件缺失或已损坏：{path}。请先运行 python -m etl verify。")
        raw.keep(target, path, sha256)
        if progress:
            progress(number, len(loads), name)
    return len(loads)


def restore(path: Path, source: Path, progress: Progress | None = None) -> tuple[Copied, Path]:
    """Make a home from a backup: verify it, copy it, derive everything and publish.

    Args:
        path: Folder of the home, empty or missing.
        source: Folder of the backup.
        progress: Called with (done, all, file name).

    Returns:
        What was copied, and the published snapshot.

    Raises:
        BackupRefused: The home holds something, or the backup is incomplete or damaged; nothing was changed.
    """
    entries = _verified(source)
    if path.exists() and any(item.name not in ("lock", "raw") for item in path.iterdir()):
        raise BackupRefused(f"{path} 已有内容，不能覆盖。请指定一个空的数据目录。")
    with space.guarded():
        stored = open_home(source, create=False)
        path.mkdir(parents=True, exist_ok=True)
        home = Home(path, stored.kind)
        home.raw.mkdir(exist_ok=True)
        files = _copy_raw(stored, home, entries, progress)
        for folder in KEPT_FOLDERS:
            if (source / folder).is_dir():
                shutil.copytree(source / folder, path / folder, dirs_exist_ok=True)
        durable.write_bytes(home.journal, stored.journal.read_bytes())
        # The card makes the folder a home: an interrupted restore leaves none.
        durable.write_text(path / "home.json", json.dumps({"kind": stored.kind}))
    with open_loader(home, readers=2, fresh=True, progress=progress) as loader:
        return Copied(len(entries), files), loader.publish()


def _verified(source: Path) -> list[journal.Entry]:
    card = _card(source)
    if card is None or not card.get("complete"):
        raise BackupRefused(f"{source} 不是完整的备份（缺少有效的 {CARD}）。")
    try:
        stored = open_home(source, create=False)
        entries = journal.read(stored.journal)
    except (HomeBroken, journal.JournalBroken) as error:
        raise BackupRefused(f"备份已损坏：{error}") from error
    if len(entries) != card.get("lines") or _head(entries[-1:]) != card.get("tail"):
        raise BackupRefused(f"备份的日志不完整：应有{card.get('lines')}条，实有{len(entries)}条。")
    for entry in entries:
        if entry.action == "load":
            path = raw.place(stored, entry.body["sha256"])
            if not path.exists() or raw.digest(path) != entry.body["sha256"]:
                raise BackupRefused(f"备份中“{entry.body['file']}”的原始文件缺失或已损坏：{path}。")
    return entries
