"""From typed rows to facts: what a template says each row means for each measure.

The temporary table `new_fact` has the columns of `fact_measure` before keys of items and batches are known:
period_key, measure_key, unit_key, item (text), value, sheet_no, row_no, rid.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dashboard.catalogue import Catalogue, Indicator
from etl import bulk_facts
from etl.bulk_cells import FigureColumn
from etl.conditions import all_sql, column
from etl.duplicates import extra_key
from etl.row_measures import long_form
from etl.staging import Staged, quoted
from etl.stated_units import file_unit
from etl.typed import drop_left_out

KEYED_LEVELS = ("nation", "province", "city", "district", "town", "village")


class BadEmit(ValueError):
    """A template emits something the catalogue does not know: broken set-up."""


def emit(staged: Staged, catalogue: Catalogue) -> int:
    """Fill `new_fact`; returns the number of facts.

    Values finer than the measure can hold (half a person) leave their row out.
    """
    if long_form(staged):
        _check_whole(staged)
    if (facts := _large_facts(staged)) is not None:
        return facts
    plain: list[_Plain] = []
    selects = [sql for spec in staged.template.emits if (sql := _emit_sql(staged, catalogue, spec, plain))]
    selects += [_plain_sql(plain)] if plain else []
    if not selects:
        staged.con.execute(
            "CREATE OR REPLACE TEMP TABLE new_fact (period_key SMALLINT, measure_key SMALLINT, unit_key INTEGER,"
            " item VARCHAR, value BIGINT, sheet_no SMALLINT, row_no INTEGER, rid BIGINT)"
        )
        return 0
    union = "\nUNION ALL\n".join(selects)
    sql = f"SELECT * FROM ({union}) WHERE value IS NOT NULL"
    if staged.large and not staged.template.item and not _rows_share_facts(staged):
        return staged.large.take(bulk_facts.in_order(staged.con.sql(sql).to_arrow_table()))
    staged.con.execute(f"CREATE OR REPLACE TEMP TABLE new_fact AS {sql}")
    if _rows_share_facts(staged):
        _merge_shared(staged, catalogue)
    row = staged.con.execute("SELECT count(*) FROM new_fact").fetchone()
    return int(row[0]) if row else 0


def _large_facts(staged: Staged) -> int | None:
    """Facts of a large long form whose rows hold one figure each; None for any other."""
    large, template = staged.large, staged.template
    if not large or not large.rows or template.item or _rows_share_facts(staged):
        return None
    specs = [
        spec for spec in template.emits if not isinstance(spec.get("value"), str) or spec["value"] in large.columns
    ]
    if len(specs) != 1 or not ({"measure_field", "measure_name_field"} & specs[0].keys()):
        return None
    name = str(specs[0]["value"])
    (part,), column = staged.parts, large.columns[name]
    if not isinstance(column, FigureColumn) or file_unit(part, template.field(name))[1]:
        return None
    facts = bulk_facts.of_rows(large.rows, column, large.row_numbers, large.sheet_no)
    return large.take(facts) if facts else None


def _check_whole(staged: Staged) -> None:
    for spec in staged.template.emits:
        name = spec.get("value")
        if not isinstance(name, str) or name not in staged.present:
            continue
        if _large_is_whole(staged, name):
            continue
        scale = staged.template.field(name).scale
        too_fine = f"t.{quoted(name)} % CAST(pow(10, {scale} - t.power) AS BIGINT) <> 0"
        rows = staged.con.execute(
            f"""SELECT t.rid, t.sheet_no, t.row_no, t.{quoted(name)} FROM typed t
            WHERE t.power < {scale} AND {too_fine} ORDER BY t.rid"""
        ).fetchall()
        for _, sheet_no, row_no, value in rows:
            shown = f"{value / 10**scale:g}"
            staged.add_row("INDICATOR_NOT_WHOLE", sheet_no, row_no, name=name, value=shown)
        staged.leave_out([row[0] for row in rows])
    drop_left_out(staged)


def _large_is_whole(staged: Staged, name: str) -> bool:
    """Whether every figure of a large file is known to be as fine as its measure holds, or coarser."""
    large = staged.large
    column = large.columns[name] if large and large.rows else None
    if (
        large is None
        or not isinstance(column, FigureColumn)
        or file_unit(staged.parts[0], staged.template.field(name))[1]
    ):
        return False
    return large.rows is not None and bulk_facts.is_whole(large.rows, column)


@dataclass(frozen=True, slots=True)
class _Plain:
    """A measure that each row feeds by itself: its key, the value, and when the row feeds it."""

    key: int
    value: str
    where: str


def _plain_sql(plain: Sequence[_Plain]) -> str:
    """All plain measures in one pass over the rows; a branch for each would read the rows dozens of times."""
    keys = ", ".join(f"{item.key}::SMALLINT" for item in plain)
    values = ", ".join(
        f"({item.value})::BIGINT" if item.where == "true" else f"(CASE WHEN {item.where} THEN {item.value} END)::BIGINT"
        for item in plain
    )
    return (
        "SELECT period_key, measure_key, unit_key, item, value, sheet_no, row_no, rid FROM (SELECT t.period_key,"
        f" t.unit_key, t.item, t.sheet_no, t.row_no, t.rid, unnest([{keys}]) AS measure_key,"
        f" unnest([{values}]) AS value FROM typed t)"
    )


def _emit_sql(staged: Staged, catalogue: Catalogue, spec: Mapping[str, Any], plain: list[_Plain]) -> str | None:
    """A branch of its own for measures that need one; the plain ones are collected in `plain`."""
    template = staged.template
    tail = "t.sheet_no, t.row_no, t.rid FROM typed t"
    if "measure_field" in spec or "measure_name_field" in spec or "target_field" in spec:
        name = str(spec["value"])
        if name not in staged.present:
            return None
        field = template.field(name)
        key = "t.target_key" if "target_field" in spec else "t.measure_key"
        cell = f"t.{quoted(name)}"
        value = (
            f"CASE WHEN t.power >= {field.scale} THEN {cell} * CAST(pow(10, t.power - {field.scale}) AS BIGINT)"
            f" ELSE {cell} // CAST(pow(10, {field.scale} - t.power) AS BIGINT) END"
        )
        return (
            f"SELECT t.period_key, {key} AS measure_key, t.unit_key, t.item, {value} AS value, {tail}"
            f" WHERE {key} IS NOT NULL"
        )
    indicator = catalogue.indicators.get(str(spec["measure"]))
    if indicator is None:
        raise BadEmit(f"报表 {template.name} 输出的指标 {spec['measure']!r} 不在指标目录中")
    where = all_sql(template, spec.get("applies"))
    if "distinct" in spec or "max" in spec:
        return _grouped_sql(staged, indicator, spec, where)
    value_sql = _value_sql(staged, indicator, spec)
    if value_sql is None:
        return None
    plain.append(_Plain(indicator.key, value_sql, where))
    return None


def _grouped_sql(staged: Staged, indicator: Indicator, spec: Mapping[str, Any], where: str) -> str:
    """One value a unit (or its ancestor at a level) and period, from all of its rows in the file."""
    template = staged.template
    unit = f"u.{level_column(str(spec['at']))}" if "at" in spec else "t.unit_key"
    keys = ", ".join(f"{level}_key" for level in KEYED_LEVELS)
    ancestors = f"(SELECT unit_key AS own_key, {keys} FROM dim_unit)"
    if "max" in spec:
        value = f"max({_scaled(staged, str(spec['max']), indicator)})"
    else:
        texts = []
        for named in spec["distinct"]:
            name, _, length = str(named).partition(":")
            text = f"coalesce(CAST({column(template, name)[0]} AS VARCHAR), '')"
            texts.append(f"left({text}, {int(length)})" if length else text)
        value = f"count(DISTINCT {' || chr(31) || '.join(texts)})"
    return (
        f"SELECT t.period_key, {indicator.key}::SMALLINT AS measure_key, {unit} AS unit_key, '' AS item,"
        f" ({value})::BIGINT AS value, arg_min(t.sheet_no, t.rid) AS sheet_no, arg_min(t.row_no, t.rid) AS row_no,"
        f" min(t.rid) AS rid FROM typed t JOIN {ancestors} u ON u.own_key = t.unit_key"
        f" WHERE {where} AND {unit} IS NOT NULL GROUP BY t.period_key, {unit}, {staged.file_no}"
    )


def level_column(level: str) -> str:
    """The column of dim_unit that holds the ancestor at a level."""
    if level not in KEYED_LEVELS:
        raise BadEmit(f"层级 {level!r} 不认识。可用：{'、'.join(KEYED_LEVELS)}")
    return f"{level}_key"


def _value_sql(staged: Staged, indicator: Indicator, spec: Mapping[str, Any]) -> str | None:
    template = staged.template
    if "count" in spec:
        return f"CASE WHEN {all_sql(template, spec['count'])} THEN 1 ELSE 0 END"
    if "months_between" in spec:
        first, second = (_day(str(name)) for name in spec["months_between"])
        return f"datediff('month', {first}, {second})"
    if "sum" in spec:
        names = [name for name in spec["sum"] if name in staged.present]
        if len(names) != len(spec["sum"]):
            return None
        return " + ".join(_scaled(staged, name, indicator) for name in names)
    value = spec["value"]
    if isinstance(value, int):
        return str(value * 10**indicator.scale)
    if "." in value:
        return f"CAST(TRY_CAST({column(template, value)[0]} AS DECIMAL(38, 6)) * {10**indicator.scale} AS BIGINT)"
    if value not in staged.present:
        return None
    return _scaled(staged, str(value), indicator)


def _day(name: str) -> str:
    """A date field, or the last day of the row's period."""
    month_end = "last_day(make_date(1900 + t.period_key // 12, 1 + t.period_key % 12, 1))"
    return month_end if name == "@period" else quoted(name)


