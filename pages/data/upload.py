"""Send tables in: see what was recognised and every doubt, confirm with a reason, load, get a receipt."""

import hashlib
from datetime import datetime

import streamlit as st

from dashboard import catalogue, homes
from dashboard.ui import column_form, header, intake, intake_parts, opening, states, tables
from dashboard.ui.data import open_figures
from etl import service
from etl.report import FileReport

PROMISE = "先核对，后入库：在您确认之前，数据不会有任何改动。含身份证号、手机号等个人信息的文件会被整份拒收，不留存。"
CHECKED, ROUND = "upload-checked", "upload-round"


def titles() -> dict[str, str]:
    """Names of the upload templates."""
    known = catalogue.load(homes.resolve_home() / "templates").templates
    return {name: template.title for name, template in known.items()}


def check(files: list[tuple[str, bytes]]) -> list[FileReport]:
    """The reports on these files; checked once, not at every click."""
    mark = hashlib.sha256(b"".join(name.encode() + b"\0" + content for name, content in files)).hexdigest()
    kept = st.session_state.get(CHECKED)
    if kept is None or kept[0] != mark:
        with st.spinner(f"正在核对 {len(files)} 个文件……"):
            st.session_state[CHECKED] = (mark, service.check(files, homes.resolve_home()))
    reports: list[FileReport] = st.session_state[CHECKED][1]
    return reports


def ask_columns(files: list[tuple[str, bytes]], reports: list[FileReport]) -> None:
    """Where header names alone did not do: which column is which, kept for the next file of the same office."""
    asked = column_form.in_question(files, reports)
    home = homes.resolve_home()
    answer = column_form.ask(asked, titles(), lambda file, name: service.layout(file, home, name)) if asked else None
    if answer is None:
        return
    try:
        service.keep_profile(
            home, answer.name, answer.template, answer.columns, ignored=answer.ignored, unit=answer.unit, by=answer.by
        )
    except service.ProfileRefused as error:
        states.notice("没有保存", str(error), kind="failed")
        return
    st.session_state.pop(CHECKED, None)
    st.rerun()


def confirm(files: list[tuple[str, bytes]], reports: list[FileReport]) -> None:
    """Who loads, and why in spite of the doubts; then load."""
    wanted = [item for item, report in zip(files, reports, strict=True) if report.outcome != "refuse"]
    if not wanted:
        advice = "按上面的说明改好后重新上传；被拒收的文件没有留存。"
        states.notice("没有可以入库的文件", advice, kind="failed")
        return
    doubtful = any(report.outcome == "confirm" for report in reports)
    header.section("确认入库")
    with st.form("upload-form", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        by = st.text_input("报送人（姓名或岗位）", key="upload-by", max_chars=40, width=240)
        label = "确认理由（有需确认的内容，必填）"
        reason = st.text_input(label, key="upload-reason", max_chars=200, width=480) if doubtful else ""
        pressed = st.form_submit_button(f"入库 {len(wanted)} 个文件", type="primary")
    if not pressed:
        return
    if not by.strip() or (doubtful and not reason.strip()):
        states.notice("还不能入库", "请填写报送人" + ("和确认理由。" if doubtful else "。"), kind="partial")
        return
    with st.spinner("正在入库、汇总、发布……"):
        done = service.commit(wanted, homes.resolve_home(), by=by.strip(), reason=reason.strip())
    st.session_state[intake_parts.RECEIPT] = (datetime.now().strftime("%Y-%m-%d %H:%M"), by.strip(), done)
    st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1
    st.session_state.pop(CHECKED, None)
    st.rerun()


def main() -> None:
    """Drop, see, confirm, receipt."""
    figures = open_figures()
    opening.head("上传报表，逐条核对后入库", figures)
    intake_parts.receipt(titles())
    round_no = st.session_state.get(ROUND, 0)
    sent = st.file_uploader(
        "把报表拖到这里，可多个文件一起", accept_multiple_files=True, key=f"upload-files-{round_no}"
    )
    if not sent:
        st.html(f'<p class="hint">{PROMISE}</p>')
        header.section("可以识别的报表", "按表头识别，列的先后不限；文件名随意")
        known = catalogue.load(homes.resolve_home() / "templates").templates
        tables.show(intake.accepted_tables(known), intake.ACCEPTED, label="可以识别的报表")
        return
    files = [(item.name, item.getvalue()) for item in sent]
    checked = check(files)
    intake_parts.reports(checked, titles())
    ask_columns(files, checked)
    confirm(files, checked)


main()
