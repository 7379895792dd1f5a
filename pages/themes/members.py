"""Members: age against the country, education and movement by district, admission against the plan."""

from dataclasses import dataclass, replace

from dashboard import numbers, periods
from dashboard.charts import Line, trend_lines
from dashboard.queries import members as asked
from dashboard.sentences import members as said
from dashboard.ui import filters, header, lists, opening, states, words
from dashboard.ui import members_view as view
from dashboard.ui.cited import Cited, by_methods, cite
from dashboard.ui.data import Figures
from dashboard.ui.scope import Scope, choose_scope, known_periods

TITLE = "队伍：年龄老不老，发展党员超没超计划"
#: The form of members at a day, and the one of what has been done this year.
STOCK, PROGRESS = "T1", "T6"
#: Two whole years where the month is December, else the part of this one and two before.
MONTHS_BACK = 23
AGE_CODES = {"ge61": "member_ge61_ratio", "le35": "member_le35_ratio"}


@dataclass(frozen=True)
class Chosen:
    """The row of choices."""

    period: int
    before: int | None
    scope: Scope


def choose(figures: Figures) -> Chosen | None:
    """Quarter and scope; None without any report."""
    keys = known_periods(figures, asked.TOTAL)
    if not keys:
        return None
    with filters.Row() as row:
        period = filters.pick_period(row, keys, "季")
        scope = choose_scope(row, figures, period)
    return Chosen(period, next((key for key in keys if key < period), None), scope)


def structure(cited: Cited, before: int | None) -> None:
    """Age by unit and the other rates."""
    figures, scope, period = cited.figures, cited.scope, cited.period
    table = figures.ask(asked.members, period_key=period, level=scope.level, under=scope.under, before=before)
    references = {name: figures.ask(asked.reference_of, code=code) for name, code in AGE_CODES.items()}
    answer = said.age_sentence(table, {k: v[0] for k, v in references.items() if v}, before, scope.noun)
    plan = figures.ask(asked.admission, period_key=period, level=filters.DISTRICT)
    header.answer(answer, said.missing_sentence(table, scope.noun), said.admission_sentence(plan, "县市区"))
    lines = [Line(view.from_left(name, found[0]), f"全国 {numbers.format_value(found[0], '%')}")
             for name, found in references.items() if found]  # fmt: skip
    foot, national = cited.foot("%"), references["ge61"]
    note = f"全国线为{national[2]}公报数，只作参照" if national else ""
    cited.chart(view.age_chart(table, scope, period, lines, foot), view.age_rows(table),
                cited.by_definition(AGE_CODES["ge61"], table), key="ages", name=cited.file("党员年龄构成"),
                alt=answer, note=note)  # fmt: skip
    rates = figures.ask(asked.member_rates, period_key=period, level=scope.level, under=scope.under)
    both = replace(foot, source=words.source_of(figures.indicators()[asked.TRANSFER], figures))
    cited.chart(view.rates_chart(rates, scope.name, scope, both), view.rates_rows(rates), by_methods(view.METHODS),
                key="rates", name=cited.file("党员队伍比率"), alt=answer, note=note)  # fmt: skip


def admission(cited: Cited) -> None:
    """Admission against the plan by district, and over time with the share of those up to 35."""
    plan = cited.figures.ask(asked.admission, period_key=cited.period, level=filters.DISTRICT)
    header.section("发展党员：对时序，不越总量")
    sentence = said.admission_sentence(plan, "县市区")
    if not sentence:
        states.nothing_for_choice(f"{periods.label_zh(cited.period)}发展党员计划")
        return
    cited.chart(view.plan_chart(plan, plan.attrs["whole_name"], cited.period, cited.foot("%")), view.plan_rows(plan),
                cited.by_definition(asked.PLAN_RATE, plan), key="plan",
                name=f"发展党员_{periods.label(cited.period)}", alt=sentence)  # fmt: skip
    for column, code in zip(lists.side_by_side("admission"), (asked.PLAN_RATE, asked.YOUNG_RATE), strict=True):
        with column:
            over_time(cited, code)


def over_time(cited: Cited, code: str) -> None:
    """One rate month by month: the whole, or the district chosen among the others."""
    figures, scope, ind = cited.figures, cited.scope, cited.figures.indicators()[code]
    units = (scope.under,) if scope.under else ()
    frame = figures.ask("trend", code=code, units=units, start=cited.period - MONTHS_BACK, end=cited.period,
                        level=filters.DISTRICT)  # fmt: skip
    found = figures.ask(asked.reference_of, code=code)
    figure = trend_lines(
        frame, title=ind.name, foot=cited.foot("%"), restarts=ind.accumulates, height=440,
        target=found[0] if found else None,
        target_words=f"全国 {numbers.format_value(found[0], '%')}（{found[2]}）" if found else "",
    )  # fmt: skip
    cited.chart(figure, (view.trend_rows(frame), view.TREND_COLUMNS), cited.by_definition(code), key=f"trend-{code}",
                name=f"{ind.name}_{periods.label(cited.period)}",
                alt="".join(words.trend_answer(frame, ind)))  # fmt: skip


def main() -> None:
    """Choose, fetch, show, cite."""
    found = opening.opened(TITLE, choose, nothing=lambda: states.no_reports(STOCK, "党员队伍"))
    if found is None:
        return
    figures, chosen = found
    structure(cite(figures, chosen, STOCK), chosen.before)
    admission(cite(figures, chosen, PROGRESS))


main()
