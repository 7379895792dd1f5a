"""The matrix page tells the small city's stories: who is clearly apart, who is small, who has not reported."""

import re
from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from tests.pages.conftest import all_html


def cell(app: AppTest, indicator: str, district: str) -> tuple[str, str, str]:
    """Class, text and light sign of a cell."""
    found = re.search(
        r'<td class="c-([a-z_]+)(?: l-(.))?"><a href="trend\?period=[\d-]+'
        rf'&amp;indicator={indicator}&amp;district={district}"[^>]*>([^<]*)</a>',
        all_html(app),
    )
    assert found, (indicator, district)
    return found[1], found[3], found[2] or ""


def test_cells_carry_value_class_and_light(page: Callable[..., AppTest]) -> None:
    app = page("matrix", period="2024-06")
    assert cell(app, "cover_rate", "330101") == ("better", "95.0", "绿")
    assert cell(app, "cover_rate", "330125") == ("worse", "66.7", "红")
    assert cell(app, "cover_rate", "330122") == ("like", "75.0", "红")
    assert cell(app, "cover_rate", "330104") == ("small", "100", "绿")
    assert cell(app, "cover_rate", "330123") == ("missing", "未报", "")
    assert cell(app, "income", "330181") == ("plain", "6,000.00", "")


def test_the_answer_names_the_outstanding_and_the_missing(page: Callable[..., AppTest]) -> None:
    shown = all_html(page("matrix", period="2024-06"))
    assert (
        "截至2024年6月30日，10个县市区、3项指标中1项可与示例市比好差；明显好的以青河区（1项）最多；"
        "明显差的以石桥县（1项）最多。"
    ) in shown
    assert "未报共1格：白马县1项，不按差计。" in shown


def heads(app: AppTest) -> list[str]:
    return re.findall(r'<th scope="col"><a[^>]*>([^<]*)', all_html(app))


def test_columns_are_sorted_by_a_row_of_the_url(page: Callable[..., AppTest]) -> None:
    official = heads(page("matrix", period="2024-06"))
    assert official[:3] == ["青河区", "临江区", "北塘区"] and len(official) == 10
    by_income = page("matrix", period="2024-06", sort="income")
    assert heads(by_income)[:2] == ["平湖市", "石桥县"] and by_income.query_params["sort"] == "income"
    by_cover = heads(page("matrix", period="2024-06", sort="cover_rate"))
    assert by_cover[-1] == "白马县"


def test_peer_group_and_theme_filter_but_compare_with_the_whole(page: Callable[..., AppTest]) -> None:
    app = page("matrix", period="2024-06", peer="平原县", theme="组织建设")
    assert heads(app) == ["南溪县", "石桥县", "平湖市"]
    assert cell(app, "cover_rate", "330125")[0] == "worse"
    assert "indicator=income" not in all_html(app)


def test_merged_district_stands_in_its_own_time_only(page: Callable[..., AppTest]) -> None:
    assert "老城区" in heads(page("matrix", period="2023-12"))
    assert "老城区" not in heads(page("matrix", period="2024-06"))


def test_links_lead_to_ranking_and_profile(page: Callable[..., AppTest]) -> None:
    shown = all_html(page("matrix", period="2024-06"))
    assert 'href="ranking?period=2024-06&amp;indicator=cover_rate"' in shown
    assert 'href="profile?period=2024-06&amp;unit=330101"' in shown


def test_method_is_explained(page: Callable[..., AppTest]) -> None:
    app = page("matrix", period="2024-06")
    app.button(key="matrix-define").click().run()
    assert "超过各单位差距中位数的 1.5 倍" in all_html(app) and "不与全市比好差" in all_html(app)


def test_table_lists_every_cell_in_words(page: Callable[..., AppTest]) -> None:
    app = page("matrix", period="2024-06")
    app.toggle(key="matrix-table").set_value(True).run()
    table = next(element.value for element in app.html if "<table>" in element.value)
    assert table.count("<tr>") == 1 + 3 * 11
    assert "<td>明显差于示例市</td>" in table and "<td>分母小，只看数，不分好差</td>" in table
