"""Organisation and work coverage: what still has to be built, where, and who differs from the whole."""

from dataclasses import dataclass

from dashboard import periods
from dashboard.charts import Figure, Foot
from dashboard.sentences import coverage as said
from dashboard.ui import cover_view, drawer, filters, footers, header, lists, methods, opening, states
from dashboard.ui.cover_view import View
from dashboard.ui.data import Figures
from dashboard.ui.scope import Scope, choose_scope

TITLE = "两个覆盖：还有多少应建未建"


@dataclass(frozen=True)
class Chosen:
    """The row of choices."""

    period: int
    scope: Scope
    code: str
    item: str
    side: str


def choose(figures: Figures) -> Chosen | None:
    """Quarter, scope, cover item, organisation or work; None without cover reports."""
    keys, kinds = figures.ask("cover_periods"), figures.ask("cover_kinds")
    if not keys:
        return None
    with filters.Row() as row:
        period = filters.pick_period(row, keys, "季")
        scope = choose_scope(row, figures, period)
        code = row.one("item", "覆盖项目", kinds, next(iter(kinds)), width=232)
        side = row.one("side", "漏斗图看", cover_view.SIDES, "org", width=136)
    return Chosen(period, scope, code, kinds[code], side)


class Page:
    """Draws the pictures of one run; all of them cite the same date, source and definitions."""

    def __init__(self, figures: Figures, chosen: Chosen, view: View) -> None:
        self.figures, self.chosen, self.view = figures, chosen, view
        self.as_of = periods.as_of_zh(chosen.period)
        self.report = f"《{figures.template_titles()['T4']}》"

    def foot(self, unit: str = "") -> Foot:
        """What stands under each picture."""
        return Foot(self.as_of, self.report, unit, header.mark(self.figures.is_demo))

    def source(self, note: str = "") -> footers.Source:
        """The same for tables."""
        return footers.Source(self.as_of, self.report, self.figures.snapshot_no, note)

    def chart(self, figure: Figure, key: str, name: str, alt: str, rows: cover_view.Rows, note: str = "") -> None:
        """One picture with its foot."""
        footers.chart(figure, key=key, name=f"{name}_{self.chosen.scope.name}_{periods.label(self.chosen.period)}",
                      alt=alt, frame=rows[0], columns=rows[1], source=self.source(note), define_label="算法说明 ›",
                      define=lambda: methods.open_methods(cover_view.METHODS))  # fmt: skip

    def pictures(self) -> None:
        """The item by unit; the funnel; all items."""
        view, scope, chosen = self.view, self.chosen.scope, self.chosen
        told = said.gap_sentence(view.rows, view.total, view.unit)
        note = "工作覆盖含组织覆盖，两者不相加" if view.two else ""
        self.chart(cover_view.unit_chart(view, scope, chosen.period, self.foot(view.unit)), "units", chosen.item, told,
                   cover_view.unit_rows(view), note)  # fmt: skip
        left, right = lists.side_by_side("first")
        with left:
            figure = cover_view.funnel(view, scope, chosen.side, self.foot())
            if figure is not None:
                classes = said.classes_sentence(view.classed, scope.name, scope.noun)
                self.chart(figure, "funnel", f"{chosen.item}漏斗图", classes, cover_view.unit_rows(view))
        with right:
            self.chart(cover_view.items_chart(view, scope, self.foot()), "items", "各覆盖项目", told,
                       cover_view.items_rows(view))  # fmt: skip

    def names(self) -> None:
        """Where units still have to be covered, town by town."""
        view, figures, chosen = self.view, self.figures, self.chosen
        known = dict(zip(view.gaps["unit_code"], view.gaps["unit_name"], strict=True))
        behind = figures.indicators()[chosen.code]
        lists.names(f"{chosen.item}应建未建的乡镇街道", cover_view.gap_rows(view),
                    cover_view.gap_columns(view), key="gaps", source=self.source(),
                    empty="没有应建未建的。",
                    define=lambda: drawer.open_definition(figures, behind, chosen.period, known))  # fmt: skip


def main() -> None:
    """Choose, fetch, show, cite."""
    found = opening.opened(TITLE, choose, nothing=lambda: states.no_reports("T4", "覆盖情况"))
    if found is None:
        return
    figures, chosen = found
    view = cover_view.fetch(figures, chosen.period, chosen.scope, chosen.code, chosen.item, chosen.side)
    if view.total is None:
        states.nothing_for_choice(f"{chosen.scope.name}在{periods.label_zh(chosen.period, '季')}的“{chosen.item}”")
        return
    header.answer(said.item_sentence(view.rows, view.total, chosen.period, view.unit),
                  said.gap_sentence(view.rows, view.total, view.unit),
                  said.classes_sentence(view.classed, chosen.scope.name, chosen.scope.noun))  # fmt: skip
    page = Page(figures, chosen, view)
    page.pictures()
    page.names()


main()
