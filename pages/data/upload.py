"""Send tables in: see what was recognised and every doubt, confirm with a reason, load, get a receipt."""

import hashlib
import html
from datetime import datetime

import pandas as pd
import streamlit as st

from dashboard import catalogue, homes
from dashboard.ui import header, registry, states, tables
from dashboard.ui.data import open_figures
from dashboard.ui.tables import Column
from etl import service
from etl.report import OUTCOME_ZH, FileReport

MAX_SHOWN = 50
PROMISE = (
    "先核对，后入库：在您确认之前，数据不会有任何改动。"
    "含身份证号、手机号等个人信息的文件会被整份拒收，不留存。"
)
CHECKED, RECEIPT, ROUND = "upload-checked", "upload-receipt", "upload-round"
SIGNS = {"accept": "●", "normalise": "●", "confirm": "▲", "refuse": "■"}
LIGHTS = {"accept": "绿", "normalise": "绿", "confirm": "黄", "refuse": "红"}
FINDINGS = [
    Column("severity_zh", "处理"), Column("file", "文件"), Column("sheet", "工作表"), Column("row", "行"),
    Column("column", "列"), Column("value", "原值"), Column("message", "说明与建议"), Column("code", "代码"),
]  # fmt: skip
SEVERITY_ZH = {"refuse": "整份拒收", "out": "该行不入库", "confirm": "需确认", "normalise": "已规范"}
ACCEPTED = [
    Column("title", "报表"), Column("grain", "一行是什么"), Column("frequency", "频率"), Column("heads", "表头"),
]  # fmt: skip
RECEIPT_COLUMNS = [
    Column("file", "文件"), Column("outcome_zh", "结果"), Column("template_zh", "报表"), Column("batch", "批次号"),
    Column("rows_ok", "入库行", True), Column("rows_out", "未入库行", True), Column("new", "新增数", True),
    Column("changed", "更正数", True), Column("same", "未变数", True),
]  # fmt: skip


def titles() -> dict[str, str]:
    """Names of the templates, from the snapshot being served."""
    figures = open_figures()
    return figures.template_titles() if figures else {}


def check(files: list[tuple[str, bytes]]) -> list[FileReport]:
    """The reports on these files; checked once, not at every click."""
    mark = hashlib.sha256(b"".join(name.encode() + b"\0" + content for name, content in files)).hexdigest()
    kept = st.session_state.get(CHECKED)
    if kept is None or kept[0] != mark:
        with st.spinner(f"正在核对 {len(files)} 个文件……"):
            st.session_state[CHECKED] = (mark, service.check(files, homes.resolve_home()))
    reports: list[FileReport] = st.session_state[CHECKED][1]
    return reports


def findings_of(reports: list[FileReport]) -> pd.DataFrame:
    """All findings of all files, gravest first."""
    rows = [finding for report in reports for finding in report.findings]
    frame = pd.DataFrame(rows, columns=["code", "severity", "file", "sheet", "row", "column", "value", "message"])
    order = {name: place for place, name in enumerate(SEVERITY_ZH)}
    frame["severity_zh"] = frame["severity"].map(SEVERITY_ZH).fillna(frame["severity"])
    return frame.sort_values("severity", key=lambda column: column.map(order), kind="stable")


def summary(report: FileReport, names: dict[str, str]) -> str:
    """One file in a line: outcome with sign and word, template, rows."""
    word = f"{SIGNS[report.outcome]} {OUTCOME_ZH[report.outcome]}"
    light = f'<span class="light light-{LIGHTS[report.outcome]}">{word}</span>'
    known = names.get(report.template or "", report.template)
    parts = [f"识别为《{known}》" if known else "没有识别出报表", f"可入库 {report.rows_ok:,} 行"]
    if report.rows_out:
        parts.append(f"不入库 {report.rows_out:,} 行")
    if report.outcome != "refuse":
        parts.append(f"新增 {report.new:,} 个数、更正 {report.changed:,} 个、未变 {report.same:,} 个")
    return (
        f'<li><span class="kind wide">{light}</span><span><strong>{html.escape(report.file)}</strong><br>'
        f"{html.escape('；'.join(parts))}</span></li>"
    )


