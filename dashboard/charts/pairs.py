"""Two years side by side, single periods with limits of natural variation, and the parts of a change."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts import template
from dashboard.charts.template import Foot, note
from dashboard.charts.time_axis import period_ticks, period_words
from dashboard.frames import records

HEIGHT = 500
TOP = 78
ROW_LOW, ROW_HIGH, BODY = 34, 46, 380


@dataclass(frozen=True)
class Pair:
    """One month in two years.

    Attributes:
        words: Such as `6月`.
        before, now: Values, None where not reported.
        before_shown, now_shown: As text.
        change: Such as `+12.3%`, empty where it cannot be said.
    """

    words: str
    before: float | None
    now: float | None
    before_shown: str
    now_shown: str
    change: str


def paired_columns(pairs: Sequence[Pair], *, title: str, foot: Foot, names: tuple[str, str]) -> go.Figure:
    """Two columns a month: last year pale, this year strong; the change above.

    Args:
        pairs: Months in order.
        title: Chart title.
        foot: Date, unit, source.
        names: The two years, such as 2024年 and 2025年.
    """
    known = [value for pair in pairs for value in (pair.before, pair.now) if value is not None]
    high, low = max([*known, 0.0]) * 1.14 or 1.0, min([*known, 0.0])
    small = {"size": template.NOTE_SIZE, "color": template.MUTED}
    colours = (template.OTHERS, template.FOCUS)
    key = "　".join(
        f'<span style="color:{colour}">■</span> {name}' for colour, name in zip(colours, names, strict=True)
    )
    at: dict[str, Any] = {"xref": "paper", "yref": "paper", "x": 0, "y": 1, "xanchor": "left", "yanchor": "bottom"}
    return template.figure(
        [_columns(pairs, "before", colours[0], names[0]), _columns(pairs, "now", colours[1], names[1])],
        title=title,
        foot=foot,
        height=HEIGHT,
        margin={"l": 64, "r": 24, "t": TOP, "b": 62},
        annotations=[note(key, colour=template.INK, xshift=-56, yshift=6, **at), *_changes(pairs)],
        xaxis=template.axis(tickmode="array", tickvals=list(range(len(pairs))), ticktext=[p.words for p in pairs],
                            showgrid=False, range=[-0.6, len(pairs) - 0.4]),
        yaxis=template.axis(range=[low, high], tickformat=",", nticks=6, tickfont=small),
        barmode="group",
        bargap=0.3,
        bargroupgap=0.06,
    )  # fmt: skip


def _columns(pairs: Sequence[Pair], part: str, colour: str, name: str) -> dict[str, Any]:
    return {
        "type": "bar",
        "x": list(range(len(pairs))),
        "y": [getattr(pair, part) for pair in pairs],
        "marker": {"color": colour, "line": {"width": 0}},
        "hovertext": [f"<b>{name}{pair.words}</b>　{getattr(pair, f'{part}_shown')}" for pair in pairs],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _changes(pairs: Sequence[Pair]) -> list[dict[str, Any]]:
    """The change above each pair; with many months only every second, and always the last."""
    last = max((at for at, pair in enumerate(pairs) if pair.change), default=-1)
    return [
        note(pair.change if at != last else f"<b>{pair.change}</b>", colour=template.INK, x=at, yanchor="bottom",
             y=max(value for value in (pair.before, pair.now) if value is not None), yshift=3)
        for at, pair in enumerate(pairs) if pair.change and (last - at) % 2 == 0
    ]  # fmt: skip


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
    shapes: list[dict[str, Any]] = []
    texts: list[dict[str, Any]] = []
    if limits:
        shapes = [{"type": "rect", "xref": "paper", "x0": 0, "x1": 1, "y0": lower, "y1": upper, "layer": "below",
                   "fillcolor": "#F1F4F7", "line": {"width": 0}},
                  {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": centre, "y1": centre, "layer": "below",
                   "line": {"color": template.MEDIAN, "width": 1.5}}]  # fmt: skip
        words = (("正常波动上限", upper, "bottom"), (centre_words, centre, "bottom"), ("正常波动下限", lower, "top"))
        texts = [note(word, x=0, xref="paper", xanchor="left", xshift=4, y=y, yanchor=anchor)
                 for word, y, anchor in words]  # fmt: skip
    small = {"size": template.NOTE_SIZE, "color": template.MUTED}
    beyond = rows["beyond"].tolist()
    known = [None if value != value else value for value in rows["value"]]
    marked = rows[rows["beyond"]]
    texts += [
        note(
            row["shown"],
            colour=template.INK,
            x=row["period_key"],
            y=row["value"],
            yanchor="bottom",
            yshift=8,
            xanchor=side,
            bgcolor=template.VEIL,
        )
        for row, side in zip(records(marked.tail(6)), _sides(marked["period_key"].tail(6).tolist(), step), strict=True)
    ]
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
        annotations=texts,
        shapes=shapes,
        xaxis=template.axis(range=[keys[0] - step, keys[-1] + step], showgrid=False,
                            **period_ticks(keys[0], keys[-1], step)),
        yaxis=template.axis(range=[low - room, high + room], tickformat=",", nticks=6, tickfont=small),
    )  # fmt: skip


def _sides(keys: Sequence[int], step: int) -> list[str]:
    """Where texts above points are anchored: of two neighbours the first ends at its point, the second begins there."""
    near = 2 * step
    sides = []
    for at, key in enumerate(keys):
        before = at > 0 and key - keys[at - 1] <= near
        after = at + 1 < len(keys) and keys[at + 1] - key <= near
        sides.append("left" if before and not after else "right" if after and not before else "center")
    return sides


def split_bars(table: pd.DataFrame, *, title: str, foot: Foot) -> go.Figure:
    """Each unit's part in the change of the whole: by its own rate, and by its share.

    Args:
        table: Rows in order: unit_name, unit_code, own, structure, total_shown, prev_shown, shown, own_shown,
            structure_shown.
        title: Chart title.
        foot: Date, unit, source.
    """
    rows = records(table)
    ends = [sum(row[n] for n in ("own", "structure") if row[n] * side > 0) for row in rows for side in (1, -1)]
    low, high = min([0.0, *ends]), max([0.0, *ends])
    room = (high - low) * 0.03 or 1.0
    margin = {
        "l": max((template.text_width(row["unit_name"]) for row in rows), default=0) + 18,
        "r": max((template.text_width(row["total_shown"]) for row in rows), default=0) + 22, "t": TOP, "b": 34,
    }  # fmt: skip
    pitch = min(ROW_HIGH, max(ROW_LOW, BODY / max(len(rows), 1)))
    at: dict[str, Any] = {"xref": "paper", "yref": "paper", "x": 0, "y": 1, "xanchor": "left", "yanchor": "bottom"}
    key = (
        f'<span style="color:{template.FOCUS}">■</span> 自身变化　'
        f'<span style="color:{template.FURTHER[0]}">■</span> 占比变化（构成）'
    )
    right: dict[str, Any] = {"x": 1, "xref": "paper", "xanchor": "right", "xshift": margin["r"] - 6,
                             "colour": template.INK, "size": template.TEXT_SIZE}  # fmt: skip
    return template.figure(
        [_effect(rows, "own", template.FOCUS), _effect(rows, "structure", template.FURTHER[0])],
        title=title,
        foot=foot,
        height=round(TOP + 34 + pitch * (len(rows) + 0.3)),
        margin=margin,
        annotations=[note(key, colour=template.INK, xshift=4 - margin["l"], yshift=6, **at),
                     *(note(f"<b>{row['total_shown']}</b>", y=y, **right) for y, row in enumerate(rows))],
        shapes=[{"type": "line", "x0": 0, "x1": 0, "y0": -0.55, "y1": len(rows) - 0.45,
                 "line": {"color": template.MEDIAN, "width": 1.5}}],
        xaxis=template.axis(range=[low - room, high + room], showticklabels=False, showgrid=False),
        yaxis=template.names_axis([row["unit_name"] for row in rows], ends=(len(rows) - 0.4, -0.7)),
        barmode="relative",
        bargap=0.34,
    )  # fmt: skip


def _effect(rows: list[dict[str, Any]], part: str, colour: str) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "x": [row[part] for row in rows],
        "y": list(range(len(rows))),
        "marker": {"color": colour, "line": {"width": 0}},
        "customdata": [[row["unit_code"]] for row in rows],
        "hovertext": [f"<b>{row['unit_name']}</b>　{row['prev_shown']} → {row['shown']}<br>"
                      f"自身变化 {row['own_shown']}　占比变化 {row['structure_shown']}" for row in rows],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }  # fmt: skip
