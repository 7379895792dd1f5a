"""Rules on figures against the store that a template declares: sums of months, last year, targets, earlier states."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from dashboard.catalogue import Catalogue, Indicator
from dashboard.periods import label_zh
from etl import register_rules
from etl.conditions import all_sql
from etl.staging import Staged, quoted
from etl.unit_slips import amount

#: Rows whose year to date is not the one before plus the month's own amount; parameters: measures, months between two
#: reports. `last` is the nearest report before in the same year, stored or in the file.
_YTD_SUM = """WITH rhythm AS (SELECT unnest(?::SMALLINT[]) AS measure_key, unnest(?::SMALLINT[]) AS step),
asked AS (
    SELECT b.rid, b.sheet_no, b.row_no, b.measure_key, b.period_key, b.unit_key, b.value, r.step,
           t.{field} * pow(10::DOUBLE, t.power - {scale}) AS month, pow(10::DOUBLE, t.power) AS one
    FROM beside b JOIN typed t ON t.rid = b.rid AND t.measure_key = b.measure_key
    JOIN rhythm r ON r.measure_key = b.measure_key WHERE t.{field} IS NOT NULL),
pool AS (
    SELECT period_key, measure_key, unit_key, value, 1 AS fresh FROM beside
    UNION ALL SELECT period_key, measure_key, unit_key, value, 0 FROM fact_measure
    WHERE item_key = 0 AND period_key BETWEEN {first} AND {last}
      AND unit_key BETWEEN {low} AND {high} AND measure_key BETWEEN {measures}),
last AS (
    SELECT a.rid, max(p.period_key) AS at, arg_max(p.value, 2 * p.period_key + p.fresh) AS value
    FROM asked a JOIN pool p ON p.measure_key = a.measure_key AND p.unit_key = a.unit_key
        AND p.period_key // 12 = a.period_key // 12 AND p.period_key < a.period_key
    GROUP BY a.rid),
judged AS (
    SELECT a.*, coalesce(l.value, 0) AS before FROM asked a LEFT JOIN last l ON l.rid = a.rid
    WHERE CASE WHEN l.rid IS NULL THEN a.period_key % 12 = 0 OR a.period_key % 12 + 1 = a.step
               ELSE a.period_key - l.at IN (1, a.step) END)
SELECT sheet_no, row_no, measure_key, value, before, month FROM judged
WHERE abs(before + month - value) > {tolerance} * one + 1e-6 ORDER BY rid"""
#: Sums of the targets of all units below one, where every one has a target, with a row of the file that bears on it.
_TARGET_PARTS = """WITH mine AS (
    SELECT n.* FROM new_fact n JOIN (SELECT DISTINCT target_key FROM typed) t
        ON t.target_key = n.measure_key),
above AS (
    SELECT unit_key FROM mine
    UNION SELECT u.parent_key FROM mine m JOIN dim_unit u USING (unit_key) WHERE u.parent_key IS NOT NULL),
node AS (
    SELECT unit_key AS top, unit_key, 0 AS part FROM above
    UNION ALL SELECT c.parent_key, c.unit_key, 1 FROM dim_unit c
    WHERE c.parent_key IN (SELECT unit_key FROM above)),
stored AS (
    SELECT period_key, measure_key, unit_key, value FROM fact_measure
    WHERE item_key = 0 AND unit_key IN (SELECT unit_key FROM node)
      AND (period_key, measure_key) IN (SELECT (period_key, measure_key) FROM mine)),
known AS (
    SELECT period_key, measure_key, unit_key, value FROM mine
    UNION ALL (SELECT * FROM stored ANTI JOIN mine USING (period_key, measure_key, unit_key))),
parent AS (
    SELECT k.* FROM known k WHERE k.unit_key IN (SELECT unit_key FROM above)),
part AS (
    SELECT p.period_key, p.measure_key, p.unit_key, p.value AS whole, count(*) AS due,
           count(k.value) AS here, sum(k.value) AS added
    FROM parent p JOIN node c ON c.top = p.unit_key AND c.part = 1
    JOIN dim_unit u ON u.unit_key = c.unit_key AND p.period_key BETWEEN u.first_period AND u.last_period
    LEFT JOIN known k ON k.unit_key = c.unit_key AND k.period_key = p.period_key
        AND k.measure_key = p.measure_key
    GROUP BY ALL)
SELECT x.measure_key, x.whole, x.added, x.due, u.unit_name, arg_min(m.sheet_no, m.rid),
       arg_min(m.row_no, m.rid)
