"""Charts of the theme pages: what is drawn, what is written, what is left out; all valid for Plotly."""

import math

import plotly.graph_objects as go
import pytest

from dashboard.charts import Bar, Foot, Line, Segment, Stage, flow_chart, stacked_bars
from dashboard.charts.columns import band_columns
from dashboard.charts.paired import Pair, paired_bars
from dashboard.charts.quartiles import Spread, spread_rows
from dashboard.charts.stacked import BANDS, STARS, contrast, ink_on, luminance

FOOT = Foot("2025年12月31日", "《表》", "个", "演示数据")
STAGES = (Stage(5, "五星", "#B97A12"), Stage(3, "三星", "#F3D9A4"), Stage(0, "无星级", "#DDE3E9"))


def words(figure: go.Figure) -> list[str]:
    return [note["text"] for note in figure.to_dict()["layout"]["annotations"]]


def valid(figure: go.Figure) -> dict:
    """The figure as Plotly would check it."""
    return go.Figure(figure.to_dict()).to_dict()


def test_stacked_shares_fill_the_bar_and_silent_units_have_none() -> None:
    bars = [Bar("甲区", "第1名", "75.0%", "A"), Bar("乙区", "", "", "B", apart="未报")]
    segments = [
        Segment("有", "#1D4E89", [3.0, math.nan], ["3", "—"]),
        Segment("无", "#EDF0F3", [1.0, math.nan], ["1", "—"]),
    ]
    figure = stacked_bars(bars, segments, title="图", foot=FOOT, shares=True, value_head="覆盖率")
    drawn = valid(figure)
    assert [list(trace["x"]) for trace in drawn["data"]] == [[75.0, None], [25.0, None]]
    assert drawn["data"][0]["y"][1] > 1 and "未报" in words(figure) and "<b>75.0%</b>" in words(figure)
    counts = stacked_bars(bars, segments, title="图", foot=FOOT, shares=False).to_dict()
    assert [trace["x"][0] for trace in counts["data"]] == [3.0, 1.0]


def test_numbers_are_written_only_where_they_fit() -> None:
    bars = [Bar("甲区", "", "", "A")]
    segments = [Segment("多", "#1D4E89", [995.0], ["995"]), Segment("少", "#EDF0F3", [5.0], ["5"])]
    texts = [
        trace["text"] for trace in stacked_bars(bars, segments, title="图", foot=FOOT, shares=True).to_dict()["data"]
    ]
    assert [list(text) for text in texts] == [["995"], [""]]


@pytest.mark.parametrize("colour", [*BANDS, *STARS.values()])
def test_text_on_every_fill_can_be_read(colour: str) -> None:
    assert contrast(colour, ink_on(colour)) >= 4.5


def test_ordered_fills_grow_darker() -> None:
    shades = [luminance(colour) for colour in BANDS]
    assert shades == sorted(shades, reverse=True)
    assert luminance(STARS[5]) < luminance(STARS[4]) < luminance(STARS[3]) < luminance(STARS[0])


def test_flows_keep_order_and_mark_falls() -> None:
    figure = flow_chart(
        {(5, 3): 2, (3, 0): 1, (0, 3): 4, (3, 3): 9}, STAGES, title="流向", foot=FOOT, heads=("前", "后")
    )
    trace = valid(figure)["data"][0]
    assert list(trace["node"]["label"]) == ["五星 2", "三星 10", "无星级 4", "三星 15", "无星级 1"]
    assert list(trace["link"]["value"]) == [2, 9, 1, 4] and list(trace["link"]["source"]) == [0, 1, 1, 2]
    fall, same, _, rise = trace["link"]["color"]
    assert len({fall, same, rise}) == 3 and {"前", "后"} <= set(words(figure))


def test_pairs_stand_on_one_scale_and_name_what_growth_rests_on() -> None:
    pairs = [
        Pair(
            "甲区", "A", (70.0, 58.0), (70.0, 27.0), ("70（持平）", "58（+114.8%）"), "增长全部来自补助", True, "", "甲"
        ),
        Pair("乙区", "B", (math.nan, math.nan), (30.0, 10.0), ("—", "—"), "", False, "未报", "乙"),
    ]
    figure = paired_bars(pairs, heads=("经营性收入", "补助收入"), title="图", foot=FOOT, key="竖线为上年同期")
    drawn = valid(figure)
    assert drawn["layout"]["xaxis"]["range"] == drawn["layout"]["xaxis2"]["range"]
    assert [list(trace["x"]) for trace in drawn["data"]] == [[70.0, None], [70.0, None], [58.0, None], [27.0, None]]
    assert {"<b>增长全部来自补助</b>", "未报", "<b>经营性收入</b>"} <= set(words(figure))


def test_columns_and_spreads() -> None:
    columns = band_columns(["0", "0—5"], [0, 3], ["0", "3"], BANDS[:2], title="分布", foot=FOOT, axis_words="万元")
    assert list(valid(columns)["data"][0]["y"]) == [0, 3]
    rows = [
        Spread("市", (1, 2, 3, 4, 90), "3.0　0.30", True, "市"),
        Spread("甲", (1, 2, 3, 4, 5), "3.0　0.20", False, "甲"),
    ]
    figure = spread_rows(
        rows, title="差距", foot=FOOT, head="中位数　基尼", lines=[Line(2.5, "达标线", True)], cut=10.0
    )
    lines, arrows, boxes, medians = valid(figure)["data"]
    assert list(lines["x"]) == [1, 10.0, None, 1, 5, None] and list(arrows["y"]) == [0]
    assert list(boxes["x"]) == [2, 2] and list(medians["x"]) == [3, 3] and "达标线" in words(figure)
