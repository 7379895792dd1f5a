"""The loader: the one writer of a home, from accepted files to a published snapshot."""

import getpass
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import duckdb

from dashboard import catalogue as definitions_file
from dashboard.catalogue import Catalogue
from etl import apply, bulk_stage, definitions, findings, journal, marts, publish, raw, report, workfile
from etl.home import Home, writer_lock
from etl.prepare import Known, Prepared, outcome_of, prepare
from etl.readahead import read_ahead
from etl.reading import ReaderPool
from etl.reading.model import ReadResult
from etl.report import FileReport
from etl.resolve import AliasRow, UnitIndex, UnitRow
from etl.staging import is_register

Progress = Callable[[int, int, str], None]


class NoSuchBatch(LookupError):
    """The batch is not in the journal, or is not in the state the command needs."""


@dataclass(frozen=True, slots=True)
class Order:
    """Who loads, how, and when.

    Attributes:
        by: The person or post that loads.
        confirm: Whether doubts are confirmed.
        reason: Why they are.
        template: A template's name when the person named one.
        at: ISO time of the load; the clock when empty.
    """

    by: str = ""
    confirm: bool = False
    reason: str = ""
    template: str | None = None
    at: str = ""

    def stamped(self) -> "Order":
        """The order with time and name filled in."""
        return replace(
            self,
            at=self.at or datetime.now().astimezone().isoformat(timespec="seconds"),
            by=self.by or os.environ.get("DASHBOARD_USER") or getpass.getuser(),
        )


class Loader:
    """An open home with its lock held. Use `open_loader`."""

    def __init__(self, home: Home, con: duckdb.DuckDBPyConnection, readers: ReaderPool) -> None:
        self.home = home
        self.con = con
        self.readers = readers
        self.catalogue: Catalogue = definitions_file.load(home.templates if home.templates.exists() else None)
        self.entries = journal.read(home.journal)
        with workfile.transaction(con):
            if definitions.fill(con, self.catalogue):
                apply.mark_dirty(con, "SELECT DISTINCT period_key FROM fact_measure")
        self._units = self._unit_index()
        self.replay()

    # ------------------------------------------------------------------ reading the store

    def known(self, today: date) -> Known:
        """What files are checked against now."""
        return Known(self.catalogue, self._units, definitions.registered(self.con), today)

    def _unit_index(self) -> UnitIndex:
        units = self.con.execute(
            "SELECT unit_key, unit_code, unit_name, level, unit_type, parent_key, first_period, last_period,"
            " predecessor_codes, successor_codes FROM dim_unit ORDER BY unit_key"
        ).fetchall()
        aliases = self.con.execute("SELECT unit_code, name, valid_from, valid_to, kind FROM unit_alias").fetchall()
        return UnitIndex([UnitRow(*row) for row in units], [AliasRow(*row) for row in aliases])

    @property
    def applied(self) -> int:
        """Sequence number of the last journal line the work file has seen."""
        return int(workfile.get_meta(self.con, "applied_seq", "0"))

    # ------------------------------------------------------------------ files

    def check(self, read: ReadResult, order: Order) -> Prepared:
        """Check one read file without changing anything."""
        today = datetime.fromisoformat(order.at).date()
        prepared = prepare(self.con, read, self.known(today), wanted=order.template)
        extra = self._home_findings(read)
        if extra:
            prepared.findings.extend(extra)
            prepared.outcome = outcome_of(prepared.findings)
        return prepared

    def _home_findings(self, read: ReadResult) -> list[findings.Finding]:
        if self.home.is_demo or read.refused:
            return []
        texts = [read.file, *(table.title for table in read.tables)]
        texts += [note.text for table in read.tables for note in table.notes]
        if any("演示数据" in text for text in texts):
            return [findings.make("STORE_DEMO_IN_REAL", file=read.file)]
        return []

    def load(self, read: ReadResult, path: Path, order: Order) -> FileReport:
        """Check one file and, where it may be, load it; the batch is acknowledged when this returns.

        Args:
            read: What the reader found in it.
            path: The bytes, kept as the raw file.
            order: Who loads it and whether doubts are confirmed.
        """
        with bulk_stage.at_work(self.con, read):
            return self._load(read, path, order)

    def _load(self, read: ReadResult, path: Path, order: Order) -> FileReport:
        already = self._already(read, order.template)
        if already:
            return already
        prepared = self.check(read, order)
        if prepared.outcome == "refuse" or (prepared.outcome == "confirm" and not order.confirm):
            return report.of(prepared)
        assert prepared.template is not None
        raw.keep(self.home, path, read.sha256)
        entry = journal.append(
            self.home.journal,
            self.entries,
            "load",
            {
                "file": read.file,
                "sha256": read.sha256,
                "size": read.size,
                "template": prepared.template.name,
                "template_version": prepared.template.version,
                "by": order.by,
                "at": order.at,
                "rows_ok": prepared.rows_ok,
                "rows_out": prepared.rows_out,
                "findings": _tally(prepared),
                "reason": order.reason or None,
            },
        )
        self._apply_load(entry, prepared)
        return report.of(prepared, apply.batch_id(entry.seq))

    def _already(self, read: ReadResult, template: str | None) -> FileReport | None:
        row = self.con.execute(
            "SELECT batch_id, template FROM dim_batch WHERE sha256 = ? AND state = 'active'"
            " AND batch_key >= (SELECT max(batch_key) FROM dim_batch WHERE sha256 = ?) ",
            [read.sha256, read.sha256],
        ).fetchone()
        if row is None or (template and template != row[1]) or self._superseded(row[0]):
            return None
        finding = findings.make("STORE_ALREADY_LOADED", file=read.file, batch=row[0])
        return FileReport(read.file, "normalise", row[1], 0, 0, row[0], [finding.as_dict()])

    def _superseded(self, batch: str) -> bool:
        """Whether later batches changed figures of this one, so that loading the file again would change them back."""
        row = self.con.execute(
            "SELECT 1 FROM fact_past p JOIN dim_batch b USING (batch_key) WHERE b.batch_id = ? LIMIT 1", [batch]
        ).fetchone()
        return row is not None

    def _apply_load(self, entry: journal.Entry, prepared: Prepared) -> None:
        with workfile.transaction(self.con):
            apply.apply_load(self.con, entry, prepared, self.catalogue)
            workfile.set_meta(self.con, "applied_seq", str(entry.seq))
        if prepared.template is not None and is_register(prepared.template):
            self._units = self._unit_index()

    # ------------------------------------------------------------------ batches

    def change_state(self, batch: str, action: str, *, by: str, why: str, at: str) -> None:
        """Withdraw or reinstate a batch.

        Raises:
            NoSuchBatch: No such batch, or it is in that state already.
        """
        row = self.con.execute("SELECT batch_key, state FROM dim_batch WHERE batch_id = ?", [batch]).fetchone()
        wanted = {"withdraw": "active", "reinstate": "withdrawn"}[action]
        if row is None:
            raise NoSuchBatch(f"没有这个批次：{batch}。可用 python -m etl batches 查看全部批次。")
        if row[1] != wanted:
            raise NoSuchBatch(f"批次{batch}{'已经撤回' if action == 'withdraw' else '没有撤回'}，无需再办。")
        entry = journal.append(
            self.home.journal,
            self.entries,
            action,
            {"batch_key": row[0], "batch": batch, "by": by, "why": why, "at": at},
        )
        self._apply_state(entry)

    def _apply_state(self, entry: journal.Entry) -> None:
        with workfile.transaction(self.con):
            tree_changed = apply.apply_state(self.con, entry)
            workfile.set_meta(self.con, "applied_seq", str(entry.seq))
        if tree_changed:
            self._units = self._unit_index()

    # ------------------------------------------------------------------ deriving

    def replay(self, progress: Progress | None = None) -> int:
        """Apply the journal lines that the work file has not seen; returns how many."""
        pending = [entry for entry in self.entries if entry.seq > self.applied]
        loads = [entry for entry in pending if entry.action == "load"]
        files = [(raw.place(self.home, entry.body["sha256"]), entry.body["file"]) for entry in loads]
        reads = read_ahead(self.readers, files, self.catalogue.templates)
        by_seq: Iterator[ReadResult] = iter(reads)
        for number, entry in enumerate(pending, start=1):
            if entry.action == "load":
                order = Order(
                    entry.body["by"], True, entry.body["reason"] or "", entry.body["template"], entry.body["at"]
                )
                read = next(by_seq)
                with bulk_stage.at_work(self.con, read):
                    self._apply_load(entry, self.check(read, order))
            else:
                self._apply_state(entry)
            if progress:
                progress(number, len(pending), str(entry.body.get("file", entry.body.get("batch", ""))))
        return len(pending)

    def refresh(self) -> int:
        """Bring the marts up to the facts; returns the number of periods refreshed."""
        self.con.execute("CREATE TABLE IF NOT EXISTS dirty_period (period_key SMALLINT)")
        periods = {row[0] for row in self.con.execute("SELECT DISTINCT period_key FROM dirty_period").fetchall()}
        if periods:
            with workfile.all_cores(self.con), workfile.transaction(self.con):
                marts.refresh(self.con, periods)
                self.con.execute("DELETE FROM dirty_period")
        return len(periods)

    def publish(self, at: str = "") -> Path:
        """Refresh what is stale and publish the next snapshot."""
        self.refresh()
        stamp = at or datetime.now().astimezone().isoformat(timespec="seconds")
        return publish.publish(self.home, self.con, published_at=stamp)


