"""Ten thousand times too much or too little: the mix-up of 元 and 万元, the commonest error of the trade.

A figure is compared with the nearest known one: last year's, the previous period's, the same period's as stored, the
unit's own in another month, or the middle of all units of its level. A whole column that differs by that factor
refuses the file; a single figure is asked about.
"""

import duckdb

from dashboard.catalogue import Indicator
from etl import bulk_looks
from etl.bulk_past import Beside
from etl.staging import Staged, scaled_text

LOW, HIGH = 3_000, 30_000
#: Wider where the figure compared with is of another month or another unit.
FAR_LOW, FAR_HIGH = 1_000, 100_000
#: A running total is small in its first months: against another month only the very factor counts as too little.
FAR_DOWN_LOW, FAR_DOWN_HIGH = 8_000, 12_500
#: Months around the file's in which a unit's own figure is looked for.
REACH = 36
MANY = 10
MONEY = ("元", "万元", "亿元")
_BASIS = {1: "上年同期", 2: "上期", 3: "已入库的数", 4: "相邻月份的数", 5: "同级单位的中位数"}

_BASED = f"""WITH chosen AS (
    SELECT b.*, CASE WHEN nullif(last_value, 0) IS NOT NULL THEN 1 WHEN nullif(prev_value, 0) IS NOT NULL THEN 2
                     WHEN nullif(now_value, 0) IS NOT NULL THEN 3 WHEN o.value IS NOT NULL THEN 4
                     WHEN l.value IS NOT NULL THEN 5 END AS basis,
           coalesce(nullif(last_value, 0), nullif(prev_value, 0), nullif(now_value, 0), o.value, l.value) AS base
    FROM beside b
    LEFT JOIN own_value o ON o.measure_key = b.measure_key AND o.unit_key = b.unit_key
    LEFT JOIN level_value l ON l.measure_key = b.measure_key AND l.unit_key = b.unit_key
    WHERE b.value <> 0),
rated AS (SELECT *, abs(value / base) AS times FROM chosen)
SELECT *, CASE WHEN basis <= 3 THEN times BETWEEN {LOW} AND {HIGH}
               ELSE times BETWEEN {FAR_LOW} AND {FAR_HIGH} END AS above,
       CASE WHEN basis <= 3 THEN times BETWEEN 1.0 / {HIGH} AND 1.0 / {LOW}
            ELSE times BETWEEN 1.0 / {FAR_DOWN_HIGH} AND 1.0 / {FAR_DOWN_LOW} END AS below
FROM rated"""


def check(staged: Staged, by_key: dict[int, Indicator]) -> None:
    """Compare every figure of `beside` with the nearest known one.

    Args:
        staged: The file, with `beside` filled.
        by_key: Every known measure by key.
    """
    beside = staged.large.beside if staged.large else None
    odd, far = _look(staged, by_key) if beside is None else _look_at_columns(staged, by_key, beside)
    if not odd and not far:
        return
    _collect_bases(staged)
    if staged.large:
        staged.large.views.view("based", _BASED)
    else:
        staged.con.execute(f"CREATE OR REPLACE TEMP TABLE based AS {_BASED}")
    whole = _whole_columns(staged, by_key)
    rows = staged.con.execute(
        """SELECT sheet_no, row_no, measure_key, value, base, basis, times FROM based
        WHERE (above OR below) AND NOT list_contains(?, measure_key) ORDER BY rid, measure_key""",
        [whole],
    ).fetchall()
    told = set()
    for sheet_no, row_no, measure, value, base, basis, times in rows:
        told.add((sheet_no, row_no, measure))
        _doubt(staged, by_key[measure], (sheet_no, row_no), value, base, _BASIS[basis], times)
    if far:
        _outliers(staged, by_key, whole, told)


