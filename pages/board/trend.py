"""How an indicator moved: against the whole, last year, its natural variation; where the year will end, and why."""

import streamlit as st

from dashboard import levels
from dashboard.ui import drawer, filters, footers, header, states, trend_view, words
from dashboard.ui.data import Figures, open_figures
from dashboard.ui.filters import Selection

SPANS = {"13": "近一年", "25": "近两年", "37": "近三年", "all": "全部"}
AREAS = {"then": "当时区划", "now": "可比口径"}
#: Last year is needed whatever span is chosen.
TWO_YEARS = 24


def choose(figures: Figures) -> tuple[Selection, int, bool] | None:
    """The row of choices, the first period shown, and whether earlier figures are put into today's areas."""
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
    return Selection(indicator, period, level, districts=districts), start, area == "now"


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


def fetch(figures: Figures, chosen: Selection, start: int, like_for_like: bool) -> trend_view.Asked:
    """The lines."""
    frame = figures.ask(
        "trend", code=chosen.indicator.code, units=chosen.districts, start=start, end=chosen.period,
        level=chosen.level, like_for_like=like_for_like,
    )  # fmt: skip
    return trend_view.Asked(figures, chosen, frame, None)


def show(name: str, asked: trend_view.Asked) -> None:
    """Answer, picture, foot."""
    view = trend_view.make(name, asked)
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
    head = st.container()
    figures = open_figures()
    found = choose(figures) if figures else None
    if figures is None or found is None:
        with head:
            header.page_head("一路怎样走来")
        states.no_data()
        return
    chosen, start, like_for_like = found
    ind = chosen.indicator
    with head:
        header.page_head(
            f"{ind.name}：一路怎样走来", as_of=chosen.as_of, snapshot_no=figures.snapshot_no, is_demo=figures.is_demo
        )
    name, base = choose_view(figures, chosen)
    since = start if name == trend_view.LINES else min(start, chosen.period - TWO_YEARS)
    asked = fetch(figures, chosen, since, like_for_like)
    if asked.frame["value"].notna().sum() == 0:
        states.nothing_for_choice(f"“{ind.name}”在所选时间内")
        return
    show(name, trend_view.Asked(figures, chosen, asked.frame, base))
    if not chosen.districts and len(figures.ask("units", level=chosen.level, period_key=chosen.period, under=None)) > 1:
        st.html('<p class="hint">在上方选单位，可把它们突出显示，最多 5 个。</p>')


main()
