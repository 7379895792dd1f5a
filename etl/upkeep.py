"""Upkeep of a home: rebuild, verify, list of batches, status."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from etl import apply, journal, publish, raw, view, workfile
from etl.home import Home, HomeBusy, writer_lock
from etl.loader import Progress, open_loader

#: Tables whose content two rebuilds must agree on; `meta` holds times and numbers of snapshots.
DERIVED_TABLES = (
    "dim_unit", "unit_alias", "unit_successor", "dim_period", "dim_indicator", "indicator_term", "dim_batch",
    "dim_sheet", "dim_item", "finding", "fact_measure", "fact_past", "fact_note", "fact_unit",
    "ledger_state", "correction", "mart_value", "mart_report", "mart_barometer", "mart_barometer_count",
)  # fmt: skip


#: How often a snapshot is looked at again when a loader replaces it meanwhile.
LOOKS = 5


@dataclass(frozen=True, slots=True)
class Problem:
    """Something broken: which part, and what to do, in Chinese."""

    part: str
    message: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What `verify` found.

    Attributes:
        problems: Empty when all is well.
        left_out: Why a part could not be looked at just now, empty when all were.
    """

    problems: list[Problem]
    left_out: str = ""


def rebuild(home: Home, progress: Progress | None = None) -> Path:
    """Derive the work file again from raw files and journal, and publish it.

    Raises:
        etl.journal.JournalBroken: The journal does not hold together; nothing was changed.
        etl.home.HomeBroken: A raw file is missing or damaged.
    """
    with open_loader(home, readers=2, fresh=True, progress=progress) as loader:
        return loader.publish()


