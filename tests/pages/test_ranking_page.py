"""The ranking page answers who is first, last and missing, from real rows, and its link reproduces the view."""

import json
from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from dashboard.charts import labels
from tests.pages.conftest import all_html


def figure(app: AppTest) -> dict:
    return json.loads(app.get("plotly_chart")[0].proto.spec)


def columns(app: AppTest) -> list[tuple[dict, list[str]]]:
    return [(note, labels.lines(note["text"])) for note in figure(app)["layout"]["annotations"]]


def names(app: AppTest) -> list[str]:
    """Names of the units beside their bars, those below the rule last."""
    beside = [(note, told) for note, told in columns(app) if (note["x"], note.get("xanchor")) == (0, "right")]
    return [name for _, told in sorted(beside, key=lambda item: item[0]["y"]) for name in told]


def words(app: AppTest) -> list[str]:
    return [line for _, told in columns(app) for line in told]


def test_bars_follow_the_places_and_values_are_exact(page: Callable[..., AppTest]) -> None:
    app = page("ranking", indicator="cover_rate", period="2024-06")
    spec = figure(app)
    assert names(app)[:8] == ["青河区", "临江区", "北塘区", "南溪县", "平湖市", "云岭县", "丰乐县", "石桥县"]
    assert [round(value, 1) for value in spec["data"][0]["x"]] == [95.0, 90.0, 90.0, 85.0, 83.3, 80.0, 75.0, 66.7]
    assert words(app).count("并列第2") == 2 and "第4名" in words(app)


def test_unreported_and_small_are_apart_and_said_by_name(page: Callable[..., AppTest]) -> None:
    app = page("ranking", indicator="cover_rate", period="2024-06")
    assert set(names(app)[8:]) == {"高新区", "白马县"}
    assert "未报1个：白马县；样本小1个，分母小、不排名次：高新区。" in all_html(app)


def test_city_and_target_are_in_chart_and_sentence(page: Callable[..., AppTest]) -> None:
    app = page("ranking", indicator="cover_rate", period="2024-06")
    assert {"示例市 83.2%", "目标 85.0%"} <= set(words(app))
    assert "示例市 83.2%，低于目标（85.0%）1.8个百分点；" in all_html(app)


def test_every_screen_and_picture_carries_date_source_and_mark(page: Callable[..., AppTest]) -> None:
    app = page("ranking", indicator="cover_rate", period="2024-06")
    assert "截至 2024年6月30日" in all_html(app) and "演示数据</span>" in all_html(app)
    assert "截至2024年6月30日　单位：%　演示数据" in words(app)
    assert any(word.startswith("数据来源：") for word in words(app))


def test_choices_and_defaults_are_written_to_the_url_as_codes(page: Callable[..., AppTest]) -> None:
    app = page("ranking")
    assert app.query_params["indicator"] == "cover_rate" and app.query_params["period"] == "2024-06"
    assert app.query_params["level"] == "district" and app.query_params["compare"] == "previous"
    app.selectbox(key="choice-indicator").select("income").run()
    assert app.query_params["indicator"] == "income"
    assert names(app)[0] == "平湖市"


def test_unknown_choice_in_the_url_falls_back(page: Callable[..., AppTest]) -> None:
    app = page("ranking", indicator="no_such", period="1066-01", level="moon")
    assert app.query_params["indicator"] == "cover_rate" and app.query_params["period"] == "2024-06"


def test_earlier_period_shows_the_district_that_merged_later(page: Callable[..., AppTest]) -> None:
    app = page("ranking", indicator="cover_rate", period="2023-12")
    assert "老城区" in names(app)


def test_peer_group_ranks_within_itself(page: Callable[..., AppTest]) -> None:
    app = page("ranking", indicator="cover_rate", period="2024-06", peer="平原县")
    assert names(app) == ["南溪县", "平湖市", "石桥县"]


def test_drill_down_to_towns_of_one_district(page: Callable[..., AppTest]) -> None:
    app = page("ranking", indicator="cover_rate", period="2024-06", level="town", under="330121")
    assert names(app) == ["云岭第四镇", "云岭第三镇", "云岭第二镇", "云岭第一镇"]
    assert "云岭县" in all_html(app)


def test_lower_is_better_ranks_upwards(page: Callable[..., AppTest]) -> None:
    app = page("ranking", indicator="empty_villages", period="2024-06")
    values = figure(app)["data"][0]["x"]
    assert values == sorted(values) and values[0] == 0


def test_money_has_its_unit_once(page: Callable[..., AppTest]) -> None:
    app = page("ranking", indicator="income", period="2024-06")
    assert "6,000.00" in words(app) and any("单位：万元" in word for word in words(app))


def test_table_holds_every_unit_with_its_parts(page: Callable[..., AppTest]) -> None:
    app = page("ranking", indicator="cover_rate", period="2024-06")
    app.toggle(key="ranking-chart-table").set_value(True).run()
    table = next(element.value for element in app.html if "<table>" in element.value)
    cells = ("<td>第1名</td>", "<td>青河区</td>", '<td class="n">57</td>', '<td class="n">60</td>', "<td>未报</td>")
    for cell in cells:
        assert cell in table
    assert table.count("<tr>") == 11


def test_definition_drawer_leads_to_file_sheet_and_row(page: Callable[..., AppTest]) -> None:
    app = page("ranking", indicator="cover_rate", period="2024-06", district="330101")
    app.button(key="ranking-chart-define").click().run()
    shown = all_html(app)
    assert "已评定三星及以上的农村党组织占农村党组织总数的比例。" in shown and "不反映星级之间的差别。" in shown
    for cell in ("2024年6月星级评定.xlsx", "汇总", "B000001", "张三"):
        assert cell in shown
