"""What stored sums mean: values in the shown unit, their text, and why there is none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pandas as pd

from dashboard import levels, numbers, periods
from dashboard.queries import lineages, places, stored
from dashboard.queries.indicators import IndicatorRow
from dashboard.queries.known_periods import indicator_periods
from dashboard.queries.stored import LOWEST_MART_LEVEL
from dashboard.queries.sums import Ints, Sums, nothing
from dashboard.warehouse import Warehouse

REPORTED, MISSING, SMALL, NOT_APPLICABLE = "已报", "未报", "样本小", "不适用"
ROUNDS = ("批次", "届")


@dataclass(frozen=True, slots=True)
class Compared:
    """One indicator at one period beside earlier ones, for the units of one level.

    Attributes:
        table: The units in official order: unit_key, unit_code, unit_name, unit_type, peer_group and more.
        now: Their stored figures.
        then: Earlier period → the figures of what the units consist of now.
        whole: The figures of the unit they are compared with, a single row; None without one.
    """

    table: pd.DataFrame
    now: Sums
    then: dict[int, Sums]
    whole: Sums | None


def compared(
    wh: Warehouse,
    ind: IndicatorRow,
    period_key: int,
    level: int,
    earlier: Sequence[int] = (),
    held: places.Place | None = None,
    whole: places.Place | None = None,
) -> Compared:
    """Read one indicator for the units of a level, now and at up to two earlier periods, like with like."""
    units = stored.units_at(wh, level, period_key)
    rows = units.rows(held)
    table = units.table if held is None else units.part(rows)
    lines = {key: lineages.lineage(wh, level, period_key, key) for key in earlier}
    keys = table["unit_key"].to_numpy(dtype=np.int64)
    spans = [(keys.min(), keys.max())] if len(keys) else []
    spans += [(line.part.min(), line.part.max()) for line in lines.values() if held is None and len(line.part)]
    spans += [
        (parts.min(), parts.max())
        for line in lines.values()
        if held is not None and len(parts := keys if line.same else line.part[np.isin(line.owner, rows)])
    ]
    in_mart = level <= LOWEST_MART_LEVEL
    if whole is not None and in_mart:
        spans.append((whole.unit_key, whole.unit_key))
    if not spans:
        return Compared(table, nothing(0), {key: nothing(0) for key in earlier}, None)
    first, last = int(min(a for a, _ in spans)), int(max(b for _, b in spans))
    raw = stored.read_slice(wh, ind, level, [period_key, *earlier], first, last)
    now = stored.with_types(wh, ind, level, stored.pick(raw, period_key, keys), table)
    then = {key: _then(ind, raw, key, line, rows, keys) for key, line in lines.items()}
    return Compared(table, now, then, _whole(wh, ind, period_key, whole, raw if in_mart else None))


def _then(
    ind: IndicatorRow, raw: stored.Raw, key: int, line: lineages.Lineage, rows: np.ndarray, unit_keys: np.ndarray
) -> Sums:
    """An earlier period of some units; where no unit of the level changed, nothing but their own rows is looked for."""
    if not line.same:
        return lineages.sums_then(ind, raw, key, line).take(rows)
    return Sums.of(stored.pick(raw, key, unit_keys).columns(), np.ones(len(unit_keys), dtype=bool))


def _whole(
    wh: Warehouse, ind: IndicatorRow, period_key: int, whole: places.Place | None, raw: stored.Raw | None
) -> Sums | None:
    if whole is None:
        return None
    key = whole.unit_key
    rows = raw if raw is not None else stored.read_slice(wh, ind, whole.level, [period_key], key, whole.last_key)
    return stored.pick(rows, period_key, np.array([key], dtype=np.int64))


def floats(ind: IndicatorRow, num: Ints, den: Ints | None = None, *, guarded: bool = False) -> np.ndarray:
    """Values in the shown unit; NaN where a part is missing or the denominator is not positive.

    Args:
        ind: The indicator, for scale and factor.
        num: Stored numerators.
        den: Stored denominators, for quotients.
        guarded: Also leave out quotients over a denominator below the indicator's smallest.
    """
    top = num.floats() * float(ind.number)
    if not ind.has_denominator or den is None:
        return _rounded(top)
    below = den.floats()
    usable = below > 0
    if guarded and ind.min_denominator is not None:
        usable &= below >= ind.min_denominator * 10**ind.den_scale
    result = np.full(len(top), np.nan)
    np.divide(top, below, out=result, where=usable)
    return _rounded(result)


def scaled(column: Ints, scale: int) -> np.ndarray:
    """Stored integers in their own unit."""
    return _rounded(column.floats() / 10**scale)


def whole(numbers: np.ndarray, present: np.ndarray) -> pd.arrays.IntegerArray:
    """Whole numbers as a pandas Int64 array, missing where not present."""
    return pd.arrays.IntegerArray(numbers, ~present)


def _rounded(values: np.ndarray) -> np.ndarray:
    """Ten decimals, so that a binary tail is not mistaken for a difference."""
    return np.round(values, 10)


def shown(ind: IndicatorRow, value: Decimal | float | None) -> str:
    """One value as text."""
    return numbers.format_value(value, ind.unit, ind.decimals)


def shown_column(ind: IndicatorRow, column: np.ndarray, statuses: np.ndarray | None = None) -> list[str]:
    """Values of one table as text; different values do not print alike, a missing one prints its status."""
    return numbers.column_texts(column, ind.unit, ind.decimals, statuses)


def shown_series(ind: IndicatorRow, column: np.ndarray, statuses: np.ndarray) -> list[str]:
    """Values of a line as text, each for itself: neighbouring months may print alike."""
    money = numbers.common_unit(column.tolist(), ind.unit)
    return numbers.series_texts(column, ind.unit, ind.decimals, statuses.tolist(), money_unit=money)


def exact_value(ind: IndicatorRow, num: int | None, den: int | None) -> Decimal | None:
    """One value in the shown unit as a decimal of up to ten places, None where it cannot be given."""
    if num is None or (ind.has_denominator and (den is None or den <= 0)):
        return None
    value = Decimal(num) * ind.number
    return round(value / Decimal(den), 10) if ind.has_denominator and den is not None else value


def status_words(ind: IndicatorRow, sums: Sums, due: bool = True) -> np.ndarray:
    """Why each unit has or has not a comparable value: 已报, 未报, 样本小 or 不适用.

    Args:
        ind: The indicator.
        sums: Stored figures.
        due: Whether units of this level have to report it in this period; if not, and nobody did, it does not apply.
    """
    has_value = sums.num.present
    words = np.full(len(has_value), MISSING, dtype=object)
    if not due and not has_value.any():
        words[:] = NOT_APPLICABLE
    words[~has_value & sums.n_expected.present & (sums.n_expected.values == 0)] = NOT_APPLICABLE
    words[has_value] = REPORTED
    if ind.has_denominator:
        den = sums.den
        words[has_value & ~den.present] = MISSING
        words[has_value & den.present & (den.values <= 0)] = NOT_APPLICABLE
        if ind.min_denominator is not None:
            below = den.values < ind.min_denominator * 10**ind.den_scale
            words[has_value & den.present & (den.values > 0) & below] = SMALL
    return words


def status_grid(inds: Sequence[IndicatorRow], figures: Mapping[str, np.ndarray]) -> np.ndarray:
    """The words of `status_words` for indicators × units, whose units have to report.

    Args:
        inds: The indicators.
        figures: num, den and n_expected as floats, missing as NaN.
    """
    num, den, expected = (figures[name] for name in ("num", "den", "n_expected"))
    divided = np.array([ind.has_denominator for ind in inds], dtype=bool)[:, None]
    least = np.array([(ind.min_denominator or 0) * 10**ind.den_scale for ind in inds], dtype=float)[:, None]
    has_value = ~np.isnan(num)
    words = np.full(num.shape, MISSING, dtype=object)
    words[~has_value & (expected == 0)] = NOT_APPLICABLE
    words[has_value] = REPORTED
    both = has_value & divided
    words[both & np.isnan(den)] = MISSING
    words[both & (den <= 0)] = NOT_APPLICABLE
    words[both & (den > 0) & (den < least)] = SMALL
    return words


def float_grid(inds: Sequence[IndicatorRow], figures: Mapping[str, np.ndarray]) -> np.ndarray:
    """The values of `floats` for indicators × units, from num and den as floats."""
    top = figures["num"] * np.array([float(ind.number) for ind in inds])[:, None]
    divided = np.array([ind.has_denominator for ind in inds], dtype=bool)[:, None]
    below = np.where(divided, figures["den"], 1.0)
    result = np.full(top.shape, np.nan)
    np.divide(top, below, out=result, where=below > 0)
    return _rounded(result)


def status_word(ind: IndicatorRow, num: int | None, den: int | None, n_expected: int | None) -> str:
    """The same for one value, of a unit that has to report it."""
    if num is None:
        return NOT_APPLICABLE if n_expected == 0 else MISSING
    if not ind.has_denominator:
        return REPORTED
    if den is None:
        return MISSING
    if den <= 0:
        return NOT_APPLICABLE
    small = ind.min_denominator is not None and den < ind.min_denominator * 10**ind.den_scale
    return SMALL if small else REPORTED


def is_due(ind: IndicatorRow, period_key: int, level: int) -> bool:
    """Whether units of a level have to report the indicator in a period."""
    if ind.own_level_only and ind.row["collected_level"] and level > levels.level_no(str(ind.row["collected_level"])):
        return False
    return ind.frequency in ROUNDS or periods.ends_period(period_key, ind.frequency)


def period_before(wh: Warehouse, ind: IndicatorRow, period_key: int) -> int | None:
    """The period that a value is compared with: one step of the frequency back, for rounds the round before."""
    if ind.frequency not in ROUNDS:
        return periods.previous(period_key, ind.frequency)
    known = indicator_periods(wh, ind.code)["period_key"]
    earlier = known[known < period_key]
    return None if earlier.empty else int(earlier.max())
