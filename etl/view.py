"""Looking at a home without its lock and without changing a byte of it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb

from dashboard.homes import current_snapshot
from etl import journal, publish, workfile
from etl.checker import Checker
from etl.home import Home
from etl.loader import open_loader
from etl.order import Order
from etl.readahead import read_ahead
from etl.reading import ReaderPool
from etl.report import FileReport


class NotPublished(LookupError):
    """The home has no readable snapshot; the message says what to do."""


def snapshot(home: Home) -> Path:
    """The published snapshot.

    Raises:
        NotPublished: There is none, or the pointer names something else.
    """
    path = current_snapshot(home.path)
    if path is None or not publish.snapshot_number(path) or not path.exists():
        raise NotPublished(f"{home.path} 没有可用的快照，请运行 python -m etl --home {home.path} publish。")
    return path


@contextmanager
def attached(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database file read-only as schema `work`; temporary tables lie in memory.

    Raises:
        NotPublished: The file cannot be read.
    """
    connection = workfile.connect_memory()
    try:
        try:
            connection.execute(f"ATTACH {workfile.literal(path)} AS work (READ_ONLY)")
            connection.execute("USE work")
        except duckdb.Error as error:
            raise NotPublished(f"{path} 无法读取，请运行 python -m etl verify 查明原因。") from error
        yield connection
    finally:
        connection.close()


@contextmanager
def _empty() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = workfile.connect_memory()
    try:
        connection.execute("ATTACH ':memory:' AS work")
        connection.execute("USE work")
        workfile.create_tables(connection)
        yield connection
    finally:
        connection.close()


def _is_current(path: Path, entries: Sequence[journal.Entry]) -> bool:
    with attached(path) as connection:
        return not workfile.unusable(connection, entries) and int(
            workfile.get_meta(connection, "applied_seq", "0")
        ) == len(entries)


def check_files(
    home: Home, paths: Sequence[Path], order: Order, *, names: Sequence[str] | None = None
) -> list[FileReport]:
    """Check files against a home without changing it.

    Only where the snapshot is older than the journal, after a crash, is the home brought up to date first.

    Args:
        home: The home; it need not exist yet.
        paths: The files.
        order: A template's name where the person named one.
        names: File names as sent, where they differ from the paths' names.
    """
    order = order.stamped()
    files = list(zip(paths, list(names) if names else [path.name for path in paths], strict=True))
    entries = journal.read(home.journal)
    try:
        path = snapshot(home)
        current = _is_current(path, entries)
    except NotPublished:
        path, current = home.work, False
    if current or not entries:
        with ReaderPool(min(2, max(1, len(files)))) as pool, attached(path) if current else _empty() as connection:
            return _answers(Checker(home, connection, pool), files, order)
    with open_loader(home, readers=min(2, max(1, len(files)))) as loader:
        return _answers(loader, files, order)


def _answers(checker: Checker, files: Sequence[tuple[Path, str]], order: Order) -> list[FileReport]:
    reads = read_ahead(checker.readers, files, checker.catalogue.templates, meanwhile=checker.get_ready)
    return [checker.answer(read, order) for read in reads]
