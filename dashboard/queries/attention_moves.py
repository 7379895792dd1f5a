"""Places lost, and places that moved only because a denominator is small."""

from collections.abc import Sequence

import numpy as np

from dashboard import numbers
from dashboard.queries import values
from dashboard.queries.attention_matrix import Matrix
from dashboard.queries.attention_rules import Finds, Item, Rule
from dashboard.queries.ratings import among_both, rank_values
from dashboard.statistics.places import ratio_places_of_rows

#: A change that so many units more or less explain is noise where the denominator is small.
FEW_UNITS = 3


def _threshold(rules: Sequence[Rule], kind: str) -> float | None:
    return next((rule.threshold for rule in rules if rule.kind == kind), None)


def _rank_changes(matrix: Matrix) -> tuple[np.ndarray, np.ndarray]:
    """Places now, and places won or lost against the period before among units with a place both times; 0 = none.

    Returns:
        Two tables, core indicators × units.
    """
    now, then = matrix.now, matrix.then
    lower = np.array([ind.direction == "lower" for ind in matrix.core], dtype=bool)
    both = now.is_compared & then.is_compared
    places = ratio_places_of_rows(now.num, now.den, now.is_compared, lower)
    later = places.copy()
    other = np.flatnonzero((both != now.is_compared).any(axis=1))  # elsewhere the same units have a place
    later[other] = ratio_places_of_rows(now.num[other], now.den[other], both[other], lower[other])
    change = ratio_places_of_rows(then.num, then.den, both, lower) - later
    for at, ind in enumerate(matrix.core):
        if ind.direction not in ("higher", "lower"):
            sums = [matrix.at(ind.code, key) for key in (matrix.period_key, matrix.before[ind.code])]
            ranks = [rank_values(ind, found, values.status_words(ind, found)).ranks for found in sums]
            earlier, again = among_both(ranks[1], ranks[0])
            places[at], change[at] = ranks[0], earlier - again
    return places, change


def rank_drop(matrix: Matrix, rule: Rule, rules: Sequence[Rule]) -> list[Finds]:
    """Places lost against the period before, beyond the effective gap and not by the noise of a small denominator."""
    noise = _threshold(rules, "small_jump")
    current, former = matrix.now.value, matrix.then.value
    ranks, change = _rank_changes(matrix)
    gaps = np.array([ind.row["effective_gap"] or 0.0 for ind in matrix.core], dtype=float)[:, None]
    fell = (change <= -rule.threshold) & (np.abs(current - former) >= gaps) & (current != former).any(1)[:, None]
    if noise is not None:
        fell &= ~(matrix.one_unit >= noise)
    found = np.argwhere(fell)
    sizes = -change[fell] / 3

    def item(at: int) -> Item:
        index, row = found[at].tolist()
        ind, now, then = matrix.core[index], current[index, row], former[index, row]
        better = now < then if ind.direction == "lower" else now > then
        aside = "，有改善但慢于其他单位" if better and ind.direction in ("higher", "lower") else ""
        sentence = (
            f"{ind.name}下降{-int(change[index, row])}位，现为第{int(ranks[index, row])}（{values.shown(ind, now)}，"
            f"上期{values.shown(ind, then)}{aside}）。"
        )
        return matrix.item(rule, row, ind, sentence, float(sizes[at]))

    return [Finds(rule, sizes, item, matrix.core_codes[found[:, 0]], matrix.unit_codes[found[:, 1]])]


def small_jump(matrix: Matrix, rule: Rule, rules: Sequence[Rule]) -> list[Finds]:
    """Rates that moved many places only because their denominator is small.

    A jump is noise when a few units explain it. Duties with a target (done or not done) are never excused by it.
    """
    places_moved = _threshold(rules, "rank_drop") or 1
    current, former, effect = matrix.now.value, matrix.then.value, matrix.one_unit
    moved = np.abs(current - former)
    open_to = np.array([not ind.target_kind for ind in matrix.core], dtype=bool)[:, None]
    noisy = open_to & (effect >= rule.threshold) & (moved >= rule.least) & (moved <= FEW_UNITS * effect + 1e-9)
    if noisy.any():
        noisy &= np.abs(_rank_changes(matrix)[1]) >= places_moved
    found = np.argwhere(noisy)
    sizes = moved[noisy] / 10

    def item(at: int) -> Item:
        index, row = found[at].tolist()
        ind = matrix.core[index]
        den = int(matrix.at(ind.code, matrix.period_key).den.values[row])
        count, step = numbers.plain(den, 0), numbers.difference_text(effect[index, row], "%", 1)
        before, now = (values.shown(ind, column[index, row]) for column in (former, current))
        sentence = (
            f"{ind.name}由{before}变为{now}，位次变动大，但分母只有{count}，一个单位就影响{step}，不宜据此评说进退。"
        )
        return matrix.item(rule, row, ind, sentence, float(sizes[at]))

    return [Finds(rule, sizes, item, matrix.core_codes[found[:, 0]], matrix.unit_codes[found[:, 1]])]
