"""What the pages' door to the figures does besides answering."""

import threading
from pathlib import Path

import pytest

from dashboard import warehouse
from dashboard.homes import HOME_VARIABLE
from dashboard.ui import data


def waited_for() -> int:
    threads = [thread for thread in threading.enumerate() if thread.name == data.AHEAD]
    for thread in threads:
        thread.join(timeout=20)
    return len(threads)


def test_districts_are_read_once_after_the_first_page(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(home))
    warehouse.close_all()
    figures = data.open_figures()
    assert figures is not None and "upper" not in figures.wh.memory
    data.read_ahead()
    waited_for()
    held = figures.wh.memory["upper"]
    assert len(figures.wh.memory["register"])
    data.read_ahead()
    assert waited_for() == 0 and figures.wh.memory["upper"] is held
    warehouse.close_all()


def test_nothing_is_read_where_nothing_is_published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))
    data.read_ahead()
    assert waited_for() == 0
