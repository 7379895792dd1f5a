"""Questions to a published snapshot: what two batches say differently, who has not reported."""

from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

from dashboard.periods import label_zh
from etl import view, workfile
from etl.home import Home
from etl.staging import scaled_text

MISSING_ZH = {"none": "未报", "part": "未报齐", "all": "已报"}


class NoAnswer(LookupError):
    """The question cannot be answered; the message says why."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of two batches; `old` or `new` is None where only the other has it.

    Attributes:
        period: Month the figure belongs to, `2024-06`.
        item: Ledger entry or the like, empty for plain figures.
        old: Figure in the first batch, in the measure's unit.
        new: Figure in the second.
    """

    unit_code: str
    unit_name: str
    period: str
    measure: str
    name: str
    measure_unit: str
    item: str
    old: str | None
    new: str | None

    def as_dict(self) -> dict[str, str | None]:
        """The cell as the command line prints it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two batches cell by cell: cells that differ, and how many are equal."""

    old: str
    new: str
    same: int
    cells: list[Cell]


_COMPARE = """WITH every AS (FROM fact_measure UNION ALL FROM fact_past),
old AS (FROM every WHERE batch_key = ?), new AS (FROM every WHERE batch_key = ?)
SELECT u.unit_code, u.unit_name, p.label, i.code, i.name, i.unit, coalesce(d.item, '') AS item,
       old.value, new.value, i.num_scale
FROM old FULL JOIN new USING (period_key, measure_key, unit_key, item_key)
JOIN dim_unit u USING (unit_key) JOIN dim_period p USING (period_key)
JOIN dim_indicator i ON i.indicator_key = measure_key LEFT JOIN dim_item d USING (item_key)
ORDER BY period_key, u.unit_key, i.indicator_key, item_key"""


def compare(home: Home, old: str, new: str) -> Comparison:
    """What two batches say differently, cell by cell.

    Raises:
        NoAnswer: A batch is unknown, not published yet, or a register of units.
        etl.view.NotPublished: There is no snapshot.
    """
    with view.attached(view.snapshot(home)) as con:
        keys = [_batch_key(con, batch) for batch in (old, new)]
        rows = con.execute(_COMPARE, keys).fetchall()
    cells = []
    same = 0
    for *words, before, after, scale in rows:
        if before == after:
            same += 1
            continue
        shown = [None if value is None else scaled_text(value, scale) for value in (before, after)]
        cells.append(Cell(*words, *shown))
    return Comparison(old, new, same, cells)


def _batch_key(con: duckdb.DuckDBPyConnection, batch: str) -> int:
    rows = con.execute("SELECT batch_key, template FROM dim_batch WHERE batch_id = ?", [batch]).fetchall()
    if not rows:
        raise NoAnswer(f"已发布的快照中没有批次{batch}。可用 python -m etl batches 查看全部批次，或先运行 publish。")
    key = int(rows[0][0])
    if con.execute("SELECT 1 FROM fact_unit WHERE batch_key = ? LIMIT 1", [key]).fetchall():
        raise NoAnswer(f"批次{batch}是单位名录，没有可逐格比较的数。")
    return key


@dataclass(frozen=True, slots=True)
class Report:
    """How complete one form of one district is in a period.

    Attributes:
        state: none, part or all.
        missing: Number of units that have not reported.
        last_loaded_at: ISO time of the latest upload, None when there is none.
    """

    template: str
    unit_code: str
    unit_name: str
    period: str
    state: str
    reported: int
    expected: int
    missing: int
    last_loaded_at: str | None

    def as_dict(self) -> dict[str, object]:
        """The line as the command line prints it."""
        return asdict(self)


def missing(home: Home, period_key: int, *, template: str | None = None, everyone: bool = False) -> list[Report]:
    """Who has not reported, or not for all units, in the month that a period ends in.

    Args:
        home: The home.
        period_key: The period.
        template: Only this form.
        everyone: Whether complete reports are listed too.

    Raises:
        NoAnswer: Nothing is due in that month.
        etl.view.NotPublished: There is no snapshot.
    """
    path: Path = view.snapshot(home)
    with view.attached(path) as con:
        rows = con.execute(
            """SELECT r.template, u.unit_code, u.unit_name, p.label, r.n_reported, r.n_expected, r.last_loaded_at
            FROM mart_report r JOIN dim_unit u USING (unit_key) JOIN dim_period p USING (period_key)
            WHERE r.period_key = ? AND (?::VARCHAR IS NULL OR r.template = ?) ORDER BY r.template, r.unit_key""",
            [period_key, template, template],
        ).fetchall()
        number = workfile.get_meta(con, "snapshot_no")
    if not rows:
        raise NoAnswer(f"快照{number}中没有{label_zh(period_key, '月')}应报的报表。")
    listed = []
    for name, code, unit, label, reported, expected, at in rows:
        reported, expected = int(reported or 0), int(expected or 0)
        state = "all" if reported >= expected else "part" if reported else "none"
        if everyone or state != "all":
            lacking = max(expected - reported, 0)
            listed.append(Report(name, code, unit, label, state, reported, expected, lacking, at))
    return listed
