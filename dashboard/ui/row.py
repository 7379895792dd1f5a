"""One row of choices above a page, each kept in the URL, so that a link shows the same view.

Streamlit's own `bind="query-params"` is not used: it writes the words on the screen instead of codes, and leaves
defaults out, so that a link without a period would show another month as soon as one is loaded.
"""

from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Self

import streamlit as st

from dashboard.ui import later

#: More series than this cannot be told apart.
MAX_DISTRICTS = 5
MEMORY = "choices"


def _changed(key: str) -> None:
    """A widget was used: its value goes into the URL before the page runs again."""
    value = st.session_state[f"choice-{key}"]
    words = ",".join(value) if isinstance(value, list) else value
    st.session_state.setdefault(MEMORY, {})[key] = words
    if words:
        st.query_params[key] = words
    elif key in st.query_params:
        del st.query_params[key]


class Row:
    """The row of choices of one page run; as a context manager it puts all of them into the URL when it ends.

    What is chosen is known at once; the boxes are drawn after the page's first picture (`later`).
    """

    def __init__(self, key: str = "filters") -> None:
        self._box = st.container(key=key, horizontal=True, vertical_alignment="bottom", gap="small")
        self._chosen: dict[str, str] = {}

    def __enter__(self) -> Self:
        self._box.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._box.__exit__(kind, error, trace)
        if kind is not None:
            return
        self._memory().update(self._chosen)
        wanted = {key: value for key, value in self._chosen.items() if value}
        if any(st.query_params.get(key) != value for key, value in wanted.items()):
            st.query_params.update(wanted)

    @staticmethod
    def _memory() -> dict[str, str]:
        """Choices made on other pages of this session."""
        memory: dict[str, str] = st.session_state.setdefault(MEMORY, {})
        return memory

    def asked(self, key: str) -> str | None:
        """What the URL asks for under a key, else what was chosen on another page."""
        return st.query_params[key] if key in st.query_params else self._memory().get(key)

    def _settled(self, key: str, options: Mapping[str, str], default: str) -> str:
        """What is asked for where it is on offer, else the default; kept for the URL."""
        asked = self.asked(key)
        value = asked if asked is not None and asked in options else default
        self._chosen[key] = value
        return value

    @staticmethod
    def _widget(key: str, value: str | list[str]) -> str:
        """Key of a choice's box, which shows what is chosen even where it held something else."""
        widget = f"choice-{key}"
        if st.session_state.get(widget, value) != value:
            st.session_state[widget] = value
        return widget

    def one(self, key: str, label: str, options: Mapping[str, str], default: str, *, width: int = 200) -> str:
        """One choice from a list.

        Args:
            key: Key in the URL.
            label: Words above the box.
            options: Code → words, in the order shown.
            default: Code taken when neither URL nor session name one of the options.
            width: Pixels.
        """
        value = self._settled(key, options, default)
        widget = self._widget(key, value)
        codes = list(options)
        later.draw(
            lambda: self._box.selectbox(
                label,
                codes,
                index=codes.index(value),
                key=widget,
                on_change=_changed,
                args=(key,),
                width=width,
                format_func=lambda code: options.get(code, str(code)),
                placeholder="请选择",
            )
        )
        return value

    def tabs(self, key: str, label: str, options: Mapping[str, str], default: str) -> str:
        """One choice of a few, all of them in sight, none where there is no other; arguments as for `one`."""
        value = self._settled(key, options, default)
        widget = f"choice-{key}"
        if st.session_state.get(widget) != value:
            st.session_state[widget] = value
        if len(options) < 2:
            return value
        later.draw(
            lambda: self._box.segmented_control(
                label,
                list(options),
                key=widget,
                on_change=_changed,
                args=(key,),
                required=True,
                format_func=lambda code: options.get(code, str(code)),
                label_visibility="collapsed",
            )
        )
        return value

    def several(
        self, key: str, label: str, options: Mapping[str, str], default: Sequence[str], *, width: int = 210
    ) -> tuple[str, ...]:
        """Up to five choices from a list; arguments as for `one`."""
        asked = self.asked(key)
        named = (asked or "").split(",")
        value = [code for code in named if code in options][:MAX_DISTRICTS]
        if asked is None:
            value = [code for code in default if code in options]
        self._chosen[key] = ",".join(value)
        widget = self._widget(key, value)
        later.draw(
            lambda: self._box.multiselect(
                label,
                list(options),
                default=None if widget in st.session_state else value,
                key=widget,
                on_change=_changed,
                args=(key,),
                format_func=lambda code: options.get(code, str(code)),
                max_selections=MAX_DISTRICTS,
                placeholder=f"最多选 {MAX_DISTRICTS} 个",
                width=width,
            )
        )
        return tuple(value)

    def text(self, key: str, label: str, hint: str, *, width: int = 300) -> str:
        """A word to look for; `hint` stands in the empty box."""
        value = st.query_params.get(key, "")
        self._chosen[key] = value
        widget = self._widget(key, value)
        st.session_state.setdefault(widget, value)
        later.draw(
            lambda: self._box.text_input(
                label, key=widget, on_change=_changed, args=(key,), placeholder=hint, width=width
            )
        )
        return value.strip()
