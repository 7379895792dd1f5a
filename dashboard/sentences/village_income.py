"""What village incomes say: the sum and what it rests on, who is under the line, how far the rest has to go."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboard import numbers, periods
from dashboard.frames import records
from dashboard.queries.village_income import ALL_SUBSIDY, MOSTLY_SUBSIDY
from dashboard.sentences.common import MISSING, fit, names

YI = 10_000


def money(value: float) -> str:
    """`3.52亿元` or `669.86万元`."""
    return numbers.format_value(value, "万元", 2)


def overview_sentence(table: pd.DataFrame, period_key: int) -> str:
    """The sum, the mean of a village and the share of operating income; who is missing.

    Args:
        table: As of `queries.income_overview`.
        period_key: Month.
    """
    whole, attrs = table.attrs["whole"], table.attrs
    if not whole["n"]:
        return f"截至{periods.as_of_zh(period_key)}，没有村集体经济收入的报送。"
    share = numbers.format_value(whole["operating"] / whole["total"] * 100 if whole["total"] > 0 else None, "%", 1)
    silent = list(table.loc[table["status"] == MISSING, "unit_name"])
    average = numbers.plain(whole["total"] / whole["n"], 2)
    return fit([
        (0, f"截至{periods.as_of_zh(period_key)}，{attrs['whole_name']}已报{whole['n']:,.0f}个村"
            f"当年累计收入{money(whole['total'])}，村均{average}万元，经营性收入占{share}"),
        (1, f"{names(silent)}未报，不在内" if silent else ""),
    ])  # fmt: skip


def growth_sentence(table: pd.DataFrame) -> str:
    """What the rise rests on: the whole, and the units whose rise is subsidies."""
    pairs, n = table.attrs["comparable"], table.attrs["n_comparable"]
    if not n or pairs["total_then"] <= 0:
        return "没有可比的上年同期，增长靠什么无法判断。"
    growth = {
        name: numbers.change_text(pairs[name], pairs[f"{name}_then"], "万元")
        for name in ("total", "operating", "subsidy")
    }
    named = []
    for word in (ALL_SUBSIDY, MOSTLY_SUBSIDY):
        rows = records(table[table["growth_kind"] == word])
        named += [_led(row, word) for row in rows[:2]]
        if len(rows) > 2:
            named.append(f"{names([row['unit_name'] for row in rows[2:]])}也{word}")
    return fit([
        (0, f"与上年同期比，总收入{growth['total']}，经营性收入{growth['operating']}，补助{growth['subsidy']}"),
        *((2, words) for words in named),
        (1, "" if len(table) == n else f"按可比的{n}个单位算"),
    ], longest=140)  # fmt: skip


def _led(row: dict[Any, Any], word: str) -> str:
    total = numbers.change_text(row["total"], row["total_then"], "万元")
    operating = numbers.change_text(row["operating"], row["operating_then"], "万元")
    only = "仅" if operating.startswith("+") else ""
    return f"{row['unit_name']}总收入{total}，{word}，经营性收入{only}{operating}"


def gap_sentence(summary: pd.DataFrame) -> str:
    """How many villages and how much money are missing to the standard, and to the year's target.

    Args:
        summary: As of `queries.income_summary`.
    """
    whole = summary.iloc[-1]
    line = numbers.plain(summary.attrs["standard"], 0)
    if not whole["n_below"]:
        first = f"已报的{whole['n']:,}个村都达到{line}万元"
    else:
        first = (f"{line}万元以上{whole['n'] - whole['n_below']:,}个村，还差{whole['n_below']:,}个村，"
                 f"把它们都补到线上还差{money(whole['shortfall'])}")  # fmt: skip
    gap = whole["target_gap"]
    target = "" if pd.isna(gap) else f"距年度目标还差{money(gap)}" if gap > 0 else "年度目标合计已完成"
    most = summary.iloc[:-1].sort_values("n_below", ascending=False, kind="stable")
    where = ""
    if len(most) > 1 and whole["n_below"]:
        top = most.iloc[0]
        where = f"差得最多的是{top['unit_name']}（{top['n_below']}个村、{money(top['shortfall'])}）"
    return fit([(0, first), (1, where), (2, target)], longest=120)


def spread_sentence(summary: pd.DataFrame) -> str:
    """Median, middle half, inequality, and how much of it lies within the units."""
    whole, theil = summary.iloc[-1], summary.attrs["theil"]
    inside = ""
    if theil.value and theil.within is not None and len(summary) > 2:
        inside = f"差距的{numbers.format_value(theil.within / theil.value * 100, '%', 0)}在各单位内部，不在单位之间"
    gini = whole["gini"]
    return fit([
        (0, f"村收入中位数{numbers.plain(whole['middle'], 2)}万元，中间一半的村在{numbers.plain(whole['lower'], 2)}"
            f"至{numbers.plain(whole['upper'], 2)}万元"),
        (2, f"基尼系数{numbers.plain(gini, 2)}（0为完全均等）" if pd.notna(gini)
            else str(whole["gini_words"]).rstrip("。")),
        (1, inside),
    ], longest=120)  # fmt: skip


def clearance_sentence(curve: pd.DataFrame, period_key: int) -> str:
    """How many villages without operating income remain, since when, and that the year starts anew each January.

    Args:
        curve: period_key, value (count), n_reported, n_expected, one row a month of the whole.
        period_key: Month looked at.
    """
    known = curve[curve["value"].notna()]
    if known.empty:
        return "没有空白村（经营性收入为0）的数据。"
    now = known.iloc[-1]
    base = known[known["period_key"] == periods.same_last_year(int(now["period_key"]))]
    left = "已清零" if now["value"] == 0 else f"还剩{numbers.plain(now['value'], 0)}个"
    since = f"，上年同期{numbers.plain(base['value'].iloc[0], 0)}个" if len(base) else ""
    short = now["n_reported"] < now["n_expected"]
    return fit([
        (0, f"截至{periods.as_of_zh(int(now['period_key']))}，空白村{left}{since}"),
        (2, f"只含已报的{numbers.plain(now['n_reported'], 0)}个村（应报{numbers.plain(now['n_expected'], 0)}个）"
            if short else ""),
        (1, "收入每年1月重新累计，年初的空白村偏多，要看年末"),
    ], longest=120)  # fmt: skip
