"""The least page that answers a choice with a chart: one box, one ranking of 100 units, drawn ahead; no figures read.

What this takes is the framework, the browser and the machine; `bench.screen` times it beside the real page.
"""

import json

import pandas as pd
import streamlit as st

from dashboard.charts import Figure, Foot, ranking_bars

UNITS = 100
NAMES = [f"指标{number}" for number in range(1, 41)]


@st.cache_resource
def figures() -> dict[str, str]:
    """A finished chart for each name."""
    rows = [
        (f"{n:06d}", f"单位{n}", float(30_000 - 40 * n), f"{30_000 - 40 * n:,}", n + 1, False, n % 7 - 3, False, "已报")
        for n in range(UNITS)
    ]
    columns = ["unit_code", "unit_name", "value", "shown", "rank", "tied", "rank_change", "is_new", "status"]
    frame = pd.DataFrame(rows, columns=columns)
    foot = Foot("2025年12月31日", "各报表", "个", "演示数据")
    return {
        name: ranking_bars(frame, title=f"{name}（各县市区）", foot=foot, compare_label="较2025年11月").to_json()
        for name in NAMES
    }


st.set_page_config(layout="wide")
chosen = st.selectbox("指标", NAMES)
st.plotly_chart(Figure(json.loads(figures()[chosen]), _validate=False), key="chart", theme=None)