def _look(staged: Staged, by_key: dict[int, Indicator]) -> tuple[bool, bool]:
    """Whether a closer look is due: at a figure far from the known ones or without one, at one far from its column."""
    rows = staged.con.execute(
        f"""WITH based AS (
            SELECT measure_key, period_key, {staged.file_no} AS file_no, abs(value) AS size,
                   abs(value / coalesce(nullif(last_value, 0), nullif(prev_value, 0), nullif(now_value, 0))) AS times
            FROM beside WHERE value <> 0)
        SELECT measure_key, count(*), max(size) >= {FAR_LOW} * median(size),
               bool_or(times IS NULL OR times >= {LOW} OR times <= 1.0 / {LOW})
        FROM based GROUP BY measure_key, period_key, file_no"""
    ).fetchall()
    far = any(far and n >= MANY and by_key[measure].unit in MONEY for measure, n, far, _ in rows)
    return any(odd for *_, odd in rows), far


def _look_at_columns(staged: Staged, by_key: dict[int, Indicator], beside: Beside) -> tuple[bool, bool]:
    """`_look` at a large file; a figure without known ones matters only where the store holds any to compare with."""
    alone, apart = bulk_looks.times(beside, LOW)
    money = {key for key, item in by_key.items() if item.unit in MONEY}
    return apart or (alone and _held(staged, beside)), bulk_looks.far_from_middle(beside, money, FAR_LOW, MANY)


def _held(staged: Staged, beside: Beside) -> bool:
    """Whether the store holds figures of these measures within reach."""
    places = beside.facts.places
    assert places is not None
    found = staged.con.execute(
        f"""SELECT 1 FROM fact_measure f WHERE f.item_key = 0 AND f.value <> 0
            AND f.period_key BETWEEN {places.periods[0] - REACH} AND {places.periods[-1] + REACH}
            AND list_contains(?::SMALLINT[], f.measure_key) LIMIT 1""",
        [places.measures.tolist()],
    )
    return found.fetchone() is not None


def _collect_bases(staged: Staged) -> None:
    """`own_value` and `level_value`: figures to compare with where neither year nor month before is known."""
    con = staged.con
    con.execute("CREATE OR REPLACE TEMP TABLE own_value (measure_key SMALLINT, unit_key INTEGER, value BIGINT)")
    con.execute("CREATE OR REPLACE TEMP TABLE level_value (measure_key SMALLINT, unit_key INTEGER, value DOUBLE)")
    alone = "b.last_value IS NULL AND b.prev_value IS NULL AND b.now_value IS NULL AND b.value <> 0"
    (bounds,) = con.execute(
        f"""SELECT count(*), min(period_key), max(period_key), min(unit_key), max(unit_key)
        FROM beside b WHERE {alone}"""
    ).fetchall()
    if bounds[0]:
        with staged.store_plans():
            staged.depends |= _fill_bases(con, alone, bounds)


def _fill_bases(con: duckdb.DuckDBPyConnection, alone: str, bounds: tuple[int, ...]) -> bool:
    """Fill both tables; returns whether some figures are compared with those of other units."""
    con.execute(
        f"""INSERT INTO own_value
        SELECT f.measure_key, f.unit_key,
               arg_min(f.value, 2 * abs(f.period_key - {bounds[2]}) + (f.period_key > {bounds[2]})::INTEGER)
        FROM fact_measure f JOIN (SELECT DISTINCT b.measure_key, b.unit_key FROM beside b WHERE {alone}) b
            USING (measure_key, unit_key)
        WHERE f.item_key = 0 AND f.value <> 0 AND f.unit_key BETWEEN {bounds[3]} AND {bounds[4]}
            AND f.period_key BETWEEN {bounds[1] - REACH} AND {bounds[2] + REACH} GROUP BY 1, 2"""
    )
    strange = con.execute(
        f"""SELECT b.measure_key, max(abs(b.value)) FROM beside b LEFT JOIN own_value o USING (measure_key, unit_key)
        WHERE {alone} AND o.value IS NULL GROUP BY 1"""
    ).fetchall()
    if not _may_slip(con, dict(strange), bounds):
        return False
    con.execute(
        f"""INSERT INTO level_value
        WITH middle AS (
            SELECT f.measure_key, u.level, median(abs(f.value)) AS value, count(DISTINCT f.unit_key) AS n
            FROM fact_measure f JOIN dim_unit u USING (unit_key)
            WHERE f.item_key = 0 AND f.value <> 0
                AND f.measure_key IN (SELECT b.measure_key FROM beside b WHERE {alone})
                AND f.period_key BETWEEN {bounds[1] - REACH} AND {bounds[2] + REACH} GROUP BY 1, 2)
        SELECT DISTINCT b.measure_key, b.unit_key, m.value
        FROM beside b JOIN dim_unit u USING (unit_key)
        JOIN middle m ON m.measure_key = b.measure_key AND m.level = u.level
        WHERE {alone} AND m.n >= {MANY}"""
    )
    return True


