"""Entering and listing corrections, as commands do it; `etl.corrections` says what a correction is."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from dashboard.periods import label, parse_period
from etl import view
from etl.home import Home
from etl.loader import open_loader
from etl.order import Order
from etl.staging import scaled_text
from etl.values import parse_number

STATES_ZH = {"applies": "在用", "lapsed": "来源已改，不再适用", "withdrawn": "已撤回"}


class CorrectionRefused(ValueError):
    """The correction does not fit what the store holds; the message says why."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A correction as a person asks for it.

    Attributes:
        unit: Code of the unit that reported.
        period: `2024-06`, `2024Q2`, `2024`.
        measure: Code of the reported indicator.
        old: The figure as reported, in the indicator's unit; the guard.
        new: The right figure.
        why: The reason.
        item: Ledger entry or the like, empty for plain figures.
    """

    unit: str
    period: str
    measure: str
    old: str
    new: str
    why: str
    item: str = ""


def correct(home: Home, wanted: Wanted, order: Order) -> tuple[str, Path]:
    """Enter a correction and publish; returns its batch and the snapshot.

    Raises:
        CorrectionRefused: There is no such figure, it is not the one expected, or no reason is given.
    """
    order = order.stamped()
    if not wanted.why.strip():
        raise CorrectionRefused("请写明更正的理由（--why）。")
    try:
        period = parse_period(wanted.period)
    except ValueError as error:
        raise CorrectionRefused(str(error)) from error
    with open_loader(home) as loader:
        loader.commit()
        body = _body(loader.con, wanted, period) | {"by": order.by, "at": order.at}
        batch = loader.enter("correct", body)
        return batch, loader.publish(order.at)


def _body(con: duckdb.DuckDBPyConnection, wanted: Wanted, period: int) -> dict[str, Any]:
    measures = con.execute(
        "SELECT indicator_key, name, unit, num_scale FROM dim_indicator WHERE code = ?", [wanted.measure]
    ).fetchall()
    if not measures:
        raise CorrectionRefused(f"没有这个指标：{wanted.measure}。")
    key, name, unit, scale = measures[0]
    old, new = (_scaled(text, scale, unit) for text in (wanted.old, wanted.new))
    if old == new:
        raise CorrectionRefused("更正前后的数相同，无需更正。")
    # The guard is the figure of the newest active file, whatever an earlier correction made of it.
    rows = con.execute(
        """SELECT f.value, b.batch_id, b.file_name, b.sha256
        FROM (FROM fact_measure UNION ALL FROM fact_past) f
        JOIN dim_unit u USING (unit_key) JOIN dim_batch b USING (batch_key) LEFT JOIN dim_item i USING (item_key)
        WHERE f.period_key = ? AND f.measure_key = ? AND u.unit_code = ? AND coalesce(i.item, '') = ?
          AND b.state = 'active' AND b.sha256 IS NOT NULL
        ORDER BY batch_key DESC LIMIT 1""",
        [period, key, wanted.unit, wanted.item],
    ).fetchall()
    where = f"{wanted.unit} {label(period)} “{name}”"
    if not rows:
        raise CorrectionRefused(f"{where}没有报送的数（汇总和计算得出的数请更正其来源）。")
    value, batch, file, sha256 = rows[0]
    if value != old:
        raise CorrectionRefused(
            f"{where}报送的是 {scaled_text(value, scale)}{unit}，不是 {wanted.old}，请核对后再更正。"
        )
    return {
        "unit": wanted.unit, "period": label(period), "measure": wanted.measure, "item": wanted.item,
        "old": scaled_text(old, scale), "new": scaled_text(new, scale), "of_batch": batch, "of_file": file,
        "of_sha256": sha256, "why": wanted.why.strip(),
    }  # fmt: skip


def _scaled(text: str, scale: int, unit: str) -> int:
    parsed = parse_number(text, scale=scale, allow_negative=True)
    if parsed.value is None or parsed.outcome == "confirm" or parsed.code == "VALUE_ROUNDED":
        raise CorrectionRefused(f"“{text}”不是可用的数（单位：{unit}）。")
    return parsed.value


def listed(home: Home) -> list[dict[str, Any]]:
    """Every correction of the published snapshot with its state: applies, lapsed or withdrawn.

    Raises:
        etl.view.NotPublished: There is no snapshot.
    """
    with view.attached(view.snapshot(home)) as con:
        rows = con.execute(
            """SELECT b.batch_id, u.unit_code, u.unit_name, p.label, i.code, i.name, i.unit, coalesce(d.item, ''),
                   c.old_value, c.value, i.num_scale, b.reason, b.loaded_by, b.loaded_at, c.of_batch, c.of_sha256,
                   b.state, f.value IS NOT NULL
            FROM correction c JOIN dim_batch b USING (batch_key) JOIN dim_unit u USING (unit_key)
            JOIN dim_period p USING (period_key) JOIN dim_indicator i ON i.indicator_key = c.measure_key
            LEFT JOIN dim_item d ON d.item_key = c.item_key
            LEFT JOIN fact_measure f ON f.batch_key = c.batch_key AND f.period_key = c.period_key
            ORDER BY c.batch_key"""
        ).fetchall()
    names = ("batch", "unit_code", "unit_name", "period", "measure", "name", "measure_unit", "item")
    found = []
    for row in rows:
        scale = row[10]
        state = "withdrawn" if row[16] != "active" else "applies" if row[17] else "lapsed"
        found.append(
            dict(zip(names, row[:8], strict=True))
            | {"old": scaled_text(row[8], scale), "new": scaled_text(row[9], scale), "why": row[11], "by": row[12]}
            | {"at": row[13], "of_batch": row[14], "of_sha256": row[15], "state": state}
        )
    return found
