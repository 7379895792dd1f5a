"""What the ranking page shows for a choice: words, chart and table, worked out once for each choice and snapshot."""

from dataclasses import dataclass

import pandas as pd

from dashboard import levels, numbers
from dashboard.charts import Figure, Foot, Line, ranking_bars
from dashboard.ui import footers, header, words
from dashboard.ui.data import Figures
from dashboard.ui.filters import Selection
from dashboard.ui.tables import Column


@dataclass(frozen=True)
class View:
    """What the page shows for a choice, worked out once.

    Attributes:
        sentences: The answer in words.
        figure: The chart.
        shown: The ranking with values as printed.
        unit: What they are printed in.
        source: Date, source, version, caveat.
    """

    sentences: list[str]
    figure: Figure
    shown: pd.DataFrame
    unit: str
    source: footers.Source


def picture(figures: Figures, frame: pd.DataFrame, chosen: Selection) -> View:
    """Words and chart of a ranking."""
    ind, source = chosen.indicator, words.source_of(chosen.indicator, figures)
    shown, unit = words.without_money_unit(words.bare(frame), ind)
    figure = ranking_bars(
        words.with_hover(shown, chosen),
        title=f"{ind.name}（{chosen.scope}，{chosen.period_label}）",
        foot=Foot(chosen.as_of, source, unit, header.mark(figures.is_demo)),
        lines=lines(frame, chosen),
        compare_label=chosen.compare_label if shown["rank"].notna().any() else "",
        focus=chosen.districts,
    )
    cited = footers.Source(chosen.as_of, source, figures.snapshot_no, words.caveat(frame))
    return View(words.ranking_answer(frame, chosen), figure, shown, unit, cited)


def lines(frame: pd.DataFrame, chosen: Selection) -> list[Line]:
    """The whole and the target, where they can be compared with single units."""
    ind = chosen.indicator
    found: list[Line] = []
    if not ind.has_denominator or not frame["value"].notna().any():
        return found
    if frame.attrs["whole_value"] is not None:
        found.append(Line(frame.attrs["whole_value"], f"{frame.attrs['whole_name']} {frame.attrs['whole_shown']}"))
    if frame.attrs["target"] is not None:
        goal = numbers.format_value(frame.attrs["target"], ind.unit, ind.decimals)
        found.append(Line(frame.attrs["target"], f"目标 {goal}", dashed=True))
    return found


def columns(chosen: Selection, unit: str) -> list[Column]:
    """Columns of the table behind the chart; `unit` is what the values are printed in."""
    ind = chosen.indicator
    parts = [Column("numerator", "分子", True), Column("denominator", "分母", True)] if ind.has_denominator else []
    change = [Column("change", f"位次变化（{chosen.compare_label}）", True)] if chosen.compare is not None else []
    return [
        Column("place", "名次"), Column("unit_name", levels.level_zh(chosen.level)),
        Column("shown", f"{ind.name}（{unit}）" if unit else ind.name, True), *parts, *change,
        Column("last_year", "上年同期", True), Column("to_next", "与前一名差距", True),
        Column("to_whole", "与整体差距", True), Column("status", "状态"), Column("unit_code", "代码"),
    ]  # fmt: skip
