"""Without any published figures every page opens and says what to do."""

from pathlib import Path

import pytest

from dashboard.homes import HOME_VARIABLE
from dashboard.ui import registry
from tests.pages.conftest import all_html, open_page


@pytest.mark.parametrize("name", [spec.name for spec in registry.PAGES if spec.name != "upload"])
def test_page_says_that_there_is_nothing_yet(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))
    shown = all_html(open_page(name))
    assert "还没有可以显示的数据" in shown and "make sample" in shown


def test_upload_page_is_open_before_the_first_figures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))
    shown = all_html(open_page("upload"))
    assert "数据不会有任何改动" in shown and "可以识别的报表" in shown
