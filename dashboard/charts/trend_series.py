"""The lines of the trend chart: whose they are, how they look, and where they are cut."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard.charts import template
from dashboard.charts.time_axis import period_words
from dashboard.frames import records

#: Width of the lines that the chart is about.
STRONG = 3.0
#: Grey ones first, so that the strong ones are drawn over them.
ORDER = {"other": 0, "median": 1, "whole": 2, "focus": 3, "forecast": 4}
COLUMNS = ("role", "unit_code", "unit_name", "period_key", "value", "shown", "estimated")


@dataclass(frozen=True)
class Series:
    """One line.

    Attributes:
        name: Whose it is.
        role: As in the frame.
        keys: Period keys; where the line is cut the last one is there twice, without value the second time.
        values: Its height, None for a gap.
        hover: Shown when a point is pointed at.
        estimated: Which points are computed, not reported.
        last_shown: Text of the last value, empty without any.
        colour: Of the line.
        width: Pixels.
        dash: Plotly's name of the kind of line.
    """

    name: str
    role: str
    keys: list[int]
    values: list[float | None]
    hover: list[str]
    estimated: list[bool]
    last_shown: str
    colour: str
    width: float
    dash: str

    @property
    def last(self) -> float | None:
        """The last value there is."""
        return next((value for value in reversed(self.values) if value is not None), None)


def series_of(frame: pd.DataFrame, step: int, cuts: list[int]) -> list[Series]:
    """Lines in the order in which they are drawn. With no unit chosen the whole is the main line.

    Args:
        frame: As of `trend_lines`.
        step: Months between neighbouring periods.
        cuts: Period keys before which lines are cut.
    """
    groups: dict[tuple[str, Any], list[dict[Any, Any]]] = {}
    for row in records(frame[[name for name in COLUMNS if name in frame]]):
        groups.setdefault((str(row["role"]), row["unit_code"]), []).append(row)
    alone = not any(role == "focus" for role, _ in groups)
    focus_seen = 0
    found = []
    for (role, _), rows in sorted(groups.items(), key=lambda item: ORDER[item[0][0]]):
        colour, width, dash = template.OTHERS, 1.2, "solid"
        if role == "focus":
            colour, width = template.SERIES[focus_seen % len(template.SERIES)], STRONG
            focus_seen += 1
        elif role == "whole":
            colour, width = (template.FOCUS, STRONG) if alone else (template.MEDIAN, 2.5)
        elif role == "median":
            colour, width, dash = template.MEDIAN, 1.5, "dot"
        elif role == "forecast":
            colour, width, dash = template.FOCUS, 2.0, "dot"
        ordered = sorted(rows, key=lambda row: int(row["period_key"]))
        found.append(_one(ordered, role, colour, width, dash, step, cuts))
    return found


def _one(
    rows: list[dict[Any, Any]], role: str, colour: str, width: float, dash: str, step: int, cuts: list[int]
) -> Series:
    keys: list[int] = []
    values: list[float | None] = []
    hover: list[str] = []
    estimated: list[bool] = []
    before: int | None = None
    for row in rows:
        key = int(row["period_key"])
        if before is not None and (key - before > step or any(before < cut <= key for cut in cuts)):
            keys.append(before)
            values.append(None)
            hover.append("")
            estimated.append(False)
        value = None if pd.isna(row["value"]) else float(row["value"])
        keys.append(key)
        values.append(value)
        hover.append(f"<b>{row['unit_name']}</b>　{period_words(key, step)}<br>{row['shown']}")
        estimated.append(bool(row.get("estimated", False)))
        before = key
    last = next((str(row["shown"]) for row in reversed(rows) if not pd.isna(row["value"])), "")
    return Series(str(rows[-1]["unit_name"]), role, keys, values, hover, estimated, last, colour, width, dash)
