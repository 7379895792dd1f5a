"""Columns over ordered bands: how many units lie in each, the count on top."""

from collections.abc import Sequence

import plotly.graph_objects as go

from dashboard.charts import template
from dashboard.charts.template import Foot, note

HEIGHT = 380


def band_columns(
    labels: Sequence[str],
    counts: Sequence[int],
    texts: Sequence[str],
    colours: Sequence[str],
    *,
    title: str,
    foot: Foot,
    axis_words: str,
) -> go.Figure:
    """Draw one column a band.

    Args:
        labels: Names of the bands, lowest first.
        counts: How many units.
        texts: What stands on top of each column.
        colours: Fills, light to dark.
        title: Chart title.
        foot: Date, unit, source.
        axis_words: What the bands are bands of, with the unit.
    """
    places = list(range(len(labels)))
    top = max([*counts, 1])
    annotations = [
        note(text, x=x, y=n, yanchor="bottom", yshift=2, colour=template.INK, size=template.TEXT_SIZE)
        for x, n, text in zip(places, counts, texts, strict=True)
    ]
    return template.figure(
        [
            {
                "type": "bar",
                "x": places,
                "y": list(counts),
                "marker": {"color": list(colours), "line": {"color": template.MEDIAN, "width": 1}},
                "hovertext": [f"{label}　{text}" for label, text in zip(labels, texts, strict=True)],
                "hovertemplate": "%{hovertext}<extra></extra>",
            }
        ],
        title=title,
        foot=foot,
        height=HEIGHT,
        margin={"l": 24, "r": 24, "t": 60, "b": 84},
        annotations=[
            *annotations,
            note(axis_words, x=0.5, xref="paper", y=0, yref="paper", yanchor="top", yshift=-28),
        ],
        bargap=0.22,
        xaxis=template.axis(tickmode="array", tickvals=places, ticktext=list(labels), showgrid=False),
        yaxis=template.axis(range=[0, top * 1.16], showticklabels=False, showgrid=False),
    )
