"""Publishing: a finished work file becomes the next snapshot under a new name."""

import hashlib
import re
from pathlib import Path

import duckdb

from etl import durable
from etl.home import Home
from etl.workfile import set_meta

KEPT_SNAPSHOTS = 2
_NAME = re.compile(r"snap-(\d+)\.duckdb")


def snapshot_number(path: Path) -> int:
    """The number in a snapshot's name, 0 for any other file."""
    found = _NAME.fullmatch(path.name)
    return int(found.group(1)) if found else 0


def publish(home: Home, connection: duckdb.DuckDBPyConnection, *, published_at: str) -> Path:
    """Copy the work file to the next snapshot and point readers at it.

    The copy is complete, synced and hashed before the pointer moves, so a kill at any moment leaves
    the previous snapshot served.

    Args:
        home: The home; the caller holds its lock.
        connection: The open work file, no transaction under way.
        published_at: ISO time written into the snapshot.
    """
    numbers = [snapshot_number(path) for path in home.path.glob("snap-*.duckdb")]
    number = max(numbers, default=0) + 1
    set_meta(connection, "snapshot_no", str(number))
    set_meta(connection, "published_at", published_at)
    set_meta(connection, "is_demo", "1" if home.is_demo else "0")
    connection.execute("CHECKPOINT work")
    target = home.path / f"snap-{number}.duckdb"
    durable.copy_file(home.work, target)
    durable.write_text(home.path / f"snap-{number}.sha256", file_hash(target) + "\n")
    durable.write_text(home.pointer, target.name + "\n")
    _drop_old(home, number)
    return target


def file_hash(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _drop_old(home: Home, newest: int) -> None:
    """Keep the newest snapshots; drop older ones and what killed processes left half-written."""
    for path in home.path.glob("snap-*"):
        found = re.fullmatch(r"snap-(\d+)\.(duckdb|sha256)", path.name)
        if found and int(found.group(1)) <= newest - KEPT_SNAPSHOTS:
            path.unlink(missing_ok=True)
    durable.drop_unfinished(home.path)
    durable.drop_unfinished(home.raw, "*/")
