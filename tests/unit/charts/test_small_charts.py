"""Sparkline and reporting grid."""

import pandas as pd
import plotly.graph_objects as go
import pytest

from dashboard.charts import Foot, as_image, completeness_grid, sparkline, template
from dashboard.charts.completeness import MAX_ROWS, share_class, wrap


def test_sparkline_breaks_at_a_gap_and_ends_with_a_dot() -> None:
    svg = sparkline([1, 2, None, 3, 4], words="由1到4")
    assert svg.count("M") == 2 and svg.count("L") == 2
    assert 'aria-label="由1到4"' in svg and svg.count("<circle") == 1


def test_sparkline_needs_two_points() -> None:
    assert sparkline([5.0]) == "" and sparkline([None, 5.0]) == "" and sparkline([]) == ""


def test_picture_has_a_text_alternative_and_needs_no_request() -> None:
    image = as_image(sparkline([1, 2]), "由1到2")
    assert image.startswith('<img class="spark" src="data:image/svg+xml;base64,') and 'alt="由1到2"' in image
    assert as_image("", "x") == ""


def test_flat_sparkline_draws_a_level_line() -> None:
    assert "16" in sparkline([3, 3, 3])


def test_target_is_drawn_only_where_it_would_not_flatten_the_line() -> None:
    assert "stroke-dasharray" in sparkline([80, 90], target=95)
    assert "stroke-dasharray" not in sparkline([1, 2], target=1000)


def test_grid_names_what_is_owed() -> None:
    frame = pd.DataFrame(
        [
            ("青河区", "收入表", 10, 10),
            ("青河区", "覆盖表", 4, 10),
            ("云岭县", "收入表", 0, 8),
            ("云岭县", "覆盖表", 0, 0),
        ],
        columns=["unit_name", "template_title", "n_reported", "n_expected"],
    )
    figure = completeness_grid(frame, title="报送", foot=Foot("2024年6月30日", "各县市区"))
    go.Figure(figure.to_dict())
    assert [list(row) for row in figure.data[0].z] == [[3, 1], [0, None]]
    words = [note.text for note in figure.layout.annotations]
    assert words[:3] == ["✓", "4/10", "<b>未报</b>"]
    assert "本期不用报" in figure.data[0].hovertext[1][1]
    assert list(figure.layout.yaxis.ticktext) == ["青河区", "云岭县"]


def test_of_very_many_districts_those_that_owe_most_are_drawn_and_the_others_added_up() -> None:
    rows = [(f"区{n}", table, 9 if n in (3, 77) else 10, 10) for n in range(100) for table in ("甲表", "乙表")]
    frame = pd.DataFrame(rows, columns=["unit_name", "template_title", "n_reported", "n_expected"])
    figure = completeness_grid(frame, title="报送", foot=Foot("2024年6月30日", "各县市区"))
    names = list(figure.layout.yaxis.ticktext)
    assert len(names) == MAX_ROWS and {"区3", "区77"} <= set(names) and names[-1] == f"其余{100 - MAX_ROWS + 1}个"
    assert "已报 610" in figure.data[0].hovertext[-1][0] and len(figure.layout.annotations) == 4


@pytest.mark.parametrize(("got", "want", "shade"), [(0, 5, 0), (2, 5, 1), (3, 5, 2), (5, 5, 3), (6, 5, 3)])
def test_share_class(got: int, want: int, shade: int) -> None:
    assert share_class(got, want) == shade


def test_long_heads_wrap_evenly() -> None:
    assert wrap("星级评定与分类定级表") == "星级评定与<br>分类定级表"


def test_a_long_source_stands_below_the_date_instead_of_on_it() -> None:
    def feet(source: str) -> list[float]:
        figure = template.figure([], title="题", foot=Foot("2024年6月30日", source, "%", "演示数据"), height=300,
                                 margin={"l": 10, "r": 10, "t": 40, "b": 40}, annotations=[])  # fmt: skip
        return [note.yshift for note in figure.layout.annotations]

    date, source = feet("《星级评定与分类定级明细表》、《党组织与党员结构汇总表》")
    assert date - source >= template.NOTE_SIZE
    date, source = feet("各报表")
    assert date == source
