"""Single periods as a line, with the band of natural variation and the periods that leave it."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts import template
from dashboard.charts.template import Foot, note
from dashboard.charts.time_axis import period_ticks, period_words
from dashboard.frames import records

HEIGHT = 500
#: Of the periods outside the band so many, the last ones, carry their value.
NAMED = 6


def control_chart(
    rows: pd.DataFrame, *, title: str, foot: Foot, centre: float, lower: float, upper: float, step: int,
    centre_words: str,
) -> go.Figure:  # fmt: skip
    """Single periods as a line with points; those beyond the limits strong; the limits as a pale band.

    Args:
        rows: period_key, value, shown, beyond (bool).
        title: Chart title.
        foot: Date, unit, source.
        centre: Mean, NaN without limits.
        lower: Lower limit.
        upper: Upper limit.
        step: Months between periods.
        centre_words: Such as `平均 612.30`.
    """
    keys = rows["period_key"].astype(int).tolist()
    limits = [value for value in (lower, upper) if value == value]
    values = [*rows["value"].dropna(), *limits]
    low, high = min(values), max(values)
    room = (high - low) * 0.1 or abs(high) * 0.1 or 1.0
    shapes, texts = _band(centre, lower, upper, centre_words) if limits else ([], [])
    small = {"size": template.NOTE_SIZE, "color": template.MUTED}
    beyond = rows["beyond"].tolist()
    known = [None if value != value else value for value in rows["value"]]
    return template.figure(
        [
            {
                "type": "scatter", "mode": "lines+markers", "x": keys, "y": known, "connectgaps": False,
                "line": {"color": template.FOCUS, "width": 2},
                "marker": {"size": [12 if hit else 6 for hit in beyond], "opacity": 1, "line": {"width": 0},
                           "color": [template.FURTHER[0] if hit else template.FOCUS for hit in beyond]},
                "hovertext": [f"<b>{period_words(key, step)}</b>　{shown}"
                              for key, shown in zip(keys, rows["shown"], strict=True)],
                "hovertemplate": "%{hovertext}<extra></extra>", "cliponaxis": False,
            }
        ],
        title=title,
        foot=foot,
        height=HEIGHT,
        margin={"l": 64, "r": 40, "t": 56, "b": 62},
        annotations=[*texts, *_beyond(rows[rows["beyond"]].tail(NAMED), step)],
        shapes=shapes,
        xaxis=template.axis(range=[keys[0] - step, keys[-1] + step], showgrid=False,
                            **period_ticks(keys[0], keys[-1], step)),
        yaxis=template.axis(range=[low - room, high + room], tickformat=",", nticks=6, tickfont=small),
    )  # fmt: skip


def _band(
    centre: float, lower: float, upper: float, centre_words: str
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Shapes and words of the natural variation."""
    shapes = [{"type": "rect", "xref": "paper", "x0": 0, "x1": 1, "y0": lower, "y1": upper, "layer": "below",
               "fillcolor": "#F1F4F7", "line": {"width": 0}},
              {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": centre, "y1": centre, "layer": "below",
               "line": {"color": template.MEDIAN, "width": 1.5}}]  # fmt: skip
    words = (("正常波动上限", upper, "bottom"), (centre_words, centre, "bottom"), ("正常波动下限", lower, "top"))
    return shapes, [note(word, x=0, xref="paper", xanchor="left", xshift=4, y=y, yanchor=anchor)
                    for word, y, anchor in words]  # fmt: skip


def _beyond(marked: pd.DataFrame, step: int) -> list[dict[str, Any]]:
    """Values beside the points that leave the band."""
    return [
        note(row["shown"], colour=template.INK, x=row["period_key"], y=row["value"], yanchor="bottom", yshift=8,
             xanchor=side, bgcolor=template.VEIL)
        for row, side in zip(records(marked), _sides(marked["period_key"].tolist(), step), strict=True)
    ]  # fmt: skip


def _sides(keys: Sequence[int], step: int) -> list[str]:
    """Where texts above points are anchored: of two neighbours the first ends at its point, the second begins there."""
    near = 2 * step
    sides = []
    for at, key in enumerate(keys):
        before = at > 0 and key - keys[at - 1] <= near
        after = at + 1 < len(keys) and keys[at + 1] - key <= near
        sides.append("left" if before and not after else "right" if after and not before else "center")
    return sides
