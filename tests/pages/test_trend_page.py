"""The trend page tells where units stand against the whole, and where lines must not be read across."""

import json
from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from tests.pages.conftest import all_html


def figure(app: AppTest) -> dict:
    return json.loads(app.get("plotly_chart")[0].proto.spec)


def traces(app: AppTest) -> dict[str, dict]:
    return {trace["name"]: trace for trace in figure(app)["data"]}


def test_chosen_district_is_drawn_with_its_values(page: Callable[..., AppTest]) -> None:
    app = page("trend", indicator="cover_rate", period="2024-06", district="330102", span="all")
    line = traces(app)["临江区"]
    values = [value for value in line["y"] if value is not None]
    assert len(values) == 14 and round(values[-1], 1) == 90.0 and round(values[0], 1) == round(41 / 60 * 100, 1)
    assert line["line"]["width"] > traces(app)["云岭县"]["line"]["width"]


def test_break_and_merger_are_marked_and_said(page: Callable[..., AppTest]) -> None:
    app = page("trend", indicator="cover_rate", period="2024-06", district="330101", span="all")
    words = [note["text"] for note in figure(app)["layout"]["annotations"]]
    assert any("口径调整" in word for word in words) and any("老城区并入青河区" in word for word in words)
    assert None in traces(app)["青河区"]["y"], "the line is cut at the break"
    assert "注意：" in all_html(app) and "口径调整：改按行政村计" in all_html(app)


def test_missing_month_stays_a_gap(page: Callable[..., AppTest]) -> None:
    app = page("trend", indicator="cover_rate", period="2024-06", district="330123", span="13")
    assert traces(app)["白马县"]["y"][-1] is None


def test_without_a_choice_the_whole_is_told(page: Callable[..., AppTest]) -> None:
    app = page("trend", indicator="cover_rate", period="2024-06")
    assert {"示例市", "中位数"} <= set(traces(app)) and "示例市" in all_html(app)


def test_several_districts_come_from_the_url(page: Callable[..., AppTest]) -> None:
    app = page("trend", indicator="income", period="2024-06", district="330101,330181")
    words = [note["text"] for note in figure(app)["layout"]["annotations"]]
    assert any(word.startswith("<b>青河区") for word in words) and any(word.startswith("<b>平湖市") for word in words)
    app.multiselect(key="choice-district").set_value([]).run()
    assert "district" not in app.query_params and app.multiselect(key="choice-district").value == []


def test_span_limits_the_periods(page: Callable[..., AppTest]) -> None:
    app = page("trend", indicator="income", period="2024-06", district="330101", span="13")
    assert len([value for value in traces(app)["青河区"]["y"] if value is not None]) == 13


def test_a_sum_over_all_units_does_not_flatten_the_single_ones(page: Callable[..., AppTest]) -> None:
    chosen = page("trend", indicator="income", period="2024-06", district="330101")
    assert "示例市" not in traces(chosen) and "青河区" in traces(chosen)
    alone = page("trend", indicator="income", period="2024-06")
    assert list(traces(alone)) == ["示例市", "测算示例市全年"]