def show_reports(reports: list[FileReport]) -> None:
    """What was recognised, and every doubt."""
    header.section("核对结果")
    names = titles()
    st.html(f'<ol class="points">{"".join(summary(report, names) for report in reports)}</ol>')
    found = findings_of(reports)
    if found.empty:
        st.html('<p class="hint">没有发现问题。</p>')
        return
    header.section(f"发现 {len(found):,} 条", "" if len(found) <= MAX_SHOWN else f"先列 {MAX_SHOWN} 条，全部见下载")
    tables.show(found.head(MAX_SHOWN), FINDINGS, label="核对发现")
    st.download_button("下载全部发现", data=lambda: tables.to_csv(found, FINDINGS), file_name="核对发现.csv",
                       mime="text/csv", on_click="ignore", type="tertiary")


def confirm(files: list[tuple[str, bytes]], reports: list[FileReport]) -> None:
    """Who loads, and why in spite of the doubts; then load."""
    wanted = [item for item, report in zip(files, reports, strict=True) if report.outcome != "refuse"]
    if not wanted:
        states.notice("没有可以入库的文件", "按上面的说明改好后重新上传；被拒收的文件没有留存。", kind="failed")
        return
    doubtful = any(report.outcome == "confirm" for report in reports)
    header.section("确认入库")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        by = st.text_input("报送人（姓名或岗位）", key="upload-by", max_chars=40, width=240)
        reason = ""
        if doubtful:
            reason = st.text_input("确认理由（有需确认的内容时必填）", key="upload-reason", max_chars=200, width=480)
        ready = bool(by.strip()) and (bool(reason.strip()) or not doubtful)
        pressed = st.button(f"入库 {len(wanted)} 个文件", type="primary", disabled=not ready)
    if pressed:
        with st.status("正在入库、汇总、发布……", expanded=False):
            done = service.commit(wanted, homes.resolve_home(), by=by.strip(), reason=reason.strip())
        st.session_state[RECEIPT] = (datetime.now().strftime("%Y-%m-%d %H:%M"), by.strip(), done)
        st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1
        st.session_state.pop(CHECKED, None)
        st.rerun()


def accepted() -> None:
    """Which tables are recognised, so that a person knows what to send."""
    known = catalogue.load(homes.resolve_home() / "templates").templates.values()
    rows = pd.DataFrame([
        {"title": item.title, "grain": item.grain, "frequency": str(item.expects.get("frequency", "不定期")),
         "heads": "、".join(str(one.title) for one in item.fields)}
        for item in known
    ])  # fmt: skip
    header.section("可以识别的报表", "按表头识别，列的先后不限；文件名随意")
    tables.show(rows, ACCEPTED, label="可以识别的报表")


def receipt() -> None:
    """What the last loading did, until the next one."""
    if RECEIPT not in st.session_state:
        return
    when, by, done = st.session_state[RECEIPT]
    names = titles()
    loaded = [report for report in done if report.loaded]
    left = len(done) - len(loaded)
    title = f"已入库 {len(loaded)} 个文件" + (f"，{left} 个未入库" if left else "")
    states.notice(title, f"{when}，报送人：{by}。看板已按新数据更新。" if loaded else f"{when}，没有改动数据。",
                  kind="partial" if left else "done")
    rows = pd.DataFrame([
        report.as_dict() | {"outcome_zh": "已入库" if report.loaded else OUTCOME_ZH[report.outcome],
                            "template_zh": names.get(report.template or "", report.template or "—")}
        for report in done
    ])  # fmt: skip
    tables.show(rows, RECEIPT_COLUMNS, label="入库回执")
    with st.container(horizontal=True):
        st.download_button("下载回执", data=lambda: tables.to_csv(rows, RECEIPT_COLUMNS, [f"{when}，报送人：{by}"]),
                           file_name=f"入库回执_{when[:10]}.csv", mime="text/csv", on_click="ignore", type="tertiary")
        st.page_link(registry.page("ranking").file, label="看排名 ›")


def main() -> None:
    """Drop, see, confirm, receipt."""
    figures = open_figures()
    header.page_head("上传报表，逐条核对后入库", snapshot_no=figures.snapshot_no if figures else None,
                     is_demo=figures.is_demo if figures else None)
    receipt()
    sent = st.file_uploader("把报表拖到这里，可多个文件一起", accept_multiple_files=True,
                            key=f"upload-files-{st.session_state.get(ROUND, 0)}")
    if not sent:
        st.html(f'<p class="hint">{PROMISE}</p>')
        accepted()
        return
    files = [(item.name, item.getvalue()) for item in sent]
    reports = check(files)
    show_reports(reports)
    confirm(files, reports)


main()
