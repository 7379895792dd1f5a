"""Several indicators of the same units in one statement: the units of a level, now and earlier, like with like."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboard.queries import lineages, places, stored, upper
from dashboard.queries.indicators import IndicatorRow, indicator
from dashboard.queries.sums import Ints, Sums, nothing
from dashboard.warehouse import Warehouse


@dataclass(frozen=True, slots=True)
class Several:
    """Stored figures of several indicators.

    Attributes:
        table: The units in official order, as of `queries.units`.
        whole: What they belong to, None when there is only one unit.
        inds: The indicators by code.
        now: Code → figures of the units.
        then: (code, earlier period) → figures of what the units consist of now.
        whole_now: Code → figures of the whole, one row each; empty without a whole.
    """

    table: pd.DataFrame
    whole: places.Place | None
    inds: dict[str, IndicatorRow]
    now: dict[str, Sums]
    then: dict[tuple[str, int], Sums]
    whole_now: dict[str, Sums]

    def figures(self, code: str, side: str = "num") -> np.ndarray:
        """One side of an indicator for the units, in its own unit, missing as NaN."""
        return self._scaled(code, side, self.now[code])

    def earlier(self, code: str, period_key: int, side: str = "num") -> np.ndarray:
        """The same at an earlier period."""
        return self._scaled(code, side, self.then[code, period_key])

    def whole_figure(self, code: str, side: str = "num") -> float | None:
        """The same for the whole, None where it has none."""
        if code not in self.whole_now:
            return None
        value = float(self._scaled(code, side, self.whole_now[code])[0])
        return None if np.isnan(value) else value

    def _scaled(self, code: str, side: str, sums: Sums) -> np.ndarray:
        column: Ints = sums.den if side == "den" else sums.num
        ind = self.inds[code]
        scale = ind.den_scale if side == "den" else ind.num_scale
        return np.round(column.floats() / 10**scale, 10)


def several(
    wh: Warehouse,
    codes: Sequence[str],
    period_key: int,
    level: int,
    under: str | None = None,
    earlier: Sequence[int] = (),
) -> Several:
    """Read several indicators at once.

    Args:
        wh: The snapshot.
        codes: Indicators; those the snapshot does not know are an error.
        period_key: Period.
        level: Level of the units, by number, not below the town.
        under: Code of the unit whose parts they are; everything without it.
        earlier: Earlier periods.

    Raises:
        UnknownIndicator: A code that the snapshot does not hold.
    """
    inds = {code: indicator(wh, code) for code in codes}
    units = stored.units_at(wh, level, period_key)
    held = places.place(wh, under, period_key) if under is not None else None
    rows = units.rows(held)
    table = units.part(rows)
    whole = places.whole_of(wh, level, period_key, under)
    lines = {when: lineages.lineage(wh, level, period_key, when) for when in earlier}
    keys = table["unit_key"].to_numpy(dtype=np.int64)
    asked = [keys, *(line.part[np.isin(line.owner, rows)] for line in lines.values())]
    asked += [np.array([whole.unit_key])] if whole is not None else []
    pairs = [(ind.key, key) for ind in inds.values() for key in [period_key, *earlier]]
    raw = upper.pairs(wh, pairs, level, np.unique(np.concatenate(asked)))
    own = {code: _rows_of(raw, ind.key) for code, ind in inds.items()}
    return Several(
        table, whole, inds,
        now={code: stored.pick(part, period_key, keys) for code, part in own.items()},
        then={(code, key): lineages.sums_then(inds[code], part, key, line).take(rows)
              for code, part in own.items() for key, line in lines.items()},
        whole_now={} if whole is None else {
            code: stored.pick(part, period_key, np.array([whole.unit_key])) for code, part in own.items()
        },
    )  # fmt: skip


def _rows_of(raw: stored.Raw, key: int) -> stored.Raw:
    kept = np.flatnonzero(raw["indicator_key"] == key)
    return {name: values[kept] for name, values in raw.items()}


class PairSums:
    """Figures of (indicator, period) pairs for the units of a level, put together when they are asked for."""

    def __init__(
        self, by_key: dict[int, IndicatorRow], raw: stored.Raw, pairs: list[tuple[int, int]], keys: np.ndarray,
        lines: dict[int, lineages.Lineage],
    ) -> None:  # fmt: skip
        same = [pair for pair in pairs if lines[pair[1]].same]
        self._dense = stored.dense(raw, same, keys)
        self._at = {(by_key[key].code, when): at for at, (key, when) in enumerate(same)}
        self._moved: dict[tuple[str, int], Sums] = {}
        for key, when in pairs:
            if not lines[when].same:
                ind, line = by_key[key], lines[when]
                parts = stored.row_of(stored.dense(raw, [(key, when)], line.part), 0)
                self._moved[ind.code, when] = lineages.added_up(ind, parts, line)
        self._made: dict[tuple[str, int], Sums] = {}

    def get(self, pair: tuple[str, int]) -> Sums | None:
        """The figures of one pair of code and period, None where it was not asked for."""
        found = self._made.get(pair) or self._moved.get(pair)
        if found is None and pair in self._at:
            found = self._made[pair] = stored.row_of(self._dense, self._at[pair])
        return found

    def grid(self, pairs: Sequence[tuple[str, int]], n_units: int) -> list[tuple[np.ndarray, np.ndarray]]:
        """Numerators and denominators of some pairs and where there are any, pairs × units."""
        if all(pair in self._at for pair in pairs):
            rows = [self._at[pair] for pair in pairs]
            return [(filled[rows], present[rows]) for filled, present in self._dense[:2]]
        found = [self.get(pair) or nothing(n_units) for pair in pairs]
        shape = len(pairs), n_units
        return [
            (np.array([column.values for column in columns], dtype=np.int64).reshape(shape),
             np.array([column.present for column in columns], dtype=bool).reshape(shape))
            for columns in ([sums.num for sums in found], [sums.den for sums in found])
        ]  # fmt: skip


def sums_of_pairs(
    wh: Warehouse, by_key: dict[int, IndicatorRow], pairs: list[tuple[int, int]], level: int, period_key: int
) -> PairSums:
    """Figures of (indicator, period) pairs, ascending, for the units of a level at a period, like with like."""
    keys = stored.units_at(wh, level, period_key).table["unit_key"].to_numpy(dtype=np.int64)
    lines = {key: lineages.lineage(wh, level, period_key, key) for key in {key for _, key in pairs}}
    wanted = np.unique(np.concatenate([keys, *(line.part for line in lines.values())]))
    return PairSums(by_key, upper.pairs(wh, pairs, level, wanted), pairs, keys, lines)
