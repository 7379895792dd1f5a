"""What a page draws only once its first picture is on its way.

A browser takes what it is sent in order, and a row of choices costs it as much time as the picture below it. What is
chosen is read from the address before anything is drawn, so the boxes can wait for the picture.
"""

from collections.abc import Callable

import streamlit as st

WAITING = "drawn later"


def begin() -> None:
    """A run of a page begins: from here on drawing waits."""
    st.session_state[WAITING] = []


def draw(put: Callable[[], object]) -> None:
    """Draw something as soon as the first picture has been drawn; at once where that is so, or nobody waits."""
    waiting: list[Callable[[], object]] | None = st.session_state.get(WAITING)
    if waiting is None:
        put()
    else:
        waiting.append(put)


def catch_up() -> None:
    """Draw everything that has waited, in the order it was asked for; nothing waits after it in this run."""
    for put in st.session_state.pop(WAITING, []):
        put()
