"""Cases: a file, what must become of it, and the three ways it is sent to a home.

Every case is checked in a copy of the prepared home and some are loaded; the tables of expected outcomes stand in the
test modules.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from intake_world import AT, fingerprint, opened

from etl import report
from etl.findings import kinds
from etl.loader import Loader, Order, load_files, open_loader
from etl.readahead import read_ahead
from etl.reading.model import ReadResult
from etl.report import FileReport
from etl.staging import is_register

#: Outcomes as the rules list them: accept, normalise, confirm, row out (and confirm), refuse.
OUTCOME = {"A": "accept", "N": "normalise", "W": "confirm", "R": "confirm", "F": "refuse"}


@dataclass(frozen=True, slots=True)
class Case:
    """One kind of file.

    Attributes:
        label: What is unusual about it.
        content: Its bytes, its text (UTF-8), or a function that makes either.
        letter: A, N, W, R or F.
        codes: Codes of every finding that is more than a note, no more and no less.
        out: Sheet rows that are named and kept out.
        notes: Codes that must be among the notes (outcome normalise).
        kept: Rows that load once confirmed; None to leave open.
        name: File name as sent.
        template: Template the person names, where one does.
        where: Column header that the finding of a single cell must name.
        secret: Text that must not be repeated anywhere.
        through: Load it too, without and with a confirmation.
    """

    label: str
    content: bytes | str | Callable[[], bytes | str]
    letter: str
    codes: Sequence[str] = ()
    out: Sequence[int] = ()
    notes: Sequence[str] = ()
    kept: int | None = None
    name: str = "报表.csv"
    template: str | None = None
    where: str = ""
    secret: str = ""
    through: bool = False

    def data(self) -> bytes:
        """The file's bytes."""
        made = self.content() if callable(self.content) else self.content
        return made if isinstance(made, bytes) else made.encode()


@dataclass(slots=True)
class Sent:
    """What became of a case.

    Attributes:
        checked: Answer of `check`.
        rows: Sheet rows that would feed a figure or the register, one entry a row.
        facts: (measure, unit code, period key) → value that would be stored.
        unconfirmed: Answer of `load` without a confirmation, where it was tried.
        confirmed: Answer of `load` with a confirmation, where it was tried.
        stored: Sheet rows behind the figures in the store after that.
    """

    checked: FileReport
    rows: list[int] = field(default_factory=list)
    facts: dict[tuple[str, str, int], int] = field(default_factory=dict)
    unconfirmed: FileReport | None = None
    confirmed: FileReport | None = None
    stored: set[int] = field(default_factory=set)


def send(home: Path, folder: Path, cases: Sequence[Case]) -> dict[str, Sent]:
    """Send every case to a copy of a home.

    All are checked; refused ones are loaded with a confirmation; the first row-out and the first doubtful case, and
    those that ask for it, are loaded without and with one.

    Raises:
        AssertionError: A check, a refusal or an unconfirmed load changed a byte of the home.
    """
    copy = folder / "home"
    shutil.copytree(home, copy)
    labels = [case.label for case in cases]
    assert len(set(labels)) == len(labels), "two cases with one label"
    files = [folder / f"{number}.bin" for number in range(len(cases))]
    for case, path in zip(cases, files, strict=True):
        path.write_bytes(case.data())
    before = fingerprint(copy)
    with open_loader(opened(copy), readers=2) as loader:
        reads = read_ahead(loader.readers, [(path, case.name) for case, path in zip(cases, files, strict=True)])
        sent = {case.label: _check(loader, case, read) for case, read in zip(cases, reads, strict=True)}
    assert fingerprint(copy) == before, "check changed the home"
    refused = [pair for pair in zip(cases, files, strict=True) if sent[pair[0].label].checked.outcome == "refuse"]
    for case, answer in zip([case for case, _ in refused], _load(copy, refused, confirm=True), strict=True):
        sent[case.label].confirmed = answer
    assert fingerprint(copy) == before, "a refused load changed the home"
    tried = [pair for pair in zip(cases, files, strict=True) if _tried(pair[0], cases, sent)]
    for case, answer in zip([case for case, _ in tried], _load(copy, tried, confirm=False), strict=True):
        sent[case.label].unconfirmed = answer
    assert fingerprint(copy) == before, "an unconfirmed load changed the home"
    with open_loader(opened(copy)) as loader:
        for case, path in tried:
            _confirm(loader, case, path, sent[case.label])
    return sent


def _tried(case: Case, cases: Sequence[Case], sent: dict[str, Sent]) -> bool:
    first = next((other for other in cases if other.letter == case.letter), None)
    return sent[case.label].checked.outcome == "confirm" and (case.through or case is first)


