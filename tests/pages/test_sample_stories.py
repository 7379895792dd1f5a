"""Every question of the list is answered on its page, and the pages tell the stories of the demonstration data."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import basket, warehouse
from dashboard.homes import HOME_VARIABLE
from dashboard.ui import questions, registry
from tests.pages import sample_home
from tests.pages.conftest import all_html, open_page

ANSWER = re.compile(r'<div class="answer"><p>([^<]{8,})')
YANQIAO, LIUPO, SHILIAN, QINGHUAI = "990106", "990104", "990110", "990102"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    return sample_home.build(folder / "home", folder / "files")


@pytest.fixture(scope="module", autouse=True)
def served(sample: Path) -> Iterator[None]:
    """One snapshot for all tests of this file, so that what is worked out once is kept."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(HOME_VARIABLE, str(sample))
        yield
    warehouse.close_all()


def answers(app: AppTest) -> list[str]:
    """First sentences of the answers on a page."""
    return [found for element in app.html for found in ANSWER.findall(element.value)]


def opened(name: str, **params: str) -> str:
    return all_html(open_page(name, **params))


def test_the_list_holds_every_question_it_must() -> None:
    assert {question.no for question in questions.load()} >= {*range(1, 20), 27, 28}


@pytest.mark.parametrize(
    "question", [one for one in questions.load() if one.is_open], ids=lambda one: f"{one.no}-{one.page}"
)
def test_a_question_is_answered_where_the_list_says(question: questions.Question) -> None:
    app = open_page(question.page, **question.params)
    assert answers(app), "no computed sentence"
    for name, value in question.params.items():
        assert app.query_params[name] == value, "the page does not know this choice"


def test_the_list_links_to_every_page() -> None:
    app = open_page("questions")
    labels = [link.value for link in app.page_link]
    for question in questions.load():
        assert not question.is_open or f"{question.question} ›" in labels


def test_growth_by_subsidies_is_said_beside_last_year() -> None:
    shown = opened("trend", indicator="econ_income_total", view="years", district=YANQIAO)
    assert "雁桥区2025年1—12月" in shown and "同比增长31.1%" in shown
    assert "增长靠补助：雁桥区村级集体经济总收入同比增长31.1%，增量的99%来自补助收入" in shown


def test_a_missed_target_is_the_year_s_result() -> None:
    shown = opened("trend", indicator="econ_income_total", view="line", district=LIUPO)
    assert "2025年已结束：柳泊区全年4,049.38万元，为年度目标6,209.00万元的65.2%，未完成" in shown


def test_a_small_district_is_not_praised_or_blamed_for_noise() -> None:
    shown = opened("ranking", indicator="private_org_cover_rate", view="progress", compare="last_year")
    assert "石莲县分母小" in shown and "不排" in shown
    funnel = opened("ranking", indicator="private_org_cover_rate", view="funnel")
    assert "1个县市区分母小" in funnel
    moved = opened("movement", indicator="private_org_cover_rate")
    assert "石莲县：分母小，不归类。" in moved


def test_a_table_that_never_came_is_missing_not_last() -> None:
    shown = opened("ranking", indicator="econ_income_avg", view="bar", compare="last_year")
    assert "未报1个：锦圃区" in shown and "不排：锦圃区：未报" in shown


def test_the_last_three_are_told_what_they_lack() -> None:
    shown = opened("ranking", indicator="private_org_cover_rate", view="bar")
    last = shown[shown.index("后三名差在哪") :]
    assert "第5名　<b>石莲县</b>　62.5%：与前一名差16.7个百分点，低于示例市" in last
    assert last.count("<li>") == 3


def test_a_merged_district_is_compared_with_what_it_consists_of() -> None:
    app = open_page("ranking", indicator="econ_income_total", view="progress", compare="last_year")
    app.toggle(key="ranking-chart-table").set_value(True).run()
    shown = all_html(app)
    assert "5,134.91万元" in shown and "+12.1%" in shown, "2024: 青槐 and 桐浦 together"


def test_two_periods_of_the_merged_district_stand_side_by_side() -> None:
    app = open_page("compare", mode="periods", unit=QINGHUAI, period="2025-12", before="2024-12")
    shown = all_html(app)
    assert "青槐区2025年12月与2024年12月比" in answers(app)[0] and "5,134.91万元" in shown


def test_a_large_total_may_only_mean_many_villages() -> None:
    app = open_page("compare", mode="scatter", pair="econ_income_total-econ_income_avg", period="2025-12")
    assert "最大的是雁桥区（7,968.37万元），村均列第3／4" in answers(app)[0]


def test_every_district_has_a_box_or_a_reason() -> None:
    app = open_page("movement", period="2025-12")
    shown = all_html(app)
    boxes = re.findall(r"<h2>([^（<]+)（(\d+)）</h2>", shown)
    assert sum(int(n) for _, n in boxes) == 5
    assert "可与整体比的" in shown


def test_a_picture_goes_into_the_basket_with_its_address(sample: Path) -> None:
    app = open_page("ranking", indicator="econ_income_avg", view="bar", period="2025-12")
    app.button(key="ranking-chart-basket").click().run()
    (item,) = basket.contents(sample).items
    assert (item.page, item.params["indicator"], item.params["period"]) == ("ranking", "econ_income_avg", "2025-12")
    assert item.as_of == "2025年12月31日" and "青槐区居第1" in item.sentence
    held = open_page("basket")
    (link,) = [one for one in held.page_link if item.title in one.value]
    assert "indicator=econ_income_avg" in link.proto.query_string
    held.button(key=f"{item.id}-out").click().run()
    assert basket.contents(sample).items == [] and "会议篮是空的" in all_html(held)


def test_every_page_of_the_list_is_registered() -> None:
    known = {spec.name for spec in registry.PAGES}
    assert {one.page for one in questions.load() if one.no in (*range(1, 11), 27, 28)} <= known


def test_a_formula_is_written_in_names_not_in_codes() -> None:
    shown = opened("definitions", q="村均")
    assert "<dd>村级集体经济总收入 ÷ " in shown and "econ_income_total" not in shown
