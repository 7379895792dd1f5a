"""The overview says where the city stands, what needs attention and who has not reported."""

import json
from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from dashboard.charts import labels
from tests.pages.conftest import all_html


def test_cards_show_value_light_word_and_target(page: Callable[..., AppTest]) -> None:
    app = page("overview", period="2024-06")
    shown = all_html(app)
    assert '<div class="value">83.2%</div>' in shown
    assert "▲ 略低于要求" in shown and "<span>目标</span><span>85.0%</span>" in shown
    assert '<div class="value">3.30<small>亿元</small></div>' in shown


def test_a_card_is_a_link_to_its_ranking(page: Callable[..., AppTest]) -> None:
    app = page("overview", period="2024-06")
    links = {link.value: link.proto for link in app.page_link}
    assert "星级覆盖率" in links
    query = links["星级覆盖率"].query_string
    assert "indicator=cover_rate" in query and "period=2024-06" in query


def test_missing_report_is_named_as_worth_attention(page: Callable[..., AppTest]) -> None:
    app = page("overview", period="2024-06")
    assert any("白马县" in link.value and "未报" in link.value for link in app.page_link)


def test_reporting_grid_shows_what_is_owed(page: Callable[..., AppTest]) -> None:
    app = page("overview", period="2024-06")
    spec = json.loads(app.get("plotly_chart")[-1].proto.spec)
    place = spec["layout"]["yaxis"]["ticktext"].index("白马县")
    assert 0 in spec["data"][0]["z"][place]
    assert "<b>未报</b>" in [line for note in spec["layout"]["annotations"] for line in labels.lines(note["text"])]
    assert "白马县缺报最多（60个单位）" in all_html(app)


def test_one_district_instead_of_the_whole(page: Callable[..., AppTest]) -> None:
    app = page("overview", period="2024-06", unit="330102")
    assert "临江区：现在怎么样" in all_html(app) and '<div class="value">90.0%</div>' in all_html(app)


def test_lights_stand_by_theme_with_names(page: Callable[..., AppTest]) -> None:
    app = page("overview", period="2024-06", focus="lights")
    shown = all_html(app)
    assert "红灯 1 项" in shown and "空白村数（还有30个）" in shown and "星级覆盖率（低于要求1.8个百分点）" in shown
    assert "示例市亮黄灯、红灯的集中在" in shown


def test_short_boards_of_a_district_by_theme(page: Callable[..., AppTest]) -> None:
    app = page("overview", period="2024-06", focus="themes", unit="330125")
    assert "石桥县短板在组织建设1项中1项明显差（星级覆盖率）" in all_html(app)
    assert app.query_params["focus"] == "themes"
