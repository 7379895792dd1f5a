"""The one door through which a page reaches the loader: bytes in, reports out."""

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from dashboard import catalogue
from dashboard.catalogue import Template
from etl import profiles
from etl.home import Home, home_at, open_home
from etl.layout import Layout, layout_of
from etl.loader import load_files
from etl.order import Order
from etl.profiles import Profile, ProfileRefused
from etl.reading import ReaderPool
from etl.report import FileReport
from etl.view import check_files

__all__ = ["ProfileRefused", "check", "commit", "keep_profile", "layout"]


def check(files: Sequence[tuple[str, bytes]], home: Path) -> list[FileReport]:
    """Check uploaded files without changing the home.

    Args:
        files: (name as sent, bytes); the name never becomes a path.
        home: The home's folder.
    """
    with tempfile.TemporaryDirectory(prefix="intake-") as folder:
        paths = _spool(files, Path(folder))
        return check_files(home_at(home), paths, Order(), names=[name for name, _ in files])


def commit(files: Sequence[tuple[str, bytes]], home: Path, *, by: str, reason: str = "") -> list[FileReport]:
    """Load uploaded files; doubts count as confirmed when a reason is given.

    Args:
        files: (name as sent, bytes).
        home: The home's folder.
        by: The person or post that uploads.
        reason: Why doubts are confirmed; empty when there is nothing to confirm.
    """
    with tempfile.TemporaryDirectory(prefix="intake-") as folder:
        paths = _spool(files, Path(folder))
        order = Order(by=by, confirm=bool(reason.strip()), reason=reason.strip())
        return load_files(open_home(home), paths, order, names=[name for name, _ in files])


def layout(file: tuple[str, bytes], home: Path, template: str) -> Layout | None:
    """What to ask about the columns of an uploaded file so that it fits a template; None when it has no table.

    Args:
        file: (name as sent, bytes).
        home: The home's folder.
        template: The template's name.
    """
    with tempfile.TemporaryDirectory(prefix="intake-") as folder, ReaderPool(1) as pool:
        (path,) = _spool([file], Path(folder))
        found = pool.read(path, name=file[0])
    return layout_of(found.tables, _templates(home_at(home))[template])


def keep_profile(
    home: Path, name: str, template: str, columns: dict[str, str], *, ignored: Sequence[str], unit: str, by: str
) -> None:
    """Keep a source profile; files sent from now on are read with it.

    Args:
        home: The home's folder.
        name: What people call this office's layout.
        template: The template's name.
        columns: Header → field.
        ignored: Headers of columns that are not loaded.
        unit: Measuring unit where the file states none.
        by: The person or post that answers for it.

    Raises:
        ProfileRefused: It does not fit the template; the message says why.
    """
    opened = open_home(home)
    profile = Profile(name, template, columns, tuple(ignored), unit=unit)
    profiles.save(opened, profile, _templates(opened), Order(by=by))


def _templates(home: Home) -> Mapping[str, Template]:
    return catalogue.load(home.templates if home.templates.exists() else None).templates


def _spool(files: Sequence[tuple[str, bytes]], folder: Path) -> list[Path]:
    paths = []
    for number, (_, content) in enumerate(files):
        path = folder / f"{number:04d}"
        path.write_bytes(content)
        paths.append(path)
    return paths
