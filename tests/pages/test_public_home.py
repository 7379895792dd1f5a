"""A home of published figures only: nobody reports, nothing is judged, and every page says what there is to see."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dashboard import warehouse
from dashboard.homes import HOME_VARIABLE
from dashboard.ui import registry
from etl.home import open_home
from etl.loader import Order, load_files
from tests.pages.conftest import all_html, open_page

PARTY = Path(__file__).resolve().parents[2] / "data" / "public" / "party"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published Party figures that come with the project."""
    folder = tmp_path_factory.mktemp("public") / "home"
    names = ("units.csv", "party_stats_national_2010_2024.csv", "party_stats_provinces_2021_2023.csv")
    order = Order("公开资料整理", True, "公开数据首次入库", None, "2025-01-02T10:00:00+08:00")
    for report in load_files(open_home(folder), [PARTY / name for name in names], order):
        assert report.loaded, report.findings[:3]
    return folder


@pytest.fixture
def opened(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], str]]:
    """Opens a page; returns everything written on it."""
    monkeypatch.setenv(HOME_VARIABLE, str(home))
    yield lambda name: all_html(open_page(name))
    warehouse.close_all()


def test_overview_shows_the_published_figures(opened: Callable[[str], str]) -> None:
    shown = opened("overview")
    assert "中国：现在怎么样" in shown and "内部" in shown
    assert '<div class="value">10,027.1<small>万名</small></div>' in shown, "members at the end of 2024"
    assert "525.0" in shown and "本期没有应报的表" not in shown and "值得关注" not in shown


@pytest.mark.parametrize("name", ["ranking", "trend"])
def test_a_published_indicator_is_offered_first(opened: Callable[[str], str], name: str) -> None:
    shown = opened(name)
    assert "<h1>基层组织总数：" in shown and "所选单位没有" not in shown


def test_the_trend_goes_on_to_the_latest_figure(opened: Callable[[str], str]) -> None:
    assert "截至 2024年12月31日" in opened("trend"), "provinces end in 2023, the nation does not"


def test_figures_of_another_day_than_the_month_s_last_are_told_as_of_that_day(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(home))
    chosen = {"indicator": "pub_member_total", "period": "2021-06", "level": "nation"}
    for name in ("ranking", "trend"):
        shown = all_html(open_page(name, **chosen))
        assert "9,514.8万名" in shown and "2021年6月5日" in shown and "2021年6月30日" not in shown, name
    warehouse.close_all()


@pytest.mark.parametrize("name", [spec.name for spec in registry.PAGES if spec.section == "专题"])
def test_a_theme_says_which_form_it_waits_for(opened: Callable[[str], str], name: str) -> None:
    assert "报送" in opened(name)
