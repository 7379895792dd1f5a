"""The catalogue inside the work file: dim_indicator, indicator_term and dim_period."""

import hashlib
from dataclasses import fields
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from dashboard.catalogue import CATALOGUE_DIR, Catalogue, Indicator
from etl import rules
from etl.statistics_bureau import FIRST_KEY, new_indicator
from etl.workfile import get_meta, set_meta

_PERIODS = """INSERT INTO dim_period
SELECT k, y, m, strftime(make_date(y, m, 1), '%Y-%m'), last_day(make_date(y, m, 1)), m % 3 = 0, m % 6 = 0, m = 12
FROM (SELECT range::SMALLINT AS k, (1900 + range // 12)::SMALLINT AS y, (1 + range % 12)::TINYINT AS m
      FROM range(960, 1800))"""

_HERE = Path(__file__).resolve().parent
#: Program text that turns definitions into figures: when it changes, every figure is computed again.
_ROLL_UP = (
    *(_HERE / name for name in ("rules.py", "yardsticks.py", "barometer.py")),
    *sorted((_HERE / "sql").glob("[23]_*/*.sql")),
)


def catalogue_hash() -> str:
    """A fingerprint of the definitions, and of their roll-up, that decide how figures are computed."""
    summed = hashlib.sha256()
    for path in _ROLL_UP:
        summed.update(path.read_bytes())
    for path in sorted([*CATALOGUE_DIR.glob("*.csv"), *CATALOGUE_DIR.glob("templates/*.json")]):
        summed.update(path.relative_to(CATALOGUE_DIR).as_posix().encode())
        summed.update(path.read_bytes())
    return summed.hexdigest()


def fill(con: duckdb.DuckDBPyConnection, catalogue: Catalogue) -> bool:
    """Bring the dimension tables up to the catalogue; call inside a transaction.

    Returns:
        Whether anything changed, so that every mart must be refreshed.
    """
    wanted = catalogue_hash()
    if get_meta(con, "catalogue_hash") == wanted:
        return False
    con.execute("DELETE FROM indicator_term WHERE indicator_key < ?", [FIRST_KEY])
    con.execute("DELETE FROM dim_indicator WHERE indicator_key < ?", [FIRST_KEY])
    con.execute("DELETE FROM dim_period")
    con.execute(_PERIODS)
    insert_indicators(con, list(catalogue.indicators.values()), catalogue)
    rules.fill_rules(con, catalogue)
    set_meta(con, "catalogue_hash", wanted)
    return True


def insert_indicators(con: duckdb.DuckDBPyConnection, items: list[Indicator], catalogue: Catalogue) -> None:
    """Write indicators and their terms into the dimension tables."""
    columns = con.execute("SELECT column_name FROM (DESCRIBE dim_indicator)").fetchall()
    keys = {code: item.key for code, item in catalogue.indicators.items()} | {item.code: item.key for item in items}
    rows = [_row(item, keys) for item in items]
    table = pa.table({name: pa.array([row[name] for row in rows]) for (name,) in columns})
    con.register("_indicators", table)
    con.execute("INSERT INTO dim_indicator SELECT * FROM _indicators")
    con.unregister("_indicators")
    terms = [(item.key, side, keys[code], coef) for item in items for side, code, coef in item.terms]
    con.register(
        "_terms",
        pa.table({name: [term[at] for term in terms] for at, name in enumerate(("i", "side", "m", "coef"))}),
    )
    con.execute("INSERT INTO indicator_term SELECT * FROM _terms")
    con.unregister("_terms")


def _row(item: Indicator, keys: dict[str, int]) -> dict[str, Any]:
    row = {name: getattr(item, name) for name in (entry.name for entry in fields(item))}
    return row | {
        "indicator_key": item.key,
        "target_measure_key": keys.get(item.target_measure),
        "numerator_text": item.numerator,
        "denominator_text": item.denominator,
    }


def registered(con: duckdb.DuckDBPyConnection) -> dict[str, Indicator]:
    """Indicators that statistics-bureau files brought into this home, by code."""
    rows = con.execute(
        "SELECT name, unit, indicator_key FROM dim_indicator WHERE indicator_key >= ? ORDER BY indicator_key",
        [FIRST_KEY],
    ).fetchall()
    items = [new_indicator(name, "" if unit == "—" else unit, key) for name, unit, key in rows]
    return {item.code: item for item in items}
