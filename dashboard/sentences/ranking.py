"""Who leads, who is last, who moved, who differs from the whole by more than chance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from dashboard.frames import records
from dashboard.numbers import difference_text, exact, format_value
from dashboard.sentences.common import MISSING, NOT_APPLICABLE, SMALL, Measured, covers_all, fit, names, own_gap

Rows = list[dict[str, Any]]
#: Units printed with every value.
CARRIED = ("%", "万元", "亿元")
#: What is read of a ranking, row by row: a few hundred rows are gone through faster than pandas selects from them.
TOLD = ("unit_name", "value", "shown", "rank", "rank_change", "value_prev", "status", "as_of", "numerator",
        "denominator")  # fmt: skip


def ranking_sentence(
    frame: pd.DataFrame, indicator: Measured, *, noun: str = "个区", effective_gap: float | None = None
) -> str:
    """Say who leads, by how much against the whole, who is last, who moved, and who is missing.

    Args:
        frame: rows as of ``queries.ranking``: unit_name, value, shown, rank, rank_change, value_prev, status, as_of,
            and where known numerator and denominator; attrs whole_name, whole_value, whole_shown, break_note.
        indicator: the indicator.
        noun: measure word and name of the units (个区, 个乡镇).
        effective_gap: a change of value below it is no movement; None takes the indicator's own.
    """
    if frame.empty:
        return "没有可比较的单位。"
    rows = records(frame, TOLD)
    as_of = f"截至{rows[0]['as_of']}，" if "as_of" in frame else ""
    left_out = _left_out(rows, noun)
    ranked = [row for row in rows if pd.notna(row["rank"])]
    if not ranked:
        return fit([(0, as_of + _extremes(rows, indicator, noun)), (3, left_out)])
    # Where only a part of the compared units is shown, the best of them need not be the first.
    best = min(int(row["rank"]) for row in ranked)
    first = [row for row in ranked if row["rank"] == best]
    if len(first) == len(ranked) and len(ranked) > 1 and best == 1:
        return fit([(0, as_of + _all_equal(len(rows), ranked, indicator, noun)), (3, left_out)])
    gap = effective_gap if effective_gap is not None else own_gap(indicator)
    place = f"并列第{best}" if len(first) > 1 else f"居第{best}"
    leader = f"{as_of}{_named(first, noun)}{place}（{_measured(first[0]['shown'], indicator)}）"
    return fit(
        [
            (0, leader),
            (2, _against_whole(first[0]["value"], frame, indicator)),
            (4, _last_place(ranked, indicator, noun)),
            (1, _risers(ranked, gap, noun) or str(frame.attrs.get("break_note") or "")),
            (5, left_out),
        ]
    )


def _named(rows: Rows, noun: str) -> str:
    return names((row["unit_name"] for row in rows), noun)


def _left_out(rows: Rows, noun: str) -> str:
    statuses = [row["status"] for row in rows]
    told = "、".join(
        f"{count}{noun}{word}" for word in (MISSING, SMALL, NOT_APPLICABLE) if (count := statuses.count(word))
    )
    return f"{told}，未排名" if told and any(pd.notna(row["rank"]) for row in rows) else told


def _extremes(rows: Rows, indicator: Measured, noun: str) -> str:
    """Speak of an indicator without places: most and least, no better and worse."""
    known = [row for row in rows if pd.notna(row["value"]) and row["status"] != MISSING]
    if not known:
        return f"{indicator.name}尚无可用数据"
    most, least = max(row["value"] for row in known), min(row["value"] for row in known)
    high, low = ([row for row in known if row["value"] == end] for end in (most, least))
    if len(high) == len(known):
        return f"{_named(known, noun)}{'均' if len(known) > 1 else ''}为{_measured(high[0]['shown'], indicator)}"
    highest, lowest = (_measured(rows[0]["shown"], indicator) for rows in (high, low))
    return f"{_named(high, noun)}最多（{highest}），{_named(low, noun)}最少（{lowest}）"


def _measured(shown: str, indicator: Measured) -> str:
    """A value with its unit; rates and amounts of money carry it already."""
    return shown if indicator.unit in CARRIED else f"{shown}{indicator.unit}"


def _all_equal(n_all: int, ranked: Rows, indicator: Measured, noun: str) -> str:
    full = indicator.unit == "%" and all(
        covers_all(row["value"], row.get("numerator"), row.get("denominator")) for row in ranked
    )
    if full and len(ranked) == n_all:
        return f"{len(ranked)}{noun}全部达到100%"
    who = f"{len(ranked)}{noun}" if len(ranked) == n_all else f"参加排名的{len(ranked)}{noun}"
    return f"{who}相同，均为{ranked[0]['shown']}，并列第1"


def _against_whole(value: Any, frame: pd.DataFrame, indicator: Measured) -> str:
    """Compare a rate with the whole; a sum of parts is no fair comparison for an amount."""
    whole, name = exact(frame.attrs.get("whole_value")), frame.attrs.get("whole_name") or "全市"
    own = exact(value)
    if whole is None or own is None or indicator.unit != "%":
        return ""
    shown = frame.attrs.get("whole_shown") or format_value(whole, indicator.unit, indicator.decimals)
    if own == whole:
        return f"与{name}（{shown}）持平"
    word = "高于" if own > whole else "低于"
    return f"{word}{name}（{shown}）{difference_text(own - whole, indicator.unit, indicator.decimals)}"


def _last_place(ranked: Rows, indicator: Measured, noun: str) -> str:
    worst = max(row["rank"] for row in ranked)
    last = [row for row in ranked if row["rank"] == worst]
    return f"{_named(last, noun)}{'并列' if len(last) > 1 else ''}末位（{_measured(last[0]['shown'], indicator)}）"


def _risers(ranked: Rows, gap: float | None, noun: str) -> str:
    """Name who rose most, if the value behind the places changed by enough."""
    moved = [row for row in ranked if pd.notna(row.get("rank_change")) and "value_prev" in row]
    if gap is not None:
        moved = [row for row in moved if round(abs(row["value"] - row["value_prev"]), 9) >= gap]
    most = max((int(row["rank_change"]) for row in moved), default=0)
    if most <= 0:
        return ""
    return f"{_named([row for row in moved if row['rank_change'] == most], noun)}上升最多，升{most}位"


def class_sentence(table: pd.DataFrame, unit_names: Sequence[Any], *, noun: str = "个区", whole: str = "全市") -> str:
    """Say who differs from the whole by more than chance.

    Args:
        table: :attr:`dashboard.statistics.funnels.Funnel.table`.
        unit_names: names in the order of its rows.
        noun: measure word and name of the units.
        whole: name of the whole.
    """
    classes = table["class"].to_numpy()
    if not len(classes):
        return "没有可比较的单位。"
    named = np.array([str(unit) for unit in unit_names], dtype=object)
    told = [
        f"{names(named[classes == code], noun)}{words}{whole}"
        for code, words in (
            ("better", "明显好于"),
            ("worse", "明显差于"),
            ("higher", "明显高于"),
            ("lower", "明显低于"),
        )
        if (classes == code).any()
    ]
    like = int((classes == "like").sum())
    if not told:
        main = (
            f"单位太少，不与{whole}分类比较"
            if (classes == "unclassed").any()
            else (f"{like}{noun}与{whole}相当，差距不足以区分" if like else "没有可分类的单位")
        )
    else:
        main = "，".join(told) + (f"，其余{like}{noun}与{whole}相当" if like else "")
    aside = "、".join(
        f"{int((classes == code).sum())}{noun}{word}"
        for code, word in (
            ("small", "分母小"),
            ("missing", MISSING),
            ("not_applicable", NOT_APPLICABLE),
            ("error", "数据有误"),
        )
        if (classes == code).any()
    )
    return fit([(0, main), (1, f"{aside}，未分类" if aside else "")])
