"""What leaders ask in meetings: every question leads to the page and view that answer it."""

import html

import streamlit as st

from dashboard.ui import opening, questions, registry, states
from dashboard.ui.data import open_figures


def main() -> None:
    """Fetch, show."""
    figures = open_figures()
    opening.head("会上常问的问题，在哪里看", figures)
    if figures is None:
        states.no_data()
        return
    st.html('<p class="hint">点一个问题，直接打开回答它的那一页。打开后可换指标、时期和单位，网址可以发给别人。</p>')
    for question in questions.load():
        with st.container(key=f"point-{question.no}", horizontal=True, vertical_alignment="center"):
            place = html.escape(f"{registry.page(question.page).title} · {question.view}" if question.is_open else "")
            if question.is_open:
                st.page_link(
                    registry.page(question.page).file, label=f"{question.question} ›", query_params=question.params
                )
                st.html(f'<span class="hint">{place}</span>', width="content")
            else:
                st.html(f"<p>{html.escape(question.question)}（这一页尚未提供）</p>")


main()
