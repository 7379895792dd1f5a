"""The only door from pages to figures: one snapshot a page run, answers remembered by snapshot and question."""

from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import catalogue, homes, queries, warehouse
from dashboard.warehouse import NoSnapshot, Warehouse

#: Answers kept in memory; the oldest go first.
MAX_ANSWERS = 512


@st.cache_data(max_entries=MAX_ANSWERS, show_spinner=False)
def _answer(snapshot: str, question: str, arguments: tuple[tuple[str, Any], ...], _wh: Warehouse) -> Any:
    """Ask a function of `dashboard.queries`; the snapshot file's name stands for all figures behind the answer."""
    return getattr(queries, question)(_wh, **dict(arguments))


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

    def ask(self, question: str, **arguments: Any) -> Any:
        """Call `dashboard.queries.<question>(warehouse, **arguments)`, remembered.

        Args:
            question: Name of the function.
            **arguments: Its arguments; lists are given as tuples.
        """
        return _answer(str(self.wh.path), question, tuple(sorted(arguments.items())), self.wh)

    def indicators(self) -> dict[str, queries.IndicatorRow]:
        """Every indicator of the snapshot by code; kept by the snapshot itself, so not copied for each page run."""
        return queries.all_indicators(self.wh)

    def template_titles(self) -> dict[str, str]:
        """Names of the upload templates, such as `T3` → `村级集体经济收入表`."""
        known = catalogue.load(self.wh.path.parent / "templates").templates
        return {name: template.title for name, template in known.items()}

    def indicator_periods(self, code: str) -> pd.DataFrame:
        """Levels and periods in which an indicator has values."""
        found: pd.DataFrame = self.ask("indicator_periods", code=code)
        return found


def open_figures() -> Figures | None:
    """The figures of the home being served, None before anything is published."""
    try:
        return Figures(warehouse.open_snapshot(homes.resolve_home()))
    except NoSnapshot:
        return None
