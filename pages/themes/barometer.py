"""The branch barometer: who stands at which level, whether 雨 is being cleared, which items are lost, one branch."""

from dataclasses import dataclass

import streamlit as st

from dashboard import periods
from dashboard.catalogue.barometer import RAIN
from dashboard.queries import barometer, barometer_card
from dashboard.sentences import barometer as said
from dashboard.ui import barometer_view as view
from dashboard.ui import filters, footers, header, lists, opening, states, styles
from dashboard.ui.cited import Cited, by_methods, cite
from dashboard.ui.data import Figures
from dashboard.ui.scope import Scope, choose_scope, known_periods

TITLE = "党支部晴雨表：变好了吗"
NOTHING = (
    "还没有晴雨表结果",
    "报送《党组织与党员结构汇总表》并入库后自动计算；数据是较早发布的，请管理员重新发布一次。",
)
CODE = "barometer_rain_cnt"
#: The forms that feed the items.
FORMS = ("T1", "T2", "T7")


@dataclass(frozen=True)
class Chosen:
    """The row of choices and what it rests on."""

    period: int
    scope: Scope
    branch: str | None


def choose(figures: Figures) -> Chosen | None:
    """Quarter, scope and branch; None without any result."""
    keys = known_periods(figures, CODE) if figures.ask(barometer.has_barometer) else []
    if not keys:
        return None
    with filters.Row() as row:
        period = filters.pick_period(row, keys, "季")
        scope = choose_scope(row, figures, period)
        # Among all branches of a city there is nothing to pick from: those at 雨, or all of one district.
        overall = RAIN if scope.under is None else None
        listed = figures.ask(barometer.barometer_branches, period_key=period, under=scope.under, overall=overall)
        options = filters.names_of(listed)
        branch = row.one("branch", "看一个支部", options, next(iter(options)), width=300) if options else None
    return Chosen(period, scope, branch)


def levels(cited: Cited) -> None:
    """Shares by unit, the clearing curve and the items lost most."""
    figures, scope, period = cited.figures, cited.scope, cited.period
    place = figures.ask(barometer.scope_of, period_key=period, under=scope.under)
    units = figures.ask(barometer.barometer_units, period_key=period, under=scope.under)
    history = figures.ask(barometer.barometer_history, unit_code=place.unit_code)
    history = history[history["period_key"] <= period]
    if history.empty:
        states.nothing_for_choice(f"{scope.name}{periods.label_zh(period, '季')}的晴雨表")
        return
    items = figures.ask(barometer.barometer_items, period_key=period, unit_key=place.unit_key)
    answer = said.level_sentence(history, units, period, scope.name, scope.noun)
    header.answer(answer, said.missing_sentence(units, scope.noun), said.items_sentence(items))
    foot, made = cited.foot("个"), by_methods(view.methods_now())
    cited.chart(view.shares_chart(units, scope, period, foot), view.shares_rows(units),
                cited.by_definition(CODE, units), key="shares", name=cited.file("晴雨表"), alt=answer,
                note=view.PURPOSE)  # fmt: skip
    left, right = lists.side_by_side("levels")
    with left:
        cited.chart(view.history_chart(history, scope, foot), view.history_rows(history), made, key="history",
                    name=f"雨级清零曲线_{scope.name}", alt=answer,
                    note=view.history_note(history) or view.PURPOSE)  # fmt: skip
    with right:
        cited.chart(view.items_chart(items, scope, foot), view.items_rows(items), made, key="items",
                    name=cited.file("失分项目"), alt=said.items_sentence(items), note=view.PURPOSE)  # fmt: skip


def one_branch(cited: Cited, branch: str) -> None:
    """The weather card of the branch that is chosen."""
    card = cited.figures.ask(barometer_card.barometer_card, unit_code=branch, period_key=cited.period)
    name, sentence = card.attrs["unit_name"], said.card_sentence(card)
    header.section(f"{name}　总评：{card.attrs['overall']}", sentence)
    st.html(view.card_html(card))
    rows, columns = view.card_rows(card)
    made = by_methods(view.methods_now())
    footers.foot(key="weather", name=f"晴雨表_{name}_{periods.label(cited.period)}", frame=rows, columns=columns,
                 source=cited.source(view.PURPOSE), sentence=sentence, title=f"{name}晴雨表", define=made.open,
                 define_label=made.label)  # fmt: skip


def main() -> None:
    """Choose, fetch, show, cite."""
    found = opening.opened(TITLE, choose, nothing=lambda: states.notice(*NOTHING))
    if found is None:
        return
    figures, chosen = found
    st.html(styles.BAROMETER)
    cited = cite(figures, chosen, *FORMS)
    levels(cited)
    rain = figures.ask(barometer.barometer_branches, period_key=chosen.period, under=chosen.scope.under, overall=RAIN)
    lists.names("雨级党支部", rain, view.BRANCH_COLUMNS, key="rain", source=cited.source(view.PURPOSE),
                empty="本期没有总评为雨的党支部。")  # fmt: skip
    if chosen.branch is not None:
        one_branch(cited, chosen.branch)


main()
