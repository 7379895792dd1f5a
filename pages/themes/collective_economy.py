"""Income of village collectives: what it rests on, how it is spread, who is under the line and by how much."""

from dataclasses import dataclass

from dashboard import periods
from dashboard.queries.village_income import TOTAL
from dashboard.sentences import village_income as said
from dashboard.ui import filters, header, income_view, lists, opening, states, tables
from dashboard.ui.cited import Cited, by_methods, cite
from dashboard.ui.data import Figures
from dashboard.ui.income_view import View
from dashboard.ui.scope import Scope, choose_scope

TITLE = "集体经济：靠什么增长，还差多少"
FORM = "T3"


@dataclass(frozen=True)
class Chosen:
    """The row of choices: what is banded, and which villages are named."""

    period: int
    scope: Scope
    basis: str
    kind: str


def choose(figures: Figures) -> Chosen | None:
    """Month, scope, what is banded, which villages are named; None without incomes."""
    keys = figures.ask("income_periods")
    if not keys:
        return None
    with filters.Row() as row:
        period = filters.pick_period(row, keys)
        scope = choose_scope(row, figures, period)
        basis = row.one("basis", "分档", income_view.BASES, TOTAL, width=148)
        kind = row.one("villages", "名单", income_view.KINDS, "below", width=136)
    return Chosen(period, scope, basis, kind)


def pictures(cited: Cited, view: View, basis: str) -> None:
    """What it rests on; bands; spread and clearance."""
    scope, period = cited.scope, cited.period
    made = by_methods(income_view.methods(cited.figures, view.summary.attrs["standard"]))
    paired = income_view.paired_chart(view.overview, scope, period, cited.foot("万元"))
    cited.chart(paired, income_view.overview_rows(view.overview), made, key="pairs", name=cited.file("收入构成"),
                alt=said.growth_sentence(view.overview))  # fmt: skip
    bands, gap = income_view.bands_rows(view.bands), said.gap_sentence(view.summary)
    left, right = lists.side_by_side("first")
    with left:
        cited.chart(income_view.bands_chart(view, scope, basis, cited.foot("个")), bands, made, key="bands",
                    name=cited.file("收入分档"), alt=gap)  # fmt: skip
    with right:
        cited.chart(income_view.columns_chart(view.bands, scope, basis, cited.foot("个")), bands, made, key="columns",
                    name=cited.file("收入分布"), alt=gap)  # fmt: skip
    spread, curve = said.spread_sentence(view.summary), said.clearance_sentence(view.curve, period)
    left, right = lists.side_by_side("second")
    with left:
        header.answer(spread)
        cited.chart(income_view.spread_chart(view.summary, scope, cited.foot("万元")),
                    income_view.summary_rows(view.summary), made, key="spread", name=cited.file("村际差距"),
                    alt=spread)  # fmt: skip
    with right:
        header.answer(curve)
        if len(view.curve):
            cited.chart(income_view.clearance_chart(view.curve, scope, cited.foot("个")),
                        income_view.curve_rows(view.curve), made, key="clearance", name=cited.file("空白村清零"),
                        alt=curve)  # fmt: skip


def names(cited: Cited, view: View, kind: str) -> None:
    """How far each unit has to go, and the villages asked for by name."""
    header.section("还差几个村、多少万元", income_view.SHORTFALL_HINT)
    rows, columns = income_view.shortfall_rows(view.summary)
    tables.show(rows, columns, label="各单位距达标线和目标的差距")
    word = income_view.KINDS[kind]
    lists.names(word, income_view.village_rows(view.villages), income_view.VILLAGE_COLUMNS,
                key="villages", source=cited.source(), empty=f"没有{word}。",
                every=lambda: income_view.every_village(cited.figures, cited.period, cited.scope, kind),
                define=cited.by_definition(income_view.BEHIND.get(kind, TOTAL), view.villages).open)  # fmt: skip


def main() -> None:
    """Choose, fetch, show, cite."""
    found = opening.opened(TITLE, choose, nothing=lambda: states.no_reports(FORM, "村级集体经济收入"))
    if found is None:
        return
    figures, chosen = found
    view = income_view.fetch(figures, chosen.period, chosen.scope, chosen.basis, chosen.kind)
    if not view.overview.attrs["whole"]["n"]:
        states.nothing_for_choice(f"{chosen.scope.name}在{periods.label_zh(chosen.period)}的村级集体经济收入")
        return
    header.answer(said.overview_sentence(view.overview, chosen.period), said.growth_sentence(view.overview),
                  said.gap_sentence(view.summary))  # fmt: skip
    cited = cite(figures, chosen, FORM)
    pictures(cited, view, chosen.basis)
    names(cited, view, chosen.kind)


main()
