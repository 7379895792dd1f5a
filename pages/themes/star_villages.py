"""Stars of rural Party organisations: the structure by district, who rose and fell, whose star runs out."""

from dataclasses import dataclass

from dashboard import periods
from dashboard.queries.stars import DUE_WITHIN, LEVEL, RATE
from dashboard.sentences import stars as said
from dashboard.ui import filters, header, lists, opening, star_view, states
from dashboard.ui.cited import Cited, by_methods, cite
from dashboard.ui.data import Figures
from dashboard.ui.scope import Scope, choose_scope

TITLE = "星级结构怎样，谁升了谁降了"
FORM = "T2"


@dataclass(frozen=True)
class Chosen:
    """The row of choices."""

    period: int
    before: int | None
    scope: Scope
    shares: bool
    moved_only: bool


def choose(figures: Figures) -> Chosen | None:
    """Round, round compared with, scope, shares or counts; None without ratings."""
    rounds = figures.ask("star_rounds")
    if not rounds:
        return None
    with filters.Row() as row:
        period = filters.pick_period(row, rounds, "批次")
        scope = choose_scope(row, figures, period)
        measure = row.one("measure", "条形", star_view.MEASURES, "share", width=124)
        earlier = {periods.label(key): f"{periods.label_zh(key)}批次" for key in rounds if key < period}
        before = row.one("since", "流向比", earlier, next(iter(earlier)), width=176) if earlier else None
        drawn = row.one("flows", "流向图", star_view.DRAWN, "moved", width=124)
    since = periods.parse_period(before) if before else None
    return Chosen(period, since, scope, measure == "share", drawn == "moved")


def flows(cited: Cited, chosen: Chosen, view: star_view.View) -> None:
    """Old star to present star, and the names of those who lost one."""
    if chosen.before is None or view.flows is None or view.losses is None:
        return
    carried = said.carried_words(view.table)
    figure = star_view.flows_chart(
        view.flows, chosen.scope, chosen.before, chosen.period, cited.foot("个"), moved_only=chosen.moved_only
    )
    if figure is not None:
        cited.chart(figure, star_view.flow_rows(view.flows), by_methods(star_view.METHODS), key="flows",
                    name=cited.file("星级流向"), alt=view.moved, note=carried)  # fmt: skip
    lists.names("降星、摘星的党组织", view.losses, star_view.LOSS_COLUMNS, key="losses", source=cited.source(carried),
                empty="与所选批次比，没有降星、摘星的党组织。",
                define=cited.by_definition(LEVEL, view.losses).open)  # fmt: skip


def due(cited: Cited) -> None:
    """Reviews that are due."""
    found = cited.figures.ask("star_due", period_key=cited.period, under=cited.scope.under)
    sentence = said.due_sentence(found, DUE_WITHIN)
    if found is None:
        header.section("到期核验", sentence)
        return
    lists.names(f"{DUE_WITHIN}个月内到期或逾期未核验的党组织", found, star_view.DUE_COLUMNS,
                key="due", source=cited.source(star_view.NOT_COUNTED), empty=sentence, hint=sentence)  # fmt: skip


def main() -> None:
    """Choose, fetch, show, cite."""
    found = opening.opened(TITLE, choose, nothing=lambda: states.no_reports(FORM, "星级评定"))
    if found is None:
        return
    figures, chosen = found
    cited = cite(figures, chosen, FORM)
    view = star_view.fetch(figures, chosen.period, chosen.before, chosen.scope)
    header.answer(view.structure, view.moved)
    note = "；".join(filter(None, [star_view.NOT_COUNTED, said.standing_words(view.table)]))
    cited.chart(star_view.structure_chart(view.table, chosen.scope, chosen.period, chosen.shares, cited.foot("个")),
                star_view.structure_rows(view.table), cited.by_definition(RATE, view.table), key="stars",
                name=cited.file("星级结构"), alt=view.structure, note=note)  # fmt: skip
    flows(cited, chosen, view)
    due(cited)


main()
