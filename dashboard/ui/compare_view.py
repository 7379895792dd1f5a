"""What the page of comparison shows: units side by side, two periods, two indicators as a scatter."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboard import numbers
from dashboard.charts import Corner, Dot, Figure, Foot, scatter_chart
from dashboard.frames import records
from dashboard.queries import IndicatorRow
from dashboard.queries.values import REPORTED
from dashboard.sentences.compared import pair_sentence, total_sentence
from dashboard.ui.data import Figures

MONEY = ("万元", "亿元")


@dataclass(frozen=True)
class Side:
    """One axis: the indicator, its name with unit, the words of both ends, and where the picture is parted."""

    ind: IndicatorRow
    title: str
    ends: tuple[str, str]
    part: float
    part_words: str


@dataclass(frozen=True)
class Scatter:
    """A scatter ready to show."""

    figure: Figure
    sentence: str
    table: pd.DataFrame


def with_places(cells: pd.DataFrame) -> pd.DataFrame:
    """Cells with the place as text, such as 第3／8."""
    rows = zip(cells["place"], cells["n_ranked"], cells["shared"], strict=True)
    shown = cells.assign(place_text=[
        "" if pd.isna(place) else numbers.rank_text(place, tied=bool(shared), n=int(n)) for place, n, shared in rows
    ])  # fmt: skip
    shown.attrs = cells.attrs
    return shown


def scatter(
    figures: Figures, inds: tuple[IndicatorRow, IndicatorRow], period: int, *, title: str, foot: Foot,
    focus: tuple[str, ...], is_family: bool,
) -> Scatter | None:  # fmt: skip
    """Two indicators of the districts at one period; None where fewer than two have both."""
    frames = [figures.ask("ranking", code=ind.code, period_key=period, level=3) for ind in inds]
    table = _joined(*frames)
    if len(table) < 2:
        return None
    sides = [_side(ind, frame, table[f"{axis}"]) for ind, frame, axis in zip(inds, frames, "xy", strict=True)]
    corners = _corners(sides)
    dots = [
        Dot(row["unit_code"], row["unit_name"], row["x"], row["y"],
            f"<b>{row['unit_name']}</b><br>{inds[0].name} {row['x_shown']}<br>{inds[1].name} {row['y_shown']}")
        for row in records(table)
    ]  # fmt: skip
    figure = scatter_chart(
        dots, corners, title=title, foot=foot, names=(sides[0].title, sides[1].title),
        parts=(sides[0].part, sides[1].part), part_words=(sides[0].part_words, sides[1].part_words), focus=focus,
    )  # fmt: skip
    where = [_corner_of(row, sides) for row in records(table)]
    table = table.assign(corner=where)
    if is_family:
        said = total_sentence(table, inds[0].row["short_name"] or inds[0].name, "村均", "个村", inds[1].unit)
    else:
        listed = {c.words: list(table.loc[table["corner"] == c.words, "unit_name"]) for c in corners}
        said = pair_sentence(table, listed)
    return Scatter(figure, said, table)


def _joined(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """Units with both values; places among all units."""
    kept = [frame[(frame["status"] == REPORTED) & frame["value"].notna()] for frame in (first, second)]
    parts = [
        pd.DataFrame({"unit_code": frame["unit_code"], "unit_name": frame["unit_name"], axis: frame["value"],
                      f"{axis}_shown": frame["shown"], f"{axis}_place": frame["rank"],
                      f"{axis}_count": frame["denominator"]})
        for frame, axis in zip(kept, "xy", strict=True)
    ]  # fmt: skip
    both = parts[0].merge(parts[1].drop(columns="unit_name"), on="unit_code")
    return both.assign(count=both["y_count"])


def _side(ind: IndicatorRow, frame: pd.DataFrame, column: pd.Series) -> Side:
    name = str(ind.row["short_name"] or ind.name)
    whole = frame.attrs["whole_value"]
    if ind.has_denominator and whole is not None:
        part, words = float(whole), f"{frame.attrs['whole_name']} {frame.attrs['whole_shown']}"
    else:
        part = float(np.median(column))
        words = f"中位数 {numbers.format_value(round(part, 10), ind.unit, ind.decimals)}"
    low, high = ("低", "高") if ind.has_denominator or ind.own_level_only else ("小", "大")
    title = f"{name}（{ind.unit}）" if ind.unit else name
    return Side(ind, title, (f"{name}{low}", f"{name}{high}"), part, words)


def _corners(sides: list[Side]) -> list[Corner]:
    return [
        Corner(f"{sides[0].ends[right]}、{sides[1].ends[upper]}", bool(right), bool(upper))
        for right, upper in ((1, 1), (1, 0), (0, 1), (0, 0))
    ]


def _corner_of(row: dict[str, float], sides: list[Side]) -> str:
    return "、".join(side.ends[row[axis] >= side.part] for side, axis in zip(sides, "xy", strict=True))
