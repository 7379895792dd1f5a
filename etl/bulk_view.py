"""Columns in memory under the names of temporary tables; columns that say one thing throughout take no memory."""

from collections.abc import Mapping

import duckdb
import pyarrow as pa

#: A column in memory, or what it is in SQL over the columns in memory.
Shown = Mapping[str, pa.Array | str]


class Views:
    """Names shown to statements in place of temporary tables.

    Args:
        con: The loader's connection.
    """

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self._con = con
        self._known: set[str] = set()

    def show(self, name: str, columns: Shown, hidden: Mapping[str, pa.Array] | None = None, where: str = "") -> None:
        """Make columns visible under a name, in place of what had it before.

        Args:
            name: The name.
            columns: Its columns.
            hidden: Further columns that only the SQL of other columns speaks of.
            where: Condition for a row to be there.
        """
        arrays = {one: column for one, column in columns.items() if not isinstance(column, str)} | dict(hidden or {})
        listed = ", ".join(
            f'{column} AS "{one}"' if isinstance(column, str) else f'"{one}"' for one, column in columns.items()
        )
        self._con.register(f"{name}_rows", pa.table(arrays))
        self.view(name, f"SELECT {listed} FROM {name}_rows {f'WHERE {where}' if where else ''}")

    def view(self, name: str, sql: str) -> None:
        """Make a select visible under a name, in place of what had it before."""
        if name not in self._known:
            self._con.execute(f"DROP TABLE IF EXISTS {name}")
            self._known.add(name)
        self._con.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS {sql}")
