"""Lists of names that a leader asks for: who it is, where, and which row of which file says so."""

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.frames import records
from dashboard.ui import footers, header, styles, tables
from dashboard.ui.tables import Column

#: Rows put on the page; the download has all.
SHOWN = 25
#: Where a row comes from, on the page in one column.
ORIGIN = Column("origin", "出处（文件、行、批次）", small=True)
#: The same in the download.
SOURCE = (
    Column("file", "文件"), Column("sheet", "工作表", short=True), Column("row", "行号", True),
    Column("batch_id", "批次", short=True), Column("loaded_by", "报送人"),
)  # fmt: skip


def side_by_side(key: str) -> list[DeltaGenerator]:
    """Two columns that stand one below the other where there is no room for two pictures.

    Args:
        key: Unique on the page.
    """
    st.html(styles.THEMES)
    with st.container(key=f"two-{key}"):
        return list(st.columns(2))


def names(
    title: str,
    frame: pd.DataFrame,
    columns: Sequence[Column],
    *,
    key: str,
    source: footers.Source,
    empty: str,
    hint: str = "",
    every: Callable[[], pd.DataFrame] | None = None,
    define: Callable[[], None] | None = None,
) -> None:
    """Draw a list of names under its own heading, with what it rests on and all rows as CSV.

    Args:
        title: Heading; the number of rows is added.
        frame: The rows; where `attrs["n"]` counts more than these, `every` gives all of them.
        columns: What is shown; where each row comes from is added.
        key: Unique on the page.
        source: Date, source, version.
        empty: What is said when there is nobody to name.
        hint: A line below the heading.
        every: All rows, asked for only when they are downloaded.
        define: Opens the definition with the rows behind each name.
    """
    n = max(len(frame), int(frame.attrs.get("n", 0)))
    header.section(f"{title}（{n:,} 个）" if n else title, hint if n else empty)
    if frame.empty:
        return
    shown = frame.head(SHOWN)
    tables.show(shown.assign(origin=[_origin(row) for row in records(shown)]), [*columns, ORIGIN], label=title)
    more = f"只列前 {SHOWN} 个，共 {n:,} 个，全部见下载的表格。" if n > SHOWN else ""
    with st.container(key=f"foot-{key}", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(f'<p class="foot">截至{source.as_of}　{more}</p>', width="stretch")
        asked = define is not None and st.button("查来源 ›", key=f"{key}-define", type="tertiary")
        rows = every or (lambda: frame)
        tables.download("下载名单", title, rows, [*columns, *SOURCE], key=f"{key}-csv", notes=source.lines())
    if asked and define is not None:
        define()


def _origin(row: dict[Any, Any]) -> str:
    """`6月.xlsx［汇总］第7行，B000012`."""
    if tables.is_missing(row["file"]):
        return ""
    sheet = f"［{row['sheet']}］" if row["sheet"] else ""
    return f"{row['file']}{sheet}第{row['row']}行，{row['batch_id']}"
