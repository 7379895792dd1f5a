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
    lines = path.read_bytes().split(b"\n")
    for number, line in enumerate(lines[:-1], start=1):
        entry = _parse(line, entries)
        if entry is None:
            raise JournalBroken(f"{path} 第{number}行无法读取，或与前文不相连：记录被改动、删除、调换过或已损坏。")
        entries.append(entry)
    tail = lines[-1]
    if _parse(tail[:-1], entries) is not None:
        raise JournalBroken(f"{path} 第{len(lines)}行的行尾已损坏。")
    whole = _parse(tail, entries)  # only the line's end is missing: nothing of the record is lost
    return [*entries, whole] if whole is not None else entries


def _parse(line: bytes, before: list[Entry]) -> Entry | None:
    """The next line of the chain, None when it is not that."""
    try:
        found = json.loads(line)
        entry = Entry(found["seq"], found["action"], found["body"], found["hash"])
        previous = before[-1].hash if before else GENESIS
        if entry.seq != len(before) + 1 or entry.hash != _seal(previous, entry.seq, entry.action, entry.body):
            return None
    except (ValueError, KeyError, TypeError):
        return None
    return entry


def seal(entries: list[Entry], action: str, body: dict[str, Any]) -> Entry:
    """The line that would come next, not written yet.

    Args:
        entries: What `read` returned.
        action: `load`, `withdraw` or `reinstate`.
        body: Plain JSON content.
    """
    return seal_all(entries, action, [body])[0]


def seal_all(entries: list[Entry], action: str, bodies: list[dict[str, Any]]) -> list[Entry]:
    """The lines that would come next, as `seal` makes each."""
    previous, sealed = entries[-1].hash if entries else GENESIS, list[Entry]()
    for seq, body in enumerate(bodies, start=len(entries) + 1):
        sealed.append(Entry(seq, action, body, _seal(previous, seq, action, body)))
        previous = sealed[-1].hash
    return sealed


def render(entries: list[Entry]) -> bytes:
    """Lines as they stand in the journal."""
    found = [{"seq": x.seq, "action": x.action, "body": x.body, "hash": x.hash} for x in entries]
    return "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in found).encode("utf-8")


def write(path: Path, entries: list[Entry], *sealed: Entry) -> None:
    """Write sealed lines and sync them; they are acknowledged when this returns.

    Args:
        path: The journal.
        entries: What `read` returned, extended in place.
        sealed: What `seal` or `seal_all` returned for the same entries.

    Raises:
        OSError: The lines could not be written; the journal is as before.
    """
    lines = render(list(sealed))
    existed = path.exists()
    with path.open("r+b" if existed else "w+b", buffering=0) as stream:
        end = _end_of_lines(stream.fileno(), entries)
        try:
            _write_all(stream.fileno(), lines, end)
            os.fsync(stream.fileno())
        except OSError:
            os.ftruncate(stream.fileno(), end)
            raise
    if not existed:
        durable.sync_folder(path.parent)
    entries.extend(sealed)


def append(path: Path, entries: list[Entry], action: str, body: dict[str, Any]) -> Entry:
    """`seal` and `write` in one step."""
    entry = seal(entries, action, body)
    write(path, entries, entry)
    return entry


def _write_all(descriptor: int, content: bytes, position: int) -> None:
    """A nearly full disk takes a part of the bytes before it refuses the rest."""
    while content:
        written = os.pwrite(descriptor, content, position)
        content, position = content[written:], position + written


def _end_of_lines(descriptor: int, entries: list[Entry]) -> int:
    """Where the next line goes: behind the last line, a torn one cut off, a missing line end supplied."""
    size = os.fstat(descriptor).st_size
    if not size or os.pread(descriptor, 1, size - 1) == b"\n":
        return size
    last = render(entries[-1:]).rstrip(b"\n")
    if last and os.pread(descriptor, len(last), max(size - len(last), 0)) == last:
        _write_all(descriptor, b"\n", size)
        return size + 1
    position = size
    while position > 0:
        start = max(0, position - 65536)
        found = os.pread(descriptor, position - start, start).rfind(b"\n")
        if found >= 0:
            position = start + found + 1
            break
        position = start
    os.ftruncate(descriptor, position)
    return position


def torn_bytes(path: Path, entries: list[Entry]) -> int:
    """Bytes after the last of the lines that `read` gave: a write that a crash cut short."""
    if not path.exists():
        return 0
    lines = path.read_bytes().split(b"\n")
    return sum(len(line) for line in lines[len(entries) :])
