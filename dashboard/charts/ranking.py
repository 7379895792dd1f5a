"""The ranking chart: one bar a unit, place at the left, value and change of place at the right."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts import labels, template
from dashboard.charts.ranking_rows import ENDS, Row, apart_rows, cells, ranked_rows
from dashboard.charts.template import Foot, note

#: Pixels a row takes: few rows are drawn taller, so that the picture fills the screen it is the answer on.
ROW_LOW, ROW_HIGH, BODY = 30, 42, 420
#: More rows than this stand as close as lines of text, so that first and last are seen at one glance.
MANY_ROWS = 22
CLOSE_SIZE = 15
CHANGE_WIDTH = 104


@dataclass(frozen=True)
class Line:
    """A thin vertical line with words on it.

    Attributes:
        value: In the unit shown.
        words: Such as `全市 77.3%`.
        dashed: True for a target.
    """

    value: float
    words: str
    dashed: bool = False


def ranking_bars(
    frame: pd.DataFrame,
    *,
    title: str,
    foot: Foot,
    compare_label: str = "",
    lines: Sequence[Line] = (),
    focus: Collection[str] = (),
) -> go.Figure:
    """Sorted bars; units without a place stand below a rule.

    Args:
        frame: Columns unit_code, unit_name, value (float), shown (text), rank, tied, rank_change, is_new, status
            (`已报` has a bar; others, such as 未报 and 样本小, go below the rule), optional hover and moved (change of
            place as text, instead of rank_change). In order of place;
            for a neutral indicator, which has no ranks, in the order given.
        title: Chart title.
        foot: Date, unit, source.
        compare_label: What the change of place is against, heads its column, such as `较2024年5月`.
        lines: Whole city, target.
        focus: Unit codes drawn strong while the others turn grey; empty draws all strong.
    """
    units = cells(frame)
    rows, skipped = ranked_rows(units, set(focus))
    last_bar = rows[-1].y if rows else -1.0
    apart = apart_rows(units, start=last_bar + 1.6)
    every = rows + apart
    last = every[-1].y if every else 0
    close = last + 1.4 > MANY_ROWS
    size = CLOSE_SIZE if close else template.TEXT_SIZE
    margin = _margins(every, bool(compare_label), bool(lines), size)
    low, high = _span(rows, lines)
    texts = [*_columns(rows, apart, margin, compare_label), *_line_words(lines, low, high)]
    shapes = [shape for line in lines for shape in _marked(line, last_bar)]
    if low < 0:
        shapes.append(_vertical(0, last_bar, template.MEDIAN, False))
    if apart:
        shapes.append(_rule(apart[0].y - 0.8))
    if skipped:
        words = f"⋯ 中间 {skipped} 个略，全部见表格 ⋯"
        texts.append(note(words, x=0, xref="paper", xanchor="left", y=ENDS))
    return template.figure(
        [_marks(rows, bars=True), _marks(apart, bars=False)],
        title=title,
        foot=foot,
        height=_height(last + 1.4, margin, close),
        margin=margin,
        annotations=texts,
        shapes=shapes,
        xaxis=template.axis(range=[low, high], showticklabels=False, showgrid=False),
        yaxis=template.axis(range=[last + 0.7, -0.7], showticklabels=False, showgrid=False),
        bargap=0.32,
    )


def _marks(rows: list[Row], *, bars: bool) -> dict[str, Any]:
    """The bars, or an invisible point for each row below the rule, so that it can be hovered and clicked as well."""
    common = {
        "y": [row.y for row in rows],
        "customdata": [[row.code] for row in rows],
        "hovertext": [row.hover for row in rows],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    if bars:
        colours = [row.colour for row in rows]
        return {
            "type": "bar",
            "orientation": "h",
            "x": [row.value for row in rows],
            "marker": {"color": colours, "line": {"width": 0}},
            **common,
        }
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [0] * len(rows),
        "marker": {"opacity": 0, "size": 14},
        "cliponaxis": False,
        **common,
    }


def _margins(rows: list[Row], with_change: bool, with_lines: bool, size: int) -> dict[str, int]:
    place = max((template.text_width(row.place, size) for row in rows), default=0)
    name = max((template.text_width(row.name, size) for row in rows), default=0)
    value = max((template.text_width(row.shown, size) for row in rows if row.value is not None), default=0)
    return {
        "l": 12 + (place + 16 if place else 0) + name + 8,
        "r": value + 18 + (CHANGE_WIDTH if with_change else 0),
        "t": 86 if with_lines else 66 if with_change else 48,
        "b": 34,
    }


def _span(rows: list[Row], lines: Sequence[Line]) -> tuple[float, float]:
    """Bars start at zero: a cut axis would make small differences look large."""
    values = [row.value for row in rows if row.value is not None] + [line.value for line in lines]
    low, high = min([0.0, *values]), max([0.0, *values])
    if high == low:
        high = low + 1
    return low, high + (high - low) * 0.01


def _columns(rows: list[Row], apart: list[Row], margin: dict[str, int], compare_label: str) -> list[dict[str, Any]]:
    """Place at the far left, name and value beside the plot, change at the far right."""
    right_edge = margin["r"] - 6
    value_edge = right_edge - (CHANGE_WIDTH if compare_label else 0)
    text: dict[str, Any] = {"size": template.TEXT_SIZE, "colour": template.INK, "xref": "paper"}
    right: dict[str, Any] = {"x": 1, "xanchor": "right", **text}
    texts = []
    for row in rows + apart:
        texts.append(note(row.name, x=0, xanchor="right", xshift=-4, y=row.y, **text))
        if row.place:
            texts.append(note(row.place, x=0, xanchor="left", xshift=4 - margin["l"], y=row.y, **text))
        if row.value is None:
            texts.append(note(row.shown, x=0, xref="paper", xanchor="left", xshift=2, y=row.y))
            continue
        texts.append(note(f"<b>{row.shown}</b>", xshift=value_edge, y=row.y, **right))
        if compare_label and row.change:
            texts.append(note(row.change, xshift=right_edge, y=row.y, **right))
    if compare_label and texts:
        at: dict[str, Any] = {"x": 1, "xref": "paper", "xanchor": "right", "xshift": right_edge}
        texts.append(note(compare_label, y=-0.62, yanchor="bottom", **at))
    return texts


def _vertical(x: float, last_bar: float, colour: str, dashed: bool) -> dict[str, Any]:
    line = {"color": colour, "width": 1.5, "dash": "dash" if dashed else "solid"}
    return {"type": "line", "x0": x, "x1": x, "y0": -0.55, "y1": last_bar + 0.5, "line": line}


def _marked(line: Line, last_bar: float) -> list[dict[str, Any]]:
    """A line with a white edge, so that it shows on a dark bar and on a light one."""
    edge = _vertical(line.value, last_bar, template.PAPER, False)
    edge["line"] = {**edge["line"], "width": 4}
    return [edge, _vertical(line.value, last_bar, template.INK, line.dashed)]


def _height(rows: float, margin: dict[str, int], close: bool) -> int:
    row = CLOSE_SIZE * labels.LINE_EMS if close else min(ROW_HIGH, max(ROW_LOW, BODY / rows))
    return round(margin["t"] + margin["b"] + rows * row)


def _rule(y: float) -> dict[str, Any]:
    line = {"color": template.OTHERS, "width": 1}
    return {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": y, "y1": y, "line": line}


def _line_words(lines: Sequence[Line], low: float, high: float) -> list[dict[str, Any]]:
    """Words of lines that stand close go one above the other."""
    texts: list[dict[str, Any]] = []
    taken: list[tuple[float, float]] = []
    for line in sorted(lines, key=lambda item: item.value):
        share = (line.value - low) / (high - low)
        half = template.text_width(line.words, template.NOTE_SIZE) / 2 / 560  # a plot is seldom narrower than 560 px
        crowded = any(left < share + half and right > share - half for left, right in taken)
        taken.append((share - half, share + half))
        anchor = "left" if share < half else "right" if share > 1 - half else "center"
        level = 18 if crowded else 0
        place: dict[str, Any] = {"x": line.value, "xanchor": anchor, "y": -0.62, "yanchor": "bottom", "yshift": level}
        texts.append(note(line.words, colour=template.INK, **place))
    return texts