def _may_slip(con: duckdb.DuckDBPyConnection, sizes: dict[int, int], bounds: tuple[int, ...]) -> bool:
    """Whether figures of these sizes, or the stored ones of their measures, are large enough for such a factor."""
    if any(size >= FAR_LOW for size in sizes.values()):
        return True
    large = f"""SELECT 1 FROM fact_measure f WHERE f.item_key = 0 AND list_contains(?::SMALLINT[], f.measure_key)
        AND abs(f.value) >= {FAR_DOWN_LOW}
        AND f.period_key BETWEEN {bounds[1] - REACH} AND {bounds[2] + REACH} LIMIT 1"""
    return bool(sizes) and con.execute(large, [list(sizes)]).fetchone() is not None


def _whole_columns(staged: Staged, by_key: dict[int, Indicator]) -> list[int]:
    """Measures that differ by the factor nearly everywhere; they refuse the file.

    Smaller figures than those stored for the same period are let through to a question: they may mend an earlier slip.
    """
    rows = staged.con.execute(
        """SELECT measure_key, count(*) FILTER (WHERE above) AS up,
                  count(*) FILTER (WHERE below AND basis <> 3) AS down, mode(basis) AS basis
        FROM based WHERE base IS NOT NULL GROUP BY measure_key
        HAVING count(*) >= 3 AND greatest(up, down) * 5 >= count(*) * 4 ORDER BY measure_key"""
    ).fetchall()
    for measure, up, down, basis in rows:
        name = by_key[measure].name
        words = {"count": max(up, down), "basis": _BASIS[basis], "times": "一万倍" if up > down else "万分之一"}
        staged.add("HISTORY_UNIT_SLIP_ALL", column=name, measure=name, **words)
    return [row[0] for row in rows]


def _outliers(staged: Staged, by_key: dict[int, Indicator], whole: list[int], told: set[tuple[int, int, int]]) -> None:
    """Amounts a thousand times the middle of their own column."""
    money = [key for key, item in by_key.items() if item.unit in MONEY and key not in whole]
    rows = staged.con.execute(
        f"""WITH placed AS (
            SELECT *, median(abs(value)) OVER same AS middle, count(*) OVER same AS n FROM based
            WHERE list_contains(?, measure_key) WINDOW same AS (PARTITION BY measure_key, period_key, {staged.file_no}))
        SELECT sheet_no, row_no, measure_key, value, middle FROM placed
        WHERE n >= {MANY} AND abs(value) >= {FAR_LOW} * middle ORDER BY rid, measure_key""",
        [money],
    ).fetchall()
    for sheet_no, row_no, measure, value, middle in rows:
        if (sheet_no, row_no, measure) not in told:
            _doubt(staged, by_key[measure], (sheet_no, row_no), value, middle, "本表中位数", value / middle)


def _doubt(
    staged: Staged, item: Indicator, row: tuple[int, int], value: int, base: float, basis: str, times: float
) -> None:
    shown = f"{abs(times):,.0f}倍" if abs(times) >= 1 else f"{1 / abs(times):,.0f}分之一"
    staged.add_row(
        "HISTORY_UNIT_SLIP", *row, name=feeding_field(staged, item.code), value=amount(item, value),
        measure=item.name, base=amount(item, base), basis=basis, times=shown,
    )  # fmt: skip


def feeding_field(staged: Staged, measure: str) -> str:
    """The field whose figure a measure is, empty when it is computed from several or counted."""
    for emit in staged.template.emits:
        if emit.get("measure", measure) == measure and isinstance(emit.get("value"), str):
            return str(emit["value"]) if emit["value"] in staged.present else ""
    return ""


def amount(item: Indicator, value: float) -> str:
    """A stored figure as people write it, with its unit."""
    text = scaled_text(round(value), item.scale)
    return (text.rstrip("0").rstrip(".") if "." in text else text) + item.unit
