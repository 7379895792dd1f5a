"""A process that forks loaders and kills them, for `test_kill`: imports cost seconds, a fork costs none.

It reads one JSON order a line and answers one JSON line. A loader is killed either by itself, right before or after
the n-th call of a function that touches the disk or the work file, or from outside after a delay.
"""

import contextlib
import functools
import json
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]

from store_world import AT, DirectReaders, published_hashes  # noqa: E402

import etl.loader  # noqa: E402
from etl import apply, batch_states, durable, journal, marts, publish, raw, workfile  # noqa: E402
from etl.home import open_home  # noqa: E402
from etl.journal import read as read_journal  # noqa: E402
from etl.loader import Order, open_loader  # noqa: E402
from etl.reading.reader import read_file  # noqa: E402


class _Events:
    """Counts the calls worth dying at; dies at the one that was ordered."""

    def __init__(self, die_at: int) -> None:
        self.die_at = die_at
        self.names: list[str] = []

    def note(self, name: str) -> None:
        self.names.append(name)
        if len(self.names) == self.die_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(self, owner: Any, name: str, half: Callable[..., None] | None = None) -> None:
        original = getattr(owner, name)
        label = f"{getattr(owner, '__name__', 'connection')}.{name}"

        @functools.wraps(original)
        def watched(*args: Any, **kwargs: Any) -> Any:
            self.note(f"before {label}")
            if half is not None and len(self.names) + 1 == self.die_at:
                half(*args)
                self.note(f"within {label}")
            found = original(*args, **kwargs)
            self.note(f"after {label}")
            return found

        setattr(owner, name, watched)


class _Connection:
    """The loader's connection, with its transactions watched."""

    def __init__(self, connection: Any, events: _Events) -> None:
        self._connection = connection
        self._events = events

    def execute(self, text: str, *args: Any) -> Any:
        word = text.split()[0]
        telling = word in ("BEGIN", "COMMIT", "CHECKPOINT", "DELETE") or text.startswith("INSERT INTO fact")
        if telling:
            self._events.note(f"before {word}")
        found = self._connection.execute(text, *args)
        if telling:
            self._events.note(f"after {word}")
        return found

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


def _half_write(descriptor: int, content: bytes, position: int) -> None:
    os.write(1, b"")
    os.lseek(descriptor, position, os.SEEK_SET)
    os.write(descriptor, content[: len(content) // 2])


def _half_copy(source: Path, target: Path) -> None:
    target.write_bytes(source.read_bytes()[: source.stat().st_size // 2])


class _Readers(DirectReaders):
    def __init__(self, size: int = 1) -> None:
        self.size = 1

    def __enter__(self) -> "_Readers":
        return self

    def __exit__(self, *_: object) -> None:
        return None


def _watch_all(events: _Events) -> None:
    events.watch(os, "fsync")
    events.watch(os, "pwrite", _half_write)
    events.watch(shutil, "copyfile", _half_copy)
    for owner, names in (
        (raw, ("keep",)),
        (durable, ("copy_file", "write_bytes", "sync_folder")),
        (journal, ("write",)),
        (apply, ("apply_load",)),
        (batch_states, ("apply_state",)),
        (marts, ("refresh",)),
        (workfile, ("set_meta",)),
        (publish, ("_drop_old", "file_hash")),
        (Path, ("replace", "unlink")),
    ):
        for name in names:
            events.watch(owner, name)
    connect = workfile.connect
    workfile.connect = lambda path: _Connection(connect(path), events)  # type: ignore[assignment, return-value]


def _run(order: dict[str, Any], say: Callable[[str], None]) -> dict[str, Any]:
    home = open_home(Path(order["home"]))
    events = _Events(order.get("die_at", 0))
    with open_loader(home) as loader:
        if "die_at" in order or order.get("list"):
            _watch_all(events)
            loader.con = _Connection(loader.con, events)  # type: ignore[assignment]
        for path in order.get("load", []):
            report = loader.load(read_file(Path(path)), Path(path), Order("统计岗", True, "已核对", None, AT))
            say(f"{report.batch} {Path(path).name}")
        for batch in order.get("withdraw", []):
            loader.change_state(batch, "withdraw", by="统计岗", why="测试", at=AT)
            say(f"withdrawn {batch}")
        if order.get("publish"):
            say(loader.publish(AT).name)
    return {"events": events.names}


def _copy_life(order: dict[str, Any]) -> dict[str, Any]:
    """Do in a new home what another home's journal says was done, and hash both."""
    old, new = open_home(Path(order["home"])), open_home(Path(order["into"]))
    with open_loader(old) as loader:
        loader.publish(AT)
    with open_loader(new) as loader:
        for entry in read_journal(old.journal):
            body = entry.body
            if entry.action != "load":
                loader.change_state(body["batch"], entry.action, by=body["by"], why=body["why"], at=body["at"])
                continue
            path = raw.place(old, body["sha256"])
            report = loader.load(
                read_file(path, name=body["file"]), path, Order(body["by"], True, body["reason"], None, body["at"])
            )
            assert report.loaded, report
        loader.publish(AT)
    return {"survivor": published_hashes(old), "clean": published_hashes(new)}


def _serve(order: dict[str, Any]) -> dict[str, Any]:
    out, inward = os.pipe()
    process = os.fork()
    if not process:
        os.close(out)
        with contextlib.suppress(Exception):
            _child(order, inward)
        os._exit(70)
    os.close(inward)
    if "delay" in order:
        time.sleep(order["delay"])
        os.kill(process, signal.SIGKILL)
    said = b"".join(iter(lambda: os.read(out, 65536), b"")).decode()
    os.close(out)
    _, status = os.waitpid(process, 0)
    told = [line for line in said.splitlines() if not line.startswith("{")]
    found: dict[str, Any] = next((json.loads(line) for line in said.splitlines() if line.startswith("{")), {})
    return {"killed": os.WIFSIGNALED(status), "code": os.waitstatus_to_exitcode(status), "told": told, **found}


def _child(order: dict[str, Any], inward: int) -> None:
    def say(text: str) -> None:
        os.write(inward, f"{text}\n".encode())

    try:
        found = _copy_life(order) if "into" in order else _run(order, say)
    except BaseException as error:
        say(f"error {type(error).__name__}: {error}")
        os._exit(3)
    say(json.dumps(found, ensure_ascii=False))
    os._exit(0)


def _orders() -> Iterator[dict[str, Any]]:
    for line in sys.stdin:
        yield json.loads(line)


def main() -> None:
    """Serve orders until the input ends."""
    etl.loader.ReaderPool = _Readers  # type: ignore[assignment, misc]
    print("ready", flush=True)
    for order in _orders():
        print(json.dumps(_serve(order), ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
