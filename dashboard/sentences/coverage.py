"""What coverage says: what is still to be built, who differs from the whole, what must not be added up."""

from __future__ import annotations

import pandas as pd

from dashboard import numbers, periods
from dashboard.sentences.common import MISSING, fit, names
from dashboard.sentences.ranking import class_sentence


def item_sentence(rows: pd.DataFrame, total: pd.Series | None, period_key: int, unit: str) -> str:
    """What is to be covered, what is, and what is left, of one item.

    Args:
        rows: Rows of one item of `queries.cover_items`; attrs whole_name.
        total: Its row of `queries.cover_sums`, None where nobody reported.
        period_key: Quarter.
        unit: Measure word, such as 家.
    """
    item = rows["item"].iloc[0]
    if total is None or not total["due"] > 0:
        return f"截至{periods.as_of_zh(period_key)}，没有“{item}”的报送。"
    silent = list(rows.loc[rows["status"] == MISSING, "unit_name"])
    rate = numbers.format_value(None, "%", 1, numerator=total["org"], denominator=total["due"])
    head = f"截至{periods.as_of_zh(period_key)}，{rows.attrs['whole_name']}{item}应覆盖{total['due']:,.0f}{unit}"
    if pd.notna(total["solo"]):
        done = (f"已建组织{total['org']:,.0f}{unit}（单独{total['solo']:,.0f}、联合{total['joint']:,.0f}），"
                f"组织覆盖率{rate}")  # fmt: skip
    else:
        done = f"已覆盖{total['org']:,.0f}{unit}，覆盖率{rate}"
    return fit([(0, f"{head}，{done}"), (1, f"{names(silent)}未报，不在内" if silent else "")], longest=120)


def gap_sentence(rows: pd.DataFrame, total: pd.Series | None, unit: str) -> str:
    """How many are still to be built, how far work reaches, and where most of the gap is."""
    if total is None or not total["due"] > 0:
        return ""
    if total["gap"] == 0:
        return "应建已建，没有缺口。"
    work = ""
    if pd.notna(total["work"]):
        work = f"其中有工作覆盖的{total['work_only']:,.0f}{unit}，组织和工作都没有的{total['none']:,.0f}{unit}"
    known = rows[rows["gap"] > 0].sort_values("gap", ascending=False, kind="stable")
    most = ""
    if len(known) > 1:
        top = known.iloc[0]
        most = f"缺口最大的是{top['unit_name']}（{top['gap']:,.0f}{unit}）"
    return fit([(0, f"应建未建{total['gap']:,.0f}{unit}"), (2, work), (1, most)])


def classes_sentence(classed: pd.DataFrame, whole: str, noun: str) -> str:
    """Who differs from the whole by more than chance.

    Args:
        classed: As of `queries.cover_classes`.
        whole: Name of the whole.
        noun: What the units are called.
    """
    return class_sentence(classed, list(classed["unit_name"]), noun=f"个{noun}", whole=whole)