def table_hashes(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """A hash of each derived table's rows, whatever their order on disk."""
    found = {}
    for table in DERIVED_TABLES:
        row = con.execute(
            f"SELECT count(*), coalesce(sum(hash(t)::HUGEINT), 0)::VARCHAR, bit_xor(hash(t)) FROM {table} t"
        ).fetchall()[0]
        found[table] = hashlib.sha256(repr(row).encode()).hexdigest()[:16]
    return found


def verify(home: Home) -> Verdict:
    """Check journal chain, raw files, snapshot and work file against each other; nothing is changed."""
    try:
        entries = journal.read(home.journal)
    except journal.JournalBroken as error:
        return Verdict([Problem("日志", f"{error}请从备份恢复 journal.jsonl。"), *_verify_snapshot(home)])
    try:
        with writer_lock(home, wait=False):
            problems = [*_verify_tail(home, entries), *_verify_raw(home, entries), *_verify_snapshot(home)]
            return Verdict([*problems, *_verify_work(home, entries, compare=not problems)])
    except HomeBusy:
        problems = [*_verify_raw(home, entries), *_verify_snapshot(home)]
        return Verdict(problems, "另一个程序正在入库，工作库留待其结束后核验。")


def _verify_tail(home: Home, entries: list[journal.Entry]) -> list[Problem]:
    if journal.torn_bytes(home.journal, entries):
        return [Problem("日志", "日志末行不完整：写入中断的一条未被确认，下次入库时自动清除。")]
    return []


def _verify_raw(home: Home, entries: Sequence[journal.Entry]) -> list[Problem]:
    problems: list[Problem] = []
    for entry in entries:
        if entry.action != "load":
            continue
        path = raw.place(home, entry.body["sha256"])
        name = entry.body["file"]
        if not path.exists():
            problems.append(Problem("原始文件", f"缺少“{name}”（第{entry.seq}条）的原始文件，请从备份恢复 {path}。"))
        elif raw.digest(path) != entry.body["sha256"]:
            problems.append(Problem("原始文件", f"“{name}”（第{entry.seq}条）的原始文件已损坏，请从备份恢复 {path}。"))
    return problems


def _verify_snapshot(home: Home) -> list[Problem]:
    if not home.pointer.exists():
        return [Problem("快照", "还没有发布过快照，请运行 python -m etl publish。")]
    problems: list[Problem] = []
    for _ in range(LOOKS):
        before = home.pointer.read_bytes()
        problems = _verify_published(home)
        if not problems or home.pointer.read_bytes() == before:
            break  # otherwise a loader has published and dropped what was being looked at
    return problems


def _verify_published(home: Home) -> list[Problem]:
    try:
        path = view.snapshot(home)
        seal = path.with_suffix(".sha256").read_bytes().strip()
        whole = seal == publish.file_hash(path).encode()
    except view.NotPublished:
        return [Problem("快照", "指针 current 损坏，或所指的快照不存在，请运行 python -m etl rebuild。")]
    except FileNotFoundError:
        whole = False
    return [] if whole else [Problem("快照", f"快照 {path.name} 与发布时不一致，请运行 python -m etl rebuild。")]


def _verify_work(home: Home, entries: Sequence[journal.Entry], *, compare: bool) -> list[Problem]:
    if not home.work.exists():
        return [Problem("工作库", "工作库不存在，请运行 python -m etl rebuild。")]
    broken = [Problem("工作库", "工作库已损坏或与日志不符，请运行 python -m etl rebuild。")]
    try:
        with view.attached(home.work) as con:
            if workfile.unusable(con, entries):
                return broken
            applied = int(workfile.get_meta(con, "applied_seq", "0"))
            number = int(workfile.get_meta(con, "snapshot_no", "0"))
            work = table_hashes(con)
            stale = con.execute("SELECT count(*) FROM dirty_period").fetchall()[0][0]
    except journal.JournalBroken as error:
        return [Problem("日志", str(error))]
    except (view.NotPublished, duckdb.Error, ValueError):
        return broken
    if applied != len(entries):
        return [
            Problem("工作库", f"日志有{len(entries)}条，工作库只到第{applied}条，请运行 python -m etl publish 补齐。")
        ]
    if not compare:
        return []
    return _compare_published(home, work, number, stale=bool(stale))


def _compare_published(home: Home, work: dict[str, str], number: int, *, stale: bool) -> list[Problem]:
    path = view.snapshot(home)
    with view.attached(path) as con:
        published = table_hashes(con)
    differing = [table for table, value in work.items() if published[table] != value]
    if differing:
        return [Problem("快照", f"快照与工作库不一致（{'、'.join(differing)}），请运行 python -m etl publish。")]
    if stale or publish.snapshot_number(path) != number:
        return [Problem("快照", f"最近一次发布没有完成，正在展示的是 {path.name}，请运行 python -m etl publish。")]
    return []


def batches(home: Home) -> list[dict[str, Any]]:
    """Every batch with its state, oldest first, from the journal alone."""
    listed: dict[str, dict[str, Any]] = {}
    for entry in journal.read(home.journal):
        body = entry.body
        if entry.action == "load":
            batch = apply.batch_id(entry.seq)
            listed[batch] = {
                "batch": batch,
                "state": "active",
                **{name: body.get(name) for name in ("template", "file", "sha256", "by", "at")},
                **{name: body.get(name) for name in ("rows_ok", "rows_out", "reason")},
                "withdrawn_by": None,
                "withdrawn_at": None,
                "withdrawn_why": None,
            }
            continue
        if entry.action == "correct":
            listed[apply.batch_id(entry.seq)] = _correction(entry, listed)
            continue
        withdrawn = entry.action == "withdraw"
        listed[body["batch"]] |= {
            "state": "withdrawn" if withdrawn else "active",
            **{f"withdrawn_{name}": body[name] if withdrawn else None for name in ("by", "at", "why")},
        }
    return list(listed.values())


def _correction(entry: journal.Entry, listed: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """A correction as a line of the list of batches."""
    body = entry.body
    change = f"{body['unit']} {body['period']} {body['measure']} {body['old']}→{body['new']}"
    return {
        **dict.fromkeys(listed[body["of_batch"]]),
        "batch": apply.batch_id(entry.seq),
        "state": "active",
        "template": listed[body["of_batch"]]["template"],
        "file": f"更正{body['of_batch']}：{change}",
        "by": body["by"],
        "at": body["at"],
        "rows_ok": 1,
        "rows_out": 0,
        "reason": body["why"],
    }


def status(home: Home) -> dict[str, Any]:
    """What a home holds: kind, journal length, batches, snapshot, size."""
    entries = journal.read(home.journal)
    states = [batch["state"] for batch in batches(home)]
    try:
        published: str | None = view.snapshot(home).name
    except view.NotPublished:
        published = None
    return {
        "home": str(home.path),
        "kind": home.kind,
        "journal": len(entries),
        "loads": len(states),
        "withdrawn": states.count("withdrawn"),
        "snapshot": published,
        "last": entries[-1].body.get("at") if entries else None,
        "bytes": _size(home.path),
    }


def _size(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size if path.is_file() else 0
        except FileNotFoundError:
            continue  # a loader at work replaces its temporary files
    return total
