"""What the trend page shows: lines with the year's end, two years, natural variation, parts of a change."""

from dataclasses import dataclass

import pandas as pd

from dashboard import levels, numbers, periods
from dashboard.charts import Foot, Mark, control_chart, paired_columns, split_bars, trend_lines
from dashboard.charts.time_axis import period_step
from dashboard.frames import records
from dashboard.queries import signals
from dashboard.queries.forecast import forecast_rows
from dashboard.sentences.course import forecast_sentence, limits_sentence, split_sentence, year_sentence
from dashboard.ui import footers, header, methods, words, years
from dashboard.ui.data import Figures
from dashboard.ui.selection import Selection
from dashboard.ui.tables import Column, Rows
from dashboard.ui.view import View

LINES, YEARS, LIMITS, SPLIT = "line", "years", "limits", "split"
NAMES = {LINES: "走势", YEARS: "同比", LIMITS: "当期波动", SPLIT: "变化分解"}
LONGEST_MARK = 28
#: So many chosen units are named in the title.
NAMED = 2
#: What the page's own sentences say already.
TOLD = ("target_out", "silent", "late")


@dataclass(frozen=True)
class Asked:
    """A choice and its lines: `frame` as given by `queries.trend`, `base` the period that a change is split from."""

    figures: Figures
    chosen: Selection
    frame: pd.DataFrame
    base: int | None

    @property
    def unit(self) -> str | None:
        """Code of the unit told about, None for the whole."""
        return next(iter(self.chosen.districts), None)

    @property
    def name(self) -> str:
        """Its name."""
        line = signals.told_line(self.frame)
        return str(line["unit_name"].iloc[-1]) if len(line) else ""

    def foot(self, unit: str) -> Foot:
        """What stands in the picture's foot."""
        source = words.source_of(self.chosen.indicator, self.figures)
        return Foot(self.chosen.as_of, source, unit, header.mark(self.figures.is_demo))

    def source(self, note: str) -> footers.Source:
        """What is cited below the picture."""
        source = words.source_of(self.chosen.indicator, self.figures)
        return footers.Source(self.chosen.as_of, source, self.figures.snapshot_no, note)


def offered(chosen: Selection, level_is_whole: bool) -> dict[str, str]:
    """Views that can say something about the indicator."""
    ind = chosen.indicator
    there = {
        LINES: True, YEARS: ind.frequency not in ("年", "批次", "届"),
        LIMITS: ind.is_flow or not ind.accumulates, SPLIT: ind.has_denominator and level_is_whole,
    }  # fmt: skip
    return {name: NAMES[name] for name, is_there in there.items() if is_there}


def make(name: str, asked: Asked) -> View | None:
    """The view of this name; None where there is nothing to show."""
    return {YEARS: two_years, LIMITS: limits, SPLIT: split}.get(name, lines)(asked)


def marks(frame: pd.DataFrame) -> list[Mark]:
    """Breaks and mergers of the lines shown strong, one mark a month."""
    noted = frame[(frame["note"] != "") | frame["is_break"]]
    found: dict[int, Mark] = {}
    for key, rows in noted.groupby("period_key"):
        texts = dict.fromkeys(part for note in rows["note"] if note for part in note.split("；"))
        text = "；".join(texts) or "口径调整"
        short = text if len(text) <= LONGEST_MARK else f"{text[: LONGEST_MARK - 1]}…"
        found[int(key)] = Mark(int(key), short, bool(rows["is_break"].any()))
    return list(found.values())


def comparable(frame: pd.DataFrame, chosen: Selection) -> pd.DataFrame:
    """What belongs in one picture: beside a sum over all units the single units would lie flat on the axis."""
    if chosen.indicator.has_denominator:
        return frame
    kept = frame[frame["role"] != "whole"] if chosen.districts else frame[frame["role"] == "whole"]
    return kept if kept["value"].notna().any() else frame


def lines(asked: Asked) -> View:
    """Lines over time, and dotted where the year will end."""
    chosen, frame = asked.chosen, asked.frame
    ind = chosen.indicator
    drawn = comparable(frame, chosen)
    sentences = words.trend_answer(frame, ind)
    marker = signals.real_trend(ind, signals.told_line(frame))
    if marker is not None and marker.movement in ("up", "down"):
        sentences.append(f"{asked.name}{marker.caption}")
    expected = asked.figures.ask("forecast", code=ind.code, period_key=chosen.period, unit=asked.unit)
    if expected is not None:
        sentences.append(forecast_sentence(expected, ind))
        if expected.path:
            drawn = pd.concat([drawn.assign(estimated=False), forecast_rows(expected, ind)], ignore_index=True)
    elif ind.accumulates and ind.target_kind == "annual":
        sentences.append(f"{asked.name}本年未报全或没有可比的前期，不作全年测算。")
    sentences += remarks(asked)
    goal = ind.target if ind.has_denominator else None
    figure = trend_lines(
        drawn, title=f"{ind.name}（{_who(drawn, frame, chosen)}）", foot=asked.foot(ind.unit), target=goal,
        target_words=f"目标 {numbers.format_value(goal, ind.unit, ind.decimals)}" if goal is not None else "",
        marks=marks(drawn[drawn["role"] != "forecast"]), restarts=ind.accumulates,
    )  # fmt: skip
    rows, columns = table(frame, chosen)
    return View(sentences, figure, lambda: rows, columns, asked.source(frame.attrs["caption"]), methods.COURSE, "_趋势")


def remarks(asked: Asked) -> list[str]:
    """What the computed list of things worth attention says of the chosen unit and this indicator."""
    if asked.unit is None:
        return []
    about = (asked.chosen.indicator.code, asked.unit)
    found = asked.figures.ask("attention", period_key=asked.chosen.period, about=about)
    return [f"{row['title']}：{row['sentence']}" for row in records(found) if row["kind"] not in TOLD]


