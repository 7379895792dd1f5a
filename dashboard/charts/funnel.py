"""The funnel: rate against denominator, with the band that chance alone may fill around the whole."""

from collections.abc import Collection
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts import template
from dashboard.charts.classes import LOOKS, class_words
from dashboard.charts.template import Foot, note
from dashboard.frames import records

HEIGHT = 520
SHOWN = ("better", "like", "worse", "small", "unclassed", "higher", "lower")
#: With more points than this only those outside the band and the chosen ones carry a name.
NAMED = 14


def funnel_chart(
    points: pd.DataFrame,
    band: pd.DataFrame,
    *,
    title: str,
    foot: Foot,
    whole: str,
    counted: str = "",
    focus: Collection[str] = (),
) -> go.Figure:
    """Draw the funnel.

    Args:
        points: A row a unit with a rate: unit_code, unit_name, denominator, value (%), class, hover.
        band: A row a denominator, ascending: denominator, lower, upper, whole (all %).
        title: Chart title.
        foot: Date and source.
        whole: Name of the whole.
        counted: What denominators are counted in.
        focus: Codes of units named in any case.
    """
    rows = records(points[points["class"].isin(SHOWN)])
    values = [row["value"] for row in rows]
    low, high = _span([*values, *band["lower"].tail(1), *band["upper"].tail(1)])
    level = float(band["whole"].iloc[0])
    margin = {"l": 58, "r": 28, "t": 96, "b": 74}
    small = {"size": template.NOTE_SIZE, "color": template.MUTED}
    far = float(band["denominator"].iloc[-1])
    return template.figure(
        [*_band(band), _points(rows, whole)],
        title=title,
        foot=foot,
        height=HEIGHT,
        margin=margin,
        annotations=[
            *_names(rows, focus),
            note(
                f"{whole} {level:.1f}%", x=0, y=level, xanchor="left", yanchor="bottom", xshift=4, colour=template.INK
            ),
            *_key(rows, whole, margin),
            note(
                f"分母（{counted}）→" if counted else "分母 →",
                x=1,
                xref="paper",
                xanchor="right",
                y=0,
                yref="paper",
                yanchor="top",
                yshift=-22,
            ),
        ],
        xaxis=template.axis(range=[0, far], tickformat=",", tickfont=small, nticks=8),
        yaxis=template.axis(range=[low, high], ticksuffix="%", tickfont=small, nticks=7),
    )


def _span(values: list[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    room = max((high - low) * 0.08, 2.0)
    return max(-1.0, low - room), min(101.5, high + room)


def _band(band: pd.DataFrame) -> list[dict[str, Any]]:
    """The band as two thin lines with a pale fill between them, and the whole."""
    common = {"type": "scatter", "mode": "lines", "x": band["denominator"].tolist(), "hoverinfo": "skip"}
    edge = {"color": template.MEDIAN, "width": 1, "dash": "dot"}
    return [
        {**common, "y": band["lower"].tolist(), "line": edge},
        {**common, "y": band["upper"].tolist(), "line": edge, "fill": "tonexty", "fillcolor": "#F1F4F7"},
        {**common, "y": band["whole"].tolist(), "line": {"color": template.INK, "width": 1.2}},
    ]


def _look(code: str) -> str:
    known = {"higher": "better", "lower": "worse", "unclassed": "like"}
    return known.get(code, code)


def _points(rows: list[dict[str, Any]], whole: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [row["denominator"] for row in rows],
        "y": [row["value"] for row in rows],
        "marker": {
            "size": 12,
            "color": [LOOKS[_look(row["class"])].fill for row in rows],
            "line": {"color": template.INK, "width": [2 if row["class"] == "small" else 1 for row in rows]},
            "opacity": 1,
        },
        "cliponaxis": False,
        "customdata": [[row["unit_code"]] for row in rows],
        "hovertext": [f"{row['hover']}<br>{class_words(row['class'], whole)}" for row in rows],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _names(rows: list[dict[str, Any]], focus: Collection[str]) -> list[dict[str, Any]]:
    """Names above the points; on the left half to the right of them, so that none leaves the picture."""
    few = len(rows) <= NAMED
    widest = max((row["denominator"] for row in rows), default=1)
    texts = []
    for row in rows:
        if few or row["class"] not in ("like", "small", "unclassed") or row["unit_code"] in focus:
            right = row["denominator"] < widest * 0.6
            strong = row["unit_code"] in focus
            words = f"<b>{row['unit_name']}</b>" if strong else row["unit_name"]
            texts.append(note(words, colour=template.INK, x=row["denominator"], y=row["value"], yanchor="middle",
                              xanchor="left" if right else "right", xshift=10 if right else -10,
                              bgcolor=template.VEIL))  # fmt: skip
    return texts


def _key(rows: list[dict[str, Any]], whole: str, margin: dict[str, int]) -> list[dict[str, Any]]:
    found = {row["class"] for row in rows}
    parts = []
    for code in SHOWN:
        if code in found:
            sign = "○" if code == "small" else "●"
            fill = LOOKS[_look(code)].fill
            colour = template.INK if code == "small" else "#9AA7B5" if _look(code) == "like" else fill
            words = {"higher": f"明显高于{whole}", "lower": f"明显低于{whole}"}.get(code, class_words(code, whole))
            parts.append(f'<span style="color:{colour}">{sign}</span> {words}')
    lines = ["　".join(parts), f"灰带内与{whole}的差距可能只是分母小带来的偶然波动；分母越小，灰带越宽"]
    at: dict[str, Any] = {"xref": "paper", "yref": "paper", "x": 0, "y": 1, "xanchor": "left", "yanchor": "bottom",
                          "align": "left", "xshift": 4 - margin["l"]}  # fmt: skip
    return [note(line, colour=template.INK, yshift=6 + 21 * (1 - place), **at) for place, line in enumerate(lines)]
