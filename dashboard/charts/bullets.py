"""Bullet bars: how much of a plan is done, against the share of the year gone by and against the plan itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from dashboard.charts import template
from dashboard.charts.template import Foot, note

ROW_LOW, ROW_HIGH, BODY = 30, 42, 400
TOP = 84
#: Beyond the plan the scale goes on, so that an excess is seen.
LEAST_END = 105.0
OVER = "#CC7722"


@dataclass(frozen=True)
class Bullet:
    """One row.

    Attributes:
        name: Name of the unit.
        code: Given back when the bar is clicked.
        share: Done of the plan, per cent; None = no bar.
        value: Words at the right, such as `105.2%`.
        detail: Words beside it, such as `1,203／2,400`.
        apart: Words instead of a bar, such as `未报`.
    """

    name: str
    code: str
    share: float | None
    value: str
    detail: str
    apart: str = ""


def bullet_bars(
    rows: Sequence[Bullet],
    *,
    title: str,
    foot: Foot,
    schedule: float | None,
    heads: tuple[str, str],
    whole: str = "计划",
    over: str = OVER,
) -> go.Figure:
    """Bars from 0 to the share done; the whole plan stands behind as a pale band.

    Args:
        rows: The units in the order drawn.
        title: Chart title.
        foot: Date, unit, source.
        schedule: Share of the year gone by, per cent; None draws no line.
        heads: Words above value and detail.
        whole: What 100 % is called.
        over: Colour of a bar beyond 100 %: the usual one says that too much is no good.
    """
    ys = list(range(len(rows)))
    end = max([LEAST_END, *(row.share * 1.03 for row in rows if row.share is not None)])
    name = max((template.text_width(row.name) for row in rows), default=0)
    value = max(template.text_width(words) for words in (heads[0], *(f"▲{row.value}" for row in rows)))
    detail = max(template.text_width(words) for words in (heads[1], *(row.detail for row in rows)))
    margin = {"l": name + 22, "r": value + detail + 38, "t": TOP, "b": 40}
    pitch = min(ROW_HIGH, max(ROW_LOW, BODY / max(len(rows), 1)))
    lines = [_line(100.0, len(rows), dashed=False)]
    words = [_line_words(100.0, whole, end)]
    if schedule is not None:
        lines.append(_line(schedule, len(rows), dashed=True))
        words.append(_line_words(schedule, f"时序 {schedule:.1f}%", end))
    if schedule is not None and abs(schedule - 100) < end * 0.14:
        words = [_line_words(100.0, f"{whole}、时序" if schedule == 100 else f"时序 {schedule:.1f}%　{whole}", end)]
    return template.figure(
        [_plan(rows, ys), _done(rows, ys, over)],
        title=title,
        foot=foot,
        height=round(margin["t"] + margin["b"] + max(len(rows), 2) * pitch),
        margin=margin,
        annotations=[*words, *_texts(rows, margin, value, heads)],
        shapes=lines,
        barmode="overlay",
        bargap=0.34,
        xaxis=template.axis(range=[0, end], showticklabels=False, showgrid=False),
        yaxis=template.names_axis([row.name for row in rows], ys, ends=(len(rows) - 0.4, -0.6)),
    )  # fmt: skip


def _plan(rows: Sequence[Bullet], ys: list[int]) -> dict[str, Any]:
    here = [row.share is not None for row in rows]
    return {"type": "bar", "orientation": "h", "y": ys, "x": [100.0 if one else None for one in here], "width": 0.86,
            "marker": {"color": template.GRID, "line": {"width": 0}}, "hoverinfo": "skip"}  # fmt: skip


def _done(rows: Sequence[Bullet], ys: list[int], over: str) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "y": ys,
        "x": [row.share for row in rows],
        "width": 0.46,
        "marker": {"color": [over if (row.share or 0) > 100 else template.FOCUS for row in rows]},
        "customdata": [[row.code] for row in rows],
        "hovertext": [f"<b>{row.name}</b>　{row.value}<br>{row.detail}" for row in rows],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _line(at: float, count: int, *, dashed: bool) -> dict[str, Any]:
    return {"type": "line", "x0": at, "x1": at, "y0": -0.6, "y1": count - 0.4,
            "line": {"color": template.INK, "width": 1.5, "dash": "dash" if dashed else "solid"}}  # fmt: skip


def _line_words(at: float, words: str, end: float) -> dict[str, Any]:
    anchor = "right" if at > end * 0.8 else "center" if at > end * 0.12 else "left"
    return note(words, colour=template.INK, x=at, xanchor=anchor, y=1, yref="paper", yanchor="bottom", yshift=2)


def _texts(rows: Sequence[Bullet], margin: dict[str, int], value: int, heads: tuple[str, str]) -> list[dict[str, Any]]:
    right = margin["r"]
    texts = []
    at: dict[str, Any] = {"x": 1, "xref": "paper", "xanchor": "right"}
    plain: dict[str, Any] = {"size": template.TEXT_SIZE, "colour": template.INK, "yanchor": "middle"}
    for y, row in enumerate(rows):
        if row.apart:
            texts.append(note(row.apart, x=0, xref="paper", xanchor="left", xshift=2, y=y))
            continue
        sign = "▲" if (row.share or 0) > 100 else ""
        texts.append(note(f"<b>{sign}{row.value}</b>", xshift=value + 18, y=y, **at, **plain))
        texts.append(note(row.detail, xshift=right - 6, y=y, **at, **plain))
    for words, shift in zip(heads, (value + 18, right - 6), strict=True):
        texts.append(note(words, xshift=shift, y=1, yref="paper", yanchor="bottom", yshift=2, **at))
    return texts
