"""A home: the folder that holds one store of figures, real or invented, never both."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from etl import durable

KINDS = ("real", "demo")


class HomeBusy(RuntimeError):
    """Another loader holds the home's lock."""


class HomeBroken(RuntimeError):
    """The home's folder does not hold what it should; the message names the file."""


@dataclass(frozen=True, slots=True)
class Home:
    """Paths of one home.

    Attributes:
        path: The folder.
        kind: `demo` for invented figures, `real` otherwise.
    """

    path: Path
    kind: str

    @property
    def journal(self) -> Path:
        """The append-only record of every load and withdrawal."""
        return self.path / "journal.jsonl"

    @property
    def raw(self) -> Path:
        """The folder of accepted files, named by their SHA-256."""
        return self.path / "raw"

    @property
    def work(self) -> Path:
        """The loader's own database; derived, may be deleted."""
        return self.path / "work.duckdb"

    @property
    def pointer(self) -> Path:
        """The small file that names the published snapshot."""
        return self.path / "current"

    @property
    def templates(self) -> Path:
        """Templates that only this home knows."""
        return self.path / "templates"

    @property
    def is_demo(self) -> bool:
        """Whether the figures here are invented."""
        return self.kind == "demo"


def open_home(path: Path, *, kind: str | None = None, create: bool = True) -> Home:
    """Open a home, making it when it does not exist yet.

    Args:
        path: The folder.
        kind: Kind of a new home, `real` unless said; an existing home keeps its own.
        create: Whether a missing home may be made.

    Raises:
        HomeBroken: `home.json` is unreadable or lost, or the folder is missing and may not be made.
    """
    card = path / "home.json"
    if card.exists():
        try:
            found = json.loads(card.read_text(encoding="utf-8"))["kind"]
        except (ValueError, KeyError) as error:
            raise HomeBroken(
                f'{card} 无法读取：{error}。请从备份恢复这一文件，内容形如 {{"kind": "real"}}。'
            ) from error
        if found not in KINDS:
            raise HomeBroken(f"{card} 中 kind 为 {found!r}，可用：{'、'.join(KINDS)}。")
        if kind is not None and kind != found:
            raise HomeBroken(f"{path} 是{'演示' if found == 'demo' else '实绩'}库，不能当作另一种库使用。")
        return Home(path, found)
    if (path / "journal.jsonl").exists():
        raise HomeBroken(
            f'{card} 缺失，无法知道这里是演示库还是实绩库。请从备份恢复这一文件，内容形如 {{"kind": "real"}}。'
        )
    if not create:
        raise HomeBroken(f"{path} 还没有数据。请先运行 python -m etl --home {path} load 文件…")
    path.mkdir(parents=True, exist_ok=True)
    durable.write_text(card, json.dumps({"kind": kind or "real"}))
    (path / "raw").mkdir(exist_ok=True)
    return Home(path, kind or "real")


def home_at(path: Path) -> Home:
    """A home to look at: the one that is there, or an empty one that is not made.

    Raises:
        HomeBroken: `home.json` is unreadable.
    """
    known = (path / "home.json").exists() or (path / "journal.jsonl").exists()
    return open_home(path) if known else Home(path, "real")


@contextmanager
def writer_lock(home: Home, *, wait: bool = True) -> Iterator[None]:
    """Hold the home's only write lock; the kernel drops it when the process dies.

    Raises:
        HomeBusy: The lock is held elsewhere and `wait` is false.
    """
    descriptor = os.open(home.path / "lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError as error:
            raise HomeBusy(f"{home.path} 正在入库，请稍后再试。") from error
        yield
    finally:
        os.close(descriptor)
