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


def known_units(figures: Figures, chosen: Selection) -> pd.DataFrame:
    """Units that could be chosen."""
    found: pd.DataFrame = figures.ask("units", level=chosen.level, period_key=chosen.period, under=None)
    return found


def comparable(frame: pd.DataFrame, chosen: Selection) -> pd.DataFrame:
    """What belongs in one picture: beside a sum over all units the single units would lie flat on the axis."""
    if chosen.indicator.has_denominator:
        return frame
    kept = frame[frame["role"] != "whole"] if chosen.districts else frame[frame["role"] == "whole"]
    return kept if kept["value"].notna().any() else frame


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
    drawn = comparable(frame, chosen)
    header.answer(*sentences)
    source = words.source_of(ind, figures)
    goal = ind.target if ind.has_denominator else None
    roles = set(drawn["role"])
    whole = str(frame.attrs.get("whole_name") or "整体")
    who = "、".join(
        words_of
        for words_of, there in (
            ("所选单位", "focus" in roles),
            (whole, "whole" in roles),
            (f"各{levels.level_zh(chosen.level)}", "other" in roles),
        )
        if there
    )
    figure = trend_lines(
        drawn,
        title=f"{ind.name}（{who}）",
        marks=marks(drawn),
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
    if not chosen.districts and len(known_units(figures, chosen)) > 1:
        st.html('<p class="hint">在上方选单位，可把它们突出显示，最多 5 个。</p>')


main()
