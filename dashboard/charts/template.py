"""The one look of all charts: palette, fonts, margins, the foot with date and source.

The layout is written into each figure directly instead of through a Plotly template, which would add several
kilobytes to every figure sent to a browser.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from dashboard.charts import labels

FONT = '"Noto Sans CJK SC","Source Han Sans SC","Microsoft YaHei","PingFang SC",sans-serif'

INK = "#1F2A37"
MUTED = "#5B6670"  # readable grey: 4.5:1 and more on white
FOCUS = "#1D4E89"
FURTHER = ("#C77C02", "#2E7D6B", "#7A4E9B", "#5B6670")
OTHERS = "#C9D1DA"
MEDIAN = "#8894A3"
GRID = "#E8ECF0"
PAPER = "#FFFFFF"
#: Behind a name that lies over a line.
VEIL = "rgba(255,255,255,0.75)"
#: Lights: colour, sign and word always go together. Never used for districts or series.
LIGHTS = {"绿": ("#2E7D32", "●"), "黄": ("#B58100", "▲"), "红": ("#C62828", "■")}
#: One hue for what is still owed: nothing received is darkest, so that the eye finds the gaps; all received is palest.
SHARES = ("#6C98CB", "#A9C4E3", "#D5E2F1", "#F3F6FA")
#: The focus series and the further chosen ones, in the order they are given out.
SERIES = (FOCUS, *FURTHER)

TITLE_SIZE = 18
TITLE_LINE = 26
#: Ems of date, unit and source that fit on one line of a chart on a tablet, and the height of a second line.
FOOT_LINE, FOOT_ROW = 38, 19
TEXT_SIZE = 14
NOTE_SIZE = 13


@dataclass(frozen=True)
class Foot:
    """What stands under every chart, also when it is saved as a picture.

    Attributes:
        as_of: Such as `2024年6月30日`.
        source: Such as `组织部门报送`.
        unit: Unit of the values, empty when the chart has none.
        mark: `演示数据` or `内部`.
    """

    as_of: str
    source: str
    unit: str = ""
    mark: str = ""

    @property
    def left(self) -> str:
        """Date, unit and mark."""
        parts = [f"截至{self.as_of}" if self.as_of else "", f"单位：{self.unit}" if self.unit else "", self.mark]
        return "　".join(part for part in parts if part)


def base_layout() -> dict[str, Any]:
    """Layout values that every figure starts from."""
    return {
        "template": {},  # an empty one: without it Plotly puts in its own, six kilobytes large
        "font": {"family": FONT, "size": TEXT_SIZE, "color": INK},
        "paper_bgcolor": PAPER,
        "plot_bgcolor": PAPER,
        "showlegend": False,
        "hoverlabel": {
            "bgcolor": PAPER,
            "bordercolor": MEDIAN,
            "align": "left",
            "font": {"family": FONT, "size": TEXT_SIZE, "color": INK},
        },
        "hovermode": "closest",
        "dragmode": False,
        "separators": ".,",
    }


def axis(**changes: Any) -> dict[str, Any]:
    """A quiet axis: no line, light grid, horizontal labels."""
    return {
        "automargin": False,
        "fixedrange": True,
        "gridcolor": GRID,
        "showline": False,
        "zeroline": False,
        "tickangle": 0,
        "ticks": "",
        "tickfont": {"size": TEXT_SIZE, "color": INK},
        **changes,
    }


def names_axis(
    names: Sequence[str], at: Sequence[float] | None = None, *, ends: tuple[float, float], standoff: int = 6
) -> dict[str, Any]:
    """An axis of rows, each with its name.

    Args:
        names: The names, from the first row on.
        at: Where the rows stand; one after the other from 0 on by default.
        ends: Where the axis begins and ends; the larger one first sets the first row at the top.
        standoff: Pixels between name and row.
    """
    places = list(range(len(names)) if at is None else at)
    return axis(
        range=list(ends), showgrid=False, tickmode="array", tickvals=places, ticktext=list(names),
        ticklabelstandoff=standoff,
    )  # fmt: skip


def note(text: str, *, size: int = NOTE_SIZE, colour: str = MUTED, **at: Any) -> dict[str, Any]:
    """A text in the figure, without arrow."""
    return {"text": text, "showarrow": False, "font": {"size": size, "color": colour}, **at}


def _heading(title: str) -> tuple[dict[str, Any], int]:
    """The title at the left, and the pixels that its second line needs."""
    words, extra = wrapped(title)
    return {
        "text": f"<b>{words}</b>", "font": {"size": TITLE_SIZE, "color": INK},
        "x": 0, "xref": "container", "xanchor": "left", "y": 1, "yref": "container", "yanchor": "top",
        # Plotly hangs a title by its last line: a second line needs its own room above.
        "pad": {"l": 4, "t": 8 + extra},
    }, extra  # fmt: skip


def figure(
    data: list[dict[str, Any]],
    *,
    title: str,
    foot: Foot,
    height: int,
    margin: dict[str, int],
    annotations: list[dict[str, Any]],
    **layout: Any,
) -> go.Figure:
    """A figure with title, foot, size and the common layout.

    Everything is passed as plain dictionaries and not validated here: validation costs 0.2 ms an annotation on every
    rerun of a page. The chart tests validate each chart instead.

    Args:
        data: Plotly traces as dictionaries.
        title: Chart title, at the left above the plot.
        foot: Date, unit and source.
        height: Pixels.
        margin: Plotly margin; `t` and `b` must leave room for title and foot.
        annotations: Texts in the plot; the foot is added, and texts one below the other are drawn as one.
        **layout: Axes, shapes and other layout values.
    """

    def corner(text: str, left: bool, **at: Any) -> dict[str, Any]:
        side: dict[str, Any] = {"x": 0, "xanchor": "left", "xshift": 4 - margin["l"]}
        if not left:
            side = {"x": 1, "xanchor": "right", "xshift": margin["r"] - 4}
        return note(text, xref="paper", yref="paper", **side, **at)

    source = f"数据来源：{foot.source}"
    # On a tablet, or on half a page, a long source would run into the date: it takes a line of its own.
    room = FOOT_ROW if text_width(foot.left, 1) + text_width(source, 1) > FOOT_LINE else 0
    margin = {**margin, "b": margin["b"] + room}
    bottom: dict[str, Any] = {"y": 0, "yanchor": "bottom"}
    foot_notes = [
        corner(foot.left, True, yshift=2 - margin["b"] + room, **bottom),
        corner(source, False, yshift=2 - margin["b"], **bottom),
    ]
    heading, extra = _heading(title)
    whole = {
        **base_layout(),
        "height": height + extra + room,
        "margin": {**margin, "t": margin["t"] + extra, "pad": 0},
        "title": heading,
        "annotations": in_columns(annotations, layout.get("yaxis"), height - margin["t"] - margin["b"] + room)
        + foot_notes,
        **layout,
    }
    return go.Figure({"data": data, "layout": whole}, _validate=False)


def in_columns(notes: list[dict[str, Any]], yaxis: dict[str, Any] | None, pixels: int) -> list[dict[str, Any]]:
    """Texts beside rows as columns, where the axis says how far apart the rows are; `pixels` is the plot's height."""
    ends = (yaxis or {}).get("range")
    if not ends:
        return notes
    return labels.joined(notes, pixels / abs(ends[1] - ends[0]), downwards=ends[0] > ends[1])


