"""Rules on the units of a file: who else reported the same, and how many units the register holds."""

from collections.abc import Mapping
from typing import Any

from dashboard.levels import level_no
from etl.conditions import all_sql
from etl.staging import Staged, quoted


def check(staged: Staged) -> None:
    """Run the declared rules; findings go to `staged`, which has `typed` and `new_fact` filled."""
    for rule in staged.template.checks:
        if rule["kind"] == "one_level":
            _one_level(staged, rule)
    counted = [x for x in staged.template.checks if x["kind"] == "registry" and x["field"] in staged.present]
    if counted:
        _registry(staged, counted)


def _one_level(staged: Staged, rule: Mapping[str, Any]) -> None:
    """Units above or below those of the file that reported the same figures of the same period before."""
    levels = ", ".join(str(level_no(str(name))) for name in staged.template.unit.get("levels", ()))
    (spoken,) = staged.con.execute(
        "SELECT list(DISTINCT period_key), list(DISTINCT measure_key) FROM new_fact"
    ).fetchall()
    if not spoken[0]:
        return
    with staged.store_plans():
        rows = staged.con.execute(
            f"""WITH kin AS (
                SELECT m.unit_key, x.unit_key AS other, x.unit_name
                FROM (SELECT DISTINCT unit_key FROM new_fact) m JOIN dim_unit a USING (unit_key)
                JOIN dim_unit x ON x.level IN ({levels}) AND x.unit_key <> a.unit_key
                    AND (a.unit_key BETWEEN x.unit_key AND x.last_key OR x.unit_key BETWEEN a.unit_key AND a.last_key)),
            told AS (
                SELECT DISTINCT period_key, measure_key, unit_key FROM fact_measure
                WHERE period_key IN ({", ".join(map(str, spoken[0]))})
                  AND measure_key IN ({", ".join(map(str, spoken[1]))}) AND unit_key IN (SELECT other FROM kin))
            SELECT n.sheet_no, n.row_no, list(DISTINCT k.unit_name ORDER BY k.unit_name)
            FROM new_fact n JOIN kin k ON k.unit_key = n.unit_key
            JOIN told t ON t.unit_key = k.other AND t.period_key = n.period_key AND t.measure_key = n.measure_key
            GROUP BY n.rid, n.sheet_no, n.row_no ORDER BY n.rid"""
        ).fetchall()
    name = str(staged.template.unit.get("code") or staged.template.unit.get("name"))
    for sheet_no, row_no, names in rows:
        shown = "、".join(names[:3]) + (f"等{len(names)}个" if len(names) > 3 else "")
        staged.add_row(
            "HISTORY_BOTH_LEVELS", sheet_no, row_no, name=name if name in staged.present else "", units=shown,
            rule=str(rule["message"]), outcome=str(rule["outcome"]),
        )  # fmt: skip


def _registry(staged: Staged, rules: list[Mapping[str, Any]]) -> None:
    """Figures that can be counted in the register of units, where the register holds such units in the district."""
    branches = []
    for number, rule in enumerate(rules):
        types = ", ".join(f"'{kind}'" for kind in rule["types"])
        scale = staged.template.field(rule["field"]).scale
        branches.append(
            f"""SELECT {number} AS rule, t.rid, t.sheet_no, t.row_no, t.{quoted(rule["field"])} // {10**scale} AS said,
                   count(*) FILTER (WHERE x.unit_key BETWEEN a.unit_key AND a.last_key) AS n
            FROM typed t JOIN dim_unit a ON a.unit_key = t.unit_key
            JOIN dim_unit d ON d.unit_key = coalesce(a.district_key, a.unit_key)
            JOIN dim_unit x ON x.unit_key BETWEEN d.unit_key AND d.last_key AND x.level = {level_no(rule["level"])}
                AND t.period_key BETWEEN x.first_period AND x.last_period
                {f"AND x.unit_type IN ({types})" if types else ""}
            WHERE t.{quoted(rule["field"])} IS NOT NULL AND {all_sql(staged.template, rule.get("when"))}
            GROUP BY ALL"""
        )
    with staged.store_plans():
        rows = staged.con.execute(
            f"SELECT * FROM ({' UNION ALL '.join(branches)}) WHERE said <> n ORDER BY rid, rule"
        ).fetchall()
    for number, _, sheet_no, row_no, said, count in rows:
        rule = rules[number]
        staged.add_row(
            "REGISTER_COUNT", sheet_no, row_no, name=rule["field"], value=str(said), count=count,
            rule=str(rule["message"]), outcome=str(rule["outcome"]),
        )  # fmt: skip
