"""The definitions page finds indicators and says what each does not show."""

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from tests.pages.conftest import all_html


def labels(app: AppTest) -> list[str]:
    return [entry.label for entry in app.expander]


def test_every_indicator_is_listed_with_formula_and_limits(page: Callable[..., AppTest]) -> None:
    app = page("definitions")
    assert len(labels(app)) == 5
    shown = all_html(app)
    assert "<dd>星级党组织数 ÷ 农村党组织总数 × 100</dd>" in shown and "<dd>不反映星级之间的差别。</dd>" in shown
    assert any("2023年5月至2024年6月，14 期" in label for label in labels(app))


def test_search_finds_all_words_wherever_they_stand(page: Callable[..., AppTest]) -> None:
    assert [label.split("（")[0] for label in labels(page("definitions", q="星级 覆盖"))] == ["农村星级党组织覆盖率"]
    assert len(labels(page("definitions", q="经营性收入"))) == 1


def test_theme_narrows_the_list(page: Callable[..., AppTest]) -> None:
    app = page("definitions", theme="集体经济")
    assert len(labels(app)) == 2
    app.text_input(key="choice-q").set_value("空白").run()
    assert len(labels(app)) == 1 and app.query_params["q"] == "空白"


def test_nothing_found_says_what_to_do(page: Callable[..., AppTest]) -> None:
    app = page("definitions", q="火星")
    assert "没有找到含“火星”的指标" in all_html(app) and not app.expander
