"""Upkeep of a home: rebuild, verify, list of batches, status."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from etl import journal, publish, raw, workfile
from etl.home import Home, writer_lock
from etl.loader import Progress, open_loader

#: Tables whose content two rebuilds must agree on; `meta` holds times and numbers of snapshots.
DERIVED_TABLES = (
    "dim_unit", "unit_alias", "unit_successor", "dim_period", "dim_indicator", "indicator_term", "dim_batch",
    "dim_sheet", "dim_item", "finding", "fact_measure", "fact_past", "fact_note", "fact_unit", "mart_value",
    "mart_report",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Problem:
    """Something broken: which part, and what to do, in Chinese."""

    part: str
    message: str


def rebuild(home: Home, progress: Progress | None = None) -> Path:
    """Derive the work file again from raw files and journal, and publish it."""
    with writer_lock(home):
        workfile.discard(home)
    with open_loader(home, readers=2) as loader:
        return loader.publish()


def table_hashes(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """A hash of each derived table's rows, whatever their order on disk."""
    found = {}
    for table in DERIVED_TABLES:
        row = con.execute(
            f"SELECT count(*), coalesce(sum(hash(t)::HUGEINT), 0)::VARCHAR, bit_xor(hash(t)) FROM {table} t"
        ).fetchone()
        found[table] = hashlib.sha256(repr(row).encode()).hexdigest()[:16]
    return found


def verify(home: Home) -> list[Problem]:
    """Check journal chain, raw files and snapshot; an empty list is good news."""
    problems: list[Problem] = []
    try:
        entries = journal.read(home.journal)
    except journal.JournalBroken as error:
        return [Problem("日志", f"{error} 请从备份恢复 journal.jsonl。")]
    for entry in entries:
        if entry.action != "load":
            continue
        path = raw.place(home, entry.body["sha256"])
        name = entry.body["file"]
        if not path.exists():
            problems.append(Problem("原始文件", f"缺少“{name}”（第{entry.seq}条）的原始文件，请从备份恢复 {path}。"))
        elif raw.digest(path) != entry.body["sha256"]:
            problems.append(Problem("原始文件", f"“{name}”（第{entry.seq}条）的原始文件已损坏，请从备份恢复 {path}。"))
    problems.extend(_verify_snapshot(home))
    if not any(problem.part == "原始文件" for problem in problems):
        problems.extend(_verify_work(home, len(entries)))
    return problems


def _verify_snapshot(home: Home) -> list[Problem]:
    if not home.pointer.exists():
        return [Problem("快照", "还没有发布过快照，请运行 python -m etl publish。")]
    name = home.pointer.read_text(encoding="utf-8").strip()
    path = home.path / name
    if not publish.snapshot_number(path) or not path.exists():
        return [Problem("快照", f"指针 current 指向的“{name}”不存在，请运行 python -m etl rebuild。")]
    seal = path.with_suffix(".sha256")
    if not seal.exists() or seal.read_text(encoding="utf-8").strip() != publish.file_hash(path):
        return [Problem("快照", f"快照 {name} 与发布时不一致，请运行 python -m etl rebuild。")]
    return []


def _verify_work(home: Home, seq: int) -> list[Problem]:
    if not home.work.exists():
        return [Problem("工作库", "工作库不存在，请运行 python -m etl rebuild。")]
    try:
        with writer_lock(home), workfile.opened(home) as con:
            applied = int(workfile.get_meta(con, "applied_seq", "0"))
            work = table_hashes(con)
            published = _published_hashes(con, home)
    except duckdb.Error as error:
        return [Problem("工作库", f"工作库无法读取（{type(error).__name__}），请运行 python -m etl rebuild。")]
    if applied != seq:
        return [Problem("工作库", f"日志有{seq}条，工作库只到第{applied}条，请运行 python -m etl publish。")]
    differing = [table for table, value in work.items() if published.get(table, value) != value]
    if differing:
        return [Problem("快照", f"快照与工作库不一致（{'、'.join(differing)}），请运行 python -m etl publish。")]
    return []


def _published_hashes(con: duckdb.DuckDBPyConnection, home: Home) -> dict[str, str]:
    if not home.pointer.exists():
        return {}
    path = str(home.path / home.pointer.read_text(encoding="utf-8").strip()).replace("'", "''")
    con.execute(f"ATTACH '{path}' AS published (READ_ONLY)")
    try:
        con.execute("USE published")
        return table_hashes(con)
    finally:
        con.execute("USE work")
        con.execute("DETACH published")


def batches(home: Home) -> list[dict[str, Any]]:
    """Every batch with its state, newest last."""
    with open_loader(home) as loader:
        cursor = loader.con.execute(
            "SELECT batch_id AS batch, state, template, file_name AS file, sha256, loaded_by AS by, loaded_at AS at,"
            " rows_ok, rows_out, reason, withdrawn_by, withdrawn_at, withdrawn_why FROM dim_batch ORDER BY batch_key"
        )
        names = [column[0] for column in cursor.description or []]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def status(home: Home) -> dict[str, Any]:
    """What a home holds: kind, journal length, batches, snapshot, size."""
    entries = journal.read(home.journal)
    snapshot = home.pointer.read_text(encoding="utf-8").strip() if home.pointer.exists() else None
    loads = [entry for entry in entries if entry.action == "load"]
    withdrawn = {e.body["batch"]: e.action for e in entries if e.action != "load"}
    return {
        "home": str(home.path),
        "kind": home.kind,
        "journal": len(entries),
        "loads": len(loads),
        "withdrawn": sum(action == "withdraw" for action in withdrawn.values()),
        "snapshot": snapshot,
        "last": entries[-1].body.get("at") if entries else None,
        "bytes": sum(path.stat().st_size for path in home.path.rglob("*") if path.is_file()),
    }
