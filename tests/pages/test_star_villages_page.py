"""The page on stars says what coverage is, who lost stars by name, and whose star runs out."""

import json
from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from tests.pages.conftest import all_html


def test_stars_lost_are_told_named_and_traced(story_page: Callable[..., AppTest]) -> None:
    app = story_page("star_villages", period="2025-12")
    shown = all_html(app)
    assert "截至2025年12月31日，示例市农村星级党组织覆盖率90.0%（五星0个、四星4个、三星5个）" in shown
    assert "霜岭县未报，不在内" in shown and "另有1个拟评定、未命名，不计入" in shown
    assert "与2025年6月批次比，升星0个，降星1个、摘星1个" in shown
    losses = shown.split("降星、摘星的党组织（2 个）")[1]
    assert "澜溪a村党支部</td><td>四星</td><td>三星</td><td>降星" in losses.replace(' class="k"', "")
    assert "澜溪b村党支部</td><td>三星</td><td>无星级</td><td>摘星" in losses.replace(' class="k"', "")
    assert "12月评定.xlsx第5行，B000001" in losses and "演示数据" in shown
    assert (
        "今后6个月内星级到期、须核验的1个，已逾期未核验的1个。" in shown
        and "逾期1个月" in shown
        and "还有3个月" in shown
    )
    bars, flow = (json.loads(chart.proto.spec) for chart in app.get("plotly_chart"))
    assert bars["layout"]["yaxis"]["ticktext"][-2:] == ["澜溪县", "霜岭县"]
    assert bars["data"][3]["x"][-2:] == [50.0, None] and [trace["name"] for trace in bars["data"]] == [
        "五星", "四星", "三星", "无星级",
    ]  # fmt: skip
    # Only what moved is drawn: one from four to three, one from three to none.
    assert flow["data"][0]["link"]["value"] == [1, 1] and "霜岭县本批未报，流向中沿用其上次结果。" in shown
    assert app.query_params["period"] == "2025-12" and app.query_params["since"] == "2025-06"


def test_first_round_of_a_district_has_nothing_to_compare_with(story_page: Callable[..., AppTest]) -> None:
    app = story_page("star_villages", period="2025-06", under="3")
    shown = all_html(app)
    assert "这是最早的批次，没有可比的批次。" in shown and len(app.get("plotly_chart")) == 1
    assert "2025年6月没有可以计算的农村星级覆盖率。" in shown


def test_home_without_ratings_says_so(page: Callable[..., AppTest]) -> None:
    assert "这里还没有星级评定数据" in all_html(page("star_villages"))
