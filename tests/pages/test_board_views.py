"""The further views of ranking and trend, comparison and boxes on the small city: real values, said in words."""

import json
from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from dashboard.charts import labels
from tests.pages.conftest import all_html


def spec(app: AppTest) -> dict:
    return json.loads(app.get("plotly_chart")[0].proto.spec)


def notes(app: AppTest) -> list[str]:
    return [line for note in spec(app)["layout"]["annotations"] for line in labels.lines(note["text"])]


def test_without_a_choice_a_ranked_core_indicator_is_shown(page: Callable[..., AppTest]) -> None:
    app = page("trend")
    assert app.query_params["indicator"] == "cover_rate" and app.query_params["view"] == "line"


def test_places_in_the_whole_and_among_peers_are_said_of_chosen_units(page: Callable[..., AppTest]) -> None:
    app = page("ranking", indicator="cover_rate", period="2024-06", district="330181")
    assert "平湖市：示例市 5／8 · 同类 2／3" in all_html(app)
    shown = page("ranking", indicator="cover_rate", period="2024-06", peer="平原县", among="all")
    assert [word for word in notes(shown) if word.startswith(("第", "并列"))] == ["第4名", "第5名", "第8名"]


def test_no_arrow_where_the_value_stood_still(page: Callable[..., AppTest]) -> None:
    app = page("ranking", indicator="empty_villages", period="2024-06", compare="previous")
    assert not any("▲" in word or "▼" in word for word in notes(app))


def test_progress_names_who_is_not_ranked_and_why(page: Callable[..., AppTest]) -> None:
    app = page("ranking", indicator="cover_rate", period="2024-06", compare="previous", view="progress")
    assert "白马县未报" in all_html(app) and "不排" in all_html(app)
    assert "未报" in notes(app) and "样本小" in notes(app)


def test_last_year_stands_beside_this_year_month_by_month(page: Callable[..., AppTest]) -> None:
    app = page("trend", indicator="income", period="2024-06", district="330181", view="years")
    before, now = spec(app)["data"]
    assert now["y"][-1] == before["y"][-1] == 6000.0 and before["y"][0] is None
    assert "平湖市2024年1—6月6,000.00万元，上年同期6,000.00万元，同比持平" in all_html(app)


def test_single_periods_have_limits_from_twelve_on(page: Callable[..., AppTest]) -> None:
    app = page("trend", indicator="income", period="2024-06", district="330181", view="limits")
    assert "平湖市14期当期数平均" in all_html(app)
    assert any("正常波动上限" in word for word in notes(app))


def test_a_change_is_split_into_rates_and_mix(page: Callable[..., AppTest]) -> None:
    app = page("trend", indicator="cover_rate", period="2024-06", view="split", since="previous")
    assert "其中各单位自身变化+1." in all_html(app) and "白马县缺一期" in all_html(app)


def test_two_districts_side_by_side(page: Callable[..., AppTest]) -> None:
    app = page("compare", mode="units", period="2024-06", district="330101,330125")
    shown = all_html(app)
    assert "青河区占优1项、石桥县占优0项" in shown and "★ 第1／8" in shown and "第8／8" in shown


def test_one_district_is_asked_for_company(page: Callable[..., AppTest]) -> None:
    assert "请选两个以上单位" in all_html(page("compare", mode="units", period="2024-06", district="330101"))


def test_an_empty_basket_says_how_to_fill_it(page: Callable[..., AppTest]) -> None:
    assert "在任一图下点“放入会议篮”" in all_html(page("basket"))


def test_the_drawer_tells_how_the_picture_is_made_and_of_which_version(page: Callable[..., AppTest]) -> None:
    app = page("ranking", indicator="cover_rate", period="2024-06", view="funnel")
    app.button(key="ranking-chart-define").click().run()
    shown = all_html(app)
    assert "灰带" in shown and "1.96" in shown and "第 1 版" in shown
