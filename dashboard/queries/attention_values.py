"""What the figures give reason to look at: falls, missed targets, hollow growth, noise of small denominators."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from dashboard import catalogue, numbers, periods
from dashboard.catalogue import Catalogue
from dashboard.queries import stored, targets, upper, values
from dashboard.queries.attention_rules import Item, Rule
from dashboard.queries.indicators import IndicatorRow
from dashboard.queries.ratings import among_both, rank_values
from dashboard.queries.sums import Ints, Sums, nothing
from dashboard.queries.values import REPORTED
from dashboard.statistics.changes import growth
from dashboard.statistics.places import ratio_places
from dashboard.warehouse import Warehouse

#: A change that so many units more or less explain is noise where the denominator is small.
FEW_UNITS = 3


@dataclass(frozen=True)
class Matrix:
    """Stored sums of many indicators for the units of one level, now and at earlier periods, like with like.

    Attributes:
        period_key: The period looked at.
        level: Level of the units.
        units: (code, name) in official order; every array below is aligned with it.
        indicators: Every indicator of the snapshot by code.
        core: The core indicators that are due in the period.
        before: Code → the period that the period looked at is compared with.
        sums: (code, period) → stored figures.
        known: The catalogue, for targets.
    """

    period_key: int
    level: int
    units: list[tuple[str, str]]
    indicators: dict[str, IndicatorRow]
    core: list[IndicatorRow]
    before: dict[str, int]
    sums: dict[tuple[str, int], Sums]
    known: Catalogue

    def at(self, code: str, period_key: int) -> Sums:
        """Stored figures of one indicator and period."""
        found = self.sums.get((code, period_key))
        return nothing(len(self.units)) if found is None else found

    def values(self, ind: IndicatorRow, period_key: int) -> np.ndarray:
        """Values in the shown unit."""
        sums = self.at(ind.code, period_key)
        return values.floats(ind, sums.num, sums.den)

    def target_measure(self, ind: IndicatorRow) -> IndicatorRow | None:
        """The measure in which units report their own target."""
        return next((i for i in self.indicators.values() if i.key == ind.row["target_measure_key"]), None)

    def item(self, rule: Rule, row: int, ind: IndicatorRow, sentence: str, size: float, page: str = "ranking") -> Item:
        """A finding about one unit and indicator."""
        code, name = self.units[row]
        link = {"period": periods.label(self.period_key), "indicator": ind.code, "district": code}
        short = str(ind.row["short_name"] or ind.name)
        return Item(rule, f"{name}{sentence}", code, name, ind.code, short, size, page, link)


def read_matrix(
    wh: Warehouse, indicators: dict[str, IndicatorRow], rules: Iterable[Rule], level: int, period_key: int
) -> Matrix:
    """Read everything that the rules on figures compare, with one query."""
    core = [
        ind for ind in indicators.values()
        if ind.row["core_order"] is not None and values.is_due(ind, period_key, level)
    ]  # fmt: skip
    named = {indicators[code].code for rule in rules for code in (rule.indicator, rule.part) if code in indicators}
    by_key = {ind.key: ind for ind in indicators.values()}
    goals = {by_key[int(ind.row["target_measure_key"])].code for ind in core
             if ind.row["target_measure_key"] in by_key}  # fmt: skip
    asked = [indicators[code] for code in dict.fromkeys([*(ind.code for ind in core), *sorted(named | goals)])]
    year_ago = periods.same_last_year(period_key)
    before = {ind.code: values.period_before(wh, ind, period_key) or year_ago for ind in asked}
    wanted = {
        (ind.key, key) for ind in asked for key in (period_key, before[ind.code], year_ago, periods.year_end(year_ago))
    }
    listed = stored.units_at(wh, level, period_key).table
    known = catalogue.load(wh.path.parent / "templates")
    return Matrix(
        period_key=period_key,
        level=level,
        units=list(zip(listed["unit_code"], listed["unit_name"], strict=True)),
        indicators=indicators,
        core=core,
        before=before,
        sums=read_sums(wh, by_key, sorted(wanted), level, period_key),
        known=known,
    )


def read_sums(
    wh: Warehouse, by_key: dict[int, IndicatorRow], pairs: list[tuple[int, int]], level: int, period_key: int
) -> dict[tuple[str, int], Sums]:
    keys = stored.units_at(wh, level, period_key).table["unit_key"].to_numpy(dtype=np.int64)
    lines = {key: stored.lineage(wh, level, period_key, key) for key in {key for _, key in pairs}}
    wanted = np.unique(np.concatenate([keys, *(line.part for line in lines.values())]))
    raw = upper.pairs(wh, pairs, level, wanted)
    found: dict[tuple[str, int], Sums] = {}
    same = [pair for pair in pairs if lines[pair[1]].same]
    columns = stored.dense(raw, same, keys)
    for at, (indicator_key, key) in enumerate(same):
        found[by_key[indicator_key].code, key] = stored.row_of(columns, at)
    for indicator_key, key in pairs:
        if not lines[key].same:
            ind, line = by_key[indicator_key], lines[key]
            parts = stored.row_of(stored.dense(raw, [(indicator_key, key)], line.part), 0)
            found[ind.code, key] = stored.added_up(ind, parts, line)
    return found


def _one_unit_points(ind: IndicatorRow, den: Ints) -> np.ndarray:
    """By how many points one unit more or less moves a rate; missing for anything but rates of counts."""
    below = den.floats()
    if not ind.is_rate or ind.den_scale != 0:
        return np.full(len(below), np.nan)
    return ind.factor / np.where(below > 0, below, np.nan)


def _threshold(rules: Sequence[Rule], kind: str) -> float | None:
    return next((rule.threshold for rule in rules if rule.kind == kind), None)


def _rank_changes(matrix: Matrix, ind: IndicatorRow) -> tuple[np.ndarray, np.ndarray]:
    """Places now, and places won or lost against the period before among units with a place both times; 0 = none."""
    both = [matrix.at(ind.code, key) for key in (matrix.period_key, matrix.before[ind.code])]
    status = [values.status_words(ind, sums) for sums in both]
    if ind.direction not in ("higher", "lower"):
        now, then = (rank_values(ind, sums, words).ranks for sums, words in zip(both, status, strict=True))
        earlier, later = among_both(then, now)
        return now, earlier - later
    placed = [_compared(ind, sums, words) for sums, words in zip(both, status, strict=True)]
    common = placed[0] & placed[1]
    earlier, later = (_places(ind, sums, common) for sums in reversed(both))
    return _places(ind, both[0], placed[0]), earlier - later


def _compared(ind: IndicatorRow, sums: Sums, status: np.ndarray) -> np.ndarray:
    """Units that have a place: reported, with a figure and something to divide by."""
    found = (status == REPORTED) & sums.num.present
    return found & sums.den.present & (sums.den.values != 0) if ind.has_denominator else found


def _places(ind: IndicatorRow, sums: Sums, kept: np.ndarray) -> np.ndarray:
    """Places among the units kept, 0 for the others."""
    below = sums.den.values[kept] if ind.has_denominator else np.ones(int(kept.sum()), dtype=np.int64)
    places = np.zeros(len(kept), dtype=np.int64)
    places[kept] = ratio_places(sums.num.values[kept], below, ind.direction)
    return places


def rank_drop(matrix: Matrix, rule: Rule, rules: Sequence[Rule]) -> list[Item]:
    """Places lost against the period before, beyond the effective gap and not by the noise of a small denominator."""
    noise = _threshold(rules, "small_jump")
    items = []
    for ind in matrix.core:
        current, former = (matrix.values(ind, key) for key in (matrix.period_key, matrix.before[ind.code]))
        if not np.any(current != former):
            continue
        ranks, change = _rank_changes(matrix, ind)
        fell = (change <= -rule.threshold) & (np.abs(current - former) >= (ind.row["effective_gap"] or 0.0))
        if noise is not None:
            fell &= ~(_one_unit_points(ind, matrix.at(ind.code, matrix.period_key).den) >= noise)
        for row in np.flatnonzero(fell).tolist():
            better = current[row] < former[row] if ind.direction == "lower" else current[row] > former[row]
            aside = "，有改善但慢于其他单位" if better and ind.direction in ("higher", "lower") else ""
            sentence = (
                f"{ind.name}下降{-int(change[row])}位，现为第{int(ranks[row])}（{values.shown(ind, current[row])}，"
                f"上期{values.shown(ind, former[row])}{aside}）。"
            )
            items.append(matrix.item(rule, row, ind, sentence, -int(change[row]) / 3))
    return items


def small_jump(matrix: Matrix, rule: Rule, rules: Sequence[Rule]) -> list[Item]:
    """Rates that moved many places only because their denominator is small.

    A jump is noise when a few units explain it. Duties with a target (done or not done) are never excused by it.
    """
    places_moved = _threshold(rules, "rank_drop") or 1
    items = []
    for ind in matrix.core:
        if ind.target_kind:
            continue
        den = matrix.at(ind.code, matrix.period_key).den
        effect = _one_unit_points(ind, den)
        current, former = (matrix.values(ind, key) for key in (matrix.period_key, matrix.before[ind.code]))
        moved = np.abs(current - former)
        noisy = (effect >= rule.threshold) & (moved >= rule.least) & (moved <= FEW_UNITS * effect + 1e-9)
        if not noisy.any():
            continue
        noisy &= np.abs(_rank_changes(matrix, ind)[1]) >= places_moved
        for row in np.flatnonzero(noisy).tolist():
            count, step = numbers.plain(int(den.values[row]), 0), numbers.difference_text(effect[row], "%", 1)
            sentence = (
                f"{ind.name}由{values.shown(ind, former[row])}变为{values.shown(ind, current[row])}，位次变动大，但"
                f"分母只有{count}，一个单位就影响{step}，不宜据此评说进退。"
            )
            items.append(matrix.item(rule, row, ind, sentence, moved[row] / 10))
    return items


def target_out(matrix: Matrix, rule: Rule, _: Sequence[Rule]) -> list[Item]:
    """Annual targets that will not be reached at the pace so far; at the year's end, that were missed."""
    elapsed = periods.months_in_year(matrix.period_key)
    if elapsed < rule.least:
        return []
    items = []
    for ind in matrix.core:
        if ind.target_kind != "annual" or ind.direction == "lower" or _has_pair(matrix, ind):
            continue
        sums = matrix.at(ind.code, matrix.period_key)
        value, goal = matrix.values(ind, matrix.period_key), _goals(matrix, ind)
        value[values.status_words(ind, sums) != REPORTED] = np.nan
        done = value / np.where(goal > 0, goal, np.nan)
        pace = _share_last_year(matrix, ind)
        forecast = done / np.where(np.isnan(pace), elapsed / 12, pace)
        for row in np.flatnonzero(forecast * 100 < rule.threshold).tolist():
            sentence = _target_sentence(matrix, ind, value[row], goal[row], forecast[row])
            items.append(matrix.item(rule, row, ind, sentence, 9 * (1 - forecast[row]), "trend"))
    return items


