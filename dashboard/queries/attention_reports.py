"""What the reports themselves give reason to look at: silence, lateness, gaps, corrections, withdrawals, mergers."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from dashboard import levels, periods
from dashboard.queries.attention_rules import Item, Rule
from dashboard.queries.headers import template_title
from dashboard.queries.indicators import all_indicators
from dashboard.queries.known import known_catalogue
from dashboard.queries.reporting import reports
from dashboard.queries.unit_changes import unit_changes
from dashboard.queries.values import exact_value, shown
from dashboard.warehouse import Warehouse

#: Forms named before the rest is counted.
NAMED = 3
#: When more than this share of the districts is late, old files were loaded in bulk: nobody in particular was late.
BULK_SHARE = 0.5


def _titles(wh: Warehouse, names: Iterable[str]) -> str:
    known = known_catalogue(wh).templates
    titles = [f"《{template_title(known.get(name), name)}》" for name in dict.fromkeys(names)]
    return "".join(titles[:NAMED]) + (f"等{len(titles)}张表" if len(titles) > NAMED else "")


def _link(period_key: int, unit_code: str = "") -> dict[str, str]:
    return {"period": periods.label(period_key)} | ({"district": unit_code} if unit_code else {})


def silent(wh: Warehouse, period_key: int, rule: Rule) -> list[Item]:
    """Districts that sent nothing of a form that is due, with the month since which they are silent."""
    items: list[Item] = []
    found = reports(wh, period_key)
    if not (found.is_current & (found.reported == 0)).any():
        return items
    for (code, name), rows in wh.query("silent_since", period_key=period_key).groupby(
        ["unit_code", "unit_name"], sort=False
    ):
        since, count = int(rows["since"].min()), int(rows["n_periods"].max())
        lasting = f"自{periods.label_zh(since)}起连续{count}期" if count >= 2 else f"{periods.label_zh(period_key)}"
        sentence = f"{name}{lasting}未报{_titles(wh, rows['template'])}，缺报的指标不参加排名。"
        items.append(Item(rule, sentence, code, name, size=count + len(rows) / 10, page="submissions",
                          link=_link(period_key, code)))  # fmt: skip
    return items


def late(wh: Warehouse, period_key: int, rule: Rule) -> list[Item]:
    """Districts whose forms came in long after the period's end, judged by the first batch, not by corrections."""
    deadline = periods.as_of(period_key) + timedelta(days=int(rule.threshold))
    found = reports(wh, period_key)
    due = np.flatnonzero(found.is_current & (found.reported > 0)).tolist()
    template, code, name, sent = (
        found.columns[column].tolist() for column in ("template", "unit_code", "unit_name", "first_loaded_at")
    )
    after = _are_after(sent, deadline)
    behind = Counter(template[row] for row in due if after[row])
    in_all = Counter(template[row] for row in due)
    rows_of: dict[tuple[str, str], list[int]] = {}
    for row in due:
        if after[row] and behind[template[row]] <= in_all[template[row]] * BULK_SHARE:
            rows_of.setdefault((code[row], name[row]), []).append(row)
    items = []
    for (unit, called), rows in rows_of.items():
        first = min(day for row in rows if (day := _day(sent[row])) is not None)
        days = (first - deadline).days
        sentence = (
            f"{called}{periods.label_zh(period_key)}的{_titles(wh, [template[row] for row in rows])}迟报："
            f"{_date_zh(first)}才报送，晚于月末后{int(rule.threshold)}天的期限{days}天。"
        )
        items.append(Item(rule, sentence, unit, called, size=days / 10, page="submissions",
                          link=_link(period_key, unit)))  # fmt: skip
    return items


def _day(cell: object) -> date | None:
    text = "" if cell is None or pd.isna(cell) else str(cell)
    return date.fromisoformat(text[:10]) if len(text) >= 10 else None


def _are_after(texts: list[Any], deadline: date) -> list[bool]:
    days = {cell: _day(cell) for cell in set(texts)}
    return [(day := days[cell]) is not None and day > deadline for cell in texts]


