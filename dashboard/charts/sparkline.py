"""A line the size of a word, for cards: a small SVG picture, since forty Plotly charts would slow the page down."""

import base64
from collections.abc import Collection, Sequence

from dashboard.charts import template

WIDTH, HEIGHT, EDGE = 120, 32, 4


def sparkline(
    values: Sequence[float | None], *, target: float | None = None, words: str = "", cuts: Collection[int] = ()
) -> str:
    """An SVG picture of a series; empty when fewer than two values are known. `as_image` puts it into a page.

    Args:
        values: Oldest first; None is a gap.
        target: Drawn as a dashed line when it lies within or near the range of values.
        words: Text alternative for people who do not see the picture.
        cuts: Places in `values` that are not joined to the one before; a value cut off at both sides is a point.
    """
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return ""
    near = target is not None and min(known) - _range(known) <= target <= max(known) + _range(known)
    low, high = min([*known, target] if near and target is not None else known), max(known)
    if near and target is not None:
        high = max(high, target)
    scale = (HEIGHT - 2 * EDGE) / ((high - low) or 1.0)
    pitch = (WIDTH - 2 * EDGE) / (len(values) - 1)

    def y(value: float) -> float:
        middle = HEIGHT / 2
        return round(HEIGHT - EDGE - (value - low) * scale, 1) if high > low else middle

    path, pen_down = [], False
    for index, value in enumerate(values):
        if value is None:
            pen_down = False
            continue
        pen_down = pen_down and index not in cuts
        path.append(f"{'L' if pen_down else 'M'}{round(EDGE + index * pitch, 1)} {y(value)}")
        pen_down = True
    last = max(index for index, value in enumerate(values) if value is not None)
    end = values[last] or 0.0
    goal = ""
    if near and target is not None:
        goal = (
            f'<line x1="0" x2="{WIDTH}" y1="{y(target)}" y2="{y(target)}" stroke="{template.MEDIAN}" '
            'stroke-width="1" stroke-dasharray="4 3"/>'
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{words}">{goal}'
        f'<path d="{"".join(path)}" fill="none" stroke="{template.FOCUS}" stroke-width="1.8"/>'
        f'<circle cx="{round(EDGE + last * pitch, 1)}" cy="{y(end)}" r="2.6" fill="{template.FOCUS}"/></svg>'
    )


def _range(known: Sequence[float]) -> float:
    return (max(known) - min(known)) or abs(max(known)) * 0.1 or 1.0


def as_image(svg: str, words: str) -> str:
    """The picture as an `img` element: pages drop inline SVG from HTML, and a picture keeps to its own box."""
    data = base64.b64encode(svg.encode()).decode()
    return f'<img class="spark" src="data:image/svg+xml;base64,{data}" alt="{words}">' if svg else ""
