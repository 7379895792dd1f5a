"""Pages are asked as a person would see them, on a small city with known figures."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import warehouse
from dashboard.homes import HOME_VARIABLE
from dashboard.ui import registry
from tests.pages import city, story_city, theme_city

FRAME = "dashboard/ui/frame.py"
TIMEOUT = 30


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published home holding the small city."""
    return city.build(tmp_path_factory.mktemp("city"))


@pytest.fixture
def served(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The app serves the small city."""
    monkeypatch.setenv(HOME_VARIABLE, str(home))
    yield home
    warehouse.close_all()


def open_page(name: str, **params: str) -> AppTest:
    """Frame and page, as a link with these choices opens them."""
    app = AppTest.from_file(str(Path(FRAME).resolve()), default_timeout=TIMEOUT).run()
    for key, value in params.items():
        app.query_params[key] = value
    app.switch_page(f"../../pages/{registry.page(name).path}").run()
    assert not app.exception, app.exception
    return app


@pytest.fixture
def page(served: Path) -> Callable[..., AppTest]:
    """Opens a page of the small city."""
    return open_page


@pytest.fixture(scope="session")
def themes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published home for the pages on single themes."""
    return theme_city.build(tmp_path_factory.mktemp("themes"))


@pytest.fixture
def theme_page(themes: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., AppTest]]:
    """Opens a page of that home."""
    monkeypatch.setenv(HOME_VARIABLE, str(themes))
    yield open_page
    warehouse.close_all()


def all_html(app: AppTest) -> str:
    """Everything written as HTML on the page."""
    return "\n".join(element.value for element in app.html)


@pytest.fixture(scope="session")
def stories(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published home for the pages on stars, village income and coverage."""
    return story_city.build(tmp_path_factory.mktemp("stories"))


@pytest.fixture
def story_page(stories: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., AppTest]]:
    """Opens a page of that home."""
    monkeypatch.setenv(HOME_VARIABLE, str(stories))
    yield open_page
    warehouse.close_all()
