"""Checks against what the store already knows: the same period, the previous one, last year's, the register."""

from dataclasses import dataclass

from dashboard.catalogue import Catalogue, Indicator
from dashboard.periods import label_zh
from etl import bulk_looks, store_rules, unit_slips, whole_files
from etl.bulk_past import beside
from etl.staging import Staged
from etl.store_rules import plain_measures
from etl.unit_slips import amount, feeding_field
from etl.whole_files import STEP

#: Period, measure and unit as one number: joins on it are many times faster than on the three.
_PLACE = "((period_key::BIGINT << 48) | (measure_key::BIGINT << 32) | unit_key)"
#: Changed cells of an earlier year that are named one by one.
SHOWN_CHANGES = 50


@dataclass(frozen=True, slots=True)
class Changes:
    """How a file's facts relate to the current ones: counts of equal, changed and new values."""

    same: int
    changed: int
    new: int


def compare(staged: Staged, catalogue: Catalogue, by_key: dict[int, Indicator]) -> Changes:
    """Run every check against the store; findings go to `staged`.

    Args:
        staged: The file, with `new_fact` filled.
        catalogue: Definitions.
        by_key: Every known measure by key, registered ones included.
    """
    _collect_past(staged)
    unit_slips.check(staged, by_key)
    _decreases(staged, by_key)
    _jumps(staged, catalogue)
    _changed_within_year(staged, catalogue)
    store_rules.check(staged, catalogue, by_key)
    whole_files.copies(staged, by_key)
    whole_files.all_equal(staged, by_key)
    whole_files.incomplete(staged)
    return _changes(staged, by_key)


def _collect_past(staged: Staged) -> None:
    """`beside`: each new fact with the current value, the previous period's and last year's."""
    step = STEP.get(str(staged.template.expects.get("frequency", "月")), 1)
    places = staged.large.facts.places if staged.large and staged.large.facts else None
    if places:
        first, last, periods = int(places.measures[0]), int(places.measures[-1]), places.periods.tolist()
        low, high = places.low, places.low + places.width - 1
    else:
        first, last, low, high, periods = staged.con.execute(
            "SELECT min(measure_key), max(measure_key), min(unit_key), max(unit_key), list(DISTINCT period_key)"
            " FROM new_fact"
        ).fetchone() or (0, 0, 0, 0, [])
    # Bounds as constants, so that only the row groups of these periods are read.
    wanted = sorted({back for period in periods or [] for back in (period, period - step, period - 12)}) or [0]
    with staged.store_plans():
        staged.con.execute(
            f"""CREATE OR REPLACE TEMP TABLE past_fact AS
            SELECT period_key, measure_key, unit_key, value FROM fact_measure
            WHERE item_key = 0 AND period_key BETWEEN {wanted[0]} AND {wanted[-1]}
              AND period_key IN ({", ".join(map(str, wanted))})
              AND unit_key BETWEEN {low or 0} AND {high or 0} AND measure_key BETWEEN {first or 0} AND {last or 0}"""
        )
    if staged.large and staged.large.facts and (found := beside(staged.con, staged.large.facts, step)) is not None:
        staged.large.beside = found
        staged.large.views.show("beside", found.shown())
        return
    staged.con.execute(
        f"""CREATE OR REPLACE TEMP TABLE beside AS
        WITH fresh AS (SELECT *, {_PLACE} AS place FROM new_fact WHERE item = ''),
        past AS (SELECT {_PLACE} AS place, value FROM past_fact),
        known AS (SELECT place, value FROM fresh
                  UNION ALL SELECT place, value FROM past WHERE place NOT IN (SELECT place FROM fresh))
        SELECT n.* EXCLUDE place, now.value AS now_value, prev.value AS prev_value, last.value AS last_value
        FROM fresh n
        LEFT JOIN past now ON now.place = n.place
        LEFT JOIN known prev ON prev.place = n.place - {step << 48}
        LEFT JOIN known last ON last.place = n.place - {12 << 48}"""
    )


def _decreases(staged: Staged, by_key: dict[int, Indicator]) -> None:
    ytd = [key for key, item in by_key.items() if item.reported == "ytd"]
    if staged.large and staged.large.beside and not bulk_looks.decreased(staged.large.beside, set(ytd)):
        return
    step = STEP.get(str(staged.template.expects.get("frequency", "月")), 1)
    rows = staged.con.execute(
        """SELECT sheet_no, row_no, measure_key, period_key, value, prev_value FROM beside
        WHERE value < prev_value AND list_contains(?, measure_key) AND period_key // 12 = (period_key - ?) // 12
        ORDER BY rid, measure_key""",
        [ytd, step],
    ).fetchall()
    for sheet_no, row_no, measure, period, value, base in rows:
        item = by_key[measure]
        field = feeding_field(staged, item.code)
        _compared(staged, "HISTORY_YTD_DECREASED", (sheet_no, row_no), field, item, value, base, period - step)


