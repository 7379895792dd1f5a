"""One district: where it is strong, where it falls short, what changed, what it has not reported. One A4 on paper."""

from typing import NamedTuple

import pandas as pd
import streamlit as st

from dashboard import periods
from dashboard.charts import Foot, spine_chart
from dashboard.charts.classes import class_words
from dashboard.sentences.picture import profile_sentence
from dashboard.ui import facts, filters, footers, header, methods, opening, registry, states, styles, words
from dashboard.ui.data import Figures
from dashboard.ui.tables import Column
from dashboard.ui.view import View

QUESTION = "强在哪里，弱在哪里"


class Chosen(NamedTuple):
    """Period and district."""

    period: int
    unit: str


def choose(figures: Figures) -> Chosen | None:
    """The row of choices."""
    keys = filters.core_periods(figures)
    if not keys:
        return None
    with filters.Row() as row:
        period = filters.pick_period(row, keys)
        labels = filters.districts(figures, period)
        unit = row.one("unit", "看哪里", labels, next(iter(labels)), width=200)
    return Chosen(period, unit)


def question(figures: Figures, chosen: Chosen) -> str:
    """The title."""
    return f"{figures.ask('profile', unit=chosen.unit, period_key=chosen.period).attrs['unit_name']}：{QUESTION}"


def columns(table: pd.DataFrame) -> list[Column]:
    """Columns of the table behind the spine."""
    whole, group = table.attrs["whole_name"] or "整体", table.attrs["peer_group"]
    peer = [Column("peer_shown", f"同类（{group}）", True)] if group else []
    return [
        Column("theme", "主题"), Column("name", "指标"), Column("unit", "计量单位"), Column("period_text", "时期"),
        Column("shown", table.attrs["unit_name"], True), Column("whole_shown", whole, True), *peer,
        Column("best", "最好"), Column("worst", "最差"), Column("last_year_shown", "上年同期", True),
        Column("change_text", "变化", True), Column("change_base", "变化比"), Column("rank", "名次"),
        Column("peer_rank", "同类名次"), Column("compared", f"与{whole}比"), Column("light_text", "目标灯"),
        Column("status", "状态"),
    ]  # fmt: skip


def draw(figures: Figures, table: pd.DataFrame, period: int) -> View:
    """The answer, the spine and its table."""
    name, whole = table.attrs["unit_name"], table.attrs["whole_name"] or "整体"
    as_of = periods.as_of_zh(period)
    shown = facts.with_words(table).assign(compared=table["class"].map(lambda code: class_words(code, whole)))
    shown.attrs = table.attrs
    figure = spine_chart(
        shown,
        title=f"{name}与{whole}及各县市区（{periods.label_zh(period)}）",
        foot=Foot(as_of, words.MANY_FORMS, mark=header.mark(figures.is_demo)),
    )
    source = footers.Source(as_of, words.MANY_FORMS, figures.snapshot_no, facts.spine_note(table))
    return View(
        profile_sentence(table), figure, lambda: shown, columns(table), source, (*methods.SPINE, *methods.CLASSES)
    )


def main() -> None:
    """Choose, fetch, show, cite."""
    found = opening.opened(QUESTION, choose, named=question)
    if found is None:
        return
    figures, (period, unit) = found
    table = figures.ask("profile", unit=unit, period_key=period)
    name = table.attrs["unit_name"]
    st.html(styles.BOARD)
    if table.empty:
        states.nothing_for_choice(f"{name}在{periods.label_zh(period)}")
        return
    drawn = figures.remember(("profile view", period, unit), lambda: draw(figures, table, period))
    header.answer(*drawn.sentences)
    with st.container(key="profile"):
        with st.container(key="profile-picture"):
            footers.chart(
                drawn.figure,
                key="spine",
                name=f"{name}_画像_{periods.label_zh(period)}",
                alt="".join(drawn.sentences),
                frame=drawn.table,
                columns=drawn.columns,
                source=drawn.source,
                define=lambda: methods.open_methods(drawn.methods),
                define_label="算法说明 ›",
            )
            with st.container(key="ways", horizontal=True):
                keep = {"period": periods.label(period)}
                st.page_link(registry.page("matrix").file, label="看全景矩阵 ›", query_params=keep)
                st.page_link(registry.page("trend").file, label="看趋势 ›", query_params=keep | {"district": unit})
        st.html(figures.remember(("profile lists", period, unit), lambda: facts.lists(table)))


main()
