"""The ranking chart: one bar a unit, place at the left, value and change of place at the right."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard import numbers
from dashboard.charts import template
from dashboard.charts.template import Foot, note

#: Pixels a row takes: few rows are drawn taller, so that the picture fills the screen it is the answer on.
ROW_LOW, ROW_HIGH, BODY = 30, 42, 420
#: With more ranked units than this only the two ends are drawn; the table has all of them.
MAX_ROWS = 40
ENDS = 15
#: Rows for single units below the rule; more are named as a count.
MAX_APART = 8
CHANGE_WIDTH = 104
#: The one status whose value is compared.
REPORTED = "已报"
#: Units that the indicator does not concern are in the table only.
NOT_APPLICABLE = "不适用"


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


@dataclass(frozen=True)
class _Row:
    y: float
    name: str
    place: str
    value: float | None
    shown: str
    change: str
    code: str
    hover: str
    colour: str


def place_words(rank: Any, tied: Any) -> str:
    """`第3名` or `并列第2`, empty without a place."""
    return "" if pd.isna(rank) else numbers.rank_text(rank, tied=bool(tied))


def change_words(change: Any, is_new: Any = False) -> str:
    """`▲2`, `▼3`, `—` for the same place, `新` for a unit that was not there before, empty when unknown."""
    return numbers.rank_change_text(change, is_new=bool(pd.notna(is_new) and is_new))


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
    rows, skipped = _ranked_rows(frame, set(focus))
    last_bar = rows[-1].y if rows else -1.0
    apart = _apart_rows(frame, start=last_bar + 1.6)
    every = rows + apart
    last = every[-1].y if every else 0
    margin = _margins(every, bool(compare_label), bool(lines))
    low, high = _span(rows, lines)
    annotations = _columns(every, margin, compare_label) + _line_words(lines, low, high)
    shapes = [shape for line in lines for shape in _marked(line, last_bar)]
    if low < 0:
        shapes.append(_vertical(0, last_bar, template.MEDIAN, False))
    if apart:
        shapes.append(_rule(apart[0].y - 0.8))
    if skipped:
        words = f"⋯ 中间 {skipped} 个略，全部见表格 ⋯"
        annotations.append(note(words, x=0, xref="paper", xanchor="left", y=ENDS))
    ticks = {"tickmode": "array", "tickvals": [row.y for row in every], "ticktext": [row.name for row in every]}
    return template.figure(
        [_marks(rows, bars=True), _marks(apart, bars=False)],
        title=title,
        foot=foot,
        height=_height(last + 1.4, margin),
        margin=margin,
        annotations=annotations,
        shapes=shapes,
        xaxis=template.axis(range=[low, high], showticklabels=False, showgrid=False),
        yaxis=template.axis(range=[last + 0.7, -0.7], showgrid=False, ticklabelstandoff=6, **ticks),
        bargap=0.32,
    )


def _ranked_rows(frame: pd.DataFrame, focus: set[str]) -> tuple[list[_Row], int]:
    """Rows with a bar, and how many in the middle are left out."""
    ranked = frame[(frame["status"] == REPORTED) & frame["value"].notna()]
    skipped = 0
    places: list[float] = list(range(len(ranked)))
    if len(ranked) > MAX_ROWS:
        skipped = len(ranked) - 2 * ENDS
        ranked = pd.concat([ranked.head(ENDS), ranked.tail(ENDS)])
        places = [*range(ENDS), *range(ENDS + 1, 2 * ENDS + 1)]
    rows = []
    for y, row in zip(places, ranked.to_dict("records"), strict=True):
        strong = not focus or row["unit_code"] in focus
        rows.append(
            _Row(
                y=y,
                name=row["unit_name"],
                place=place_words(row["rank"], row["tied"]),
                value=float(row["value"]),
                shown=str(row["shown"]),
                change=str(row["moved"]) if "moved" in row else change_words(row["rank_change"], row["is_new"]),
                code=row["unit_code"],
                hover=str(row.get("hover") or f"{row['unit_name']}：{row['shown']}"),
                colour=template.FOCUS if strong else template.OTHERS,
            )
        )
    return rows, skipped


def _apart_rows(frame: pd.DataFrame, start: float) -> list[_Row]:
    """Rows below the rule: one a unit, or one a status when there are many."""
    apart = frame[((frame["status"] != REPORTED) | frame["value"].isna()) & (frame["status"] != NOT_APPLICABLE)]
    rows: list[_Row] = []
    for status, group in apart.groupby("status", sort=False):
        words = "未报" if status == REPORTED else str(status)
        if len(apart) > MAX_APART:
            names = "、".join(group["unit_name"].head(3)) + ("等" if len(group) > 3 else "")
            text = f"{len(group)} 个：{names}"
            rows.append(_Row(start + len(rows), words, "", None, text, "", "", f"{words}{text}", ""))
            continue
        for row in group.to_dict("records"):
            text = f"{words}　{row['shown']}" if pd.notna(row["value"]) else words
            hover = str(row.get("hover") or f"{row['unit_name']}：{text}")
            rows.append(_Row(start + len(rows), row["unit_name"], "", None, text, "", row["unit_code"], hover, ""))
    return rows


def _marks(rows: list[_Row], *, bars: bool) -> dict[str, Any]:
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


def _margins(rows: list[_Row], with_change: bool, with_lines: bool) -> dict[str, int]:
    place = max((template.text_width(row.place) for row in rows), default=0)
    name = max((template.text_width(row.name) for row in rows), default=0)
    value = max((template.text_width(row.shown) for row in rows if row.value is not None), default=0)
    return {
        "l": 12 + (place + 16 if place else 0) + name + 8,
        "r": value + 18 + (CHANGE_WIDTH if with_change else 0),
        "t": 86 if with_lines else 66 if with_change else 48,
        "b": 34,
    }


def _span(rows: list[_Row], lines: Sequence[Line]) -> tuple[float, float]:
    """Bars start at zero: a cut axis would make small differences look large."""
    values = [row.value for row in rows if row.value is not None] + [line.value for line in lines]
    low, high = min([0.0, *values]), max([0.0, *values])
    if high == low:
        high = low + 1
    return low, high + (high - low) * 0.01


def _columns(rows: list[_Row], margin: dict[str, int], compare_label: str) -> list[dict[str, Any]]:
    """Place at the far left, value beside the plot, change at the far right."""
    texts = []
    text: dict[str, Any] = {"size": template.TEXT_SIZE, "colour": template.INK, "xref": "paper", "yanchor": "middle"}
    right_edge = margin["r"] - 6
    value_edge = right_edge - (CHANGE_WIDTH if compare_label else 0)
    for row in rows:
        if row.place:
            texts.append(note(row.place, x=0, xanchor="left", xshift=4 - margin["l"], y=row.y, **text))
        if row.value is None:
            texts.append(note(row.shown, x=0, xref="paper", xanchor="left", xshift=2, y=row.y))
            continue
        texts.append(note(f"<b>{row.shown}</b>", x=1, xanchor="right", xshift=value_edge, y=row.y, **text))
        if compare_label and row.change:
            texts.append(note(row.change, x=1, xanchor="right", xshift=right_edge, y=row.y, **text))
    if compare_label and rows:
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


def _height(rows: float, margin: dict[str, int]) -> int:
    row = min(ROW_HIGH, max(ROW_LOW, BODY / rows))
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
