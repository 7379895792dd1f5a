"""看水平 × 看变化: three rows of level, three columns of change, the units' names in the boxes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from dashboard.charts import template
from dashboard.charts.template import Foot, note

HEIGHT = 560
FILLS = {"better": "#E3EDF8", "like": "#F3F5F7", "worse": "#FAEBDD"}
ROWS = (("better", "明显好"), ("like", "相当"), ("worse", "明显差"))
COLUMNS = (("worse", "退步"), ("same", "变化不大"), ("better", "进步"))
#: Names that fit in a line of a box on a tablet, and lines that fit in a box.
PER_LINE, LINES = 2, 5


@dataclass(frozen=True)
class Cell:
    """One field of the grid.

    Attributes:
        level: better, like or worse.
        change: better, same or worse.
        box: Name of the box it belongs to.
        units: Code and name of the units in it.
    """

    level: str
    change: str
    box: str
    units: Sequence[tuple[str, str]]


def level_change_grid(cells: Sequence[Cell], *, title: str, foot: Foot, focus: Collection[str] = ()) -> go.Figure:
    """Draw the grid.

    Args:
        cells: The nine fields.
        title: Chart title.
        foot: Date and source.
        focus: Codes of units in bold.
    """
    rows = {name: at for at, (name, _) in enumerate(ROWS)}
    columns = {name: at for at, (name, _) in enumerate(COLUMNS)}
    shapes, texts = [], []
    for cell in cells:
        x, y = columns[cell.change], rows[cell.level]
        shapes.append({"type": "rect", "x0": x - 0.49, "x1": x + 0.49, "y0": y - 0.48, "y1": y + 0.48,
                       "fillcolor": FILLS[cell.level], "line": {"width": 0}, "layer": "below"})  # fmt: skip
        colour = template.MUTED if not cell.units else template.INK
        texts.append(note(f"{cell.box}（{len(cell.units)}）", size=15, colour=colour, x=x, y=y - 0.44, yanchor="top"))
        texts.append(note(_names(cell.units, focus), size=template.TEXT_SIZE, colour=template.INK, x=x, y=y - 0.2,
                          yanchor="top"))  # fmt: skip
    return template.figure(
        [],
        title=title,
        foot=foot,
        height=HEIGHT,
        margin={"l": 86, "r": 16, "t": 84, "b": 38},
        annotations=[
            *texts,
            note("水平 ↓　变化 →", x=0, xref="paper", xanchor="left", xshift=-82, y=-0.52, yanchor="bottom"),
        ],
        shapes=shapes,
        xaxis=template.axis(range=[-0.5, 2.5], showgrid=False, side="top", tickmode="array", tickvals=[0, 1, 2],
                            ticktext=[words for _, words in COLUMNS]),
        yaxis=template.axis(range=[2.5, -0.5], showgrid=False, tickmode="array", tickvals=[0, 1, 2],
                            ticktext=[words for _, words in ROWS]),
    )  # fmt: skip


def _names(units: Sequence[tuple[str, str]], focus: Collection[str]) -> str:
    """Names, two to a line; of many only the chosen ones and the first, and how many there are."""
    listed = sorted(units, key=lambda unit: unit[0] not in focus)
    most = PER_LINE * LINES
    words = [f"<b>{name}</b>" if code in focus else name for code, name in listed[:most]]
    lines = ["　".join(words[at : at + PER_LINE]) for at in range(0, len(words), PER_LINE)]
    return "<br>".join(lines) + (f"<br>等 {len(listed)} 个" if len(listed) > most else "")
