"""Rows of a large table as integers: what `typed` is for other files, as columns in memory."""

from dataclasses import dataclass, field
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from etl import bulk_places
from etl.bulk_places import Places
from etl.bulk_threads import chunks, spread
from etl.bulk_view import Views

Column = NDArray[Any]
_MOST_PLACES = 18
#: Number of an answer → the answers, and what a row takes from them with the type it has.
_ANSWERS = (
    ("period_at", "period_map", {"period_key": np.int16, "as_of": None}),
    ("unit_at", "unit_map", {"unit_key": np.int32}),
    ("measure_at", "measure_map", {"measure_key": np.int16, "target_key": None, "power": np.int8}),
)


def stored(name: str, scale: int) -> str:
    """A figure times 10^scale in SQL, NULL where a cell holds none; figures are as `etl.cells` leaves them.

    Args:
        name: The field; its digits and places are hidden columns beside it.
        scale: Of the field, with the power of the file's unit.
    """
    whens = [f"WHEN {places} THEN {_times(name, scale - places)}" for places in range(_MOST_PLACES + 1)]
    return f'CASE "{name}.p" {" ".join(whens)} END'


def _times(name: str, shift: int) -> str:
    return f'"{name}.m" * {10**shift}::BIGINT' if shift >= 0 else f'"{name}.m" // {10**-shift}::BIGINT'


@dataclass(frozen=True, slots=True)
class Key:
    """A key of the rows: the number of each row's answer, and the key in each answer; the least number for none."""

    numbers: Column
    answers: Column

    def arrow(self) -> pa.Array:
        """The key of each row as a dictionary column."""
        void = self._void()
        answers = pa.array(self.answers, mask=void) if void.any() else pa.array(self.answers)
        return pa.DictionaryArray.from_arrays(pa.array(self.numbers), answers, safe=False)

    def known(self) -> Column:
        """The keys that occur in answers, ascending."""
        return np.unique(self.answers[~self._void()])

    def _void(self) -> NDArray[np.bool_]:
        return self.answers == np.iinfo(self.answers.dtype).min