def _tally(prepared: Prepared) -> dict[str, int]:
    counted: dict[str, int] = dict(prepared.uncounted)
    for finding in prepared.findings:
        counted[finding.code] = counted.get(finding.code, 0) + 1
    return counted


@contextmanager
def open_loader(home: Home, *, wait: bool = True, readers: int = 1) -> Iterator[Loader]:
    """Take a home's lock and open its work file.

    Args:
        home: The home.
        wait: Whether to wait for another loader to finish.
        readers: Reader processes.

    Raises:
        etl.home.HomeBusy: The lock is taken and `wait` is false.
    """
    with writer_lock(home, wait=wait), ReaderPool(readers) as pool, workfile.opened(home) as con:
        yield Loader(home, con, pool)


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
        reports: list[FileReport] = []
        reads = read_ahead(loader.readers, list(zip(paths, shown, strict=True)), loader.catalogue.templates)
        for number, (path, read) in enumerate(zip(paths, reads, strict=True), start=1):
            reports.append(loader.load(read, path, order))
            if progress:
                progress(number, len(paths), read.file)
        if any(item.loaded for item in reports) or not home.pointer.exists():
            loader.publish(order.at)
    return reports


def check_files(
    home: Home, paths: Sequence[Path], order: Order, *, names: Sequence[str] | None = None
) -> list[FileReport]:
    """Check files against a home without changing it."""
    order = order.stamped()
    shown = list(names) if names else [path.name for path in paths]
    with open_loader(home, readers=1) as loader:
        reads = read_ahead(loader.readers, list(zip(paths, shown, strict=True)), loader.catalogue.templates)
        reports: list[FileReport] = []
        for read in reads:
            with bulk_stage.at_work(loader.con, read):
                reports.append(loader._already(read, order.template) or report.of(loader.check(read, order)))
        return reports
