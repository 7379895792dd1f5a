"""The loader's own database: derived from raw files and journal, one writer, never served."""

import hashlib
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb

from etl import space
from etl.home import Home
from etl.journal import GENESIS, Entry, JournalBroken

SQL = Path(__file__).resolve().parent / "sql"
MEMORY = "4GB"
#: What DuckDB raises on a file whose bytes are not what it wrote.
_DAMAGE = (duckdb.IOException, duckdb.InternalException, duckdb.FatalException, duckdb.SerializationException)


class WorkDamaged(RuntimeError):
    """The work file turned out to be damaged while in use; it has been put away."""


def literal(path: Path) -> str:
    """A path as a SQL string."""
    return "'" + str(path).replace("'", "''") + "'"


def connect_memory() -> duckdb.DuckDBPyConnection:
    """A connection without a file, to which one can be attached."""
    return duckdb.connect(
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "memory_limit": MEMORY,
            "preserve_insertion_order": "true",
            # Hundreds of small files: handing work between threads costs more than it saves.
            "threads": "1",
        }
    )


def connect(path: Path) -> duckdb.DuckDBPyConnection:
    """Open a work file read-write, as schema `work`.

    The storage version keeps the file readable by the 1.5 line of the engine.
    """
    connection = connect_memory()
    try:
        connection.execute(f"ATTACH {literal(path)} AS work (STORAGE_VERSION 'v1.5.0')")
    except duckdb.Error:
        connection.close()
        raise
    connection.execute("USE work")
    return connection


def create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the tables of the star schema where they are missing."""
    for path in sorted((SQL / "1_star").glob("*.sql")):
        connection.execute(path.read_text(encoding="utf-8"))


def schema_hash() -> str:
    """A fingerprint of the table definitions; a work file made by others is derived again."""
    summed = hashlib.sha256()
    for path in [*sorted((SQL / "1_star").glob("*.sql")), SQL / "2_marts" / "00_tables.sql"]:
        summed.update(path.read_bytes())
    return summed.hexdigest()[:16]


@contextmanager
def opened(home: Home, entries: Sequence[Entry]) -> Iterator[duckdb.DuckDBPyConnection]:
    """The home's work file, closed afterwards; the caller holds the writer lock.

    A work file that cannot be read, or has other tables, is put away, so that the journal fills a new one.

    Args:
        home: The home.
        entries: The journal; a work file that has seen other lines is of no use.

    Raises:
        WorkDamaged: The file broke while in use.
        JournalBroken: The file has seen lines that the journal does not have.
        etl.space.DiskFull: The disk is full.
    """
    connection = _usable(home, entries)
    try:
        yield connection
    except duckdb.Error as error:
        if space.is_full(error):
            raise space.DiskFull from error
        if isinstance(error, _DAMAGE):
            _close(connection)
            discard(home)
            raise WorkDamaged(
                f"工作库 {home.work} 已损坏，已停用；下一次入库或 rebuild 会由原始文件和日志重新生成。"
            ) from error
        raise
    finally:
        _close(connection)


def _close(connection: duckdb.DuckDBPyConnection) -> None:
    with space.guarded():
        connection.close()


def _usable(home: Home, entries: Sequence[Entry]) -> duckdb.DuckDBPyConnection:
    existed = home.work.exists()
    connection = None
    try:
        connection = connect(home.work)
        why = unusable(connection, entries) if existed else ""
        if not why:
            create_tables(connection)
            set_meta(connection, "schema_hash", schema_hash())
            return connection
    except JournalBroken:
        if connection is not None:
            connection.close()
        raise
    except (duckdb.Error, ValueError) as error:
        if space.is_full(error):
            raise space.DiskFull from error
        why = "工作库无法读取"
    if connection is not None:
        connection.close()
    print(f"{why}，正在由原始文件和日志重新生成……", file=sys.stderr, flush=True)
    discard(home)
    connection = connect(home.work)
    create_tables(connection)
    set_meta(connection, "schema_hash", schema_hash())
    return connection


def unusable(connection: duckdb.DuckDBPyConnection, entries: Sequence[Entry]) -> str:
    """Why a work file cannot be gone on with; empty when it can.

    Raises:
        JournalBroken: The file has seen lines that the journal does not have.
    """
    tables = connection.execute("SELECT 1 FROM duckdb_tables() WHERE database_name = 'work' AND table_name = 'meta'")
    if not tables.fetchall():
        return "工作库不完整"
    if get_meta(connection, "schema_hash") != schema_hash():
        return "工作库的表结构已更新"
    applied = int(get_meta(connection, "applied_seq", "0"))
    seen = get_meta(connection, "applied_hash", GENESIS)
    if seen != (GENESIS if applied == 0 else entries[applied - 1].hash if applied <= len(entries) else ""):
        raise JournalBroken(
            f"日志现有{len(entries)}条，工作库已据日志处理到第{applied}条，二者不相符：日志末尾可能丢失。"
            "请从备份恢复 journal.jsonl；如确认现有日志无误，请运行 python -m etl rebuild。"
        )
    return ""


@contextmanager
def all_cores(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Use every core for work on many rows at once."""
    connection.execute(f"SET threads = {max(os.cpu_count() or 1, 1)}")
    try:
        yield
    finally:
        connection.execute("SET threads = 1")


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All or nothing."""
    connection.execute("BEGIN")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def get_meta(connection: duckdb.DuckDBPyConnection, key: str, default: str = "") -> str:
    """One entry of the `meta` table."""
    rows = connection.execute("SELECT value FROM meta WHERE key = ?", [key]).fetchall()
    return str(rows[0][0]) if rows else default


def set_meta(connection: duckdb.DuckDBPyConnection, key: str, value: str) -> None:
    """Set one entry of the `meta` table."""
    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", [key, value])


def discard(home: Home) -> None:
    """Delete the work file and its log; `rebuild` brings them back."""
    for path in (home.work, home.work.with_name(home.work.name + ".wal")):
        path.unlink(missing_ok=True)
