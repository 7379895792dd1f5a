"""How every page on figures begins: choices, title with date and version, and what it says when there is nothing."""

from collections.abc import Callable
from typing import Protocol, TypeVar

import streamlit as st

from dashboard import periods
from dashboard.ui import header, states
from dashboard.ui.data import Figures, open_figures


class Chosen(Protocol):
    """What a page lets a person choose: at least a period."""

    @property
    def period(self) -> int:
        """Period key."""


_Chosen = TypeVar("_Chosen", bound=Chosen)


def head(title: str, figures: Figures | None) -> None:
    """The head of a page that is about no single date.

    Args:
        title: The page's question.
        figures: The snapshot, None before anything is published.
    """
    if figures is None:
        header.page_head(title)
    else:
        header.page_head(title, snapshot_no=figures.snapshot_no, is_demo=figures.is_demo)


def opened(
    title: str,
    choose: Callable[[Figures], _Chosen | None],
    *,
    nothing: Callable[[], None] = states.no_figures_here,
    named: Callable[[Figures, _Chosen], str] | None = None,
    dated: Callable[[_Chosen], str] | None = None,
) -> tuple[Figures, _Chosen] | None:
    """Draw the head and the choices of a page.

    Args:
        title: The page's question; shown where there is nothing to choose, and everywhere without `named`.
        choose: Draws the row of choices; None where the home holds no such figures.
        nothing: Says what is missing where the home holds figures, but none for this page.
        named: Makes the title from what is chosen.
        dated: Gives the day that the figures are of; the last one of the period without it.

    Returns:
        The snapshot and the choices; None when the page has said that there is nothing to show.
    """
    head = st.container()
    figures = open_figures()
    chosen = choose(figures) if figures else None
    if figures is None or chosen is None:
        with head:
            header.page_head(title)
        states.no_data() if figures is None else nothing()
        return None
    with head:
        header.page_head(
            named(figures, chosen) if named else title,
            as_of=dated(chosen) if dated else periods.as_of_zh(chosen.period),
            snapshot_no=figures.snapshot_no,
            is_demo=figures.is_demo,
        )
    return figures, chosen
