"""Figures that the rules of attention compare: many indicators of the units of one level, now and earlier."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from dashboard import periods
from dashboard.catalogue import Catalogue
from dashboard.queries import stored, values
from dashboard.queries.attention_rules import Item, Rule
from dashboard.queries.indicators import IndicatorRow
from dashboard.queries.known import known_catalogue
from dashboard.queries.several import PairSums, sums_of_pairs
from dashboard.queries.sums import Sums, nothing
from dashboard.warehouse import Warehouse

#: The kind of target that a year works towards.
ANNUAL = "annual"


@dataclass(frozen=True, slots=True)
class Stack:
    """Figures of the core indicators at one period each, indicators × units.

    Attributes:
        num: Stored numerators.
        den: Stored denominators, 1 where the indicator has none.
        is_compared: Whether the unit reported and has something to divide by.
        value: In the shown unit, missing as NaN.
    """

    num: np.ndarray
    den: np.ndarray
    is_compared: np.ndarray
    value: np.ndarray


@dataclass(frozen=True)
class Matrix:
    """Stored sums of many indicators for the units of one level, now and at earlier periods, like with like.

    Attributes:
        period_key: The period looked at.
        level: Level of the units.
        units: (code, name) in official order; every array below is aligned with it.
        indicators: Every indicator of the snapshot by code.
        by_key: The same by key.
        core: The core indicators that are due in the period.
        before: Code → the period that the period looked at is compared with.
        sums: (code, period) → stored figures; of earlier years only what the rules ask for.
        known: The catalogue, for targets.
    """

    period_key: int
    level: int
    units: list[tuple[str, str]]
    indicators: dict[str, IndicatorRow]
    by_key: dict[int, IndicatorRow]
    core: list[IndicatorRow]
    before: dict[str, int]
    sums: PairSums
    known: Catalogue

    def at(self, code: str, period_key: int) -> Sums:
        """Stored figures of one indicator and period."""
        found = self.sums.get((code, period_key))
        return nothing(len(self.units)) if found is None else found

    def values(self, ind: IndicatorRow, period_key: int) -> np.ndarray:
        """Values in the shown unit."""
        sums = self.at(ind.code, period_key)
        return values.floats(ind, sums.num, sums.den)

    @cached_property
    def now(self) -> Stack:
        """The core indicators at the period looked at."""
        return self._stack(lambda _: self.period_key)

    @cached_property
    def then(self) -> Stack:
        """The core indicators at the period that each is compared with."""
        return self._stack(lambda ind: self.before[ind.code])

    def _stack(self, period_of: Callable[[IndicatorRow], int]) -> Stack:
        shape = (len(self.core), len(self.units))
        asked = [(ind.code, period_of(ind)) for ind in self.core]
        (num, has_num), (den, has_den) = self.sums.grid(asked, len(self.units))
        divided = np.array([ind.has_denominator for ind in self.core], dtype=bool)[:, None]
        least = np.array([(ind.min_denominator or 0) * 10**ind.den_scale for ind in self.core])[:, None]
        usable = ~divided | (has_den & (den > 0))
        den = np.where(divided, den, 1)
        number = np.array([float(ind.number) for ind in self.core])[:, None]
        value = np.full(shape, np.nan)
        np.divide(np.where(has_num, num, np.nan) * number, den, out=value, where=usable)
        return Stack(num, den, has_num & usable & (~divided | (den >= least)), np.round(value, 10))

    @cached_property
    def one_unit(self) -> np.ndarray:
        """By how many points one unit more or less moves a core rate; missing for anything but rates of counts."""
        counts = np.array([ind.is_rate and ind.has_denominator and ind.den_scale == 0 for ind in self.core], dtype=bool)
        below = self.now.den
        factor = np.array([ind.factor for ind in self.core])[:, None]
        return np.asarray(factor / np.where(counts[:, None] & (below > 0), below, np.nan))

    def target_measure(self, ind: IndicatorRow) -> IndicatorRow | None:
        """The measure in which units report their own target."""
        key = ind.row["target_measure_key"]
        return None if key is None else self.by_key.get(key)

    @cached_property
    def unit_codes(self) -> np.ndarray:
        """Codes of the units."""
        return np.array([code for code, _ in self.units], dtype=object)

    @cached_property
    def core_codes(self) -> np.ndarray:
        """Codes of the core indicators."""
        return np.array([ind.code for ind in self.core], dtype=object)

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
    wanted = {(ind.key, key) for ind in asked for key in (period_key, before[ind.code])}
    wanted |= {(indicators[code].key, year_ago) for code in named}
    wanted |= {(ind.key, key) for ind in core if ind.target_kind == ANNUAL
               for key in (year_ago, periods.year_end(year_ago))}  # fmt: skip
    listed = stored.units_at(wh, level, period_key).table
    known = known_catalogue(wh)
    return Matrix(
        period_key=period_key,
        level=level,
        units=list(zip(listed["unit_code"], listed["unit_name"], strict=True)),
        indicators=indicators,
        by_key=by_key,
        core=core,
        before=before,
        sums=sums_of_pairs(wh, by_key, sorted(wanted), level, period_key),
        known=known,
    )
