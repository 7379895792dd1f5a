"""The one place where pages, exports and the command line read a published snapshot.

A snapshot file is never written after it is published, so a connection is opened read-only on the resolved
file name, shared by all threads through cursors, and closed when its last user lets go of it.
"""

import threading
import weakref
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from dashboard.homes import current_snapshot

SQL_DIR = Path(__file__).resolve().parent / "queries" / "sql"
MEMORY_LIMIT = "1GB"
#: A page's question lasts milliseconds, so waking other threads costs more than they save, and several readers fill the
#: other cores anyway.
THREADS = "1"
#: Per home: the current snapshot, and the one before it while somebody still reads it.
MAX_OPEN = 2
OPEN_ATTEMPTS = 5


class WarehouseError(RuntimeError):
    """The snapshot cannot be read; the message is a Chinese sentence for the person at the screen."""


class NoSnapshot(WarehouseError):
    """The home has no published snapshot yet."""


class SnapshotGone(WarehouseError):
    """This connection was retired because two newer snapshots are in use."""


@cache
def sql_text(name: str) -> str:
    """The text of `dashboard/queries/sql/<name>.sql`."""
    return (SQL_DIR / f"{name}.sql").read_text(encoding="utf-8")


def _connect(path: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(
        str(path),
        read_only=True,
        config={
            "enable_external_access": "false",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "memory_limit": MEMORY_LIMIT,
            "threads": THREADS,
        },
    )
    connection.execute("SET lock_configuration = true")
    return connection


def _frame(columns: Mapping[str, Any]) -> pd.DataFrame:
    """A frame that keeps integers exact: a NULL in a BIGINT column must not turn the others into floats."""
    return pd.DataFrame({name: plain_column(values) for name, values in columns.items()}, copy=False)


def plain_column(values: Any) -> Any:
    """A fetched column as pandas wants it: whole numbers exact, missing text as None."""
    if not isinstance(values, np.ma.MaskedArray):
        return values
    kind = values.dtype.kind
    mask = np.ma.getmaskarray(values)
    if kind in "iu":
        return pd.arrays.IntegerArray(np.array(values.data), np.array(mask))
    if kind == "b":
        return pd.arrays.BooleanArray(np.array(values.data), np.array(mask))
    if kind == "f":
        return values.filled(np.nan)
    if kind == "M":
        return values.filled(np.datetime64("NaT"))
    plain = np.array(values.data, dtype=object)
    plain[mask] = None
    return plain


class Warehouse:
    """One published snapshot, open for reading.

    Attributes:
        path: The snapshot file.
        snapshot_no: Its number.
        is_demo: True when all figures in it are invented.
        home_label: What the home calls itself, may be empty.
        meta: Every row of the table `meta`.
        memory: Small derived tables that never change within a snapshot (kept by `dashboard.queries`).
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection = _connect(path)
        self._lock = threading.Lock()
        self._busy = 0
        self._retired = False
        self._finalizer = weakref.finalize(self, self._connection.close)
        self.memory: dict[Any, Any] = {}
        rows = self.query_text("SELECT key, value FROM meta")
        self.meta: dict[str, str] = dict(zip(rows["key"], rows["value"], strict=True))
        self.snapshot_no = int(self.meta.get("snapshot_no") or 0)
        self.is_demo = (self.meta.get("is_demo") or "").lower() in ("true", "1", "t")
        self.home_label = self.meta.get("home_label") or ""

    def query(self, sql_name: str, **params: Any) -> pd.DataFrame:
        """Run `dashboard/queries/sql/<sql_name>.sql` with bound parameters.

        Args:
            sql_name: File name without the suffix.
            **params: Values for the `$name` places of the file; lists bind as DuckDB lists.

        Returns:
            One column per selected column; integers stay exact (nullable Int64 where NULL occurs), NULL text is None.

        Raises:
            SnapshotGone: Two newer snapshots have been opened since.
        """
        return self.query_text(sql_text(sql_name), params)

    def query_text(self, text: str, params: Mapping[str, Any] | None = None) -> pd.DataFrame:
        """Run one statement; for command-line and benchmark use, pages go through `query`."""
        return _frame(self._fetch(text, params))

    def arrays(self, sql_name: str, **params: Any) -> dict[str, Any]:
        """Like `query`, as one numpy array a column; columns with NULL are masked arrays."""
        return self._fetch(sql_text(sql_name), params)

    def arrays_of(self, text: str, params: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Like `arrays`, for a statement that is not one of the pages' questions."""
        return self._fetch(text, params)

    def _fetch(self, text: str, params: Mapping[str, Any] | None) -> dict[str, Any]:
        with self._lock:
            if self._retired:
                raise SnapshotGone("数据已更新，当前页面用的旧版本已关闭，请刷新页面。")
            self._busy += 1
            cursor = self._connection.cursor()
        try:
            return dict(cursor.execute(text, dict(params) if params else None).fetchnumpy())
        finally:
            cursor.close()
            with self._lock:
                self._busy -= 1
                if self._retired and self._busy == 0:
                    self._finalizer()

    def retire(self) -> None:
        """Close the connection as soon as no query runs on it."""
        with self._lock:
            self._retired = True
            if self._busy == 0:
                self._finalizer()

    @property
    def closed(self) -> bool:
        """True once the connection is closed."""
        return not self._finalizer.alive


_guard = threading.Lock()
_current: dict[Path, Warehouse] = {}
_earlier: dict[Path, list["weakref.ref[Warehouse]"]] = {}


def open_snapshot(home: Path) -> Warehouse:
    """The warehouse of the snapshot that `home` points at now.

    Call it once per page run or command: reading the pointer is the only cost while nothing new is published.
    Keep the returned object to the end of the run, so that all figures of a page come from one snapshot.

    Raises:
        NoSnapshot: Nothing has been published in this home.
        WarehouseError: The pointer names a file that cannot be opened.
    """
    home = home.resolve()
    known = _current.get(home)
    if known is not None and known.path == current_snapshot(home) and not known.closed:
        return known
    with _guard:
        return _open_newest(home)


def _open_newest(home: Path) -> Warehouse:
    error: Exception | None = None
    for _ in range(OPEN_ATTEMPTS):  # the loader may swap the pointer and drop the old file between our two steps
        path = current_snapshot(home)
        if path is None:
            raise NoSnapshot(f"“{home}”中还没有已发布的数据。请先载入报表并发布。")
        known = _current.get(home)
        if known is not None and known.path == path and not known.closed:
            return known
        try:
            fresh = Warehouse(path)
        except duckdb.Error as caught:
            error = caught
            if current_snapshot(home) == path:
                break
            continue
        _current[home] = fresh
        if known is not None:
            _retire_beyond_limit(home, known)
        return fresh
    raise WarehouseError(f"已发布的数据文件打不开：{path}。可运行 python -m etl verify 查明原因。") from error


def _retire_beyond_limit(home: Path, replaced: Warehouse) -> None:
    alive = [ref for ref in _earlier.get(home, []) if (old := ref()) is not None and not old.closed]
    alive.append(weakref.ref(replaced))
    while len(alive) > MAX_OPEN - 1:
        old = alive.pop(0)()
        if old is not None:
            old.retire()
    _earlier[home] = alive


def close_all() -> None:
    """Close every connection of this process, for tests and for the end of a command."""
    with _guard:
        for warehouse in _current.values():
            warehouse.retire()
        _current.clear()
        _earlier.clear()