@dataclass(slots=True)
class Rows:
    """The rows behind `typed`.

    Attributes:
        views: What is shown to statements.
        keys: `period_key`, `unit_key`, for a long form `measure_key` and `power`.
        others: Further columns of `typed`.
        hidden: Columns that those speak of.
        keyed: Rows with all keys.
        kept: Rows that are still in.
        left: How many rows are known to be left out.
        places: Where a row of each key goes, None while unknown or where they are too many.
        row_at: The row at each place, None while `places` is.
    """

    views: Views
    keys: dict[str, Key]
    others: dict[str, pa.Array | str]
    hidden: dict[str, pa.Array]
    keyed: NDArray[np.bool_]
    kept: NDArray[np.bool_]
    left: int = 0
    places: Places | None = None
    row_at: NDArray[np.int32] | None = field(default=None)
    _known: tuple[bool, bool] | None = None

    def show(self) -> None:
        """Make the rows visible as `typed`."""
        columns = self.others | {name: key.arrow() for name, key in self.keys.items()}
        everyone = bool(self.kept.all())
        hidden = self.hidden if everyone else self.hidden | {"kept": pa.array(self.kept)}
        self.views.show("typed", columns, hidden, "" if everyone else "kept")

    def leave_out(self, out: NDArray[np.int64]) -> None:
        """Take rows out of `typed`."""
        if len(out) != self.left:
            self.left = len(out)
            self.kept[out] = False
            self.row_at = self._known = None
            self.show()

    def repeated(self, *, by_measure: bool) -> bool | None:
        """Whether two rows have one unit, period and measure; None where keys are too many to tell."""
        if self._known and self._known[0] == by_measure:
            return self._known[1]
        keys = self._placed(by_measure=by_measure)
        self.places = bulk_places.make(*(key.known() for key in keys))
        if self.places is None:
            return None if self.kept.any() else False
        firsts = self.places.firsts(*(key.answers for key in keys))
        # One place more, for rows that are out.
        row_at = np.full(self.places.size + 1, -1, dtype=np.int32)

        def put(bounds: list[tuple[int, int]]) -> None:
            for begin, end in bounds:
                place = firsts[0].take(keys[0].numbers[begin:end])
                for first, key in zip(firsts[1:], keys[1:], strict=True):
                    place += first.take(key.numbers[begin:end])
                place[np.flatnonzero(~self.kept[begin:end])] = len(row_at) - 1
                row_at[place] = np.arange(begin, end, dtype=np.int32)

        spread(put, chunks(len(self.kept)))
        self.row_at = row_at[:-1]
        found = int(np.count_nonzero(self.row_at >= 0)) != int(np.count_nonzero(self.kept))
        self._known = by_measure, found
        return found

    def has_twins_of_unread(self, *, by_measure: bool) -> bool | None:
        """Whether a row still in has the keys of one that is out; None where keys are too many to tell."""
        if self.repeated(by_measure=by_measure) is None or self.places is None or self.row_at is None:
            return None
        out = np.flatnonzero(self.keyed & ~self.kept)
        keys = self._placed(by_measure=by_measure)
        place = np.zeros(len(out), dtype=np.int32)
        for first, key in zip(self.places.firsts(*(key.answers for key in keys)), keys, strict=True):
            place += first[key.numbers[out]]
        return bool((self.row_at[place] >= 0).any())

    def _placed(self, *, by_measure: bool) -> tuple[Key, Key, Key]:
        """The keys that make the place of a row."""
        one = Key(self.keys["period_key"].numbers, np.zeros_like(self.keys["period_key"].answers))
        return self.keys["period_key"], self.keys["measure_key"] if by_measure else one, self.keys["unit_key"]

    def units_seen(self) -> NDArray[np.int64]:
        """Numbers of the entries of `unit_map` that rows still in speak of."""
        key = self.keys["unit_key"]
        found = np.zeros(len(key.answers), dtype=bool)

        def mark(bounds: list[tuple[int, int]]) -> None:
            for begin, end in bounds:
                found[key.numbers[begin:end][self.kept[begin:end]]] = True

        spread(mark, chunks(len(self.kept)))
        return np.flatnonzero(found)


def make(
    con: duckdb.DuckDBPyConnection, views: Views, numbers: dict[str, NDArray[Any]], out: NDArray[np.int64]
) -> Rows:
    """The keys of all rows from the numbers of their answers.

    Args:
        con: The connection with the answers in `period_map`, `unit_map` and, for a long form, `measure_map`.
        views: What is shown to statements.
        numbers: Number of each row's answer, by name; -1 for none.
        out: Rows left out so far.
    """
    everyone = np.ones(len(numbers["unit_at"]), dtype=bool)
    found = Rows(views, {}, {}, {}, everyone, everyone, len(out))
    for at, relation, wanted in _ANSWERS:
        if at not in numbers:
            continue
        answers = con.sql(f"SELECT {', '.join(wanted)} FROM {relation} m ORDER BY m.at").to_arrow_table()
        number = numbers[at]
        if int(number.min(initial=0)) < 0:
            found.keyed &= number >= 0
            number = np.maximum(number, 0)
        for name, kind in wanted.items():
            column = answers[name].combine_chunks()
            if kind is None:
                void = "NULL::DATE" if name == "as_of" else "NULL::SMALLINT"
                found.others[name] = void if column.null_count == len(column) else column.take(pa.array(number))
                continue
            none = int(np.iinfo(kind).min)
            values = np.array(column.fill_null(none).to_numpy(zero_copy_only=False), kind)
            # Where nothing was asked there is one answer all the same, so that every number has one.
            found.keys[name] = Key(number, values if len(values) else np.array([none], kind))
            if column.null_count:
                found.keyed &= (found.keys[name].answers != none).take(number)
    found.kept = found.keyed.copy()
    found.kept[out] = False
    return found
