"""Income of the villages' collectives: what it is made of, how it is spread, who is under a line and by how much."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from dashboard import periods
from dashboard.queries import places, values
from dashboard.queries.indicators import all_indicators, indicator
from dashboard.queries.known import known_catalogue
from dashboard.queries.several import several
from dashboard.statistics.distribution import gini, theil
from dashboard.statistics.grids import quantile_of
from dashboard.warehouse import Warehouse

TOTAL, OPERATING, SUBSIDY, TARGET = (
    "econ_income_total",
    "econ_income_operating",
    "econ_income_subsidy",
    "econ_income_target",
)
ZERO = "village_zero_cnt"
BASES = (TOTAL, OPERATING)
BANDS = "village_income"
STANDARD, MILLION, WEAK = "village_income_standard", "village_income_million", "village_income_weak"
COUNTED = ["n", "n_negative", "n_below", "n_million", "n_zero"]
KINDS = ("below", "million", "zero", "weak")
#: Words for what a rise in income rests on.
ALL_SUBSIDY, MOSTLY_SUBSIDY, OWN, NO_RISE = "增长基本来自补助", "增长主要靠补助", "增长主要靠经营", "增幅不大或下降"


def income_overview(wh: Warehouse, period_key: int, level: int, under: str | None = None) -> pd.DataFrame:
    """Total, operating income and subsidies of each unit beside those of the same month a year before.

    Args:
        wh: The snapshot.
        period_key: Month.
        level: Level of the units, by number, not below the town.
        under: Code of the unit whose parts they are.

    Returns:
        One row a unit in official order: unit_key, unit_code, unit_name, total, operating, subsidy, other (万元),
        n (villages reported), n_expected, average (万元/村), share (operating of total, %), total_then, operating_then,
        subsidy_then (same month last year, of what the unit consists of now; missing unless all villages reported in
        both years), total_growth, operating_growth, subsidy_growth (%, missing without a positive base), subsidy_part
        (share of the rise that is subsidy, %), growth_kind (words, empty where it cannot be told), status.
        attrs: whole_name, whole_code; whole (sums of total, operating, subsidy, other, n, n_expected); comparable (sums
        now and then over the n_comparable units that have both).
    """
    before = periods.same_last_year(period_key)
    read = several(wh, [TOTAL, OPERATING, SUBSIDY], period_key, level, under, [before])
    table = read.table[["unit_key", "unit_code", "unit_name"]].copy()
    for name, code in (("total", TOTAL), ("operating", OPERATING), ("subsidy", SUBSIDY)):
        table[name] = read.figures(code)
        table[f"{name}_then"] = read.earlier(code, before)
    now, then = read.now[TOTAL], read.then[TOTAL, before]
    table["n"], table["n_expected"] = now.n_reported.floats(), now.n_expected.floats()
    # A year in which not every village reported is no base for one in which all did, nor the other way round.
    whole_years = (table["n"] >= table["n_expected"]) & (then.n_reported.floats() >= then.n_expected.floats())
    table.loc[~whole_years, [f"{name}_then" for name in ("total", "operating", "subsidy")]] = np.nan
    table["status"] = values.status_words(read.inds[TOTAL], read.now[TOTAL])
    _derive(table, known_catalogue(wh).numbers)
    whole = table[["total", "operating", "subsidy", "other", "n", "n_expected"]].sum()
    both = table[table["total"].notna() & table["total_then"].notna()]
    pairs = {f"{name}{tail}": round(float(both[f"{name}{tail}"].sum()), 6) for name in ("total", "operating", "subsidy")
             for tail in ("", "_then")}  # fmt: skip
    table.attrs = {
        "whole_name": read.whole.unit_name if read.whole else "",
        "whole_code": read.whole.unit_code if read.whole else "",
        "whole": whole.round(6).to_dict(), "comparable": pairs, "n_comparable": len(both),
    }  # fmt: skip
    return table


def _derive(table: pd.DataFrame, settings: Mapping[str, Decimal]) -> None:
    table["other"] = table["total"] - table["operating"] - table["subsidy"]
    table["average"] = table["total"] / table["n"].where(table["n"] > 0)
    table["share"] = table["operating"] / table["total"].where(table["total"] > 0) * 100
    for name in ("total", "operating", "subsidy"):
        base = table[f"{name}_then"]
        table[f"{name}_growth"] = (table[name] / base.where(base > 0) - 1) * 100
    rise = table["total"] - table["total_then"]
    table["subsidy_part"] = (table["subsidy"] - table["subsidy_then"]) / rise.where(rise > 0) * 100
    table["growth_kind"] = [growth_kind(row, settings) for row in table.to_dict("records")]


def growth_kind(row: Mapping[Any, Any], settings: Mapping[str, Decimal]) -> str:
    """What the rise of a unit's income rests on, in words; empty without a comparable year before."""
    growth, part, operating = row["total_growth"], row["subsidy_part"], row["operating_growth"]
    if pd.isna(growth):
        return ""
    if growth < float(settings["subsidy_growth_least"]) or pd.isna(part):
        return NO_RISE
    if part < float(settings["subsidy_growth_share"]):
        return OWN
    flat = pd.isna(operating) or operating <= float(settings["operating_flat"])
    return ALL_SUBSIDY if flat else MOSTLY_SUBSIDY


