"""What the further views of a trend say: the year's end, last year, natural variation, the parts of a change."""

from __future__ import annotations

import pandas as pd

from dashboard import periods
from dashboard.numbers import format_value
from dashboard.queries.forecast import DONE, SEASONAL, Forecast
from dashboard.queries.indicators import IndicatorRow
from dashboard.queries.signals import Limits
from dashboard.queries.split import Split, effect_words
from dashboard.sentences.common import fit, names

#: A forecast this much below the target will hardly be made up for.
HARD, CLOSE = 0.9, 1.0


def forecast_sentence(found: Forecast, ind: IndicatorRow) -> str:
    """Say where the year will end, how that was worked out, and whether the target is reached."""
    year = periods.year_of(found.at)

    def said(value: float) -> str:
        return format_value(round(value, 10), ind.unit, ind.decimals, with_unit=True)

    goal = "" if found.target is None else f"年度目标{said(found.target)}"
    share = "" if found.completion is None else format_value(found.completion * 100, "%", 1)
    if found.method == DONE:
        tail = f"，为{goal}的{share}，{'已完成' if (found.completion or 0) >= 1 else '未完成'}" if goal else ""
        return f"{year}年已结束：{found.unit_name}全年{said(found.value)}{tail}。"
    when = periods.label_zh(found.at)
    if found.method == SEASONAL and found.pace is not None:
        how = f"按上年同期占全年{format_value(found.pace * 100, '%', 1)}推算"
    else:
        how = "按近3个月平均推算"
    verdict = ""
    if found.completion is not None:
        word = "难以完成" if found.completion < HARD else "有差距，须加力" if found.completion < CLOSE else "可以完成"
        verdict = f"，{word}" if ind.is_rate else f"，为{goal}的{share}，{word}"
    return f"测算：截至{when}，{how}，{found.unit_name}全年约{said(found.year_end)}{verdict}。"


def year_sentence(pairs: pd.DataFrame, unit: str, ind: IndicatorRow, year: int, measured: str) -> str:
    """Say the newest month against the same month of last year.

    Args:
        pairs: rows month, now_shown, before_shown, word (the change in words), why (not compared), in order.
        unit: name of the unit.
        ind: the indicator.
        year: the year of the newest month.
        measured: what the values are printed in.
    """
    known = pairs[pairs["now_shown"] != "—"]
    if known.empty:
        return f"{unit}本年还没有{ind.name}的数据。"
    row, tail = known.iloc[-1], "" if measured == "%" else measured
    head = f"{unit}{year}年{'1—' if ind.is_flow and row['month'] > 1 else ''}{row['month']}月{row['now_shown']}{tail}"
    then = f"上年同期{row['before_shown']}{tail if row['before_shown'] != '—' else ''}"
    return f"{head}，{then}，{row['why']}{'，' if row['why'] else ''}同比{row['word']}。"


def limits_sentence(found: Limits, ind: IndicatorRow, unit: str) -> str:
    """Say which newest periods leave the natural variation, or why there are no limits."""
    beyond = found.rows[found.rows["signal"].str.split(",").map(lambda codes: "beyond" in codes)]
    if found.limits.centre != found.limits.centre:
        return f"{unit}：{found.limits.caption}"
    middle = format_value(round(found.limits.centre, 10), ind.unit, ind.decimals, with_unit=True)
    trial = "（试算线）" if found.limits.trial else ""
    head = f"{unit}{found.limits.n}期{'当期数' if ind.is_flow else ''}平均{middle}{trial}"
    if beyond.empty:
        return f"{head}，各期都在正常波动之内。"
    listed = [periods.label_zh(int(key), ind.frequency) for key in beyond["period_key"].tail(3)][::-1]
    return f"{head}，{len(beyond)}期超出正常波动，最近的是{names(listed)}，须看有无特殊原因。"


def split_sentence(found: Split, ind: IndicatorRow, since: str, now: str) -> str:
    """Say how much of the change is the units' own, how much their mix, and who moved it most."""
    if abs(found.change) < 0.005:
        return f"{found.whole_name}{since}至{now}基本没有变化。"
    own, structure = effect_words(ind, found.own), effect_words(ind, found.structure)
    clauses = [
        (0, f"{found.whole_name}{since}至{now}变化{effect_words(ind, found.change)}"),
        (0, f"其中各单位自身变化{own}，占比变化（构成）{structure}"),
    ]
    top = found.table.iloc[0]
    moved = f"{top['prev_shown']}到{top['shown']}，影响{top['total_shown']}"
    clauses.append((2, f"影响最大的是{top['unit_name']}（{moved}）"))
    if found.left_out:
        clauses.append((1, f"{names(found.left_out)}缺一期，两期都不计入"))
    return fit(clauses, 140)
