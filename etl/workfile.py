"""The loader's own database: derived from raw files and journal, one writer, never served."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from etl.home import Home

SQL = Path(__file__).resolve().parent / "sql"
MEMORY = "4GB"


def read_sql(*parts: str) -> str:
    """The text of one SQL file below `etl/sql`."""
    return SQL.joinpath(*parts).read_text(encoding="utf-8")


def connect(path: Path) -> duckdb.DuckDBPyConnection:
    """Open a work file read-write, as schema `work`, with no way out of it.

    The storage version keeps the file readable by the 1.5 line of the engine.
    """
    connection = duckdb.connect(
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "memory_limit": MEMORY,
            "preserve_insertion_order": "true",
            # Hundreds of small files: handing work between threads costs more than it saves.
            "threads": "1",
        }
    )
    quoted = str(path).replace("'", "''")
    connection.execute(f"ATTACH '{quoted}' AS work (STORAGE_VERSION 'v1.5.0')")
    connection.execute("USE work")
    return connection


def create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the tables of the star schema where they are missing."""
    for path in sorted((SQL / "1_star").glob("*.sql")):
        connection.execute(path.read_text(encoding="utf-8"))


@contextmanager
def opened(home: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    """The home's work file, closed afterwards; the caller holds the writer lock."""
    connection = connect(home.work)
    try:
        create_tables(connection)
        yield connection
    finally:
        connection.close()


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
    row = connection.execute("SELECT value FROM meta WHERE key = ?", [key]).fetchone()
    return default if row is None else str(row[0])


def set_meta(connection: duckdb.DuckDBPyConnection, key: str, value: str) -> None:
    """Set one entry of the `meta` table."""
    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", [key, value])


def discard(home: Home) -> None:
    """Delete the work file and its log; `rebuild` brings them back."""
    for path in (home.work, home.work.with_name(home.work.name + ".wal")):
        path.unlink(missing_ok=True)
