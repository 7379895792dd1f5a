"""The journal: one line for every load, withdrawal and reinstatement, chained by hash.

It is the truth together with the raw files; everything else is derived from the two. A line counts
once it is complete (ends in a newline) and synced; a torn last line was never acknowledged and is cut.
"""

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from etl import durable

GENESIS = "0" * 64


class JournalBroken(RuntimeError):
    """A line was changed, lost or reordered; the message names the line."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: its sequence number from 1, what was done, and the chain's hash at this line."""

    seq: int
    action: str
    body: dict[str, Any]
    hash: str


def _seal(previous: str, seq: int, action: str, body: dict[str, Any]) -> str:
    text = json.dumps([previous, seq, action, body], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def read(path: Path) -> list[Entry]:
    """Every acknowledged line in order.

    Raises:
        JournalBroken: The chain does not hold.
    """
    if not path.exists():
        return []
    entries: list[Entry] = []
    previous = GENESIS
    content = path.read_bytes()
    complete = content[: content.rfind(b"\n") + 1]
    for number, line in enumerate(complete.splitlines(), start=1):
        try:
            found = json.loads(line)
            entry = Entry(found["seq"], found["action"], found["body"], found["hash"])
        except (ValueError, KeyError, TypeError) as error:
            raise JournalBroken(f"{path} 第{number}行无法读取，记录可能被改动或损坏。") from error
        if entry.seq != number or entry.hash != _seal(previous, entry.seq, entry.action, entry.body):
            raise JournalBroken(f"{path} 第{number}行与前文不相连，记录被改动、删除或调换过。")
        previous = entry.hash
        entries.append(entry)
    return entries


def append(path: Path, entries: list[Entry], action: str, body: dict[str, Any]) -> Entry:
    """Write one more line and sync it; the line is acknowledged when this returns.

    Args:
        path: The journal.
        entries: What `read` returned, extended in place.
        action: `load`, `withdraw` or `reinstate`.
        body: Plain JSON content.
    """
    seq = len(entries) + 1
    entry = Entry(seq, action, body, _seal(entries[-1].hash if entries else GENESIS, seq, action, body))
    line = json.dumps({"seq": seq, "action": action, "body": body, "hash": entry.hash}, ensure_ascii=False) + "\n"
    existed = path.exists()
    with path.open("r+b" if existed else "w+b") as stream:
        end = _cut_torn_line(stream.fileno())
        try:
            stream.seek(end)
            stream.write(line.encode("utf-8"))
            stream.flush()
            os.fsync(stream.fileno())
        except OSError:
            os.ftruncate(stream.fileno(), end)
            raise
    if not existed:
        durable.sync_folder(path.parent)
    entries.append(entry)
    return entry


def _cut_torn_line(descriptor: int) -> int:
    size = os.fstat(descriptor).st_size
    position = size
    while position > 0:
        start = max(0, position - 65536)
        found = os.pread(descriptor, position - start, start).rfind(b"\n")
        if found >= 0:
            position = start + found + 1
            break
        position = start
    if position != size:
        os.ftruncate(descriptor, position)
    return position
