"""How an indicator moved: chosen units against the whole and the median, with breaks and mergers marked."""

import pandas as pd
import streamlit as st

from dashboard import levels, numbers, periods
from dashboard.charts import Foot, Mark, trend_lines
from dashboard.ui import drawer, filters, footers, header, states, words
from dashboard.ui.data import Figures, open_figures
from dashboard.ui.filters import Selection
from dashboard.ui.tables import Column

SPANS = {"13": "近一年", "25": "近两年", "37": "近三年", "all": "全部"}
AREAS = {"then": "当时区划", "now": "可比口径"}


def choose(figures: Figures) -> tuple[Selection, int, bool] | None:
    """The row of choices, the first period shown, and whether earlier figures are put into today's areas."""
    with filters.Row() as row:
        indicator = filters.choose_indicator(row, figures)
        if indicator is None:
            return None
        level = filters.choose_level(row, figures, indicator)
        period = filters.choose_period(row, figures, indicator, level)
        span = row.one("span", "时间跨度", SPANS, "37", width=124)
        area = row.one("area", "区划", AREAS, "then", width=124)
        districts = filters.choose_districts(row, figures, level, period, label="选哪些单位")
    first = filters.period_keys(figures, indicator, level)[-1]
    start = first if span == "all" else max(first, period - int(span) + 1)
    return Selection(indicator, period, level, districts=districts), start, area == "now"


def marks(frame: pd.DataFrame) -> list[Mark]:
    """Breaks and mergers of the lines shown strong, one mark a month."""
    noted = frame[(frame["note"] != "") | frame["is_break"]]
    found: dict[int, Mark] = {}
    for key, rows in noted.groupby("period_key"):
        texts = dict.fromkeys(part for note in rows["note"] if note for part in note.split("；"))
        text = "；".join(texts) or "口径调整"
        found[int(key)] = Mark(int(key), text if len(text) <= 22 else f"{text[:21]}…", bool(rows["is_break"].any()))
    return list(found.values())


def table(frame: pd.DataFrame, chosen: Selection) -> tuple[pd.DataFrame, list[Column]]:
    """Rows behind the chart: the lines shown strong first."""
    ind = chosen.indicator
    order = {"focus": 0, "whole": 1, "median": 2, "other": 3}
    rows = frame.assign(
        period=[periods.label_zh(int(key), ind.frequency) for key in frame["period_key"]],
        single=numbers.format_column(frame["single_value"], ind.unit, ind.decimals),
        order=frame["role"].map(order),
    ).sort_values(["order", "unit_code", "period_key"], ascending=[True, True, False])
    parts = [Column("numerator", "分子", True), Column("denominator", "分母", True)] if ind.has_denominator else []
    single = [Column("single", "当期", True)] if ind.is_flow else []
    name = f"{ind.name}（{ind.unit}）" if ind.unit else ind.name
    return rows, [Column("period", "时期"), Column("unit_name", "单位"), Column("shown", name, True), *single, *parts,
                  Column("status", "状态"), Column("note", "说明")]  # fmt: skip


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
    frame = figures.ask(
        "trend",
        code=ind.code,
        units=chosen.districts,
        start=start,
        end=chosen.period,
        level=chosen.level,
        like_for_like=like_for_like,
    )
    if frame["value"].notna().sum() == 0:
        states.nothing_for_choice(f"“{ind.name}”在所选时间内")
        return
    sentences = words.trend_answer(frame, ind)
    header.answer(*sentences)
    source = words.source_of(ind, figures)
    goal = ind.target if ind.has_denominator else None
    who = f"各{levels.level_zh(chosen.level)}" if not chosen.districts else "所选单位与整体"
    figure = trend_lines(
        frame,
        title=f"{ind.name}（{who}）",
        marks=marks(frame),
        target=goal,
        restarts=ind.accumulates,
        foot=Foot(chosen.as_of, source, ind.unit, header.mark(figures.is_demo)),
        target_words=f"目标 {numbers.format_value(goal, ind.unit, ind.decimals)}" if goal is not None else "",
    )
    rows, columns = table(frame, chosen)
    footers.chart(
        figure,
        key="trend-chart",
        name=f"{ind.name}_趋势_{chosen.period_label}",
        alt="；".join(sentences) or ind.name,
        frame=rows,
        columns=columns,
        source=footers.Source(chosen.as_of, source, figures.snapshot_no, frame.attrs["caption"]),
        define=lambda: drawer.open_definition(
            figures,
            ind,
            chosen.period,
            words.places(frame[frame["unit_code"] != ""]),
            next(iter(chosen.districts), None),
        ),
    )
    if not chosen.districts:
        st.html('<p class="hint">灰线是各单位；在上方选单位，可把它们突出显示。</p>')


main()
