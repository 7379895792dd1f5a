"""The one door through which a page reaches the loader: bytes in, reports out."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from etl.home import home_at, open_home
from etl.loader import load_files
from etl.order import Order
from etl.report import FileReport
from etl.view import check_files


def check(files: Sequence[tuple[str, bytes]], home: Path, *, template: str | None = None) -> list[FileReport]:
    """Check uploaded files without changing the home.

    Args:
        files: (name as sent, bytes); the name never becomes a path.
        home: The home's folder.
        template: A template's name when the person named one.
    """
    with tempfile.TemporaryDirectory(prefix="intake-") as folder:
        paths = _spool(files, Path(folder))
        return check_files(home_at(home), paths, Order(template=template), names=[name for name, _ in files])


def commit(
    files: Sequence[tuple[str, bytes]], home: Path, *, by: str, reason: str = "", template: str | None = None
) -> list[FileReport]:
    """Load uploaded files; doubts count as confirmed when a reason is given.

    Args:
        files: (name as sent, bytes).
        home: The home's folder.
        by: The person or post that uploads.
        reason: Why doubts are confirmed; empty when there is nothing to confirm.
        template: A template's name when the person named one.
    """
    with tempfile.TemporaryDirectory(prefix="intake-") as folder:
        paths = _spool(files, Path(folder))
        order = Order(by=by, confirm=bool(reason.strip()), reason=reason.strip(), template=template)
        return load_files(open_home(home), paths, order, names=[name for name, _ in files])


def _spool(files: Sequence[tuple[str, bytes]], folder: Path) -> list[Path]:
    paths = []
    for number, (_, content) in enumerate(files):
        path = folder / f"{number:04d}"
        path.write_bytes(content)
        paths.append(path)
    return paths
