"""Writing so that a crash leaves either the old content or the new, never half of it."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def sync_folder(folder: Path) -> None:
    """Make a rename or a new name in a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _in_place_of(path: Path) -> Iterator[Path]:
    """A temporary name beside a file, which takes the file's place once the body has synced its content."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        yield temporary
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file whole or not at all: temporary name, fsync, rename, fsync of the folder."""
    with _in_place_of(path) as temporary, temporary.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def write_text(path: Path, content: str) -> None:
    """`write_bytes` for UTF-8 text."""
    write_bytes(path, content.encode("utf-8"))


def copy_file(source: Path, target: Path) -> None:
    """Copy a file under a new name, complete and synced before the name appears."""
    with _in_place_of(target) as temporary:
        shutil.copyfile(source, temporary)
        with temporary.open("rb") as stream:
            os.fsync(stream.fileno())


def drop_unfinished(folder: Path, below: str = "") -> None:
    """Delete temporary files of processes that were killed; the caller holds the lock on the folder.

    Args:
        folder: Where to look.
        below: Pattern of subfolders, such as `*/`.
    """
    for path in folder.glob(f"{below}.*.tmp"):
        path.unlink(missing_ok=True)
