"""The page on village income says what growth rests on, what is missing to the line, and names the villages."""

import json
from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from tests.pages.conftest import all_html


def test_growth_by_subsidies_alone_is_named_in_words(story_page: Callable[..., AppTest]) -> None:
    app = story_page("collective_economy", period="2025-12")
    shown = all_html(app)
    assert "示例市已报10个村当年累计收入361.00万元，村均36.10万元，经营性收入占62.3%；霜岭县未报，不在内。" in shown
    assert "雁桥区总收入+31.0%，增长基本来自补助，经营性收入持平" in shown and "按可比的5个单位算" in shown
    assert "20万元以上6个村，还差4个村，把它们都补到线上还差20.00万元" in shown
    assert "村收入中位数21.00万元" in shown and "差距的" in shown and "基尼系数" in shown
    assert "空白村还剩1个，上年同期3个；只含已报的10个村（应报12个）" in shown
    pairs, bands, columns, spread, curve = (json.loads(chart.proto.spec) for chart in app.get("plotly_chart"))
    assert pairs["layout"]["yaxis"]["ticktext"][0] == "雁桥区" and pairs["layout"]["yaxis"]["ticktext"][-1] == "霜岭县"
    words = [note["text"] for note in pairs["layout"]["annotations"]]
    assert "<b>增长基本来自补助</b>" in words and "70（持平）" in words and "58（+114.8%）" in words
    assert [trace["name"] for trace in bands["data"]] == ["0", "0—5", "5—10", "10—20", "20—50", "50—100", "≥100"]
    assert columns["data"][0]["y"] == [0, 0, 1, 3, 4, 1, 1]
    assert spread["data"][3]["x"][0] == 21.0 and spread["layout"]["yaxis"]["ticktext"][0] == "示例市"
    assert curve["data"][0]["y"][-1] == 1.0
    names = shown.split("未达标的村（4 个）")[1]
    assert names.index("石莲a村") < names.index("澜溪a村") < names.index("石莲b村") < names.index("澜溪b村")
    assert "文件1" not in names and "12月评定.xlsx第9行，B000001" in names
    assert "演示数据" in shown and "截至 2025年12月31日" in shown


def test_villages_of_one_district_by_operating_income(story_page: Callable[..., AppTest]) -> None:
    app = story_page("collective_economy", period="2025-12", under="5", basis="econ_income_operating", villages="zero")
    shown = all_html(app)
    columns = json.loads(app.get("plotly_chart")[2].proto.spec)
    assert "石莲a村" in shown.split("空白村（1 个）")[1] and columns["data"][0]["y"] == [1, 0, 0, 1, 0, 0, 0]
    assert app.query_params["villages"] == "zero" and app.query_params["basis"] == "econ_income_operating"


def test_home_without_incomes_says_so(page: Callable[..., AppTest]) -> None:
    assert "这里还没有村级集体经济收入数据" in all_html(page("collective_economy"))
