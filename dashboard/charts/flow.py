"""What became of what: a Sankey diagram of two dates, with the losing flows strong and the others quiet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from dashboard.charts import template
from dashboard.charts.template import Foot, note

HEIGHT = 440
QUIET, DOWN, UP = "rgba(137,148,163,0.22)", "rgba(204,119,34,0.62)", "rgba(47,109,179,0.55)"
TOP, BOTTOM = 84, 40
#: Least height of a node, as a share of the whole, so that its words do not run into the next.
LEAST = 0.06


@dataclass(frozen=True)
class Stage:
    """One class at one of the two dates.

    Attributes:
        key: Value in the rows.
        words: Such as `五星`.
        colour: Fill.
    """

    key: int
    words: str
    colour: str


def flow_chart(
    flows: Mapping[tuple[int, int], int],
    stages: Sequence[Stage],
    *,
    title: str,
    foot: Foot,
    heads: tuple[str, str],
) -> go.Figure:
    """Draw the flows.

    Args:
        flows: (class before, class after) → how many.
        stages: Classes from best to worst; those nobody is in are left out.
        title: Chart title.
        foot: Date, unit, source.
        heads: Words above the left and the right side.
    """
    over: dict[str, Any] = {"y": 1, "yref": "paper", "yanchor": "bottom", "yshift": 12, "xref": "paper"}
    return template.figure(
        [_trace(flows, stages)],
        title=title,
        foot=foot,
        height=HEIGHT,
        margin={"l": 12, "r": 12, "t": TOP, "b": BOTTOM},
        annotations=[
            note(heads[0], x=0, xanchor="left", colour=template.INK, **over),
            note(heads[1], x=1, xanchor="right", colour=template.INK, **over),
        ],
    )


def _trace(flows: Mapping[tuple[int, int], int], stages: Sequence[Stage]) -> dict[str, Any]:
    """The classes before at the left, those after at the right, in the order of the stages, and what goes where."""
    left = [s for s in stages if any(before == s.key for before, _ in flows)]
    right = [s for s in stages if any(after == s.key for _, after in flows)]
    rank = {stage.key: at for at, stage in enumerate(stages)}
    sizes = [sum(n for (a, _), n in flows.items() if a == s.key) for s in left]
    sizes += [sum(n for (_, b), n in flows.items() if b == s.key) for s in right]
    links = sorted(flows.items(), key=lambda item: (rank[item[0][0]], rank[item[0][1]]))
    words = {stage.key: stage.words for stage in stages}
    at_left = {s.key: at for at, s in enumerate(left)}
    at_right = {s.key: len(left) + at for at, s in enumerate(right)}
    ys = _heights(sizes[: len(left)]) + _heights(sizes[len(left) :])
    return {
        "type": "sankey",
        "arrangement": "fixed",
        "textfont": {"size": template.TEXT_SIZE, "color": template.INK, "shadow": "none"},
        "node": {
            "label": [f"{s.words} {n:,}" for s, n in zip([*left, *right], sizes, strict=True)],
            "color": [s.colour for s in [*left, *right]],
            "x": [0.001] * len(left) + [0.999] * len(right),
            "y": ys,
            "pad": 18,
            "thickness": 22,
            "line": {"color": template.MUTED, "width": 0.6},
            "hovertemplate": "%{label}<extra></extra>",
        },
        "link": {
            "source": [at_left[a] for (a, _), _ in links],
            "target": [at_right[b] for (_, b), _ in links],
            "value": [n for _, n in links],
            "color": [QUIET if a == b else DOWN if rank[b] > rank[a] else UP for (a, b), _ in links],
            "customdata": [f"{words[a]} → {words[b]}　{n:,}" for (a, b), n in links],
            "hovertemplate": "%{customdata}<extra></extra>",
        },
    }


def _heights(sizes: Sequence[int]) -> list[float]:
    """Middles of the nodes from the top, in the given order, small ones with the room that their words need."""
    total = sum(sizes) or 1
    shares = [max(size / total, LEAST) for size in sizes]
    scale = sum(shares)
    middles, top = [], 0.0
    for share in shares:
        middles.append(min(0.999, max(0.001, (top + share / 2) / scale)))
        top += share
    return middles