def _scaled(staged: Staged, name: str, indicator: Indicator) -> str:
    field = staged.template.field(name)
    shift = indicator.scale - field.scale
    if field.type not in ("number", "integer"):
        raise BadEmit(f"报表 {staged.template.name} 的字段 {name} 不是数，不能作为 {indicator.code} 的值")
    if shift < 0:
        raise BadEmit(f"报表 {staged.template.name} 的字段 {name} 小数位多于指标 {indicator.code}")
    return f"t.{quoted(name)}" if shift == 0 else f"t.{quoted(name)} * {10**shift}"


def _rows_share_facts(staged: Staged) -> bool:
    extras = [name for name in extra_key(staged) if name not in staged.template.item]
    names = long_form(staged)
    return any(name not in (names or ()) for name in extras)


def _merge_shared(staged: Staged, catalogue: Catalogue) -> None:
    """Several rows of one unit and period feed one fact: events add up, a state is the last row's."""
    states = [item.key for item in catalogue.indicators.values() if item.reported in ("carry", "carry_year")]
    staged.con.execute(
        """CREATE OR REPLACE TEMP TABLE new_fact AS
        SELECT period_key, measure_key, unit_key, item,
               CASE WHEN list_contains(?, measure_key) THEN arg_max(value, rid) ELSE sum(value)::BIGINT END AS value,
               arg_max(sheet_no, rid) AS sheet_no, arg_max(row_no, rid) AS row_no, max(rid) AS rid
        FROM new_fact GROUP BY period_key, measure_key, unit_key, item
        ORDER BY period_key, measure_key, unit_key, item""",
        [states],
    )
