"""Who has sent what: the last part of the overview."""

import streamlit as st

from dashboard import periods
from dashboard.charts import Foot, completeness_grid
from dashboard.sentences import completeness_sentence
from dashboard.ui import footers, header
from dashboard.ui.data import Figures
from dashboard.ui.tables import Column

OWED = [
    Column("unit_name", "县市区"), Column("template_title", "报表"), Column("n_reported", "已报单位", True),
    Column("n_expected", "应报单位", True), Column("last_loaded_at", "最近入库"),
]  # fmt: skip
GRID_KEY = "格内为已报／应报单位数，✓ 为报齐；颜色越深，缺得越多。"


def show(figures: Figures, period: int) -> None:
    """Districts by tables, with what is still owed.

    Args:
        figures: The snapshot.
        period: Period key.
    """
    frame = figures.ask("completeness", period_key=period)
    header.section("报送情况")
    if frame.empty or frame["n_expected"].fillna(0).sum() == 0:
        st.html('<p class="hint">本期没有应报的表。</p>')
        return
    sentence = completeness_sentence(frame)
    header.answer(sentence)
    as_of = periods.as_of_zh(period)
    footers.chart(
        completeness_grid(
            frame,
            title=f"各县市区报送情况（{periods.label_zh(period)}）",
            foot=Foot(as_of, "报送登记", mark=header.mark(figures.is_demo)),
        ),
        key="reporting",
        name=f"报送情况_{periods.label_zh(period)}",
        alt=sentence,
        frame=frame,
        columns=OWED,
        source=footers.Source(as_of, "报送登记", figures.snapshot_no, GRID_KEY),
    )
