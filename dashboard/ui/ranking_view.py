"""What the ranking page shows for a choice: words, picture and table, worked out once for each choice and snapshot."""

import pandas as pd

from dashboard import levels, numbers
from dashboard.charts import Foot, Line, drawn_rows, ranking_bars
from dashboard.ui import footers, header, unit_words, words
from dashboard.ui.data import Figures
from dashboard.ui.filters import Selection
from dashboard.ui.tables import Column
from dashboard.ui.view import View

BARS, PROGRESS, MOVES, FUNNEL, GROUPS = "bar", "progress", "moves", "funnel", "box"
#: Remarks of the sources below a picture.
MOST_REMARKS = 3
NAMES = {BARS: "条形", PROGRESS: "进步", MOVES: "升降", FUNNEL: "漏斗", GROUPS: "同类分布"}


def offered(chosen: Selection, frame: pd.DataFrame) -> dict[str, str]:
    """Views that have something to show for the choice; bars always."""
    ind = chosen.indicator
    judged = ind.direction in ("higher", "lower")
    there = {
        BARS: True,
        PROGRESS: judged,
        MOVES: bool(frame["rank_change"].notna().any()),
        FUNNEL: ind.is_share and bool(frame["value"].notna().any()),
        GROUPS: bool(((frame["status"] == words.REPORTED) & frame["value"].notna()).sum() > 1),
    }
    return {name: NAMES[name] for name, is_there in there.items() if is_there}


def foot(figures: Figures, chosen: Selection, unit: str) -> Foot:
    """What stands in the picture's foot."""
    return Foot(chosen.as_of, words.source_of(chosen.indicator, figures), unit, header.mark(figures.is_demo))


def source(figures: Figures, chosen: Selection, note: str) -> footers.Source:
    """What is cited below the picture."""
    return footers.Source(chosen.as_of, words.source_of(chosen.indicator, figures), figures.snapshot_no, note)


def bars(figures: Figures, frame: pd.DataFrame, chosen: Selection) -> View:
    """Sorted bars with places."""
    ind = chosen.indicator
    shown, unit = words.without_money_unit(words.bare(frame, "whole_name"), ind)
    table = unit_words.by_size(shown)
    drawn = unit_words.with_hover(words.unowed(table, ind), chosen, drawn_rows(table))
    figure = ranking_bars(
        drawn,
        title=f"{ind.name}（{chosen.scope}，{chosen.period_label}）",
        foot=foot(figures, chosen, unit),
        lines=lines(frame, chosen),
        compare_label=chosen.compare_label if shown["rank"].notna().any() else "",
        focus=chosen.districts,
    )
    note = words.caveat(frame)
    if chosen.compare is not None and unit_words.SAME in set(drawn["moved"]):
        note += "；“持平”指位次有变、数值变化小于最小有效差"
    if chosen.peer and chosen.among == "all":
        note += "；名次为全部单位中的名次"
    known = tuple(code for code in words.places(frame) if code)
    remarks = figures.ask("remarks_at", code=ind.code, period_key=chosen.period, units=known)
    note = "；".join([note, *remarks[:MOST_REMARKS]])
    return View(
        words.ranking_answer(frame, chosen), figure, lambda: unit_words.ranking_table(shown, ind),
        columns(chosen, unit), source(figures, chosen, note.strip("；")),
    )  # fmt: skip


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
    """Columns of the table behind the bars; `unit` is what the values are printed in."""
    ind = chosen.indicator
    parts = [Column("numerator", "分子", True), Column("denominator", "分母", True)] if ind.has_denominator else []
    change = [Column("change", f"位次变化（{chosen.compare_label}）", True)] if chosen.compare is not None else []
    firm = [Column("firm", "名次区间")] if ind.is_share and not ind.is_duty else []
    return [
        Column("place", "名次"), Column("unit_name", levels.level_zh(chosen.level)),
        Column("shown", f"{ind.name}（{unit}）" if unit else ind.name, True), *parts, *change,
        Column("peers", "同类名次"), *firm, Column("last_year", "上年同期", True),
        Column("to_next", "与前一名差距", True), Column("to_whole", "与整体差距", True),
        Column("status", "状态"), Column("unit_code", "代码"),
    ]  # fmt: skip
