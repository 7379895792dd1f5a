"""Venues and money: who is below the standard, what communities got of what they are due, how much is paid out."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from dashboard import catalogue, periods
from dashboard.queries import support as asked
from dashboard.sentences import support as said
from dashboard.ui import filters, header, lists, opening, states, tables
from dashboard.ui import support_view as view
from dashboard.ui.cited import Cited, by_methods, cite
from dashboard.ui.data import Figures
from dashboard.ui.scope import Scope, choose_scope, known_periods

TITLE = "阵地与经费：场所够不够大，钱到没到位"
FORM, AREA_RATE = "T5", "venue_ok_rate"


@dataclass(frozen=True)
class Chosen:
    """The row of choices."""

    period: int
    scope: Scope


def choose(figures: Figures) -> Chosen | None:
    """Half-year and scope; None without any report."""
    keys = sorted({*known_periods(figures, asked.VENUE), *known_periods(figures, asked.EXECUTION)}, reverse=True)
    if not keys:
        return None
    with filters.Row() as row:
        period = filters.pick_period(row, keys, "半年")
        scope = choose_scope(row, figures, period)
    return Chosen(period, scope)


def venues(cited: Cited) -> str:
    """Classes of floor area by unit; returns the sentence."""
    figures, scope, period = cited.figures, cited.scope, cited.period
    edges = asked.area_edges(catalogue.load())
    table = figures.ask(asked.venue_classes, period_key=period, level=scope.level, under=scope.under)
    sentence = said.venue_sentence(table, scope.name, f"{edges[0]:g}平方米", scope.noun)
    if not sentence:
        states.nothing_for_choice(f"{scope.name}{periods.label_zh(period)}的场所面积")
        return sentence
    cited.chart(view.venue_chart(table, edges, scope, period, cited.foot("个")), view.venue_rows(table, edges),
                cited.by_definition(AREA_RATE, table), key="venues", name=cited.file("场所面积"),
                alt=sentence)  # fmt: skip
    return sentence


def money(cited: Cited, schedule: float, table: pd.DataFrame, paid: str, spent: str) -> None:
    """Community funds and the budget by unit, the steps from budget to payment, the check by kind."""
    scope, foot, rows = cited.scope, cited.foot("万元"), view.fund_rows(table)
    drawn = (("fund", asked.FUND_RATE, view.FUNDS, paid), ("budget", asked.EXECUTION, view.BUDGET, spent))
    for column, (key, code, words, sentence) in zip(lists.side_by_side("money"), drawn, strict=True):
        with column:
            cited.chart(view.money_chart(table, words, scope, schedule, foot), rows,
                        cited.by_definition(code, table), key=key, name=cited.file(words.title),
                        alt=sentence)  # fmt: skip
    steps, check = lists.side_by_side("steps")
    with steps:
        figure = view.budget_chart(table, scope, foot)
        if figure is not None:
            cited.chart(figure, rows, by_methods(view.METHODS), key="steps", name=cited.file("预算到执行"),
                        alt=spent)  # fmt: skip
    with check:
        kinds = cited.figures.ask(asked.community_kinds, period_key=cited.period, under=scope.under)
        header.section("社区经费按档核对", said.kinds_sentence(kinds, table.attrs.get("due")))
        tables.show(*view.kinds_rows(kinds, table), label="社区经费按档核对")


def main() -> None:
    """Choose, fetch, show, cite."""
    found = opening.opened(TITLE, choose, nothing=lambda: states.no_reports(FORM, "阵地与经费"))
    if found is None:
        return
    figures, chosen = found
    cited, scope = cite(figures, chosen, FORM), chosen.scope
    answer = st.container()
    sentence = venues(cited)
    table = figures.ask(asked.funds, period_key=chosen.period, level=scope.level, under=scope.under)
    schedule = periods.percent_of_year(chosen.period)
    paid, spent = said.fund_sentence(table, scope.noun), said.budget_sentence(table, schedule, scope.noun)
    with answer:
        header.answer(sentence, paid, spent)
    money(cited, schedule, table, paid, spent)
    below = view.below_rows(figures.ask(asked.venues_below, period_key=chosen.period, under=scope.under))
    lists.names("面积不达标的村级场所", below, view.VENUE_COLUMNS, key="below", source=cited.source(),
                empty="报了面积的场所都达标，没有缺场所的村。")  # fmt: skip


main()