def income_summary(wh: Warehouse, period_key: int, level: int, under: str | None = None) -> pd.DataFrame:
    """How the villages of each unit stand against the standard and the target, and how they are spread.

    Returns:
        One row a unit with reports, in official order, and a last one for all (unit_code empty): unit_code, unit_name,
        n (villages reported), n_negative, n_below (under the standard), shortfall (万元 to bring every village up to
        it), n_million, n_zero (no operating income), paired and target (万元: income and target of the villages that
        have both), target_gap (万元 still to come, never negative), least, lower, middle, upper, most (万元), gini
        (missing where it must not be shown), gini_words. attrs: standard, million (万元), theil (result).
    """
    held = places.place(wh, under, period_key) if under is not None else None
    ind, settings = indicator(wh, TOTAL), known_catalogue(wh).numbers
    scale = 10**ind.num_scale
    bound = _range(held) | {"period_key": period_key, "level": level}
    table = wh.query(
        "village_summary", **bound, total_key=ind.key, operating_key=indicator(wh, OPERATING).key,
        target_key=indicator(wh, TARGET).key, standard=int(settings[STANDARD] * scale),
        million=int(settings[MILLION] * scale),
    )  # fmt: skip
    money = ["shortfall", "paired", "target"]
    table[money] = table[money].astype("Float64").astype("float64") / scale
    raw = wh.arrays("village_values", **bound, measure_key=ind.key)
    keys, income = np.ma.filled(raw["unit_key"], -1), np.asarray(raw["value"], dtype=np.float64) / scale
    names = places.units(wh, level, period_key, under)[["unit_key", "unit_code", "unit_name"]]
    table = names.merge(table, on="unit_key", how="inner", sort=False)
    counts = table[[name for name in table.columns if name not in names.columns]].sum(min_count=1)
    table.loc[len(table)] = {"unit_code": "", "unit_name": "合计", **counts}
    table["target_gap"] = (table["target"] - table["paired"]).clip(lower=0)
    table[COUNTED] = table[COUNTED].fillna(0).astype(int)  # where nobody has reported there is only the last row
    _add_spread(table, keys, income)
    table.attrs = {
        "standard": float(settings[STANDARD]), "million": float(settings[MILLION]), "theil": theil(income, keys),
    }  # fmt: skip
    return table


