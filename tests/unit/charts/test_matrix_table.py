"""The matrix as a table: heads, classes, marks, links and legend; colours as in the style sheet."""

import re
from pathlib import Path

import pandas as pd
import pytest

from dashboard.charts import Foot, Links, matrix, matrix_table, order_of, template
from dashboard.charts.classes import LOOKS, class_words

CSS = Path("dashboard/ui/static/board.css").read_text(encoding="utf-8")
FOOT = Foot("2024年6月30日", "各报表", mark="演示数据")


def cells() -> pd.DataFrame:
    rows = [
        ("cover", "覆盖率", "组织", "%", "whole", "C", "示例市", 80.0, "80.0", "", "黄", "higher"),
        ("cover", "覆盖率", "组织", "%", "unit", "A", "甲区", 95.0, "95.0", "better", "绿", "higher"),
        ("cover", "覆盖率", "组织", "%", "unit", "B", "乙<区", 60.0, "60.0", "worse", "红", "higher"),
        ("cover", "覆盖率", "组织", "%", "unit", "D", "丁区", None, "未报", "missing", None, "higher"),
        ("zero", "空白村", "经济", "个", "whole", "C", "示例市", 5.0, "5", "", None, "lower"),
        ("zero", "空白村", "经济", "个", "unit", "A", "甲区", 4.0, "4", "plain", None, "lower"),
        ("zero", "空白村", "经济", "个", "unit", "B", "乙<区", 0.0, "0", "plain", None, "lower"),
        ("zero", "空白村", "经济", "个", "unit", "D", "丁区", 1.0, "1", "plain", None, "lower"),
    ]
    names = ["code", "name", "theme", "shown_unit", "role", "unit_code", "unit_name", "value", "shown", "class",
             "light", "direction"]  # fmt: skip
    table = pd.DataFrame(rows, columns=names).assign(period_text="2024年6月", is_current=True)
    table["light_word"] = table["light"].map({"绿": "达标", "黄": "略低于要求", "红": "明显低于要求"}).fillna("")
    table.loc[table["code"] == "zero", ["is_current", "period_text"]] = [False, "2024年3月"]
    table.attrs = {"whole_name": "示例市"}
    return table


def drawn(**more: object) -> str:
    links = Links(keep={"period": "2024-06"}, choices={"period": "2024-06", "theme": "all"})
    return matrix_table(cells(), title="矩阵", foot=FOOT, links=links, order=["B", "A", "D"], **more)


def test_heads_follow_the_order_and_the_whole_is_first() -> None:
    heads = re.findall(r'<th scope="col".*?>(?:<a[^>]*>)?([^<]*)', drawn())
    assert heads == ["指标（单位）", "示例市", "乙&lt;区", "甲区", "丁区"]


def test_a_cell_has_value_class_light_and_a_story() -> None:
    shown = drawn()
    assert '<td class="c-worse l-红"><a href="trend?period=2024-06&amp;indicator=cover&amp;district=B"' in shown
    assert 'title="乙&lt;区 覆盖率 60.0，明显差于示例市，红灯：明显低于要求"' in shown
    for light, (colour, sign) in template.LIGHTS.items():
        assert f'td.l-{light}::after {{ content: "{sign}"; color: {colour}; }}' in CSS
    assert '<td class="c-missing"><a' in shown and ">未报</a>" in shown


def test_of_very_many_columns_only_heads_are_links(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matrix, "MOST_LINKED", 2)
    shown = drawn()
    assert '<table class="matrix wide">' in shown and "trend?" not in shown
    assert 'href="ranking?' in shown and 'href="profile?' in shown
    story = 'title="乙&lt;区 覆盖率 60.0，明显差于示例市，红灯：明显低于要求">60.0</td>'
    assert f'<td class="c-worse l-红" {story}' in shown


def test_heads_lead_to_ranking_profile_and_to_sorting() -> None:
    shown = drawn(sorted_by="zero")
    assert 'href="ranking?period=2024-06&amp;indicator=cover"' in shown
    assert 'href="profile?period=2024-06&amp;unit=A"' in shown
    assert 'href="matrix?period=2024-06&amp;theme=all&amp;sort=cover"' in shown
    assert shown.count('<tr class="m-sorted">') == 1


def test_a_row_of_another_period_says_its_period() -> None:
    assert '<small class="m-old">2024年3月</small>' in drawn() and drawn().count("m-old") == 1


def test_the_legend_names_what_occurs_in_words() -> None:
    shown = drawn()
    for words in ("明显好于示例市", "明显差于示例市", "未报", "总量或中性指标，不分好差", "角标为目标灯，与底色无关"):
        assert words in shown
    assert "分母小，只看数" not in shown
    assert "截至2024年6月30日　演示数据" in shown and "数据来源：各报表" in shown


def test_sorting_puts_the_better_first_and_the_missing_last() -> None:
    assert order_of(cells(), "cover") == ["A", "B", "D"]
    assert order_of(cells(), "zero") == ["B", "D", "A"]
    assert order_of(cells(), "no_such") == []


def test_the_style_sheet_has_the_colours_of_the_classes() -> None:
    for code in ("better", "like", "worse"):
        fill = re.search(rf"\.c-{code} {{ background: (#\w+); }}", CSS)
        assert fill and fill[1] == LOOKS[code].fill
    for code in ("better", "worse"):
        ink = re.search(rf"td\.c-{code} a:not\(:focus-visible\) {{ color: (#\w+);", CSS)
        assert ink and ink[1] == LOOKS[code].ink
    for light, (colour, _) in template.LIGHTS.items():
        assert f".l-{light} {{ color: {colour}; }}" in CSS


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("code", list(LOOKS))
def test_text_on_every_class_is_readable(code: str) -> None:
    pair = sorted([luminance(LOOKS[code].fill), luminance(LOOKS[code].ink)])
    assert (pair[1] + 0.05) / (pair[0] + 0.05) >= 4.5


def test_class_words_name_the_whole() -> None:
    assert class_words("like", "云岭县") == "与云岭县相当" and class_words("", "云岭县") == ""
