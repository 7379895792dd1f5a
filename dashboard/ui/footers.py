"""What stands under every chart: date and source, definition, the chart's table, and that table as CSV."""

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from dashboard.charts import Figure, config
from dashboard.ui import later, pins, tables
from dashboard.ui.tables import Column


@dataclass(frozen=True)
class Source:
    """Where a chart's figures come from.

    Attributes:
        as_of: Such as `2024年6月30日`.
        source: Such as `组织部门报送`.
        snapshot_no: Published version.
        note: Computed caveat, such as how many have reported; may be empty.
    """

    as_of: str
    source: str
    snapshot_no: int
    note: str = ""

    def lines(self) -> list[str]:
        """The same as lines below an exported table."""
        return [f"截至{self.as_of}", f"数据来源：{self.source}", f"数据版本：第 {self.snapshot_no} 版", self.note]


def chart(
    figure: Figure,
    *,
    key: str,
    name: str,
    alt: str,
    frame: pd.DataFrame | Callable[[], pd.DataFrame],
    columns: Sequence[Column],
    source: Source,
    define: Callable[[], None] | None = None,
    define_label: str = "口径 ›",
    on_select: Callable[[], None] | None = None,
) -> None:
    """Draw a chart with its foot.

    Args:
        figure: The chart.
        key: Unique on the page.
        name: File name of table and picture, without suffix.
        alt: What the chart says, for people who do not see it.
        frame: The rows behind the chart, all of them; a function is called only when somebody wants to see them.
        columns: Columns of the table.
        source: Date, source, version.
        define: Opens the definition; no button without it.
        define_label: Words on its button.
        on_select: Called when a mark is clicked.
    """
    st.plotly_chart(
        figure,
        key=key,
        theme=None,
        config=config(name),
        alt=alt,
        selection_mode="points",
        on_select=on_select or "ignore",
    )
    later.catch_up()
    title = pins.plain(figure.layout.title.text) or name
    foot(
        key=key, name=name, frame=frame, columns=columns, source=source, define=define, define_label=define_label,
        title=title, sentence=alt,
    )  # fmt: skip


def foot(
    *,
    key: str,
    name: str,
    frame: pd.DataFrame | Callable[[], pd.DataFrame],
    columns: Sequence[Column],
    source: Source,
    define: Callable[[], None] | None = None,
    define_label: str = "口径 ›",
    title: str = "",
    sentence: str = "",
) -> None:
    """The foot alone; date and source stand in the picture itself. Arguments as for `chart`.

    Args:
        title: Title of the picture, for the meeting basket; `name` without it.
        sentence: What the picture says, for the meeting basket.
    """
    with st.container(key=f"foot-{key}", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(f'<p class="foot">{html.escape(source.note)}</p>', width="stretch")
        asked = define is not None and st.button(define_label, key=f"{key}-define", type="tertiary")
        pins.button(key, pins.Pin(title or name, sentence, source.as_of, source.snapshot_no))
        opened = st.toggle("表格", key=f"{key}-table")
        tables.download("下载表格", name, lambda: _rows(frame), columns, key=f"{key}-csv", notes=source.lines())
    if asked and define is not None:
        define()
    if opened:
        tables.show(_rows(frame), columns, label=name)


def _rows(frame: pd.DataFrame | Callable[[], pd.DataFrame]) -> pd.DataFrame:
    return frame() if callable(frame) else frame
