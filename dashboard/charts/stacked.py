"""Stacked bars: what a whole is made of, unit by unit, as shares of 100 % or as counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from dashboard.charts import template
from dashboard.charts.classes import DARK
from dashboard.charts.template import Foot, note

#: Ordered shades of one hue, light to dark, for bands; five, four and three stars have their own.
BANDS = ("#EEF2F7", "#D5E2F1", "#B4CCE6", "#8FB1D8", "#6C98CB", "#3F72AE", "#1D4E89")
STARS = {5: "#B97A12", 4: "#E0A83A", 3: "#F3D9A4", 0: "#EDF0F3"}
ROW_LOW, ROW_HIGH, BODY = 28, 40, 400
TOP = 78
#: A number is written into a segment that is at least as wide as it, on a plot of this many pixels.
PLOT = 480
APART_GAP = 0.6
#: Least contrast of text.
READABLE = 4.5


@dataclass(frozen=True)
class Segment:
    """One part of every bar.

    Attributes:
        label: Words in the key.
        colour: Fill.
        values: One a bar, missing as NaN.
        texts: What is written into the bars.
        sign: Its mark in the key; lights have one each, so that they are told apart without colour.
    """

    label: str
    colour: str
    values: Sequence[float]
    texts: Sequence[str]
    sign: str = "■"


@dataclass(frozen=True)
class Bar:
    """One bar.

    Attributes:
        name: Name of the unit.
        place: Words at the far left, such as `第3名`; may be empty.
        value: Words at the right, such as `86.6%`.
        code: Given back when the bar is clicked.
        apart: Words instead of a bar, such as `未报`; such bars stand below the others.
    """

    name: str
    place: str
    value: str
    code: str
    apart: str = ""


def stacked_bars(
    bars: Sequence[Bar],
    segments: Sequence[Segment],
    *,
    title: str,
    foot: Foot,
    shares: bool,
    value_head: str = "",
) -> go.Figure:
    """Horizontal stacked bars in the order given.

    Args:
        bars: The units.
        segments: The parts, in the order drawn from the left.
        title: Chart title.
        foot: Date, unit, source.
        shares: Stretch every bar to 100 %; else lengths are counts.
        value_head: Words above the values at the right.
    """
    ys = _places(bars)
    margin = {
        "l": 12 + _widest(bar.place for bar in bars) + _widest(bar.name for bar in bars) + 20,
        "r": max(_widest(bar.value for bar in bars), template.text_width(value_head, template.NOTE_SIZE)) + 20,
        "t": TOP,
        "b": 34,
    }
    totals = [
        sum(item.values[at] for item in segments if item.values[at] == item.values[at]) for at in range(len(bars))
    ]
    longest = 100.0 if shares else max([*totals, 1.0]) * 1.01
    last = max(ys, default=0)
    pitch = min(ROW_HIGH, max(ROW_LOW, BODY / (last + 1)))
    return template.figure(
        [_trace(item, bars, ys, totals, longest, shares) for item in segments],
        title=title,
        foot=foot,
        height=round(margin["t"] + margin["b"] + (last + 1.2) * pitch),
        margin=margin,
        annotations=[*_columns(bars, ys, margin, value_head), *_key(segments, margin)],
        barmode="stack",
        bargap=0.28,
        xaxis=template.axis(range=[0, longest], showticklabels=False, showgrid=False),
        yaxis=template.names_axis([bar.name for bar in bars], ys, ends=(last + 0.6, -0.6)),
    )


def _places(bars: Sequence[Bar]) -> list[float]:
    gap = APART_GAP if any(bar.apart for bar in bars) and not all(bar.apart for bar in bars) else 0
    return [at + (gap if bar.apart else 0) for at, bar in enumerate(bars)]


def _widest(texts: Any) -> int:
    return max((template.text_width(text) for text in texts), default=0)


def _trace(
    item: Segment, bars: Sequence[Bar], ys: list[float], totals: list[float], longest: float, shares: bool
) -> dict[str, Any]:
    lengths: list[float | None] = []
    texts = []
    for at, value in enumerate(item.values):
        here = value == value and not bars[at].apart and totals[at] > 0
        length = value / totals[at] * 100 if here and shares else value
        lengths.append(length if here else None)
        room = length / longest * PLOT if here else 0
        texts.append(item.texts[at] if room >= template.text_width(item.texts[at], template.NOTE_SIZE) + 6 else "")
    return {
        "type": "bar",
        "orientation": "h",
        "name": item.label,
        "x": lengths,
        "y": ys,
        "text": texts,
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "constraintext": "none",
        "textfont": {"size": template.NOTE_SIZE, "color": ink_on(item.colour)},
        "marker": {"color": item.colour, "line": {"color": template.PAPER, "width": 1}},
        "customdata": [[bar.code] for bar in bars],
        "hovertext": [f"<b>{bar.name}</b><br>{item.label}　{text}" for bar, text in zip(bars, item.texts, strict=True)],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def ink_on(colour: str) -> str:
    """The common ink, white, or near black: the first that can be read on a fill."""
    choices = (template.INK, template.PAPER, DARK)
    return next((ink for ink in choices if contrast(colour, ink) >= READABLE), DARK)


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb`, 0 black to 1 white."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _columns(bars: Sequence[Bar], ys: list[float], margin: dict[str, int], value_head: str) -> list[dict[str, Any]]:
    texts = []
    text: dict[str, Any] = {"size": template.TEXT_SIZE, "colour": template.INK, "xref": "paper", "yanchor": "middle"}
    for bar, y in zip(bars, ys, strict=True):
        if bar.place:
            texts.append(note(bar.place, x=0, xanchor="left", xshift=4 - margin["l"], y=y, **text))
        if bar.apart:
            texts.append(note(bar.apart, x=0, xref="paper", xanchor="left", xshift=2, y=y))
        elif bar.value:
            texts.append(note(f"<b>{bar.value}</b>", x=1, xanchor="right", xshift=margin["r"] - 6, y=y, **text))
    if value_head:
        at: dict[str, Any] = {"x": 1, "xref": "paper", "xanchor": "right", "xshift": margin["r"] - 6}
        texts.append(note(value_head, y=1, yref="paper", yanchor="bottom", yshift=4, **at))
    return texts


def _key(segments: Sequence[Segment], margin: dict[str, int]) -> list[dict[str, Any]]:
    """One line above the bars: a swatch with an outline and its words."""
    words = "　".join(swatch(item.colour, item.label, item.sign) for item in segments)
    return [note(words, colour=template.INK, x=0, xref="paper", xanchor="left", xshift=4 - margin["l"], y=1,
                 yref="paper", yanchor="bottom", yshift=4)]  # fmt: skip


def swatch(colour: str, words: str, sign: str = "■") -> str:
    """A square of a fill, or another sign, and its words, for a key in one line."""
    return f'<span style="color:{colour};text-shadow:0 0 1px {template.MUTED}">{sign}</span> {words}'
