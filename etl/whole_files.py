"""Checks of a file as a whole against the store and the register: copied, all alike, or incomplete."""

import pyarrow as pa

from dashboard.catalogue import Indicator
from dashboard.levels import level_no
from dashboard.periods import label_zh
from etl import bulk_looks
from etl.bulk_past import LAST, PREVIOUS
from etl.staging import Staged
from etl.unit_slips import amount

#: Months between two reports of a form, by its frequency.
STEP = {"月": 1, "双月": 2, "季": 3, "半年": 6, "年": 12, "批次": 12, "届": 12}
#: Fewer figures than this may be equal by chance.
MANY = 10


def copies(staged: Staged, by_key: dict[int, Indicator]) -> None:
    """A file that repeats figures of last year, or of the period before, throughout; single ones may stay the same."""
    step = STEP.get(str(staged.template.expects.get("frequency", "月")), 1)
    ytd = [key for key, item in by_key.items() if item.reported == "ytd"]
    told: set[tuple[int, int]] = set()
    for basis, back in ((LAST, 12), (PREVIOUS, step)):
        beside = staged.large.beside if staged.large else None
        if beside and not bulk_looks.repeats(beside, basis, set(ytd), MANY):
            continue
        rows = staged.con.execute(
            f"""SELECT period_key, {staged.file_no} AS file_no, count(*) AS n, any_value(measure_key) FROM beside
            WHERE {basis} IS NOT NULL AND value <> 0 AND list_contains(?, measure_key)
            GROUP BY period_key, {staged.file_no}
            HAVING count(*) >= ? AND count(DISTINCT value) >= 5
               AND count(*) FILTER (WHERE value = {basis}) * 20 >= count(*) * 19 ORDER BY period_key""",
            [ytd, MANY],
        ).fetchall()
        for period, file_no, count, measure in rows:
            if (period, file_no) not in told:
                told.add((period, file_no))
                before = label_zh(period - back, "月")
                staged.add("HISTORY_COPY", measure=by_key[measure].name, count=count, period=before)


def all_equal(staged: Staged, by_key: dict[int, Indicator]) -> None:
    """Decimal figures that are one and the same everywhere were estimated, not counted."""
    if staged.large and staged.large.beside:
        estimated = {key for key, item in by_key.items() if item.scale > 0 and item.reported == "ytd"}
        if not bulk_looks.one_value(staged.large.beside, estimated, MANY):
            return
    rows = staged.con.execute(
        f"""SELECT measure_key, period_key, count(*), min(value) FROM new_fact WHERE item = ''
        GROUP BY measure_key, period_key, {staged.file_no}
        HAVING count(*) >= ? AND min(value) = max(value) AND min(value) <> 0 ORDER BY 1, 2""",
        [MANY],
    ).fetchall()
    for measure, _, count, value in rows:
        item = by_key[measure]
        if item.scale > 0 and item.reported == "ytd":
            staged.add("HISTORY_ALL_EQUAL", column=item.name, measure=item.name, count=count, value=amount(item, value))


def incomplete(staged: Staged) -> None:
    """Units of the same district that had to report and are not in the file."""
    expects = staged.template.expects
    if not expects.get("level") or expects["level"] in ("nation", "province"):
        return
    if staged.template.period["kind"] == "round":  # a round rates only those whose turn it is
        return
    types = [str(kind) for kind in expects.get("types", [])]
    source = "typed"
    if staged.large and staged.large.rows and "unit_at" in staged.numbered:
        staged.large.views.show("units_seen", {"number": pa.array(staged.large.rows.units_seen())})
        source = "(SELECT m.period_key, m.unit_key, 0 AS sheet_no FROM unit_map m JOIN units_seen s ON s.number = m.at)"
    rows = staged.con.execute(
        f"""WITH seen AS (SELECT DISTINCT period_key, unit_key, {staged.file_no} AS file_no FROM {source}
                 WHERE unit_key IN (SELECT unit_key FROM dim_unit WHERE level = ?)),
        scope AS (SELECT DISTINCT s.file_no, s.period_key, coalesce(u.district_key, u.city_key) AS top
                  FROM seen s JOIN dim_unit u USING (unit_key)),
        due AS (SELECT c.file_no, c.period_key, c.top, u.unit_key, u.unit_name FROM scope c
                JOIN dim_unit t ON t.unit_key = c.top
                JOIN dim_unit u ON u.unit_key BETWEEN t.unit_key AND t.last_key AND u.level = ?
                    AND c.period_key BETWEEN u.first_period AND u.last_period
                    AND (len(?::VARCHAR[]) = 0 OR list_contains(?::VARCHAR[], u.unit_type)))
        SELECT d.period_key, d.top, count(*) AS due, count(s.unit_key) AS here,
               list(d.unit_name ORDER BY d.unit_key) FILTER (WHERE s.unit_key IS NULL) AS missing
        FROM due d LEFT JOIN seen s
            ON s.file_no = d.file_no AND s.period_key = d.period_key AND s.unit_key = d.unit_key
        GROUP BY d.file_no, d.period_key, d.top HAVING count(*) > count(s.unit_key) ORDER BY 1, 2""",
        [level_no(str(expects["level"])), level_no(str(expects["level"])), types, types],
    ).fetchall()
    for _, _, due, here, missing in rows:
        if due - here == due or due < 2:
            continue
        names = "、".join(missing[:5]) + (f"等{len(missing)}个" if len(missing) > 5 else "")
        code = "HISTORY_INCOMPLETE" if here * 2 < due else "HISTORY_SOME_MISSING"
        staged.add(code, expected=due, rows=here, missing=names)
