"""Who is first, who is last, who rose or fell: one indicator, one period, the units of one level."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from dashboard import periods
from dashboard.queries import places, standing, values
from dashboard.queries.cuts import break_note, comparable
from dashboard.queries.days import as_of_words
from dashboard.queries.indicators import IndicatorRow, QueryError, indicator
from dashboard.queries.ratings import among_both, rank_values
from dashboard.queries.standing import ALL, PEERS
from dashboard.queries.sums import Sums
from dashboard.queries.values import MISSING, NOT_APPLICABLE, REPORTED, SMALL
from dashboard.statistics.grids import median_of
from dashboard.statistics.places import Placed
from dashboard.warehouse import Warehouse

COLUMNS = [
    "unit_key", "unit_code", "unit_name", "peer_group", "numerator", "denominator", "value", "shown", "rank", "tied",
    "rank_prev", "rank_change", "is_new", "value_prev", "value_last_year", "gap_next", "gap_whole", "status",
    "n_reported", "n_expected", "as_of", "num", "den", "place_all", "n_all", "place_peer", "n_peer", "best", "worst",
    "is_real",
]  # fmt: skip


def ranking(
    wh: Warehouse,
    code: str,
    period_key: int,
    level: str | int = "district",
    under: str | None = None,
    peer_group: str | None = None,
    compare_period: int | None = None,
    among: str = PEERS,
    across_breaks: bool = False,
) -> pd.DataFrame:
    """Compare the units of a level on one indicator.

    Args:
        wh: The snapshot.
        code: Indicator.
        period_key: Period.
        level: Level of the compared units, by name or number.
        under: Code of the unit whose parts are compared; everything without it.
        peer_group: Only units of this peer group are shown.
        compare_period: Period for the change of place; the one before without it.
        among: With a peer group, whom places and median are about: peers (the group itself) or all.
        across_breaks: Also give earlier values from before a change of the definition, for a caller that says so.

    Returns:
        One row a unit: ranked units by place, then the others in official order.
        numerator, denominator (in their units), value (float, shown unit), shown (text), rank (Int64), tied,
        rank_prev and rank_change (Int64; +2 = up two places; both only among units with a place in both periods,
        merged units with their predecessors taken together), is_new (existed in no form then), value_prev,
        value_last_year (like with like), gap_next (to the next better place) and gap_whole (own minus whole) in the
        shown unit, status (已报, 未报, 样本小, 不适用), n_reported, n_expected (reporting units below), as_of,
        num, den (stored integers, for exact arithmetic), place_all of n_all and place_peer of n_peer (places among
        all units and among those of the same group), best and worst (Int64: places that cannot be told from the own
        one, rates of counts only, missing where that changes nothing), is_real (the value moved since the compared
        period by the effective gap at least).
        attrs: code, unit, direction, period_key, compare_period, whole_code, whole_name, whole_value, whole_shown,
        median, target, schedule (share of the year elapsed, %), n_units, n_ranked, n_missing, n_small,
        n_not_applicable, caption, break_note (why nothing is compared with compare_period, empty where something is).
        Across a change of the definition nothing is compared: no rank_prev, rank_change, value_prev and
        value_last_year.

    Raises:
        QueryError: Unknown indicator, level, unit or `among`; the message lists the choices.
    """
    ind = indicator(wh, code)
    if among not in (ALL, PEERS):
        raise QueryError(f"不知道和谁比：{among}。可用：{PEERS}、{ALL}")
    number = places.level_number(level)
    held = places.place(wh, under, period_key) if under is not None else None
    whole = held if held is not None else places.whole_of(wh, number, period_key)
    before = compare_period if compare_period is not None else values.period_before(wh, ind, period_key)
    last_year = periods.same_last_year(period_key)
    asked = list(dict.fromkeys(key for key in (before, last_year) if key is not None))
    found = values.compared(wh, ind, period_key, number, asked, held, whole)
    due = values.is_due(ind, period_key, number) or bool(found.now.num.present.any())
    status = values.status_words(ind, found.now, due)
    placed = rank_values(ind, found.now, status)
    beside = standing.places(placed, found.table["peer_group"].to_numpy(dtype=object))
    shown = np.ones(len(status), dtype=bool)
    if peer_group is not None:
        shown = found.table["peer_group"].to_numpy() == peer_group
    if peer_group is not None and among == PEERS:
        rows = np.flatnonzero(shown)
        found, status, shown = _only(found, rows), status[rows], shown[rows]
        beside = {name: column[rows] for name, column in beside.items()}
        placed = rank_values(ind, found.now, status)
    summary = _summary(ind, whole, found.whole)
    columns = _columns(ind, found, status, placed, summary)
    refused = () if across_breaks else tuple(key for key in asked if not comparable(wh, ind.key, key, period_key))
    then = found.then.get(before) if before is not None else None
    columns |= _changes(ind, found, placed, then, refused=before in refused)
    columns["value_last_year"] = _value_then(ind, found.then[last_year])
    if last_year in refused:
        columns["value_last_year"][:] = np.nan
    columns |= beside | standing.firmness(ind, found.now, status, placed.ranks)
    below = found.now.den.floats() if ind.has_denominator else np.full(len(status), np.nan)
    columns["is_real"] = standing.real_change(ind, columns["value"], columns["value_prev"], below)
    reported = columns["unit_code"][found.now.num.present].tolist()
    columns["as_of"] = np.full(len(status), as_of_words(wh, ind, period_key, reported), dtype=object)
    order = np.argsort(np.where(placed.ranks > 0, placed.ranks, len(status) + 1), kind="stable")
    order = order[shown[order]]
    table = pd.DataFrame({name: columns[name][order] for name in COLUMNS}, copy=False)
    note = (
        break_note(wh, ind.key, ind.frequency, before, period_key) if before is not None and before in refused else ""
    )
    table.attrs = _attributes(ind, columns, placed, period_key, before, summary) | {"among": among, "break_note": note}
    if note:
        table.attrs["caption"] += f"{note}。"
    return table


def _only(found: values.Compared, rows: np.ndarray) -> values.Compared:
    then = {key: sums.take(rows) for key, sums in found.then.items()}
    return values.Compared(found.table.iloc[rows], found.now.take(rows), then, found.whole)


@dataclass(frozen=True, slots=True)
class Summary:
    """The unit that a level is compared with, and its own value by ratio of sums."""

    code: str | None
    name: str | None
    value: float | None
    shown: str
    n_reported: int | None
    n_expected: int | None


def _summary(ind: IndicatorRow, whole: places.Place | None, sums: Sums | None) -> Summary:
    if whole is None or sums is None:
        return Summary(None, None, None, "", None, None)
    value = float(values.floats(ind, sums.num, sums.den)[0])
    single = None if np.isnan(value) else value
    counts = [int(c.values[0]) if c.present[0] else None for c in (sums.n_reported, sums.n_expected)]
    return Summary(whole.unit_code, whole.unit_name, single, values.shown(ind, single), *counts)


def _columns(
    ind: IndicatorRow, found: values.Compared, status: np.ndarray, placed: Placed, summary: Summary
) -> dict[str, Any]:
    now = found.now
    value = values.floats(ind, now.num, now.den)
    value[(status == MISSING) | (status == NOT_APPLICABLE)] = np.nan
    named = {name: found.table[name].to_numpy() for name in ("unit_key", "unit_code", "unit_name", "peer_group")}
    gap = value - (np.nan if summary.value is None else summary.value)
    return named | {
        "numerator": values.scaled(now.num, ind.num_scale),
        "denominator": values.scaled(now.den, ind.den_scale) if ind.has_denominator else np.full(len(value), np.nan),
        "value": value,
        "shown": np.array(values.shown_column(ind, value, status), dtype=object),
        "rank": values.whole(placed.ranks, placed.ranks > 0),
        "tied": placed.tied,
        "status": status,
        "gap_next": _gap_next(value, placed.ranks),
        "gap_whole": np.round(gap, 10),
        "n_reported": now.n_reported.array(),
        "n_expected": now.n_expected.array(),
        "num": now.num.array(),
        "den": now.den.array(),
    }


def _gap_next(value: np.ndarray, ranks: np.ndarray) -> np.ndarray:
    """Distance to the nearest unit with a strictly better place, missing for the first and the unranked."""
    result = np.full(len(value), np.nan)
    ranked = np.flatnonzero(ranks > 0)
    if len(ranked) == 0:
        return result
    order = ranked[np.argsort(ranks[ranked], kind="stable")]
    first = np.searchsorted(ranks[order], ranks[order], side="left")  # where each shared place begins
    better = np.where(first > 0, value[order][np.maximum(first - 1, 0)], np.nan)
    result[order] = np.round(better - value[order], 10)
    return result


def _value_then(ind: IndicatorRow, then: Sums) -> np.ndarray:
    return values.floats(ind, then.num, then.den, guarded=True)


def _changes(
    ind: IndicatorRow, found: values.Compared, placed: Placed, then: Sums | None, *, refused: bool
) -> dict[str, Any]:
    """value_prev, rank_prev, rank_change and is_new, comparing units present in both periods."""
    if then is None or refused:
        n = len(found.table)
        none = values.whole(np.zeros(n, dtype=np.int64), np.zeros(n, dtype=bool))
        is_new = np.zeros(n, bool) if then is None else ~then.existed
        return {"value_prev": np.full(n, np.nan), "rank_prev": none, "rank_change": none, "is_new": is_new}
    before = _value_then(ind, then)
    former = rank_values(ind, then, np.where(np.isnan(before), MISSING, REPORTED)).ranks
    earlier, later = among_both(former, placed.ranks)
    both = later > 0
    return {
        "value_prev": before,
        "rank_prev": values.whole(earlier, both),
        "rank_change": values.whole(np.where(both, earlier - later, 0), both),
        "is_new": ~then.existed,
    }


def _attributes(
    ind: IndicatorRow,
    columns: dict[str, Any],
    placed: Placed,
    period_key: int,
    before: int | None,
    whole: Summary,
) -> dict[str, object]:
    status = columns["status"]
    counts = {word: int((status == word).sum()) for word in (MISSING, SMALL, NOT_APPLICABLE)}
    counted = columns["value"][status == REPORTED]
    day = columns["as_of"][0] if len(status) else periods.as_of_zh(period_key)
    caption = f"截至{day}；{placed.caption}"
    if whole.n_expected and whole.n_reported is not None and whole.n_reported < whole.n_expected:
        caption += f"{whole.name}按 {whole.n_reported}/{whole.n_expected} 个报送单位计算。"
    return {
        "code": ind.code,
        "unit": ind.unit,
        "direction": ind.direction,
        "period_key": period_key,
        "compare_period": before,
        "whole_code": whole.code,
        "whole_name": whole.name,
        "whole_value": whole.value,
        "whole_shown": whole.shown,
        "median": median_of(counted) if len(counted) else None,
        "target": ind.target,
        "schedule": schedule_share(ind, period_key),
        "n_units": len(status),
        "n_ranked": placed.n,
        "n_missing": counts[MISSING],
        "n_small": counts[SMALL],
        "n_not_applicable": counts[NOT_APPLICABLE],
        "caption": caption,
    }


def schedule_share(ind: IndicatorRow, period_key: int) -> float | None:
    """The share of the year elapsed in per cent, for indicators with an annual target."""
    return periods.months_in_year(period_key) / 12 * 100 if ind.target_kind == "annual" else None
