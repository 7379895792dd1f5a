"""The head of the overview: one of three pictures, chosen in the URL."""

import html

import pandas as pd
import streamlit as st

from dashboard import periods
from dashboard.charts import Foot
from dashboard.ui import filters, footers, header, methods, overview_view, states, words
from dashboard.ui.data import Figures


def at_a_glance(figures: Figures, table: pd.DataFrame, period: int, unit: str | None) -> None:
    """Lights in words, short boards by theme, progress against the calendar: one of them, chosen in the URL."""
    with filters.Row(key="views") as row:
        chosen = row.tabs("focus", "看法", overview_view.NAMES, overview_view.LIGHT)
    as_of, name = periods.as_of_zh(period), str(table.attrs.get("unit_name") or "")
    foot = Foot(as_of, words.MANY_FORMS, mark=header.mark(figures.is_demo))
    if chosen == overview_view.PROGRESS:
        found = overview_view.progress(table, foot, name)
    elif chosen == overview_view.THEMES and unit is not None:
        found = overview_view.themes(figures, period, unit, foot)
    else:
        found = overview_view.lights(table, foot, name)
    if chosen == overview_view.THEMES and unit is None:
        st.html(f'<p class="hint">{html.escape(name)}没有上一级可比，这里看各主题的灯；'
                "在上方“看哪里”选一个县市区，看它哪些主题明显差于整体。</p>")  # fmt: skip
    if found is None:
        states.nothing_for_choice(f"{name}的{overview_view.NAMES[chosen]}")
        return
    header.answer(found.sentence)
    footers.chart(
        found.figure, key=f"glance-{chosen}", name=f"{found.title}_{periods.label_zh(period)}", alt=found.sentence,
        frame=found.table, columns=found.columns, define_label="算法说明 ›",
        source=footers.Source(as_of, words.MANY_FORMS, figures.snapshot_no, found.note),
        define=lambda: methods.open_methods((*methods.glance(), *methods.versions(figures, as_of))),
    )  # fmt: skip
    if chosen == overview_view.LIGHT:
        st.html(overview_view.lamps(table))
