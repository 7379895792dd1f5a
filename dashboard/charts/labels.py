"""Texts that stand one below the other beside the rows of a picture, drawn as one text.

A browser measures every text of a picture on its own, which costs more than drawing the bar it belongs to: name, place,
value and change of thirty rows were 120 texts and most of the time to paint a ranking. One text of many lines is
measured once and looks the same. Where rows stand as close as lines of their own size, its lines need no style of their
own, which halves the time to paint it.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

#: Plotly sets the lines of a text this many ems apart; the em is chosen so that a line falls on each row.
LINE_EMS = 1.3
#: Fewer texts than this are left alone: there is nothing to win.
FEWEST = 6
#: Rows left blank between two texts of a column; further apart they are no column.
MOST_BLANK = 3
#: Pixels by which a text may be drawn larger or smaller so that its lines fall on the rows by themselves.
NEAR = 1.0
BOLD = re.compile(r"<b>([^<]*)</b>")
STYLE = re.compile(r'<span style="[^"]*">')
Note = dict[str, Any]


def joined(notes: Sequence[Note], pitch: float, *, downwards: bool) -> list[Note]:
    """The same texts with those of one column made one.

    Args:
        notes: Annotations; candidates stand at whole rows of the y axis (or all of them off by the same fraction), hung
            up by their middle and at one place across.
        pitch: Pixels between two rows.
        downwards: Whether rows are counted from the top.
    """
    columns: dict[tuple[Any, ...], list[Note]] = {}
    for text in notes:
        if _may_join(text):
            columns.setdefault(_place(text), []).append(text)
    made = {place: _one(rows, pitch, downwards) for place, rows in columns.items() if _is_column(rows)}
    found: list[Note] = []
    for text in notes:
        place = _place(text) if _may_join(text) else None
        if place not in made:
            found.append(text)
        elif columns[place][0] is text:
            found.append(made[place])
    return found


def _may_join(text: Note) -> bool:
    plain = not ({"yref", "bgcolor", "yshift", "align", "textangle"} & text.keys())
    return plain and text.get("yanchor", "middle") == "middle" and bool(text["text"]) and "<br>" not in text["text"]


def _place(text: Note) -> tuple[Any, ...]:
    across = tuple(text.get(name) for name in ("x", "xref", "xanchor", "xshift"))
    return (*across, text["font"]["size"], round(text["y"] % 1, 6) % 1)  # 6.9999999 and 7 are one row


def _is_column(rows: Sequence[Note]) -> bool:
    """Many texts, one to a row, without wide gaps."""
    ys = sorted(row["y"] for row in rows)
    steps = {round(after - before) for before, after in pairwise(ys)}
    return len(rows) >= FEWEST and 0 not in steps and max(steps) <= MOST_BLANK + 1


def _one(rows: Sequence[Note], pitch: float, downwards: bool) -> Note:
    """One text: its first and last line are not blank, so that its middle is the middle of its rows."""
    first, last = min(row["y"] for row in rows), max(row["y"] for row in rows)
    ink, size = rows[0]["font"]["color"], rows[0]["font"]["size"]
    line_size = round(pitch / LINE_EMS, 3)
    bold = [BOLD.fullmatch(row["text"]) for row in rows]
    lines = [""] * (round(last - first) + 1)
    for row, found in zip(rows, bold, strict=True):
        styles = [] if abs(line_size - size) <= NEAR else [f"font-size:{size}px"]
        styles += [f"color:{row['font']['color']}"] if row["font"]["color"] != ink else []
        text = found[1] if found and all(bold) else row["text"]
        lines[round(row["y"] - first)] = f'<span style="{";".join(styles)}">{text}</span>' if styles else text
    side = rows[0].get("xanchor", "center")
    return {
        **rows[0],
        "text": "<br>".join(lines if downwards else lines[::-1]),
        "y": (first + last) / 2,
        "yanchor": "middle",
        "align": side if side in ("left", "right") else "center",
        "font": {"size": line_size, "color": ink} | ({"weight": 700} if all(bold) else {}),
    }


def lines(text: str) -> list[str]:
    """The texts that one text was joined from, blank rows too."""
    return [STYLE.sub("", line).removesuffix("</span>") for line in text.split("<br>")]
