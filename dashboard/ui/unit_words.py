"""What is said of single units of a ranking: place, move, what is shown when pointed at, and the rows of the table."""

from typing import Any

import numpy as np
import pandas as pd

from dashboard import numbers
from dashboard.frames import records
from dashboard.queries import IndicatorRow
from dashboard.ui.selection import Selection

#: A move that is none must be explained where it occurs.
SAME = "持平"
#: What is read of a unit that has a mark of its own.
HOVERED = ["unit_name", "shown", "value", "status", "numerator", "denominator", "value_prev", "gap_next", "rank_change",
           "is_new", "is_real", "best", "worst", "place_all", "n_all", "place_peer", "n_peer"]  # fmt: skip


def standing(row: dict[str, Any], whole: str) -> str:
    """`示例市 9／18 · 同类 2／6`, empty without a place."""
    known = [("place_all", "n_all", whole or "全部"), ("place_peer", "n_peer", "同类")]
    parts = [f"{name} {int(row[place])}／{int(row[n])}" for place, n, name in known if pd.notna(row[place])]
    return " · ".join(parts)


def firmness(row: dict[str, Any]) -> str:
    """`与2—6名差距不明显`, empty where the place is firm or nothing can be said."""
    return "" if pd.isna(row["best"]) else f"与{int(row['best'])}—{int(row['worst'])}名差距不明显"


def place_or_dash(rank: Any, tied: Any) -> str:
    """`第3名`, `并列第2`, or a dash."""
    return numbers.rank_text(rank, tied=bool(tied))


def moved(row: dict[str, Any]) -> str:
    """Change of place: an arrow only where the value moved by what matters, else 持平."""
    step = row["rank_change"]
    if not row["is_new"] and pd.notna(step) and step != 0 and not row["is_real"]:
        return SAME
    return numbers.rank_change_text(step, is_new=bool(row["is_new"]))


def by_size(frame: pd.DataFrame) -> pd.DataFrame:
    """A ranking as it is drawn: in order of place; figures without places go by size."""
    return frame if frame["rank"].notna().any() else frame.sort_values("value", ascending=False, kind="stable")


def with_hover(frame: pd.DataFrame, chosen: Selection, drawn: np.ndarray | None = None) -> pd.DataFrame:
    """The ranking with hover (what is shown when a mark is pointed at) and moved (change of place).

    Args:
        frame: As given by `queries.ranking`.
        chosen: What the person chose.
        drawn: Rows that have a mark of their own; the others get no words.
    """
    whole = str(frame.attrs.get("whole_name") or "")
    rows = records(frame, HOVERED)
    marks = np.ones(len(rows), dtype=bool) if drawn is None else drawn
    told = [
        (hover(row, chosen, whole), moved(row)) if mark else ("", "") for row, mark in zip(rows, marks, strict=True)
    ]
    return frame.assign(hover=[words for words, _ in told], moved=[move for _, move in told])


def hover(row: dict[str, Any], chosen: Selection, whole: str) -> str:
    """What is shown when the mark of a unit is pointed at."""
    ind = chosen.indicator
    parts = [f"<b>{row['unit_name']}</b>　{row['shown'] if pd.notna(row['value']) else row['status']}"]
    if ind.has_denominator and pd.notna(row["denominator"]):
        parts.append(f"{numbers.plain(row['numerator'], 2)} ÷ {numbers.plain(row['denominator'], 2)}")
    if pd.notna(row["value_prev"]) and chosen.compare is not None:
        before = numbers.format_value(row["value_prev"], ind.unit, ind.decimals)
        parts.append(f"{chosen.compare_label.removeprefix('较')} {before}")
    if pd.notna(row["gap_next"]) and row["gap_next"]:
        parts.append(f"与前一名差 {numbers.difference_text(row['gap_next'], ind.unit, ind.decimals)}")
    parts += [said for said in (standing(row, whole), firmness(row)) if said]
    if moved(row) == SAME:
        parts.append("位次有变，但数值变化小于最小有效差")
    return "<br>".join(parts)


def ranking_table(frame: pd.DataFrame, ind: IndicatorRow) -> pd.DataFrame:
    """The ranking as text for table and CSV: place, change, last_year, to_next, to_whole added."""

    def signed(gap: float) -> str:
        if pd.isna(gap):
            return "—"
        sign = "+" if gap > 0 else "−" if gap < 0 else ""
        return sign + numbers.difference_text(gap, ind.unit, ind.decimals)

    table = frame.copy()
    ranked = zip(frame["rank"], frame["tied"], frame["status"], strict=True)
    table["place"] = [numbers.rank_text(rank, tied=bool(tied), status=str(status)) for rank, tied, status in ranked]
    rows = records(frame)
    table["change"] = [moved(row) for row in rows]
    table["peers"] = [
        numbers.rank_text(row["place_peer"], n=int(row["n_peer"])) if pd.notna(row["place_peer"]) else "—"
        for row in rows
    ]
    table["firm"] = [firmness(row) or "—" for row in rows]
    table["last_year"] = numbers.format_column(frame["value_last_year"], ind.unit, ind.decimals)
    table["to_next"] = [
        "—" if pd.isna(gap) else numbers.difference_text(gap, ind.unit, ind.decimals) for gap in frame["gap_next"]
    ]
    table["to_whole"] = [signed(gap) for gap in frame["gap_whole"]] if ind.has_denominator else "—"
    return table
