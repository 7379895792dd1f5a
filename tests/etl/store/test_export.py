"""The star schema as a data package: read back from its description alone, it is the same."""

import hashlib
import json
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl import export, view
from etl.__main__ import main
from etl.home import Home
from etl.star_keys import FOREIGN, PRIMARY, TABLES


def described(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / export.DESCRIPTOR).read_text(encoding="utf-8"))
    return found


def read_back(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Tables made from the package with nothing but its description."""
    for item in described(folder)["resources"]:
        path, fields = folder / item["path"], item["schema"]["fields"]
        if item["format"] == "parquet":
            con.execute(f"CREATE TABLE back.{item['name']} AS FROM read_parquet('{path}')")
            continue
        types = {f["name"]: "VARCHAR" if f["type"] in ("string", "array") else f["x_sql_type"] for f in fields}
        columns = ", ".join(f"'{name}': '{kind}'" for name, kind in types.items())
        cells = ", ".join(
            f"CASE WHEN starts_with({f['name']}, '''') THEN {f['name']}[2:] ELSE {f['name']} END AS {f['name']}"
            if f["type"] == "string"
            else f"{f['name']}::{f['x_sql_type']} AS {f['name']}"
            for f in fields
        )
        con.execute(
            f"CREATE TABLE back.{item['name']} AS SELECT {cells} FROM read_csv('{path}', header = true, auto_detect ="
            f" false, columns = {{{columns}}}, delim = ',', quote = '\"', escape = '\"', nullstr = '',"
            " allow_quoted_nulls = false, new_line = '\\n')"
        )


@pytest.mark.parametrize("form", export.FORMATS)
def test_what_was_exported_is_what_was_there(form: str, lived: Home, tmp_path: Path) -> None:
    folder = tmp_path / "包"
    assert main(["--home", str(lived.path), "export", str(folder), "--format", form]) == 0
    package = described(folder)
    assert [item["name"] for item in package["resources"]] == list(TABLES)
    assert (package["x_demo"], package["licenses"][0]["name"]) == (False, "other-closed")
    with view.attached(view.snapshot(lived)) as con:
        con.execute("ATTACH ':memory:' AS b")
        con.execute("CREATE SCHEMA b.back")
        con.execute("SET search_path = 'work,b.back'")
        con.execute("USE b.back")
        read_back(con, folder)
        for item in package["resources"]:
            table = item["name"]
            data = (folder / item["path"]).read_bytes()
            assert item["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}" and item["bytes"] == len(data)
            assert item["description"], table
            for a, b in (("work.main", "b.back"), ("b.back", "work.main")):
                assert not con.execute(f"FROM {a}.{table} EXCEPT ALL FROM {b}.{table}").fetchall(), table
            assert con.execute(f"SELECT count(*) FROM b.back.{table}").fetchall() == [(item["x_rows"],)]
        _keys_hold(con)
    assert sum(item["x_rows"] for item in package["resources"]) > 500


def _keys_hold(con: duckdb.DuckDBPyConnection) -> None:
    for table, columns in PRIMARY.items():
        key = ", ".join(columns)
        assert not con.execute(f"SELECT {key} FROM back.{table} GROUP BY {key} HAVING count(*) > 1").fetchall(), table
    for table, references in FOREIGN.items():
        for column, other, key in references:
            lost = con.execute(
                f"SELECT DISTINCT {column} FROM back.{table} WHERE {column} IS NOT NULL"
                f" AND {column} NOT IN (SELECT {key} FROM back.{other})"
            ).fetchall()
            assert not lost, (table, column, lost)


CELLS = st.one_of(
    st.none(),
    st.text(alphabet="=+-@＝＋'\"，, \t\n\r甲a1|", max_size=8),
    st.sampled_from(["", "=1+1", "'=x", "＝cmd|' /C calc'!A0", " @SUM(A1)", "''", "\t=1", "普通"]),
)


@given(st.lists(CELLS, min_size=1, max_size=12))
def test_text_is_harmless_in_a_spreadsheet_and_comes_back(texts: list[str | None]) -> None:
    with duckdb.connect() as con:
        con.execute("CREATE TABLE t (n INTEGER, x VARCHAR)")
        con.executemany("INSERT INTO t VALUES (?, ?)", list(enumerate(texts)))
        rows = con.execute(f"SELECT {export.cell_sql('x', 'VARCHAR')} FROM t ORDER BY n").fetchall()
    for text, (written,) in zip(texts, rows, strict=True):
        back = written[1:] if written is not None and written.startswith("'") else written
        assert back == text
        assert not (written or "").lstrip(" \u3000\xa0").startswith(("=", "+", "-", "@", "＝", "＋", "\t", "\r"))


def test_an_earlier_export_is_replaced_and_nothing_else(
    lived: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "包"
    command = ["--home", str(lived.path), "export", str(folder), "--format"]
    assert main([*command, "csv"]) == 0
    assert main([*command, "parquet"]) == 0
    assert {path.suffix for path in folder.iterdir()} == {".parquet", ".json"}
    (folder / "别的.txt").write_text("甲")
    assert main([*command, "csv"]) == 1
    assert "别的文件" in capsys.readouterr().err
    assert (folder / "fact_measure.parquet").exists()


def test_a_demo_home_says_so(lived: Home, tmp_path: Path) -> None:
    export.export(Home(lived.path, "demo"), tmp_path / "包", "parquet")
    package = described(tmp_path / "包")
    assert package["x_demo"] and "演示数据" in package["title"] and "虚构" in package["licenses"][0]["title"]


def test_without_a_snapshot_there_is_no_package(fresh: Home, tmp_path: Path) -> None:
    assert main(["--home", str(fresh.path), "export", str(tmp_path / "包")]) == 1
    assert not (tmp_path / "包" / export.DESCRIPTOR).exists()
