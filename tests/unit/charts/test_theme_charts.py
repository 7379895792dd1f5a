"""The charts of the theme pages: valid for the drawing library, and true where a picture could mislead."""

import plotly.graph_objects as go

from dashboard.charts import Foot, Line
from dashboard.charts.ages import age_bars
from dashboard.charts.areas import Layer, stacked_areas
from dashboard.charts.bullets import OVER, Bullet, bullet_bars
from dashboard.charts.stacked import Bar, Segment
from dashboard.charts.strips import Strip, rate_strips
from dashboard.charts.waterfall import Step, waterfall

FOOT = Foot("2024年6月30日", "《表》", "%", "演示数据")


def checked(figure: go.Figure) -> go.Figure:
    """The figure after the library has looked at every value."""
    return go.Figure(figure.to_plotly_json())


def texts(figure: go.Figure) -> list[str]:
    return [note.text for note in figure.layout.annotations]


def test_areas_leave_a_gap_where_a_quarter_is_missing() -> None:
    layers = [Layer("● 雨", "#1D4E89", [5, 3, 2]), Layer("○ 晴", "#EEF2F7", [10, 12, 13])]
    figure = checked(stacked_areas([1482, 1485, 1491], layers, title="题", foot=FOOT, step=3, lowest_word="雨"))
    sunny, rain = figure.data
    assert rain.y == (5, 3, None, 2) and sunny.y == (15, 15, None, 15), "stacked, and not joined across the gap"
    years = checked(
        stacked_areas(list(range(1482, 1518, 3)), [Layer("● 雨", "#1D4E89", [1] * 12)], title="题", foot=FOOT, step=3,
                      lowest_word="雨")
    )  # fmt: skip
    labels = [note.x for note in years.layout.annotations if note.text == "雨1"]
    assert labels == [1485, 1491, 1497, 1503, 1509, 1515], "every other one, the last among them"
    assert not rain.connectgaps and {"雨5", "雨2", "● 雨 2", "○ 晴 13"} <= set(texts(figure))


def test_a_bullet_beyond_the_plan_is_seen_and_said() -> None:
    rows = [Bullet("甲区", "1", 105.0, "105.0%", "42／40"), Bullet("乙区", "2", 40.0, "40.0%", "4／10"),
            Bullet("丙区", "3", None, "—", "—", "未报")]  # fmt: skip
    figure = checked(bullet_bars(rows, title="题", foot=FOOT, schedule=50.0, heads=("完成率", "已／计划")))
    plan, done = figure.data
    assert done.x == (105.0, 40.0, None) and plan.x == (100.0, 100.0, None)
    assert done.marker.color[0] == OVER != done.marker.color[1]
    assert figure.layout.xaxis.range[1] > 105, "an excess is not cut off"
    assert {"<b>▲105.0%</b>", "未报", "时序 50.0%", "计划"} <= set(texts(figure))
    year_end = checked(bullet_bars(rows, title="题", foot=FOOT, schedule=100.0, heads=("完成率", "已／计划")))
    assert "计划、时序" in texts(year_end), "two lines on one spot have one label"


def test_strips_without_published_figure_or_units() -> None:
    ends = ("甲区 20.0%", "乙区 35.0%")
    strips = [Strip("女党员占比", [20.0, 35.0], ["甲", "乙"], 30.0, "30.0%", ends, 30.4, "全国 30.4%"),
              Strip("轮训率", [], [], None, "—", ("", ""))]  # fmt: skip
    figure = checked(rate_strips(strips, title="题", foot=FOOT, whole_name="示例市"))
    assert figure.data[0].x == (20.0, 35.0) and figure.data[1].x == (30.0,)
    assert [shape.x0 for shape in figure.layout.shapes] == [30.4]
    assert "甲区 20.0%" in texts(figure)


def test_waterfall_ends_where_the_next_begins() -> None:
    steps = [
        Step("预算", 0, 300, "300", True),
        Step("尚未拨付", 300, 120, "180", False),
        Step("实拨", 0, 120, "120", True),
    ]
    figure = checked(waterfall(steps, title="题", foot=FOOT))
    assert figure.data[0].base == (0, 120, 0) and figure.data[0].x == (300, 180, 120)


def test_published_shares_stand_as_lines_on_the_bars() -> None:
    bars = [Bar("甲区", "", "30.0%", "1"), Bar("乙区", "", "", "2", "未报")]
    nothing = float("nan")
    segments = [
        Segment("青", "#D5E2F1", [20.0, nothing], ["20.0%", ""]),
        Segment("老", "#1D4E89", [30.0, nothing], ["", ""]),
    ]
    figure = checked(age_bars(bars, segments, [Line(71.9, "全国 28.1%")], title="题", foot=FOOT, value_head="老"))
    assert figure.data[0].x == (40.0, None) and figure.layout.shapes[0].x0 == 71.9
    assert "全国 28.1%" in texts(figure) and "截至2024年6月30日　单位：%　演示数据" in texts(figure)