FROM part x JOIN dim_unit u ON u.unit_key = x.unit_key
JOIN node c ON c.top = x.unit_key
JOIN mine m ON m.unit_key = c.unit_key AND m.period_key = x.period_key AND m.measure_key = x.measure_key
WHERE x.here = x.due GROUP BY ALL ORDER BY min(m.rid)"""

#: Rows whose state from the round before is another than the last one known; a district's rounds are `gap` months apart
#: at most, and nothing is said where one of them is missing since then.
_PREVIOUS_VALUE = """WITH said AS (
    SELECT t.rid, t.sheet_no, t.row_no, t.period_key, u.unit_code, coalesce(d.unit_code, '') AS district,
           t.{field} * {shift} AS said, count(*) OVER (PARTITION BY t.unit_key, t.period_key) AS n
    FROM typed t JOIN dim_unit u ON u.unit_key = t.unit_key LEFT JOIN dim_unit d ON d.unit_key = u.district_key
    WHERE t.{field} IS NOT NULL AND {when}),
pool AS (
    SELECT unit_key, period_key, value, 0 AS fresh FROM fact_measure WHERE measure_key = {measure}
    UNION ALL SELECT unit_key, period_key, value, 1 FROM new_fact WHERE measure_key = {measure}),
held AS (
    SELECT district, period_key FROM said
    UNION SELECT coalesce(d.unit_code, ''), p.period_key FROM pool p JOIN dim_unit u ON u.unit_key = p.unit_key
    LEFT JOIN dim_unit d ON d.unit_key = u.district_key),
begun AS (
    SELECT district, period_key FROM held
    QUALIFY coalesce(period_key - lag(period_key) OVER (PARTITION BY district ORDER BY period_key) > {gap}, true)),
last AS (
    SELECT s.rid, arg_max(p.value, 2 * p.period_key + p.fresh) AS value, max(p.period_key) AS at
    FROM said s JOIN dim_unit u ON u.unit_code = s.unit_code
    JOIN pool p ON p.unit_key = u.unit_key AND p.period_key < s.period_key
    WHERE s.n = 1 GROUP BY s.rid)
SELECT s.sheet_no, s.row_no, s.said, l.value, l.at FROM said s JOIN last l ON l.rid = s.rid
WHERE s.said <> l.value
  AND l.at >= (SELECT max(b.period_key) FROM begun b WHERE b.district = s.district AND b.period_key <= s.period_key)
