"""Where we stand, what changed, who needs attention, and who has reported."""

import html
from typing import NamedTuple

import pandas as pd
import streamlit as st

from dashboard import periods
from dashboard.frames import records
from dashboard.sentences import overview_sentence
from dashboard.ui import cards, filters, glance, header, opening, overview_view, registry, reporting, styles
from dashboard.ui.data import Figures

#: As many as can be talked about; the rest is on the pages themselves.
MOST_POINTS = 8


class Chosen(NamedTuple):
    """Period, and the unit looked at (None = the whole)."""

    period: int
    unit: str | None


def choose(figures: Figures) -> Chosen | None:
    """The row of choices."""
    keys = figures.ask("card_periods")
    if not keys:
        return None
    with filters.Row() as row:
        period = filters.pick_period(row, keys)
        unit = row.one(
            "unit", "看哪里", {filters.ALL: "全部", **filters.districts(figures, period)}, filters.ALL, width=200
        )
    return Chosen(period, None if unit == filters.ALL else unit)


def question(figures: Figures, chosen: Chosen) -> str:
    """The title."""
    table = figures.ask("overview_cards", period_key=chosen.period, unit=chosen.unit)
    return f"{table.attrs.get('unit_name') or ''}：现在怎么样，哪里要关注"


def attention(figures: Figures, period: int) -> None:
    """The computed list of things worth a leader's minute."""
    found = figures.ask("attention", period_key=period, most=MOST_POINTS)
    header.section("值得关注", "按影响大小排列，由数据算出")
    if found.empty:
        st.html('<p class="hint">本期没有需要特别关注的事项。</p>')
        return
    known = {spec.name for spec in registry.PAGES}
    for place, item in enumerate(records(found)):
        with st.container(key=f"point-{place}", horizontal=True, vertical_alignment="center"):
            st.html(f'<span class="kind">{html.escape(item["title"])}</span>', width="content")
            target = registry.page(item["page"] if item["page"] in known else "trend")
            st.page_link(
                target.file, label=f"{item['sentence']} ›", query_params=item["link"], help=item["why"], width="stretch"
            )


def by_theme(table: pd.DataFrame, params: dict[str, str]) -> None:
    """Cards under the heading of their theme."""
    for theme, rows in cards.themes(table):
        header.section(theme)
        cards.grid(rows, params)


def main() -> None:
    """Choose, fetch, show, cite."""
    found = opening.opened("现在怎么样", choose, named=question)
    if found is None:
        return
    figures, (period, unit) = found
    table = figures.ask("overview_cards", period_key=period, unit=unit)
    st.html(styles.BOARD)
    apart = overview_view.given_only_below(figures, table, unit)
    header.answer(overview_sentence(table[~apart]))
    reported = unit is None and not table.attrs.get("published")
    if table["light"].notna().any():
        glance.at_a_glance(figures, table, period, unit)
    if reported:
        attention(figures, period)
    known = table[table["value"].notna()]
    by_theme(known, {"period": periods.label(period), **({"district": unit} if unit else {})})
    for title, rows in (("还没有数据的指标", table[table["value"].isna() & ~apart]),
                        ("只有各县市区各自的数、不合成一个数的指标，见“排名”", table[apart])):  # fmt: skip
        if len(rows):
            header.section(title)
            st.html(f'<p class="hint">{html.escape("、".join(rows["name"]))}</p>')
    if reported:
        reporting.show(figures, period)
    st.page_link(registry.page("definitions").file, label="查指标口径 ›")


main()