def _who(drawn: pd.DataFrame, frame: pd.DataFrame, chosen: Selection) -> str:
    roles = set(drawn["role"])
    whole = str(frame.attrs.get("whole_name") or "整体")
    own = list(dict.fromkeys(drawn.loc[drawn["role"] == "focus", "unit_name"]))
    listed = (
        ("、".join(own) if len(own) <= NAMED else "所选单位", "focus"),
        (whole, "whole"),
        (f"各{levels.level_zh(chosen.level)}", "other"),
    )
    return "、".join(said for said, role in listed if role in roles)


def table(frame: pd.DataFrame, chosen: Selection) -> Rows:
    """Rows behind the lines: the strong ones first."""
    ind = chosen.indicator
    order = {"focus": 0, "whole": 1, "median": 2, "other": 3}
    rows = frame.assign(
        period=[periods.label_zh(int(key), ind.frequency) for key in frame["period_key"]],
        single=numbers.format_column(frame["single_value"], ind.unit, ind.decimals),
        order=frame["role"].map(order),
    ).sort_values(["order", "unit_code", "period_key"], ascending=[True, True, False])
    parts = [Column("numerator", "分子", True), Column("denominator", "分母", True)] if ind.has_denominator else []
    single = [Column("single", "当期", True)] if ind.is_flow else []
    name = f"{ind.name}（{ind.unit}）" if ind.unit else ind.name
    return rows, [Column("period", "时期"), Column("unit_name", "单位"), Column("shown", name, True), *single, *parts,
                  Column("status", "状态"), Column("note", "说明")]  # fmt: skip


def two_years(asked: Asked) -> View | None:
    """Every month of the year beside the same month of last year."""
    ind, period = asked.chosen.indicator, asked.chosen.period
    found = years.pairs(ind, signals.told_line(asked.frame), period)
    if found is None:
        return None
    year = periods.year_of(period)
    names = (f"{year - 1}年", f"{year}年")
    kind = "年内累计" if ind.is_flow else ""
    figure = paired_columns(
        found.pairs, title=f"{asked.name}{ind.name}：{year}年与上年同期{f'（{kind}）' if kind else ''}",
        foot=asked.foot(found.unit), names=names,
    )  # fmt: skip
    columns = [Column("words", "月份"), Column("before_shown", names[0], True), Column("now_shown", names[1], True),
               Column("word", "同比", True), Column("why", "不比的原因")]  # fmt: skip
    sentence = year_sentence(found.table, asked.name, ind, year, found.unit)
    source = asked.source(f"{kind}数与{kind}数比" if kind else "同月与同月比")
    sentences = [sentence, *remarks(asked)]
    return View(sentences, figure, lambda: found.table, columns, source, methods.YEARS, "_同比")


def limits(asked: Asked) -> View | None:
    """Single periods with the limits of natural variation."""
    ind = asked.chosen.indicator
    found = signals.single_limits(ind, signals.told_line(asked.frame))
    if found is None:
        return None
    shown, unit = years.plain_unit(found.rows["value"], ind)
    centre, lower, upper = numbers.in_money_unit(
        [found.limits.centre, found.limits.lower, found.limits.upper], ind.unit, unit
    )
    rows = found.rows.assign(
        value=numbers.in_money_unit(found.rows["value"], ind.unit, unit), shown=shown,
        beyond=[("beyond" in codes.split(",")) for codes in found.rows["signal"]],
        period=[periods.label_zh(int(key), ind.frequency) for key in found.rows["period_key"]],
    )  # fmt: skip
    middle = numbers.format_value(round(found.limits.centre, 10), ind.unit, ind.decimals)
    figure = control_chart(
        rows, title=f"{asked.name}{ind.name}{'（当期数）' if ind.is_flow else ''}与正常波动", foot=asked.foot(unit),
        centre=centre, lower=lower, upper=upper,
        step=period_step(rows["period_key"]), centre_words=f"平均 {middle}",
    )  # fmt: skip
    listed = rows.assign(said=["超出正常波动" if hit else "" for hit in rows["beyond"]])
    columns = [Column("period", "时期"), Column("shown", f"{ind.name}（{unit}）" if unit else ind.name, True),
               Column("said", "判断"), Column("note", "说明")]  # fmt: skip
    return View([limits_sentence(found, ind, asked.name)], figure, lambda: listed, columns,
                asked.source("灰带为正常波动范围"), methods.LIMITS, "_当期波动")  # fmt: skip


def split(asked: Asked) -> View | None:
    """The parts of a change of the whole."""
    chosen = asked.chosen
    ind = chosen.indicator
    if asked.base is None:
        return None
    found = asked.figures.ask(
        "rate_split", code=ind.code, period_key=chosen.period, base_period=asked.base, level=chosen.level
    )
    if found is None:
        return None
    before, now = (periods.label_zh(key, ind.frequency) for key in (asked.base, chosen.period))
    figure = split_bars(found.table, title=f"{found.whole_name}{ind.name}变化的来源（{before}至{now}）",
                        foot=asked.foot(numbers.POINTS if ind.is_rate else ind.unit))  # fmt: skip
    columns = [Column("unit_name", levels.level_zh(chosen.level)), Column("prev_shown", before, True),
               Column("shown", now, True), Column("own_shown", "自身变化的影响", True),
               Column("structure_shown", "占比变化的影响", True), Column("total_shown", "合计影响", True)]  # fmt: skip
    return View([split_sentence(found, ind, before, now)], figure, lambda: found.table, columns,
                asked.source("各单位影响相加即整体的变化"), methods.SPLIT, "_变化分解")  # fmt: skip
