"""Income of the villages' collectives: what it is made of, what its growth rests on, and how zeros are cleared."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from dashboard import periods
from dashboard.queries import places, upper, values
from dashboard.queries.indicators import all_indicators, indicator
from dashboard.queries.known import known_catalogue
from dashboard.queries.known_periods import reported_periods
from dashboard.queries.several import several
from dashboard.warehouse import Warehouse

TOTAL, OPERATING, SUBSIDY, TARGET = (
    "econ_income_total",
    "econ_income_operating",
    "econ_income_subsidy",
    "econ_income_target",
)
ZERO = "village_zero_cnt"
AMOUNTS = ("total", "operating", "subsidy")
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
    now, then = read.now[TOTAL], read.then[TOTAL, before]
    n, n_expected = now.n_reported.floats(), now.n_expected.floats()
    # A year in which not every village reported is no base for one in which all did, nor the other way round.
    whole_years = (n >= n_expected) & (then.n_reported.floats() >= then.n_expected.floats())
    found: dict[str, np.ndarray] = {}
    for name, code in zip(AMOUNTS, (TOTAL, OPERATING, SUBSIDY), strict=True):
        found[name] = read.figures(code)
        found[f"{name}_then"] = np.where(whole_years, read.earlier(code, before), np.nan)
    found |= {"n": n, "n_expected": n_expected}
    status = values.status_words(read.inds[TOTAL], now)
    columns = found | {"status": status} | _derived(found, known_catalogue(wh).numbers)
    units = {name: read.table[name].to_numpy() for name in ("unit_key", "unit_code", "unit_name")}
    table = pd.DataFrame(units | columns)
    whole = {name: round(_sum(columns[name]), 6) for name in (*AMOUNTS, "other", "n", "n_expected")}
    both = ~np.isnan(found["total"]) & ~np.isnan(found["total_then"])
    pairs = {name: round(_sum(found[name][both]), 6) for name in found if name not in ("n", "n_expected")}
    table.attrs = {
        "whole_name": read.whole.unit_name if read.whole else "",
        "whole_code": read.whole.unit_code if read.whole else "",
        "whole": whole, "comparable": pairs, "n_comparable": int(both.sum()),
    }  # fmt: skip
    return table


def _sum(amounts: np.ndarray) -> float:
    return float(np.where(np.isnan(amounts), 0.0, amounts).sum())


def _derived(found: dict[str, np.ndarray], settings: Mapping[str, Decimal]) -> dict[str, Any]:
    """What follows from the amounts; missing where a base is missing or not positive."""
    total, operating, subsidy = (found[name] for name in ("total", "operating", "subsidy"))
    rise = total - found["total_then"]
    columns: dict[str, Any] = {
        "other": total - operating - subsidy,
        "average": total / _positive(found["n"]),
        "share": operating / _positive(total) * 100,
        **{f"{name}_growth": (found[name] / _positive(found[f"{name}_then"]) - 1) * 100 for name in AMOUNTS},
        "subsidy_part": (subsidy - found["subsidy_then"]) / _positive(rise) * 100,
    }
    told = ("total_growth", "subsidy_part", "operating_growth")
    rows = zip(*(columns[name].tolist() for name in told), strict=True)
    columns["growth_kind"] = [growth_kind(dict(zip(told, row, strict=True)), settings) for row in rows]
    return columns


def _positive(base: np.ndarray) -> np.ndarray:
    return np.where(base > 0, base, np.nan)


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
    start = period_key - months + 1
    rows = upper.unit_rows(wh, [whole.unit_key], whole.level, [indicator(wh, ZERO).key], start, period_key)
    kept = np.flatnonzero(~np.ma.getmaskarray(rows["num"]))
    named = {"period_key": "period_key", "num": "value", "n_reported": "n_reported", "n_expected": "n_expected"}
    return pd.DataFrame({shown: np.ma.getdata(rows[name])[kept] for name, shown in named.items()})


def income_periods(wh: Warehouse) -> list[int]:
    """Months with incomes, newest first; empty where the snapshot holds none."""
    if TOTAL not in all_indicators(wh):
        return []
    return reported_periods(wh, indicator(wh, TOTAL).key)