ORDER BY s.rid"""


@dataclass(frozen=True, slots=True)
class _Task:
    """A declared rule and what it is checked with."""

    staged: Staged
    rule: Mapping[str, Any]
    catalogue: Catalogue
    by_key: dict[int, Indicator]

    @property
    def outcome(self) -> str:
        """Outcome when broken."""
        return str(self.rule["outcome"])


def plain_measures(staged: Staged, catalogue: Catalogue, kind: str) -> Iterator[tuple[Mapping[str, Any], Indicator]]:
    """Checks of one kind with the measure their field feeds unchanged."""
    by_field = {
        emit["value"]: emit["measure"]
        for emit in staged.template.emits
        if "measure" in emit and isinstance(emit.get("value"), str)
    }
    for check in staged.template.checks:
        if check["kind"] == kind and check["field"] in by_field:
            yield check, catalogue.indicators[by_field[check["field"]]]


def check(staged: Staged, catalogue: Catalogue, by_key: dict[int, Indicator]) -> None:
    """Run the declared rules; findings go to `staged`.

    Args:
        staged: The file, with `typed`, `new_fact` and `beside` filled.
        catalogue: Definitions.
        by_key: Every known measure by key.
    """
    for kind, code, sign in (("rise", "HISTORY_ROSE", ">"), ("fall", "HISTORY_FELL", "<")):
        for rule, item in plain_measures(staged, catalogue, kind):
            _moved(_Task(staged, rule, catalogue, by_key), item, code, sign)
    for rule in staged.template.checks:
        if (run := _RULES.get(str(rule["kind"]))) is not None:
            run(_Task(staged, rule, catalogue, by_key))
    register_rules.check(staged)


def _moved(task: _Task, item: Indicator, code: str, sign: str) -> None:
    """A figure that should not rise, or not fall, from one period to the next."""
    rows = task.staged.con.execute(
        f"SELECT sheet_no, row_no, value, prev_value FROM beside WHERE measure_key = ? AND value {sign} prev_value"
        " ORDER BY rid",
        [item.key],
    ).fetchall()
    for sheet_no, row_no, value, before in rows:
        task.staged.add_row(
            code, sheet_no, row_no, name=task.rule["field"], value=amount(item, value), base=amount(item, before),
            measure=item.name, rule=str(task.rule["message"]), outcome=task.outcome,
        )  # fmt: skip


def _ytd_sum(task: _Task) -> None:
    """The year to date is the one before plus the month's own amount.

    The one before is the report a step of the indicator's rhythm, or a month, earlier; in a year's first report it is
    nothing. Where reports are missing in between, nothing can be said.
    """
    staged, name = task.staged, str(task.rule["month"])
    if name not in staged.present:
        return
    steps = {
        item.key: months
        for item in task.by_key.values()
        if item.reported == "ytd" and (months := task.catalogue.frequencies[item.frequency].months)
    }
    scale = staged.template.field(name).scale
    tolerance = Decimal(str(task.rule["tolerance"]))
    with staged.store_plans():
        (bounds,) = staged.con.execute(
            "SELECT min(period_key) // 12 * 12, max(period_key), min(unit_key), max(unit_key), min(measure_key),"
            " max(measure_key) FROM beside"
        ).fetchall()
        if bounds[0] is None:
            return
        rows = staged.con.execute(
            _YTD_SUM.format(
                field=quoted(name),
                scale=scale,
                tolerance=tolerance,
                first=bounds[0],
                last=bounds[1],
                low=bounds[2],
                high=bounds[3],
                measures=f"{bounds[4]} AND {bounds[5]}",
            ),
            [list(steps), list(steps.values())],
        ).fetchall()
    for sheet_no, row_no, measure, value, before, month in rows:
        item = task.by_key[measure]
        staged.add_row(
            "HISTORY_YTD_SUM", sheet_no, row_no, name=task.rule["ytd"], value=amount(item, value), measure=item.name,
            base=amount(item, before), month=amount(item, month), expected=amount(item, before + month),
            outcome=task.outcome,
        )  # fmt: skip


def _last_year(task: _Task) -> None:
    """Last year's figure as the form repeats it is the one that was reported then."""
    staged, name = task.staged, str(task.rule["field"])
    if name not in staged.present:
        return
    scale = staged.template.field(name).scale
    tolerance = Decimal(str(task.rule["tolerance"]))
    rows = staged.con.execute(
        f"""WITH stated AS (
            SELECT b.sheet_no, b.row_no, b.rid, b.measure_key, b.period_key, b.last_value,
                   t.{quoted(name)} * pow(10::DOUBLE, t.power - {scale}) AS said, pow(10::DOUBLE, t.power) AS one
            FROM beside b JOIN typed t ON t.rid = b.rid AND t.measure_key = b.measure_key
            WHERE b.last_value IS NOT NULL AND t.{quoted(name)} IS NOT NULL)
        SELECT sheet_no, row_no, measure_key, period_key, last_value, said FROM stated
        WHERE abs(said - last_value) > {tolerance} * one + 1e-6 ORDER BY rid"""
    ).fetchall()
    for sheet_no, row_no, measure, period, stored, said in rows:
        item = task.by_key[measure]
        staged.add_row(
            "HISTORY_LAST_YEAR", sheet_no, row_no, name=name, value=amount(item, said), measure=item.name,
            base=amount(item, stored), period=label_zh(period - 12, "月"), outcome=task.outcome,
        )  # fmt: skip


def _target_parts(task: _Task) -> None:
    """The targets of all units below add up to the target of the unit above, where every one has a target."""
    staged, name = task.staged, str(task.rule["field"])
    if name not in staged.present:
        return
    with staged.store_plans():
        rows = staged.con.execute(_TARGET_PARTS).fetchall()
    # Files of sister units bear on one sum: it has to be looked at after each of them.
    staged.depends |= bool(rows and staged.members)
    for measure, whole, added, due, unit, sheet_no, row_no in rows:
        item = task.by_key[measure]
        if whole != added:
            staged.add_row(
                "HISTORY_TARGET_PARTS", sheet_no, row_no, name=name, value=amount(item, whole), unit=unit,
                measure=item.name, count=due, added=amount(item, int(added)), outcome=task.outcome,
            )  # fmt: skip


def _previous_value(task: _Task) -> None:
    """A state that the form repeats from the round before is the one that holds since then."""
    staged, name = task.staged, str(task.rule["field"])
    if name not in staged.present:
        return
    item = task.catalogue.indicators[str(task.rule["measure"])]
    shift = 10 ** (item.scale - staged.template.field(name).scale)
    with staged.store_plans():
        rows = staged.con.execute(
            _PREVIOUS_VALUE.format(
                field=quoted(name),
                shift=shift,
                measure=item.key,
                gap=int(task.rule["rounds"]),
                when=all_sql(staged.template, task.rule.get("when")),
            )
        ).fetchall()
    for sheet_no, row_no, said, value, period in rows:
        staged.add_row(
            "HISTORY_PREVIOUS_VALUE", sheet_no, row_no, name=name, value=amount(item, said), base=amount(item, value),
            period=label_zh(period, "月"), rule=str(task.rule["message"]), outcome=task.outcome,
        )  # fmt: skip


_RULES: dict[str, Callable[[_Task], None]] = {
    "ytd_sum": _ytd_sum,
    "last_year": _last_year,
    "target_parts": _target_parts,
    "previous_value": _previous_value,
}