def wrapped(title: str) -> tuple[str, int]:
    """A long title in two lines, and the pixels that the second line takes: on a tablet a line holds 26 characters."""
    if text_width(title, 1) <= TITLE_LINE:
        return title, 0
    for sign in ("（", "，", "、"):
        head, found, tail = title.partition(sign)
        if found and text_width(head, 1) <= TITLE_LINE:
            return f"{head}<br>{found if sign == '（' else ''}{tail}", TITLE_SIZE + 6
    return f"{title[:TITLE_LINE]}<br>{title[TITLE_LINE:]}", TITLE_SIZE + 6


def text_width(text: str, size: int = TEXT_SIZE) -> int:
    """Pixels a label needs: full-width characters count one em, others a little over half."""
    return round(sum(1.0 if ord(sign) > 0x2E80 else 0.58 for sign in text) * size)


def config(file_name: str) -> dict[str, Any]:
    """Plotly's browser settings: one button (save as picture), its words in Chinese.

    Args:
        file_name: Name of the picture without suffix.
    """
    words = {
        "Download plot as a PNG": "存为图片",
        "Taking snapshot - this may take a few seconds": "正在生成图片……",
        "Snapshot succeeded": "图片已保存",
        "Sorry, there was a problem downloading your snapshot!": "图片没有生成，请重试",
    }
    return {
        "displaylogo": False,
        "displayModeBar": True,
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {"format": "png", "scale": 3, "filename": file_name},
        "locale": "zh-CN",
        "locales": {"zh-CN": {"dictionary": words}},
        "scrollZoom": False,
        "doubleClick": False,
        "showTips": False,
    }
