"""Rules on figures against the store that a template declares: sums of months, last year, targets, earlier states."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from dashboard.catalogue import Catalogue, Indicator
from dashboard.periods import label_zh
from etl import register_rules
from etl.conditions import all_sql
from etl.staging import Staged, quoted
from etl.unit_slips import amount

_SQL = Path(__file__).resolve().parent / "sql" / "4_rules"


@lru_cache
def _sql(name: str) -> str:
    """A statement; names of columns and bounds stand in braces, none of them from a file."""
    return (_SQL / f"{name}.sql").read_text(encoding="utf-8")


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
            _sql("ytd_sum").format(
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
        rows = staged.con.execute(_sql("target_parts")).fetchall()
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
            _sql("previous_value").format(
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
