"""Kept answers are spared by the collector, and what is dropped is still found in the end."""

import gc
import weakref
from collections.abc import Iterator
from itertools import count

import pytest

from dashboard.ui import process
from dashboard.ui.data import Answers


class Ring:
    """Refers to itself: only the collector can free it."""

    def __init__(self) -> None:
        self.own = self


@pytest.fixture(autouse=True)
def thawed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Counting begins anew, whatever other tests of this process have kept; afterwards nothing stays out of sight."""
    monkeypatch.setattr(process, "_kept", count(1))
    yield
    gc.unfreeze()
    gc.collect()


def test_kept_answers_leave_the_collectors_sight() -> None:
    answers = Answers()
    before = gc.get_freeze_count()
    held = [answers.get(n, lambda: [[] for _ in range(1000)]) for n in range(process.SPARE)]
    assert gc.get_freeze_count() >= before + 1000 and len(held) == process.SPARE
    seen = gc.get_freeze_count()
    assert answers.get(0, list) is held[0] and gc.get_freeze_count() == seen, "nothing new is kept"


def test_what_was_dropped_is_found_when_everything_is_gone_through() -> None:
    ring = Ring()
    gone = weakref.ref(ring)
    gc.freeze()
    del ring
    gc.collect()
    assert gone() is not None, "out of sight"
    for _ in range(process.TIDY):
        process.kept()
    assert gone() is None
