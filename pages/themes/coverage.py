"""Organisation and work coverage: what still has to be built, where, and who differs from the whole."""

from dataclasses import dataclass

from dashboard import periods
from dashboard.sentences import coverage as said
from dashboard.ui import cover_view, filters, header, lists, opening, states
from dashboard.ui.cited import Cited, by_methods, cite
from dashboard.ui.cover_view import View
from dashboard.ui.data import Figures
from dashboard.ui.scope import Scope, choose_scope

TITLE = "两个覆盖：还有多少应建未建"
FORM = "T4"


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


def pictures(cited: Cited, chosen: Chosen, view: View) -> None:
    """The item by unit; the funnel; all items."""
    scope, made, by_unit = chosen.scope, by_methods(cover_view.METHODS), cover_view.unit_rows(view)
    told = said.gap_sentence(view.rows, view.total, view.unit)
    cited.chart(cover_view.unit_chart(view, scope, chosen.period, cited.foot(view.unit)), by_unit, made, key="units",
                name=cited.file(chosen.item), alt=told,
                note="工作覆盖含组织覆盖，两者不相加" if view.two else "")  # fmt: skip
    left, right = lists.side_by_side("first")
    with left:
        figure = cover_view.funnel(view, scope, chosen.side, cited.foot())
        if figure is not None:
            cited.chart(figure, by_unit, made, key="funnel", name=cited.file(f"{chosen.item}漏斗图"),
                        alt=said.classes_sentence(view.classed, scope.name, scope.noun))  # fmt: skip
    with right:
        cited.chart(cover_view.items_chart(view, scope, cited.foot()), cover_view.items_rows(view), made, key="items",
                    name=cited.file("各覆盖项目"), alt=told)  # fmt: skip


def names(cited: Cited, chosen: Chosen, view: View) -> None:
    """Where units still have to be covered, town by town."""
    lists.names(f"{chosen.item}应建未建的乡镇街道", cover_view.gap_rows(view), cover_view.gap_columns(view),
                key="gaps", source=cited.source(), empty="没有应建未建的。",
                define=cited.by_definition(chosen.code, view.gaps).open)  # fmt: skip


def main() -> None:
    """Choose, fetch, show, cite."""
    found = opening.opened(TITLE, choose, nothing=lambda: states.no_reports(FORM, "覆盖情况"))
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
    cited = cite(figures, chosen, FORM)
    pictures(cited, chosen, view)
    names(cited, chosen, view)


main()
