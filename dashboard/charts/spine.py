"""One unit on all indicators: the whole pinned in the middle, all units as grey spread, right is always better."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts import template
from dashboard.charts.classes import LOOKS, class_words
from dashboard.charts.template import Foot, note
from dashboard.frames import records

ROW_LOW, ROW_HIGH, BODY = 23, 34, 560
EDGE = 1.06
MARK, PEER_MARK, YEAR_MARK = 14, 15, 8
#: Fills of the spread: the two outer quarters, and the middle half.
OUTER, MIDDLE = "#E4E8ED", "#C9D1DA"
COLUMN = 74
CLASSES = ("better", "like", "worse", "small")
TOP = 138


def spine_rows(table: pd.DataFrame) -> pd.DataFrame:
    """The rows of a profile that a spine can show: those compared with the whole, with better and worse."""
    return table[table["rule"] != "none"]


def spine_chart(table: pd.DataFrame, *, title: str, foot: Foot) -> go.Figure:
    """Draw the spine.

    Args:
        table: Rows as of `queries.profile`: name, unit, code, shown, whole_shown, place, n_ranked, class, status,
            middle_is_median, at_own, at_peer, at_last_year, at_worst, at_lower, at_upper, at_best, hover; attrs
            unit_name, whole_name, peer_group.
        title: Chart title.
        foot: Date and source.
    """
    rows = records(spine_rows(table))
    unit, whole = str(table.attrs["unit_name"]), str(table.attrs["whole_name"] or "整体")
    names = [f"{row['name']}（{row['unit']}）" if row["unit"] else str(row["name"]) for row in rows]
    width = max((template.text_width(name) for name in names), default=0)
    own_width = max([COLUMN, template.text_width(unit, template.NOTE_SIZE) + 14])
    margin = {
        "l": width + own_width + 26,
        "r": max(COLUMN, template.text_width(whole, 13) + 10) + 66,
        "t": TOP,
        "b": 34,
    }
    pitch = min(ROW_HIGH, max(ROW_LOW, BODY / max(len(rows), 1)))
    return template.figure(
        [*_spread(rows), *_marks(rows, whole)],
        title=title,
        foot=foot,
        height=round(TOP + 34 + pitch * max(len(rows), 1)),
        margin=margin,
        annotations=[*_heads(unit, whole, margin), *_texts(rows, margin), *_key(table, rows, whole, margin)],
        shapes=_lines(rows),
        barmode="overlay",
        bargap=0.42,
        xaxis=template.axis(range=[-EDGE, EDGE], showticklabels=False, showgrid=False),
        yaxis=template.names_axis(names, ends=(len(rows) - 0.4, -0.6), standoff=own_width + 8),
    )


def _drawn(rows: list[dict[str, Any]], name: str) -> list[tuple[int, dict[str, Any]]]:
    return [(y, row) for y, row in enumerate(rows) if pd.notna(row[name])]


def _spread(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Worst to best, and the middle half on it."""
    drawn = _drawn(rows, "at_worst")
    return [
        {
            "type": "bar",
            "orientation": "h",
            "y": [y for y, _ in drawn],
            "base": [row[low] for _, row in drawn],
            "x": [row[high] - row[low] for _, row in drawn],
            "marker": {"color": colour, "line": {"width": 0}},
            "hoverinfo": "skip",
        }
        for low, high, colour in (("at_worst", "at_best", OUTER), ("at_lower", "at_upper", MIDDLE))
    ]


def _marks(rows: list[dict[str, Any]], whole: str) -> list[dict[str, Any]]:
    """Peers, a year ago, and the unit itself on top."""
    grey = {"symbol": "circle-open", "size": YEAR_MARK, "color": template.MUTED, "line": {"width": 1.5}}
    tick = {"symbol": "line-ns-open", "size": PEER_MARK, "color": template.FOCUS, "line": {"width": 3}}
    own = _drawn(rows, "at_own")
    return [
        _points(_drawn(rows, "at_peer"), "at_peer", tick),
        _points(_drawn(rows, "at_last_year"), "at_last_year", grey),
        _points(
            own,
            "at_own",
            {
                "symbol": "circle",
                "size": MARK,
                "color": [LOOKS[row["class"]].fill for _, row in own],
                "line": {"color": template.INK, "width": [2.2 if row["class"] == "small" else 1 for _, row in own]},
            },
            hover=[f"{row['hover']}<br>{class_words(row['class'], whole)}" for _, row in own],
        ),
    ]


