"""Texts of one column become one text whose lines stand on their rows; everything else is left alone."""

from typing import Any

import pytest

from dashboard.charts import labels, template


def column(n: int, **at: Any) -> list[dict[str, Any]]:
    return [template.note(f"区{y}", x=0, xref="paper", xanchor="right", xshift=-4, y=float(y), **at) for y in range(n)]


def test_a_column_is_one_text_hung_up_by_its_middle() -> None:
    (text,) = labels.joined(column(9), pitch=26.0, downwards=True)
    assert labels.lines(text["text"]) == [f"区{y}" for y in range(9)]
    assert (text["y"], text["yanchor"], text["align"]) == (4, "middle", "right")
    assert text["font"]["size"] * labels.LINE_EMS == pytest.approx(26, abs=0.01)
    assert text["text"].startswith(f'<span style="font-size:{template.NOTE_SIZE}px">')


def test_rows_counted_upwards_and_blank_rows_keep_their_places() -> None:
    notes = [text for text in column(9) if text["y"] != 4]
    (text,) = labels.joined(notes, pitch=20, downwards=False)
    assert labels.lines(text["text"]) == ["区8", "区7", "区6", "区5", "", "区3", "区2", "区1", "区0"]


def test_a_line_keeps_its_own_ink() -> None:
    silent = {**column(7)[-1], "text": "未报", "font": {"size": template.NOTE_SIZE, "color": template.INK}}
    notes = [*column(6), silent]
    (text,) = labels.joined(notes, pitch=20, downwards=True)
    assert f"color:{template.INK}" in text["text"].split("<br>")[-1] and text["text"].count("color:") == 1
    assert labels.lines(text["text"])[-1] == "未报"


def test_lines_as_close_as_their_size_need_no_style() -> None:
    pitch = (template.NOTE_SIZE + 0.5) * labels.LINE_EMS
    (text,) = labels.joined(column(7), pitch=pitch, downwards=True)
    assert text["text"] == "<br>".join(f"区{y}" for y in range(7))
    assert text["font"]["size"] == pytest.approx(template.NOTE_SIZE + 0.5)


def test_a_column_of_bold_texts_is_bold_as_a_whole() -> None:
    bold = [{**text, "text": f"<b>{text['text']}</b>"} for text in column(7)]
    (text,) = labels.joined(bold, pitch=26, downwards=True)
    assert text["font"]["weight"] == 700 and labels.lines(text["text"]) == [f"区{y}" for y in range(7)]
    (mixed,) = labels.joined([*bold[:-1], column(7)[-1]], pitch=26, downwards=True)
    assert "weight" not in mixed["font"] and labels.lines(mixed["text"])[-2:] == ["<b>区5</b>", "区6"]


@pytest.mark.parametrize(
    "notes",
    [
        column(labels.FEWEST - 1),
        column(8, yshift=3),
        column(8, yanchor="bottom"),
        column(8, yref="paper"),
        column(8, bgcolor="#FFFFFF"),
        [{**text, "y": text["y"] * 9} for text in column(8)],
        [{**text, "y": 1.0} for text in column(8)],
        [{**text, "y": text["y"] * 1.37} for text in column(8)],
        [{**text, "x": text["y"]} for text in column(8)],
    ],
    ids=["few", "shifted", "hung otherwise", "not by rows", "on a ground", "far apart", "one row", "no rows", "aslant"],
)
def test_other_texts_stay_as_they_are(notes: list[dict[str, Any]]) -> None:
    assert labels.joined(notes, pitch=20, downwards=True) == notes


def test_a_figure_joins_only_where_its_axis_says_how_far_apart_rows_are() -> None:
    margin = {"l": 90, "r": 10, "t": 40, "b": 40}
    foot = template.Foot("2024年6月30日", "组织部门报送")
    axis = template.axis(range=[9.5, -0.5])
    drawn = template.figure([], title="", foot=foot, height=380, margin=margin, annotations=column(10), yaxis=axis)
    assert len(drawn.layout.annotations) == 3
    assert drawn.layout.annotations[0].font.size == pytest.approx(300 / 10 / labels.LINE_EMS, abs=0.001)
    loose = template.figure([], title="", foot=foot, height=380, margin=margin, annotations=column(10))
    assert len(loose.layout.annotations) == 12
