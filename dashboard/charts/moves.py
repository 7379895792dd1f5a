"""Who moved: bars of improvement, and places then and now joined by a line."""

from collections.abc import Collection
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts import template
from dashboard.charts.template import Foot, note
from dashboard.frames import records

ROW_LOW, ROW_HIGH, BODY = 30, 42, 420
#: More rows than this: only the two ends, the table has all.
MAX_ROWS, ENDS = 40, 15
UP, DOWN, SAME = template.FOCUS, template.FURTHER[0], template.OTHERS
TOP = 72


def progress_bars(frame: pd.DataFrame, *, title: str, foot: Foot, focus: Collection[str] = ()) -> go.Figure:
    """Bars from zero: better to the right, worse to the left; a change that is none is grey.

    Args:
        frame: Rows in order of place: unit_code, unit_name, place (text), better_by (float, positive = better),
            change_shown, from_to, is_real, why (text of a unit without a place, below the rule), hover.
        title: Chart title.
        foot: Date and source.
        focus: Codes of units whose names are bold.
    """
    ranked = frame[frame["why"] == ""]
    if len(ranked) > MAX_ROWS:
        ranked = pd.concat([ranked.head(ENDS), ranked.tail(ENDS)])
    apart = frame[frame["why"] != ""].head(8)
    rows, rest = records(ranked), records(apart)
    last = len(rows) + (0.6 + len(rest) if rest else 0) - 1
    low, high = min([0.0, *ranked["better_by"]]), max([0.0, *ranked["better_by"]])
    room = (high - low) * 0.02 or 1.0
    every = [*rows, *rest]
    margin = {
        "l": max((template.text_width(row["unit_name"]) for row in every), default=0)
        + max((template.text_width(row["place"]) for row in rows), default=0) + 40,
        "r": max((template.text_width(row["change_shown"]) for row in rows), default=0)
        + max((template.text_width(row["from_to"]) for row in rows), default=0) + 40,
        "t": TOP, "b": 34,
    }  # fmt: skip
    ys = [*range(len(rows)), *(len(rows) + 0.6 + at for at in range(len(rest)))]
    height = margin["t"] + margin["b"] + round((last + 1.4) * min(ROW_HIGH, max(ROW_LOW, BODY / max(last + 1.4, 1))))
    return template.figure(
        [_bars(rows)],
        title=title,
        foot=foot,
        height=height,
        margin=margin,
        annotations=[*_texts(rows, margin), *_apart(rest, len(rows)), *_heads(low, high, margin)],
        shapes=[_zero(len(rows)), *([_rule(len(rows) - 0.2)] if rest and rows else [])],
        xaxis=template.axis(range=[low - room, high + room], showticklabels=False, showgrid=False),
        yaxis=template.names_axis([_name(row, focus) for row in every], ys, ends=(last + 0.7, -0.9)),
        bargap=0.34,
    )  # fmt: skip


def _name(row: dict[str, Any], focus: Collection[str]) -> str:
    return f"<b>{row['unit_name']}</b>" if row["unit_code"] in focus else str(row["unit_name"])


