"""The profile page says where a district is strong, falls short, changed, and what it owes."""

import json
from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from tests.pages.conftest import all_html


def figure(app: AppTest) -> dict:
    return json.loads(app.get("plotly_chart")[0].proto.spec)


def words(app: AppTest) -> list[str]:
    return [note["text"] for note in figure(app)["layout"]["annotations"]]


def section(app: AppTest, title: str) -> str:
    return all_html(app).split(f"<h2>{title}</h2>")[1].split("</section>")[0]


def test_a_strength_with_value_gap_and_place(page: Callable[..., AppTest]) -> None:
    app = page("profile", period="2024-06", unit="330101")
    assert "截至2024年6月30日，青河区可与示例市比的1项中，1项明显好。" in all_html(app)
    assert "星级覆盖率 95.0%，高于示例市（83.2%）11.8个百分点" in section(app, "强项")
    assert "第1／8" in section(app, "强项")
    assert "没有明显差于示例市的指标。" in section(app, "短板")


def test_a_shortfall_and_what_is_left_to_do(page: Callable[..., AppTest]) -> None:
    app = page("profile", period="2024-06", unit="330125")
    assert "星级覆盖率 66.7%，低于示例市（83.2%）16.6个百分点" in section(app, "短板")
    assert "星级覆盖率 66.7%，低于要求18.3个百分点（红灯）" in section(app, "目标没有达到")
    assert "空白村数还有3个" in section(app, "目标没有达到")


def test_spine_has_the_district_and_its_peers(page: Callable[..., AppTest]) -> None:
    app = page("profile", period="2024-06", unit="330125")
    spec = figure(app)
    assert spec["layout"]["yaxis"]["ticktext"] == ["星级覆盖率（%）"]
    # The farthest from 83.2 is the district itself: it stands at the left end.
    assert spec["data"][-1]["x"] == [-1.0]
    assert {"<b>66.7</b>", "83.2", "8／8"} <= set(words(app))
    assert any("同类（平原县）" in note for note in words(app))


def test_a_small_denominator_is_neither_strong_nor_ranked(page: Callable[..., AppTest]) -> None:
    app = page("profile", period="2024-06", unit="330104")
    assert "没有明显好于示例市的指标。" in section(app, "强项")
    assert not any("／8" in note for note in words(app))


def test_what_is_missing_is_named_not_counted_as_bad(page: Callable[..., AppTest]) -> None:
    app = page("profile", period="2024-06", unit="330123")
    assert "2024年6月（1项）：星级覆盖率" in section(app, "还没有报的")
    assert "没有明显差于示例市的指标。" in section(app, "短板") and "<b>未报</b>" in words(app)


def test_a_change_since_the_last_report_is_told(page: Callable[..., AppTest]) -> None:
    app = page("profile", period="2024-06", unit="330102")
    assert "▲ 星级覆盖率 90.0%，较上次报送+1.7个百分点（变好）" in section(app, "变化最大的比率")


def test_table_has_best_worst_last_year_and_peers(page: Callable[..., AppTest]) -> None:
    app = page("profile", period="2024-06", unit="330125")
    app.toggle(key="spine-table").set_value(True).run()
    table = next(element.value for element in app.html if "<table>" in element.value)
    for said in ("<td>95.0　青河区</td>", "<td>66.7　石桥县</td>", "同类（平原县）", "上年同期", "第8／8", "第3／3"):
        assert said in table
    assert table.count("<tr>") == 4


def test_unknown_unit_falls_back_and_the_choice_is_in_the_url(page: Callable[..., AppTest]) -> None:
    app = page("profile", unit="999999")
    assert app.query_params["unit"] == "330101" and app.query_params["period"] == "2024-06"
