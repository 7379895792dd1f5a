"""What was reported about organisation and work coverage: rows of the cover form, and their sums by item and unit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from dashboard import levels
from dashboard.queries import places
from dashboard.queries.facts import span
from dashboard.queries.register import Register, register
from dashboard.warehouse import Warehouse

#: What the columns of the form are to the page.
FIGURES = ("due", "solo", "org", "work")
_DISTRICT = levels.level_no("district")
Columns = dict[str, np.ndarray]


@dataclass(frozen=True, slots=True)
class Reports:
    """Reported values, of a district only those of the finest level that reported the item.

    So town and district are never added up.

    Attributes:
        at: Place of the unit in the register.
        district: Place of its district, -1 without one.
        role: Position in FIGURES.
        item: Position of the item among those asked for, -1 for another one.
        value: The number.
        row: batch_key, sheet_no and row_no of each.
    """

    at: np.ndarray
    district: np.ndarray
    role: np.ndarray
    item: np.ndarray
    value: np.ndarray
    row: Columns


def read_reports(
    wh: Warehouse, period_key: int, held: places.Place | None, template: str, roles: Mapping[int, str],
    items: Sequence[str], only: Sequence[str] | None = None,
) -> Reports:  # fmt: skip
    """Read the reports of a period.

    Args:
        wh: The snapshot.
        period_key: Quarter.
        held: Unit below which the reporting units lie; everything without it.
        template: The form.
        roles: Key of a measure → one of FIGURES.
        items: The items asked for.
        only: Leave out rows of other items than these.
    """
    names = _item_names(wh, template)
    wanted = [key for key, name in names.items() if only is None or name in only]
    rows = wh.arrays("cover_reports", period_key=period_key, measure_keys=list(roles), item_keys=wanted, **span(held))
    units = register(wh)
    at = units.places(rows["unit_key"])
    district = units.above(_DISTRICT, at)
    which = _looked_up({key: place for place, key in enumerate(wanted)})[rows["item_key"]]
    group = (district + 1) * len(wanted) + which
    finest = np.zeros((len(units) + 1) * len(wanted), dtype=np.int32)
    np.maximum.at(finest, group, units.level[at])
    kept = np.flatnonzero((at >= 0) & (units.level[at] == finest[group]))
    item = np.array([items.index(names[key]) if names[key] in items else -1 for key in wanted], dtype=np.int64)
    role = _looked_up({key: FIGURES.index(name) for key, name in roles.items()})
    return Reports(
        at[kept], district[kept], role[rows["measure_key"][kept]], item[which[kept]],
        rows["value"][kept].astype(np.float64),
        {name: rows[name][kept] for name in ("batch_key", "sheet_no", "row_no")},
    )  # fmt: skip


def _looked_up(places: Mapping[int, int]) -> np.ndarray:
    """Places of keys, to be found by key."""
    found = np.zeros(max(places, default=0) + 1, dtype=np.int64)
    found[list(places)] = list(places.values())
    return found


def _item_names(wh: Warehouse, template: str) -> dict[int, str]:
    """Item of a form by key, remembered."""
    known: dict[str, dict[int, str]] = wh.memory.setdefault("item_names", {})
    if template not in known:
        rows = wh.arrays("items_of_template", template=template)
        known[template] = dict(zip(rows["item_key"].tolist(), rows["item"].tolist(), strict=True))
    return known[template]


def sums(role: np.ndarray, cell: np.ndarray, value: np.ndarray, n: int) -> Columns:
    """Every one of FIGURES added up over `n` cells; missing where nobody reported it."""
    found = {}
    for place, name in enumerate(FIGURES):
        chosen = np.flatnonzero(role == place)
        total = np.bincount(cell[chosen], value[chosen], minlength=n)
        found[name] = np.where(np.bincount(cell[chosen], minlength=n) > 0, total, np.nan)
    return found


def sums_of_units(
    reports: Reports, units: Register, level: int, keys: np.ndarray, n_items: int
) -> tuple[Columns, np.ndarray]:
    """Sums by item and unit, one item after the other, and which of the units have reported any item.

    Args:
        reports: What was reported.
        units: The register.
        level: Level of the units, by number: district or town.
        keys: The units.
        n_items: Number of items asked for.

    Returns:
        FIGURES and n_reported (number of reports; missing where the unit has none of the item).
    """
    listed = np.full(len(units) + 1, -1, dtype=np.int64)
    listed[units.places(keys)] = np.arange(len(keys))
    unit = listed[reports.district if level == _DISTRICT else reports.at]
    unit = np.where(reports.district >= 0, unit, -1)
    has_reported = np.zeros(len(keys), dtype=bool)
    has_reported[unit[unit >= 0]] = True
    kept = np.flatnonzero((unit >= 0) & (reports.item >= 0))
    role, cell = reports.role[kept], (reports.item * len(keys) + unit)[kept]
    n = n_items * len(keys)
    found = sums(role, cell, reports.value[kept], n)
    n_due = np.bincount(cell[role == FIGURES.index("due")], minlength=n).astype(float)
    found["n_reported"] = np.where(np.bincount(cell, minlength=n) > 0, n_due, np.nan)
    return found, has_reported
