"""The spine: whole in the middle, marks where they belong, totals left out, nothing drawn where nothing is known."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard.charts import Foot, spine_chart
from dashboard.charts.classes import LOOKS

FOOT = Foot("2024年6月30日", "各报表")
SPREAD = {"at_worst": -1.0, "at_lower": -0.5, "at_upper": 0.25, "at_best": 0.5}
NONE = dict.fromkeys(["at_own", "at_peer", "at_last_year", "at_worst", "at_lower", "at_upper", "at_best"], np.nan)


def row(name: str, code: str, **more: object) -> dict[str, object]:
    return {"code": name, "name": name, "theme": "组织", "unit": "%", "rule": "share", "class": code, "value": 1.0,
            "shown": "65.0", "whole_shown": "80.0", "place": 2, "n_ranked": 9, "middle_is_median": False, "hover": name,
            "at_own": -0.75, "at_peer": -0.5, "at_last_year": np.nan, **SPREAD} | more  # fmt: skip


def drawn(*rows: dict[str, object]) -> go.Figure:
    table = pd.DataFrame(list(rows)).astype({"place": "Int64"})
    table.attrs = {"unit_name": "甲区", "whole_name": "示例市", "peer_group": "城区"}
    figure = spine_chart(table, title="甲区画像", foot=FOOT)
    return go.Figure(figure.to_dict())  # validates


def words(figure: go.Figure) -> list[str]:
    return [note.text for note in figure.layout.annotations]


def test_marks_stand_at_their_places_with_the_class_as_fill() -> None:
    figure = drawn(row("甲", "worse"), row("乙", "better", at_own=0.5), row("丙", "small", at_own=0.1))
    own = figure.data[-1]
    assert list(own.x) == [-0.75, 0.5, 0.1] and list(own.y) == [0, 1, 2]
    assert list(own.marker.color) == [LOOKS[code].fill for code in ("worse", "better", "small")]
    outer, middle = figure.data[:2]
    assert (outer.base[0], outer.x[0]) == (-1.0, 1.5) and (middle.base[0], middle.x[0]) == (-0.5, 0.75)
    centre = figure.layout.shapes[0]
    assert (centre.x0, centre.x1) == (0, 0)


def test_values_of_unit_and_whole_and_the_place_are_printed() -> None:
    found = words(drawn(row("甲", "worse")))
    assert {"<b>65.0</b>", "80.0", "2／9", "<b>甲区</b>", "示例市", "← 差", "好 →"} <= set(found)


def test_totals_are_left_out() -> None:
    figure = drawn(row("率", "like"), row("总量", "plain", rule="none"))
    assert list(figure.layout.yaxis.ticktext) == ["率（%）"]


def test_missing_has_words_and_no_mark() -> None:
    figure = drawn(row("缺", "missing", value=np.nan, shown="未报", place=pd.NA, at_own=np.nan))
    assert list(figure.data[-1].x) == [] and "<b>未报</b>" in words(figure)


def test_too_few_to_draw_says_so() -> None:
    assert "可比的单位不足4个，或各单位相同" in words(drawn(row("少", "unclassed", **NONE)))


def test_the_key_names_what_occurs() -> None:
    found = "".join(words(drawn(row("甲", "worse", at_last_year=0.2), row("分", "like", middle_is_median=True))))
    for said in ("明显差于示例市", "与示例市相当", "同类（城区）", "上年同期", "* 各单位中位数", "中线为示例市"):
        assert said in found
    assert "明显好于" not in found and "80.0*" in found


def test_empty_table_is_still_a_figure() -> None:
    assert drawn(row("总量", "plain", rule="none")).layout.height > 0
