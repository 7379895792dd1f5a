"""Every core indicator for every unit of a level at one time: values, status, honest class and light as arrays."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from dashboard import periods
from dashboard.queries import places, stored, values
from dashboard.queries.board_read import BoardRead
from dashboard.queries.indicators import IndicatorRow, all_indicators
from dashboard.queries.known import known_catalogue
from dashboard.queries.known_periods import indicator_periods
from dashboard.queries.sums import Ints, Sums
from dashboard.queries.values import MISSING, NOT_APPLICABLE, REPORTED
from dashboard.queries.verdicts import NOT_CLASSED, Row, Verdicts, classes_of, lights_of, rule_of
from dashboard.statistics.grids import OnePlace, places_of_one
from dashboard.warehouse import Warehouse

__all__ = ["NOT_CLASSED", "Board", "Row", "read_board"]

#: An indicator without a value for longer than this is not shown: an annual figure may be three years old.
MONTHS_BACK = 36


class Rows:
    """Stored figures by row, put together when a row is asked for: most pages need none, some the one of a unit."""

    def __init__(self, n: int, make: Callable[[int], Sums]) -> None:
        self._make = make
        self._kept: list[Sums | None] = [None] * n

    def __getitem__(self, index: int) -> Sums:
        found = self._kept[index]
        if found is None:
            found = self._kept[index] = self._make(index)
        return found


@dataclass(frozen=True)
class Board:
    """The whole picture; arrays are indicators × units, in the order of `rows` and of `units`.

    Attributes:
        period_key: The period asked for.
        level: Level of the units, by number.
        rows: Indicators with a value anywhere.
        silent: Names of core indicators without any value.
        units: Units of the level in official order.
        whole: What they are compared with, None when there is only one unit.
        sums: Stored figures, one an indicator.
        figures: The same as floats by name, indicators × (whole, units), missing as NaN.
        exact: Stored numerators and denominators and where there are any, indicators × units.
        values: In the shown unit; missing as NaN.
        whole_values: One an indicator.
        status: 已报, 未报, 样本小 or 不适用.
        judge: Makes the verdicts, which not every page asks for.
    """

    period_key: int
    level: int
    rows: list[Row]
    silent: list[str]
    units: pd.DataFrame
    whole: places.Place | None
    sums: Rows
    figures: dict[str, np.ndarray]
    exact: stored.Dense
    values: np.ndarray
    whole_values: np.ndarray
    status: np.ndarray
    judge: Callable[[], Verdicts]

    @cached_property
    def verdicts(self) -> Verdicts:
        """Classes and lights."""
        return self.judge()

    def places(self, at: int, among: np.ndarray | None = None) -> list[OnePlace | None]:
        """The place of one unit in every row among those that reported, or among some of them."""
        (num, has_num), (den, has_den) = self.exact
        inds = [row.ind for row in self.rows]
        divided = np.array([ind.has_denominator for ind in inds], dtype=bool)[:, None]
        kept = has_num & (has_den | ~divided) & (self.status == REPORTED)
        signs = np.array([{"higher": 1, "lower": -1}.get(ind.direction, 0) for ind in inds], dtype=np.int64)
        return places_of_one(at, num, np.where(divided, den, 1), kept if among is None else kept & among, signs)

    def only(self, units: np.ndarray) -> "Board":
        """The same picture of some units, by their places."""
        both = np.r_[0, units + 1]
        return replace(
            self, units=self.units.iloc[units], sums=Rows(len(self.rows), lambda index: self.sums[index].take(units)),
            figures={name: column[:, both] for name, column in self.figures.items()},
            exact=[(number[:, units], present[:, units]) for number, present in self.exact],
            values=self.values[:, units], status=self.status[:, units], judge=lambda: self.verdicts.only(units),
        )  # fmt: skip


def read_board(wh: Warehouse, period_key: int, level: int) -> Board:
    """Read and class everything with one query, kept for the snapshot's newest few pictures."""
    known: dict[tuple[int, int], Board] = wh.memory.setdefault("boards", {})
    if (period_key, level) not in known:
        if len(known) >= stored.MAX_REMEMBERED:
            known.pop(next(iter(known)), None)
        known[period_key, level] = _read(wh, period_key, level)
    return known[period_key, level]


def _read(wh: Warehouse, period_key: int, level: int) -> Board:
    core = [ind for ind in all_indicators(wh).values() if ind.row["core_order"] is not None]
    core.sort(key=lambda ind: int(ind.row["core_order"]))
    when = _periods_with_values(wh, level)
    dated = [(ind, _newest(when.get(ind.code), period_key)) for ind in core]
    rows = [Row(ind, at, at >= _due(ind, period_key), rule_of(ind)) for ind, at in dated if at is not None]
    units = stored.units_at(wh, level, period_key).table
    whole = places.whole_of(wh, level, period_key)
    read = BoardRead(wh, [(row.ind, row.at) for row in rows], level, units, whole)
    inds = [row.ind for row in rows]
    sums = Rows(len(rows), lambda index: _cut(read.both(rows[index].ind, rows[index].at), slice(1, None)))
    figures = read.figures([(row.ind.key, row.at) for row in rows])
    status = values.status_grid(inds, {name: column[:, 1:] for name, column in figures.items()})
    every = values.float_grid(inds, figures)
    whole_values, value = every[:, 0], every[:, 1:].copy()
    value[(status == MISSING) | (status == NOT_APPLICABLE)] = np.nan

    def judged() -> Verdicts:
        light = lights_of(known_catalogue(wh), read, rows, np.column_stack([whole_values, value]))
        return Verdicts(*classes_of(rows, figures, value, status, whole_values), *light)

    return Board(
        period_key, level, rows, [ind.name for ind, at in dated if at is None], units, whole, sums, figures,
        read.exact([(row.ind.key, row.at) for row in rows]), value, whole_values, status, judged,
    )  # fmt: skip


def _cut(sums: Sums, part: slice) -> Sums:
    """Some rows without copying them."""
    return Sums.of((Ints(c.values[part], c.present[part]) for c in sums.columns()), sums.existed[part])


def _periods_with_values(wh: Warehouse, level: int) -> dict[str, np.ndarray]:
    """Indicator → ascending periods in which a unit of the level has a value, remembered."""
    known: dict[int, dict[str, np.ndarray]] = wh.memory.setdefault("board_periods", {})
    if level not in known:
        table = indicator_periods(wh)
        table = table[(table["level"] == level) & (table["n_units"] > 0)]
        known[level] = {
            str(code): np.sort(keys.to_numpy(dtype=np.int64)) for code, keys in table.groupby("code")["period_key"]
        }
    return known[level]


def _newest(known: np.ndarray | None, period_key: int) -> int | None:
    if known is None:
        return None
    earlier = known[(known <= period_key) & (known > period_key - MONTHS_BACK)]
    return int(earlier[-1]) if len(earlier) else None


def _due(ind: IndicatorRow, period_key: int) -> int:
    """The newest period in which the indicator was due; for rounds there is no calendar."""
    if ind.frequency in values.ROUNDS:
        return 0
    while not periods.ends_period(period_key, ind.frequency):
        period_key -= 1
    return period_key
