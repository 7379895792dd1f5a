"""One unit against the whole, its peers, the best and the worst, and itself a year and a report ago."""

from collections.abc import Collection
from typing import Any

import numpy as np
import pandas as pd

from dashboard import numbers, periods
from dashboard.queries import places, targets, values
from dashboard.queries.board import NOT_CLASSED, Board, Row, read_board
from dashboard.queries.card_changes import exact_at
from dashboard.queries.indicators import IndicatorRow, QueryError
from dashboard.queries.matrix import MONEY
from dashboard.queries.profile_changes import changes
from dashboard.queries.series import EMPTY, Series, unit_series
from dashboard.queries.values import REPORTED
from dashboard.statistics.grids import OnePlace, median_of, spine
from dashboard.warehouse import Warehouse

#: Two years, so that a half-yearly or yearly figure has one before it.
MONTHS_OF_CHANGE = 24
PROFILE_COLUMNS = (
    "code", "name", "theme", "unit", "direction", "rule", "period_key", "period_text", "is_current", "status", "class",
    "value", "shown", "whole_shown", "peer_shown", "best_shown", "best_names", "worst_shown", "worst_names",
    "last_year_shown", "middle_is_median", "difference", "difference_text", "distance", "place", "n_ranked", "shared",
    "peer_place", "peer_ranked", "at_own", "at_peer", "at_last_year", "at_worst", "at_lower", "at_upper", "at_best",
    "change", "change_text", "change_base", "change_is_real", "changed_for", "change_year_text", "light",
    "light_word", "lead_text", "numerator", "denominator", "n_reported", "n_expected",
)  # fmt: skip

PLACES = ("place", "n_ranked", "shared", "peer_place", "peer_ranked")


def profile(wh: Warehouse, unit: str, period_key: int) -> pd.DataFrame:
    """Every core indicator of one unit in the picture of all units of its level.

    Args:
        wh: The snapshot.
        unit: Code of the unit.
        period_key: The period looked at.

    Returns:
        One row an indicator in the order of the catalogue, columns as PROFILE_COLUMNS. Texts carry no unit (`unit`
        does, 万元 or 亿元 for money). class and rule as in `matrix`; whole, peer (ratio of sums of the peer group, for
        amounts missing), best and worst (names joined by 、; small denominators do not count), last_year (same area).
        difference: own value minus the whole. middle_is_median: there is no figure of the whole (scores), the median
        of the units stands in its place. distance: difference over the middle one of all units' differences, to
        sort by, positive where better. place, n_ranked, shared (units on the same place besides it), peer_place and
        peer_ranked: missing without better and worse, or without a comparable value. at_*: positions on the spine,
        the whole at 0, right is better, the farthest unit at 1 or -1; missing where nothing can be drawn. change:
        against change_base (the report before; the year before for rates with a yearly target), in the unit, in
        points for rates, of the period's own amounts for cumulative figures. change_is_real: at least the
        indicator's effective gap. changed_for: better, worse or empty.
        attrs: unit_code, unit_name, peer_group, whole_name, period_key, n_units, n_peers, silent.

    Raises:
        QueryError: Unknown unit, or a unit that did not exist in the period.
    """
    held = places.place(wh, unit, period_key)
    board = read_board(wh, period_key, held.level)
    at = np.flatnonzero(board.units["unit_code"].to_numpy(dtype=object) == unit)
    if len(at) == 0:
        raise QueryError(f"{held.unit_name}在{periods.label_zh(period_key)}不存在，请换一个时期或单位。")
    one = _One(wh, board, held, int(at[0]))
    rows = [one.row(index) for index in range(len(board.rows))]
    columns: dict[str, Any] = {name: [row[name] for row in rows] for name in PROFILE_COLUMNS}
    columns |= {name: pd.array(columns[name], dtype="Int64") for name in PLACES}
    table = pd.DataFrame(columns, copy=False)
    table.attrs = {
        "unit_code": held.unit_code, "unit_name": held.unit_name, "peer_group": one.group,
        "whole_name": board.whole.unit_name if board.whole else "", "period_key": period_key,
        "n_units": len(board.units), "n_peers": one.n_peers, "silent": board.silent,
    }  # fmt: skip
    return table


