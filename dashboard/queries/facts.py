"""What was reported for one period, measure by measure: values by unit, with the rows of the files they came from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from dashboard.queries import places
from dashboard.queries.register import Register, register
from dashboard.queries.trace_rows import files_of
from dashboard.warehouse import Warehouse, plain_column

_ROW = ("batch_key", "sheet_no", "row_no")


@dataclass(frozen=True, slots=True)
class Facts:
    """Values of one measure at one period.

    Attributes:
        at: Place of each unit in the register.
        value: Stored whole numbers.
        row: batch_key, sheet_no and row_no of each.
    """

    at: np.ndarray
    value: np.ndarray
    row: Mapping[str, np.ndarray]

    def only(self, kept: np.ndarray) -> "Facts":
        """Some of them, by mask or position."""
        return Facts(self.at[kept], self.value[kept], {name: column[kept] for name, column in self.row.items()})

    def for_units(self, at: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray]:
        """Values for units by their places in a register of `n`, and whether there are any."""
        value, present = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=bool)
        value[self.at], present[self.at] = self.value, True
        return value[at], present[at]

    def rows_of(self, at: np.ndarray, n: int) -> dict[str, np.ndarray]:
        """The rows of the files behind the values of units, masked where a unit has none; as of `for_units`."""
        own = np.full(n, -1, dtype=np.int64)
        own[self.at] = np.arange(len(self.at))
        rows = own[at]
        if not len(self.at):
            return {name: np.ma.masked_all(len(at), dtype=column.dtype) for name, column in self.row.items()}
        if (rows >= 0).all():
            return {name: column[rows] for name, column in self.row.items()}
        found = {name: np.ma.array(column[rows]) for name, column in self.row.items()}
        return {name: np.ma.masked_where(rows < 0, column) for name, column in found.items()}


def facts(
    wh: Warehouse, period_key: int, measure_key: int, held: places.Place | None, level: int | None = None
) -> Facts:
    """Values of a measure.

    Args:
        wh: The snapshot.
        period_key: Period they were reported for.
        measure_key: The measure.
        held: The unit below which the units lie; everything without it.
        level: Only units of this level, by number.
    """
    return facts_of(wh, wh.arrays("facts", period_key=period_key, measure_key=measure_key, **span(held)), level)


def facts_of(wh: Warehouse, rows: Mapping[str, np.ndarray], level: int | None = None) -> Facts:
    """Fetched rows of one measure and period: unit_key, value, batch_key, sheet_no and row_no."""
    known = register(wh)
    at = known.places(rows["unit_key"])
    found = Facts(at, rows["value"].astype(np.int64), {name: rows[name] for name in _ROW})
    return found.only((at >= 0) if level is None else (at >= 0) & (known.level[at] == level))


def span(held: places.Place | None) -> dict[str, int]:
    """First and last node of what lies below a unit, of everything without one."""
    return {
        "first_key": held.unit_key if held else places.ANY_FIRST,
        "last_key": held.last_key if held else places.ANY_LAST,
    }


def named(wh: Warehouse, at: np.ndarray, missing: str | None = "") -> dict[str, Any]:
    """unit_code, unit_name, town_name and district_name of units by their places; `missing` where they have none."""
    known = register(wh)
    above = {name: known.texts_above(name, at, missing) for name in ("town", "district")}
    return {"unit_code": known.code[at], "unit_name": known.name[at],
            **{f"{name}_name": column for name, column in above.items()}}  # fmt: skip


def sources(wh: Warehouse, row: Mapping[str, np.ndarray], missing: str | None = "") -> dict[str, Any]:
    """file, sheet, row, batch_id and loaded_by; `missing` where a sheet has no name."""
    files = files_of(wh, row)
    sheet = files["sheet_name"]
    if missing is not None:
        sheet = np.where(sheet == None, missing, sheet)  # noqa: E711  # cell by cell
    return {"file": files["file_name"], "sheet": sheet, "row": plain_column(row["row_no"]),
            "batch_id": files["batch_id"], "loaded_by": files["loaded_by"]}  # fmt: skip


class Groups:
    """Sums over the units below each of some others.

    Attributes:
        at: Position of the group of each row among the listed units, -1 for none of them.
    """

    def __init__(self, known: Register, level: int, keys: np.ndarray, rows: np.ndarray) -> None:
        """Group rows, by places of their units, under the units of a level with some keys."""
        listed = np.full(len(known) + 1, -1, dtype=np.int64)
        listed[known.places(keys)] = np.arange(len(keys))
        listed[-1] = -1
        self.at = listed[known.above(level, rows)]
        self._n = len(keys)
        self._inside = self.at >= 0
        self._rows = self.at[self._inside]

    def count(self, kept: np.ndarray | None = None) -> np.ndarray:
        """How many rows, or how many of those kept."""
        rows = self._rows if kept is None else self.at[self._inside & kept]
        return np.bincount(rows, minlength=self._n)

    def sum(self, values: np.ndarray, kept: np.ndarray | None = None) -> np.ndarray:
        """Sums of whole numbers, of all rows or of those kept."""
        rows = self._inside if kept is None else self._inside & kept
        total = np.zeros(self._n, dtype=np.int64)
        np.add.at(total, self.at[rows], values[rows])
        return total

    def table(self, classes: np.ndarray, n_classes: int) -> np.ndarray:
        """How many rows of each class, groups × classes; rows of a class below 0 count nowhere."""
        kept = self._inside & (classes >= 0)
        cells = self.at[kept] * n_classes + classes[kept]
        return np.bincount(cells, minlength=self._n * n_classes).reshape(self._n, n_classes)
