"""From a sum to what is left of it: each step starts where the one before ended."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from dashboard.charts import template
from dashboard.charts.template import Foot, note

ROW, TOP, BOTTOM = 58, 56, 42
SUM, GONE = template.FOCUS, template.OTHERS


@dataclass(frozen=True)
class Step:
    """One row.

    Attributes:
        name: What it is.
        start: Where the bar begins.
        end: Where it ends.
        words: Amount and share, printed at the right.
        is_sum: A sum from zero, else a step between two sums.
    """

    name: str
    start: float
    end: float
    words: str
    is_sum: bool


def waterfall(steps: Sequence[Step], *, title: str, foot: Foot) -> go.Figure:
    """Rows from the top; thin lines join the end of one to the start of the next.

    Args:
        steps: In order.
        title: Chart title.
        foot: Date, unit, source.
    """
    margin = {
        "l": max(template.text_width(step.name) for step in steps) + 22,
        "r": max(template.text_width(step.words) for step in steps) + 20,
        "t": TOP,
        "b": BOTTOM,
    }
    most = max(max(step.start, step.end) for step in steps) or 1.0
    bars = {
        "type": "bar",
        "orientation": "h",
        "y": list(range(len(steps))),
        "base": [min(step.start, step.end) for step in steps],
        "x": [abs(step.end - step.start) for step in steps],
        "width": 0.56,
        "marker": {"color": [SUM if step.is_sum else GONE for step in steps]},
        "hovertext": [f"<b>{step.name}</b>　{step.words}" for step in steps],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    joins = [
        {"type": "line", "x0": step.end, "x1": step.end, "y0": row + 0.28, "y1": row + 0.72,
         "line": {"color": template.MUTED, "width": 1, "dash": "dot"}}
        for row, step in enumerate(steps[:-1])
    ]  # fmt: skip
    words = [
        note(f"<b>{step.words}</b>", size=template.TEXT_SIZE, colour=template.INK, x=1, xref="paper", xanchor="right",
             xshift=margin["r"] - 6, y=row, yanchor="middle")
        for row, step in enumerate(steps)
    ]  # fmt: skip
    return template.figure(
        [bars],
        title=title,
        foot=foot,
        height=TOP + BOTTOM + ROW * len(steps),
        margin=margin,
        annotations=words,
        shapes=joins,
        xaxis=template.axis(range=[0, most * 1.02], showticklabels=False, showgrid=False),
        yaxis=template.names_axis([step.name for step in steps], ends=(len(steps) - 0.5, -0.5), standoff=8),
    )  # fmt: skip
