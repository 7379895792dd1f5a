"""What the figures give reason to look at: falls, missed targets, hollow growth, noise of small denominators."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pandas as pd

from dashboard import catalogue, numbers, periods
from dashboard.catalogue import Catalogue
from dashboard.queries import places, targets, values
from dashboard.queries.attention_rules import Item, Rule
from dashboard.queries.indicators import IndicatorRow
from dashboard.queries.ranking import rank_values
from dashboard.queries.values import REPORTED
from dashboard.statistics.changes import growth
from dashboard.statistics.ranks import rank_change
from dashboard.warehouse import Warehouse

_STORED = ["num", "den", "single", "n_reported", "n_expected"]


@dataclass(frozen=True)
class Matrix:
    """Stored sums of many indicators for the units of one level, now and at earlier periods, like with like.

    Attributes:
        period_key: The period looked at.
        level: Level of the units.
        units: unit_key → (code, name), in official order.
        indicators: Every indicator of the snapshot by code.
        core: The core indicators that are due in the period.
        frames: (code, period) → num, den, single, n_reported, n_expected indexed by unit_key.
        known: The catalogue, for targets.
    """

    period_key: int
    level: int
    units: dict[int, tuple[str, str]]
    indicators: dict[str, IndicatorRow]
    core: list[IndicatorRow]
    frames: dict[tuple[str, int], pd.DataFrame]
    known: Catalogue

    def frame(self, code: str, period_key: int) -> pd.DataFrame:
        """Sums of one indicator and period, a row for every unit, missing where nothing is known."""
        found = self.frames.get((code, period_key))
        if found is None:
            return pd.DataFrame({name: pd.array([pd.NA] * len(self.units), dtype="Int64") for name in _STORED},
                                index=pd.Index(list(self.units)))  # fmt: skip
        return found.reindex(list(self.units))

    def values(self, ind: IndicatorRow, period_key: int) -> pd.Series:
        """Values in the shown unit."""
        frame = self.frame(ind.code, period_key)
        return values.floats(ind, frame["num"], frame["den"])

    def status(self, ind: IndicatorRow, frame: pd.DataFrame) -> pd.Series:
        """已报, 未报, 样本小 or 不适用 for the rows of a frame."""
        return values.status_words(ind, self.period_key, self.level, frame, due=True)

    def item(
        self, rule: Rule, unit_key: int, ind: IndicatorRow, sentence: str, size: float, page: str = "ranking"
    ) -> Item:
        """A finding about one unit and indicator."""
        code, name = self.units[unit_key]
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
    wanted = {
        (ind.key, key)
        for ind in asked
        for key in (period_key, periods.previous(period_key, ind.frequency), year_ago, periods.year_end(year_ago))
    }
    pairs = sorted(wanted)
    merged = places.merged_between(wh, sorted({key for _, key in pairs if key < period_key}), period_key)
    whole = places.whole_of(wh, level, period_key)
    rows = wh.query(
        "district_matrix", indicator_keys=[key for key, _ in pairs], asked_periods=[key for _, key in pairs],
        level=level, period_key=period_key, first_key=whole.unit_key if whole else places.ANY_FIRST,
        last_key=whole.last_key if whole else places.ANY_LAST, merged_periods=merged.merged_periods,
        merged_from=merged.merged_from, merged_into=merged.merged_into,
    )  # fmt: skip
    listed = places.units(wh, level, period_key)
    units = {int(row.unit_key): (row.unit_code, row.unit_name) for row in listed.itertuples(index=False)}
    known = catalogue.load(wh.path.parent / "templates")
    return Matrix(period_key, level, units, indicators, core, _frames(rows, by_key, merged), known)


def _frames(
    rows: pd.DataFrame, by_key: dict[int, IndicatorRow], merged: places.Merged
) -> dict[tuple[str, int], pd.DataFrame]:
    rows[_STORED] = rows[_STORED].astype("Int64")
    partly = (rows["n_present"] != rows["n_parts"]).to_numpy(dtype=bool)
    split = np.array([(int(p), code) in merged.broken for p, code in
                      zip(rows["period_key"], rows["unit_code"], strict=True)], dtype=bool)  # fmt: skip
    alone = np.array([by_key[int(key)].own_level_only for key in rows["indicator_key"]], dtype=bool)
    joined = (rows["n_parts"] > 1).to_numpy(dtype=bool)
    rows.loc[partly | split | (alone & joined), ["num", "den", "single"]] = pd.NA
    grouped = rows.groupby(["indicator_key", "period_key"], sort=False)
    return {(by_key[int(key)].code, int(period)): part.set_index("unit_key")[_STORED]
            for (key, period), part in grouped}  # fmt: skip


def _one_unit_points(ind: IndicatorRow, den: pd.Series) -> pd.Series:
    """By how many points one unit more or less moves a rate; missing for anything but rates of counts."""
    if not ind.is_rate or ind.den_scale != 0:
        return pd.Series(np.nan, index=den.index)
    below = den.astype("Int64").to_numpy(dtype=np.float64, na_value=np.nan)
    return pd.Series(ind.factor / np.where(below > 0, below, np.nan), index=den.index)


def _threshold(rules: Sequence[Rule], kind: str) -> float | None:
    return next((rule.threshold for rule in rules if rule.kind == kind), None)


def rank_drop(matrix: Matrix, rule: Rule, rules: Sequence[Rule]) -> list[Item]:
    """Places lost against the period before, among units with a place both times and beyond the effective gap."""
    noise = _threshold(rules, "small_jump")
    items = []
    for ind in matrix.core:
        before = periods.previous(matrix.period_key, ind.frequency)
        now, then = matrix.frame(ind.code, matrix.period_key), matrix.frame(ind.code, before)
        ranks, former_ranks = (rank_values(ind, frame, matrix.status(ind, frame)).ranks for frame in (now, then))
        change = rank_change(former_ranks, ranks, among="both").change
        current, former = matrix.values(ind, matrix.period_key), matrix.values(ind, before)
        gap = ind.row["effective_gap"] or 0.0
        fell = (change <= -rule.threshold).fillna(False).astype(bool) & ((current - former).abs() >= gap)
        if noise is not None:
            fell &= ~(_one_unit_points(ind, now["den"]) >= noise)
        for key in change.index[fell]:
            sentence = (
                f"{ind.name}下降{-int(change[key])}位，现为第{int(ranks[key])}（{values.shown(ind, current[key])}，"
                f"上期{values.shown(ind, former[key])}）。"
            )
            items.append(matrix.item(rule, int(key), ind, sentence, -int(change[key]) / 3))
    return items


def small_jump(matrix: Matrix, rule: Rule, _: Sequence[Rule]) -> list[Item]:
    """Rates that jumped only because their denominator is small."""
    items = []
    for ind in matrix.core:
        before = periods.previous(matrix.period_key, ind.frequency)
        now = matrix.frame(ind.code, matrix.period_key)
        effect = _one_unit_points(ind, now["den"])
        current, former = matrix.values(ind, matrix.period_key), matrix.values(ind, before)
        jumped = (effect >= rule.threshold) & ((current - former).abs() >= rule.least)
        for key in now.index[jumped]:
            count, moved = numbers.plain(int(now["den"][key]), 0), numbers.difference_text(effect[key], "%", 1)
            sentence = (
                f"{ind.name}由{values.shown(ind, former[key])}变为{values.shown(ind, current[key])}，"
                f"分母只有{count}，一个单位就影响{moved}，不宜据此评说进退。"
            )
            items.append(matrix.item(rule, int(key), ind, sentence, abs(current[key] - former[key]) / 10))
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
        for key in matrix.units:
            found = _pace(matrix, ind, key)
            if found is None or found[1] * 100 >= rule.threshold:
                continue
            reached, forecast = found
            sentence = _target_sentence(matrix, ind, key, reached, forecast, elapsed)
            items.append(matrix.item(rule, key, ind, sentence, 9 * (1 - forecast), "trend"))
    return items


def _has_pair(matrix: Matrix, ind: IndicatorRow) -> bool:
    """Whether another core indicator already divides this one by its reported target."""
    goal = ind.row["target_measure_key"]
    if goal is None:
        return False
    return any([(t.side, t.measure_key) for t in other.terms] == [("n", ind.key), ("d", goal)] for other in matrix.core)


def _pace(matrix: Matrix, ind: IndicatorRow, key: int) -> tuple[targets.Progress, float] | None:
    """Progress of one unit and the share of the target that the whole year will bring at this pace."""
    frame = matrix.frame(ind.code, matrix.period_key).loc[[key]]
    row = frame.iloc[0]
    if matrix.status(ind, frame).iloc[0] != REPORTED:
        return None
    value = values.exact_value(ind, _integer(row["num"]), _integer(row["den"]))
    carried = _carried(matrix, ind, key)
    goal = targets.target_of(ind, matrix.period_key, matrix.units[key][0], matrix.known.targets, carried)
    reached = targets.progress(ind, matrix.period_key, value, goal, matrix.known.lights)
    if reached.completion is None or reached.schedule is None:
        return None
    return reached, reached.completion / (_share_last_year(matrix, ind, key) or reached.schedule)


def _carried(matrix: Matrix, ind: IndicatorRow, key: int) -> Decimal | None:
    measure = next((i for i in matrix.indicators.values() if i.key == ind.row["target_measure_key"]), None)
    if measure is None:
        return None
    row = matrix.frame(measure.code, matrix.period_key).loc[key]
    return values.exact_value(measure, _integer(row["num"]), _integer(row["den"]))


def _share_last_year(matrix: Matrix, ind: IndicatorRow, key: int) -> float | None:
    """Which share of last year's result stood in the same month, since work is not even over the year."""
    year_ago = periods.same_last_year(matrix.period_key)
    then, end = (matrix.values(ind, when)[key] for when in (year_ago, periods.year_end(year_ago)))
    if np.isnan(then) or np.isnan(end) or end <= 0 or not 0 < then <= end:
        return None
    return float(then / end)


