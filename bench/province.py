"""A synthetic province in the product's own tables: 100 districts, 1,500 towns, 30,000 villages, 60 months.

Random figures without meaning, made in SQL within seconds; only for timing.
"""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from dashboard import periods

ROOT = Path(__file__).resolve().parents[1]
SQL = Path(__file__).resolve().parent / "sql"
STAR = ROOT / "etl" / "sql"
LAST = periods.period_key(2025, 12)


@dataclass(frozen=True, slots=True)
class Shape:
    """How big it is."""

    districts: int = 100
    towns: int = 15
    villages: int = 20
    months: int = 60
    measures: int = 20

    @property
    def first(self) -> int:
        """First period."""
        return LAST - self.months + 1


def build(home: Path, shape: Shape) -> Path:
    """Write `snap-1.duckdb` and its pointer into `home`.

    Returns:
        The snapshot file.
    """
    home.mkdir(parents=True, exist_ok=True)
    path = home / "snap-1.duckdb"
    with duckdb.connect(str(path)) as connection:
        marts = STAR / "2_marts"
        for sql in [*sorted((STAR / "1_star").glob("*.sql")), marts / "00_tables.sql", marts / "90_leaf_value.sql"]:
            connection.execute(sql.read_text(encoding="utf-8"))
        _dimensions(connection, shape)
        numbers = {"first": shape.first, "last": LAST, "measures": shape.measures}
        _run(connection, "province_facts", **numbers)
        _run(connection, "province_marts", measures=shape.measures, villages=shape.villages)
        connection.execute("CHECKPOINT")
    (home / "current").write_text(path.name + "\n", encoding="utf-8")
    return path


def _run(connection: duckdb.DuckDBPyConnection, name: str, **numbers: int) -> None:
    connection.execute((SQL / f"{name}.sql").read_text(encoding="utf-8"), numbers)


def _dimensions(connection: duckdb.DuckDBPyConnection, shape: Shape) -> None:
    _run(connection, "province_units", districts=shape.districts, towns=shape.towns, villages=shape.villages)
    connection.execute("INSERT INTO meta VALUES ('snapshot_no', '1'), ('is_demo', '1')")
    n = shape.measures
    connection.execute(
        "INSERT INTO dim_indicator BY NAME SELECT k AS indicator_key, 'x' || k AS code, '指标' || k AS name,"
        " '指标' || k AS short_name, 'core' AS tier, CASE WHEN k > $n THEN '%' ELSE '个' END AS unit,"
        " CASE WHEN k > $n THEN 'ratio' WHEN k % 2 = 1 THEN 'flow' ELSE 'stock' END AS kind,"
        " 'higher' AS direction, '月' AS frequency,"
        " CASE WHEN k > $n THEN 'calc' WHEN k % 2 = 1 THEN 'ytd' ELSE 'point' END AS reported,"
        " CASE WHEN k > $n THEN 100 ELSE 1 END AS factor, 0 AS num_scale, 0 AS den_scale,"
        " CASE WHEN k > $n THEN 1 ELSE 0 END AS decimals, 'village' AS pair_level, FALSE AS own_level_only,"
        " 5 AS min_denominator, CASE WHEN k > $n THEN 100.0 END AS target,"
        " CASE WHEN k > $n THEN 'annual' END AS target_kind, k - 1 AS core_order FROM range(1, 2 * $n) r(k)",
        {"n": n},
    )
    connection.execute(
        "INSERT INTO indicator_term SELECT k, 'n', (k - 1) % $n + 1, 1 FROM range(1, 2 * $n) r(k)"
        " UNION ALL SELECT k, 'd', (k - $n) % $n + 1, 1 FROM range($n + 1, 2 * $n) r(k)",
        {"n": n},
    )
    connection.execute(
        "INSERT INTO measure_rule BY NAME SELECT k AS measure_key, 'direct' AS rule FROM range(1, $n + 1) r(k)",
        {"n": n},
    )
    connection.execute(
        "INSERT INTO dim_batch BY NAME SELECT k AS batch_key, 'B' || k AS batch_id, 'active' AS state,"
        " 'T3' AS template,"
        " k || '.csv' AS file_name, '2024-01-05' AS loaded_at FROM range(1, $n + 1) r(k)",
        {"n": shape.months},
    )
    connection.execute(
        "INSERT INTO mart_report SELECT 'T' || t, p, unit_key, 300, 300, '2024-01-05', '2024-01-05' FROM dim_unit,"
        " range(1, 9) a(t), range($first, $last + 1) b(p) WHERE level = 3",
        {"first": shape.first, "last": LAST},
    )
