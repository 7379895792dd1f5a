"""Stored figures of one indicator: now, at earlier periods like with like, and what each one means."""

from collections.abc import Sequence
from decimal import Decimal

import numpy as np
import pandas as pd

from dashboard import levels, numbers, periods
from dashboard.queries import places
from dashboard.queries.indicators import IndicatorRow, indicator_periods
from dashboard.warehouse import Warehouse

REPORTED, MISSING, SMALL, NOT_APPLICABLE = "已报", "未报", "样本小", "不适用"
#: The marts hold the nation down to the town; below it, questions go to the facts.
LOWEST_MART_LEVEL = levels.level_no("town")


def current_values(
    wh: Warehouse, ind: IndicatorRow, period_key: int, level: int, held: places.Place | None = None
) -> pd.DataFrame:
    """Units of a level at a period with their stored sums, in official order.

    Returns:
        unit_key, unit_code, unit_name, unit_type, peer_group, parent_key, last_key, sort_order, num, den, single,
        n_reported, n_expected (stored integers, missing where nothing was reported).
    """
    first_key, last_key = _range(held)
    bound = {"indicator_key": ind.key, "period_key": period_key, "level": level, "first_key": first_key,
             "last_key": last_key}  # fmt: skip
    if level <= LOWEST_MART_LEVEL:
        return wh.query("mart_values", **bound)
    return wh.query("leaf_values", **bound, pair_level=ind.row["pair_level"] or "")


def earlier_values(
    wh: Warehouse,
    ind: IndicatorRow,
    period_key: int,
    level: int,
    earlier: Sequence[int],
    held: places.Place | None = None,
) -> dict[int, pd.DataFrame]:
    """What today's units had at earlier periods, merged units with the sums of what merged into them.

    A unit is left out of a period in which it did not exist in any form. Its sums are missing where one of its parts
    did not report, where it came out of a split, or (for a figure that does not add up over units) has merged since.

    Returns:
        For each earlier period a frame indexed by unit_key: num, den, single.
    """
    first_key, last_key = _range(held)
    wanted = sorted(set(earlier))
    merged = places.merged_between(wh, wanted, period_key)
    bound = {"indicator_key": ind.key, "period_key": period_key, "level": level, "first_key": first_key,
             "last_key": last_key, "earlier_keys": wanted, "merged_periods": merged.merged_periods,
             "merged_from": merged.merged_from, "merged_into": merged.merged_into}  # fmt: skip
    if level <= LOWEST_MART_LEVEL:
        rows = wh.query("mart_earlier", **bound)
    else:
        rows = wh.query("leaf_earlier", **bound, pair_level=ind.row["pair_level"] or "")
    whole = (rows["n_present"] == rows["n_parts"]).to_numpy(dtype=bool)
    if merged.broken:
        pairs = zip(rows["period_key"], rows["unit_code"], strict=True)
        whole = whole & np.array([(int(key), unit_code) not in merged.broken for key, unit_code in pairs], dtype=bool)
    if ind.own_level_only:
        whole = whole & (rows["n_parts"] == 1).to_numpy(dtype=bool)
    sums = ["num", "den", "single"]
    rows[sums] = rows[sums].astype("Int64")
    rows.loc[~whole, sums] = pd.NA
    found = {int(str(key)): part.set_index("unit_key")[sums] for key, part in rows.groupby("period_key")}
    empty = rows.iloc[:0].set_index("unit_key")[sums]
    return {key: found.get(key, empty) for key in wanted}


def _range(held: places.Place | None) -> tuple[int, int]:
    return (held.unit_key, held.last_key) if held else (places.ANY_FIRST, places.ANY_LAST)


