"""Facts of a large table in the order of the store."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from etl import bulk_places
from etl.bulk_cells import FigureColumn, numbers
from etl.bulk_figures import BLANK, POWERS
from etl.bulk_places import Places
from etl.bulk_rows import Rows
from etl.bulk_threads import chunks, spread

Column = NDArray[Any]
_MOST_DIGITS = len(POWERS) - 1
_KINDS: dict[str, type[np.integer[Any]]] = {
    "period_key": np.int16, "measure_key": np.int16, "unit_key": np.int32, "value": np.int64, "rid": np.int32
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Run:
    """The facts of one period and measure, which follow each other.

    Attributes:
        period: Its key.
        measure: Its key.
        place: First place of the two within the period.
        first: Its first fact.
        end: Behind its last fact.
    """

    period: int
    measure: int
    place: int
    first: int
    end: int


@dataclass(slots=True)
class Facts:
    """Facts without items, by period, measure and unit.

    Attributes:
        columns: `period_key`, `measure_key`, `unit_key`, `value`, `rid` and further columns of `new_fact`.
        derived: Columns that follow from those, in SQL.
        places: Their places, None where they are too many.
        runs: The facts of each period and measure that has any; none without places.
    """

    columns: dict[str, Column]
    derived: dict[str, str]
    places: Places | None
    runs: list[Run]

    def __len__(self) -> int:
        return len(self.columns["rid"])

    def shown(self) -> dict[str, pa.Array | str]:
        """The columns of `new_fact`."""
        return {name: pa.array(column) for name, column in self.columns.items()} | self.derived | {"item": "''"}

    def within(self, run: Run) -> Column:
        """The places of a run within its period."""
        assert self.places is not None
        return self.columns["unit_key"][run.first : run.end] + np.int32(run.place - self.places.low)


def is_whole(rows: Rows, figures: FigureColumn) -> bool:
    """Whether every figure of the rows still in is a whole number in the places of its measure."""
    power = rows.keys["power"]

    def fits(bounds: list[tuple[int, int]]) -> bool:
        for begin, end in bounds:
            finer = figures.places[begin:end] - power.answers.take(power.numbers[begin:end])
            at = np.flatnonzero((finer > 0) & rows.kept[begin:end])
            if len(at) and (figures.mantissa[begin:end][at] % POWERS.take(np.minimum(finer[at], _MOST_DIGITS))).any():
                return False
        return True

    coarse = not rows.kept.any() or int(figures.places.max(initial=0)) <= int(power.known()[0])
    return coarse or all(spread(fits, chunks(len(figures))))


def of_rows(rows: Rows, figures: FigureColumn, row_no: Column, sheet_no: int) -> Facts | None:
    """The facts of a long form's rows; None when they have no places, two have the same, or a figure is too large.

    Args:
        rows: The rows.
        figures: The column with the value; every figure is whole in its measure.
        row_no: Number of each row as a person counts.
        sheet_no: Their sheet.
    """
    if rows.row_at is None and rows.repeated(by_measure=True):
        return None
    places, row_at = rows.places, rows.row_at
    if places is None or row_at is None:
        return None
    by_run = row_at.reshape(-1, places.width)
    blank = figures.has_blanks

    def here(number: int) -> Column:
        at = np.flatnonzero(by_run[number] >= 0)
        return at[figures.places.take(by_run[number].take(at)) != BLANK] if blank else at

    runs = _runs(places, spread(lambda number: len(here(number)), range(len(by_run))))
    size = runs[-1].end if runs else 0
    facts = Facts({name: np.empty(size, kind) for name, kind in _KINDS.items()}, {}, places, runs)
    facts.derived = {"sheet_no": f"{sheet_no}::SMALLINT"}
    if int(row_no[-1]) - int(row_no[0]) == len(row_no) - 1:
        facts.derived["row_no"] = f"(rid + {row_no[0]})::INTEGER"
    else:
        facts.columns["row_no"] = np.empty(size, np.int32)
    power = rows.keys["power"]

    def write(run: Run) -> bool:
        """Write the facts of a run; false when some may be too large for the column."""
        into = {name: column[run.first : run.end] for name, column in facts.columns.items()}
        number = int(np.searchsorted(places.periods, run.period)) * len(places.measures) + run.place // places.width
        at = here(number)
        into["period_key"][:], into["measure_key"][:] = run.period, run.measure
        np.add(at, places.low, out=into["unit_key"], casting="unsafe")
        by_run[number].take(at, out=into["rid"], mode="clip")
        if "row_no" in into:
            row_no.take(into["rid"], out=into["row_no"], mode="clip")
        shift = power.answers.take(power.numbers.take(into["rid"])) - figures.places.take(into["rid"])
        value = figures.mantissa.take(into["rid"], out=into["value"], mode="clip")
        most = max(abs(int(value.min())), abs(int(value.max()))) * 10 ** max(int(shift.max()), 0)
        value *= POWERS.take(np.clip(shift, 0, _MOST_DIGITS))
        if int(shift.min()) < 0:
            value //= POWERS.take(np.clip(-shift, 0, _MOST_DIGITS))
        return most < 1 << 63

    return facts if all(spread(write, runs)) else None


def _runs(places: Places, counts: Sequence[int]) -> list[Run]:
    """The runs of so many facts for each period and measure."""
    keys = itertools.product(places.periods.tolist(), enumerate(places.measures.tolist()))
    ends = np.cumsum([0, *counts]).tolist()
    return [
        Run(period, measure, at * places.width, first, end)
        for (period, (at, measure)), (first, end) in zip(keys, itertools.pairwise(ends), strict=True)
        if end > first
    ]


def in_order(facts: pa.Table) -> Facts:
    """Facts put into the order of the store.

    Args:
        facts: The columns of `new_fact` in any order, none with an item.
    """
    columns = {name: numbers(facts[name]) for name in facts.column_names if name != "item"}
    keys = (columns["period_key"], columns["measure_key"], columns["unit_key"])
    places = bulk_places.make(*(np.unique(key) for key in keys))
    if places:
        first = places.firsts(*keys)
        place = first[0] + first[1] + first[2]
        row = np.full(places.size, -1, dtype=np.int32)
        row[place] = np.arange(len(place), dtype=np.int32)
        order: Column = row[row >= 0]
        if len(order) == len(facts):
            counts = (row.reshape(-1, places.width) >= 0).sum(axis=1).tolist()
            ordered = {name: column.take(order) for name, column in columns.items()}
            return Facts(ordered, {}, places, _runs(places, counts))
    order = np.lexsort(keys[::-1])  # two facts of one unit, period and measure, or none at all
    return Facts({name: column.take(order) for name, column in columns.items()}, {}, None, [])
