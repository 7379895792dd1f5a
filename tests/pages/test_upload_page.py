"""The upload page: a file is checked, confirmed and loaded, and the ranking moves; a bad one changes nothing."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import warehouse
from dashboard.homes import HOME_VARIABLE
from etl.home import open_home
from etl.loader import Order, load_files
from tests.pages.conftest import all_html, open_page

REGISTER = "单位编码,单位名称,单位层级,上级单位编码,单位类型,领域,生效日期,失效日期,变更说明\n"
INCOME = (
    "单位编码,单位名称,年度,截至月份,年度收入目标（万元）,收入合计（万元）,经营收入（万元）,发包及上交收入（万元）,"
    "投资收益（万元）,其他经营收入（万元）,补助收入（万元）,其他收入（万元）,村企数,数据性质\n"
)
DISTRICTS = {"990101": "青河区", "990102": "云岭县"}


def villages() -> list[tuple[str, str]]:
    return [
        (f"{code}001{201 + n}", f"{name[:2]}{'东西南北'[n]}村") for code, name in DISTRICTS.items() for n in range(4)
    ]


def register() -> str:
    rows = [("990100", "示例市", "市", "", "市", "")]
    for code, name in DISTRICTS.items():
        rows.append((code, name, "县市区", "990100", "县市区", ""))
        rows.append((f"{code}001", f"{name[:2]}镇", "乡镇街道", code, "镇", ""))
    rows += [(code, name, "村社区", code[:9], "行政村", "农村") for code, name in villages()]
    return REGISTER + "".join(",".join([*row, "2000-01-01", "", ""]) + "\n" for row in rows)


def income(first: float) -> str:
    """June 2024: each village of 青河区 earned `first` 万元, each of 云岭县 20."""
    lines = []
    for code, name in villages():
        total = first if code.startswith("990101") else 20
        lines.append(f"{code},{name},2024,6,40,{total},{total},0,0,0,0,0,1,快报\n")
    return INCOME + "".join(lines)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with two districts and their income of June 2024."""
    sent = tmp_path / "sent"
    sent.mkdir()
    (sent / "名录.csv").write_text(register(), encoding="utf-8")
    (sent / "收入.csv").write_text(income(10), encoding="utf-8")
    path = tmp_path / "home"
    for report in load_files(open_home(path), [sent / "名录.csv", sent / "收入.csv"], Order(by="测试")):
        assert report.loaded, report.findings
    monkeypatch.setenv(HOME_VARIABLE, str(path))
    yield path
    warehouse.close_all()


def upload(name: str, content: str) -> AppTest:
    app = open_page("upload")
    app.file_uploader[0].upload(name, content.encode()).run()
    assert not app.exception
    return app


def first_district() -> str:
    shown = all_html(open_page("ranking", indicator="econ_income_total", period="2024-06"))
    return "青河区" if "青河区居第1" in shown else "云岭县" if "云岭县居第1" in shown else shown


def test_corrected_file_moves_the_ranking(home: Path) -> None:
    assert first_district() == "云岭县"
    app = upload("更正.csv", income(30))
    assert "识别为《村级集体经济收入表》" in all_html(app) and "更正" in all_html(app)
    assert first_district() == "云岭县", "checking changes nothing"
    app.text_input(key="upload-by").set_value("县委组织部")
    if "upload-reason" in {element.key for element in app.text_input}:
        app.text_input(key="upload-reason").set_value("更正六月快报")
    app.button[-1].click().run()
    assert not app.exception
    assert "已入库 1 个文件" in all_html(app) and "B000003" in all_html(app) and "县委组织部" in all_html(app)
    assert first_district() == "青河区"


def test_nothing_is_loaded_without_a_name(home: Path) -> None:
    app = upload("更正.csv", income(30))
    app.button[-1].click().run()
    assert "还不能入库" in all_html(app) and "请填写报送人" in all_html(app)
    assert first_district() == "云岭县"


def test_unknown_village_is_named_with_row_and_advice(home: Path) -> None:
    app = upload("收入.csv", income(10).replace("990101001201,青河东村", "990101001999,天外村"))
    shown = all_html(app)
    assert "需确认" in shown and "990101001999" in shown and "该行不入库" in shown
    assert "<td>2</td>" in shown, "the row as the person counts it"
    app.text_input(key="upload-by").set_value("县委组织部")
    app.button[-1].click().run()
    assert "和确认理由" in all_html(app), "a doubt is confirmed with a reason only"


def test_refused_file_says_why_and_cannot_be_loaded(home: Path) -> None:
    before = {path.name: path.stat().st_mtime_ns for path in home.rglob("*") if path.is_file()}
    app = upload("名单.csv", "姓名,身份证号\n张三,11010519491231002X\n")
    shown = all_html(app)
    assert "■ 拒收" in shown and "没有可以入库的文件" in shown
    assert "11010519491231002X" not in shown
    assert not [element for element in app.text_input if element.key == "upload-by"]
    assert before == {path.name: path.stat().st_mtime_ns for path in home.rglob("*") if path.is_file()}


def test_columns_with_names_of_their_own_are_asked_for_once(home: Path) -> None:
    content = income(30).replace("年度收入目标（万元）", "今年目标").replace("数据性质", "快报年报")
    app = upload("镇上报的.csv", content)
    assert "拒收" in all_html(app) and "列名对照" in all_html(app) and "还缺必填项目" in all_html(app)
    app.selectbox(key="columns-template").set_value("T3").run()
    app.selectbox(key="columns-T3-今年目标").set_value("target")
    app.selectbox(key="columns-T3-快报年报").set_value("data_state")
    app.text_input(key="columns-name").set_value("青河区农业农村局")
    app.text_input(key="columns-by").set_value("区委组织部")
    app.button[0].click().run()
    assert not app.exception
    shown = all_html(app)
    assert "识别为《村级集体经济收入表》" in shown and "青河区农业农村局" in shown and "列名对照" not in shown
    app = upload("下月再报的.csv", content.replace(",2024,6,", ",2024,7,"))
    assert "识别为《村级集体经济收入表》" in all_html(app)
