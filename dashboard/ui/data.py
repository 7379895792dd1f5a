"""The only door from pages to figures: one snapshot a page run, answers remembered by snapshot and question.

Answers are kept by the snapshot itself and handed out without a copy: copying a dozen frames on every rerun cost more
than all queries together. They are read only: a page that changes one changes it for everybody.
"""

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

import pandas as pd

from dashboard import catalogue, homes, queries, warehouse
from dashboard.queries import register, upper
from dashboard.ui import process
from dashboard.warehouse import NoSnapshot, SnapshotGone, Warehouse

log = logging.getLogger("dashboard")

#: Answers kept for a snapshot; the one not asked for longest goes first.
MAX_ANSWERS = 512
MEMORY = "ui answers"
AHEAD = "read ahead"
Answer = TypeVar("Answer")


class Answers:
    """A bounded memory shared by all sessions of a process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[Any, Any] = OrderedDict()

    def get(self, key: Any, make: Callable[[], Answer]) -> Answer:
        """The answer under a key, made at the first time. Two sessions may make the same one; the later is kept."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                found: Answer = self._kept[key]
                return found
        made = make()
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > MAX_ANSWERS:
                self._kept.popitem(last=False)
        process.kept()
        return made


@dataclass(frozen=True)
class Figures:
    """The figures of one published snapshot, held for one run of a page.

    Attributes:
        wh: The snapshot, open for reading.
    """

    wh: Warehouse

    @property
    def snapshot_no(self) -> int:
        """Number of the published version."""
        return self.wh.snapshot_no

    @property
    def is_demo(self) -> bool:
        """Whether the figures are invented."""
        return self.wh.is_demo

    def remember(self, key: Any, make: Callable[[], Answer]) -> Answer:
        """Something worked out from this snapshot, once."""
        answers: Answers = self.wh.memory.setdefault(MEMORY, Answers())
        return answers.get(key, make)

    def ask(self, question: str | Callable[..., Any], **arguments: Any) -> Any:
        """Call `dashboard.queries.<question>(warehouse, **arguments)`, remembered; the answer is read only.

        Args:
            question: Name of the function, or a function that takes the warehouse first.
            **arguments: Its arguments; lists are given as tuples.
        """
        put = getattr(queries, question) if isinstance(question, str) else question
        key = (f"{put.__module__}.{put.__name__}", tuple(sorted(arguments.items())))
        return self.remember(key, lambda: put(self.wh, **arguments))

    def indicators(self) -> dict[str, queries.IndicatorRow]:
        """Every indicator of the snapshot by code."""
        return queries.all_indicators(self.wh)

    def settings(self) -> Mapping[str, Decimal]:
        """Named thresholds and weights of the catalogue."""
        return catalogue.load(self.wh.path.parent / "templates").numbers

    def template_titles(self) -> dict[str, str]:
        """Names of the upload templates, such as `T3` → `村级集体经济收入表`."""
        known = catalogue.load(self.wh.path.parent / "templates").templates
        return {name: template.title for name, template in known.items()}

    def indicator_periods(self, code: str) -> pd.DataFrame:
        """Levels and periods in which an indicator has values."""
        found: pd.DataFrame = self.ask("indicator_periods", code=code)
        return found


def read_ahead() -> None:
    """Hold the figures of districts and the register of units in memory.

    They are read in the background once a page of a snapshot has been answered.

    A page that is opened first reads only what it needs; the questions that follow then find the rest.
    """
    figures = open_figures()
    if figures is not None and figures.wh.memory.setdefault(AHEAD, this := object()) is this:
        threading.Thread(target=_hold, args=(figures.wh,), name="read ahead", daemon=True).start()


def _hold(wh: Warehouse) -> None:
    try:
        upper.upper(wh)
        register.register(wh)
    except SnapshotGone as gone:
        log.info("read ahead: %s", gone)  # two newer ones were published meanwhile


def open_figures() -> Figures | None:
    """The figures of the home being served, None before anything is published."""
    try:
        return Figures(warehouse.open_snapshot(homes.resolve_home()))
    except NoSnapshot:
        return None
