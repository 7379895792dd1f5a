"""What the branch barometer says in words: who stands where, what changed, what is lost most, who is missing."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from dashboard import numbers, periods
from dashboard.catalogue.barometer import RAIN, TOO_FEW
from dashboard.frames import records
from dashboard.sentences.common import fit, names

TOP = 3


def level_sentence(history: pd.DataFrame, units: pd.DataFrame, period: int, whole: str, noun: str) -> str:
    """How many branches are at 雨, of how many, since when, where most.

    Args:
        history: As of `queries.barometer_history`, up to the period at least.
        units: As of `queries.barometer_units`.
        period: Period told about.
        whole: Name of the whole.
        noun: What the units are called.
    """
    rows = records(history[history["period_key"] <= period])
    now = rows[-1]
    share = numbers.format_value(None, "%", numerator=now[RAIN], denominator=now["n"])
    clauses = [(0, f"{whole}{now['n']:,}个党支部参评，雨级{now[RAIN]:,}个（{share}）")]
    if len(rows) > 1:
        clauses.append((3, _change(rows[-2], now)))
    most = units[units["share"].notna() & (units[RAIN] > 0)]
    if len(most) > 1:
        top = most[most[RAIN] == most[RAIN].max()]
        clauses.append((2, f"最多的是{names(top['unit_name'], f'个{noun}')}，{most[RAIN].max()}个"))
    if now[TOO_FEW]:
        clauses.append((1, f"另有{now[TOO_FEW]:,}个适用项不足、数据不足不评"))
    return fit(clauses)


def _change(before: Mapping[Hashable, Any], now: Mapping[Hashable, Any]) -> str:
    """Against the report before; with other branches rated then the numbers are told side by side only."""
    when = periods.label_zh(int(before["period_key"]), "季")
    gone = now[RAIN] - before[RAIN]
    if before["n"] != now["n"]:
        return f"{when}参评{before['n']:,}个、雨级{before[RAIN]:,}个，参评数不同，不直接比"
    moved = f"增加{gone:,}个" if gone > 0 else f"减少{-gone:,}个" if gone < 0 else "持平"
    return f"比{when}{moved}"


def missing_sentence(units: pd.DataFrame, noun: str) -> str:
    """Which units have no result at all, empty when all have."""
    silent = units[(units["n"] == 0) & (units[TOO_FEW] == 0)]
    return f"未报{len(silent)}个{noun}：{names(silent['unit_name'], f'个{noun}')}，不计入。" if len(silent) else ""


def items_sentence(items: pd.DataFrame) -> str:
    """The three counted items that most branches lose, with how many of how many."""
    told = items[items["is_counted"] & (items["lost"] > 0)].head(TOP)
    if told.empty:
        return "没有党支部在任何一项上为阴或雨。"
    listed = "、".join(
        f"{row['name']}（{row['lost']:,}个，{numbers.format_value(row['lost_share'], '%')}）" for row in records(told)
    )
    return f"失分最多的{len(told)}项：{listed}；括号内为阴、雨两档支部数及其占适用支部的比例。"


def card_sentence(card: pd.DataFrame) -> str:
    """One branch in one sentence."""
    attrs = card.attrs
    rain = card[(card["level"] == RAIN) & card["is_counted"]]
    vetoes = rain[rain["is_veto"]]
    counted = f"适用{attrs['n_applicable']}项，阴、雨{attrs['n_lost']}项"
    clauses = [(0, f"{attrs['unit_name']}总评为{attrs['overall']}：{counted}")]
    if len(vetoes):
        clauses.append((2, f"否决项{'、'.join(vetoes['name'])}为雨，总评即为雨"))
    elif len(rain):
        clauses.append((1, f"为雨的是{'、'.join(rain['name'])}"))
    unknown = int((card["word"] == "未报").sum())
    if unknown:
        clauses.append((1, f"{unknown}项未报，不计入"))
    return fit(clauses)
