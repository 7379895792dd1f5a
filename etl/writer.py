"""The loader: the one writer of a home, from accepted files to a published snapshot.

A batch is acknowledged once its journal line is synced. The work file takes batches in groups, because the journal
says after a crash what the work file has not seen; `Loader.commit` ends a group.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from etl import (
    apply,
    bulk_stage,
    definitions,
    findings,
    journal,
    marts,
    publish,
    raw,
    report,
    space,
    together,
    workfile,
)  # fmt: skip
from etl.bulk import BulkRead
from etl.checker import Checker
from etl.home import Home, HomeBroken
from etl.order import Order
from etl.prepare import Prepared
from etl.readahead import read_ahead
from etl.reading import ReaderPool
from etl.reading.model import ReadResult
from etl.report import FileReport
from etl.staging import is_register

Progress = Callable[[int, int, str], None]
#: Batches and rows that one transaction of the work file takes.
GROUP_BATCHES = 50
GROUP_ROWS = 50_000


@dataclass(frozen=True, slots=True)
class _Sent:
    """A file that waits for others of its template.

    Attributes:
        number: Its place among the files of the order.
        plain: What is known of it.
        path: The bytes; of a file that is replayed, none.
        order: Who sent it.
        entry: Its journal line when it is replayed.
    """

    number: int
    plain: together.Plain
    path: Path
    order: Order
    entry: journal.Entry | None = None


class NoSuchBatch(LookupError):
    """The batch is not in the journal, or is not in the state the command needs."""


class Loader(Checker):
    """An open home with its lock held. Use `open_loader`."""

    def __init__(
        self,
        home: Home,
        con: duckdb.DuckDBPyConnection,
        readers: ReaderPool,
        entries: list[journal.Entry],
        progress: Progress | None = None,
    ) -> None:
        super().__init__(home, con, readers)
        self.entries = entries
        self._pending = apply.Pending()
        self._group: list[int] = []  # rows of each batch in the open transaction
        self._hashes = {entry.body["sha256"] for entry in entries if entry.action == "load"}
        with workfile.transaction(con):
            if definitions.fill(con, self.catalogue):
                apply.mark_dirty(con, "SELECT DISTINCT period_key FROM fact_measure")
        self._applied = int(workfile.get_meta(con, "applied_seq", "0"))
        self.replay(progress)

    # ------------------------------------------------------------------ transactions

    def _begin(self) -> None:
        if not self._group:
            self.con.execute("BEGIN")
        self._group.append(0)

    def commit(self) -> None:
        """Write the batches of the open group to the work file."""
        if not self._group:
            return
        self._pending.write(self.con)
        workfile.set_meta(self.con, "applied_seq", str(self._applied))
        workfile.set_meta(self.con, "applied_hash", self.entries[self._applied - 1].hash)
        self.con.execute("COMMIT")
        self._group = []

    def _undo(self, *, again: bool) -> None:
        """Take back the open group and, unless that is what failed, bring its acknowledged batches in again."""
        if not self._group:
            return
        self._group = []
        self.con.execute("ROLLBACK")
        self._pending.forget()
        self.forget()
        self._applied = int(workfile.get_meta(self.con, "applied_seq", "0"))
        if again:
            self.replay()

    def _applied_one(
        self, entry: journal.Entry, rows: int, *, tree_changed: bool, new_indicators: bool, batches: int = 1
    ) -> None:
        self._applied = entry.seq
        self._group[-1:] = [rows] + [0] * (batches - 1)
        if tree_changed or new_indicators:
            self.forget(units=tree_changed)
        if tree_changed or len(self._group) >= GROUP_BATCHES or sum(self._group) >= GROUP_ROWS:
            self.commit()

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
        waiting: dict[str, list[_Sent]] = {}
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

    def _sent(self, number: int, read: ReadResult, path: Path, order: Order) -> _Sent | None:
        if read.sha256 in self._hashes:
            return None
        plain = self.plain(read, order)
        return _Sent(number, plain, path, order) if plain else None

    def _joins(self, group: Sequence[_Sent], sent: _Sent) -> bool:
        return (
            together.go_together([item.plain for item in group], sent.plain)
            and group[0].order.template == sent.order.template
        )

    def _settle(self, waiting: dict[str, list[_Sent]], names: list[str]) -> Iterator[tuple[int, FileReport]]:
        for name in names:
            for group, prepared in together.parted(waiting.pop(name), self._check_together):
                reports = self._load_together(group, prepared) if prepared else None
                if reports is None:
                    reports = [self._load_or_say_why(x.plain.mapped.read, x.path, x.order) for x in group]
                yield from zip((item.number for item in group), reports, strict=True)

    def _check_together(self, group: Sequence[_Sent]) -> list[Prepared]:
        # The earliest day: what lies in its future is found, and then each file is checked as of its own day.
        today = min(datetime.fromisoformat(item.order.at).date() for item in group)
        return together.prepare_together(self.con, [item.plain for item in group], self.known(today))

    def _load_together(self, group: Sequence[_Sent], prepared: list[Prepared]) -> list[FileReport] | None:
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

    @contextmanager
    def _at_work(self, read: ReadResult) -> Iterator[None]:
        """A large file has a transaction to itself, so that its memory is let go with it."""
        large = isinstance(read, BulkRead)
        if large:
            self.commit()
        with bulk_stage.at_work(self.con, read):
            yield
            if large:
                self.commit()

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

    def _take(self, entries: Sequence[journal.Entry], prepared: Sequence[Prepared], *, acknowledge: bool) -> None:
        """Apply checked files and, unless they are replayed, write their journal lines; both or neither."""
        self._begin()
        changed = False
        try:
            if len(entries) == 1:
                changed = apply.apply_load(self.con, entries[0], prepared[0], self.catalogue, self._pending)
            else:
                apply.apply_together(self.con, entries, prepared, self._pending)
            if acknowledge:
                with space.guarded():
                    journal.write(self.home.journal, self.entries, *entries)
        except BaseException:
            self._undo(again=acknowledge)
            raise
        fresh = any(item.new_indicators for item in prepared)
        rows = sum(item.rows_ok for item in prepared)
        self._applied_one(entries[-1], rows, tree_changed=changed, new_indicators=fresh, batches=len(entries))

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

    def _turn(self, entry: journal.Entry, *, acknowledge: bool) -> None:
        self._begin()
        try:
            self._pending.write(self.con)
            changed = apply.apply_state(self.con, entry)
            if acknowledge:
                with space.guarded():
                    journal.write(self.home.journal, self.entries, entry)
        except BaseException:
            self._undo(again=acknowledge)
            raise
        self._applied_one(entry, GROUP_ROWS // 10, tree_changed=changed, new_indicators=False)

    # ------------------------------------------------------------------ deriving

    def replay(self, progress: Progress | None = None) -> int:
        """Apply the journal lines that the work file has not seen; returns how many.

        Raises:
            HomeBroken: A raw file is missing or damaged.
        """
        pending = [entry for entry in self.entries if entry.seq > self._applied]
        loads = [entry for entry in pending if entry.action == "load"]
        files = [(raw.place(self.home, entry.body["sha256"]), str(entry.body["file"])) for entry in loads]
        reads = read_ahead(self.readers, files, self.catalogue.templates)
        waiting: list[_Sent] = []
        for number, entry in enumerate(pending, start=1):
            if entry.action != "load":
                self._take_again(waiting)
                self._turn(entry, acknowledge=False)
            else:
                read = next(reads)
                sent = self._sent_again(number, read, entry)
                if waiting and (sent is None or not self._joins(waiting, sent)):
                    self._take_again(waiting)
                if sent:
                    waiting.append(sent)
                else:
                    with self._at_work(read):
                        self._take([entry], [self._check_again(read, entry)], acknowledge=False)
            if progress:
                progress(number, len(pending), str(entry.body.get("file", entry.body.get("batch", ""))))
        self._take_again(waiting)
        self.commit()
        return len(pending)

    def _sent_again(self, number: int, read: ReadResult, entry: journal.Entry) -> _Sent | None:
        """A file of the journal as one that may wait for the next ones of its template."""
        body = entry.body
        order = _order_of(body)
        plain = self.plain(read, order) if read.sha256 == body["sha256"] else None
        if plain is None or plain.template.name != body["template"]:
            return None
        return _Sent(number, plain, raw.place(self.home, read.sha256), order, entry)

    def _take_again(self, waiting: list[_Sent]) -> None:
        """Apply the files that waited, in the order of the journal."""
        if not waiting:
            return
        for group, prepared in together.parted(list(waiting), self._check_together):
            entries = [item.entry for item in group if item.entry]
            if not prepared:
                prepared = [self._check_again(group[0].plain.mapped.read, entries[0])]
            self._take(entries, prepared, acknowledge=False)
        waiting.clear()

    def _check_again(self, read: ReadResult, entry: journal.Entry) -> Prepared:
        body = entry.body
        if read.sha256 != body["sha256"]:
            place = raw.place(self.home, body["sha256"])
            state = "已损坏" if place.exists() else "缺失"
            raise HomeBroken(f"“{body['file']}”（日志第{entry.seq}条）的原始文件{state}，请从备份恢复 {place}。")
        order = _order_of(body)
        prepared = self.check(read, order)
        if prepared.template is not None and prepared.template.name != body["template"]:
            # A template that came later fits as well: the file was taken as the one in the journal.
            prepared = self.check(read, replace(order, template=body["template"]))
        if prepared.outcome == "refuse":
            prepared.findings.append(findings.make("STORE_REPLAY_REFUSED", file=read.file, batch=entry.seq))
        return prepared

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


def _order_of(body: Mapping[str, Any]) -> Order:
    """The order of a journal line, with doubts confirmed as they were then."""
    moment = body.get("moment", body["at"])
    return Order(body["by"], True, body["reason"] or "", body.get("asked", body["template"]), body["at"], moment)


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
