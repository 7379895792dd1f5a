"""Who is first and last, who rose or fell, what separates them; from districts down to villages."""

import streamlit as st

from dashboard import levels, periods
from dashboard.ui import (
    drawer,
    filters,
    footers,
    header,
    opening,
    ranking_others,
    ranking_view,
    registry,
    states,
    styles,
    words,
)
from dashboard.ui.data import Figures
from dashboard.ui.filters import Selection

CHART = "ranking-chart"
QUESTION = "谁在前，谁在后"
DRILLED = (filters.DISTRICT, filters.TOWN)


def choose(figures: Figures) -> Selection | None:
    """The row of choices."""
    with filters.Row() as row:
        indicator = filters.choose_indicator(row, figures)
        if indicator is None:
            return None
        level = filters.choose_level(row, figures, indicator)
        period = filters.choose_period(row, figures, indicator, level)
        under, under_name = filters.choose_under(row, figures, level, period)
        peer = filters.choose_peer(row, figures, level, period) if under is None else None
        among = filters.choose_among(row, peer)
        compare = filters.choose_compare(row, figures, indicator, period, level)
        districts = filters.choose_districts(row, figures, level, period, under=under)
    dated = figures.ask("as_of", code=indicator.code, period_key=period, level=level)
    return Selection(indicator, period, level, under, under_name, peer, compare, districts, among, dated)


def question(_: Figures, chosen: Selection) -> str:
    """The title: without good and bad nobody is ahead."""
    ind = chosen.indicator
    return f"{ind.name}：{'哪里多，哪里少' if ind.direction == 'neutral' else QUESTION}"


def drill() -> None:
    """A bar was clicked: one level down, within that unit."""
    points = st.session_state[CHART].selection.points
    level = levels.level_no(st.session_state["choice-level"])
    if points and points[0]["customdata"][0] and level in DRILLED:
        st.query_params.update({"level": levels.level_name(level + 1), "under": points[0]["customdata"][0]})


def ways(figures: Figures, chosen: Selection) -> None:
    """Down a level by clicking a bar, up again by a link, across to the trend."""
    params = {"indicator": chosen.indicator.code, "period": periods.label(chosen.period)}
    below = set(figures.indicator_periods(chosen.indicator.code)["level"])
    if filters.reaches_villages(figures, chosen.indicator):
        below.add(filters.VILLAGE)
    with st.container(horizontal=True, vertical_alignment="center"):
        if chosen.level in DRILLED and chosen.level + 1 in below:
            st.html('<p class="hint">点图上的一个单位，看它下一级的排名。</p>', width="content")
        if chosen.level > filters.DISTRICT:
            up = {"level": "district", "under": filters.ALL}
            st.page_link(registry.page("ranking").file, label="‹ 回到各县市区", query_params=params | up)
        st.page_link(registry.page("trend").file, label="看趋势 ›", query_params=params)


def main() -> None:
    """Choose, fetch, show, cite."""
    found = opening.opened(QUESTION, choose, named=question, dated=lambda chosen: chosen.as_of)
    if found is None:
        return
    figures, chosen = found
    ind = chosen.indicator
    frame = figures.ask(
        "ranking", code=ind.code, period_key=chosen.period, level=chosen.level, under=chosen.under,
        peer_group=chosen.peer, compare_period=chosen.compare, among=chosen.among,
    )  # fmt: skip
    if frame.empty:
        states.nothing_for_choice(f"{chosen.period_label}，{chosen.scope}的“{ind.name}”")
        return
    with filters.Row(key="views") as row:
        name = row.tabs("view", "看法", ranking_view.offered(chosen, frame), ranking_view.BARS)
    key = ("ranking view", name, ind.code, *(str(part) for part in chosen.parts()))
    view = figures.remember(key, lambda: ranking_others.make(name, figures, frame, chosen))
    header.answer(*view.sentences)
    footers.chart(
        view.figure,
        key=CHART,
        name=f"{ind.name}_{chosen.scope}_{chosen.period_label}"
        + ("" if name == ranking_view.BARS else f"_{view.file}"),
        frame=view.table,
        columns=view.columns,
        alt="".join(view.sentences),
        on_select=drill,
        source=view.source,
        define=lambda: drawer.open_definition(
            figures, ind, chosen.period, words.places(frame), next(iter(chosen.districts), None), view.methods
        ),
        define_label="算法说明 ›",
    )
    ways(figures, chosen)
    if name == ranking_view.BARS:
        below = figures.remember(("ranking lists", *key), lambda: ranking_others.lists(figures, frame, chosen))
        if below:
            st.html(styles.BOARD)
            st.html(below)


main()
