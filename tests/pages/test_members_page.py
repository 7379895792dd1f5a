"""The members page: age against the country, few persons hidden, admission against schedule and plan."""

import json
from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from tests.pages.conftest import all_html


def charts(app: AppTest) -> list[dict[str, object]]:
    return [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]


def test_age_admission_and_small_groups(theme_page: Callable[..., AppTest]) -> None:
    app = theme_page("members", period="2024-06")
    shown = all_html(app)
    assert "截至 2024年6月30日" in shown and "演示数据" in shown
    assert "示例市党员1,900名；61岁及以上占26.2%，低于全国（28.1%）1.9个百分点" in shown
    assert "未报1个县市区：北塘区，不计入合计。" in shown
    assert "发展党员130名，完成年度计划210名的61.9%，超时序11.9个百分点" in shown
    assert "超出年度计划的1个：临江区" in shown
    ages, rates, plan, *_ = charts(app)
    assert ages["layout"]["yaxis"]["ticktext"] == ["临江区", "北塘区", "高新区", "青河区"]
    assert ages["data"][2]["text"][0] == "20.0%"
    notes = [note["text"] for note in ages["layout"]["annotations"]]
    assert "全国 23.8%" in notes and "全国 28.1%" in notes and "人数少，不显示构成" in notes and "未报" in notes
    assert [shape["x0"] for shape in ages["layout"]["shapes"]] == [100 - 28.1, 23.8]
    assert ages["data"][0]["x"][1:] == [None] * 3, "no bar that two young members could be read off, with its guard"
    assert any("全国 30.4%" in note["text"] for note in rates["layout"]["annotations"])
    assert plan["layout"]["yaxis"]["ticktext"][0] == "临江区" and plan["data"][1]["x"][0] == 105
    assert any("▲105.0%" in note["text"] for note in plan["layout"]["annotations"])
    assert plan["data"][1]["marker"]["color"][0] != plan["data"][1]["marker"]["color"][1]


def test_the_table_prints_fewer_than_three(theme_page: Callable[..., AppTest]) -> None:
    app = theme_page("members", period="2024-06")
    app.toggle(key="ages-table").set_value(True).run()
    table = all_html(app)
    row = table[table.index("<td>高新区</td>") :][:400]
    assert "&lt;3" in row and ">2<" not in row and "2.0%" not in row
    assert "＊" in row, "a second cell goes, or 100 less the others would tell"
