"""Who has reported: tables across, districts down, what is still owed as shade and as number."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts import template
from dashboard.charts.template import Foot, note
from dashboard.frames import records

ROW = 30
MAX_ROWS = 40
HEAD_WORDS = 7


def completeness_grid(frame: pd.DataFrame, *, title: str, foot: Foot) -> go.Figure:
    """A grid of reporting shares.

    Args:
        frame: Columns unit_name, template_title, n_reported, n_expected; one row a district and template, districts
            and templates in the order in which they first appear. A pair that is not due is left out. Of more than
            `MAX_ROWS` districts those that owe most are drawn, the others together in the last row.
        title: Chart title.
        foot: Date and source.
    """
    tables = list(dict.fromkeys(frame["template_title"]))
    frame = _gathered(frame)
    districts = list(dict.fromkeys(frame["unit_name"]))
    shades, hover, texts = _cells(frame, districts, tables)
    name = max((template.text_width(district) for district in districts), default=0)
    margin = {"l": name + 24, "r": 16, "t": 104, "b": 38}
    return template.figure(
        [_heatmap(shades, hover)],
        title=title,
        foot=foot,
        margin=margin,
        height=margin["t"] + margin["b"] + ROW * max(len(districts), 1),
        annotations=texts,
        xaxis=template.axis(
            side="top",
            showgrid=False,
            tickmode="array",
            tickvals=list(range(len(tables))),
            ticktext=[wrap(table) for table in tables],
            tickfont={"size": template.NOTE_SIZE, "color": template.INK},
        ),
        yaxis=template.names_axis(districts, ends=(len(districts) - 0.5, -0.5)),
    )


def _cells(
    frame: pd.DataFrame, districts: list[str], tables: list[str]
) -> tuple[list[list[int | None]], list[list[str]], list[dict[str, Any]]]:
    """Shades and words under the pointer, by row and column, and the texts that stand in the cells."""
    due = frame[frame["n_expected"] > 0]
    cells = {(row["unit_name"], row["template_title"]): row for row in records(due)}
    shades: list[list[int | None]] = []
    hover: list[list[str]] = []
    texts: list[dict[str, Any]] = []
    for y, district in enumerate(districts):
        shades.append([])
        hover.append([])
        for x, table in enumerate(tables):
            cell = cells.get((district, table))
            if cell is None:
                shades[-1].append(None)
                hover[-1].append(f"{district}　{table}<br>本期不用报")
                continue
            got, want = int(cell["n_reported"]), int(cell["n_expected"])
            shade = share_class(got, want)
            shades[-1].append(shade)
            hover[-1].append(f"<b>{district}</b>　{table}<br>应报 {want:,}，已报 {got:,}")
            words = "未报" if got == 0 else "✓" if got >= want else f"{got:,}/{want:,}"
            colour = template.MUTED if got >= want else template.INK
            texts.append(note(f"<b>{words}</b>" if got == 0 else words, x=x, y=y, colour=colour))
    return shades, hover, texts


def _heatmap(shades: list[list[int | None]], hover: list[list[str]]) -> dict[str, Any]:
    count = len(template.SHARES)
    scale = [[edge / count, template.SHARES[index]] for index in range(count) for edge in (index, index + 1)]
    return {
        "type": "heatmap",
        "z": shades,
        "x": list(range(len(shades[0]))) if shades else [],
        "y": list(range(len(shades))),
        "zmin": 0,
        "zmax": count - 1,
        "colorscale": scale,
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
        "hovertext": hover,
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _gathered(frame: pd.DataFrame) -> pd.DataFrame:
    """All districts where the picture has room for them, else those that owe most and one row for the rest."""
    counts = frame[["unit_name", "template_title", "n_reported", "n_expected"]].fillna({"n_expected": 0})
    owed = (counts["n_expected"] - counts["n_reported"]).clip(lower=0).groupby(counts["unit_name"], sort=False).sum()
    if len(owed) <= MAX_ROWS:
        return counts
    shown = set(owed.sort_values(ascending=False, kind="stable").index[: MAX_ROWS - 1])
    rest = counts[~counts["unit_name"].isin(shown)]
    sums = rest.groupby("template_title", sort=False)[["n_reported", "n_expected"]].sum().reset_index()
    together = sums.assign(unit_name=f"其余{len(owed) - len(shown)}个")
    return pd.concat([counts[counts["unit_name"].isin(shown)], together], ignore_index=True)


def share_class(got: int, want: int) -> int:
    """0 nothing, 1 under half, 2 half and more, 3 everything."""
    if got <= 0:
        return 0
    if got >= want:
        return 3
    return 2 if got * 2 >= want else 1


def wrap(words: str) -> str:
    """A heading in lines of equal length of at most seven characters, so that it stays upright."""
    lines = -(-len(words) // HEAD_WORDS)
    length = -(-len(words) // max(lines, 1))
    return "<br>".join(words[start : start + length] for start in range(0, len(words), max(length, 1)))
