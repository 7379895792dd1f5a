"""The branch barometer in SQL: the catalogue's conditions as expressions, and one branch's levels at each period.

Every branch that is on the barometer gets a level in each item and overall, exactly: shares are compared as products
of whole numbers, before any rounding. What cannot be decided because an input is missing is 未报, never a good or a
bad level.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path

import duckdb

from dashboard.catalogue import Catalogue
from dashboard.catalogue.barometer import MEMBERSHIP, MISSING, NOT_APPLICABLE, RAIN, Comparison, Condition, Input, Item

_SQL = Path(__file__).resolve().parent / "sql" / "3_barometer"
#: Number of the row of barometer_item that holds the overall rule.
OVERALL = 0
#: Comparisons are multiplied out: decimal places of a limit, and the months that a schedule is divided by.
_PLACES, _MONTHS = 4, 12
_TEMPORARY = ("on_barometer", "barometer_value", "kept", "barometer_levels")


class LimitTooFine(ValueError):
    """A limit in the rules has more decimal places than are compared."""


def item_rows(catalogue: Catalogue) -> list[tuple[object, ...]]:
    """Rows of barometer_item: number, counted, veto and the level as an SQL expression over the inputs."""
    found: list[tuple[object, ...]] = [
        (item.number, item.is_counted, item.is_veto, level_sql(item, catalogue)) for item in catalogue.barometer.items
    ]
    if found:
        found.append((OVERALL, False, False, overall_sql(catalogue.numbers)))
    return found


def input_rows(catalogue: Catalogue) -> list[tuple[object, ...]]:
    """Rows of barometer_input."""
    return [
        (one.name, one.kind, _key(one, catalogue), one.absent_is_zero, one.kept_by or None, one.kept_by_domain,
         one.from_village, "|".join(one.words) or None)
        for one in catalogue.barometer.inputs.values()
    ]  # fmt: skip


def _key(one: Input, catalogue: Catalogue) -> int | None:
    return catalogue.indicators[one.measure].key if one.kind == "measure" else None


def level_sql(item: Item, catalogue: Catalogue) -> str:
    """The level of one item: the first condition that holds; 未报 as soon as one that comes first is undecided.

    Raises:
        LimitTooFine: A limit has more than four decimal places.
    """
    excluded = [_all_of(item.excluded, item, catalogue)] if item.excluded else []
    if item.denominator:
        excluded.append(f"{item.denominator} = 0")
    steps = [f"WHEN {condition} THEN {NOT_APPLICABLE}" for condition in excluded]
    for level, alternatives in item.rules:
        holds = " OR ".join(_all_of(condition, item, catalogue) for condition in alternatives)
        steps.append(f"WHEN ({holds}) IS NULL THEN {MISSING} WHEN {holds} THEN {level}")
    return f"CASE {' '.join(steps)} ELSE {MISSING} END"


def overall_sql(numbers: Mapping[str, Decimal]) -> str:
    """The overall level from n_applicable, n_lost, n_rain and veto_rain."""
    limit = {name: int(numbers[f"barometer_{name}"]) for name in ("least_items", "sunny", "cloudy", "overcast")}
    return (
        f"CASE WHEN n_applicable < {limit['least_items']} THEN 0 WHEN veto_rain OR n_lost > {limit['overcast']} THEN 4"
        f" WHEN n_lost > {limit['cloudy']} THEN 3 WHEN n_lost > {limit['sunny']} OR n_rain > 0 THEN 2 ELSE 1 END"
    )


def _all_of(condition: Condition, item: Item, catalogue: Catalogue) -> str:
    return "(" + " AND ".join(_comparison(one, item, catalogue) for one in condition) + ")"


def _comparison(one: Comparison, item: Item, catalogue: Catalogue) -> str:
    """`value compared with limit`, both sides times denominator, decimal places and months."""
    limit = one.number.scaleb(_PLACES) * _MONTHS
    if limit != int(limit):
        raise LimitTooFine(f"晴雨表第{item.number}项：界限{one.number}的小数位多于{_PLACES}位")
    left, below, factor = f"{one.left}::HUGEINT", "1", 1
    if one.left == "x":
        left = "(" + " + ".join(f"{times} * {name}::HUGEINT" for times, name in item.terms) + ")"
        factor = 100 if item.unit == "%" else 1
        below = f"{item.denominator}::HUGEINT" if item.denominator else "1"
    name = item.terms[0][1] if one.left == "x" else one.left
    up = _scale(item.denominator, catalogue) if one.left == "x" and item.denominator else 0
    right = f"{int(limit)}"
    if one.from_schedule:
        right = f"({right} + month * {100 * 10**_PLACES})"
    left_times, right_times = factor * _MONTHS * 10 ** (_PLACES + up), 10 ** _scale(name, catalogue)
    return f"{left} * {left_times} {one.operator} {right} * {right_times} * {below}"


def _scale(name: str, catalogue: Catalogue) -> int:
    """Decimal places an input is stored with."""
    one = catalogue.barometer.inputs[name]
    return catalogue.indicators[one.measure].scale if one.kind == "measure" else 0


def compute(con: duckdb.DuckDBPyConnection) -> None:
    """Fill mart_barometer for the months in `work`, and give `source` the branches at 雨.

    Call after `source` holds the inputs of the barometer. Months in which nobody is on the barometer lose their rows.
    """
    asked = con.execute(
        "SELECT count(*) FROM work JOIN measure_rule r ON r.measure_key = indicator_key WHERE r.rule = 'barometer'"
    ).fetchone()
    items = con.execute("FROM barometer_item ORDER BY item_no").fetchall()
    if not items or not asked or not asked[0]:
        return
    _run(con, "10_inputs.sql")
    names = [str(name) for (name,) in con.execute("SELECT name FROM barometer_input ORDER BY name").fetchall()]
    con.execute(_levels_statement(names, items))
    _run(con, "20_store.sql")
    con.execute("; ".join(f"DROP TABLE temp.{name}" for name in _TEMPORARY))


def _run(con: duckdb.DuckDBPyConnection, name: str) -> None:
    con.execute((_SQL / name).read_text(encoding="utf-8"))


def _levels_statement(names: Iterable[str], items: list[tuple[int, bool, bool, str]]) -> str:
    """One statement from the long table of inputs to a row a branch: the levels of all items and overall."""
    overall = next(sql for number, _, _, sql in items if number == OVERALL)
    single = [row for row in items if row[0] != OVERALL]
    wide = ", ".join(f"max(value) FILTER (WHERE input = '{name}') AS {name}" for name in names)
    counted = [f"l{number}" for number, is_counted, _, _ in single if is_counted]
    vetoes = " OR ".join(f"l{number} = {RAIN}" for number, _, is_veto, _ in single if is_veto) or "FALSE"

    def count(test: str) -> str:
        return " + ".join(f"CAST({level} {test} AS TINYINT)" for level in counted) or "0"

    return f"""CREATE OR REPLACE TEMP TABLE barometer_levels AS
WITH wide AS (
    SELECT period_key, unit_key, any_value(period_key % 12 + 1) AS month, {wide}
    FROM barometer_value
    GROUP BY period_key, unit_key
),
levels AS (
    SELECT period_key, unit_key, {", ".join(f"{sql} AS l{number}" for number, _, _, sql in single)}
    FROM wide
    WHERE {MEMBERSHIP} = 1
),
counted AS (
    SELECT period_key, unit_key, [{", ".join(f"l{number}" for number, *_ in single)}]::TINYINT[] AS levels,
           {count(f"NOT IN ({NOT_APPLICABLE}, {MISSING})")} AS n_applicable, {count("IN (3, 4)")} AS n_lost,
           {count("= 4")} AS n_rain, {vetoes} AS veto_rain
    FROM levels
)
SELECT period_key, unit_key, {overall} AS overall, n_applicable, n_lost, veto_rain, levels
FROM counted"""