class _One:
    """One unit's rows on a board."""

    def __init__(self, wh: Warehouse, board: Board, held: places.Place, at: int) -> None:
        self.board, self.held, self.at = board, held, at
        groups = board.units["peer_group"].to_numpy(dtype=object)
        self.names = board.units["unit_name"].to_numpy(dtype=object)
        self.group = groups[at] or ""
        self.peers = groups == groups[at] if self.group else np.zeros(len(groups), dtype=bool)
        self.places = board.places(at)
        self.n_peers = int(self.peers.sum())
        nobody: list[OnePlace | None] = [None] * len(board.rows)
        self.peer_places = board.places(at, self.peers) if self.n_peers > 1 else nobody
        inds = [row.ind for row in board.rows]
        oldest = min((row.at for row in board.rows), default=board.period_key) - MONTHS_OF_CHANGE
        wanted = {row.ind.key: _bases(row, oldest) for row in board.rows}
        self.series = unit_series(wh, inds, held, oldest, board.period_key, wanted)
        self.comparable = np.where(board.status == REPORTED, board.values, np.nan)
        self.highest, self.lowest = (ends.reduce(self.comparable, axis=1) for ends in (np.fmax, np.fmin))
        self.counts = self._counts(inds)

    def _counts(self, inds: list[IndicatorRow]) -> list[dict[str, float]]:
        """The unit's stored figures in their own units, row by row."""
        found = {name: column[:, self.at + 1] for name, column in self.board.figures.items()}
        scales = np.array([(10**ind.num_scale, 10**ind.den_scale) for ind in inds], dtype=float).reshape(-1, 2)
        divided = np.array([ind.has_denominator for ind in inds], dtype=bool)
        columns = {
            "numerator": np.round(found["num"] / scales[:, 0], 10),
            "denominator": np.where(divided, np.round(found["den"] / scales[:, 1], 10), np.nan),
            "n_reported": found["n_reported"], "n_expected": found["n_expected"],
        }  # fmt: skip
        cells = zip(*(column.tolist() for column in columns.values()), strict=True)
        return [dict(zip(columns, row, strict=True)) for row in cells]

    def row(self, index: int) -> dict[str, Any]:
        """Everything about one indicator."""
        board, at = self.board, self.at
        row, verdicts = board.rows[index], board.verdicts
        ind, value, comparable = row.ind, board.values[index], self.comparable[index]
        series = self.series.get(ind.code, EMPTY)
        whole, last_year = float(board.whole_values[index]), self._last_year(ind, series, row.at)
        is_median = np.isnan(whole)
        whole = float(verdicts.reference[index]) if is_median else whole
        peer = self._peer(ind, index)
        text, unit = _printer(ind, value)
        own = float(value[at])
        found, status = round(own - whole, 10), board.status[index, at]
        return {
            "code": ind.code, "name": ind.row["short_name"] or ind.name, "theme": ind.row["theme"] or "其他",
            "unit": unit, "direction": ind.direction, "rule": row.rule, "period_key": row.at,
            "period_text": row.period_text, "is_current": row.is_current, "status": status,
            "class": verdicts.classes[index, at], "value": own, "shown": text(own, status),
            "whole_shown": text(whole), "peer_shown": text(peer), "last_year_shown": text(last_year),
            "middle_is_median": is_median and not np.isnan(whole), "difference": found,
            "difference_text": numbers.difference_text(found, ind.unit, ind.decimals),
            "distance": _distance(comparable, whole, own, ind.direction),
            **self._ends(ind, index, text), **self._places(index),
            **_positions(row, comparable, whole, own, peer, last_year),
            **changes(ind, series, row.at), **self._light(index, row), **self.counts[index],
        }  # fmt: skip

    def _peer(self, ind: IndicatorRow, index: int) -> float:
        """The peer group by ratio of sums; amounts of several units say nothing about one."""
        if not ind.has_denominator or self.n_peers < 2:
            return np.nan
        (num, has_num), (den, has_den) = self.board.exact
        both = self.peers & has_num[index] & has_den[index] & ~np.isnan(self.board.values[index])
        below = int(den[index, both].sum())
        exact = values.exact_value(ind, int(num[index, both].sum()), below) if below > 0 else None
        return np.nan if exact is None else float(exact)

    def _ends(self, ind: IndicatorRow, index: int, text: Any) -> dict[str, str]:
        if ind.direction not in ("higher", "lower") or np.isnan(self.lowest[index]):
            return {name: "" for name in ("best_shown", "best_names", "worst_shown", "worst_names")}
        high, low, comparable = self.highest[index], self.lowest[index], self.comparable[index]
        best, worst = (high, low) if ind.direction == "higher" else (low, high)
        names = self.names
        return {
            "best_shown": text(best), "best_names": "、".join(names[comparable == best]),
            "worst_shown": text(worst), "worst_names": "、".join(names[comparable == worst]),
        }  # fmt: skip

    def _places(self, index: int) -> dict[str, int | None]:
        everywhere, among_peers = self.places[index], self.peer_places[index]
        return {
            "place": everywhere.place if everywhere else None, "n_ranked": everywhere.n if everywhere else None,
            "shared": everywhere.shared if everywhere else None,
            "peer_place": among_peers.place if among_peers else None,
            "peer_ranked": among_peers.n if among_peers else None,
        }  # fmt: skip

    @staticmethod
    def _last_year(ind: IndicatorRow, series: Series, at: int) -> float:
        base = periods.same_last_year(at)
        exact = exact_at(ind, series.points.get(base)) if series.comparable(base, at) else None
        return np.nan if exact is None else float(exact)

    def _light(self, index: int, row: Row) -> dict[str, Any]:
        found, at = self.board.verdicts, self.at + 1
        lead = found.lead[index, at]
        text = "" if np.isnan(lead) else targets.lead_words(row.ind, lead)
        return {"light": found.light[index, at], "light_word": found.light_word[index, at], "lead_text": text}


