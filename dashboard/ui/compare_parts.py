"""Parts of the page of comparison: its head and citation, and the scatter of two indicators."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import levels, periods
from dashboard.charts import Foot
from dashboard.ui import compare_view, filters, footers, header, methods, states, styles, words
from dashboard.ui.data import Figures
from dashboard.ui.tables import Column

OWN = "own"


def head(figures: Figures, title: str, period: int) -> None:
    """The page's head."""
    header.page_head(
        title, as_of=periods.as_of_zh(period), snapshot_no=figures.snapshot_no, is_demo=figures.is_demo
    )  # fmt: skip
    st.html(styles.BOARD)


def cited(figures: Figures, period: int, note: str = "") -> footers.Source:
    """Date, source, version."""
    return footers.Source(periods.as_of_zh(period), words.MANY_FORMS, figures.snapshot_no, note)


def define(figures: Figures, period: int, parts: tuple[tuple[str, str], ...]) -> None:
    """How the picture is made, with dates and versions."""
    methods.open_methods((*parts, *methods.versions(figures, periods.as_of_zh(period))))


def two_indicators(figures: Figures, top: DeltaGenerator, keys: list[int]) -> None:
    """A scatter of two indicators; a total and its average, or any two."""
    known, listed = figures.indicators(), filters.with_values(figures)
    families = {f"{a.code}-{b.code}": (a, b) for a, b in figures.ask("families") if {a.code, b.code} <= set(listed)}
    options = {key: f"{a.row['short_name'] or a.name}：总量与村均" for key, (a, b) in families.items()}
    with filters.Row() as row:
        pair = row.one("pair", "哪两项", options | {OWN: "自选两项"}, next(iter(options), OWN), width=250)
        if pair == OWN:
            codes = [row.one(axis, words_of, listed, code, width=230) for axis, words_of, code in
                     zip("xy", ("横轴", "纵轴"), [*listed, *listed][:2], strict=True)]  # fmt: skip
            inds = known[codes[0]], known[codes[1]]
        else:
            inds = families[pair]
        both = set(filters.period_keys(figures, inds[0], 3)) & set(filters.period_keys(figures, inds[1], 3))
        period = filters.pick_period(row, sorted(both, reverse=True) or keys)
        districts = filters.choose_districts(row, figures, filters.DISTRICT, period)
    question = "总量大是不是因为村多" if pair != OWN else f"{inds[0].name}与{inds[1].name}"
    with top:
        head(figures, question, period)
    title = f"{inds[0].name}与{inds[1].name}（各{levels.level_zh(3)}，{periods.label_zh(period)}）"
    foot = Foot(periods.as_of_zh(period), words.source_of(inds[1], figures), mark=header.mark(figures.is_demo))
    found = compare_view.scatter(figures, inds, period, title=title, foot=foot, focus=districts, is_family=pair != OWN)
    if found is None:
        states.nothing_for_choice("两项都有数的县市区不足两个，")
        return
    header.answer(found.sentence)
    columns = [Column("unit_name", levels.level_zh(3)), Column("x_shown", inds[0].name, True),
               Column("x_place", "名次", True), Column("y_shown", inds[1].name, True), Column("y_place", "名次", True),
               Column("corner", "所在位置"), Column("unit_code", "代码")]  # fmt: skip
    footers.chart(
        found.figure, key="compare-scatter", name=title, alt=found.sentence, frame=found.table, columns=columns,
        source=cited(figures, period, "分界线：总量用中位数，比率和村均用整体值"), define_label="算法说明 ›",
        define=lambda: define(figures, period, methods.SCATTER),
    )  # fmt: skip