def _has_pair(matrix: Matrix, ind: IndicatorRow) -> bool:
    """Whether another core indicator already divides this one by its reported target."""
    goal = ind.row["target_measure_key"]
    if goal is None:
        return False
    return any([(t.side, t.measure_key) for t in other.terms] == [("n", ind.key), ("d", goal)] for other in matrix.core)


def _goals(matrix: Matrix, ind: IndicatorRow) -> np.ndarray:
    """The target of each unit in the shown unit, missing without one."""
    measure = matrix.target_measure(ind)
    nothing = np.full(len(matrix.units), np.nan)
    own = nothing if measure is None else matrix.values(measure, matrix.period_key)
    listed = [targets.target_of(ind, matrix.period_key, code, matrix.known.targets, None) for code, _ in matrix.units]
    return np.where(np.isnan(own), [np.nan if goal is None else float(goal) for goal in listed], own)


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


def part_growth(matrix: Matrix, rule: Rule, _: Sequence[Rule]) -> list[Item]:
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
    return items


def happened(matrix: Matrix, rule: Rule, _: Sequence[Rule]) -> list[Item]:
    """Events that are worth naming whenever they occur, this period's own number."""
    if rule.indicator not in matrix.indicators:
        return []
    ind = matrix.indicators[rule.indicator]
    count = values.floats(ind, matrix.at(ind.code, matrix.period_key).single)
    items = []
    for row in np.flatnonzero(count >= rule.threshold).tolist():
        sentence = f"本期{ind.name}{numbers.plain(count[row], ind.decimals)}{ind.unit}。"
        items.append(matrix.item(rule, row, ind, sentence, count[row] / 10))
    return items
