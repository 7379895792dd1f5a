"""Age in three bands as 100 % bars, with published shares as lines."""

from collections.abc import Sequence

import plotly.graph_objects as go

from dashboard.charts import template
from dashboard.charts.ranking import Line
from dashboard.charts.stacked import Bar, Segment, stacked_bars
from dashboard.charts.template import Foot, note

#: Young to old, light to dark.
FILLS = ("#D5E2F1", "#8FB1D8", "#1D4E89")


def age_bars(
    bars: Sequence[Bar], segments: Sequence[Segment], lines: Sequence[Line], *, title: str, foot: Foot, value_head: str
) -> go.Figure:
    """Bars of 100 % and thin dashed lines at shares counted from the left.

    Args:
        bars: The units.
        segments: Young, middle, old.
        lines: Where a published share ends, with its words.
        title: Chart title.
        foot: Date, unit, source.
        value_head: Words above the values at the right.
    """
    drawn = stacked_bars(bars, segments, title=title, foot=foot, shares=True, value_head=value_head)
    layout = drawn.layout
    layout.shapes = [
        {"type": "line", "x0": line.value, "x1": line.value, "yref": "paper", "y0": 0, "y1": 1,
         "line": {"color": template.INK, "width": 1.5, "dash": "dash"}}
        for line in lines
    ]  # fmt: skip
    words = [
        note(line.words, colour=template.INK, x=line.value, y=1, yref="paper", yanchor="bottom", yshift=23)
        for line in lines
    ]  # fmt: skip
    layout.annotations = [*layout.annotations, *words]
    return drawn
