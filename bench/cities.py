"""A province of the invented city's copies: every table and indicator of the real catalogue at the size of a province.

`bench.province` is larger but knows only twenty measures without meaning; the pages on stars, income, members and the
others ask for indicators by name.
"""

from pathlib import Path

import duckdb

SQL = Path(__file__).resolve().parent / "sql"
STAR = Path(__file__).resolve().parents[1] / "etl" / "sql"
#: Ten cities of ten districts, some of them of the past, and two more.
CITIES = 12


def build(home: Path, snapshot: Path) -> Path:
    """Write `snap-1.duckdb` and its pointer into `home`.

    Args:
        home: A new folder.
        snapshot: A published snapshot of the invented city.

    Returns:
        The snapshot file.
    """
    home.mkdir(parents=True, exist_ok=True)
    path = home / "snap-1.duckdb"
    with duckdb.connect(str(path)) as con:
        con.execute("SET enable_progress_bar = false")
        marts = STAR / "2_marts"
        for sql in [*sorted((STAR / "1_star").glob("*.sql")), marts / "00_tables.sql", marts / "90_leaf_value.sql"]:
            con.execute(sql.read_text(encoding="utf-8"))
        quoted = str(snapshot).replace("'", "''")
        con.execute(f"ATTACH '{quoted}' AS one (READ_ONLY)")
        size = con.execute("SELECT max(last_key) FROM one.dim_unit").fetchall()[0][0]
        for statement in (SQL / "multiply.sql").read_text(encoding="utf-8").split(";\n"):
            named = {name: value for name, value in (("cities", CITIES), ("size", size)) if f"${name}" in statement}
            con.execute(statement, named)
        con.execute("DETACH one")
        con.execute("CHECKPOINT")
    (home / "current").write_text(path.name + "\n", encoding="utf-8")
    return path
