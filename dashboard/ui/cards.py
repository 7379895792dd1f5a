"""Cards: an indicator, its value, its light with a word, its changes, its recent course; a link to its ranking."""

import html
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.charts import as_image, sparkline
from dashboard.charts.template import LIGHTS
from dashboard.frames import records
from dashboard.ui import registry

#: Six cards side by side at 1440 px, three at 820 px.
MIN_WIDTH = 164
YEARLY = "年"
ROW_OF_CARDS = 6
FEW_CARDS = 3


def present(value: Any) -> bool:
    """Whether a cell holds something to show."""
    return value is not None and value is not pd.NA and value == value and value != ""


def light_html(card: dict[str, Any]) -> str:
    """Sign and word together, never colour alone; the word alone where no light is given."""
    word = html.escape(str(card["light_word"] or ""))
    if card["light"] in LIGHTS:
        return f'<span class="light light-{card["light"]}">{LIGHTS[card["light"]][1]} {word or card["light"]}</span>'
    return f'<span class="light light-none">{word}</span>'


def body_html(card: dict[str, Any]) -> str:
    """Everything below the name.

    Args:
        card: A row of `queries.overview_cards`.
    """
    values = [float(value) if present(value) else None for value in card["sparkline"]]
    target = float(card["target"]) if present(card["target"]) else None
    words = html.escape(f"近{len(values)}期走势，最新 {card['shown']}")
    spark = as_image(sparkline(values, target=target, words=words, cuts=card["spark_cuts"]), words)
    lines = [("环比", card["change_prev_text"]), ("同比", card["change_year_text"])]
    if card["frequency"] == YEARLY:
        # The period before is that of last year: once is enough.
        lines = [("较上年", card["change_year_text"])]
    if present(card["target_shown"]):
        lines.append(("目标", card["target_shown"]))
    if present(card["lead_text"]):
        lines.append(("进度", card["lead_text"]))
    listed = "".join(
        f"<li><span>{name}</span><span>{html.escape(str(said)) if present(said) else '—'}</span></li>"
        for name, said in lines
    )
    return (
        f'<div class="card"><div class="value">{value_html(card)}</div>'
        f"<div>{light_html(card)}</div>{spark}<ul>{listed}</ul>"
        f'<div class="when">{when_html(card)}</div></div>'
    )


def value_html(card: dict[str, Any]) -> str:
    """The number large, its unit small; money and percentages carry their unit in the text itself."""
    shown, unit = str(card["shown"]), str(card["unit"] or "")
    for tail in ("亿元", "万元"):
        if shown.endswith(tail):
            shown, unit = shown.removesuffix(tail), tail
    unit = "" if unit == "%" or not present(card["value"]) else unit
    return f"{html.escape(shown)}<small>{html.escape(unit)}</small>" if unit else html.escape(shown)


def when_html(card: dict[str, Any]) -> str:
    """The same, broken only between its parts."""
    return " · ".join(f"<span>{html.escape(part)}</span>" for part in when(card).split(" · "))


def when(card: dict[str, Any]) -> str:
    """The period of the value, and how many have reported where not all have."""
    words = str(card["period_text"])
    if not card["is_current"]:
        # What nobody has to report, such as a published figure, is not owed.
        absent = "未报" if present(card["n_expected"]) else "无数据"
        words += f"（本期{absent}）" if present(card["value"]) else absent
    if present(card["n_expected"]) and present(card["n_reported"]) and card["n_reported"] < card["n_expected"]:
        words += f" · 已报 {int(card['n_reported']):,}/{int(card['n_expected']):,}"
    return words


def themes(table: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """Cards by theme; themes share a heading where that fills a row or where the first has very few."""
    found: list[tuple[str, pd.DataFrame]] = []
    for theme, rows in table.groupby(table["theme"].fillna("其他"), sort=False):
        taken = len(found[-1][1]) % ROW_OF_CARDS if found else 0
        if taken and (taken + len(rows) <= ROW_OF_CARDS or len(found[-1][1]) < FEW_CARDS):
            name, before = found.pop()
            found.append((f"{name}、{theme}", pd.concat([before, rows])))
        else:
            found.append((str(theme), rows))
    return found


def grid(cards: pd.DataFrame, params: dict[str, str]) -> None:
    """Draw cards in a grid that reflows with the width.

    Args:
        cards: Rows of `queries.overview_cards`.
        params: URL choices that a card's link keeps, besides the indicator.
    """
    target = registry.page("ranking").file
    with st.grid("auto", min_column_width=MIN_WIDTH, gap="small"):
        for card in records(cards):
            with st.container(key=f"card-{card['code']}", height="stretch"):
                st.page_link(target, label=card["name"], query_params={**params, "indicator": card["code"]})
                st.html(body_html(card))