def _points(
    drawn: list[tuple[int, dict[str, Any]]], name: str, marker: dict[str, Any], hover: list[str] | None = None
) -> dict[str, Any]:
    found: dict[str, Any] = {
        "type": "scatter",
        "mode": "markers",
        "x": [row[name] for _, row in drawn],
        "y": [y for y, _ in drawn],
        "marker": marker,
        "cliponaxis": False,
        "customdata": [[row["code"]] for _, row in drawn],
    }
    if hover is None:
        return found | {"hoverinfo": "skip"}
    return found | {"hovertext": hover, "hovertemplate": "%{hovertext}<extra></extra>"}


def _lines(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The whole's line through all rows, and a thin rule where a new theme begins."""
    shapes: list[dict[str, Any]] = [
        {
            "type": "line",
            "x0": 0,
            "x1": 0,
            "y0": -0.6,
            "y1": len(rows) - 0.4,
            "line": {"color": template.INK, "width": 1.5},
        }
    ]
    for y in range(1, len(rows)):
        if rows[y]["theme"] != rows[y - 1]["theme"]:
            line = {"color": template.OTHERS, "width": 1, "dash": "dot"}
            shapes.append(
                {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": y - 0.5, "y1": y - 0.5, "line": line}
            )
    return shapes


def _heads(unit: str, whole: str, margin: dict[str, int]) -> list[dict[str, Any]]:
    at: dict[str, Any] = {"y": -0.6, "yanchor": "bottom", "xref": "paper"}
    return [
        note(f"<b>{unit}</b>", x=0, xanchor="right", xshift=-10, colour=template.INK, **at),
        note(f"{whole}", x=1, xanchor="right", xshift=margin["r"] - 64, colour=template.INK, **at),
        note("名次", x=1, xanchor="right", xshift=margin["r"] - 6, **at),
        note("← 差", x=0, xanchor="left", xshift=2, **at),
        note("好 →", x=1, xanchor="right", xshift=-2, **at),
    ]


def _texts(rows: list[dict[str, Any]], margin: dict[str, int]) -> list[dict[str, Any]]:
    """Own value at the left of the spine; the whole's value and the place at its right."""
    texts = []
    for y, row in enumerate(rows):
        at: dict[str, Any] = {"y": y, "yanchor": "middle", "xref": "paper"}
        shown = str(row["shown"])
        ink = template.INK if pd.notna(row["value"]) else template.MUTED
        texts.append(note(f"<b>{shown}</b>", size=14, colour=ink, x=0, xanchor="right", xshift=-10, **at))
        middle = f"{row['whole_shown']}{'*' if row['middle_is_median'] else ''}"
        texts.append(note(middle, size=14, x=1, xanchor="right", xshift=margin["r"] - 64, **at))
        if pd.notna(row["place"]):
            place = f"{int(row['place'])}／{int(row['n_ranked'])}"
            texts.append(note(place, x=1, xanchor="right", xshift=margin["r"] - 6, **at))
        if pd.isna(row["at_worst"]):
            texts.append(note("可比的单位不足4个，或各单位相同", x=0.5, xanchor="center", bgcolor=template.PAPER, **at))
    return texts


def _key(
    table: pd.DataFrame, rows: list[dict[str, Any]], whole: str, margin: dict[str, int]
) -> list[dict[str, Any]]:  # fmt: skip
    """What the marks mean, in words, above the plot; only what occurs."""
    found = {row["class"] for row in rows if pd.notna(row["at_own"])}
    classes = []
    for code in CLASSES:
        if code in found:
            sign = "○" if code == "small" else "●"
            colour = template.INK if code == "small" else "#9AA7B5" if code == "like" else LOOKS[code].fill
            classes.append(f'<span style="color:{colour}">{sign}</span> {class_words(code, whole)}')
    group = str(table.attrs.get("peer_group") or "")
    marks = []
    if any(pd.notna(row["at_peer"]) for row in rows):
        marks.append(f'<span style="color:{template.FOCUS}">┃</span> 同类（{group}）')
    if any(pd.notna(row["at_last_year"]) for row in rows):
        marks.append("∘ 本单位上年同期")
    if any(row["middle_is_median"] for row in rows):
        marks.append("* 各单位中位数")
    at: dict[str, Any] = {"xref": "paper", "yref": "paper", "x": 0, "y": 1, "xanchor": "left", "yanchor": "bottom",
                          "align": "left", "xshift": 4 - margin["l"]}  # fmt: skip
    lines = ["　".join(classes), "　".join(marks), f"中线为{whole}　浅灰从最差到最好　深灰为中间一半单位"]
    return [
        note(line, colour=template.INK, yshift=26 + 21 * (len(lines) - 1 - place), **at)
        for place, line in enumerate(lines)
        if line
    ]
