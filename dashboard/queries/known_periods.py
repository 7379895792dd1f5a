"""Which indicators have values, at which levels and in which periods."""

from collections.abc import Sequence

import pandas as pd

from dashboard import levels, periods
from dashboard.queries.indicators import CARRIED, all_indicators, indicator
from dashboard.warehouse import Warehouse


def definitions(wh: Warehouse) -> pd.DataFrame:
    """The catalogue as the snapshot holds it.

    Returns:
        One row an indicator: every column of `dim_indicator` plus `n_periods`, `first_period`, `last_period`
        (keys, missing where no value has been loaded).
    """
    known: pd.DataFrame | None = wh.memory.get("definitions")
    if known is None:
        known = wh.query("definitions")
        wh.memory["definitions"] = known
    return known.copy()


def indicator_periods(wh: Warehouse, code: str | None = None) -> pd.DataFrame:
    """Which levels and periods have values.

    Args:
        wh: The snapshot.
        code: An indicator; every indicator without it.

    Returns:
        One row an indicator, level and period, newest period first: `code`, `level` (number), `level_name`,
        `period_key`, `n_units` (units with a value).
    """
    if code is not None:
        indicator(wh, code)
    known: pd.DataFrame | None = wh.memory.get("indicator_periods")
    if known is None:
        known = wh.query("indicator_periods")
        known["level_name"] = known["level"].map(lambda number: levels.level_zh(int(number)))
        wh.memory["indicator_periods"] = known
        # Looking through the codes of all indicators for one of them takes longer than reading its figures.
        wh.memory["rows of indicator_periods"] = known.groupby("code", sort=False).indices
    if code is None:
        return known.copy()
    rows = wh.memory["rows of indicator_periods"].get(code, [])
    return known.take(rows).reset_index(drop=True)


def filled_indicators(wh: Warehouse) -> frozenset[str]:
    """Codes of the indicators that have a value anywhere."""
    if "indicator_periods" not in wh.memory:
        indicator_periods(wh)
    known: frozenset[str] | None = wh.memory.get("filled_indicators")
    if known is None:
        known = frozenset(wh.memory["indicator_periods"]["code"].unique())
        wh.memory["filled_indicators"] = known
    return known


def reported_periods(wh: Warehouse, measure_key: int) -> list[int]:
    """Months in which a measure was reported, newest first, remembered."""
    known: dict[int, list[int]] = wh.memory.setdefault("reported_periods", {})
    if measure_key not in known:
        known[measure_key] = wh.arrays("measure_periods", measure_key=measure_key)["period_key"].tolist()
    return list(known[measure_key])


def own_periods(wh: Warehouse, code: str, keys: Sequence[int]) -> list[int]:
    """The periods among `keys` that the indicator is reported for, in the order given.

    A carried state has a value in every month after its report. Of those only the months in which its frequency ends
    are kept, for ratings in rounds the months of rounds; where that would leave nothing, all.
    """
    ind = indicator(wh, code)
    carried = [term for term in ind.terms if term.reported in CARRIED]
    if not carried:
        return list(keys)
    if ind.frequency in ("批次", "届"):
        known = all_indicators(wh)
        templates = sorted({str(known[term.code].row["template"]) for term in carried if term.code in known})
        wanted = set(wh.query("rounds", templates=templates)["period_key"].astype(int))
    else:
        wanted = {key for key in keys if periods.ends_period(key, ind.frequency)}
    return [key for key in keys if key in wanted] or list(keys)
