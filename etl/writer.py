"""The loader: the one writer of a home, from accepted files to a published snapshot."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

import duckdb

from etl import apply, definitions, findings, journal, marts, publish, raw, report, space, together, workfile
from etl.home import Home
from etl.order import Order
from etl.pending import mark_dirty
from etl.prepare import Prepared
from etl.reading import ReaderPool
from etl.reading.model import ReadResult
from etl.replay import Replay, Sent
from etl.report import FileReport
from etl.staging import is_register
from etl.transactions import Progress

__all__ = ["Loader", "NoSuchBatch", "Progress"]


class NoSuchBatch(LookupError):
    """The batch is not in the journal, or is not in the state the command needs."""


class Loader(Replay):
    """An open home with its lock held. Use `open_loader`."""

    def __init__(
        self,
        home: Home,
        con: duckdb.DuckDBPyConnection,
        readers: ReaderPool,
        entries: list[journal.Entry],
        progress: Progress | None = None,
    ) -> None:
        super().__init__(home, con, readers, entries)
        self._hashes = {entry.body["sha256"] for entry in entries if entry.action == "load"}
        with workfile.transaction(con):
            if definitions.fill(con, self.catalogue):
                mark_dirty(con, "SELECT DISTINCT period_key FROM fact_measure")
        self.replay(progress)

    # ------------------------------------------------------------------ files

    def load(self, read: ReadResult, path: Path, order: Order) -> FileReport:
        """Check one file and, where it may be, load it; the batch is acknowledged when this returns.

        Args:
            read: What the reader found in it.
            path: The bytes, kept as the raw file.
            order: Who loads it and whether doubts are confirmed.

        Raises:
            etl.space.DiskFull: The disk is full; nothing was loaded.
        """
        with self._at_work(read):
            return self._load(read, path, order)

    def load_all(self, files: Iterable[tuple[ReadResult, Path, Order]]) -> Iterator[tuple[int, FileReport]]:
        """Load files; those of one template wait for each other and are checked together where that is the same.

        Args:
            files: As for `load`, in the order in which they were sent.

        Yields:
            Place of a file (from 0) and its report, once it is acknowledged or refused; not always in order.
        """
        waiting: dict[str, list[Sent]] = {}
        for number, (read, path, order) in enumerate(files):
            sent = self._sent(number, read, path, order)
            if sent is None:
                if not read.refused:
                    yield from self._settle(waiting, list(waiting))
                yield number, self._load_or_say_why(read, path, order)
                continue
            name = sent.plain.template.name
            group = waiting.get(name, [])
            if group and not self._joins(group, sent):
                yield from self._settle(waiting, [name])
            waiting.setdefault(name, []).append(sent)
        yield from self._settle(waiting, list(waiting))

    def _sent(self, number: int, read: ReadResult, path: Path, order: Order) -> Sent | None:
        if read.sha256 in self._hashes:
            return None
        plain = self.plain(read, order)
        return Sent(number, plain, path, order) if plain else None

    def _settle(self, waiting: dict[str, list[Sent]], names: list[str]) -> Iterator[tuple[int, FileReport]]:
        for name in names:
            for group, prepared in together.parted(waiting.pop(name), self._check_together):
                reports = self._load_together(group, prepared) if prepared else None
                if reports is None:
                    reports = [self._load_or_say_why(x.plain.mapped.read, x.path, x.order) for x in group]
                yield from zip((item.number for item in group), reports, strict=True)

    def _load_together(self, group: Sequence[Sent], prepared: list[Prepared]) -> list[FileReport] | None:
        """Acknowledge checked files; None when the disk is too full for all of them."""
        try:
            space.require(self.home, sum(item.plain.mapped.read.size for item in group))
            with space.guarded():
                for item in group:
                    raw.keep(self.home, item.path, item.plain.sha256)
            bodies = [_body(x.plain.mapped.read, found, x.order) for x, found in zip(group, prepared, strict=True)]
            entries = journal.seal_all(self.entries, "load", bodies)
            self._take(entries, prepared, acknowledge=True)
        except space.DiskFull:
            return None
        self._hashes.update(item.plain.sha256 for item in group)
        return [report.of(found, apply.batch_id(entry.seq)) for found, entry in zip(prepared, entries, strict=True)]

    def _load_or_say_why(self, read: ReadResult, path: Path, order: Order) -> FileReport:
        try:
            return self.load(read, path, order)
        except space.DiskFull:
            return report.refused(read.file, findings.make("STORE_DISK_FULL", file=read.file))

    def _load(self, read: ReadResult, path: Path, order: Order) -> FileReport:
        already = self.already(read, order.template)
        if already:
            return already
        prepared = self.check(read, order)
        if prepared.outcome == "refuse" or (prepared.outcome == "confirm" and not order.confirm):
            return report.of(prepared)
        assert prepared.template is not None
        space.require(self.home, read.size)
        with space.guarded():
            raw.keep(self.home, path, read.sha256)
        entry = journal.seal(self.entries, "load", _body(read, prepared, order))
        self._take([entry], [prepared], acknowledge=True)
        self._hashes.add(read.sha256)
        return report.of(prepared, apply.batch_id(entry.seq))

    def already(self, read: ReadResult, template: str | None) -> FileReport | None:
        """As `Checker.already`; the store is asked only about bytes that the journal knows."""
        if read.sha256 not in self._hashes:
            return None
        if self._group:
            self._pending.write(self.con)
        return super().already(read, template)

    # ------------------------------------------------------------------ batches

    def change_state(self, batch: str, action: str, *, by: str, why: str, at: str) -> None:
        """Withdraw or reinstate a batch.

        Raises:
            NoSuchBatch: No such batch, or it is in that state already.
            etl.rekey.UnitsMissing: The register left after a withdrawal lacks units that hold figures.
        """
        wanted = {"withdraw": "active", "reinstate": "withdrawn"}[action]
        self.commit()
        rows = self.con.execute("SELECT batch_key, state FROM dim_batch WHERE batch_id = ?", [batch]).fetchall()
        if not rows:
            raise NoSuchBatch(f"没有这个批次：{batch}。可用 python -m etl batches 查看全部批次。")
        key, state = rows[0]
        if state != wanted:
            raise NoSuchBatch(f"批次{batch}{'已经撤回' if action == 'withdraw' else '没有撤回'}，无需再办。")
        space.require(self.home, 0)
        body = {"batch_key": key, "batch": batch, "by": by, "why": why, "at": at}
        self._turn(journal.seal(self.entries, action, body), acknowledge=True)

    def enter(self, action: str, body: dict[str, object]) -> str:
        """Write a journal line that is a batch of its own kind, apply it, and give the batch."""
        self.commit()
        space.require(self.home, 0)
        entry = journal.seal(self.entries, action, body)
        self._turn(entry, acknowledge=True)
        return apply.batch_id(entry.seq)

    # ------------------------------------------------------------------ deriving

    def refresh(self) -> int:
        """Bring the marts up to the facts; returns the number of periods refreshed."""
        self.commit()
        periods = {row[0] for row in self.con.execute("SELECT DISTINCT period_key FROM dirty_period").fetchall()}
        if periods:
            with workfile.all_cores(self.con), workfile.transaction(self.con):
                marts.refresh(self.con, periods)
                self.con.execute("DELETE FROM dirty_period")
        return len(periods)

    def publish(self, at: str = "") -> Path:
        """Refresh what is stale and publish the next snapshot.

        Raises:
            etl.space.DiskFull: The snapshot could not be written; the previous one stays published.
        """
        self.refresh()
        stamp = at or datetime.now().astimezone().isoformat(timespec="seconds")
        with space.guarded():
            return publish.publish(self.home, self.con, published_at=stamp)


def _body(read: ReadResult, prepared: Prepared, order: Order) -> dict[str, object]:
    assert prepared.template is not None
    counted: dict[str, int] = dict(prepared.uncounted)
    for finding in prepared.findings:
        counted[finding.code] = counted.get(finding.code, 0) + 1
    return {
        "file": read.file,
        "sha256": read.sha256,
        "size": read.size,
        "template": prepared.template.name,
        "template_version": prepared.template.version,
        "asked": order.template,
        "by": order.by,
        "at": order.at,
        "moment": order.moment or order.at,
        "rows_ok": prepared.rows_ok,
        "rows_out": prepared.rows_out,
        "register": is_register(prepared.template),
        "findings": counted,
        "reason": order.reason or None,
    }
