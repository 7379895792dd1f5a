"""The ranking chart tells place, value and change, and keeps units without a place away from the bars."""

import pandas as pd
import plotly.graph_objects as go
import pytest

from dashboard.charts import Foot, Line, labels, ranking_bars, template
from dashboard.charts.ranking_rows import ENDS, change_words, drawn, place_words

FOOT = Foot("2024年6月30日", "组织部门报送", "%")


def frame(rows: list[tuple], **extra: object) -> pd.DataFrame:
    columns = ["unit_code", "unit_name", "value", "shown", "rank", "tied", "rank_change", "is_new", "status"]
    table = pd.DataFrame(rows, columns=columns)
    return table.astype({"rank": "Int64", "rank_change": "Int64"}).assign(**extra)


ROWS = [
    ("01", "青河区", 92.0, "92.0%", 1, False, 2, False, "已报"),
    ("02", "云岭县", 90.5, "90.5%", 2, True, -1, False, "已报"),
    ("03", "丰乐县", 90.5, "90.5%", 2, True, 0, False, "已报"),
    ("04", "新城区", 88.0, "88.0%", 4, False, None, True, "已报"),
    ("05", "白马县", 75.0, "75.0%", None, False, None, False, "样本小"),
    ("06", "临江市", None, "—", None, False, None, False, "未报"),
]


def texts(figure: go.Figure) -> list[str]:
    return [line for note in figure.layout.annotations for line in labels.lines(note.text)]


def heights(figure: go.Figure, *shown: str) -> list[float]:
    """Rows on which texts stand; a joined text has its lines so many ems apart around its middle."""
    span = figure.layout.yaxis.range[0] - figure.layout.yaxis.range[1]
    margin = figure.layout.margin
    row = (figure.layout.height - margin.t - margin.b) / span
    found = {}
    for note in figure.layout.annotations:
        told = labels.lines(note.text)
        for at, words in enumerate(told):
            found[words] = note.y + (at - (len(told) - 1) / 2) * note.font.size * labels.LINE_EMS / row
    return [found[words] for words in shown]


def test_bars_are_in_order_of_place_with_first_at_the_top() -> None:
    figure = ranking_bars(frame(ROWS), title="覆盖率", foot=FOOT)
    go.Figure(figure.to_dict())
    bars = figure.data[0]
    assert list(bars.x) == [92.0, 90.5, 90.5, 88.0]
    assert [code for (code,) in bars.customdata] == ["01", "02", "03", "04"]
    low, high = figure.layout.yaxis.range
    assert low > high, "the axis runs downwards"
    assert heights(figure, "青河区", "云岭县", "丰乐县", "新城区") == pytest.approx([0, 1, 2, 3], abs=0.01)


def test_places_values_and_changes_are_written_out() -> None:
    figure = ranking_bars(frame(ROWS), title="覆盖率", foot=FOOT, compare_label="较2024年5月")
    words = texts(figure)
    for expected in ("第1名", "并列第2", "第4名", "<b>92.0%</b>", "▲2", "▼1", "—", "新", "较2024年5月"):
        assert expected in words
    assert words.count("并列第2") == 2


def test_unreported_and_small_samples_stand_below_a_rule_without_bar() -> None:
    figure = ranking_bars(frame(ROWS), title="覆盖率", foot=FOOT)
    assert "样本小　75.0%" in texts(figure) and "未报" in texts(figure)
    below = figure.data[1]
    assert [code for (code,) in below.customdata] == ["05", "06"]
    (rule,) = [shape for shape in figure.layout.shapes if shape.xref == "paper"]
    assert max(figure.data[0].y) < rule.y0 < min(below.y)


def test_axis_starts_at_zero_and_holds_negative_values() -> None:
    assert ranking_bars(frame(ROWS[:4]), title="", foot=FOOT).layout.xaxis.range[0] == 0
    negative = frame([("01", "甲", -3.0, "-3", 1, False, None, False, "已报")])
    assert ranking_bars(negative, title="", foot=FOOT).layout.xaxis.range[0] == -3


def test_target_and_city_are_lines_with_words_that_do_not_cover_each_other() -> None:
    lines = [Line(90.0, "全市 90.0%"), Line(91.0, "目标 91%", dashed=True)]
    figure = ranking_bars(frame(ROWS), title="", foot=FOOT, lines=lines)
    words = {note.text: note.yshift for note in figure.layout.annotations if note.text.startswith(("全市", "目标"))}
    assert words == {"全市 90.0%": 0, "目标 91%": 18}
    dashes = [shape.line.dash for shape in figure.layout.shapes if shape.line.color == template.INK]
    assert dashes == ["solid", "dash"]


def test_chosen_district_is_strong_and_others_grey() -> None:
    colours = ranking_bars(frame(ROWS), title="", foot=FOOT, focus=["03"]).data[0].marker.color
    assert list(colours) == [template.OTHERS, template.OTHERS, template.FOCUS, template.OTHERS]


def test_many_units_show_both_ends_and_say_so() -> None:
    rows = [(f"{i:04d}", f"村{i}", float(500 - i), str(500 - i), i + 1, False, None, False, "已报") for i in range(500)]
    rows += [(f"m{i}", f"缺{i}", None, "—", None, False, None, False, "未报") for i in range(30)]
    figure = ranking_bars(frame(rows), title="", foot=FOOT)
    assert len(figure.data[0].x) == 2 * ENDS
    assert f"⋯ 中间 {500 - 2 * ENDS} 个略，全部见表格 ⋯" in texts(figure)
    assert heights(figure, "第1名", "第15名", "第486名") == pytest.approx([0, 14, 16], abs=0.01)
    assert heights(figure, "500", "1") == pytest.approx([0, 30], abs=0.01)
    assert heights(figure, "村0", "村499") == pytest.approx([0, 30], abs=0.01)
    assert len(figure.layout.annotations) < 15, "a column is one text: each text costs the browser as much as a bar"
    assert "30 个：缺0、缺1、缺2等" in texts(figure)
    assert len(figure.to_json()) < 60_000


def test_nothing_reported_still_draws() -> None:
    figure = ranking_bars(frame(ROWS[5:]), title="", foot=FOOT)
    assert len(figure.data[0].x) == 0 and "未报" in texts(figure)


@pytest.mark.parametrize(
    ("change", "is_new", "words"),
    [(2, False, "▲2"), (-3, False, "▼3"), (0, False, "—"), (pd.NA, False, ""), (pd.NA, True, "新")],
)
def test_change_words(change: object, is_new: bool, words: str) -> None:
    assert change_words(change, is_new) == words


def test_place_words() -> None:
    assert (place_words(1, False), place_words(2, True), place_words(pd.NA, False)) == ("第1名", "并列第2", "")


@pytest.mark.parametrize(("n", "silent", "expected"), [(40, 0, 40), (41, 0, 30), (10, 8, 18), (10, 9, 10), (0, 3, 3)])
def test_only_rows_that_are_drawn_need_words(n: int, silent: int, expected: int) -> None:
    rows = [(f"{i:02d}", f"区{i}", float(i), str(i), i + 1, False, None, False, "已报") for i in range(n)]
    rows += [(f"x{i}", f"县{i}", None, "—", None, False, None, False, "未报") for i in range(silent)]
    rows.append(("z", "高新区", None, "…", None, False, None, False, "不适用"))
    mask = drawn(frame(rows))
    assert int(mask.sum()) == expected and not mask[-1]
    figure = ranking_bars(frame(rows).assign(hover=["x" if on else "" for on in mask]), title="", foot=FOOT)
    assert [text for trace in figure.data for text in trace.hovertext if text == "x"] == ["x"] * expected
