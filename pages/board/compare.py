"""Side by side: two to five districts, two periods of one unit, or two indicators of all districts."""

import streamlit as st

from dashboard import periods
from dashboard.charts import Foot, Links, matrix_table
from dashboard.sentences.compared import periods_sentence, units_sentence
from dashboard.ui import compare_parts, compare_view, filters, footers, header, methods, states, tables, words
from dashboard.ui.data import Figures, open_figures
from dashboard.ui.tables import Column

UNITS, PERIODS, SCATTER = "units", "periods", "scatter"
MODES = {UNITS: "县区并排", PERIODS: "两期并排", SCATTER: "两项指标"}
GOES = {"better": "变好", "worse": "变差", "": ""}
CELLS = [
    Column("theme", "主题"), Column("name", "指标"), Column("period_text", "时期"), Column("unit_name", "单位"),
    Column("shown", "数值", True), Column("shown_unit", "计量单位"), Column("place_text", "名次"),
    Column("status", "状态"), Column("unit_code", "代码"),
]  # fmt: skip


def units(figures: Figures, top: st.delta_generator.DeltaGenerator, keys: list[int]) -> None:
    """Two to five districts: value, place and class by theme."""
    with filters.Row() as row:
        period = filters.pick_period(row, keys)
        names = filters.districts(figures, period)
        chosen = row.several("district", "选哪些单位（2至5个）", names, list(names)[:2], width=460)
    with top:
        compare_parts.head(
            figures, "、".join(names[code] for code in chosen) + "：谁强在哪里" if chosen else "并排比一比", period
        )
    if len(chosen) < 2:
        states.notice("请选两个以上单位", "在上方“选哪些单位”中选两至五个县市区。")
        return
    cells = compare_view.with_places(figures.ask("compare_units", period_key=period, units=chosen))
    said = units_sentence(cells, names)
    header.answer(said)
    title = f"核心指标并排（{periods.label_zh(period)}）"
    foot = Foot(periods.as_of_zh(period), words.MANY_FORMS, mark=header.mark(figures.is_demo))
    links = Links(keep={"period": periods.label(period)}, sort="")
    st.html(matrix_table(cells, title=title, foot=foot, links=links, order=chosen))
    footers.foot(
        key="compare-units", name=title, frame=cells, columns=CELLS, title=title, sentence=said,
        source=compare_parts.cited(figures, period, "★ 为所选单位中占优；小字为全部同级单位中的名次"),
        define_label="算法说明 ›",
        define=lambda: compare_parts.define(figures, period, (*methods.COMPARE, *methods.CLASSES)),
    )  # fmt: skip


def two_periods(figures: Figures, top: st.delta_generator.DeltaGenerator, keys: list[int]) -> None:
    """One district or the whole at two times."""
    with filters.Row() as row:
        period = filters.pick_period(row, keys)
        names = filters.districts(figures, period)
        unit = row.one("unit", "看哪里", {filters.ALL: "全部", **names}, filters.ALL, width=200)
        earlier = {periods.label(key): periods.label_zh(key) for key in keys if key < period}
        last_year = periods.label(periods.same_last_year(period))
        default = last_year if last_year in earlier else next(iter(earlier), "")
        before = row.one("before", "与哪期比", earlier, default, width=160) if earlier else ""
    if not before:
        with top:
            compare_parts.head(figures, "两个时期比一比", period)
        states.nothing_for_choice(f"{periods.label_zh(period)}以前的时期")
        return
    code = None if unit == filters.ALL else unit
    table = figures.ask("compare_periods", period_key=period, base_period=periods.parse_period(before), unit=code)
    with top:
        compare_parts.head(figures, f"{table.attrs['unit_name']}：与{earlier[before]}比，什么变了", period)
    said = periods_sentence(table)
    header.answer(said)
    rows = table.assign(said=table["goes"].map(GOES))
    # The whole has no place among its like.
    placed = [] if code is None else [Column("place_before", "原名次"), Column("place_now", "现名次")]
    columns = [
        Column("theme", "主题"), Column("name", "指标"), Column("unit", "计量单位"),
        Column("before_shown", earlier[before], True), Column("now_shown", periods.label_zh(period), True),
        Column("change_shown", "变化", True), Column("said", "判断"), *placed, Column("why", "不比的原因"),
    ]  # fmt: skip
    tables.show(rows, columns, label=said)
    footers.foot(
        key="compare-periods", name=f"{table.attrs['unit_name']}_两期并排_{periods.label_zh(period)}", frame=rows,
        columns=columns, title=f"{table.attrs['unit_name']}：{periods.label_zh(period)}与{earlier[before]}",
        sentence=said, source=compare_parts.cited(figures, period, "季报、半年报、年报取各自最近一期"),
        define_label="算法说明 ›",
        define=lambda: compare_parts.define(figures, period, methods.COMPARE),
    )  # fmt: skip


def main() -> None:
    """Choose, fetch, show, cite."""
    top = st.container()
    figures = open_figures()
    keys = filters.core_periods(figures) if figures else []
    if figures is None or not keys:
        with top:
            header.page_head("并排比一比")
        states.no_data() if figures is None else states.no_figures_here()
        return
    with filters.Row(key="views") as row:
        mode = row.tabs("mode", "怎样比", MODES, UNITS)
    {UNITS: units, PERIODS: two_periods, SCATTER: compare_parts.two_indicators}[mode](figures, top, keys)


main()
