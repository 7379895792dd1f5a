"""Several rates on one scale: each unit a dot, the whole a mark with its value, a published figure as a line."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from dashboard.charts import template
from dashboard.charts.template import Foot, note

ROW, TOP, BOTTOM = 62, 70, 58
#: Room beside 0 and 100 % for the names of the ends.
RANGE = (-14, 114)
#: More units than this are not drawn one by one but as the span they fill.
MOST_DOTS = 150


@dataclass(frozen=True)
class Strip:
    """One rate.

    Attributes:
        name: Name of the rate.
        values: One a unit, missing left out.
        hover: Words for each value.
        whole: Value of the whole, None without.
        whole_words: Printed beside it.
        ends: Words for the lowest and the highest unit.
        reference: Published figure, None without.
        reference_words: Printed at its line.
    """

    name: str
    values: Sequence[float]
    hover: Sequence[str]
    whole: float | None
    whole_words: str
    ends: tuple[str, str]
    reference: float | None = None
    reference_words: str = ""


def rate_strips(strips: Sequence[Strip], *, title: str, foot: Foot, whole_name: str) -> go.Figure:
    """Rows of dots from 0 to 100 %.

    Args:
        strips: The rates, top to bottom.
        title: Chart title.
        foot: Date, unit, source.
        whole_name: What the marks are.
    """
    margin = {"l": max(template.text_width(strip.name) for strip in strips) + 22, "r": 60, "t": TOP, "b": BOTTOM}
    small = {"size": template.NOTE_SIZE, "color": template.MUTED}
    own, each = (f"<span style='color:{fill}'>●</span>" for fill in (template.FOCUS, template.MEDIAN))
    key = f"{own} {whole_name}　{each} 各单位　┆ 全国（公开数）"
    return template.figure(
        [_dots(strips), _wholes(strips)],
        title=title,
        foot=foot,
        height=TOP + BOTTOM + ROW * len(strips),
        margin=margin,
        annotations=[
            note(key, colour=template.INK, x=0, xref="paper", xanchor="left", xshift=4 - margin["l"], y=1,
                 yref="paper", yanchor="bottom", yshift=6),
            *(text for row, strip in enumerate(strips) for text in _words(row, strip)),
        ],
        shapes=[_line(row, strip.reference) for row, strip in enumerate(strips) if strip.reference is not None],
        xaxis=template.axis(range=list(RANGE), tickvals=[0, 25, 50, 75, 100], ticksuffix="%", tickfont=small),
        yaxis=template.names_axis([strip.name for strip in strips], ends=(len(strips) - 0.45, -0.55), standoff=8),
    )  # fmt: skip


def _dots(strips: Sequence[Strip]) -> dict[str, Any]:
    single = [(value, row, words) for row, strip in enumerate(strips) if len(strip.values) <= MOST_DOTS
              for value, words in zip(strip.values, strip.hover, strict=True)]  # fmt: skip
    many = [(value, row, "") for row, strip in enumerate(strips) if len(strip.values) > MOST_DOTS
            for value in (min(strip.values), max(strip.values))]  # fmt: skip
    drawn = [*single, *many]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [value for value, _, _ in drawn],
        "y": [row for _, row, _ in drawn],
        "marker": {
            "size": 11,
            "color": template.MEDIAN,
            "opacity": 0.55,
            "line": {"color": template.PAPER, "width": 1},
        },
        "hovertext": [words for _, _, words in drawn],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _wholes(strips: Sequence[Strip]) -> dict[str, Any]:
    here = [(strip.whole, row, f"<b>{strip.name}</b>　{strip.whole_words}") for row, strip in enumerate(strips)
            if strip.whole is not None]  # fmt: skip
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [value for value, _, _ in here],
        "y": [row for _, row, _ in here],
        "marker": {"size": 15, "color": template.FOCUS, "line": {"color": template.PAPER, "width": 1.5}},
        "hovertext": [words for _, _, words in here],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _words(row: int, strip: Strip) -> list[dict[str, Any]]:
    """The whole above its mark, the ends below theirs, the published figure above its line."""
    texts = []
    if strip.whole is not None:
        words = f"<b>{strip.whole_words}</b>"
        apart = strip.reference is not None and abs(strip.reference - strip.whole) < 18
        side = "center" if not apart else "right" if strip.whole <= (strip.reference or 0) else "left"
        texts.append(note(words, size=template.TEXT_SIZE, colour=template.FOCUS, x=strip.whole, xanchor=side, y=row,
                          yanchor="bottom", yshift=9))  # fmt: skip
        if strip.reference is not None:
            other = "left" if side == "right" else "right" if side == "left" else "center"
            texts.append(note(strip.reference_words, colour=template.INK, x=strip.reference, xanchor=other, y=row,
                              yanchor="bottom", yshift=10, xshift=4 if other == "left" else -4))  # fmt: skip
    if strip.values:
        low, high = min(strip.values), max(strip.values)
        near = high - low < 24
        for value, words, side in ((low, strip.ends[0], "right" if near else "center"),
                                   (high, strip.ends[1], "left" if near else "center")):  # fmt: skip
            texts.append(note(words, x=value, xanchor=side, y=row, yanchor="top", yshift=-8))
    return texts


def _line(row: int, at: float | None) -> dict[str, Any]:
    return {"type": "line", "x0": at, "x1": at, "y0": row - 0.3, "y1": row + 0.3,
            "line": {"color": template.INK, "width": 2, "dash": "dot"}}  # fmt: skip