def _date_zh(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def partial(wh: Warehouse, period_key: int, rule: Rule) -> list[Item]:
    """Districts of which only a part of the units reported."""
    found = reports(wh, period_key)
    wanting = found.is_current & (found.reported > 0) & (found.share * 100 < rule.threshold)
    items = []
    for row in np.flatnonzero(wanting).tolist():
        template, code, name = (str(found.columns[column][row]) for column in ("template", "unit_code", "unit_name"))
        got, due = (int(found.columns[column][row]) for column in ("n_reported", "n_expected"))
        sentence = (
            f"{name}{periods.label_zh(period_key)}{_titles(wh, [template])}应报{due:,}个单位，"
            f"已报{got:,}个，还缺{due - got:,}个，合计数偏小。"
        )
        items.append(Item(rule, sentence, code, name, size=9 * (1 - got / due), page="submissions",
                          link=_link(period_key, code)))  # fmt: skip
    return items


def withdrawn(wh: Warehouse, period_key: int, rule: Rule) -> list[Item]:
    """Withdrawn batches that had figures of the period."""
    items = []
    for row in _withdrawn_batches(wh):
        if row["period_min"] is None or not row["period_min"] <= period_key <= row["period_max"]:
            continue
        when = _day(row["withdrawn_at"])
        said = f"于{_date_zh(when)}" if when else ""
        why = f"，理由：{row['withdrawn_why']}" if row["withdrawn_why"] else ""
        sentence = f"批次{row['batch_id']}（{row['file_name']}，{row['rows_ok']:,}行）已{said}撤回{why}。"
        items.append(Item(rule, sentence, page="upload", link=_link(period_key)))
    return items


def _withdrawn_batches(wh: Warehouse) -> list[dict[Any, Any]]:
    """Every withdrawn batch, remembered; there are few."""
    known: list[dict[Any, Any]] | None = wh.memory.get("withdrawals")
    if known is None:
        columns = wh.arrays("withdrawals")
        known = [dict(zip(columns, row, strict=True)) for row in zip(*(column.tolist() for column in columns.values()),
                                                                     strict=True)]  # fmt: skip
        wh.memory["withdrawals"] = known
    return known


def _replaced_periods(wh: Warehouse) -> frozenset[int]:
    """Periods in which a figure was ever replaced or withdrawn, remembered."""
    known: frozenset[int] | None = wh.memory.get("replaced_periods")
    if known is None:
        known = frozenset(wh.arrays("replaced_periods")["period_key"].tolist())
        wh.memory["replaced_periods"] = known
    return known


def corrected(wh: Warehouse, period_key: int, rule: Rule) -> list[Item]:
    """Figures of the period that a later file replaced, with the largest replacement as example."""
    items: list[Item] = []
    known = all_indicators(wh)
    if period_key not in _replaced_periods(wh):
        return items
    for row in wh.query("corrections", period_key=period_key).to_dict("records"):
        count = int(row["n_values"])
        if count < rule.threshold:
            continue
        ind = known[row["example_code"]]
        old, new = (shown(ind, exact_value(ind, int(row[name]), None)) for name in ("old_value", "new_value"))
        why = f"，说明：{row['reason']}" if row["reason"] else ""
        sentence = (
            f"{row['unit_name']}{periods.label_zh(period_key)}有{count:,}个数由批次{row['batch_id']}更正"
            f"（如{row['example_unit']}{ind.name}由{old}改为{new}）{why}。"
        )
        items.append(Item(rule, sentence, row["unit_code"], row["unit_name"], ind.code, ind.name, count / 100,
                          "upload", _link(period_key, row["unit_code"]) | {"indicator": ind.code}))  # fmt: skip
    return items


def _district_changes(wh: Warehouse) -> list[dict[Any, Any]]:
    """Mergers, splits, foundings and ends of districts, oldest first, remembered."""
    known: list[dict[Any, Any]] | None = wh.memory.get("district_changes")
    if known is None:
        changes = unit_changes(wh)
        of_district = changes["level"] == levels.level_no("district")
        known = changes[of_district & changes["kind"].isin(["并入", "拆分", "新设", "撤销"])].to_dict("records")
        wh.memory["district_changes"] = known
    return known


def unit_change(wh: Warehouse, period_key: int, rule: Rule) -> list[Item]:
    """Mergers and splits of districts in the last months, since they change every comparison."""
    items = []
    for row in _district_changes(wh):
        if not period_key - rule.threshold < row["period_key"] <= period_key:
            continue
        code = row["other_code"] if isinstance(row["other_code"], str) else row["unit_code"]
        sentence = f"{row['sentence']}；同比、环比和位次变化按合并后的范围计算。"
        items.append(Item(rule, sentence, code, str(row["other_name"] or row["unit_name"]), page="trend",
                          link=_link(period_key, code)))  # fmt: skip
    return items
