"""The trend chart: chosen units strong, the others grey, names at the line's end instead of a legend."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts import template
from dashboard.charts.template import Foot, note
from dashboard.charts.time_axis import MONTHS, period_step, period_ticks
from dashboard.charts.trend_series import STRONG, Series, series_of

HEIGHT = 540
LABEL_ROW = 19


@dataclass(frozen=True)
class Mark:
    """Something that happened, as a thin vertical line with words.

    Attributes:
        period_key: Month it took effect.
        words: Such as `丙县并入甲区`.
        is_break: True when the figures before and after cannot be compared: the lines are cut there.
    """

    period_key: int
    words: str
    is_break: bool = False


def trend_lines(
    frame: pd.DataFrame,
    *,
    title: str,
    foot: Foot,
    target: float | None = None,
    target_words: str = "",
    marks: Sequence[Mark] = (),
    restarts: bool = False,
    height: int = HEIGHT,
) -> go.Figure:
    """Lines over time.

    Args:
        frame: Columns period_key, unit_code, unit_name, value (float), shown (text), role (`focus`, `whole`, `median`,
            `other`, `forecast`), optional estimated (bool, drawn dotted and called 测算). One row a unit and period;
            a period without value is a gap, never joined across.
        title: Chart title.
        foot: Date, unit, source.
        target: Drawn as a dashed line, None without.
        target_words: Such as `目标 85%`.
        marks: Mergers, changes of definition.
        restarts: The figures begin again from zero each January: lines are cut there, since that is no fall.
        height: Pixels.
    """
    step = period_step(frame["period_key"])
    keys = frame["period_key"]
    first, last = (int(keys.min()), int(keys.max())) if len(keys) else (0, 0)
    cuts = {mark.period_key for mark in marks if mark.is_break}
    if restarts:
        cuts |= {key for key in range(first, last + 1) if key % MONTHS == 0}
    series = series_of(frame, step, sorted(cuts))
    low, high = _span([value for item in series for value in item.values if value is not None], target)
    ends = _ends(series, target, target_words)
    margin = {
        "l": 64,
        "b": 62,
        "t": 84 if marks else 56,
        "r": max([template.text_width(end.words) for end in ends], default=0) + 24,
    }
    shown = _in_range(marks, first, last)
    shapes = [_line({"yref": "paper", "x0": m.period_key, "x1": m.period_key, "y0": 0, "y1": 1}, "dot") for m in shown]
    if target is not None:
        shapes.append(_line({"xref": "paper", "x0": 0, "x1": 1, "y0": target, "y1": target}, "dash"))
    small = {"size": template.NOTE_SIZE, "color": template.MUTED}
    right = last + max(step, (last - first) * 0.01)
    return template.figure(
        [_trace(item) for item in series],
        title=title,
        foot=foot,
        height=height,
        margin=margin,
        annotations=[
            *_end_notes(ends, low, high, height - margin["t"] - margin["b"]),
            *_mark_notes(shown, first, last),
        ],
        shapes=shapes,
        xaxis=template.axis(range=[first - step * 0.5, right], showgrid=False, **period_ticks(first, last, step)),
        yaxis=template.axis(range=[low, high], nticks=6, tickformat=",", tickfont=small),
    )


@dataclass(frozen=True)
class _End:
    words: str
    value: float
    colour: str


def _ends(series: Sequence[Series], target: float | None, target_words: str) -> list[_End]:
    """What is written at the right: every line but the grey ones, and the target."""
    ends = []
    for item in series:
        if item.role != "other" and item.last is not None:
            words = f"{item.name} {item.last_shown}"
            ends.append(_End(f"<b>{words}</b>" if item.width >= STRONG else words, item.last, _text_colour(item)))
    if target is not None:
        ends.append(_End(target_words, target, template.INK))
    return ends


def _end_notes(ends: Sequence[_End], low: float, high: float, pixels: int) -> list[dict[str, Any]]:
    heights = _spread([end.value for end in ends], low, high, pixels)
    at: dict[str, Any] = {"size": template.TEXT_SIZE, "x": 1, "xref": "paper", "xanchor": "left", "xshift": 8}
    return [note(end.words, colour=end.colour, y=y, **at) for end, y in zip(ends, heights, strict=True)]


def _mark_notes(marks: Sequence[Mark], first: int, last: int) -> list[dict[str, Any]]:
    """Words over the plot, neighbours one above the other, leaning towards the middle."""
    at: dict[str, Any] = {"y": 1, "yref": "paper", "yanchor": "bottom"}
    return [
        note(
            mark.words,
            x=mark.period_key,
            yshift=2 + 16 * (row % 2),
            xanchor="right" if mark.period_key > (first + last) / 2 else "left",
            **at,
        )
        for row, mark in enumerate(marks)
    ]


def _trace(item: Series) -> dict[str, Any]:
    known = [value is not None for value in item.values]
    alone = [
        ok and not (index > 0 and known[index - 1]) and not (index + 1 < len(known) and known[index + 1])
        for index, ok in enumerate(known)
    ]
    last = max((index for index, ok in enumerate(known) if ok), default=-1)
    dots = [
        7 if item.role in ("focus", "whole", "forecast") and index == last else 5 if lonely else 0
        for index, lonely in enumerate(alone)
    ]
    line = {"color": item.colour, "width": item.width, "dash": "dot" if any(item.estimated) else item.dash}
    marker = {"size": dots, "color": item.colour, "opacity": 1, "line": {"width": 0}}
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": item.keys,
        "y": item.values,
        "name": item.name,
        "line": line,
        "marker": marker,
        "connectgaps": False,
        "hovertext": item.hover,
        "hovertemplate": "%{hovertext}<extra></extra>",
        "cliponaxis": False,
    }


def _text_colour(item: Series) -> str:
    return item.colour if item.width >= STRONG else template.MUTED


def _span(values: list[float], target: float | None) -> tuple[float, float]:
    known = [*values, target] if target is not None else values
    if not known:
        return 0.0, 1.0
    low, high = min(known), max(known)
    room = (high - low) * 0.08 or abs(high) * 0.1 or 1.0
    if 0 <= low <= (high - low) * 0.6:  # near zero already: start there
        return 0.0, high + room
    return (max(0.0, low - room) if low >= 0 else low - room), high + room


def _spread(ends: list[float], low: float, high: float, pixels: int) -> list[float]:
    """Heights of the end labels: at their line, moved apart where they would overlap."""
    gap = LABEL_ROW / pixels * (high - low)
    order = sorted(range(len(ends)), key=lambda index: ends[index])
    placed: dict[int, float] = {}
    floor = float("-inf")
    for index in order:
        floor = max(ends[index], floor + gap)
        placed[index] = floor
    ceiling = high
    for index in reversed(order):  # whatever was pushed over the top comes down again, pushing the ones below it
        placed[index] = min(placed[index], ceiling)
        ceiling = placed[index] - gap
    return [placed[index] for index in range(len(ends))]


def _line(at: dict[str, Any], dash: str) -> dict[str, Any]:
    """A thin line over the grid and below the series: dashed for a target, dotted for an event."""
    colour = template.INK if dash == "dash" else template.MEDIAN
    return {"type": "line", "layer": "between", "line": {"color": colour, "width": 1.2, "dash": dash}, **at}


def _in_range(marks: Sequence[Mark], first: int, last: int) -> list[Mark]:
    return sorted((mark for mark in marks if first < mark.period_key <= last), key=lambda mark: mark.period_key)
