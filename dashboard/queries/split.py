"""Why the rate of the whole changed: better rates of the units, or a different mix of units."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pandas as pd

from dashboard import numbers
from dashboard.queries import places, values
from dashboard.queries.indicators import IndicatorRow, QueryError, indicator
from dashboard.queries.sums import Sums
from dashboard.statistics.effects import rate_structure_effect
from dashboard.statistics.exact import round_half_up
from dashboard.warehouse import Warehouse


@dataclass(frozen=True)
class Split:
    """A change of the whole's rate in two parts, in the shown unit.

    Attributes:
        whole_name: Whose rate.
        before, after: The rate over the units that have both periods.
        change, own, structure: after - before = own + structure.
        table: A row a unit, the largest part first: unit_code, unit_name, value_prev, value, prev_shown, shown, own,
            structure, total, own_shown, structure_shown, total_shown.
        left_out: Names of units without a value in one of the periods.
    """

    whole_name: str
    before: float
    after: float
    change: float
    own: float
    structure: float
    table: pd.DataFrame
    left_out: list[str]


def rate_split(
    wh: Warehouse, code: str, period_key: int, base_period: int, level: str | int = "district"
) -> Split | None:
    """Split the change of a quotient between two periods over the units of a level, in their areas of now.

    Args:
        wh: The snapshot.
        code: An indicator with a denominator.
        period_key: Period.
        base_period: Earlier period.
        level: Level of the units.

    Returns:
        None where no unit has both periods.

    Raises:
        QueryError: The indicator has no denominator, or is not known.
    """
    ind = indicator(wh, code)
    if not ind.has_denominator:
        raise QueryError(f"“{ind.name}”不是比率，没有率和构成之分。")
    number = places.level_number(level)
    whole = places.whole_of(wh, number, period_key)
    found = values.compared(wh, ind, period_key, number, [base_period], None, whole)
    then = found.then[base_period]
    both = _usable(found.now) & _usable(then)
    names = found.table["unit_name"].to_numpy(dtype=object)
    if not both.any():
        return None
    rows = np.flatnonzero(both)
    before, after = _parts(ind, then, rows), _parts(ind, found.now, rows)
    effects = rate_structure_effect(*before, *after, factor=1)
    if effects.change is None or effects.rate is None or effects.structure is None:
        return None
    table = found.table.iloc[rows][["unit_code", "unit_name"]].reset_index(drop=True)
    table["value_prev"], table["value"] = (values.floats(ind, s.num, s.den)[rows] for s in (then, found.now))
    for name in ("value_prev", "value"):
        table["prev_shown" if name == "value_prev" else "shown"] = values.shown_column(ind, table[name].to_numpy())
    table["own"] = [float(effect) for effect in effects.table["rate_effect"]]
    table["structure"] = [float(effect) for effect in effects.table["structure_effect"]]
    table["total"] = table["own"] + table["structure"]
    for name in ("own", "structure", "total"):
        table[f"{name}_shown"] = [effect_words(ind, size) for size in table[name]]
    table = table.sort_values("total", key=lambda column: column.abs(), ascending=False, kind="stable")
    wholes = [sum(parts[0].values(), Fraction(0)) / sum(parts[1].values(), Fraction(0)) for parts in (before, after)]
    return Split(
        whole.unit_name if whole else "整体", float(wholes[0]), float(wholes[1]), float(effects.change),
        float(effects.rate), float(effects.structure), table.reset_index(drop=True), list(names[~both]),
    )  # fmt: skip


def _usable(sums: Sums) -> np.ndarray:
    return np.asarray(sums.num.present & sums.den.present & (sums.den.values > 0))


def _parts(ind: IndicatorRow, sums: Sums, rows: np.ndarray) -> tuple[dict[int, Fraction], dict[int, Fraction]]:
    """Numerators in the shown unit, and denominators as stored."""
    scale = Fraction(ind.number)
    tops = {row: Fraction(int(sums.num.values[row])) * scale for row in rows.tolist()}
    return tops, {row: Fraction(int(sums.den.values[row])) for row in rows.tolist()}


def effect_words(ind: IndicatorRow, size: float) -> str:
    """`+1.2个百分点`, two digits; what rounds to nothing is 0."""
    shown = round_half_up(abs(size), 2)
    if not shown:
        return "0"
    tail = numbers.POINTS if ind.is_rate else ind.unit
    return f"{'+' if size > 0 else '−'}{shown:,f}{tail}"
