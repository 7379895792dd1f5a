"""What the figures give reason to look at: missed targets, hollow growth, events."""

from collections.abc import Sequence
from decimal import Decimal
from functools import partial

import numpy as np

from dashboard import numbers, periods
from dashboard.queries import lights, targets, values
from dashboard.queries.attention_matrix import ANNUAL, Matrix
from dashboard.queries.attention_rules import Finds, Item, Rule
from dashboard.queries.indicators import IndicatorRow
from dashboard.statistics.changes import growth


def target_out(matrix: Matrix, rule: Rule, _: Sequence[Rule]) -> list[Finds]:
    """Annual targets that will not be reached at the pace so far; at the year's end, that were missed."""
    elapsed = periods.months_in_year(matrix.period_key)
    if elapsed < rule.least:
        return []
    paired = {tuple((t.side, t.measure_key) for t in ind.terms) for ind in matrix.core}
    found = []
    now = matrix.now
    for row, ind in enumerate(matrix.core):
        if ind.target_kind != ANNUAL or ind.direction == "lower" or _pair(ind) in paired:
            continue
        value, goal = np.where(now.is_compared[row], now.value[row], np.nan), _goals(matrix, ind)
        done = value / np.where(goal > 0, goal, np.nan)
        pace = _share_last_year(matrix, ind)
        forecast = done / np.where(np.isnan(pace), elapsed / 12, pace)
        rows = np.flatnonzero(forecast * 100 < rule.threshold)
        item = partial(_missed, matrix, rule, ind, rows, (value, goal, forecast))
        codes = np.full(len(rows), ind.code, dtype=object)
        found.append(Finds(rule, 9 * (1 - forecast[rows]), item, codes, matrix.unit_codes[rows]))
    return found


def _missed(
    matrix: Matrix, rule: Rule, ind: IndicatorRow, rows: np.ndarray, columns: tuple[np.ndarray, ...], at: int
) -> Item:
    row = int(rows[at])
    value, goal, forecast = (float(column[row]) for column in columns)
    sentence = _target_sentence(matrix, ind, value, goal, forecast)
    return matrix.item(rule, row, ind, sentence, 9 * (1 - forecast), "trend")


def _pair(ind: IndicatorRow) -> tuple[tuple[str, int | None], ...]:
    """The terms of an indicator that divides this one by its reported target."""
    return (("n", ind.key), ("d", ind.row["target_measure_key"]))


def _goals(matrix: Matrix, ind: IndicatorRow) -> np.ndarray:
    """The target of each unit in the shown unit, missing without one."""
    measure = matrix.target_measure(ind)
    own = None if measure is None else matrix.values(measure, matrix.period_key)
    return lights.goals(ind, matrix.period_key, matrix.unit_codes, matrix.known.targets, own)


def _share_last_year(matrix: Matrix, ind: IndicatorRow) -> np.ndarray:
    """Which share of last year's result stood in the same month, since work is not even over the year."""
    year_ago = periods.same_last_year(matrix.period_key)
    then, end = (matrix.values(ind, when) for when in (year_ago, periods.year_end(year_ago)))
    share = np.full(len(then), np.nan)
    usable = (then > 0) & (end >= then)
    share[usable] = then[usable] / end[usable]
    return share


def _target_sentence(matrix: Matrix, ind: IndicatorRow, value: float, goal: float, forecast: float) -> str:
    exact = Decimal(repr(float(value))), Decimal(repr(float(goal)))
    reached = targets.progress(ind, matrix.period_key, *exact, matrix.known.lights)
    done = numbers.format_value((reached.completion or 0.0) * 100, "%", 1)
    shown = values.shown(ind, value)
    head = f"{ind.name}{shown}" if ind.is_rate else f"{ind.name}{shown}，为年度目标的{done}"
    if periods.months_in_year(matrix.period_key) == 12:
        return f"{head}，未完成年度目标，{reached.text}。"
    expected = numbers.format_value(forecast * 100, "%", 0)
    return f"{head}，{reached.text}；按目前进度全年约完成目标的{expected}（测算），难以完成。"


def part_growth(matrix: Matrix, rule: Rule, _: Sequence[Rule]) -> list[Finds]:
    """Totals that grew over the year only by one of their parts."""
    if rule.indicator not in matrix.indicators or rule.part not in matrix.indicators:
        return []
    total, part = matrix.indicators[rule.indicator], matrix.indicators[rule.part]
    base = periods.same_last_year(matrix.period_key)
    now, then = matrix.values(total, matrix.period_key), matrix.values(total, base)
    part_now, part_then = matrix.values(part, matrix.period_key), matrix.values(part, base)
    items = []
    for row in np.flatnonzero((now > then) & ~np.isnan(part_now - part_then)).tolist():
        whole = growth(now[row], then[row], "yoy")
        share = (part_now[row] - part_then[row]) / (now[row] - then[row]) * 100
        if whole.value is None or whole.value < rule.least or share < rule.threshold:
            continue
        rest = growth(round(now[row] - part_now[row], 10), round(then[row] - part_then[row], 10), "yoy")
        amount = "全部" if share >= 100 else f"的{numbers.format_value(share, '%', 0)}"
        sentence = f"{total.name}同比{whole.word}，增量{amount}来自{part.name}，扣除后{rest.word}。"
        items.append(matrix.item(rule, row, total, sentence, float(whole.value) / 10, "trend"))
    return [Finds.said(rule, items)]


def happened(matrix: Matrix, rule: Rule, _: Sequence[Rule]) -> list[Finds]:
    """Events that are worth naming whenever they occur, this period's own number."""
    if rule.indicator not in matrix.indicators:
        return []
    ind = matrix.indicators[rule.indicator]
    count = values.floats(ind, matrix.at(ind.code, matrix.period_key).single)
    items = []
    for row in np.flatnonzero(count >= rule.threshold).tolist():
        sentence = f"本期{ind.name}{numbers.plain(count[row], ind.decimals)}{ind.unit}。"
        items.append(matrix.item(rule, row, ind, sentence, count[row] / 10))
    return [Finds.said(rule, items)]
