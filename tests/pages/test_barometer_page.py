"""The barometer page tells the small city's story: who is at 雨, since when, for what, and hides small branches."""

import json
from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from tests.pages.conftest import all_html


def test_the_answer_the_list_and_the_card(theme_page: Callable[..., AppTest]) -> None:
    app = theme_page("barometer", period="2024-06")
    shown = all_html(app)
    assert "截至 2024年6月30日" in shown and "演示数据" in shown
    assert "示例市5个党支部参评，雨级1个（20.0%）；2024年一季度参评6个、雨级2个，参评数不同，不直接比；" in shown
    assert "另有1个适用项不足、数据不足不评。" in shown
    assert "未报1个县市区：高新区，不计入。" in shown
    assert (
        "失分最多的3项：大专及以上学历党员占比（2个，33.3%）、流动党员人数占比（1个，20.0%）、应转未转组织关系党员占比（1个，20.0%）"
        in shown
    )
    assert "<td>二支部</td>" in shown and "<td>三支部</td>" not in shown
    assert "雨：班子配备率" in shown
    assert "二支部总评为雨：适用18项，阴、雨1项；否决项班子配备率为雨，总评即为雨。" in shown
    tile = shown[shown.index(">11 班子配备率") :][:300]
    assert "● 雨" in tile and "60.0%" in tile and "否决项" in tile
    shares, history, _ = (json.loads(chart.proto.spec) for chart in app.get("plotly_chart"))
    assert [trace["name"] for trace in shares["data"]] == ["● 雨", "◐ 阴", "◎ 多云", "○ 晴"]
    assert shares["layout"]["yaxis"]["ticktext"] == ["青河区", "临江区", "北塘区", "高新区"], (
        "most at 雨 first, 未报 last"
    )
    assert shares["data"][0]["text"][0] == "33.3%" and shares["data"][2]["text"][1] == "100%"
    assert any(note["text"] == "雨1" for note in history["layout"]["annotations"])
    assert ">30.0%<" in shown and "人数少于3名，不显示占比" in shown, "2 of 40 floating members must not be told"


def test_a_small_branch_shows_levels_only(theme_page: Callable[..., AppTest]) -> None:
    app = theme_page("barometer", period="2024-06", under="330103", branch="330103001")
    shown = all_html(app)
    card = shown[shown.index('<div class="weather">') :]
    assert "小支部总评为晴：适用17项，阴、雨0项。" in shown
    assert card.count("党员不足10名，只显示档位") == 7 and "50.0%" not in card
    assert "8名" in card and "100%" in card, "its size and the filled posts are no structure"
    assert "本期没有总评为雨的党支部。" in shown
