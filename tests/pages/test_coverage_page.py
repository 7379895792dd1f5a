"""The page on coverage says what is still to be built and never adds organisation and work coverage."""

import json
from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from tests.pages.conftest import all_html


def test_what_is_still_to_be_built(story_page: Callable[..., AppTest]) -> None:
    app = story_page("coverage", period="2025-12")
    shown = all_html(app)
    # 140 + 92 + 50 + 70 + 3 of 444 have an organisation; 432 are reached by work, organisations included.
    assert (
        "示例市非公企业两个覆盖应覆盖444个，已建组织355个（单独101、联合254），组织覆盖率80.0%；霜岭县未报，不在内。"
        in shown
    )
    assert "应建未建89个；其中有工作覆盖的77个，组织和工作都没有的12个；缺口最大的是青河区（60个）。" in shown
    assert "雁桥区明显好于示例市，青河区明显差于示例市" in shown and "工作覆盖含组织覆盖，两者不相加" in shown
    units, funnel, items = (json.loads(chart.proto.spec) for chart in app.get("plotly_chart"))
    assert units["layout"]["yaxis"]["ticktext"] == ["雁桥区", "云岭县", "澜溪县", "青河区", "石莲县", "霜岭县"]
    assert [round(sum(trace["x"][place] for trace in units["data"]), 6) for place in range(5)] == [100.0] * 5
    assert [trace["name"] for trace in units["data"]] == ["单独组建", "联合组建", "只有工作覆盖", "两者都没有"]
    words = [note["text"] for note in units["layout"]["annotations"]]
    assert {"第1名", "第4名", "<b>92.0%</b>", "未报"} <= set(words) and "第5名" not in words
    assert sum(trace.get("mode") == "markers" for trace in funnel["data"]) == 1
    assert any("明显差于示例市" in note["text"] for note in funnel["layout"]["annotations"])
    assert items["layout"]["yaxis"]["ticktext"] == ["非公企业两个覆盖", "网格党支部", "四议两公开"]
    names = shown.split("非公企业两个覆盖应建未建的乡镇街道（5 个）")[1]
    assert names.index("青河镇") < names.index("云岭镇") < names.index("石莲镇") and "第2行，B000001" in names
    assert "演示数据" in shown and app.query_params["item"] == "private_org_cover_cnt"


def test_an_item_that_is_only_done_or_not(story_page: Callable[..., AppTest]) -> None:
    app = story_page("coverage", period="2025-12", item="four_deliberation_village_cnt")
    shown = all_html(app)
    assert "四议两公开应覆盖2个，已覆盖2个，覆盖率100%" in shown and "应建已建，没有缺口。" in shown
    assert [trace["name"] for trace in json.loads(app.get("plotly_chart")[0].proto.spec)["data"]] == [
        "已覆盖",
        "未覆盖",
    ]


def test_home_without_cover_reports_says_so(page: Callable[..., AppTest]) -> None:
    assert "这里还没有覆盖情况数据" in all_html(page("coverage"))
