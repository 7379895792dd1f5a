"""The branch barometer: who stands at which level, whether 雨 is being cleared, which items are lost, one branch."""

from dataclasses import dataclass, replace
from pathlib import Path

import streamlit as st

from dashboard import catalogue, periods
from dashboard.catalogue.barometer import RAIN
from dashboard.charts import Foot
from dashboard.queries import barometer, barometer_card
from dashboard.sentences import barometer as said
from dashboard.ui import barometer_view as view
from dashboard.ui import drawer, filters, footers, header, lists, methods, opening, states, words
from dashboard.ui.data import Figures
from dashboard.ui.scope import Scope, choose_scope, known_periods

TITLE = "党支部晴雨表：变好了吗"
NOTHING = (
    "还没有晴雨表结果",
    "报送《党组织与党员结构汇总表》并入库后自动计算；数据是较早发布的，请管理员重新发布一次。",
)
CODE = "barometer_rain_cnt"
STYLE = Path(filters.__file__).parent / "static" / "barometer.css"


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
        options = filters.unique_labels(zip(listed["unit_code"], listed["unit_name"], strict=True))
        branch = row.one("branch", "看一个支部", options, next(iter(options)), width=300) if options else None
    return Chosen(period, scope, branch)


def explain() -> None:
    """算法说明."""
    rules = catalogue.load()
    methods.open_methods(view.methods_of(rules.numbers, max(item.min_members or 0 for item in rules.barometer.items)))


def levels(figures: Figures, chosen: Chosen, foot: Foot, source: footers.Source) -> None:
    """Shares by unit, the clearing curve and the items lost most."""
    scope, period = chosen.scope, chosen.period
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
    rows, columns = view.shares_rows(units)
    footers.chart(view.shares_chart(units, scope, period, foot), key="shares", frame=rows, columns=columns, alt=answer,
                  name=f"晴雨表_{scope.name}_{periods.label(period)}", source=source,
                  define=lambda: drawer.open_definition(figures, figures.indicators()[CODE], period,
                                                        words.places(units)))  # fmt: skip
    left, right = lists.side_by_side("levels")
    with left:
        rows, columns = view.history_rows(history)
        noted = replace(source, note=view.history_note(history) or source.note)
        footers.chart(view.history_chart(history, scope, foot), key="history", frame=rows, columns=columns, alt=answer,
                      name=f"雨级清零曲线_{scope.name}", source=noted, define_label="算法说明 ›",
                      define=explain)  # fmt: skip
    with right:
        rows, columns = view.items_rows(items)
        footers.chart(view.items_chart(items, scope, foot), key="items", frame=rows, columns=columns, source=source,
                      alt=said.items_sentence(items), name=f"失分项目_{scope.name}_{periods.label(period)}",
                      define=explain, define_label="算法说明 ›")  # fmt: skip


def one_branch(figures: Figures, chosen: Chosen, source: footers.Source) -> None:
    """The weather card of the branch that is chosen."""
    if chosen.branch is None:
        return
    card = figures.ask(barometer_card.barometer_card, unit_code=chosen.branch, period_key=chosen.period)
    name = card.attrs["unit_name"]
    header.section(f"{name}　总评：{card.attrs['overall']}", said.card_sentence(card))
    st.html(view.card_html(card))
    rows, columns = view.card_rows(card)
    footers.foot(key="weather", name=f"晴雨表_{name}_{periods.label(chosen.period)}", frame=rows, columns=columns,
                 source=source, sentence=said.card_sentence(card), title=f"{name}晴雨表",
                 define=explain, define_label="算法说明 ›")  # fmt: skip


def main() -> None:
    """Choose, fetch, show, cite."""
    found = opening.opened(TITLE, choose, nothing=lambda: states.notice(*NOTHING))
    if found is None:
        return
    figures, chosen = found
    st.html(STYLE)
    as_of = periods.as_of_zh(chosen.period)
    titles = figures.template_titles()
    report = "、".join(f"《{titles[name]}》" for name in ("T1", "T2", "T7"))
    source = footers.Source(as_of, report, figures.snapshot_no, "自评用途，不作考核依据")
    levels(figures, chosen, Foot(as_of, f"《{titles['T1']}》等3张表", "个", header.mark(figures.is_demo)), source)
    rain = figures.ask(barometer.barometer_branches, period_key=chosen.period, under=chosen.scope.under, overall=RAIN)
    lists.names("雨级党支部", rain, view.BRANCH_COLUMNS, key="rain", source=source, empty="本期没有总评为雨的党支部。")
    one_branch(figures, chosen, source)


main()