def _check(loader: Loader, case: Case, read: ReadResult) -> Sent:
    prepared = loader.check(read, Order(template=case.template, at=AT))
    found = Sent(report.of(prepared))
    if prepared.outcome == "refuse" or prepared.template is None:
        return found
    found.rows = [row[0] for row in loader.con.execute("SELECT row_no FROM typed ORDER BY rid").fetchall()]
    if not is_register(prepared.template):
        codes = {item.key: code for code, item in loader.catalogue.indicators.items()}
        codes |= {item.key: item.code for item in prepared.new_indicators}
        rows = loader.con.execute(
            "SELECT measure_key, unit_code, period_key, value FROM new_fact JOIN dim_unit USING (unit_key)"
        ).fetchall()
        found.facts = {(codes.get(key, ""), unit, period): value for key, unit, period, value in rows}
    return found


def _load(home: Path, pairs: Sequence[tuple[Case, Path]], *, confirm: bool) -> list[FileReport]:
    answers: dict[str, FileReport] = {}
    for template in {case.template for case, _ in pairs}:
        chosen = [pair for pair in pairs if pair[0].template == template]
        order = Order("测试岗", confirm, "测试" if confirm else "", template, AT)
        loads = load_files(opened(home), [path for _, path in chosen], order, names=[case.name for case, _ in chosen])
        answers |= {case.label: answer for (case, _), answer in zip(chosen, loads, strict=True)}
    return [answers[case.label] for case, _ in pairs]


def _confirm(loader: Loader, case: Case, path: Path, sent: Sent) -> None:
    """Load with a confirmation, note what the batch brought, and withdraw it for the next case."""
    order = Order(by="测试岗", confirm=True, reason="测试", template=case.template, at=AT)
    answer = sent.confirmed = loader.load(loader.readers.read(path, name=case.name), path, order)
    assert answer.batch, case.label
    key = int(answer.batch[1:])
    sent.stored = {
        row[0]
        for table in ("fact_unit", "fact_measure")
        for row in loader.con.execute(f"SELECT row_no FROM {table} WHERE batch_key = ?", [key]).fetchall()
    }
    loader.change_state(answer.batch, "withdraw", by="测试岗", why="测试", at=AT)


def questions(answer: FileReport) -> list[dict[str, object]]:
    """Findings that are more than a note."""
    return [finding for finding in answer.findings if finding["severity"] != "normalise"]


def judge(case: Case, sent: Sent) -> None:
    """Compare what became of a case with what must.

    Raises:
        AssertionError: It differs.
    """
    answer = sent.checked
    said = [f"{item['severity']} {item['code']} {item['row']} {item['message']}" for item in answer.findings]
    shown = f"{case.label}: {answer.outcome} " + " | ".join(said[:8])
    assert answer.outcome == OUTCOME[case.letter], shown
    found = {item["code"] for item in questions(answer)}
    # A refusal is final: what else was noticed does not matter.
    assert set(case.codes) <= found if case.letter == "F" else found == set(case.codes), shown
    assert set(case.notes) <= {item["code"] for item in answer.findings if item["severity"] == "normalise"}, shown
    severities = {item["severity"] for item in answer.findings}
    named = {item["row"] for item in answer.findings if item["severity"] == "out"}
    assert (case.letter == "R") == ("out" in severities and answer.outcome == "confirm"), shown
    if case.letter == "R":
        assert named == set(case.out), shown
        assert answer.rows_out >= len(named), f"{answer.rows_out} rows out; {shown}"
    for item in answer.findings:
        _judge_words(item, answer)
    if case.where:
        assert [item["column"] for item in questions(answer)] == [case.where] * len(questions(answer)), shown
    if case.secret:
        assert case.secret not in str(answer.as_dict()), shown
    _judge_loads(case, sent, shown)


def _judge_words(item: dict[str, object], answer: FileReport) -> None:
    """A finding is a Chinese sentence that says where, why and what to do."""
    message = str(item["message"])
    assert item["code"] in kinds(), item
    assert item["file"] == answer.file, item
    assert re.search(r"[\u4e00-\u9fff]", message), item
    assert "{" not in message.replace("{{", "").replace(str(item["value"]), ""), item
    if item["severity"] in ("out", "confirm", "refuse"):
        assert kinds()[str(item["code"])].remedy, item
    if item["severity"] == "out":
        assert item["row"] is not None, item
        assert f"第{item['row']}行" in message, item


def _judge_loads(case: Case, sent: Sent, shown: str) -> None:
    answer = sent.checked
    if case.letter == "F":
        assert answer.rows_ok == 0, shown
        assert sent.confirmed is not None and not sent.confirmed.loaded, shown
        return
    assert len(sent.rows) == answer.rows_ok, shown
    assert not set(sent.rows) & set(case.out), shown
    if case.kept is not None:
        assert answer.rows_ok == case.kept, f"{answer.rows_ok} rows; {shown}"
    if sent.unconfirmed is not None:
        assert not sent.unconfirmed.loaded, shown
        assert sent.confirmed is not None and sent.confirmed.loaded, shown
        assert (sent.confirmed.rows_ok, sent.confirmed.rows_out) == (answer.rows_ok, answer.rows_out), shown
        assert sent.stored == set(sent.rows), shown
