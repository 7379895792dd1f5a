"""The parts of a change of the whole, unit by unit: its own rate and its share."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts import template
from dashboard.charts.template import Foot, note
from dashboard.frames import records

TOP = 78
ROW_LOW, ROW_HIGH, BODY = 34, 46, 380


def split_bars(table: pd.DataFrame, *, title: str, foot: Foot) -> go.Figure:
    """Each unit's part in the change of the whole: by its own rate, and by its share.

    Args:
        table: Rows in order: unit_name, unit_code, own, structure, total_shown, prev_shown, shown, own_shown,
            structure_shown.
        title: Chart title.
        foot: Date, unit, source.
    """
    rows = records(table)
    ends = [sum(row[n] for n in ("own", "structure") if row[n] * side > 0) for row in rows for side in (1, -1)]
    low, high = min([0.0, *ends]), max([0.0, *ends])
    room = (high - low) * 0.03 or 1.0
    margin = {
        "l": max((template.text_width(row["unit_name"]) for row in rows), default=0) + 18,
        "r": max((template.text_width(row["total_shown"]) for row in rows), default=0) + 22, "t": TOP, "b": 34,
    }  # fmt: skip
    pitch = min(ROW_HIGH, max(ROW_LOW, BODY / max(len(rows), 1)))
    at: dict[str, Any] = {"xref": "paper", "yref": "paper", "x": 0, "y": 1, "xanchor": "left", "yanchor": "bottom"}
    key = (
        f'<span style="color:{template.FOCUS}">■</span> 自身变化　'
        f'<span style="color:{template.FURTHER[0]}">■</span> 占比变化（构成）'
    )
    right: dict[str, Any] = {"x": 1, "xref": "paper", "xanchor": "right", "xshift": margin["r"] - 6,
                             "colour": template.INK, "size": template.TEXT_SIZE}  # fmt: skip
    return template.figure(
        [_effect(rows, "own", template.FOCUS), _effect(rows, "structure", template.FURTHER[0])],
        title=title,
        foot=foot,
        height=round(TOP + 34 + pitch * (len(rows) + 0.3)),
        margin=margin,
        annotations=[note(key, colour=template.INK, xshift=4 - margin["l"], yshift=6, **at),
                     *(note(f"<b>{row['total_shown']}</b>", y=y, **right) for y, row in enumerate(rows))],
        shapes=[{"type": "line", "x0": 0, "x1": 0, "y0": -0.55, "y1": len(rows) - 0.45,
                 "line": {"color": template.MEDIAN, "width": 1.5}}],
        xaxis=template.axis(range=[low - room, high + room], showticklabels=False, showgrid=False),
        yaxis=template.names_axis([row["unit_name"] for row in rows], ends=(len(rows) - 0.4, -0.7)),
        barmode="relative",
        bargap=0.34,
    )  # fmt: skip


def _effect(rows: list[dict[str, Any]], part: str, colour: str) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "x": [row[part] for row in rows],
        "y": list(range(len(rows))),
        "marker": {"color": colour, "line": {"width": 0}},
        "customdata": [[row["unit_code"]] for row in rows],
        "hovertext": [f"<b>{row['unit_name']}</b>　{row['prev_shown']} → {row['shown']}<br>"
                      f"自身变化 {row['own_shown']}　占比变化 {row['structure_shown']}" for row in rows],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }  # fmt: skip
