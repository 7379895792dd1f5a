"""One home with a whole life, built once and copied for each test."""

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from store_world import LIFE, DirectReaders, Step, take, write

from etl.home import Home, open_home
from etl.loader import Loader, open_loader


class _Pool(DirectReaders):
    def __init__(self, size: int = 1) -> None:
        self.size = 1

    def __enter__(self) -> "_Pool":
        return self

    def __exit__(self, *_: object) -> None:
        return None


@pytest.fixture(autouse=True)
def direct_readers(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read in this process: starting children would take most of the time."""
    for module in ("etl.loader", "etl.view"):
        monkeypatch.setattr(f"{module}.ReaderPool", _Pool)


@pytest.fixture(scope="session")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with every file that is ever sent."""
    folder = tmp_path_factory.mktemp("sent")
    write(folder)
    return folder


@pytest.fixture(scope="session")
def lived(tmp_path_factory: pytest.TempPathFactory, sent: Path) -> Home:
    """A home after all steps of `LIFE`, published halfway and at the end; not to be changed."""
    home = open_home(tmp_path_factory.mktemp("homes") / "lived")
    for steps in (LIFE[:6], LIFE[6:]):
        with open_loader(home) as loader:
            for step in steps:
                take(loader, step, sent)
            loader.publish("2024-11-15T11:00:00+08:00")
    return home


@pytest.fixture
def home(lived: Home, tmp_path: Path) -> Home:
    """A copy of `lived` that a test may change."""
    shutil.copytree(lived.path, tmp_path / "home")
    return Home(tmp_path / "home", "real")


@pytest.fixture
def fresh(tmp_path: Path) -> Home:
    """An empty home."""
    return open_home(tmp_path / "fresh")


@pytest.fixture
def loader(fresh: Home) -> Iterator[Loader]:
    """The loader of an empty home."""
    with open_loader(fresh) as opened:
        yield opened


@pytest.fixture
def do(loader: Loader, sent: Path) -> Callable[[Step], str]:
    """Do a step in an empty home; gives the batch."""

    def act(step: Step) -> str:
        if step.action == "load" and not (sent / step.name).exists():
            (sent / step.name).write_bytes(step.content)
        return take(loader, step, sent)

    return act
