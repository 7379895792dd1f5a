"""Members: age against the country, education and movement by district, admission against the plan."""

from dataclasses import dataclass, replace

from dashboard import numbers, periods
from dashboard.charts import Foot, Line, trend_lines
from dashboard.queries import members as asked
from dashboard.sentences import members as said
from dashboard.ui import drawer, filters, footers, header, lists, methods, opening, states, words
from dashboard.ui import members_view as view
from dashboard.ui.data import Figures
from dashboard.ui.scope import Scope, choose_scope, known_periods

TITLE = "队伍：年龄老不老，发展党员超没超计划"
#: Two whole years where the month is December, else the part of this one and two before.
YEARS_SHOWN = 23
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


def structure(figures: Figures, chosen: Chosen, foot: Foot, source: footers.Source) -> None:
    """Age by unit and the other rates."""
    scope, period = chosen.scope, chosen.period
    table = figures.ask(asked.members, period_key=period, level=scope.level, under=scope.under, before=chosen.before)
    references = {name: figures.ask(asked.reference_of, code=code) for name, code in AGE_CODES.items()}
    answer = said.age_sentence(table, {k: v[0] for k, v in references.items() if v}, chosen.before, scope.noun)
    plan = figures.ask(asked.admission, period_key=period, level=filters.DISTRICT)
    header.answer(answer, said.missing_sentence(table, scope.noun), said.admission_sentence(plan, "县市区"))
    lines = [Line(view.from_left(name, found[0]), f"全国 {numbers.format_value(found[0], '%')}")
             for name, found in references.items() if found]  # fmt: skip
    rows, columns = view.age_rows(table)
    footers.chart(view.age_chart(table, scope, period, lines, foot), key="ages", alt=answer, frame=rows,
                  columns=columns, source=source, name=f"党员年龄构成_{scope.name}_{periods.label(period)}",
                  define=lambda: drawer.open_definition(figures, figures.indicators()[AGE_CODES["ge61"]], period,
                                                        words.places(table)))  # fmt: skip
    rates = figures.ask(asked.member_rates, period_key=period, level=scope.level, under=scope.under)
    rows, columns = view.rates_rows(rates)
    both = replace(foot, source=words.source_of(figures.indicators()[asked.TRANSFER], figures))
    footers.chart(view.rates_chart(rates, scope.name, scope, both), key="rates", alt=answer, frame=rows,
                  columns=columns, source=source, name=f"党员队伍比率_{scope.name}_{periods.label(period)}",
                  define=lambda: methods.open_methods(view.METHODS), define_label="算法说明 ›")  # fmt: skip


def admission(figures: Figures, chosen: Chosen, foot: Foot, source: footers.Source) -> None:
    """Admission against the plan by district, and over time with the share of those up to 35."""
    plan = figures.ask(asked.admission, period_key=chosen.period, level=filters.DISTRICT)
    header.section("发展党员：对时序，不越总量")
    sentence = said.admission_sentence(plan, "县市区")
    if not sentence:
        states.nothing_for_choice(f"{periods.label_zh(chosen.period)}发展党员计划")
        return
    rows, columns = view.plan_rows(plan)
    footers.chart(view.plan_chart(plan, plan.attrs["whole_name"], chosen.period, foot), key="plan", alt=sentence,
                  frame=rows, columns=columns, source=source, name=f"发展党员_{periods.label(chosen.period)}",
                  define=lambda: drawer.open_definition(figures, figures.indicators()[asked.PLAN_RATE], chosen.period,
                                                        words.places(plan)))  # fmt: skip
    for column, code in zip(lists.side_by_side("admission"), (asked.PLAN_RATE, asked.YOUNG_RATE), strict=True):
        with column:
            over_time(figures, chosen, code, foot)


def over_time(figures: Figures, chosen: Chosen, code: str, foot: Foot) -> None:
    """One rate month by month: the whole, or the district chosen among the others."""
    ind = figures.indicators()[code]
    units = (chosen.scope.under,) if chosen.scope.under else ()
    frame = figures.ask("trend", code=code, units=units, start=chosen.period - YEARS_SHOWN, end=chosen.period,
                        level=filters.DISTRICT)  # fmt: skip
    found = figures.ask(asked.reference_of, code=code)
    sentence = "".join(words.trend_answer(frame, ind))
    figure = trend_lines(
        frame, title=ind.name, foot=foot, restarts=ind.accumulates, height=440, target=found[0] if found else None,
        target_words=f"全国 {numbers.format_value(found[0], '%')}（{found[2]}）" if found else "",
    )  # fmt: skip
    footers.chart(figure, key=f"trend-{code}", alt=sentence, frame=view.trend_rows(frame), columns=view.TREND_COLUMNS,
                  source=footers.Source(foot.as_of, foot.source, figures.snapshot_no),
                  name=f"{ind.name}_{periods.label(chosen.period)}",
                  define=lambda: drawer.open_definition(figures, ind, chosen.period, {}))  # fmt: skip


def main() -> None:
    """Choose, fetch, show, cite."""
    found = opening.opened(TITLE, choose, nothing=lambda: states.no_reports("T1", "党员队伍"))
    if found is None:
        return
    figures, chosen = found
    as_of, titles = periods.as_of_zh(chosen.period), figures.template_titles()
    mark = header.mark(figures.is_demo)
    report = f"《{titles['T1']}》"
    national = figures.ask(asked.reference_of, code=AGE_CODES["ge61"])
    note = f"全国线为{national[2]}公报数，只作参照" if national else ""
    structure(figures, chosen, Foot(as_of, report, "%", mark),
              footers.Source(as_of, report, figures.snapshot_no, note))  # fmt: skip
    progress = f"《{titles['T6']}》"
    admission(figures, chosen, Foot(as_of, progress, "%", mark), footers.Source(as_of, progress, figures.snapshot_no))


main()
