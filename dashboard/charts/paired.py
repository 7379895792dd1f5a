"""Two measures side by side, unit by unit: this year as a bar, last year as a mark, the change in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from dashboard.charts import template
from dashboard.charts.template import Foot, note

ROW_LOW, ROW_HIGH, BODY = 30, 42, 380
TOP, BOTTOM = 104, 34
GAP = 0.05
#: Room to the right of the bars for value and change, as a share of the panel.
ROOM = 2.3
SECOND = "#8FB1D8"


@dataclass(frozen=True)
class Pair:
    """One unit.

    Attributes:
        name: Its name.
        code: Given back when a bar is clicked.
        now, then: Values of the two measures, missing as NaN.
        texts: What is written beside the two bars.
        words: At the far right, such as `增长主要靠补助`; strong ones are drawn bold.
        strong: Whether they are.
        apart: Words instead of bars, such as `未报`.
        hover: One text for the unit.
    """

    name: str
    code: str
    now: tuple[float, float]
    then: tuple[float, float]
    texts: tuple[str, str]
    words: str
    strong: bool
    apart: str
    hover: str


def paired_bars(pairs: Sequence[Pair], *, heads: tuple[str, str], title: str, foot: Foot, key: str) -> go.Figure:
    """Draw both measures on one scale, so that their sizes can be compared.

    Args:
        pairs: The units, in the order drawn.
        heads: Words above the two panels.
        title: Chart title.
        foot: Date, unit, source.
        key: What the mark stands for, such as `竖线为上年同期`.
    """
    largest = max([v for pair in pairs for v in (*pair.now, *pair.then) if v == v], default=1.0) or 1.0
    words = max((template.text_width(pair.words) for pair in pairs), default=0)
    margin = {
        "l": 16 + max((template.text_width(pair.name) for pair in pairs), default=0),
        "r": words + 20,
        "t": TOP,
        "b": BOTTOM,
    }
    ys = list(range(len(pairs)))
    pitch = min(ROW_HIGH, max(ROW_LOW, BODY / max(len(pairs), 1)))
    half = (1 - GAP) / 2
    low = min([0.0, *(v for pair in pairs for v in (*pair.now, *pair.then) if v == v)])
    span = [low, largest * ROOM]
    return template.figure(
        [trace for side in (0, 1) for trace in _panel(pairs, ys, side)],
        title=title,
        foot=foot,
        height=round(TOP + BOTTOM + pitch * (len(pairs) + 0.2)),
        margin=margin,
        annotations=[*_texts(pairs, ys, margin), *_heads(heads, half), _key(key, margin)],
        barmode="overlay",
        bargap=0.38,
        xaxis=template.axis(range=span, domain=[0, half], showticklabels=False, showgrid=False),
        xaxis2=template.axis(range=span, domain=[half + GAP, 1], showticklabels=False, showgrid=False, anchor="y"),
        yaxis=template.names_axis([pair.name for pair in pairs], ys, ends=(len(pairs) - 0.4, -0.6)),
    )


def _panel(pairs: Sequence[Pair], ys: list[int], side: int) -> list[dict[str, Any]]:
    place = {"xaxis": "x" if side == 0 else "x2", "yaxis": "y"}
    hover = {
        "customdata": [[pair.code] for pair in pairs],
        "hovertext": [pair.hover for pair in pairs],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    colour = template.FOCUS if side == 0 else SECOND
    then = [None if pair.then[side] != pair.then[side] or pair.apart else pair.then[side] for pair in pairs]
    return [
        {
            "type": "bar",
            "orientation": "h",
            "y": ys,
            "x": [None if pair.now[side] != pair.now[side] or pair.apart else pair.now[side] for pair in pairs],
            "marker": {"color": colour, "line": {"width": 0}},
            **place,
            **hover,
        },
        {
            "type": "scatter",
            "mode": "markers",
            "y": ys,
            "x": then,
            "marker": {"symbol": "line-ns-open", "size": 20, "color": template.INK, "line": {"width": 2}},
            "cliponaxis": False,
            "hoverinfo": "skip",
            **place,
        },
    ]


def _texts(pairs: Sequence[Pair], ys: list[int], margin: dict[str, int]) -> list[dict[str, Any]]:
    found = []
    text: dict[str, Any] = {"size": template.NOTE_SIZE, "colour": template.INK, "yanchor": "middle"}
    for pair, y in zip(pairs, ys, strict=True):
        if pair.apart:
            found.append(note(pair.apart, x=0, xref="paper", xanchor="left", xshift=2, y=y))
            continue
        for side, xref in ((0, "x"), (1, "x2")):
            ends = [v for v in (pair.now[side], pair.then[side]) if v == v]
            if ends:
                at = max(0.0, *ends) if len(ends) > 1 else max(0.0, ends[0])
                found.append(note(pair.texts[side], x=at, xref=xref, xanchor="left", xshift=8, y=y, **text))
        words = f"<b>{pair.words}</b>" if pair.strong else pair.words
        found.append(note(words, x=1, xref="paper", xanchor="right", xshift=margin["r"] - 6, y=y, **text))
    return found


def _heads(heads: tuple[str, str], half: float) -> list[dict[str, Any]]:
    at: dict[str, Any] = {"xref": "paper", "yref": "paper", "y": 1, "yanchor": "bottom", "yshift": 4, "xanchor": "left",
                          "size": template.TEXT_SIZE, "colour": template.INK}  # fmt: skip
    return [note(f"<b>{heads[0]}</b>", x=0, **at), note(f"<b>{heads[1]}</b>", x=half + GAP, **at)]


def _key(key: str, margin: dict[str, int]) -> dict[str, Any]:
    return note(key, x=0, xref="paper", yref="paper", y=1, yanchor="bottom", yshift=30, xanchor="left",
                xshift=4 - margin["l"])  # fmt: skip
