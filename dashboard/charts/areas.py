"""Stacked areas: how many stand at each level over time, the one to be cleared at the bottom."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from dashboard.charts import template
from dashboard.charts.stacked import swatch
from dashboard.charts.template import Foot, note
from dashboard.charts.time_axis import period_ticks

HEIGHT = 420
#: Labels at the right end closer than this (pixels) are moved apart.
LABEL_ROW = 19
#: Labels above the periods that fit side by side on half a page; the last one is always there.
MOST_LABELS = 6


@dataclass(frozen=True)
class Layer:
    """One layer.

    Attributes:
        label: Words in the key and at the line's end.
        colour: Fill.
        values: Counts, one a period; None = not known.
    """

    label: str
    colour: str
    values: Sequence[int | None]


def stacked_areas(
    keys: Sequence[int], layers: Sequence[Layer], *, title: str, foot: Foot, step: int, lowest_word: str
) -> go.Figure:
    """Layers from the bottom up, named at the right; above some periods how many are in the lowest.

    Args:
        keys: Period keys, ascending; a missing period is a gap.
        layers: In the order stacked.
        title: Chart title.
        foot: Date, unit, source.
        step: Months between two reports.
        lowest_word: What the lowest layer is called above the periods, such as `雨`.
    """
    every = list(range(keys[0], keys[-1] + 1, step)) if keys else []
    at = {key: place for place, key in enumerate(keys)}
    totals = [sum(layer.values[at[key]] or 0 for layer in layers) if key in at else 0 for key in every]
    most = max(totals, default=1) or 1
    margin = {"l": 60, "r": 24 + max(template.text_width(_end(layer)) for layer in layers), "t": 78, "b": 62}
    traces = []
    base = [0] * len(every)
    for layer in layers:
        own = [layer.values[at[key]] if key in at else None for key in every]
        top = [low + (value or 0) if value is not None else None for low, value in zip(base, own, strict=True)]
        traces.append(_trace(layer, every, own, top))
        base = [low + (value or 0) for low, value in zip(base, own, strict=True)]
    notes = [
        note(f"{lowest_word}{layers[0].values[at[key]] or 0:,}", x=key, y=total, yanchor="bottom", yshift=3)
        for place, (key, total) in enumerate(zip(every, totals, strict=True))
        if key in at and (len(every) - 1 - place) % -(-len(every) // MOST_LABELS) == 0
    ]
    small = {"size": template.NOTE_SIZE, "color": template.MUTED}
    return template.figure(
        traces[::-1],  # the highest first: each fills down to the axis and the next is drawn over it
        title=title,
        foot=foot,
        height=HEIGHT,
        margin=margin,
        annotations=[*notes, *_ends(layers, most, HEIGHT - margin["t"] - margin["b"]), _key(layers, margin["l"])],
        xaxis=template.axis(range=[every[0] - step * 0.35, every[-1] + step * 0.35], showgrid=False,
                            **period_ticks(every[0], every[-1], step)),
        yaxis=template.axis(range=[0, most * 1.12], nticks=5, tickformat=",", tickfont=small),
    )  # fmt: skip


def _trace(layer: Layer, every: list[int], own: list[int | None], top: list[int | None]) -> dict[str, object]:
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": layer.label,
        "x": every,
        "y": top,
        "fill": "tozeroy",
        "fillcolor": layer.colour,
        "line": {"color": template.MUTED, "width": 1},
        "marker": {"size": 4, "color": template.MUTED},
        "connectgaps": False,
        "hovertext": [f"{layer.label}　{value:,}个" if value is not None else "" for value in own],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _end(layer: Layer) -> str:
    last = layer.values[-1] if layer.values else None
    return f"{layer.label} {last:,}" if last is not None else layer.label


def _ends(layers: Sequence[Layer], most: float, pixels: int) -> list[dict[str, object]]:
    """Words at the right, in the middle of each layer, moved up where two would touch."""
    row = LABEL_ROW / pixels * most * 1.12
    base, lowest, found = 0.0, float("-inf"), []
    for layer in layers:
        value = layer.values[-1] or 0 if layer.values else 0
        y = max(base + value / 2, lowest + row)
        found.append(note(_end(layer), size=template.TEXT_SIZE, colour=template.INK, x=1, xref="paper", xanchor="left",
                          xshift=8, y=y, yanchor="middle"))  # fmt: skip
        base, lowest = base + value, y
    return found


def _key(layers: Sequence[Layer], left: int) -> dict[str, object]:
    words = "　".join(swatch(layer.colour, layer.label) for layer in layers)
    return note(words, colour=template.INK, x=0, xref="paper", xanchor="left", xshift=4 - left, y=1, yref="paper",
                yanchor="bottom", yshift=4)  # fmt: skip
