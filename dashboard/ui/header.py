"""The head of every page: the question, and how fresh and how real the figures are."""

import html

import streamlit as st


def mark(is_demo: bool) -> str:
    """`演示数据` for invented figures, `内部` for real ones."""
    return "演示数据" if is_demo else "内部"


def page_head(title: str, *, as_of: str = "", snapshot_no: int | None = None, is_demo: bool | None = None) -> None:
    """Title at the left; as-of date, snapshot and mark at the right.

    Args:
        title: The question or the finding.
        as_of: Such as `2024年6月30日`, empty when the page has no single date.
        snapshot_no: Number of the published version, None before the first.
        is_demo: Whether the figures are invented, None when there are none.
    """
    badges = []
    if as_of:
        badges.append(f"截至 {html.escape(as_of)}")
    if snapshot_no is not None:
        badges.append(f"第 {snapshot_no} 版数据")
    label = f'<span class="mark">{mark(is_demo)}</span>' if is_demo is not None else ""
    st.html(
        f'<div class="page-head"><h1>{html.escape(title)}</h1>'
        f'<div class="badges">{" · ".join(badges)}{label}</div></div>'
    )


def answer(*sentences: str) -> None:
    """The answer in words, computed by the caller; each sentence on a line of its own."""
    lines = "".join(f"<p>{html.escape(sentence)}</p>" for sentence in sentences if sentence)
    if lines:
        st.html(f'<div class="answer">{lines}</div>')


def section(title: str, hint: str = "") -> None:
    """A heading within a page, with an optional line below it."""
    below = f'<p class="hint">{html.escape(hint)}</p>' if hint else ""
    st.html(f'<h2 class="section">{html.escape(title)}</h2>{below}')
