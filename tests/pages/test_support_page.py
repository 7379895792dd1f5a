"""The page on venues and money: classes by the catalogue's limits, 58万元 due by kind, payment against schedule."""

import json
from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from tests.pages.conftest import all_html


def test_venues_funds_and_budget(theme_page: Callable[..., AppTest]) -> None:
    app = theme_page("support", period="2024-06")
    shown = all_html(app)
    assert "截至 2024年6月30日" in shown and "演示数据" in shown
    assert "示例市6个村级场所中，2个不足300平方米，面积达标率66.7%" in shown
    assert "另有1个村没有场所" in shown and "1个面积未报" in shown
    assert (
        "社区党组织应落实98.00万元，已落实69.00万元（70.4%）；足额的社区11个，共20个；最低的县市区是青河区，50.0%。"
        in shown
    )
    assert "党建经费预算300.00万元，实拨150.00万元，执行率50.0%，与时序持平；低于时序的有青河区" in shown
    venues, fund, budget, steps = (json.loads(chart.proto.spec) for chart in app.get("plotly_chart"))
    classes = {trace["name"]: trace["text"] for trace in venues["data"]}
    assert list(classes) == ["没有场所", "不足300㎡", "300—500㎡", "500—2000㎡", "2000以上㎡", "面积未报"]
    assert classes["不足300㎡"][0] == "2" and classes["300—500㎡"][0] == "1", "300 itself meets the standard"
    assert venues["layout"]["yaxis"]["ticktext"] == ["青河区", "临江区", "北塘区", "高新区"]
    apart = [note["text"] for note in fund["layout"]["annotations"] if note["text"] in ("未报", "不适用")]
    assert apart == ["未报", "不适用"], "高新区 has no community, which is not the same as owing a report"
    assert fund["data"][1]["x"][:2] == [50, 100] and budget["data"][1]["x"][:2] == [45, 60]
    assert [round(x) for x in steps["data"][0]["x"]] == [300, 150, 150] and steps["data"][0]["base"][1] == 150
    assert "没有场所" in shown and "青0村" in shown and "青1村" in shown and "青2村" not in shown
    assert "0.01" in shown, "299.99 lacks 0.01 and must not print as nothing"


def test_the_check_by_kind_gives_58(theme_page: Callable[..., AppTest]) -> None:
    shown = all_html(theme_page("support", period="2024-06", under="330101"))
    assert "按组织设置测算应落实58.00万元（党委2个×10＋党总支3个×6＋党支部5个×4）" in shown
