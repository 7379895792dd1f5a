"""Venues and money: who is below the standard, what communities got of what they are due, how much is paid out."""

from dataclasses import dataclass
from functools import partial

import streamlit as st

from dashboard import catalogue, periods
from dashboard.charts import Foot
from dashboard.queries import support as asked
from dashboard.sentences import support as said
from dashboard.ui import drawer, filters, footers, header, lists, methods, opening, states, tables, words
from dashboard.ui import support_view as view
from dashboard.ui.data import Figures
from dashboard.ui.scope import Scope, choose_scope, known_periods

TITLE = "阵地与经费：场所够不够大，钱到没到位"


@dataclass(frozen=True)
class Chosen:
    """The row of choices."""

    period: int
    scope: Scope

    @property
    def schedule(self) -> float:
        """Share of the year gone by, per cent."""
        return periods.months_in_year(self.period) * 100 / 12


def choose(figures: Figures) -> Chosen | None:
    """Half-year and scope; None without any report."""
    keys = sorted({*known_periods(figures, asked.VENUE), *known_periods(figures, asked.EXECUTION)}, reverse=True)
    if not keys:
        return None
    with filters.Row() as row:
        period = filters.pick_period(row, keys, "半年")
        scope = choose_scope(row, figures, period)
    return Chosen(period, scope)


def venues(figures: Figures, chosen: Chosen, foot: Foot, source: footers.Source) -> str:
    """Classes of floor area and the list of villages below the standard; returns the sentence."""
    scope, period = chosen.scope, chosen.period
    edges = asked.area_edges(catalogue.load())
    table = figures.ask(asked.venue_classes, period_key=period, level=scope.level, under=scope.under)
    sentence = said.venue_sentence(table, scope.name, f"{edges[0]:g}平方米", scope.noun)
    if not sentence:
        states.nothing_for_choice(f"{scope.name}{periods.label_zh(period)}的场所面积")
        return sentence
    rows, columns = view.venue_rows(table, edges)
    footers.chart(view.venue_chart(table, edges, scope, period, foot), key="venues", alt=sentence, frame=rows,
                  columns=columns, source=source, name=f"场所面积_{scope.name}_{periods.label(period)}",
                  define=lambda: drawer.open_definition(figures, figures.indicators()["venue_ok_rate"], period,
                                                        words.places(table)))  # fmt: skip
    return sentence


def money(figures: Figures, chosen: Chosen, foot: Foot, source: footers.Source) -> None:
    """Community funds and the budget by unit, the steps from budget to payment, the check by kind."""
    scope, period = chosen.scope, chosen.period
    table = figures.ask(asked.funds, period_key=period, level=scope.level, under=scope.under)
    rows, columns = view.fund_rows(table)
    drawn = (
        ("fund", asked.FUND_RATE, ("paid", "due", "paid_share", "status"), "社区党组织经费落实",
         ("落实比例", "已落实／应落实（万元）"), "应落实", said.fund_sentence(table, scope.noun)),
        ("budget", asked.EXECUTION, ("spent", "budget", "spent_share", "spent_status"), "党建经费预算执行",
         ("执行率", "实拨／预算（万元）"), "预算", said.budget_sentence(table, chosen.schedule, scope.noun)),
    )  # fmt: skip
    for column, (key, code, names, title, heads, whole, sentence) in zip(
        lists.side_by_side("money"), drawn, strict=True
    ):
        with column:
            figure = view.money_chart(table, names, title=f"{title}（{scope.name}）", heads=heads, whole=whole,
                                      schedule=chosen.schedule, foot=foot)  # fmt: skip
            footers.chart(figure, key=key, alt=sentence, frame=rows, columns=columns, source=source,
                          name=f"{title}_{scope.name}_{periods.label(period)}",
                          define=partial(drawer.open_definition, figures, figures.indicators()[code], period,
                                         words.places(table)))  # fmt: skip
    steps, check = lists.side_by_side("steps")
    with steps:
        figure = view.budget_chart(table, scope, foot)
        if figure is not None:
            footers.chart(figure, key="steps", alt=drawn[1][-1], frame=rows, columns=columns, source=source,
                          name=f"预算到执行_{scope.name}_{periods.label(period)}", define_label="算法说明 ›",
                          define=lambda: methods.open_methods(view.METHODS))  # fmt: skip
    with check:
        kinds = figures.ask(asked.community_kinds, period_key=period, under=scope.under)
        header.section("社区经费按档核对", said.kinds_sentence(kinds, table.attrs.get("due")))
        tables.show(*view.kinds_rows(kinds, table), label="社区经费按档核对")


def main() -> None:
    """Choose, fetch, show, cite."""
    found = opening.opened(TITLE, choose, nothing=lambda: states.no_reports("T5", "阵地与经费"))
    if found is None:
        return
    figures, chosen = found
    as_of, scope = periods.as_of_zh(chosen.period), chosen.scope
    report = f"《{figures.template_titles()['T5']}》"
    source = footers.Source(as_of, report, figures.snapshot_no)
    foot = Foot(as_of, report, "万元", header.mark(figures.is_demo))
    answer = st.container()
    sentence = venues(figures, chosen, Foot(as_of, report, "个", foot.mark), source)
    table = figures.ask(asked.funds, period_key=chosen.period, level=scope.level, under=scope.under)
    with answer:
        header.answer(sentence, said.fund_sentence(table, scope.noun),
                      said.budget_sentence(table, chosen.schedule, scope.noun))  # fmt: skip
    money(figures, chosen, foot, source)
    below = view.below_rows(figures.ask(asked.venues_below, period_key=chosen.period, under=scope.under))
    lists.names("面积不达标的村级场所", below, view.VENUE_COLUMNS, key="below", source=source,
                empty="报了面积的场所都达标，没有缺场所的村。")  # fmt: skip


main()
