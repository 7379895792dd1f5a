"""Who is first, who is last, who rose or fell: one indicator, one period, the units of one level."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pandas as pd

from dashboard import periods
from dashboard.queries import places, values
from dashboard.queries.indicators import IndicatorRow, indicator
from dashboard.queries.values import MISSING, NOT_APPLICABLE, REPORTED, SMALL
from dashboard.statistics.ranks import Ranking, competition_rank, rank_change, rank_ratios
from dashboard.warehouse import Warehouse

COLUMNS = [
    "unit_key", "unit_code", "unit_name", "peer_group", "numerator", "denominator", "value", "shown", "rank", "tied",
    "rank_prev", "rank_change", "is_new", "value_prev", "value_last_year", "gap_next", "gap_whole", "status",
    "n_reported", "n_expected", "as_of", "num", "den",
]  # fmt: skip


def ranking(
    wh: Warehouse,
    code: str,
    period_key: int,
    level: str | int = "district",
    under: str | None = None,
    peer_group: str | None = None,
    compare_period: int | None = None,
) -> pd.DataFrame:
    """Compare the units of a level on one indicator.

    Args:
        wh: The snapshot.
        code: Indicator.
        period_key: Period.
        level: Level of the compared units, by name or number.
        under: Code of the unit whose parts are compared; everything without it.
        peer_group: Only units of this peer group; places and median are then those of the group.
        compare_period: Period for the change of place; the one before without it.

    Returns:
        One row a unit: ranked units by place, then the others in official order.
        numerator, denominator (in their units), value (float, shown unit), shown (text), rank (Int64), tied,
        rank_prev and rank_change (Int64; +2 = up two places; both only among units with a place in both periods,
        merged units with their predecessors taken together), is_new (existed in no form then), value_prev,
        value_last_year (like with like), gap_next (to the next better place) and gap_whole (own minus whole) in the
        shown unit, status (已报, 未报, 样本小, 不适用), n_reported, n_expected (reporting units below), as_of,
        num, den (stored integers, for exact arithmetic).
        attrs: code, unit, direction, period_key, compare_period, whole_code, whole_name, whole_value, whole_shown,
        median, target, schedule (share of the year elapsed, %), n_units, n_ranked, n_missing, n_small,
        n_not_applicable, caption.

    Raises:
        QueryError: Unknown indicator, level or unit; the message lists the choices.
    """
    ind = indicator(wh, code)
    number = places.level_number(level)
    held = places.place(wh, under, period_key) if under is not None else None
    before = compare_period if compare_period is not None else values.period_before(wh, ind, period_key)
    now = values.current_values(wh, ind, period_key, number, held)
    due = values.is_due(ind, period_key, number) or bool(now["num"].notna().any())
    if peer_group is not None:
        now = now[now["peer_group"] == peer_group].reset_index(drop=True)
    last_year = periods.same_last_year(period_key)
    earlier = values.earlier_values(
        wh, ind, period_key, number, [key for key in (before, last_year) if key is not None], held
    )
    status = values.status_words(ind, period_key, number, now, due)
    places_now = rank_values(ind, now, status)
    table = _columns(ind, now, status, places_now)
    _add_change(table, ind, now, places_now.ranks, earlier.get(before) if before is not None else None)
    table["value_last_year"] = _values_of(ind, now, earlier.get(last_year))
    whole = _whole_value(wh, ind, period_key, number, under)
    table["gap_whole"] = np.round(table["value"] - (np.nan if whole.value is None else whole.value), 10)
    table["as_of"] = periods.as_of_zh(period_key)
    order = table["rank"].fillna(len(table) + 1).astype("int64")
    table = table.assign(order=order).sort_values("order", kind="stable").drop(columns="order")
    table = table[COLUMNS].reset_index(drop=True)
    table.attrs = _attributes(ind, table, period_key, before, whole, places_now.caption)
    return table


def rank_values(ind: IndicatorRow, frame: pd.DataFrame, status: pd.Series) -> Ranking:
    """Places compared exactly on stored integers; only units whose status is 已报 take part."""
    open_to = status == REPORTED
    num = frame["num"].astype("Int64").where(open_to)
    den = frame["den"].astype("Int64").where(open_to)
    if ind.direction == "target":
        pairs = zip(num, den, strict=True)
        exact = [_exact(ind, None if pd.isna(a) else int(a), None if pd.isna(b) else int(b)) for a, b in pairs]
        return competition_rank(pd.Series(exact, index=num.index), ind.direction, target=ind.target)
    if not ind.has_denominator:
        return competition_rank(num, ind.direction)
    return rank_ratios(num, den, ind.direction)


def _exact(ind: IndicatorRow, num: int | None, den: int | None) -> Fraction | None:
    """The value as a fraction, None where there is none."""
    if num is None or (ind.has_denominator and not den):
        return None
    return Fraction(num) * Fraction(ind.number) / (den if ind.has_denominator and den else 1)


def _columns(ind: IndicatorRow, now: pd.DataFrame, status: pd.Series, placed: Ranking) -> pd.DataFrame:
    value = values.floats(ind, now["num"], now["den"]).where(~status.isin([MISSING, NOT_APPLICABLE]))
    kept = ["unit_key", "unit_code", "unit_name", "peer_group", "n_reported", "n_expected", "num", "den"]
    table = now[kept].copy()
    table["numerator"] = values.scaled(now["num"], ind.num_scale)
    table["denominator"] = values.scaled(now["den"], ind.den_scale) if ind.has_denominator else np.nan
    table["value"] = value
    table["shown"] = values.shown_column(ind, value, status)
    table["rank"], table["tied"], table["status"] = placed.ranks, placed.tied, status
    table["gap_next"] = _gap_next(value, placed.ranks)
    return table


def _gap_next(value: pd.Series, ranks: pd.Series) -> pd.Series:
    """Distance to the nearest unit with a strictly better place, missing for the first."""
    best = value.groupby(ranks).first().sort_index()
    return np.round(ranks.map(best.shift(1)).astype("float64") - value.where(ranks.notna()), 10)


def _values_of(ind: IndicatorRow, now: pd.DataFrame, then: pd.DataFrame | None) -> pd.Series:
    if then is None:
        return pd.Series(np.nan, index=now.index)
    matched = then.reindex(now["unit_key"].to_numpy()).set_axis(now.index)
    return values.floats(ind, matched["num"], matched["den"], guarded=True)


def _add_change(
    table: pd.DataFrame, ind: IndicatorRow, now: pd.DataFrame, ranks: pd.Series, then: pd.DataFrame | None
) -> None:
    """Add value_prev, rank_prev, rank_change and is_new to `table`, comparing units present in both periods."""
    table["value_prev"] = _values_of(ind, now, then)
    keys = now["unit_key"].to_numpy()
    if then is None:
        none = pd.Series(pd.NA, index=table.index, dtype="Int64")
        table["rank_prev"], table["rank_change"], table["is_new"] = none, none, False
        return
    matched = then.reindex(keys)
    usable = table["value_prev"].notna().to_numpy(dtype=bool)
    present = pd.Series(np.where(usable, REPORTED, MISSING), index=matched.index, dtype="str")
    then_ranks = rank_values(ind, matched, present).ranks
    current = ranks.set_axis(keys)
    both = then_ranks.notna() & current.notna()
    table["rank_change"] = rank_change(then_ranks, current, among="both").change.to_numpy()
    again = competition_rank(then_ranks.where(both), "lower").ranks
    table["rank_prev"] = again.to_numpy()
    table["is_new"] = ~np.isin(keys, then.index.to_numpy())


@dataclass(frozen=True, slots=True)
class Whole:
    """The unit that a level is compared with, and its own value by ratio of sums."""

    code: str | None
    name: str | None
    value: float | None
    shown: str
    n_reported: int | None
    n_expected: int | None


def _whole_value(wh: Warehouse, ind: IndicatorRow, period_key: int, level: int, under: str | None) -> Whole:
    whole = places.whole_of(wh, level, period_key, under)
    if whole is None:
        return Whole(None, None, None, "", None, None)
    row = values.current_values(wh, ind, period_key, whole.level, whole)
    row = row[row["unit_key"] == whole.unit_key]
    if row.empty or row["num"].isna().all():
        return Whole(whole.unit_code, whole.unit_name, None, values.shown(ind, None), None, None)
    value = values.floats(ind, row["num"], row["den"]).iloc[0]
    single = None if np.isnan(value) else float(value)
    counts = [None if pd.isna(cell) else int(cell) for cell in row[["n_reported", "n_expected"]].iloc[0]]
    return Whole(whole.unit_code, whole.unit_name, single, values.shown(ind, single), *counts)


def _attributes(
    ind: IndicatorRow, table: pd.DataFrame, period_key: int, before: int | None, whole: Whole, ranked_words: str
) -> dict[str, object]:
    status = table["status"]
    counts = {word: int((status == word).sum()) for word in (MISSING, SMALL, NOT_APPLICABLE)}
    counted = table["value"].where(status == REPORTED)
    caption = f"截至{periods.as_of_zh(period_key)}；{ranked_words}"
    if whole.n_expected and whole.n_reported is not None and whole.n_reported < whole.n_expected:
        caption += f"{whole.name}按 {whole.n_reported}/{whole.n_expected} 个报送单位计算。"
    return {
        "code": ind.code, "unit": ind.unit, "direction": ind.direction, "period_key": period_key,
        "compare_period": before, "whole_code": whole.code, "whole_name": whole.name, "whole_value": whole.value,
        "whole_shown": whole.shown, "median": float(counted.median()) if counted.notna().any() else None,
        "target": ind.target, "schedule": schedule_share(ind, period_key),
        "n_units": len(table), "n_ranked": int(table["rank"].notna().sum()), "n_missing": counts[MISSING],
        "n_small": counts[SMALL], "n_not_applicable": counts[NOT_APPLICABLE], "caption": caption,
    }  # fmt: skip


def schedule_share(ind: IndicatorRow, period_key: int) -> float | None:
    """The share of the year elapsed in per cent, for indicators with an annual target."""
    return periods.months_in_year(period_key) / 12 * 100 if ind.target_kind == "annual" else None
