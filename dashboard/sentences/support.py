"""What the page on venues and money says in words: how many below the standard, who got the due funds, what is paid."""

from __future__ import annotations

import pandas as pd

from dashboard import numbers
from dashboard.frames import records
from dashboard.sentences.common import MISSING, fit, names

SHARE, WAN = "%", "万元"


def venue_sentence(table: pd.DataFrame, whole: str, standard: str, noun: str) -> str:
    """How many villages are below the standard, of how many, and where most.

    Args:
        table: As of `queries.support.venue_classes`.
        whole: Name of the whole.
        standard: The standard with its unit, such as `300平方米`.
        noun: What the units are called.
    """
    small, without, measured = (int(table[column].sum()) for column in (0, -2, "measured"))
    if not int(table["n"].sum()):
        return ""
    ok = numbers.format_value(None, SHARE, numerator=measured - small, denominator=measured)
    clauses = [(0, f"{whole}{measured:,}个村级场所中，{small:,}个不足{standard}，面积达标率{ok}")]
    if without:
        clauses.append((2, f"另有{without:,}个村没有场所"))
    if int(table[-1].sum()):
        clauses.append((1, f"{int(table[-1].sum()):,}个面积未报"))
    most = table[table[0] == table[0].max()]
    if small and len(table) > 1:
        clauses.append((3, f"最多的是{names(most['unit_name'], f'个{noun}')}，{int(table[0].max()):,}个"))
    return fit(clauses)


def fund_sentence(table: pd.DataFrame, noun: str) -> str:
    """What communities got of what they are due, and how many have all of it."""
    attrs = table.attrs
    if attrs.get("paid_share") is None:
        return ""
    money = [numbers.format_value(attrs[name], WAN, 2) for name in ("due", "paid")]
    share = numbers.format_value(attrs["paid_share"], SHARE)
    clauses = [(0, f"社区党组织应落实{money[0]}，已落实{money[1]}（{share}）")]
    if attrs.get("communities"):
        clauses.append((2, f"足额的社区{attrs['ok']:,.0f}个，共{attrs['communities']:,.0f}个"))
    known = table[table["paid_share"].notna()]
    if len(known) > 1:
        low = known.loc[known["paid_share"].idxmin()]
        clauses.append((1, f"最低的{noun}是{low['unit_name']}，{numbers.format_value(low['paid_share'], SHARE)}"))
    return fit(clauses)


def budget_sentence(table: pd.DataFrame, schedule: float, noun: str) -> str:
    """How much of the budget is paid out, against the share of the year gone by; who has not reported."""
    attrs = table.attrs
    if attrs.get("spent_share") is None:
        return ""
    lead = attrs["spent_share"] - schedule
    against = "与时序持平" if lead == 0 else f"{'超' if lead > 0 else '低于'}时序{numbers.difference_text(lead, SHARE)}"
    money = [numbers.format_value(attrs[name], WAN, 2) for name in ("budget", "spent")]
    share = numbers.format_value(attrs["spent_share"], SHARE)
    clauses = [(0, f"党建经费预算{money[0]}，实拨{money[1]}，执行率{share}，{against}")]
    behind = table[table["spent_share"] < schedule]
    if len(behind):
        clauses.append((1, f"低于时序的有{names(behind['unit_name'], f'个{noun}')}"))
    silent = table[table["spent_status"] == MISSING]
    if len(silent):
        clauses.append((2, f"{names(silent['unit_name'], f'个{noun}')}未报"))
    return fit(clauses)


def kinds_sentence(kinds: pd.DataFrame, reported: float | None) -> str:
    """What the kinds of organisations add up to, and how far the reported sum is from it."""
    due = kinds.attrs["due"]
    if due is None:
        return "社区党组织的设置本期没有报送，不能按档测算。"
    parts = "＋".join(f"{row['kind']}{row['n']}个×{row['amount']:g}" for row in records(kinds))
    told = f"按组织设置测算应落实{numbers.format_value(due, WAN, 2)}（{parts}）"
    if reported is None:
        return f"{told}；各社区没有上报应落实数。"
    gap = reported - float(due)
    if round(gap, 6) == 0:
        return f"{told}，与上报应落实数一致。"
    return f"{told}，上报应落实数{'多' if gap > 0 else '少'}{numbers.difference_text(gap, WAN, 2)}，请核对档次。"
