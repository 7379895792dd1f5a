"""How values are spread within groups of like units: the middle half as a box, each unit as a point."""

from collections.abc import Collection, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts import template
from dashboard.charts.ranking import Line
from dashboard.charts.template import Foot, note
from dashboard.frames import records

ROW, TOP, BOTTOM = 104, 92, 58
#: A box says something from this many units on; fewer are points and their middle.
LEAST_FOR_BOX = 5
#: More points than this are drawn as counts in bins: a figure never carries thousands of points.
MOST_POINTS = 150
BINS = 40
NAMED = 6


def group_boxes(
    frame: pd.DataFrame, groups: pd.DataFrame, *, title: str, foot: Foot, lines: Sequence[Line] = (),
    focus: Collection[str] = (),
) -> go.Figure:  # fmt: skip
    """Draw one row a group.

    Args:
        frame: A row a unit with a value: unit_code, unit_name, peer_group, value, hover; at most MOST_POINTS are drawn
            as points.
        groups: A row a group in order: peer_group, n, lower, middle, upper (quartiles), middle_shown.
        title: Chart title.
        foot: Date, unit, source.
        lines: The whole and the target.
        focus: Codes of units drawn strong and named.
    """
    names = groups["peer_group"].tolist()
    at = {name: row for row, name in enumerate(names)}
    values = [*frame["value"], *(line.value for line in lines)]
    low, high = _span(values)
    words = [f"{row['peer_group']}（{row['n']}）" for row in records(groups)]
    margin = {"l": max(template.text_width(word) for word in words) + 20, "r": 30, "t": TOP, "b": BOTTOM}
    small = {"size": template.NOTE_SIZE, "color": template.MUTED}
    points = [_points(frame, at, focus)] if len(frame) <= MOST_POINTS else [_binned(frame, at)]
    last = len(names) - 0.5
    return template.figure(
        [_middles(groups), *points],
        title=title,
        foot=foot,
        height=TOP + BOTTOM + max(ROW * len(names), 220),
        margin=margin,
        annotations=[*_names(frame, at, focus), *_line_words(lines, low, high), *_middle_words(groups)],
        shapes=[*_boxes(groups), *(_line(line, last) for line in lines)],
        xaxis=template.axis(range=[low, high], tickformat=",", tickfont=small, nticks=8),
        yaxis=template.names_axis(words, ends=(last, -0.5)),
    )  # fmt: skip


def _span(values: list[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    room = (high - low) * 0.08 or abs(high) * 0.1 or 1.0
    return (0.0 if 0 <= low <= (high - low) * 0.4 else low - room), high + room


def _boxes(groups: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {"type": "rect", "layer": "below", "x0": row["lower"], "x1": row["upper"], "y0": at - 0.24, "y1": at + 0.24,
         "fillcolor": template.GRID, "line": {"width": 0}}
        for at, row in enumerate(records(groups)) if row["n"] >= LEAST_FOR_BOX
    ]  # fmt: skip


def _middles(groups: pd.DataFrame) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": groups["middle"].tolist(),
        "y": list(range(len(groups))),
        "marker": {"symbol": "line-ns-open", "size": 44, "color": template.MEDIAN, "line": {"width": 2.5}},
        "hoverinfo": "skip",
    }


def _middle_words(groups: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        note(f"中位数 {row['middle_shown']}", x=row["middle"], y=at + 0.28, yanchor="top")
        for at, row in enumerate(records(groups))
    ]


def _points(frame: pd.DataFrame, at: dict[str, int], focus: Collection[str]) -> dict[str, Any]:
    chosen = [code in focus for code in frame["unit_code"]]
    strong = [not focus or one for one in chosen]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": frame["value"].tolist(),
        "y": [at[name] for name in frame["peer_group"]],
        "marker": {
            "size": [15 if one else 11 for one in chosen],
            "color": [template.FOCUS if one else template.OTHERS for one in strong],
            "line": {"color": template.PAPER, "width": 1},
            "opacity": 1,
        },
        "customdata": [[code] for code in frame["unit_code"]],
        "hovertext": frame["hover"].tolist(),
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _binned(frame: pd.DataFrame, at: dict[str, int]) -> dict[str, Any]:
    """Counts in equal bins as bubbles along each row."""
    bins = pd.cut(frame["value"], BINS)
    counted = frame.groupby([frame["peer_group"], bins], observed=True).size().reset_index(name="n")
    most = float(counted["n"].max())
    middles = [interval.mid for interval in counted["value"]]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": middles,
        "y": [at[name] for name in counted["peer_group"]],
        "marker": {"size": [6 + 30 * (n / most) ** 0.5 for n in counted["n"]], "color": template.FOCUS, "opacity": 0.55,
                   "line": {"width": 0}},
        "hovertext": [f"{middle:,.1f}左右：{n} 个" for middle, n in zip(middles, counted["n"], strict=True)],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }  # fmt: skip


def _names(frame: pd.DataFrame, at: dict[str, int], focus: Collection[str]) -> list[dict[str, Any]]:
    """Chosen units by name; with few units all of them, neighbours one above the other."""
    texts = []
    few = len(frame) <= MOST_POINTS
    for name, rows in frame.groupby("peer_group", sort=False):
        shown = rows if few and len(rows) <= NAMED else rows[rows["unit_code"].isin(list(focus))]
        for place, row in enumerate(records(shown.sort_values("value"))):
            words = f"<b>{row['unit_name']}</b>" if row["unit_code"] in focus else row["unit_name"]
            texts.append(note(words, colour=template.INK, x=row["value"], y=at[str(name)], yanchor="bottom",
                              yshift=9 + 18 * (place % 2), bgcolor=template.PAPER, borderpad=0))  # fmt: skip
    return texts


def _line(line: Line, last: float) -> dict[str, Any]:
    dash = {"color": template.INK, "width": 1.5, "dash": "dash" if line.dashed else "solid"}
    return {"type": "line", "layer": "below", "x0": line.value, "x1": line.value, "y0": -0.5, "y1": last, "line": dash}


def _line_words(lines: Sequence[Line], low: float, high: float) -> list[dict[str, Any]]:
    texts = []
    for row, line in enumerate(sorted(lines, key=lambda item: item.value)):
        anchor = "left" if line.value < (low + high) / 2 else "right"
        texts.append(note(line.words, colour=template.INK, x=line.value, xanchor=anchor, y=1, yref="paper",
                          yanchor="bottom", yshift=2 + 17 * (row % 2)))  # fmt: skip
    return texts
