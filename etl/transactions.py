"""Batches on their way into the work file: several in one transaction, each acknowledged by its journal line.

A batch is acknowledged once its journal line is synced. The work file takes batches in groups, because the journal
says after a crash what the work file has not seen; `Transactions.commit` ends a group.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import duckdb

from etl import apply, batch_states, bulk_stage, journal, space, workfile
from etl.bulk import BulkRead
from etl.checker import Checker
from etl.cycles import without_search_for_cycles
from etl.home import Home
from etl.pending import Pending
from etl.prepare import Prepared
from etl.reading import ReaderPool
from etl.reading.model import ReadResult

Progress = Callable[[int, int, str], None]
#: Batches and rows that one transaction of the work file takes.
GROUP_BATCHES = 50
GROUP_ROWS = 50_000


class Transactions(Checker, ABC):
    """A home's journal and work file, kept in step.

    Attributes:
        entries: The journal, extended as lines are written.
    """

    def __init__(
        self, home: Home, con: duckdb.DuckDBPyConnection, readers: ReaderPool, entries: list[journal.Entry]
    ) -> None:
        super().__init__(home, con, readers)
        self.entries = entries
        self._pending = Pending()
        self._group: list[int] = []  # rows of each batch in the open transaction
        self._applied = int(workfile.get_meta(con, "applied_seq", "0"))

    @abstractmethod
    def replay(self, progress: Progress | None = None) -> int:
        """Apply the journal lines that the work file has not seen; returns how many."""

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

    @contextmanager
    def _at_work(self, read: ReadResult) -> Iterator[None]:
        """A large file has a transaction to itself, so that its memory is let go with it."""
        large = isinstance(read, BulkRead)
        if large:
            self.commit()
        with without_search_for_cycles(), bulk_stage.at_work(self.con, read):
            yield
            if large:
                self.commit()

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

    def _turn(self, entry: journal.Entry, *, acknowledge: bool) -> None:
        self._begin()
        try:
            self._pending.write(self.con)
            changed = batch_states.apply_state(self.con, entry)
            if acknowledge:
                with space.guarded():
                    journal.write(self.home.journal, self.entries, entry)
        except BaseException:
            self._undo(again=acknowledge)
            raise
        self._applied_one(entry, GROUP_ROWS // 10, tree_changed=changed, new_indicators=False)