def _bars(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "x": [row["better_by"] for row in rows],
        "y": list(range(len(rows))),
        "marker": {"color": [_colour(row) for row in rows], "line": {"width": 0}},
        "customdata": [[row["unit_code"]] for row in rows],
        "hovertext": [row["hover"] for row in rows],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _colour(row: dict[str, Any]) -> str:
    return SAME if not row["is_real"] else UP if row["better_by"] > 0 else DOWN


def _texts(rows: list[dict[str, Any]], margin: dict[str, int]) -> list[dict[str, Any]]:
    texts = []
    for y, row in enumerate(rows):
        at: dict[str, Any] = {"y": y, "yanchor": "middle", "xref": "paper", "colour": template.INK}
        texts.append(note(row["place"], size=14, x=0, xanchor="left", xshift=4 - margin["l"], **at))
        texts.append(note(f"<b>{row['change_shown']}</b>", size=14, x=1, xanchor="right", xshift=margin["r"] - 6, **at))
        texts.append(note(row["from_to"], x=1, xanchor="left", xshift=8, **{**at, "colour": template.MUTED}))
    return texts


def _apart(rest: list[dict[str, Any]], first: int) -> list[dict[str, Any]]:
    return [
        note(row["why"], x=0, xref="paper", xanchor="left", xshift=2, y=first + 0.6 + at) for at, row in enumerate(rest)
    ]


def _heads(low: float, high: float, margin: dict[str, int]) -> list[dict[str, Any]]:
    at: dict[str, Any] = {"y": -0.9, "yanchor": "bottom"}
    heads = [note("变好 →", x=0, xanchor="left", xshift=4, **at)] if high > 0 else []
    if low < 0:
        heads.append(note("← 变差", x=0, xanchor="right", xshift=-4, **at))
    return [*heads, note("变化", x=1, xref="paper", xanchor="right", xshift=margin["r"] - 6, **at)]


def _zero(rows: int) -> dict[str, Any]:
    line = {"color": template.MEDIAN, "width": 1.5}
    return {"type": "line", "x0": 0, "x1": 0, "y0": -0.55, "y1": rows - 0.45, "line": line}


def _rule(y: float) -> dict[str, Any]:
    line = {"color": template.OTHERS, "width": 1}
    return {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": y, "y1": y, "line": line}


def slope_chart(
    frame: pd.DataFrame, *, title: str, foot: Foot, before: str, now: str, focus: Collection[str] = ()
) -> go.Figure:
    """Places then at the left, places now at the right; real rises and falls strong, the others grey.

    Args:
        frame: A row a unit with both places: unit_code, unit_name, rank_prev, rank, shown, shown_prev, is_real, hover.
        title: Chart title.
        foot: Date and source.
        before: Name of the earlier period.
        now: Name of the period.
        focus: Codes of chosen units; without any, real moves are strong.
    """
    rows = records(frame)
    lowest = max([*(int(row["rank"]) for row in rows), *(int(row["rank_prev"]) for row in rows), 1])
    left, right = _end_words(rows, "rank_prev", "shown_prev"), _end_words(rows, "rank", "shown")
    widest = [max((template.text_width(word) for _, word in side), default=0) for side in (left, right)]
    margin = {"l": widest[0] + 26, "r": widest[1] + 26, "t": TOP, "b": 34}
    pitch = min(ROW_HIGH, max(24, BODY / lowest))
    at: dict[str, Any] = {"xref": "x", "yanchor": "middle", "colour": template.INK, "size": template.TEXT_SIZE}
    head: dict[str, Any] = {"y": 0.35, "yanchor": "bottom", "colour": template.MUTED}
    return template.figure(
        [_slope(row, focus) for row in sorted(rows, key=lambda row: _strength(row, focus))],
        title=title,
        foot=foot,
        height=round(margin["t"] + margin["b"] + pitch * (lowest + 0.8)),
        margin=margin,
        annotations=[
            *(note(word, x=0, xanchor="right", xshift=-12, y=y, **at) for y, word in left),
            *(note(word, x=1, xanchor="left", xshift=12, y=y, **at) for y, word in right),
            note(before, x=0, xanchor="center", **head), note(now, x=1, xanchor="center", **head),
        ],
        xaxis=template.axis(range=[0, 1], showticklabels=False, showgrid=False),
        yaxis=template.axis(range=[lowest + 0.5, 0.3], showticklabels=False, showgrid=False),
    )  # fmt: skip


def _end_words(rows: list[dict[str, Any]], place: str, shown: str) -> list[tuple[int, str]]:
    """One text a place: units that share it stand on one line."""
    found: dict[int, list[str]] = {}
    for row in rows:
        found.setdefault(int(row[place]), []).append(f"{row['unit_name']} {row[shown]}")
    few = {y: "、".join(words[:2]) + (f"等{len(words)}个" if len(words) > 2 else "") for y, words in found.items()}
    return [(y, f"{y}　{words}") for y, words in sorted(few.items())]


def _strength(row: dict[str, Any], focus: Collection[str]) -> int:
    if focus:
        return 2 if row["unit_code"] in focus else 0
    return 2 if row["is_real"] and row["rank"] != row["rank_prev"] else 0


def _slope(row: dict[str, Any], focus: Collection[str]) -> dict[str, Any]:
    strong = _strength(row, focus) > 0
    moved = int(row["rank_prev"]) - int(row["rank"])
    colour = (UP if moved >= 0 else DOWN) if strong else SAME
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [0, 1],
        "y": [int(row["rank_prev"]), int(row["rank"])],
        "line": {"color": colour, "width": 3 if strong else 1.6},
        "marker": {"size": 9 if strong else 7, "color": colour, "opacity": 1},
        "cliponaxis": False,
        "customdata": [[row["unit_code"]]] * 2,
        "hovertext": [row["hover"]] * 2,
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
