"""The form that asks which column of an uploaded file is which, where header names alone do not say."""

import html
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import streamlit as st

from dashboard.ui import header, states
from dashboard.ui.intake import Report

#: Findings that a person can answer by naming columns.
OPEN = frozenset({"MAP_NO_TEMPLATE", "MAP_MISSING_COLUMN", "MAP_EXTRA_COLUMNS", "MAP_AMBIGUOUS_TEMPLATE"})
LEFT_OUT = "不入库"
_LAYOUTS = "columns-layout"

File = tuple[str, bytes]


class Layout(Protocol):
    """What is known of a file's columns: header → field, headers in question, fields still without a column."""

    @property
    def matched(self) -> Mapping[str, str]: ...
    @property
    def open(self) -> Sequence[str]: ...
    @property
    def wanted(self) -> Sequence[tuple[str, str, bool]]: ...


@dataclass(frozen=True, slots=True)
class Answer:
    """What the person said: a name for this layout, who says so, header → field, headers left out, unit."""

    name: str
    by: str
    template: str
    columns: dict[str, str]
    ignored: tuple[str, ...]
    unit: str


def in_question(files: Sequence[File], reports: Sequence[Report]) -> list[tuple[File, Report]]:
    """The files whose columns a person could name."""
    return [
        (file, report)
        for file, report in zip(files, reports, strict=True)
        if any(str(finding["code"]) in OPEN for finding in report.findings)
    ]


def ask(
    asked: Sequence[tuple[File, Report]], titles: Mapping[str, str], look: Callable[[File, str], Layout | None]
) -> Answer | None:
    """Show the form; the answer once the person sends it.

    Args:
        asked: Files in question with their reports.
        titles: Template → its title.
        look: Gives the layout of a file for a template.
    """
    header.section("列名对照", "列名与报表不同时在这里对上；保存后，列名相同的文件都按此识别")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        at = st.selectbox(
            "文件", range(len(asked)), format_func=lambda n: asked[n][0][0], key="columns-file", width=320
        )
        file, report = asked[at or 0]
        names = list(titles)
        first = names.index(report.template) if report.template in names else 0
        template = st.selectbox(
            "报表", names, index=first, format_func=lambda name: f"{name} {titles[name]}", key="columns-template",
            width=320,
        )  # fmt: skip
    layout = _layout(file, str(template), look)
    if layout is None or not layout.open:
        st.html('<p class="hint">这个文件没有需要对照的列。</p>')
        return None
    return _form(layout, str(template))


def _layout(file: File, template: str, look: Callable[[File, str], Layout | None]) -> Layout | None:
    mark = (file[0], hash(file[1]), template)
    kept: tuple[Any, Layout | None] | None = st.session_state.get(_LAYOUTS)
    if kept is None or kept[0] != mark:
        kept = st.session_state[_LAYOUTS] = (mark, look(file, template))
    return kept[1]


def _form(layout: Layout, template: str) -> Answer | None:
    fields = {name: f"{title}（必填）" if required else title for name, title, required in layout.wanted}
    lacking = [title for _, title, required in layout.wanted if required]
    if lacking:
        st.html(f'<p class="hint">还缺必填项目：{html.escape("、".join(lacking))}。</p>')
    with st.form("columns-form", border=False):
        chosen: dict[str, str | None] = {}
        for start in range(0, len(layout.open), 3):
            for place, head in zip(st.columns(3), layout.open[start : start + 3], strict=False):
                chosen[head] = place.selectbox(
                    f"“{head}”是", [None, *fields], format_func=lambda name: fields.get(name, LEFT_OUT),
                    key=f"columns-{template}-{head}",
                )  # fmt: skip
        with st.container(horizontal=True, vertical_alignment="bottom"):
            unit = st.text_input("表中没写的计量单位", key="columns-unit", max_chars=8, width=200)
            name = st.text_input("来源模板名称", key="columns-name", max_chars=60, width=320)
            by = st.text_input("保存人（姓名或岗位）", key="columns-by", max_chars=40, width=240)
            pressed = st.form_submit_button("保存对照并重新核对")
    if not pressed:
        return None
    if not name.strip() or not by.strip():
        states.notice("还不能保存", "请填写来源模板名称和保存人。", kind="partial")
        return None
    named = {head: field for head, field in chosen.items() if field}
    left_out = tuple(head for head, field in chosen.items() if not field)
    return Answer(name.strip(), by.strip(), template, {**layout.matched, **named}, left_out, unit.strip())
