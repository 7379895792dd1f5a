"""One palette for page and charts, and figures that Plotly accepts and that stay small."""

import tomllib
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go
import pytest

from dashboard.charts import Foot, config, template
from dashboard.charts.template import text_width

ROOT = Path(__file__).resolve().parents[3]
FOOT = Foot("2024年6月30日", "组织部门报送", "%", "演示数据")


@pytest.fixture(scope="module")
def theme() -> dict:
    return tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]


def test_page_and_charts_share_one_palette(theme: dict) -> None:
    assert theme["textColor"] == template.INK
    assert theme["backgroundColor"] == template.PAPER
    assert theme["linkColor"] == template.FOCUS
    assert theme["chartCategoricalColors"] == [*template.SERIES, template.OTHERS]
    assert [theme["greenColor"], theme["yellowColor"], theme["redColor"]] == [
        template.LIGHTS[word][0] for word in ("绿", "黄", "红")
    ]
    assert theme["font"].replace(", ", ",") == template.FONT


def test_deep_red_of_the_chrome_is_never_a_chart_colour(theme: dict) -> None:
    used = {value for value in vars(template).values() if isinstance(value, str) and value.startswith("#")}
    assert theme["primaryColor"] not in used | set(template.SERIES) | set(template.SHARES)


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("colour", [template.INK, template.MUTED, template.FOCUS])
def test_text_colours_are_readable_on_white(colour: str) -> None:
    assert 1.05 / (luminance(colour) + 0.05) >= 4.5


def test_figure_says_date_unit_source_and_mark() -> None:
    figure = template.figure(
        [], title="标题", foot=FOOT, height=200, margin={"l": 10, "r": 10, "t": 60, "b": 40}, annotations=[]
    )
    texts = [note.text for note in figure.layout.annotations]
    assert texts == ["截至2024年6月30日　单位：%　演示数据", "数据来源：组织部门报送"]
    assert figure.layout.title.text == "<b>标题</b>"
    assert len(figure.to_json()) < 2_000, "no template may travel in the figure"
    go.Figure(figure.to_dict())


def test_long_title_breaks_before_its_bracket() -> None:
    long = "村级集体经济经营性收入占总收入的比重（云岭县各乡镇街道，2024年6月）"
    assert template.wrapped(long)[0] == "村级集体经济经营性收入占总收入的比重<br>（云岭县各乡镇街道，2024年6月）"
    assert template.wrapped("短标题") == ("短标题", 0)


def test_full_width_characters_take_a_full_em() -> None:
    assert text_width("青河区", 14) == 42
    assert text_width("12.5%", 10) == 29


def test_picture_button_speaks_chinese() -> None:
    settings = config("排名")
    assert settings["modeBarButtons"] == [["toImage"]]
    assert settings["toImageButtonOptions"]["filename"] == "排名"
    assert settings["locales"]["zh-CN"]["dictionary"]["Download plot as a PNG"] == "存为图片"
    assert pd.Series(settings["locales"]["zh-CN"]["dictionary"]).str.contains(r"[\u4e00-\u9fff]").all()
