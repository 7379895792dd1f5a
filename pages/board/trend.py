"""How an indicator moved: against the whole, last year, its natural variation; where the year will end, and why."""

from dataclasses import dataclass

import streamlit as st

from dashboard import levels
from dashboard.ui import drawer, filters, footers, header, opening, states, trend_view, words
from dashboard.ui.data import Figures
from dashboard.ui.filters import Selection
from dashboard.ui.view import View

QUESTION = "一路怎样走来"
SPANS = {"13": "近一年", "25": "近两年", "37": "近三年", "all": "全部"}
AREAS = {"then": "当时区划", "now": "可比口径"}
#: Last year is needed whatever span is chosen.
TWO_YEARS = 24


@dataclass(frozen=True)
class Course:
    """What is chosen, the first period shown, and whether earlier figures are put into today's areas."""

    chosen: Selection
    start: int
    like_for_like: bool

    @property
    def period(self) -> int:
        """Period key."""
        return self.chosen.period


def choose(figures: Figures) -> Course | None:
    """The row of choices."""
    with filters.Row() as row:
        indicator = filters.choose_indicator(row, figures)
        if indicator is None:
            return None
        level = filters.choose_level(row, figures, indicator, newest=True)
        period = filters.choose_period(row, figures, indicator, level)
        span = row.one("span", "时间跨度", SPANS, "37", width=124)
        area = row.one("area", "区划", AREAS, "then", width=124)
        districts = filters.choose_districts(row, figures, level, period, label="选哪些单位")
    first = filters.period_keys(figures, indicator, level)[-1]
    start = first if span == "all" else max(first, period - int(span) + 1)
    dated = figures.ask("as_of", code=indicator.code, period_key=period, level=level)
    return Course(Selection(indicator, period, level, districts=districts, dated=dated), start, area == "now")


def choose_view(figures: Figures, chosen: Selection) -> tuple[str, int | None]:
    """Which picture, and the period that a change is split from."""
    offered = trend_view.offered(chosen, chosen.level < levels.level_no("village"))
    with filters.Row(key="views") as row:
        name = row.tabs("view", "看法", offered, trend_view.LINES)
        if name != trend_view.SPLIT:
            return name, None
        base = filters.choose_compare(
            row, figures, chosen.indicator, chosen.period, chosen.level, label="与哪期比", key="since"
        )
    return name, base


def show(asked: trend_view.Asked, view: View | None) -> None:
    """Answer, picture, foot."""
    chosen, ind = asked.chosen, asked.chosen.indicator
    if view is None:
        states.nothing_for_choice(f"“{ind.name}”在所选时间内", "请换一个时期或对比期；须两期都有数才能比较。")
        return
    header.answer(*view.sentences)
    footers.chart(
        view.figure,
        key="trend-chart",
        name=f"{ind.name}_{chosen.period_label}{view.file}",
        alt="；".join(view.sentences) or ind.name,
        frame=view.table,
        columns=view.columns,
        source=view.source,
        define=lambda: drawer.open_definition(
            asked.figures, ind, chosen.period, words.places(asked.frame[asked.frame["unit_code"] != ""]),
            asked.unit, view.methods,
        ),
        define_label="算法说明 ›",
    )  # fmt: skip


def main() -> None:
    """Choose, fetch, show, cite."""
    found = opening.opened(
        QUESTION, choose, named=lambda _, course: f"{course.chosen.indicator.name}：{QUESTION}",
        dated=lambda course: course.chosen.as_of,
    )  # fmt: skip
    if found is None:
        return
    figures, course = found
    chosen = course.chosen
    name, base = choose_view(figures, chosen)
    start = course.start if name == trend_view.LINES else min(course.start, chosen.period - TWO_YEARS)
    frame = figures.ask(
        "trend", code=chosen.indicator.code, units=chosen.districts, start=start, end=chosen.period,
        level=chosen.level, like_for_like=course.like_for_like,
    )  # fmt: skip
    if frame["value"].notna().sum() == 0:
        states.nothing_for_choice(f"“{chosen.indicator.name}”在所选时间内")
        return
    asked = trend_view.Asked(figures, chosen, frame, base)
    key = ("trend view", name, chosen.indicator.code, *chosen.parts(), start, base, course.like_for_like)
    show(asked, figures.remember(key, lambda: trend_view.make(name, asked)))
    if not chosen.districts and len(figures.ask("units", level=chosen.level, period_key=chosen.period, under=None)) > 1:
        st.html('<p class="hint">在上方选单位，可把它们突出显示，最多 5 个。</p>')


main()
