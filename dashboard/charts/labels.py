"""A column of texts beside the rows of a picture, drawn as one text.

Every text of a picture is measured by the browser on its own, which costs more than drawing the bar it belongs to: a
ranking of thirty rows with name, place, value and change took 120 texts and most of the time to paint. One text of
many lines is measured once.
"""

from collections.abc import Iterable
from typing import Any

from dashboard.charts import template
from dashboard.charts.template import note

#: Plotly sets the lines of a text this many ems apart; the em is chosen so that a line falls on each row.
LINE_EMS = 1.3


def column(
    cells: Iterable[tuple[float, str]],
    pitch: float,
    *,
    right: bool = False,
    size: int = template.TEXT_SIZE,
    colour: str = template.INK,
    **at: Any,
) -> list[dict[str, Any]]:
    """Texts of rows one below the other; no text at all where every cell is empty.

    Args:
        cells: Row (whole numbers counted downwards on the y axis, gaps allowed) and text; an empty text leaves its
            row blank. Rows all shifted by the same fraction are fine.
        pitch: Pixels between two rows.
        right: Set to the right, and hung up there, as numbers are.
        size: Pixels of the letters.
        colour: Ink.
        **at: `x`, `xshift` and what else an annotation takes.

    Returns:
        One annotation or none, hung up by its middle: the first and last line that are there are those of their rows.
    """
    kept = [(y, text) for y, text in cells if text]
    if not kept:
        return []
    first, last = min(y for y, _ in kept), max(y for y, _ in kept)
    by_row = {round(y - first): text for y, text in kept}
    style = f'<span style="font-size:{size}px">'
    lines = [f"{style}{by_row[row]}</span>" if row in by_row else "" for row in range(round(last - first) + 1)]
    side = "right" if right else "left"
    place = {"x": 0, "xref": "paper", "xanchor": side, "align": side, "yanchor": "middle", **at}
    return [
        {**note("<br>".join(lines), colour=colour, y=(first + last) / 2, **place),
         "font": {"size": round(pitch / LINE_EMS, 3), "color": colour}}
    ]  # fmt: skip


def lines(text: str) -> list[str]:
    """The lines of a column, empty ones too, without the letters' size."""
    head, _, _ = text.partition(">")
    bare = text.replace(f"{head}>", "").replace("</span>", "") if head.startswith("<span style=") else text
    return bare.split("<br>")
