"""Two indicators of the same units: a point a unit, the picture parted in four corners that say what they mean."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from dashboard.charts import template
from dashboard.charts.template import Foot, note

HEIGHT = 560
#: With more points than this only the chosen ones and those at the edges carry names.
NAMED = 24
#: Points closer than these shares of the picture would write over each other's name.
NEAR_X, NEAR_Y = 0.09, 0.05


@dataclass(frozen=True)
class Dot:
    """One unit: code, name, both values, text shown when it is pointed at."""

    code: str
    name: str
    x: float
    y: float
    hover: str


@dataclass(frozen=True)
class Corner:
    """Words of a corner; `right` and `upper` say which."""

    words: str
    right: bool
    upper: bool


def scatter_chart(
    dots: Sequence[Dot], corners: Sequence[Corner], *, title: str, foot: Foot, names: tuple[str, str],
    parts: tuple[float, float], part_words: tuple[str, str], focus: Collection[str] = (),
) -> go.Figure:  # fmt: skip
    """Draw the points.

    Args:
        dots: The units.
        corners: Up to four.
        title: Chart title.
        foot: Date and source.
        names: Names of both axes with units.
        parts: Where the picture is parted.
        part_words: What stands there, such as `示例市 41.22`.
        focus: Codes of units drawn strong.
    """
    spans = [_span([getattr(dot, axis) for dot in dots] + [parts[at]]) for at, axis in enumerate(("x", "y"))]
    small = {"size": template.NOTE_SIZE, "color": template.MUTED}
    line = {"color": template.MEDIAN, "width": 1.5}
    return template.figure(
        [_points(dots, focus)],
        title=title,
        foot=foot,
        height=HEIGHT,
        margin={"l": 66, "r": 24, "t": 76, "b": 78},
        annotations=[
            *(_corner(corner, spans) for corner in corners), *_labels(dots, focus, spans),
            note(part_words[0], x=parts[0], y=0, yref="paper", yanchor="bottom", xanchor="left", xshift=4),
            note(part_words[1], x=1, xref="paper", xanchor="right", y=parts[1], yanchor="bottom"),
            note(f"{names[0]} →", colour=template.INK, x=1, xref="paper", xanchor="right", y=0, yref="paper",
                 yanchor="top", yshift=-22),
            note(f"↑ {names[1]}", colour=template.INK, x=0, xref="paper", xanchor="left", xshift=-60, y=1, yref="paper",
                 yanchor="bottom", yshift=6),
        ],
        shapes=[
            {"type": "line", "yref": "paper", "x0": parts[0], "x1": parts[0], "y0": 0, "y1": 1, "layer": "below",
             "line": line},
            {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": parts[1], "y1": parts[1], "layer": "below",
             "line": line},
        ],
        xaxis=template.axis(range=spans[0], tickformat=",", nticks=7, tickfont=small),
        yaxis=template.axis(range=spans[1], tickformat=",", nticks=7, tickfont=small),
    )  # fmt: skip


def _span(values: list[float]) -> list[float]:
    """With room beyond the outermost points, where the words of the corners stand."""
    low, high = min(values), max(values)
    room = (high - low) * 0.24 or abs(high) * 0.1 or 1.0
    return [low - room, high + room]


def _corner(corner: Corner, spans: list[list[float]]) -> dict[str, Any]:
    x, y = (1 if corner.right else 0), (1 if corner.upper else 0)
    return note(corner.words, size=15, colour=template.MUTED, x=x, xref="paper", y=y, yref="paper",
                xanchor="right" if corner.right else "left", yanchor="top" if corner.upper else "bottom",
                xshift=-8 if corner.right else 8, yshift=-6 if corner.upper else 22)  # fmt: skip


def _points(dots: Sequence[Dot], focus: Collection[str]) -> dict[str, Any]:
    strong = [not focus or dot.code in focus for dot in dots]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [dot.x for dot in dots],
        "y": [dot.y for dot in dots],
        "marker": {"size": [15 if one and focus else 12 for one in strong], "opacity": 1,
                   "color": [template.FOCUS if one else template.OTHERS for one in strong],
                   "line": {"color": template.PAPER, "width": 1}},
        "customdata": [[dot.code] for dot in dots],
        "hovertext": [dot.hover for dot in dots],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "cliponaxis": False,
    }  # fmt: skip


def _labels(dots: Sequence[Dot], focus: Collection[str], spans: list[list[float]]) -> list[dict[str, Any]]:
    """Names beside the points; of two that stand close, one above and one below its point."""
    shown = [dot for dot in dots if len(dots) <= NAMED or dot.code in focus]
    middle, wide, high = sum(spans[0]) / 2, spans[0][1] - spans[0][0], spans[1][1] - spans[1][0]
    texts = []
    for dot in shown:
        close = [one for one in shown if one is not dot and abs(one.x - dot.x) < NEAR_X * wide
                 and abs(one.y - dot.y) < NEAR_Y * high]  # fmt: skip
        words = f"<b>{dot.name}</b>" if dot.code in focus else dot.name
        if close:
            upper = (dot.y, dot.code) > min((one.y, one.code) for one in close)
            texts.append(note(words, colour=template.INK, x=dot.x, y=dot.y, xanchor="center", yshift=17 * (1 if upper
                              else -1), bgcolor=template.VEIL))  # fmt: skip
            continue
        right = dot.x < middle
        texts.append(note(words, colour=template.INK, x=dot.x, y=dot.y, xanchor="left" if right else "right",
                          xshift=10 if right else -10, bgcolor=template.VEIL))  # fmt: skip
    return texts
