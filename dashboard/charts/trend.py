"""The trend chart: chosen units strong, the others grey, names at the line's end instead of a legend."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts import template
from dashboard.charts.template import Foot, note
from dashboard.frames import records

HEIGHT = 540
LABEL_ROW = 19
MONTHS = 12
#: Width of the lines that the chart is about.
STRONG = 3.0
#: Most labels that fit below the axis side by side, on a tablet too.
MAX_TICKS = 7


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


@dataclass(frozen=True)
class _Series:
    name: str
    role: str
    keys: list[int]
    values: list[float | None]
    hover: list[str]
    estimated: list[bool]
    colour: str
    width: float
    dash: str


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
    series = _series(frame, step, sorted(cuts))
    low, high = _span([value for item in series for value in item.values if value is not None], target)
    ends = _ends(series, frame, target, target_words)
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


def _ends(series: Sequence[_Series], frame: pd.DataFrame, target: float | None, target_words: str) -> list[_End]:
    """What is written at the right: every line but the grey ones, and the target."""
    ends = []
    for item in series:
        value = _last(item)
        if item.role != "other" and value is not None:
            ends.append(_End(_end_words(item, frame), value, _text_colour(item)))
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


def period_step(keys: pd.Series) -> int:
    """Months between neighbouring periods as a rule: one figure as of another month does not make a yearly line one
    of half-years."""
    known = sorted({int(key) for key in keys})
    distances = Counter(right - left for left, right in pairwise(known))
    return max(distances, key=lambda months: (distances[months], months), default=1)


def period_ticks(first: int, last: int, step: int) -> dict[str, Any]:
    """Axis labels in Chinese: years for yearly figures, otherwise months with the year below the first of each year."""
    keys = list(range(last, first - 1, -max(step, 1)))[::-1]
    if step >= MONTHS:
        every = -(-len(keys) // MAX_TICKS)
        kept = keys[::-1][::every][::-1]
        return {"tickmode": "array", "tickvals": kept, "ticktext": [f"{1900 + key // MONTHS}年" for key in kept]}
    spacing = next((gap for gap in (1, 3, 6, 12, 24, 60) if (last - first) / gap < MAX_TICKS and gap >= step), 120)
    kept = [key for key in keys if (key - last) % spacing == 0]
    words = []
    seen: set[int] = set()
    for key in kept:
        year, month = 1900 + key // MONTHS, key % MONTHS + 1
        words.append(f"{month}月" if year in seen else f"{month}月<br>{year}年")
        seen.add(year)
    return {"tickmode": "array", "tickvals": kept, "ticktext": words}


def _series(frame: pd.DataFrame, step: int, cuts: list[int]) -> list[_Series]:
    """Grey ones first, so that the strong ones are drawn over them. With no unit chosen the whole is the main line."""
    alone = not (frame["role"] == "focus").any()
    order = {"other": 0, "median": 1, "whole": 2, "focus": 3, "forecast": 4}
    groups = sorted(frame.groupby(["role", "unit_code"], sort=False), key=lambda item: order[str(item[0][0])])
    focus_seen = 0
    series = []
    for (role, _), rows in groups:
        colour, width, dash = template.OTHERS, 1.2, "solid"
        if role == "focus":
            colour, width = template.SERIES[focus_seen % len(template.SERIES)], STRONG
            focus_seen += 1
        elif role == "whole":
            colour, width = (template.FOCUS, STRONG) if alone else (template.MEDIAN, 2.5)
        elif role == "median":
            colour, width, dash = template.MEDIAN, 1.5, "dot"
        elif role == "forecast":
            colour, width, dash = template.FOCUS, 2.0, "dot"
        series.append(_one(rows.sort_values("period_key"), str(role), colour, width, dash, step, cuts))
    return series


def _one(rows: pd.DataFrame, role: str, colour: str, width: float, dash: str, step: int, cuts: list[int]) -> _Series:
    keys: list[int] = []
    values: list[float | None] = []
    hover: list[str] = []
    estimated: list[bool] = []
    before: int | None = None
    for row in records(rows):
        key = int(row["period_key"])
        if before is not None and (key - before > step or any(before < cut <= key for cut in cuts)):
            keys.append(before)
            values.append(None)
            hover.append("")
            estimated.append(False)
        value = None if pd.isna(row["value"]) else float(row["value"])
        keys.append(key)
        values.append(value)
        hover.append(f"<b>{row['unit_name']}</b>　{period_words(key, step)}<br>{row['shown']}")
        estimated.append(bool(row.get("estimated", False)))
        before = key
    return _Series(str(rows["unit_name"].iloc[-1]), role, keys, values, hover, estimated, colour, width, dash)


def period_words(key: int, step: int) -> str:
    """`2024年6月`, or `2024年` for yearly figures."""
    year, month = 1900 + key // MONTHS, key % MONTHS + 1
    return f"{year}年" if step >= MONTHS and month == MONTHS else f"{year}年{month}月"


def _trace(item: _Series) -> dict[str, Any]:
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


def _last(item: _Series) -> float | None:
    return next((value for value in reversed(item.values) if value is not None), None)


def _end_words(item: _Series, frame: pd.DataFrame) -> str:
    rows = frame[(frame["unit_name"] == item.name) & (frame["role"] == item.role) & frame["value"].notna()]
    shown = rows.sort_values("period_key")["shown"].iloc[-1]
    words = f"{item.name} {shown}"
    return f"<b>{words}</b>" if item.width >= STRONG else words


def _text_colour(item: _Series) -> str:
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
