"""Who leads, who is last, who moved, who differs from the whole by more than chance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from dashboard.numbers import difference_text, exact, format_value
from dashboard.sentences.common import MISSING, NOT_APPLICABLE, SMALL, Measured, covers_all, fit, names, own_gap


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
    as_of = f"截至{frame['as_of'].iloc[0]}，" if "as_of" in frame else ""
    left_out = _left_out(frame, noun)
    ranked = frame[frame["rank"].notna()]
    if ranked.empty:
        return fit([(0, as_of + _extremes(frame, indicator, noun)), (3, left_out)])
    # Where only a part of the compared units is shown, the best of them need not be the first.
    best = int(ranked["rank"].min())
    first = ranked[ranked["rank"] == best]
    if len(first) == len(ranked) and len(ranked) > 1 and best == 1:
        return fit([(0, as_of + _all_equal(frame, ranked, indicator, noun)), (3, left_out)])
    gap = effective_gap if effective_gap is not None else own_gap(indicator)
    place = f"并列第{best}" if len(first) > 1 else f"居第{best}"
    leader = f"{as_of}{names(first['unit_name'], noun)}{place}（{first['shown'].iloc[0]}）"
    return fit(
        [
            (0, leader),
            (2, _against_whole(first["value"].iloc[0], frame, indicator)),
            (4, _last_place(ranked, noun)),
            (1, _risers(ranked, gap, noun) or str(frame.attrs.get("break_note") or "")),
            (5, left_out),
        ]
    )


def _left_out(frame: pd.DataFrame, noun: str) -> str:
    counts = [(word, int((frame["status"] == word).sum())) for word in (MISSING, SMALL, NOT_APPLICABLE)]
    told = "、".join(f"{count}{noun}{word}" for word, count in counts if count)
    return f"{told}，未排名" if told and frame["rank"].notna().any() else told


def _extremes(frame: pd.DataFrame, indicator: Measured, noun: str) -> str:
    """Speak of an indicator without places: most and least, no better and worse."""
    known = frame[frame["value"].notna() & (frame["status"] != MISSING)]
    if known.empty:
        return f"{indicator.name}尚无可用数据"
    high, low = known[known["value"] == known["value"].max()], known[known["value"] == known["value"].min()]
    if len(high) == len(known):
        return f"{names(known['unit_name'], noun)}{'均' if len(known) > 1 else ''}为{high['shown'].iloc[0]}"
    return (
        f"{names(high['unit_name'], noun)}最多（{high['shown'].iloc[0]}），"
        f"{names(low['unit_name'], noun)}最少（{low['shown'].iloc[0]}）"
    )


def _all_equal(frame: pd.DataFrame, ranked: pd.DataFrame, indicator: Measured, noun: str) -> str:
    columns = [ranked[name] if name in ranked else [None] * len(ranked) for name in ("numerator", "denominator")]
    full = indicator.unit == "%" and all(
        covers_all(value, top, bottom) for value, top, bottom in zip(ranked["value"], *columns, strict=True)
    )
    if full and len(ranked) == len(frame):
        return f"{len(ranked)}{noun}全部达到100%"
    who = f"{len(ranked)}{noun}" if len(ranked) == len(frame) else f"参加排名的{len(ranked)}{noun}"
    return f"{who}相同，均为{ranked['shown'].iloc[0]}，并列第1"


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


def _last_place(ranked: pd.DataFrame, noun: str) -> str:
    last = ranked[ranked["rank"] == ranked["rank"].max()]
    return f"{names(last['unit_name'], noun)}{'并列' if len(last) > 1 else ''}末位（{last['shown'].iloc[0]}）"


def _risers(ranked: pd.DataFrame, gap: float | None, noun: str) -> str:
    """Name who rose most, if the value behind the places changed by enough."""
    if not {"rank_change", "value_prev"} <= set(ranked.columns):
        return ""
    moved = ranked[ranked["rank_change"].notna()]
    if gap is not None:
        moved = moved[(moved["value"] - moved["value_prev"]).abs().round(9) >= gap]
    if moved.empty or int(moved["rank_change"].max()) <= 0:
        return ""
    most = int(moved["rank_change"].max())
    return f"{names(moved.loc[moved['rank_change'] == most, 'unit_name'], noun)}上升最多，升{most}位"


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
