"""What a board reads: figures of all its rows, their reported targets and the indicators that divide by those."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from dashboard import periods
from dashboard.queries import places, stored, upper, values
from dashboard.queries.indicators import IndicatorRow, divided_by, indicators_by_key
from dashboard.queries.sums import NAMES, Sums
from dashboard.warehouse import Warehouse


class BoardRead:
    """One query for all rows, their reported targets and the indicators that divide by those."""

    def __init__(
        self,
        wh: Warehouse,
        asked: Sequence[tuple[IndicatorRow, int]],
        level: int,
        units: pd.DataFrame,
        whole: places.Place | None,
    ) -> None:
        self._wh = wh
        whole_key = whole.unit_key if whole is not None else -1
        keys = np.array([whole_key, *units["unit_key"]], dtype=np.int64)
        self.codes = [whole.unit_code if whole is not None else "", *units["unit_code"]]
        pairs = sorted({pair for ind, at in asked for pair in self._asked(ind, at)})
        raw = upper.pairs(wh, pairs, level, keys)
        self._at = {pair: place for place, pair in enumerate(pairs)}
        self._columns = stored.dense(raw, pairs, keys)

    def _asked(self, ind: IndicatorRow, at: int) -> list[tuple[int, int]]:
        pairs = [(ind.key, at)]
        target, pair = self.target_measure(ind), self.pair(ind)
        if target is not None:
            pairs += [(target.key, key) for key in _this_year(at)]
        return pairs if pair is None else [*pairs, (pair.key, at)]

    def target_measure(self, ind: IndicatorRow) -> IndicatorRow | None:
        """The measure in which units report their own target."""
        key = ind.row["target_measure_key"]
        return None if key is None else indicators_by_key(self._wh).get(int(key))

    def pair(self, ind: IndicatorRow) -> IndicatorRow | None:
        """The indicator that divides this one by its reported target."""
        target = self.target_measure(ind)
        return None if target is None else divided_by(self._wh, ind.key, target.key)

    def both(self, ind: IndicatorRow, period_key: int) -> Sums:
        """Stored figures, the whole first, then the units."""
        return stored.row_of(self._columns, self._at[ind.key, period_key])

    def figures(self, pairs: Sequence[tuple[int, int]]) -> dict[str, np.ndarray]:
        """Figures of some pairs by name as floats, pairs × (whole, units), missing as NaN."""
        rows = [self._at[pair] for pair in pairs]
        return {name: np.where(present[rows], filled[rows], np.nan)
                for name, (filled, present) in zip(NAMES, self._columns, strict=True)}  # fmt: skip

    def exact(self, pairs: Sequence[tuple[int, int]]) -> stored.Dense:
        """Stored numerators and denominators of some pairs, without the whole."""
        rows = [self._at[pair] for pair in pairs]
        return [(filled[rows, 1:], present[rows, 1:]) for filled, present in self._columns[:2]]

    def own_targets(self, ind: IndicatorRow, at: int) -> np.ndarray | None:
        """The target that the whole and each unit reported this year, the latest up to the period."""
        measure = self.target_measure(ind)
        if measure is None:
            return None
        found = np.full(len(self.codes), np.nan)
        for key in _this_year(at):  # oldest first: a later report wins
            given = shown_values(measure, self.both(measure, key))
            found = np.where(np.isnan(given), found, given)
        return found

    def paired(self, ind: IndicatorRow, at: int) -> np.ndarray | None:
        """Value over target, sum by sum over those who reported both."""
        pair = self.pair(ind)
        if pair is None:
            return None
        sums = self.both(pair, at)
        below = sums.den.floats()
        return np.divide(sums.num.floats(), below, out=np.full(len(below), np.nan), where=below > 0)


def _this_year(period_key: int) -> range:
    return range(period_key - periods.months_in_year(period_key) + 1, period_key + 1)


def shown_values(ind: IndicatorRow, sums: Sums) -> np.ndarray:
    """Values in the shown unit."""
    return values.floats(ind, sums.num, sums.den)
