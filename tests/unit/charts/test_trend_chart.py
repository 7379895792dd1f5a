"""Lines break where figures are missing or not comparable, and carry their names at the end."""

from itertools import pairwise

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts import Foot, Mark, template, trend_lines
from dashboard.charts.time_axis import period_step, period_ticks

FOOT = Foot("2024年6月30日", "组织部门报送", "%")
JAN = (2024 - 1900) * 12


def frame(*series: tuple[str, str, str, dict[int, float | None]]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "period_key": JAN + month - 1,
                "unit_code": code,
                "unit_name": name,
                "role": role,
                "value": value,
                "shown": "—" if value is None else f"{value:.1f}%",
            }
            for code, name, role, values in series
            for month, value in values.items()
        ]
    )


FULL = {month: 50.0 + month for month in range(1, 7)}


def by_name(figure: go.Figure) -> dict[str, object]:
    return {trace.name: trace for trace in figure.data}


def test_missing_month_is_a_gap_not_a_bridge() -> None:
    with_gap = {1: 50.0, 2: 51.0, 4: 53.0, 5: None, 6: 55.0}
    figure = trend_lines(frame(("01", "青河区", "focus", with_gap)), title="", foot=FOOT)
    go.Figure(figure.to_dict())
    trace = figure.data[0]
    assert list(trace.y) == [50.0, 51.0, None, 53.0, None, 55.0]
    assert trace.connectgaps is False


def test_break_in_definition_cuts_the_line_and_is_named() -> None:
    figure = trend_lines(
        frame(("01", "青河区", "focus", FULL)), title="", foot=FOOT, marks=[Mark(JAN + 3, "口径调整", is_break=True)]
    )
    assert list(figure.data[0].y) == [51.0, 52.0, 53.0, None, 54.0, 55.0, 56.0]
    assert "口径调整" in [note.text for note in figure.layout.annotations]


def test_figures_that_restart_each_year_are_not_drawn_as_falling() -> None:
    table = frame(("01", "青河区", "focus", {month: float(month) for month in range(1, 7)}))
    before = table.assign(period_key=table["period_key"] - 6, value=table["value"] + 6)
    figure = trend_lines(pd.concat([before, table]), title="", foot=FOOT, restarts=True)
    assert list(figure.data[0].y) == [7.0, 8.0, 9.0, 10.0, 11.0, 12.0, None, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0]


def test_merger_is_marked_without_cutting() -> None:
    figure = trend_lines(frame(("01", "青河区", "focus", FULL)), title="", foot=FOOT, marks=[Mark(JAN + 3, "丙县并入")])
    assert None not in list(figure.data[0].y)
    (line,) = [shape for shape in figure.layout.shapes if shape.x0 == JAN + 3]
    assert line.line.dash == "dot"


def test_focus_is_strong_whole_grey_and_only_they_are_named() -> None:
    figure = trend_lines(
        frame(
            ("01", "青河区", "focus", FULL),
            ("02", "云岭县", "focus", FULL),
            ("03", "丰乐县", "other", FULL),
            ("00", "示例市", "whole", FULL),
            ("m", "中位数", "median", FULL),
        ),
        title="",
        foot=FOOT,
        target=60,
        target_words="目标 60%",
    )
    traces = by_name(figure)
    assert traces["青河区"].line.color == template.FOCUS and traces["云岭县"].line.color == template.FURTHER[0]
    assert traces["丰乐县"].line.color == template.OTHERS
    assert traces["青河区"].line.width > traces["示例市"].line.width > traces["丰乐县"].line.width
    words = [note.text for note in figure.layout.annotations]
    assert {"<b>青河区 56.0%</b>", "<b>云岭县 56.0%</b>", "示例市 56.0%", "中位数 56.0%", "目标 60%"} <= set(words)
    assert not any("丰乐县" in word for word in words)
    (goal,) = [shape for shape in figure.layout.shapes if shape.y0 == 60]
    assert goal.line.dash == "dash"


def test_without_a_chosen_unit_the_whole_is_the_main_line() -> None:
    figure = trend_lines(frame(("00", "示例市", "whole", FULL), ("03", "丰乐县", "other", FULL)), title="", foot=FOOT)
    assert by_name(figure)["示例市"].line.color == template.FOCUS
    assert "<b>示例市 56.0%</b>" in [note.text for note in figure.layout.annotations]


def test_end_labels_never_overlap() -> None:
    same = [(f"{i}", f"区{i}", "focus", FULL) for i in range(5)]
    figure = trend_lines(frame(*same), title="", foot=FOOT)
    low, high = figure.layout.yaxis.range
    plot = figure.layout.height - figure.layout.margin.t - figure.layout.margin.b
    heights = sorted(note.y for note in figure.layout.annotations if note.text.startswith("<b>区"))
    gaps = [(right - left) / (high - low) * plot for left, right in pairwise(heights)]
    assert min(gaps) > 18 and max(heights) <= high


def test_yearly_figures_have_yearly_labels() -> None:
    keys = pd.Series([(year - 1900) * 12 + 11 for year in range(2010, 2025)])
    assert period_step(keys) == 12
    ticks = period_ticks(int(keys.min()), int(keys.max()), 12)
    assert ticks["ticktext"][-1] == "2024年" and len(ticks["ticktext"]) <= 7


def test_one_odd_date_does_not_break_a_yearly_line() -> None:
    """The Party's centenary figures are as of 5 June 2021; the others are those of Decembers."""
    ends = [(year - 1900) * 12 + 11 for year in range(2019, 2025)]
    keys = pd.Series([*ends[:2], ends[1] + 6, *ends[2:]])
    assert period_step(keys) == 12
    assert period_ticks(ends[0], ends[-1], 12)["tickvals"][-1] == ends[-1]


def test_monthly_labels_name_the_year_once() -> None:
    ticks = period_ticks(JAN, JAN + 5, 1)
    assert ticks["ticktext"] == ["1月<br>2024年", "2月", "3月", "4月", "5月", "6月"]


def test_estimated_values_are_dotted() -> None:
    table = frame(("01", "青河区", "focus", FULL)).assign(estimated=True)
    assert trend_lines(table, title="", foot=FOOT).data[0].line.dash == "dot"