def _jumps(staged: Staged, catalogue: Catalogue) -> None:
    step = STEP.get(str(staged.template.expects.get("frequency", "月")), 1)
    for check, item in plain_measures(staged, catalogue, "jump"):
        against_last = check.get("against", "last_year" if item.reported == "ytd" else "previous") == "last_year"
        basis, back = ("last_value", 12) if against_last else ("prev_value", step)
        least = round(float(check.get("min_base", 0)) * 10**item.scale)
        rows = staged.con.execute(
            f"""SELECT sheet_no, row_no, period_key, value, {basis} FROM beside
            WHERE measure_key = ? AND {basis} > ? AND abs(value - {basis}) * 100 > ? * {basis}
              AND NOT abs(value) >= {unit_slips.LOW} * {basis} ORDER BY rid""",
            [item.key, max(least, 0), int(check.get("percent", 90))],
        ).fetchall()
        for sheet_no, row_no, period, value, base in rows:
            code = "HISTORY_FELL_TO_ZERO" if value == 0 else "HISTORY_JUMP"
            _compared(staged, code, (sheet_no, row_no), check["field"], item, value, base, period - back)


def _compared(
    staged: Staged, code: str, row: tuple[int, int], field: str, item: Indicator, value: int, base: int, then: int
) -> None:
    """Report a figure beside the one of an earlier month.

    Args:
        staged: The file.
        code: Code of the finding.
        row: Numbers of sheet and row.
        field: The field that the figure stands in.
        item: The measure.
        value: The stored figure; likewise `base`, the earlier one.
        base: The earlier figure.
        then: Key of the earlier month.
    """
    sheet_no, row_no = row
    staged.add_row(
        code, sheet_no, row_no, name=field, value=amount(item, value), measure=item.name, base=amount(item, base),
        period=label_zh(then, "月"),
    )  # fmt: skip


def _changed_within_year(staged: Staged, catalogue: Catalogue) -> None:
    """Figures that hold for the whole year, such as a target, and differ from the period before."""
    step = STEP.get(str(staged.template.expects.get("frequency", "月")), 1)
    for check, item in plain_measures(staged, catalogue, "changed"):
        rows = staged.con.execute(
            """SELECT sheet_no, row_no, value, prev_value FROM beside WHERE measure_key = ? AND value <> prev_value
            AND period_key // 12 = (period_key - ?) // 12 ORDER BY rid""",
            [item.key, step],
        ).fetchall()
        for sheet_no, row_no, value, base in rows:
            staged.add_row(
                "RULE_BROKEN",
                sheet_no,
                row_no,
                name=check["field"],
                value=amount(item, value),
                found=f"由{amount(item, base)}改为{amount(item, value)}",
                rule=str(check.get("message", "")),
                outcome=str(check.get("outcome", "confirm")),
            )


def _changes(staged: Staged, by_key: dict[int, Indicator]) -> Changes:
    if staged.large and staged.large.beside:
        same, changed, new = bulk_looks.changes(staged.large.beside)
    else:
        (row,) = staged.con.execute(
            "SELECT count(*) FILTER (WHERE now_value = value), count(*) FILTER (WHERE now_value <> value),"
            " count(*) FILTER (WHERE now_value IS NULL) FROM beside"
        ).fetchall()
        same, changed, new = row
    if changed:
        staged.add("HISTORY_CHANGED", count=changed, new=new, same=same)
        with staged.store_plans():
            _changed_years(staged, by_key)
    return Changes(int(same), int(changed), int(new))


def _changed_years(staged: Staged, by_key: dict[int, Indicator]) -> None:
    """Figures of a year that a later one has already followed, cell by cell."""
    rows = staged.con.execute(
        f"""SELECT b.sheet_no, b.row_no, b.measure_key, b.period_key, b.now_value, b.value, u.unit_name,
                   count(*) OVER () AS n
        FROM beside b JOIN dim_unit u USING (unit_key)
        WHERE b.now_value <> b.value
          AND b.period_key // 12 < (SELECT max(period_key) // 12 FROM fact_measure WHERE measure_key = b.measure_key)
        ORDER BY b.rid, b.measure_key LIMIT {SHOWN_CHANGES}"""
    ).fetchall()
    for sheet_no, row_no, measure, period, before, after, unit, _ in rows:
        item = by_key[measure]
        shown = {"unit": unit, "period": label_zh(period, "月"), "measure": item.name, "before": amount(item, before)}
        name = feeding_field(staged, item.code)
        staged.add_row("HISTORY_CHANGED_YEAR", sheet_no, row_no, name=name, value=amount(item, after), **shown)
    if rows and rows[0][-1] > len(rows):
        staged.add("HISTORY_CHANGED_YEAR_MORE", count=rows[0][-1] - len(rows))