def floats(ind: IndicatorRow, num: pd.Series, den: pd.Series | None = None, *, guarded: bool = False) -> pd.Series:
    """Values in the shown unit; missing where the numerator is missing or the denominator is missing or zero.

    Args:
        ind: The indicator, for scale and factor.
        num: Stored numerators.
        den: Stored denominators, for quotients.
        guarded: Also leave out quotients over a denominator below the indicator's smallest.
    """
    top = num.astype("Int64").to_numpy(dtype=np.float64, na_value=np.nan)
    if not ind.has_denominator or den is None:
        return pd.Series(_rounded(top * float(ind.number)), index=num.index)
    below = den.astype("Int64").to_numpy(dtype=np.float64, na_value=np.nan)
    usable = below > 0
    if guarded and ind.min_denominator is not None:
        usable &= below >= ind.min_denominator * 10**ind.den_scale
    result = np.full(len(top), np.nan)
    np.divide(top * float(ind.number), below, out=result, where=usable)
    return pd.Series(_rounded(result), index=num.index)


def scaled(stored: pd.Series, scale: int) -> pd.Series:
    """Stored integers in their own unit."""
    return _rounded_series(stored.astype("Int64").astype("Float64") / 10**scale)


def _rounded_series(series: pd.Series) -> pd.Series:
    return pd.Series(_rounded(series.to_numpy(dtype=np.float64, na_value=np.nan)), index=series.index)


def _rounded(values: np.ndarray) -> np.ndarray:
    """Ten decimals, so that a binary tail is not mistaken for a difference."""
    return np.round(values, 10)


def shown(ind: IndicatorRow, value: Decimal | float | None) -> str:
    """One value as text."""
    return numbers.format_value(value, ind.unit, ind.decimals)


def shown_column(ind: IndicatorRow, column: pd.Series, statuses: pd.Series | None = None) -> pd.Series:
    """Values of one table as text; different values do not print alike, a missing one prints its status."""
    return numbers.format_column(column, ind.unit, ind.decimals, statuses=statuses)


def exact_value(ind: IndicatorRow, num: int | None, den: int | None) -> Decimal | None:
    """One value in the shown unit as a decimal of up to ten places, None where it cannot be given."""
    if num is None or (ind.has_denominator and (den is None or den <= 0)):
        return None
    value = Decimal(num) * ind.number
    return round(value / Decimal(den), 10) if ind.has_denominator and den is not None else value


def status_words(
    ind: IndicatorRow, period_key: int, level: int, frame: pd.DataFrame, due: bool | None = None
) -> pd.Series:
    """Why each unit has or has not a comparable value: 已报, 未报, 样本小 or 不适用."""
    has_value = frame["num"].notna().to_numpy(dtype=bool)
    expected = frame["n_expected"].astype("Int64").to_numpy(dtype=np.float64, na_value=np.nan)
    asked = is_due(ind, period_key, level) if due is None else due
    words = np.full(len(frame), MISSING, dtype=object)
    if not asked and not has_value.any():
        words[:] = NOT_APPLICABLE
    words[~has_value & (expected == 0)] = NOT_APPLICABLE
    words[has_value] = REPORTED
    if ind.has_denominator:
        below = frame["den"].astype("Int64").to_numpy(dtype=np.float64, na_value=np.nan)
        words[has_value & np.isnan(below)] = MISSING
        words[has_value & (below <= 0)] = NOT_APPLICABLE
        if ind.min_denominator is not None:
            words[has_value & (below > 0) & (below < ind.min_denominator * 10**ind.den_scale)] = SMALL
    return pd.Series(words, index=frame.index, dtype="str")


def is_due(ind: IndicatorRow, period_key: int, level: int) -> bool:
    """Whether units of a level have to report the indicator in a period."""
    if ind.own_level_only and ind.row["collected_level"] and level > levels.level_no(str(ind.row["collected_level"])):
        return False
    return ind.frequency in ("批次", "届") or periods.ends_period(period_key, ind.frequency)


def period_before(wh: Warehouse, ind: IndicatorRow, period_key: int) -> int | None:
    """The period that a value is compared with: one step of the frequency back, for rounds the round before."""
    if ind.frequency not in ("批次", "届"):
        return periods.previous(period_key, ind.frequency)
    known = indicator_periods(wh, ind.code)["period_key"]
    earlier = known[known < period_key]
    return None if earlier.empty else int(earlier.max())
