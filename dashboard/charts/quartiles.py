"""How values are spread unit by unit: least to most as a line, the middle half as a bar, the median as a mark."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from dashboard.charts import template
from dashboard.charts.ranking import Line
from dashboard.charts.template import Foot, note

ROW_LOW, ROW_HIGH, BODY = 28, 40, 360
TOP, BOTTOM = 104, 62


@dataclass(frozen=True)
class Spread:
    """One row.

    Attributes:
        name: Name of the unit.
        points: Least, lower quartile, median, upper quartile, most.
        words: Written at the right.
        strong: Drawn in the focus colour (the whole).
        hover: Shown when pointed at.
    """

    name: str
    points: tuple[float, float, float, float, float]
    words: str
    strong: bool
    hover: str


def spread_rows(
    rows: Sequence[Spread], *, title: str, foot: Foot, head: str, lines: Sequence[Line] = (), cut: float | None = None
) -> go.Figure:
    """Draw the spreads one below the other.

    Args:
        rows: The units, in the order drawn.
        title: Chart title.
        foot: Date, unit, source.
        head: Words above the texts at the right.
        lines: Thin vertical lines with words, such as the standard.
        cut: The axis ends here; rows that go on say so with an arrow. None for the largest value.
    """
    far = cut if cut is not None else max((row.points[4] for row in rows), default=1.0)
    low = min([0.0, *(row.points[0] for row in rows)])
    ys = list(range(len(rows)))
    wide = max(
        [template.text_width(head, template.NOTE_SIZE), *(template.text_width(r.words) for r in rows)], default=0
    )
    margin = {
        "l": 16 + max((template.text_width(r.name) for r in rows), default=0),
        "r": wide + 26,
        "t": TOP,
        "b": BOTTOM,
    }
    pitch = min(ROW_HIGH, max(ROW_LOW, BODY / max(len(rows), 1)))
    small = {"size": template.NOTE_SIZE, "color": template.MUTED}
    end: dict[str, Any] = {"x": 1, "xref": "paper", "xanchor": "right", "xshift": margin["r"] - 6}
    texts = [note(r.words, y=y, yanchor="middle", colour=template.INK, size=template.TEXT_SIZE, **end)
             for r, y in zip(rows, ys, strict=True)]  # fmt: skip
    texts.append(note(head, y=1, yref="paper", yanchor="bottom", yshift=4, **end))
    texts += [note(line.words, x=line.value, y=1, yref="paper", yanchor="bottom", yshift=4, colour=template.INK)
              for line in lines]  # fmt: skip
    texts.append(note("细线从最低到最高，粗条为中间一半的村，竖线为中位数", x=0, xref="paper", xanchor="left",
                      xshift=4 - margin["l"], y=1, yref="paper", yanchor="bottom", yshift=30))  # fmt: skip
    return template.figure(
        [*_lines(rows, ys, far), _boxes(rows, ys, far), _medians(rows, ys)],
        title=title,
        foot=foot,
        height=round(TOP + BOTTOM + pitch * (len(rows) + 0.2)),
        margin=margin,
        annotations=texts,
        shapes=[
            {"type": "line", "x0": line.value, "x1": line.value, "yref": "paper", "y0": 0, "y1": 1,
             "line": {"color": template.INK, "width": 1.2, "dash": "dash" if line.dashed else "solid"}}
            for line in lines
        ],
        bargap=0.5,
        xaxis=template.axis(range=[low, far * 1.01], tickformat=",", tickfont=small, nticks=8),
        yaxis=template.names_axis([row.name for row in rows], ys, ends=(len(rows) - 0.4, -0.6)),
    )  # fmt: skip


def _lines(rows: Sequence[Spread], ys: list[int], far: float) -> list[dict[str, Any]]:
    xs: list[float | None] = []
    places: list[float | None] = []
    for row, y in zip(rows, ys, strict=True):
        xs += [row.points[0], min(row.points[4], far), None]
        places += [y, y, None]
    beyond = [(far, y) for row, y in zip(rows, ys, strict=True) if row.points[4] > far]
    line = {"type": "scatter", "mode": "lines", "x": xs, "y": places, "hoverinfo": "skip",
            "line": {"color": template.MEDIAN, "width": 1.5}}  # fmt: skip
    arrows = {"type": "scatter", "mode": "markers",
              "x": [x for x, _ in beyond], "y": [y for _, y in beyond],
              "marker": {"symbol": "triangle-right", "size": 9, "color": template.MEDIAN},
              "hoverinfo": "skip"}  # fmt: skip
    return [line, arrows]


def _boxes(rows: Sequence[Spread], ys: list[int], far: float) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "y": ys,
        "base": [min(row.points[1], far) for row in rows],
        "x": [max(min(row.points[3], far) - row.points[1], 0) for row in rows],
        "marker": {"color": [template.FOCUS if row.strong else "#8FB1D8" for row in rows], "line": {"width": 0}},
        "hovertext": [row.hover for row in rows],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _medians(rows: Sequence[Spread], ys: list[int]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [row.points[2] for row in rows],
        "y": ys,
        "marker": {"symbol": "line-ns-open", "size": 18, "line": {"width": 3},
                   "color": [template.PAPER if row.strong else template.INK for row in rows]},
        "hoverinfo": "skip",
    }  # fmt: skip
