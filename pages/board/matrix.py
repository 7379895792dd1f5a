"""Every core indicator of every district in one picture: who differs clearly from the whole, and where."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from dashboard import levels, periods
from dashboard.charts import Foot, Links, matrix_table, order_of
from dashboard.charts.classes import class_words
from dashboard.sentences.picture import matrix_sentence
from dashboard.ui import filters, footers, header, methods, opening, styles, words
from dashboard.ui.data import Figures
from dashboard.ui.tables import Column

OFFICIAL = "official"
LEVEL = levels.level_zh(filters.DISTRICT)
COLUMNS = [
    Column("theme", "主题"), Column("name", "指标"), Column("period_text", "时期"), Column("unit_name", "单位"),
    Column("shown", "数值", True), Column("shown_unit", "计量单位"), Column("numerator", "分子", True),
    Column("denominator", "分母", True), Column("compared", "与整体比"), Column("light_text", "目标灯"),
    Column("status", "状态"), Column("unit_code", "代码"),
]  # fmt: skip


@dataclass(frozen=True)
class Chosen:
    """What a person has chosen, and the cells that it leaves."""

    period: int
    cells: pd.DataFrame
    sort: str
    choices: dict[str, str]


def choose(figures: Figures) -> Chosen | None:
    """The row of choices."""
    keys = filters.core_periods(figures)
    if not keys:
        return None
    with filters.Row() as row:
        period = filters.pick_period(row, keys)
        cells = figures.ask("matrix", period_key=period)
        attrs = cells.attrs
        themes = {name: name for name in dict.fromkeys(cells["theme"])}
        theme = row.one("theme", "主题", {filters.ALL: "全部主题", **themes}, filters.ALL, width=148)
        peer = filters.choose_peer(row, figures, filters.DISTRICT, period)
        cells = cells if theme == filters.ALL else cells[cells["theme"] == theme]
        names = dict(zip(cells["code"], cells["name"], strict=True))
        sort = row.one("sort", "各列排列", {OFFICIAL: "法定顺序", **names}, OFFICIAL, width=240)
    if peer is not None:
        cells = cells[(cells["role"] == "whole") | (cells["peer_group"] == peer)]
    cells.attrs = attrs
    choices = {"period": periods.label(period), "theme": theme, "peer": peer or filters.ALL}
    return Chosen(period, cells, "" if sort == OFFICIAL else sort, choices)


def table(cells: pd.DataFrame) -> pd.DataFrame:
    """A row a cell, with class and light in words."""
    whole = str(cells.attrs["whole_name"])
    lit = zip(cells["light"], cells["light_word"], strict=True)
    return cells.assign(
        compared=[class_words(code, whole) for code in cells["class"]],
        light_text=[f"{light}灯：{word}" if word else "" for light, word in lit],
    )


def question(_: Figures, chosen: Chosen) -> str:
    """The title."""
    return f"与{chosen.cells.attrs['whole_name'] or '整体'}比，谁好谁差、差在哪里"


def drawn(figures: Figures, chosen: Chosen, title: str) -> tuple[list[str], str]:
    """The answer and the picture."""
    cells = chosen.cells
    units = cells[cells["role"] == "unit"]
    picture = matrix_table(
        cells,
        title=title,
        foot=Foot(periods.as_of_zh(chosen.period), words.MANY_FORMS, mark=header.mark(figures.is_demo)),
        links=Links(keep={"period": periods.label(chosen.period)}, choices=chosen.choices),
        order=order_of(cells, chosen.sort) if chosen.sort else list(dict.fromkeys(units["unit_code"])),
        sorted_by=chosen.sort,
    )
    return matrix_sentence(cells, noun=f"个{LEVEL}"), picture


def main() -> None:
    """Choose, fetch, show, cite."""
    found = opening.opened("一张图看全各县市区", choose, named=question)
    if found is None:
        return
    figures, chosen = found
    as_of, cells = periods.as_of_zh(chosen.period), chosen.cells
    title = f"核心指标全景矩阵（{periods.label_zh(chosen.period)}）"
    key = ("matrix", chosen.sort, *chosen.choices.values())
    sentences, picture = figures.remember(key, lambda: drawn(figures, chosen, title))
    st.html(styles.BOARD)
    header.answer(*sentences)
    st.html(picture)
    silent = cells.attrs["silent"]
    footers.foot(
        key="matrix",
        name=title,
        frame=lambda: table(cells),
        columns=COLUMNS,
        source=footers.Source(
            as_of, words.MANY_FORMS, figures.snapshot_no, f"还没有数据的指标：{'、'.join(silent)}" if silent else ""
        ),
        define=lambda: methods.open_methods(methods.CLASSES),
        define_label="算法说明 ›",
    )


main()
