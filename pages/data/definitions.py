"""The catalogue in words: what each indicator means, how it is made up, where it comes from, what it does not show."""

import pandas as pd
import streamlit as st

from dashboard import periods
from dashboard.frames import records
from dashboard.ui import drawer, filters, opening, registry, states, tables
from dashboard.ui.data import Figures, open_figures
from dashboard.ui.tables import Column

PER_PAGE = 20
SEARCHED = ["name", "short_name", "code", "definition", "theme", "domain"]
EXPORT = [
    Column("code", "代码"), Column("name", "名称"), Column("theme", "主题"), Column("domain", "领域"),
    Column("unit", "单位"), Column("frequency", "频率"), Column("definition", "口径"), Column("numerator_text", "分子"),
    Column("denominator_text", "分母"), Column("target_text", "目标"), Column("source_rule", "取数"),
    Column("limits", "不说明什么"),
]  # fmt: skip


def search(frame: pd.DataFrame, asked: str, theme: str, only_filled: bool) -> pd.DataFrame:
    """Indicators that hold every word asked for, in name, code, definition, theme or domain."""
    kept = frame[(frame["theme"] == theme) if theme != filters.ALL else [True] * len(frame)]
    if only_filled:
        kept = kept[kept["n_periods"] > 0]
    text = kept[SEARCHED].fillna("").agg(" ".join, axis=1).str.lower()
    for word in asked.lower().split():
        kept = kept[text.reindex(kept.index).str.contains(word, regex=False)]
    return kept


def filled(row: dict) -> str:
    """From when to when there are values."""
    if not row["n_periods"]:
        return "还没有数据"
    first, last = (periods.label_zh(int(row[name]), row["frequency"]) for name in ("first_period", "last_period"))
    return f"{first}至{last}，{int(row['n_periods'])} 期" if first != last else f"{last}，1 期"


def entry(figures: Figures, row: dict) -> None:
    """One indicator: closed it shows name and unit, open everything."""
    ind = figures.indicators()[row["code"]]
    unit = f"（{ind.unit}）" if ind.unit else ""
    theme = row["theme"] if isinstance(row["theme"], str) else "未分主题"
    with st.expander(f"{row['name']}{unit}　·　{theme}　·　{filled(row)}", key=f"entry-{row['code']}"):
        st.html(drawer.definition_html(ind, figures))
        if row["n_periods"]:
            with st.container(horizontal=True):
                for name in ("ranking", "trend"):
                    spec = registry.page(name)
                    st.page_link(spec.file, label=f"看{spec.title} ›", query_params={"indicator": row["code"]})


def main() -> None:
    """Choose, fetch, show."""
    figures = open_figures()
    opening.head("每个指标怎样算、出自哪里", figures)
    if figures is None:
        states.no_data()
        return
    frame = figures.ask("definitions")
    themes = {name: name for name in dict.fromkeys(frame["theme"].dropna()) if name}
    with filters.Row() as row:
        asked = row.text("q", "查找", "名称、代码或口径中的词，如：星级 覆盖", width=340)
        theme = row.one("theme", "主题", {filters.ALL: "全部", **themes}, filters.ALL, width=150)
        shown = row.one("filled", "范围", {"all": "全部指标", "yes": "有数据的"}, "all", width=140)
    kept = search(frame, asked, theme, shown == "yes")
    if kept.empty:
        states.notice(f"没有找到含“{asked}”的指标", "换一个词，或把主题改为“全部”。")
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.html(f'<p class="hint">共 {len(kept)} 个指标，其中 {(kept["n_periods"] > 0).sum()} 个有数据</p>')
        tables.download("下载口径表", "指标口径", lambda: kept, EXPORT, key="definitions-csv")
    pages = -(-len(kept) // PER_PAGE)
    number = 1
    slot = st.container()
    if pages > 1:
        number = st.pagination(pages, key="definitions-page") or 1
    with slot:
        for record in records(kept.iloc[(number - 1) * PER_PAGE : number * PER_PAGE]):
            entry(figures, record)


main()
