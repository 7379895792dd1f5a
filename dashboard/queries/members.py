"""Members: numbers, age, education, movement and training by unit; admission against the year's plan."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from dashboard import periods
from dashboard.queries import values
from dashboard.queries.indicators import all_indicators
from dashboard.queries.known import known_catalogue
from dashboard.queries.several import Several, several
from dashboard.statistics.disclosure import SHOWN, protect
from dashboard.warehouse import Warehouse

TOTAL = "member_total"
BANDS = {"le35": "member_age_le35_cnt", "mid": "member_age_36_60_cnt", "ge61": "member_age_ge61_cnt"}
TRANSFER = "member_transfer_rate"
RATES = (
    "member_female_ratio", "member_college_ratio", "member_floating_ratio", TRANSFER, "member_rotation_rate",
    "member_32h_rate",
)  # fmt: skip
RATE_COLUMNS = ("unit_code", "unit_name", "code", "name", "numerator", "denominator", "hidden", "value", "whole",
                "reference", "reference_label")  # fmt: skip
PLAN, PLAN_RATE, YOUNG_RATE = "developed_plan_cnt", "developed_plan_rate", "developed_le35_rate"


def members(
    wh: Warehouse, period_key: int, level: int, under: str | None = None, before: int | None = None
) -> pd.DataFrame:
    """Members and their age in three bands.

    Args:
        wh: The snapshot.
        period_key: End of a quarter.
        level: Level of the units, by number, not below the town.
        under: Code of the unit whose parts they are.
        before: Period the totals are compared with.

    Returns:
        One row a unit in official order: unit_code, unit_name, total, total_before (same area; missing without
        `before`), le35, mid, ge61 (persons), le35_share and ge61_share (% of the three bands together), status,
        and kind_le35, kind_mid, kind_ge61 (codes of `statistics.disclosure`: what may be printed). attrs: whole_name
        and the same figures of the whole.
    """
    earlier = [before] if before is not None else []
    read = several(wh, [TOTAL, *BANDS.values()], period_key, level, under, earlier)
    total = read.figures(TOTAL)
    then = read.earlier(TOTAL, before) if before is not None else np.full(len(total), np.nan)
    bands = {name: read.figures(code) for name, code in BANDS.items()}
    counts = np.column_stack(list(bands.values()))
    kinds = dict(zip((f"kind_{name}" for name in BANDS), protect(counts).T, strict=True))
    whole = counts.sum(axis=1)
    columns = {"total": total, "total_before": then, **bands, **kinds}
    for name in ("le35", "ge61"):
        columns[f"{name}_share"] = bands[name] * 100 / np.where(whole > 0, whole, np.nan)
    table = pd.DataFrame(named(read) | columns | {"status": status_of(read, TOTAL, total)})
    table.attrs = _whole(read)
    return table


def named(read: Several) -> dict[str, np.ndarray]:
    """Codes and names of the units."""
    return {name: read.table[name].to_numpy() for name in ("unit_code", "unit_name")}


def status_of(read: Several, code: str, figures: np.ndarray) -> np.ndarray:
    """已报; 未报 where a report was due; 不适用 where the unit holds nobody who has to report it."""
    silent = np.where(read.now[code].existed, values.MISSING, values.NOT_APPLICABLE)
    return np.where(np.isnan(figures), silent, values.REPORTED)


def _whole(read: Several) -> dict[str, Any]:
    found: dict[str, Any] = {
        "whole_name": read.whole.unit_name if read.whole else "",
        "total": read.whole_figure(TOTAL),
    }
    bands = {name: read.whole_figure(code) for name, code in BANDS.items()}
    known = [value for value in bands.values() if value is not None]
    total = sum(known) if len(known) == len(bands) else 0
    shares = {f"{name}_share": bands[name] * 100 / total if total and bands[name] is not None else None  # type: ignore[operator]
              for name in ("le35", "ge61")}  # fmt: skip
    return {**found, **bands, **shares}


def member_rates(wh: Warehouse, period_key: int, level: int, under: str | None = None) -> pd.DataFrame:
    """Rates of the members' structure, movement and training, unit by unit.

    Returns:
        One row a rate and unit: code, name, unit_code, unit_name, numerator, denominator, value (%; missing where not
        reported or the group is too small to be told), hidden (bool), whole (value of the whole, missing without),
        reference, reference_label (published figure for comparison, missing or empty without).
    """
    codes = [code for code in RATES if code in all_indicators(wh)]
    read = several(wh, codes, period_key, level, under)
    references = {one.indicator: one for one in known_catalogue(wh).references}
    units, parts = named(read), []
    for code in codes:
        top, below = read.figures(code), read.figures(code, "den")
        hidden = (protect(np.column_stack([top, below - top])) != SHOWN).any(axis=1)
        whole_top, whole_below = read.whole_figure(code), read.whole_figure(code, "den")
        one = references.get(code)
        same: dict[str, tuple[Any, Any]] = {
            "code": (code, object), "name": (read.inds[code].row["short_name"], object),
            "whole": (whole_top * 100 / whole_below if whole_top is not None and whole_below else np.nan, float),
            "reference": (float(one.value) if one else np.nan, float),
            "reference_label": (f"{one.label}（{one.as_of[:4]}年末）" if one else "", object),
        }  # fmt: skip
        value = np.where(hidden | ~(below > 0), np.nan, top * 100 / np.where(below > 0, below, 1))
        parts.append(units | {"numerator": top, "denominator": below, "hidden": hidden, "value": value}
                     | {name: np.full(len(top), cell, dtype=kind) for name, (cell, kind) in same.items()})  # fmt: skip
    if not parts:
        return pd.DataFrame(columns=["code"])
    return pd.DataFrame({name: np.concatenate([part[name] for part in parts]) for name in RATE_COLUMNS})


def admission(wh: Warehouse, period_key: int, level: int) -> pd.DataFrame:
    """Admission of members against the year's plan.

    Returns:
        One row a unit in official order: unit_code, unit_name, admitted, plan (persons), share (% of the plan), young
        (persons up to 35), young_share (% of those admitted), status. attrs: whole_name, the same figures of the
        whole, schedule (% of the year gone by).
    """
    read = several(wh, [PLAN_RATE, YOUNG_RATE], period_key, level)
    sides = {"admitted": (PLAN_RATE, "num"), "plan": (PLAN_RATE, "den"), "young": (YOUNG_RATE, "num"),
             "counted": (YOUNG_RATE, "den")}  # fmt: skip
    shares = (("share", "admitted", "plan"), ("young_share", "young", "counted"))
    columns, whole = with_shares(read, sides, shares)
    table = pd.DataFrame(named(read) | columns | {"status": status_of(read, PLAN_RATE, columns["plan"])})
    schedule = periods.months_in_year(period_key) * 100 / 12
    table.attrs = {"whole_name": read.whole.unit_name if read.whole else "", "schedule": schedule, **whole}
    return table


def with_shares(
    read: Several, sides: Mapping[str, tuple[str, str]], shares: Sequence[tuple[str, str, str]]
) -> tuple[dict[str, np.ndarray], dict[str, float | None]]:
    """Figures of the units and of the whole, and what share (%) one is of another.

    Args:
        read: The figures.
        sides: Name of the column → indicator and its side.
        shares: Name of the column, that of the part and that of the whole it is a part of.
    """
    columns = {name: read.figures(code, side) for name, (code, side) in sides.items()}
    whole = {name: read.whole_figure(code, side) for name, (code, side) in sides.items()}
    for share, part, of in shares:
        columns[share] = columns[part] * 100 / np.where(columns[of] > 0, columns[of], np.nan)
        top, below = whole[part], whole[of]
        whole[share] = top * 100 / below if top is not None and below else None
    return columns, whole


def reference_of(wh: Warehouse, code: str) -> tuple[float, str, str] | None:
    """Value, label and date in words (`2023年末`) of the published figure for an indicator."""
    known = known_catalogue(wh).references
    return next(((float(one.value), one.label, f"{one.as_of[:4]}年末") for one in known
                 if one.indicator == code), None)  # fmt: skip
