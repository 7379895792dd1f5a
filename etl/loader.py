"""The loader as commands and pages use it: open a home for writing, load files, withdraw batches, publish."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb

from etl import findings, journal, space, workfile
from etl.home import Home, writer_lock
from etl.order import Order
from etl.readahead import read_ahead
from etl.reading import ReaderPool
from etl.report import FileReport
from etl.writer import Loader, NoSuchBatch, Progress

__all__ = ["Loader", "NoSuchBatch", "Order", "Progress", "change_state", "load_files", "open_loader"]


@contextmanager
def open_loader(
    home: Home, *, wait: bool = True, readers: int = 1, fresh: bool = False, progress: Progress | None = None
) -> Iterator[Loader]:
    """Take a home's lock, open its work file and bring it up to the journal.

    A work file that is missing, damaged, made by other table definitions or ahead of the journal is derived again.

    Args:
        home: The home.
        wait: Whether to wait for another loader to finish.
        readers: Reader processes.
        fresh: Derive the work file anew.
        progress: Called while the journal is replayed.

    Raises:
        etl.home.HomeBusy: The lock is taken and `wait` is false.
        etl.home.HomeBroken: A raw file is missing or damaged.
        etl.journal.JournalBroken: The journal does not hold together.
        etl.workfile.WorkDamaged: The work file broke while in use; the next loader derives it again.
    """
    with writer_lock(home, wait=wait), ReaderPool(readers) as pool:
        entries = journal.read(home.journal)
        if fresh:
            workfile.discard(home)
        with workfile.opened(home, entries) as con:
            yield from _serve(Loader(home, con, pool, entries, progress))


def _serve(loader: Loader) -> Iterator[Loader]:
    try:
        yield loader
    except duckdb.Error:
        raise  # the transaction is lost; the journal brings its batches back
    except BaseException:
        loader.commit()
        raise
    loader.commit()


def load_files(
    home: Home,
    paths: Sequence[Path],
    order: Order,
    *,
    names: Sequence[str] | None = None,
    progress: Progress | None = None,
) -> list[FileReport]:
    """Load files one after the other and publish once.

    Args:
        home: Where to.
        paths: The files.
        order: Who, and whether doubts are confirmed.
        names: File names as sent, where they differ from the paths' names.
        progress: Called after each file with (done, all, name).

    Returns:
        One report a file; a file without `batch` was not loaded.
    """
    order = order.stamped()
    shown = list(names) if names else [path.name for path in paths]
    with open_loader(home, readers=min(2, max(1, len(paths)))) as loader:
        sent = list(zip(paths, shown, strict=True))
        reads = read_ahead(loader.readers, sent, loader.catalogue.templates, meanwhile=loader.get_ready)
        files = ((read, path, order) for path, read in zip(paths, reads, strict=True))
        found: dict[int, FileReport] = {}
        for number, answer in loader.load_all(files):
            found[number] = answer
            if progress:
                progress(len(found), len(paths), answer.file)
        reports = [answer for _, answer in sorted(found.items())]
        if any(item.loaded for item in reports) or not home.pointer.exists():
            _publish(loader, order, reports)
    return reports


def _publish(loader: Loader, order: Order, reports: list[FileReport]) -> None:
    """Publish; batches that are acknowledged keep their receipts when the disk is too full for a snapshot."""
    try:
        loader.publish(order.at)
    except space.DiskFull:
        for item in reports:
            if item.loaded:
                item.findings.append(findings.make("STORE_NOT_PUBLISHED", file=item.file).as_dict())


def change_state(home: Home, batch: str, action: str, order: Order, why: str) -> Path:
    """Withdraw or reinstate a batch and publish; returns the snapshot.

    Raises:
        NoSuchBatch: No such batch, or it is in that state already.
    """
    order = order.stamped()
    with open_loader(home) as loader:
        loader.change_state(batch, action, by=order.by, why=why, at=order.at)
        return loader.publish(order.at)
