"""Accepted files, kept byte for byte under their SHA-256."""

import hashlib
from pathlib import Path

from etl import durable
from etl.home import Home


def digest(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def place(home: Home, sha256: str) -> Path:
    """Where a file with this hash lies, or would lie."""
    return home.raw / sha256[:2] / sha256


def keep(home: Home, path: Path, sha256: str) -> None:
    """Store a file durably; nothing happens when it is there already."""
    target = place(home, sha256)
    if target.exists() and digest(target) == sha256:
        return
    new_folder = not target.parent.exists()
    target.parent.mkdir(parents=True, exist_ok=True)
    durable.copy_file(path, target)
    if new_folder:
        durable.sync_folder(home.raw)
