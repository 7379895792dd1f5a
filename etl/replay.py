"""Journal lines that the work file has not seen, applied again; neighbours of one template are checked together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from etl import findings, journal, raw, together
from etl.home import HomeBroken
from etl.order import Order
from etl.prepare import Prepared
from etl.readahead import read_ahead
from etl.reading.model import ReadResult
from etl.transactions import Progress, Transactions


@dataclass(frozen=True, slots=True)
class Sent:
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


class Replay(Transactions):
    """Transactions that come from the journal."""

    def replay(self, progress: Progress | None = None) -> int:
        """Apply the journal lines that the work file has not seen; returns how many.

        Raises:
            HomeBroken: A raw file is missing or damaged.
        """
        pending = [entry for entry in self.entries if entry.seq > self._applied]
        loads = [entry for entry in pending if entry.action == "load"]
        files = [(raw.place(self.home, entry.body["sha256"]), str(entry.body["file"])) for entry in loads]
        reads = read_ahead(self.readers, files, self.catalogue.templates)
        waiting: list[Sent] = []
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

    def _joins(self, group: Sequence[Sent], sent: Sent) -> bool:
        return (
            together.go_together([item.plain for item in group], sent.plain)
            and group[0].order.template == sent.order.template
        )

    def _check_together(self, group: Sequence[Sent]) -> list[Prepared]:
        # The earliest day: what lies in its future is found, and then each file is checked as of its own day.
        today = min(datetime.fromisoformat(item.order.at).date() for item in group)
        return together.prepare_together(self.con, [item.plain for item in group], self.known(today))

    def _sent_again(self, number: int, read: ReadResult, entry: journal.Entry) -> Sent | None:
        """A file of the journal as one that may wait for the next ones of its template."""
        body = entry.body
        order = _order_of(body)
        plain = self.plain(read, order) if read.sha256 == body["sha256"] else None
        if plain is None or plain.template.name != body["template"]:
            return None
        return Sent(number, plain, raw.place(self.home, read.sha256), order, entry)

    def _take_again(self, waiting: list[Sent]) -> None:
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


def _order_of(body: Mapping[str, Any]) -> Order:
    """The order of a journal line, with doubts confirmed as they were then."""
    moment = body.get("moment", body["at"])
    return Order(body["by"], True, body["reason"] or "", body.get("asked", body["template"]), body["at"], moment)
