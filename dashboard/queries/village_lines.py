"""Incomes of villages one by one: how they are spread, who is under a line and by how much, and their names."""

from typing import Any

import numpy as np
import pandas as pd

from dashboard import levels
from dashboard.queries import places
from dashboard.queries.facts import Facts, Groups, facts, named, sources
from dashboard.queries.indicators import indicator
from dashboard.queries.known import known_catalogue
from dashboard.queries.register import register
from dashboard.queries.village_income import OPERATING, SUBSIDY, TARGET, TOTAL
from dashboard.statistics.distribution import gini_of, theil
from dashboard.statistics.grids import quantiles_of_parts
from dashboard.warehouse import Warehouse

BASES = (TOTAL, OPERATING)
BANDS = "village_income"
STANDARD, MILLION, WEAK = "village_income_standard", "village_income_million", "village_income_weak"
COUNTED = ["n", "n_negative", "n_below", "n_million", "n_zero"]
MONEY = ["shortfall", "paired", "target"]
SPREAD = {"least": 0.0, "lower": 0.25, "middle": 0.5, "upper": 0.75, "most": 1.0}
KINDS = ("below", "million", "zero", "weak")
_DISTRICT, _TOWN, _VILLAGE = (levels.level_no(name) for name in ("district", "town", "village"))


class _Villages:
    """Villages that reported their income for a period."""

    def __init__(self, wh: Warehouse, period_key: int, under: str | None, basis: str = TOTAL) -> None:
        self._wh, self._period_key = wh, period_key
        self.held = places.place(wh, under, period_key) if under is not None else None
        self.register = register(wh)
        self.own = self._read(basis)

    def _read(self, code: str) -> Facts:
        return facts(self._wh, self._period_key, indicator(self._wh, code).key, self.held, _VILLAGE)

    def beside(self, code: str) -> tuple[np.ndarray, np.ndarray]:
        """Another figure of the same villages, and whether they reported it."""
        return self._read(code).for_units(self.own.at, len(self.register))

    def above(self, level: int) -> np.ndarray:
        """Keys of the districts or towns of the villages, -1 for none."""
        at = self.register.above(_DISTRICT if level == _DISTRICT else _TOWN, self.own.at)
        return np.where(at >= 0, self.register.keys[at], -1)

    def groups(self, level: int, units: pd.DataFrame) -> Groups:
        """The villages by district or town."""
        above = _DISTRICT if level == _DISTRICT else _TOWN
        return Groups(self.register, above, units["unit_key"].to_numpy(), self.own.at)


def income_summary(wh: Warehouse, period_key: int, level: int, under: str | None = None) -> pd.DataFrame:
    """How the villages of each unit stand against the standard and the target, and how they are spread.

    Returns:
        One row a unit with reports, in official order, and a last one for all (unit_code empty): unit_code, unit_name,
        n (villages reported), n_negative, n_below (under the standard), shortfall (万元 to bring every village up to
        it), n_million, n_zero (no operating income), paired and target (万元: income and target of the villages that
        have both), target_gap (万元 still to come, never negative), least, lower, middle, upper, most (万元), gini
        (missing where it must not be shown), gini_words. attrs: standard, million (万元), theil (result).
    """
    ind, settings = indicator(wh, TOTAL), known_catalogue(wh).numbers
    scale = 10**ind.num_scale
    villages = _Villages(wh, period_key, under)
    units = places.units(wh, level, period_key, under)
    groups = villages.groups(level, units)
    counts = _counted(villages, groups, *(int(settings[name] * scale) for name in (STANDARD, MILLION)))
    rows = np.flatnonzero(counts["n"])
    columns: dict[str, Any] = {
        "unit_key": np.append(units["unit_key"].to_numpy(dtype=float)[rows], np.nan),
        "unit_code": np.append(units["unit_code"].to_numpy(dtype=object)[rows], ""),
        "unit_name": np.append(units["unit_name"].to_numpy(dtype=object)[rows], "合计"),
    }  # fmt: skip
    for name, column in counts.items():
        found = column[rows] / scale if name in MONEY else column[rows]
        columns[name] = np.append(found, _total(found))
    gap = columns["target"] - columns["paired"]
    columns["target_gap"] = np.where(gap < 0, 0.0, gap)
    income = villages.own.value / scale
    table = pd.DataFrame(columns | _spread(groups.at, rows, income))
    table.attrs = {
        "standard": float(settings[STANDARD]), "million": float(settings[MILLION]),
        "theil": theil(income, villages.above(level)),
    }  # fmt: skip
    return table


def _total(column: np.ndarray) -> float:
    """Sum of what is known; missing where nothing is, 0 for counts."""
    known = column[~np.isnan(column)]
    return known.sum() if len(known) or column.dtype.kind != "f" else np.nan


