"""What has been put aside for a meeting: in order, with the sentence of each picture and a link to it."""

import html
from datetime import datetime

import streamlit as st

from dashboard import basket, homes
from dashboard.ui import opening, registry, states
from dashboard.ui.data import open_figures

HOW = "在任一图下点“放入会议篮”，这张图的网址和结论就留在这里，供会前排序、会上逐条打开。只存图的网址和结论，不存名单。"


def when(at: str) -> str:
    """`6月3日 09:15` of a stored time, on the server's clock."""
    try:
        told = datetime.fromisoformat(at).astimezone()
    except ValueError:
        return ""
    return f"{told.month}月{told.day}日 {told:%H:%M}"


def move(item_id: str, step: int) -> None:
    """A picture one place up or down."""
    basket.move(homes.resolve_home(), item_id, step)


def remove(item_id: str) -> None:
    """A picture out of the basket."""
    basket.remove(homes.resolve_home(), item_id)


def entry(item: basket.Item, place: int, last: int, snapshot: int | None) -> None:
    """One line: number, title as a link, sentence, date; up, down, out."""
    with st.container(key=f"item-{item.id}", horizontal=True, vertical_alignment="top", gap="small"):
        st.html(f'<span class="place">{place + 1}</span>', width="content")
        with st.container(gap=None, width="stretch"):
            known = {spec.name for spec in registry.PAGES}
            if item.page in known:
                st.page_link(registry.page(item.page).file, label=f"{item.title} ›", query_params=item.params)
            else:
                st.html(f"<p>{html.escape(item.title)}（原页面已不存在）</p>")
            older = "，其后数据已更新" if snapshot is not None and item.snapshot < snapshot else ""
            facts = f"截至{item.as_of} · 第 {item.snapshot} 版数据{older} · {when(item.added_at)}放入"
            st.html(f"<p>{html.escape(item.sentence)}</p><p class='hint'>{html.escape(facts)}</p>")
        for label, step, off in (("上移", -1, place == 0), ("下移", 1, place == last)):
            st.button(label, key=f"{item.id}{step}", type="tertiary", disabled=off, on_click=move, args=(item.id, step))
        st.button("移出", key=f"{item.id}-out", type="tertiary", on_click=remove, args=(item.id,))


def main() -> None:
    """Fetch, show."""
    figures = open_figures()
    held = basket.contents(homes.resolve_home())
    opening.head(f"会上要看的 {len(held.items)} 张图" if held.items else "会上要看哪些图", figures)
    if held.damaged:
        states.notice(
            f"{len(held.damaged)} 个会议篮文件读不出来", f"请管理员查看：{'、'.join(held.damaged)}", kind="failed"
        )
    if figures is None and not held.items:
        states.no_data()
        return
    if not held.items:
        states.notice("会议篮是空的", HOW)
        return
    st.html(f'<p class="hint">{HOW}</p>')
    for place, item in enumerate(held.items):
        entry(item, place, len(held.items) - 1, figures.snapshot_no if figures else None)


main()
