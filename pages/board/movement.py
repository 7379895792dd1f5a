"""看水平 × 看变化: who is ahead and improving, who falls back, who stays behind; each in a named box."""

from typing import NamedTuple

import streamlit as st

from dashboard import levels, periods
from dashboard.charts import Foot
from dashboard.queries.movement import LAST_YEAR, PREVIOUS, TOTAL
from dashboard.ui import drawer, filters, footers, header, methods, movement_view, opening, states, styles, words
from dashboard.ui.data import Figures
from dashboard.ui.tables import Column

NOUN = f"个{levels.level_zh(filters.DISTRICT)}"
BASES = {LAST_YEAR: "上年同期", PREVIOUS: "上次报送"}
COUNTS = [Column("n_better", "明显好（项）", True), Column("n_worse", "明显差（项）", True),
          Column("n_up", "进步（项）", True), Column("n_down", "退步（项）", True)]  # fmt: skip


class Chosen(NamedTuple):
    """Period, indicator or the total, what the change is against, units in bold."""

    period: int
    code: str
    compare: str
    districts: tuple[str, ...]


def choose(figures: Figures) -> Chosen | None:
    """The row of choices."""
    keys = filters.core_periods(figures)
    if not keys:
        return None
    with filters.Row() as row:
        period = filters.pick_period(row, keys)
        listed = figures.ask("movable", period_key=period)
        code = row.one("indicator", "看什么", {TOTAL: "核心指标总体", **listed}, TOTAL, width=300)
        compare = row.one("base", "变化比", BASES, LAST_YEAR, width=130)
        districts = filters.choose_districts(row, figures, filters.DISTRICT, period)
    return Chosen(period, code, compare, districts)


def question(figures: Figures, chosen: Chosen) -> str:
    """The title."""
    ind = figures.indicators().get(chosen.code)
    return f"{ind.name if ind else '核心指标总体'}：谁领先又进步，谁落后未改观"


def columns(code: str) -> list[Column]:
    """Columns of the table behind the grid."""
    own = COUNTS if code == TOTAL else [
        Column("shown", "本期", True), Column("prev_shown", "前期", True), Column("change_shown", "变化", True),
    ]  # fmt: skip
    return [Column("unit_name", levels.level_zh(filters.DISTRICT)), Column("box", "归类"), *own,
            Column("sentence", "说明"), Column("why", "不归类的原因"), Column("unit_code", "代码")]  # fmt: skip


def main() -> None:
    """Choose, fetch, show, cite."""
    found = opening.opened("水平怎样，变化怎样", choose, named=question)
    if found is None:
        return
    figures, (period, code, compare, districts) = found
    ind = figures.indicators().get(code)
    as_of = periods.as_of_zh(period)
    if ind is None and not figures.ask("movable", period_key=period):
        states.nothing_for_choice(f"{periods.label_zh(period)}可与整体比好差的指标")
        return
    table = figures.ask("movement", period_key=period, code=code, compare=compare)
    st.html(styles.BOARD)
    said = movement_view.sentence(table, NOUN)
    header.answer(said)
    source = words.source_of(ind, figures) if ind else words.MANY_FORMS
    title = f"{table.attrs['name']}：水平与变化（{table.attrs['period_text']}，较{table.attrs['base_text']}）"
    foot = Foot(as_of, source, mark=header.mark(figures.is_demo))

    def define() -> None:
        """How boxes are made; with one indicator also its definition and trace."""
        if ind is None:
            methods.open_methods((*methods.MOVEMENT, *methods.CLASSES, *methods.versions(figures, as_of)))
        else:
            places = dict(zip(table["unit_code"], table["unit_name"], strict=True))
            drawer.open_definition(figures, ind, period, places, next(iter(districts), None), methods.MOVEMENT)

    footers.chart(
        movement_view.picture(table, title=title, foot=foot, focus=districts), key="movement",
        name=f"{table.attrs['name']}_水平与变化_{periods.label_zh(period)}", alt=said, frame=table,
        columns=columns(code), define=define, define_label="算法说明 ›",
        source=footers.Source(as_of, source, figures.snapshot_no, "小于最小有效差的算变化不大；分母小、未报的不归类"),
    )  # fmt: skip
    st.html(movement_view.lists(table))


main()
