"""放入会议篮: the button in the foot of every picture, and the address of the view it was pressed on."""

import logging
import re
from dataclasses import dataclass

import streamlit as st

from dashboard import basket, homes
from dashboard.ui import states

log = logging.getLogger("dashboard")
PAGE = "page shown"
#: Choices in the address that are no part of a view: what somebody typed into a search box.
TYPED = ("q",)
TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Pin:
    """What is put aside: title and sentence of a picture, its date and published version."""

    title: str
    sentence: str
    as_of: str
    snapshot: int


def on_page(name: str) -> None:
    """Remember which page this run shows."""
    st.session_state[PAGE] = name


def plain(text: str | None) -> str:
    """A title without tags, in one line."""
    return TAG.sub("", (text or "").replace("<br>", ""))


def button(key: str, pin: Pin) -> None:
    """The button; pressed, it keeps the view that the address names.

    Args:
        key: Key of the picture on its page.
        pin: What is put aside.
    """
    if not st.button("放入会议篮", key=f"{key}-basket", type="tertiary"):
        return
    params = {name: value for name, value in st.query_params.to_dict().items() if name not in TYPED}
    try:
        _, is_new = basket.add(
            homes.resolve_home(), pin.title, pin.sentence, st.session_state.get(PAGE, ""), params, as_of=pin.as_of,
            snapshot=pin.snapshot, indicator=params.get("indicator", ""),
        )  # fmt: skip
    except basket.BasketFull as full:
        states.notice("没有放入会议篮", str(full), kind="failed")
        return
    except OSError as error:
        log.error("basket not writable", exc_info=error)
        states.notice("没有放入会议篮", "数据目录写不进去，请告诉管理员检查磁盘空间和权限。", kind="failed")
        return
    st.toast("已放入会议篮" if is_new else "会议篮里已有这张图")
