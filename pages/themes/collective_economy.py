"""Income of village collectives: what it rests on, how it is spread, who is under the line and by how much."""

from dataclasses import dataclass

from dashboard import periods
from dashboard.charts import Figure, Foot
from dashboard.queries.village_income import TOTAL, ZERO
from dashboard.sentences import village_income as said
from dashboard.ui import drawer, filters, footers, header, income_view, lists, methods, opening, states, tables
from dashboard.ui.data import Figures
from dashboard.ui.income_view import View
from dashboard.ui.scope import Scope, choose_scope

TITLE = "集体经济：靠什么增长，还差多少"


@dataclass(frozen=True)
class Chosen:
    """The row of choices, with what every picture cites."""

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


class Page:
    """Draws the pictures of one run; all of them cite the same date, source and definitions."""

    def __init__(self, figures: Figures, chosen: Chosen, view: View) -> None:
        self.figures, self.chosen, self.view = figures, chosen, view
        self.as_of = periods.as_of_zh(chosen.period)
        self.report = f"《{figures.template_titles()['T3']}》"

    def foot(self, unit: str) -> Foot:
        """What stands under each picture."""
        return Foot(self.as_of, self.report, unit, header.mark(self.figures.is_demo))

    def source(self, note: str = "") -> footers.Source:
        """The same for tables."""
        return footers.Source(self.as_of, self.report, self.figures.snapshot_no, note)

    def chart(self, figure: Figure, key: str, name: str, alt: str, rows: income_view.Rows, note: str = "") -> None:
        """One picture with its foot."""
        steps = income_view.methods(self.figures, self.view.summary.attrs["standard"])
        footers.chart(figure, key=key, name=f"{name}_{self.chosen.scope.name}_{periods.label(self.chosen.period)}",
                      alt=alt, frame=rows[0], columns=rows[1], source=self.source(note), define_label="算法说明 ›",
                      define=lambda: methods.open_methods(steps))  # fmt: skip

    def pictures(self) -> None:
        """What it rests on; bands; spread and clearance."""
        view, scope, basis = self.view, self.chosen.scope, self.chosen.basis
        paired = income_view.paired_chart(view.overview, scope, self.chosen.period, self.foot("万元"))
        self.chart(paired, "pairs", "收入构成", said.growth_sentence(view.overview),
                   income_view.overview_rows(view.overview))  # fmt: skip
        left, right = lists.side_by_side("first")
        bands, gap = income_view.bands_rows(view.bands), said.gap_sentence(view.summary)
        with left:
            self.chart(income_view.bands_chart(view, scope, basis, self.foot("个")), "bands", "收入分档", gap, bands)
        with right:
            self.chart(
                income_view.columns_chart(view.bands, scope, basis, self.foot("个")), "columns", "收入分布", gap, bands
            )
        left, right = lists.side_by_side("second")
        spread, curve = said.spread_sentence(view.summary), said.clearance_sentence(view.curve, self.chosen.period)
        with left:
            header.answer(spread)
            self.chart(income_view.spread_chart(view.summary, scope, self.foot("万元")), "spread", "村际差距", spread,
                       income_view.summary_rows(view.summary))  # fmt: skip
        with right:
            header.answer(curve)
            if len(view.curve):
                figure = income_view.clearance_chart(view.curve, scope, self.foot("个"))
                self.chart(figure, "clearance", "空白村清零", curve, income_view.curve_rows(view.curve))

    def names(self) -> None:
        """How far each unit has to go, and the villages asked for by name."""
        view, figures, period, kind = self.view, self.figures, self.chosen.period, self.chosen.kind
        header.section(
            "还差几个村、多少万元",
            "补到线上还差＝各未达标村离达标线的差额之和，不拿多的村补少的村；"
            "距年度目标还差的合计按总数算，超额的可以抵",
        )
        rows, columns = income_view.summary_rows(view.summary)
        shown = [column for column in columns if column.field not in income_view.SPREAD]
        tables.show(rows, shown, label="各单位距达标线和目标的差距")
        word = income_view.KINDS[kind]
        known = dict(zip(view.villages["unit_code"], view.villages["unit_name"], strict=True))
        behind = figures.indicators()[ZERO if kind == "zero" else TOTAL]
        lists.names(word, income_view.village_rows(view.villages), income_view.VILLAGE_COLUMNS,
                    key="villages", source=self.source(), empty=f"没有{word}。",
                    every=lambda: income_view.every_village(figures, period, self.chosen.scope, kind),
                    define=lambda: drawer.open_definition(figures, behind, period, known))  # fmt: skip


def main() -> None:
    """Choose, fetch, show, cite."""
    found = opening.opened(TITLE, choose, nothing=lambda: states.no_reports("T3", "村级集体经济收入"))
    if found is None:
        return
    figures, chosen = found
    view = income_view.fetch(figures, chosen.period, chosen.scope, chosen.basis, chosen.kind)
    if not view.overview.attrs["whole"]["n"]:
        states.nothing_for_choice(f"{chosen.scope.name}在{periods.label_zh(chosen.period)}的村级集体经济收入")
        return
    header.answer(said.overview_sentence(view.overview, chosen.period), said.growth_sentence(view.overview),
                  said.gap_sentence(view.summary))  # fmt: skip
    page = Page(figures, chosen, view)
    page.pictures()
    page.names()


main()
