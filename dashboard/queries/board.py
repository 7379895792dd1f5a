"""Every core indicator for every unit of a level at one time: values, status, honest class and light as arrays."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from dashboard import periods
from dashboard.catalogue import Catalogue
from dashboard.queries import lights, places, stored, values
from dashboard.queries.board_read import BoardRead
from dashboard.queries.indicators import IndicatorRow, all_indicators
from dashboard.queries.known import known_catalogue
from dashboard.queries.known_periods import indicator_periods
from dashboard.queries.sums import Ints, Sums
from dashboard.queries.values import MISSING, NOT_APPLICABLE, REPORTED, SMALL
from dashboard.statistics.grids import OnePlace, places_of_one, share_classes, value_classes
from dashboard.warehouse import Warehouse

#: An indicator without a value for longer than this is not shown: an annual figure may be three years old.
MONTHS_BACK = 36
#: How a row is compared with the whole: rates of counts by chance and gap, other quotients and scores by a plain rule,
#: totals (which follow the size of a district) and indicators without good or bad not at all.
SHARE, VALUE, NOT_CLASSED = "share", "value", "none"
PLAIN = "plain"
_BY_STATUS = {MISSING: "missing", NOT_APPLICABLE: "not_applicable", SMALL: "small"}
#: The gap that matters where the catalogue gives none, in percentage points or in the unit.
USUAL_GAP = 1.0


@dataclass(frozen=True, slots=True)
class Row:
    """One core indicator.

    Attributes:
        ind: The indicator.
        at: The newest period up to the one asked for in which a unit of the level has a value.
        is_current: Whether that is the period that was due.
        rule: SHARE, VALUE or NOT_CLASSED.
    """

    ind: IndicatorRow
    at: int
    is_current: bool
    rule: str

    @property
    def period_text(self) -> str:
        """Such as `2024年二季度`."""
        return periods.label_zh(self.at, self.ind.frequency)


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
        classes: As of `statistics.funnels`, and plain where a row is not classed.
        reference: What each indicator was compared with, NaN for rows not classed.
        light, light_word, lead: Indicators × (whole, units): 绿, 黄, 红 or None, its word, and the lead behind it.
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
    classes: np.ndarray
    reference: np.ndarray
    light: np.ndarray
    light_word: np.ndarray
    lead: np.ndarray

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
            values=self.values[:, units], status=self.status[:, units], classes=self.classes[:, units],
            light=self.light[:, both], light_word=self.light_word[:, both], lead=self.lead[:, both],
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
    rows = [Row(ind, at, at >= _due(ind, period_key), _rule(ind)) for ind, at in dated if at is not None]
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
    classes, reference = _classes(rows, figures, value, status, whole_values)
    light = _lights(known_catalogue(wh), read, rows, np.column_stack([whole_values, value]))
    return Board(
        period_key, level, rows, [ind.name for ind, at in dated if at is None], units, whole, sums, figures,
        read.exact([(row.ind.key, row.at) for row in rows]), value,
        whole_values, status, classes, reference, *light,
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


def _rule(ind: IndicatorRow) -> str:
    if ind.direction not in ("higher", "lower"):
        return NOT_CLASSED
    if ind.is_share:
        return SHARE
    return VALUE if ind.has_denominator or ind.own_level_only else NOT_CLASSED


def _classes(
    rows: Sequence[Row], figures: dict[str, np.ndarray], value: np.ndarray, status: np.ndarray, whole_values: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The honest class of every cell, and what each row was compared with."""
    classes = np.full(value.shape, PLAIN, dtype=object)
    reference = np.full(len(rows), np.nan)
    better_up = np.array([row.ind.direction == "higher" for row in rows], dtype=bool)
    gaps = np.array([_gap(row.ind) for row in rows])
    open_to = status == REPORTED
    for rule in (SHARE, VALUE):
        at = [index for index, row in enumerate(rows) if row.rule == rule]
        if not at:
            continue
        if rule == SHARE:
            top, bottom = (figures[name][at, 1:] for name in ("num", "den"))
            classes[at] = share_classes(top, bottom, gaps[at], better_up[at])
            reference[at] = whole_values[at]
        else:
            known = np.where(open_to[at], value[at], np.nan)
            classes[at], reference[at] = value_classes(known, whole_values[at], gaps[at], better_up[at])
    for word, code in _BY_STATUS.items():
        classes[status == word] = code
    return classes, reference


def _gap(ind: IndicatorRow) -> float:
    gap = ind.row["effective_gap"]
    return USUAL_GAP if gap is None else float(gap)


def _lights(known: Catalogue, read: BoardRead, rows: Sequence[Row], value: np.ndarray) -> list[np.ndarray]:
    """Light, word and lead of the whole and every unit."""
    codes = read.codes
    light, word = np.full(value.shape, None, dtype=object), np.full(value.shape, "", dtype=object)
    lead = np.full(value.shape, np.nan)
    for index, row in enumerate(rows):
        if not row.ind.target_kind:
            continue
        goal = lights.goals(row.ind, row.at, codes, known.targets, read.own_targets(row.ind, row.at))
        lead[index] = lights.leads(row.ind, row.at, value[index], goal, read.paired(row.ind, row.at))
        light[index], word[index] = lights.colours(row.ind.target_kind, lead[index], known.lights)
    return [light, word, lead]
