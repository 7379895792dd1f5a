"""Stars of rural Party organisations: the structure by district, who rose and fell, whose star runs out."""

from dataclasses import dataclass, replace

from dashboard import periods
from dashboard.charts import Foot
from dashboard.queries.stars import DUE_WITHIN, LEVEL, RATE
from dashboard.sentences import stars as said
from dashboard.ui import drawer, filters, footers, header, lists, methods, opening, star_view, states, words
from dashboard.ui.data import Figures
from dashboard.ui.scope import Scope, choose_scope

TITLE = "星级结构怎样，谁升了谁降了"


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


def flows(figures: Figures, chosen: Chosen, source: footers.Source, foot: Foot, view: star_view.View) -> None:
    """Old star to present star, and the names of those who lost one."""
    if chosen.before is None or view.flows is None or view.losses is None:
        return
    figure = star_view.flows_chart(
        view.flows, chosen.scope, chosen.before, chosen.period, foot, moved_only=chosen.moved_only
    )
    cited = footers.Source(source.as_of, source.source, source.snapshot_no, said.carried_words(view.table))
    rows, columns = star_view.flow_rows(view.flows)
    if figure is not None:
        footers.chart(
            figure,
            key="flows",
            name=f"星级流向_{chosen.scope.name}_{periods.label(chosen.period)}",
            alt=view.moved,
            frame=rows,
            columns=columns,
            source=cited,
            define=lambda: methods.open_methods(star_view.METHODS),
            define_label="算法说明 ›",
        )
    names = dict(zip(view.losses["unit_code"], view.losses["unit_name"], strict=True))
    level = figures.indicators()[LEVEL]
    lists.names("降星、摘星的党组织", view.losses, star_view.LOSS_COLUMNS, key="losses", source=cited,
                empty="与所选批次比，没有降星、摘星的党组织。",
                define=lambda: drawer.open_definition(figures, level, chosen.period, names))  # fmt: skip


def due(figures: Figures, chosen: Chosen, source: footers.Source) -> None:
    """Reviews that are due."""
    found = figures.ask("star_due", period_key=chosen.period, under=chosen.scope.under)
    sentence = said.due_sentence(found, DUE_WITHIN)
    if found is None:
        header.section("到期核验", sentence)
        return
    lists.names(f"{DUE_WITHIN}个月内到期或逾期未核验的党组织", found, star_view.DUE_COLUMNS,
                key="due", source=source, empty=sentence, hint=sentence)  # fmt: skip


def main() -> None:
    """Choose, fetch, show, cite."""
    found = opening.opened(TITLE, choose, nothing=lambda: states.no_reports("T2", "星级评定"))
    if found is None:
        return
    figures, chosen = found
    as_of, scope = periods.as_of_zh(chosen.period), chosen.scope
    report = f"《{figures.template_titles()['T2']}》"
    source = footers.Source(as_of, report, figures.snapshot_no, "拟评定、未命名的不计入星级")
    foot = Foot(as_of, report, "个", header.mark(figures.is_demo))
    view = star_view.fetch(figures, chosen.period, chosen.before, scope)
    header.answer(view.structure, view.moved)
    rows, columns = star_view.structure_rows(view.table)
    footers.chart(
        star_view.structure_chart(view.table, scope, chosen.period, chosen.shares, foot),
        key="stars",
        name=f"星级结构_{scope.name}_{periods.label(chosen.period)}",
        alt=view.structure,
        frame=rows,
        columns=columns,
        source=replace(source, note="；".join(filter(None, [source.note, said.standing_words(view.table)]))),
        define=lambda: drawer.open_definition(
            figures, figures.indicators()[RATE], chosen.period, words.places(view.table)
        ),
    )
    flows(figures, chosen, source, foot, view)
    due(figures, chosen, source)


main()
