"""Parts of the upload page: what a check found, and the receipt of the last loading."""

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from dashboard.ui import header, intake, registry, states, tables
from dashboard.ui.intake import Report
from dashboard.ui.tables import Column

#: Where a session keeps its last receipt: when, by whom, reports.
RECEIPT = "upload-receipt"
MAX_SHOWN = 50


def reports(checked: Sequence[Report], titles: Mapping[str, str]) -> None:
    """What was recognised, and every doubt."""
    header.section("核对结果")
    st.html(intake.summary_html(checked, titles))
    found = intake.findings_of(checked)
    if found.empty:
        st.html('<p class="hint">没有发现问题。</p>')
        return
    # One sentence a cell: what is said of every figure of a row is read once.
    told = found.drop_duplicates(["file", "sheet", "row", "column", "message"])
    cut = len(told) > MAX_SHOWN or len(told) < len(found)
    hint = f"相同的只列一次，先列 {min(len(told), MAX_SHOWN)} 条，全部见下载" if cut else ""
    header.section(f"发现 {len(found):,} 条", hint)
    tables.show(told.head(MAX_SHOWN), _shown(told), label="核对发现")
    tables.download("下载全部发现", "核对发现", lambda: found, intake.FINDINGS, key="findings-csv")


def _shown(found: pd.DataFrame) -> list[Column]:
    """Columns that tell something; the codes of findings are for the manual and stand in the download."""
    single = {name for name in ("file", "sheet") if found[name].nunique() < 2}
    return [column for column in intake.FINDINGS if column.field not in {*single, "code"}]


def receipt(titles: Mapping[str, str]) -> None:
    """What the last loading did, until the next one."""
    if RECEIPT not in st.session_state:
        return
    when, by, done = st.session_state[RECEIPT]
    loaded = sum(report.loaded for report in done)
    left = len(done) - loaded
    title = f"已入库 {loaded} 个文件" + (f"，{left} 个未入库" if left else "")
    outcome = "看板已按新数据更新。" if loaded else "没有改动数据。"
    states.notice(title, f"{when}，报送人：{by}。{outcome}", kind="partial" if left else "done")
    rows = intake.receipt_of(done, titles)
    tables.show(rows, intake.RECEIPT, label="入库回执")
    with st.container(horizontal=True, vertical_alignment="center"):
        notes = [f"{when}，报送人：{by}"]
        name = f"入库回执_{when[:10]}"
        tables.download("下载回执", name, lambda: rows, intake.RECEIPT, key="receipt-csv", notes=notes)
        st.page_link(registry.page("ranking").file, label="看排名 ›")
