"""What the members page says in words: how many, how old against the country, and admission against the plan."""

from __future__ import annotations

import pandas as pd

from dashboard import numbers, periods
from dashboard.sentences.common import MISSING, REPORTED, fit, names

PERSONS, SHARE = "名", "%"


def age_sentence(table: pd.DataFrame, references: dict[str, float], before: int | None, noun: str) -> str:
    """Members, the old and the young against the published shares, and where most are old.

    Args:
        table: As of `queries.members.members`.
        references: le35 and ge61 → published share, per cent.
        before: Period that the total is compared with.
        noun: What the units are called.
    """
    attrs = table.attrs
    if attrs.get("ge61_share") is None:
        return ""
    clauses = [(0, f"{attrs['whole_name']}党员{numbers.format_value(attrs['total'], PERSONS, with_unit=True)}")]
    if before is not None and (change := _change(table, before)):
        clauses.append((1, change))
    for name, words, weight in (("ge61", "61岁及以上占", 0), ("le35", "35岁及以下占", 3)):
        clauses.append((weight, words + _against(attrs[f"{name}_share"], references.get(name))))
    known = table[table["ge61_share"].notna()]
    if len(known) > 1:
        top = known.loc[known["ge61_share"].idxmax()]
        clauses.append(
            (2, f"61岁及以上占比最高的{noun}是{top['unit_name']}，{numbers.format_value(top['ge61_share'], SHARE)}")
        )
    return fit(clauses)


def _change(table: pd.DataFrame, before: int) -> str:
    """Only over units that have both figures, and only where all have."""
    now, then = table["total"], table["total_before"]
    if then.isna().any() or now.isna().any():
        return ""
    gone = int(now.sum() - then.sum())
    moved = f"增加{gone:,}名" if gone > 0 else f"减少{-gone:,}名" if gone < 0 else "持平"
    return f"比{periods.label_zh(before, '季')}{moved}"


def _against(share: float, reference: float | None) -> str:
    shown = numbers.format_value(share, SHARE)
    if reference is None:
        return shown
    gap = share - reference
    if round(gap, 1) == 0:
        return f"{shown}，与全国{numbers.format_value(reference, SHARE)}基本持平"
    side = "高于" if gap > 0 else "低于"
    return f"{shown}，{side}全国（{numbers.format_value(reference, SHARE)}）{numbers.difference_text(gap, SHARE)}"


def missing_sentence(table: pd.DataFrame, noun: str) -> str:
    """Units without a report."""
    silent = table[table["status"] == MISSING]
    return f"未报{len(silent)}个{noun}：{names(silent['unit_name'], f'个{noun}')}，不计入合计。" if len(silent) else ""


def admission_sentence(table: pd.DataFrame, noun: str) -> str:
    """Admission against schedule and plan: behind is told, and so is who went beyond the plan."""
    attrs = table.attrs
    if attrs.get("share") is None:
        return ""
    lead = attrs["share"] - attrs["schedule"]
    against = "与时序持平" if lead == 0 else f"{'超' if lead > 0 else '低于'}时序{numbers.difference_text(lead, SHARE)}"
    share = numbers.format_value(attrs["share"], SHARE)
    done = f"发展党员{attrs['admitted']:,.0f}名，完成年度计划{attrs['plan']:,.0f}名的{share}"
    clauses = [(0, f"{attrs['whole_name']}{done}，{against}")]
    over = table[table["share"] > 100]
    clauses.append(
        (
            3,
            f"超出年度计划的{len(over)}个：{names(over['unit_name'], f'个{noun}')}"
            if len(over)
            else "没有超出年度计划的",
        )
    )
    if attrs.get("young_share") is not None:
        clauses.append((2, f"其中35岁及以下占{numbers.format_value(attrs['young_share'], SHARE)}"))
    behind = table[(table["status"] == REPORTED) & (table["share"] < attrs["schedule"])]
    if len(behind):
        clauses.append((1, f"{len(behind)}个{noun}低于时序"))
    return fit(clauses)