def _integer(cell: object) -> int | None:
    return None if pd.isna(cell) else int(str(cell))


def _target_sentence(
    matrix: Matrix, ind: IndicatorRow, key: int, reached: targets.Progress, forecast: float, elapsed: int
) -> str:
    done = numbers.format_value((reached.completion or 0.0) * 100, "%", 1)
    value = values.shown(ind, matrix.values(ind, matrix.period_key)[key])
    head = ind.name if ind.is_rate else f"{ind.name}{value}，为年度目标的{done}"
    head = f"{head}{value}" if ind.is_rate else head
    if elapsed == 12:
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
    for key in matrix.units:
        whole = growth(now[key], then[key], "yoy")
        gained = part_now[key] - part_then[key]
        if whole.value is None or whole.value < rule.least or np.isnan(gained):
            continue
        share = gained / (now[key] - then[key]) * 100
        if share < rule.threshold:
            continue
        rest = growth(round(now[key] - part_now[key], 10), round(then[key] - part_then[key], 10), "yoy")
        amount = "全部" if share >= 100 else f"的{numbers.format_value(share, '%', 0)}"
        sentence = f"{total.name}同比{whole.word}，增量{amount}来自{part.name}，扣除后{rest.word}。"
        items.append(matrix.item(rule, key, total, sentence, float(whole.value) / 10, "trend"))
    return items


def happened(matrix: Matrix, rule: Rule, _: Sequence[Rule]) -> list[Item]:
    """Events that are worth naming whenever they occur, this period's own number."""
    if rule.indicator not in matrix.indicators:
        return []
    ind = matrix.indicators[rule.indicator]
    frame = matrix.frame(ind.code, matrix.period_key)
    count = values.floats(ind, frame["single"])
    items = []
    for key in frame.index[count >= rule.threshold]:
        sentence = f"本期{ind.name}{numbers.plain(count[key], ind.decimals)}{ind.unit}。"
        items.append(matrix.item(rule, int(key), ind, sentence, count[key] / 10))
    return items