def _add_spread(table: pd.DataFrame, keys: np.ndarray, income: np.ndarray) -> None:
    """Least, quartiles, most and Gini coefficient of each unit's villages; the last row is all of them."""
    order = np.lexsort((income, keys))
    found, starts = np.unique(keys[order], return_index=True)
    # Nothing splits into one part that is nothing.
    parts = dict(zip(found.tolist(), np.split(income[order], starts[1:])[: len(found)], strict=True))
    own = [parts[int(key)] for key in table["unit_key"].iloc[:-1]]
    values_ = [*own, np.sort(income)]
    shares = (0.0, 0.25, 0.5, 0.75, 1.0)
    spread = np.array([[quantile_of(part, at) for at in shares] if len(part) else [np.nan] * 5 for part in values_])
    table[["least", "lower", "middle", "upper", "most"]] = spread
    results = [gini(part) for part in values_]
    table["gini"] = [np.nan if one.value is None else one.value for one in results]
    table["gini_words"] = ["" if one.value is not None else one.caption for one in results]


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
    held = places.place(wh, under, period_key) if under is not None else None
    ind = indicator(wh, basis)
    bands = known_catalogue(wh).bands[BANDS]
    highs = [bound if (bound := band.first_beyond(ind.num_scale)) is not None else 2**62 for band in bands]
    rows = wh.query("village_bands", **_range(held), period_key=period_key, level=level, measure_key=ind.key,
                    lows=[-(2**62), *highs[:-1]], highs=highs)  # fmt: skip
    counts = rows.pivot(index="unit_key", columns="band", values="n").reindex(columns=range(len(bands)))
    counts = counts.fillna(0).astype(int).set_axis([band.label for band in bands], axis=1).reset_index()
    names = places.units(wh, level, period_key, under)[["unit_key", "unit_code", "unit_name"]]
    table = names.merge(counts, on="unit_key", how="inner", sort=False)
    table.attrs = {"labels": [band.label for band in bands]}
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
    held = places.place(wh, under, period_key) if under is not None else None
    ind, settings = indicator(wh, TOTAL), known_catalogue(wh).numbers
    scale = 10**ind.num_scale
    table = wh.query(
        "village_list", **_range(held), period_key=period_key, kind=kind, total_key=ind.key,
        operating_key=indicator(wh, OPERATING).key, subsidy_key=indicator(wh, SUBSIDY).key,
        standard=int(settings[STANDARD] * scale), million=int(settings[MILLION] * scale),
        weak=int(settings[WEAK] * scale), most=most,
    )  # fmt: skip
    for name in ("total", "operating", "subsidy"):
        table[name] = table[name].astype("Float64").astype("float64") / scale
    table["gap"] = (float(settings[STANDARD]) - table["total"]).clip(lower=0)
    n = int(table["n_all"].iloc[0]) if len(table) else 0
    table = table.drop(columns="n_all")
    table.attrs = {"n": n}
    return table


def clearance(wh: Warehouse, period_key: int, level: int, under: str | None = None, months: int = 37) -> pd.DataFrame:
    """Villages without operating income in the whole, month by month up to one.

    Args:
        months: How many months back, the last included.

    Returns:
        One row a month with reports, ascending: period_key, value (villages), n_reported, n_expected.
    """
    whole = places.whole_of(wh, level, period_key, under)
    if whole is None:
        return pd.DataFrame(columns=["period_key", "value", "n_reported", "n_expected"])
    rows = wh.query(
        "mart_span", indicator_key=indicator(wh, ZERO).key, start_key=period_key - months + 1, end_key=period_key,
        first_key=whole.unit_key, last_key=whole.unit_key, level=whole.level, whole_key=whole.unit_key,
    )  # fmt: skip
    kept = rows[rows["num"].notna()]
    return kept.rename(columns={"num": "value"})[["period_key", "value", "n_reported", "n_expected"]].reset_index(
        drop=True
    )


def income_periods(wh: Warehouse) -> list[int]:
    """Months with incomes, newest first; empty where the snapshot holds none."""
    if TOTAL not in all_indicators(wh):
        return []
    known = wh.query("measure_periods", measure_key=indicator(wh, TOTAL).key)
    return [int(key) for key in known["period_key"]]


def _range(held: places.Place | None) -> dict[str, int]:
    return {
        "first_key": held.unit_key if held else places.ANY_FIRST,
        "last_key": held.last_key if held else places.ANY_LAST,
    }
