"""Rules between the rows of a file that a template declares: sums of groups, figures far from their group."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from etl.conditions import all_sql
from etl.staging import Staged, quoted, scaled_text


def check_file(staged: Staged) -> None:
    """Run the declared rules on `typed`, each file by itself; findings go to `staged`."""
    for check in staged.template.checks:
        if check["kind"] == "group_sum":
            _group_sum(staged, check)
        elif check["kind"] == "outlier":
            _outlier(staged, check)


def _columns(staged: Staged, names: Sequence[str]) -> str:
    """SQL of fields to group by; two spellings of a unit are one unit."""
    unit = staged.template.unit
    own = {unit.get("code"), unit.get("name")}
    return ", ".join("unit_key" if name in own else quoted(name) for name in names)


def _group_sum(staged: Staged, check: Mapping[str, Any]) -> None:
    """A figure adds up to a fixed total within a group; of rows alike in `distinct` one counts.

    `complete` says how many of them a group has at least before it can fall short.
    """
    field = staged.template.field(check["field"])
    if field.name not in staged.present:
        return
    by = _columns(staged, check["by"])
    apart = _columns(staged, check.get("distinct", ())) or "rid"
    total = int(Decimal(str(check["total"])).scaleb(field.scale))
    tolerance = int(Decimal(str(check.get("tolerance", "0"))).scaleb(field.scale))
    rows = staged.con.execute(
        f"""WITH one AS (
            SELECT {staged.file_no} AS file_no, {by}, {apart}, max({quoted(field.name)}) AS value, min(rid) AS first,
                   arg_min(sheet_no, rid) AS sheet_no, arg_min(row_no, rid) AS row_no
            FROM typed WHERE {quoted(field.name)} IS NOT NULL AND {all_sql(staged.template, check.get("when"))}
            GROUP BY ALL)
        SELECT arg_min(sheet_no, first), arg_min(row_no, first), sum(value) AS added, count(*) AS n
        FROM one GROUP BY file_no, {by}
        HAVING sum(value) > {total + tolerance}
            OR (sum(value) < {total - tolerance} AND count(*) >= {int(check.get("complete", 1))})
        ORDER BY min(first)"""
    ).fetchall()
    for sheet_no, row_no, added, count in rows:
        staged.add_row(
            "GROUP_SUM_WRONG", sheet_no, row_no, name=field.name, column_title=staged.title(field.name), count=count,
            added=_plain(int(added), field.scale), total=check["total"], rule=check["message"],
            outcome=str(check["outcome"]),
        )  # fmt: skip


def _outlier(staged: Staged, check: Mapping[str, Any]) -> None:
    """A figure more than some standard deviations from its group's mean.

    Where all are close together, a small step is many deviations: the distance is at least `at_least` per cent of
    the field `of`.
    """
    field = staged.template.field(check["field"])
    if field.name not in staged.present:
        return
    least = "true"
    if (of := check.get("of")) in staged.present:
        scale = 10.0 ** (field.scale - staged.template.field(str(of)).scale)
        least = f"abs(value - mean) * 100 >= {int(check['at_least'])} * {quoted(str(of))} * {scale}"
    rows = staged.con.execute(
        f"""WITH placed AS (
            SELECT *, {quoted(field.name)} AS value, avg({quoted(field.name)}) OVER same AS mean,
                   stddev_samp({quoted(field.name)}) OVER same AS spread, count({quoted(field.name)}) OVER same AS n
            FROM typed WHERE {all_sql(staged.template, check.get("when"))}
            WINDOW same AS (PARTITION BY {staged.file_no}, period_key, {_columns(staged, check["by"])}))
        SELECT sheet_no, row_no, value, mean, n FROM placed
        WHERE spread > 0 AND abs(value - mean) > {int(check["deviations"])} * spread AND {least} ORDER BY rid"""
    ).fetchall()
    for sheet_no, row_no, value, mean, count in rows:
        staged.add_row(
            "OUTSIDE_ITS_GROUP", sheet_no, row_no, name=field.name, value=_plain(value, field.scale), count=count,
            mean=f"{mean / 10**field.scale:.2f}", rule=check["message"], outcome=str(check["outcome"]),
        )  # fmt: skip


def _plain(value: int, scale: int) -> str:
    text = scaled_text(value, scale)
    return text.rstrip("0").rstrip(".") if "." in text else text