def _bases(row: Row, oldest: int) -> Collection[int]:
    """The periods whose figures a row shows or is compared with; for rounds every one may be the round before."""
    if row.ind.frequency in values.ROUNDS:
        return range(oldest, row.at + 1)
    return {row.at, periods.same_last_year(row.at), periods.previous(row.at, row.ind.frequency)}


def _printer(ind: IndicatorRow, all_values: np.ndarray) -> tuple[Any, str]:
    """Prints a row's values in one unit, without it; and that unit."""
    unit = numbers.common_unit(all_values, ind.unit) if ind.unit in MONEY else ind.unit
    money = unit if unit in MONEY else None

    def text(value: float, status: str = "") -> str:
        printed = numbers.format_value(value, ind.unit, ind.decimals, status=status, money_unit=money)
        return printed.removesuffix(unit) if unit == "%" or money else printed

    return text, unit


def _distance(comparable: np.ndarray, whole: float, own: float, direction: str) -> float:
    """How far the unit is from the whole, measured by the middle one of all distances; positive where better."""
    distances = np.abs(comparable[~np.isnan(comparable)] - whole)
    middle = median_of(distances) if len(distances) else np.nan
    if direction not in ("higher", "lower") or np.isnan(own - whole):
        return np.nan
    size = (own - whole) / middle if middle > 0 else np.inf * np.sign(own - whole) if own != whole else 0.0
    return float(size if direction == "higher" else -size)


def _positions(
    row: Row, comparable: np.ndarray, whole: float, own: float, peer: float, last_year: float
) -> dict[str, float]:
    names = ("at_own", "at_peer", "at_last_year", "at_worst", "at_lower", "at_upper", "at_best")
    line = spine(comparable, whole, row.ind.direction) if row.rule != NOT_CLASSED else None
    if line is None:
        return dict.fromkeys(names, np.nan)
    placed = [np.nan if np.isnan(value) else line.at(value, whole) for value in (own, peer, last_year)]
    return dict(zip(names, [*placed, line.worst, line.lower, line.upper, line.best], strict=True))
