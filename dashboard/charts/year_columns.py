"""The months of two years side by side, as columns with the change above."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from dashboard.charts import template
from dashboard.charts.template import Foot, note

HEIGHT = 500
TOP = 78


@dataclass(frozen=True)
class MonthPair:
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


def paired_columns(pairs: Sequence[MonthPair], *, title: str, foot: Foot, names: tuple[str, str]) -> go.Figure:
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


def _columns(pairs: Sequence[MonthPair], part: str, colour: str, name: str) -> dict[str, Any]:
    return {
        "type": "bar",
        "x": list(range(len(pairs))),
        "y": [getattr(pair, part) for pair in pairs],
        "marker": {"color": colour, "line": {"width": 0}},
        "hovertext": [f"<b>{name}{pair.words}</b>　{getattr(pair, f'{part}_shown')}" for pair in pairs],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _changes(pairs: Sequence[MonthPair]) -> list[dict[str, Any]]:
    """The change above each pair; with many months only every second, and always the last."""
    last = max((at for at, pair in enumerate(pairs) if pair.change), default=-1)
    return [
        note(pair.change if at != last else f"<b>{pair.change}</b>", colour=template.INK, x=at, yanchor="bottom",
             y=max(value for value in (pair.before, pair.now) if value is not None), yshift=3)
        for at, pair in enumerate(pairs) if pair.change and (last - at) % 2 == 0
    ]  # fmt: skip