def _counted(villages: _Villages, groups: Groups, standard: int, million: int) -> dict[str, np.ndarray]:
    """Counts and stored sums of each group; money that nobody reported is missing."""
    total = villages.own.value
    operating, has_operating = villages.beside(OPERATING)
    target, has_target = villages.beside(TARGET)
    below = total < standard
    n_target = groups.count(has_target)
    return {
        "n": groups.count(), "n_negative": groups.count(total < 0), "n_below": groups.count(below),
        "shortfall": groups.sum(standard - total, below), "n_million": groups.count(total >= million),
        "n_zero": groups.count(has_operating & (operating == 0)),
        "paired": np.where(n_target > 0, groups.sum(total, has_target), np.nan),
        "target": np.where(n_target > 0, groups.sum(target, has_target), np.nan),
    }  # fmt: skip


def _spread(group: np.ndarray, rows: np.ndarray, income: np.ndarray) -> dict[str, Any]:
    """Least, quartiles, most and Gini coefficient of the villages of some groups, and last of all villages."""
    ascending = np.argsort(income)
    order = ascending[np.argsort(group[ascending].astype(np.int32), kind="stable")]
    first, last = (np.searchsorted(group[order], rows, side) for side in ("left", "right"))
    ordered = np.concatenate([income[order], income[ascending]])
    first, last = np.append(first, len(income)), np.append(last, len(ordered))
    columns: dict[str, Any] = {name: quantiles_of_parts(ordered, first, last, share) for name, share in SPREAD.items()}
    found = [gini_of(ordered[start:end]) for start, end in zip(first.tolist(), last.tolist(), strict=True)]
    columns["gini"] = [np.nan if one.value is None else one.value for one in found]
    columns["gini_words"] = ["" if one.value is not None else one.caption for one in found]
    return columns


def income_bands(
    wh: Warehouse, period_key: int, level: int, under: str | None = None, basis: str = TOTAL
) -> pd.DataFrame:
    """How many villages of each unit lie in each band of income.

    Args:
        basis: The measure that is banded: total or operating income.

    Returns:
        One row a unit with reports, in official order: unit_code, unit_name and one column a band (its label), counts.
        attrs: labels, lowest band first.
    """
    bands = known_catalogue(wh).bands[BANDS]
    scale = indicator(wh, basis).num_scale
    highs = [bound for band in bands if (bound := band.first_beyond(scale)) is not None]
    villages = _Villages(wh, period_key, under, basis)
    units = places.units(wh, level, period_key, under)
    band = np.searchsorted(np.array(highs, dtype=np.int64), villages.own.value, side="right")
    counts = villages.groups(level, units).table(band, len(bands))
    rows = np.flatnonzero(counts.sum(axis=1))
    columns = {name: units[name].to_numpy()[rows] for name in ("unit_key", "unit_code", "unit_name")}
    labels = [one.label for one in bands]
    table = pd.DataFrame(columns | dict(zip(labels, counts[rows].T, strict=True)))
    table.attrs = {"labels": labels}
    return table


def income_villages(
    wh: Warehouse, period_key: int, kind: str, under: str | None = None, most: int = 2**31 - 1
) -> pd.DataFrame:
    """Villages by name: below the standard, of a million and more, without operating income, with too little of it.

    Args:
        kind: below, million, zero or weak.
        most: Rows given; `attrs["n"]` counts all of them.

    Returns:
        unit_code, unit_name, town_name, district_name, total, operating, subsidy (万元), gap (万元 to the standard),
        file, sheet, row, batch_id, loaded_by; poorest first, for a million and more the richest.
    """
    ind, settings = indicator(wh, TOTAL), known_catalogue(wh).numbers
    scale = 10**ind.num_scale
    standard, million, weak = (int(settings[name] * scale) for name in (STANDARD, MILLION, WEAK))
    villages = _Villages(wh, period_key, under)
    total, (operating, has_operating) = villages.own.value, villages.beside(OPERATING)
    conditions = {
        "below": total < standard, "million": total >= million, "zero": has_operating & (operating == 0),
        "weak": has_operating & (operating > 0) & (operating < weak),
    }  # fmt: skip
    listed = np.flatnonzero(conditions.get(kind, np.zeros(len(total), dtype=bool)))
    chosen = _first(-total if kind == "million" else total, villages, listed, most)
    subsidy, has_subsidy = villages.beside(SUBSIDY)
    own = villages.own.only(chosen)
    columns = named(wh, own.at) | {"total": own.value / scale}
    for name, (value, present) in {"operating": (operating, has_operating), "subsidy": (subsidy, has_subsidy)}.items():
        columns[name] = np.where(present, value / scale, np.nan)[chosen]
    columns |= sources(wh, own.row) | {"gap": np.maximum(float(settings[STANDARD]) - columns["total"], 0)}
    table = pd.DataFrame(columns)
    table.attrs = {"n": len(listed)}
    return table


def _first(by: np.ndarray, villages: _Villages, listed: np.ndarray, most: int) -> np.ndarray:
    """The rows that come first by a figure, equal ones by code of the village."""
    if len(listed) > most:
        limit = np.partition(by[listed], most - 1)[most - 1]
        listed = listed[by[listed] <= limit]
    codes = villages.register.code[villages.own.at[listed]].astype(str)
    return np.asarray(listed[np.lexsort((codes, by[listed]))][:most])
