"""The published star schema as a Frictionless data package, so that any other tool can read the same tables."""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from etl import durable, view, workfile
from etl.home import Home
from etl.star_keys import FOREIGN, PRIMARY, TABLES

FORMATS = ("parquet", "csv")
DESCRIPTOR = "datapackage.json"
PACKAGE = "party-building-star"
_MEDIA = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}
_TYPES = {
    "TINYINT": "integer", "SMALLINT": "integer", "INTEGER": "integer", "BIGINT": "integer", "DOUBLE": "number",
    "BOOLEAN": "boolean", "DATE": "date", "VARCHAR": "string",
}  # fmt: skip
#: A spreadsheet takes text for a formula when it begins so; an apostrophe before it, or before another one, is undone
#: by taking the first character off again.
_UNSAFE = r"^[\s\x{3000}\x{a0}]*[=+\-@＝＋－＠﹣﹢﹦﹫\t\r'｜|]"


class ExportRefused(RuntimeError):
    """The folder holds something that is not an earlier export."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: tables, rows of all of them, bytes."""

    tables: int
    rows: int
    size: int


def export(home: Home, folder: Path, form: str, progress: Callable[[int, int, str], None] | None = None) -> Exported:
    """Write the published snapshot's tables into a folder.

    The descriptor comes last: a folder without one holds an export that was cut short.

    Args:
        home: The home.
        folder: Where to; new, empty, or an earlier export.
        form: `parquet` or `csv`.
        progress: Called after each table with (done, all, name).

    Raises:
        ExportRefused: The folder holds something else.
        etl.view.NotPublished: There is no snapshot.
    """
    _clear(folder)
    resources: list[dict[str, Any]] = []
    with view.attached(view.snapshot(home)) as con:
        grains = table_grains()
        for number, table in enumerate(TABLES, start=1):
            resources.append(_resource(con, table, grains.get(table, ""), folder, form))
            if progress:
                progress(number, len(TABLES), table)
        descriptor = _descriptor(con, home, resources)
    durable.write_text(folder / DESCRIPTOR, json.dumps(descriptor, ensure_ascii=False, indent=1) + "\n")
    rows, size = (sum(int(item[key]) for item in resources) for key in ("x_rows", "bytes"))
    return Exported(len(resources), rows, size)


def _clear(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    found = [path for path in folder.iterdir()]
    if not found:
        return
    try:
        earlier = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))["name"] == PACKAGE
    except (OSError, ValueError, KeyError, TypeError):
        earlier = False
    known = {f"{table}.{form}" for table in TABLES for form in FORMATS} | {DESCRIPTOR}
    if not earlier or any(path.name not in known for path in found):
        raise ExportRefused(f"{folder} 里有别的文件，请换一个空目录。")
    for path in sorted(found, key=lambda path: path.name != DESCRIPTOR):
        path.unlink()


def table_grains() -> dict[str, str]:
    """Table → what one row of it is, as the table definitions say."""
    found: dict[str, str] = {}
    for path in sorted(workfile.SQL.glob("*/*.sql")):
        text = path.read_text(encoding="utf-8")
        for comment, table in re.findall(r"((?:^-- .*\n)+)CREATE TABLE IF NOT EXISTS (\w+)", text, re.MULTILINE):
            found[table] = " ".join(line.removeprefix("-- ") for line in comment.strip().splitlines())
    return found


def _resource(con: duckdb.DuckDBPyConnection, table: str, grain: str, folder: Path, form: str) -> dict[str, Any]:
    columns = [(str(row[0]), str(row[1])) for row in con.execute(f"DESCRIBE {table}").fetchall()]
    path = folder / f"{table}.{form}"
    listed = ", ".join(cell_sql(name, kind) if form == "csv" else name for name, kind in columns)
    options = "FORMAT csv, HEADER true" if form == "csv" else "FORMAT parquet, COMPRESSION zstd"
    counted = con.execute(f"COPY (SELECT {listed} FROM {table}) TO {workfile.literal(path)} ({options})").fetchall()
    schema: dict[str, Any] = {
        "fields": [{"name": name, "type": _type(kind), "x_sql_type": kind} for name, kind in columns],
        "missingValues": [""],
    }
    if table in PRIMARY:
        schema["primaryKey"] = list(PRIMARY[table])
    if table in FOREIGN:
        schema["foreignKeys"] = [
            {"fields": column, "reference": {"resource": "" if other == table else other, "fields": key}}
            for column, other, key in FOREIGN[table]
        ]
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return {
        "name": table,
        "path": path.name,
        "profile": "tabular-data-resource" if form == "csv" else "data-resource",
        "description": grain,
        "format": form,
        "mediatype": _MEDIA[form],
        "encoding": "utf-8",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{digest}",
        "x_rows": int(counted[0][0]),
        "schema": schema,
    }


def cell_sql(name: str, kind: str) -> str:
    """SQL for a column of a CSV: text that a spreadsheet would run gets an apostrophe, lists become JSON."""
    if kind.endswith("[]"):
        return f"to_json({name}) AS {name}"
    if kind == "VARCHAR":
        pattern = _UNSAFE.replace("'", "''")
        return f"CASE WHEN regexp_matches({name}, '{pattern}') THEN '''' || {name} ELSE {name} END AS {name}"
    return name


def _type(kind: str) -> str:
    if kind.endswith("[]"):
        return "array"
    return "number" if kind.startswith("DECIMAL") else _TYPES[kind]


def _descriptor(con: duckdb.DuckDBPyConnection, home: Home, resources: list[dict[str, Any]]) -> dict[str, Any]:
    demo = home.is_demo
    return {
        "profile": "tabular-data-package" if resources[0]["format"] == "csv" else "data-package",
        "name": PACKAGE,
        "title": "演示数据（虚构）：基层党建指标库" if demo else "基层党建指标库",
        "description": (
            "事实表中的数为整数，等于实际数×10^num_scale（见 dim_indicator）；"
            "CSV 中以 ' 开头的文字，去掉首个 ' 即为原文。"
        ),
        "version": workfile.get_meta(con, "snapshot_no", "0"),
        "created": workfile.get_meta(con, "published_at", ""),
        "licenses": [
            {"name": "CC0-1.0", "title": "演示数据，均为虚构，可自由使用"}
            if demo
            else {"name": "other-closed", "title": "内部资料，使用和公开按本单位规定"}
        ],
        "x_demo": demo,
        "resources": resources,
    }
