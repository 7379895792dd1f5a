"""What a ranking says beyond places: the funnel, the spread within like units, and what the last ones lack."""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Any

import numpy as np
import pandas as pd

from dashboard import numbers
from dashboard.frames import records
from dashboard.queries import values
from dashboard.queries.indicators import IndicatorRow
from dashboard.queries.values import REPORTED
from dashboard.statistics.funnels import Funnel, funnel_band, funnel_class

#: Fewer ranked units than this have no last three worth the name.
LEAST_RANKED = 5
LAST = 3
OTHER_GROUP = "全部"
USUAL_GAP = 1.0


@dataclass(frozen=True)
class FunnelView:
    """A funnel ready to draw: points (rows of the ranking with class), band, and the classes with their caption."""

    points: pd.DataFrame
    band: pd.DataFrame
    funnel: Funnel


def funnel(ind: IndicatorRow, frame: pd.DataFrame) -> FunnelView | None:
    """Class the units of a ranking by chance and gap; None where the indicator is no rate of counts.

    Args:
        ind: The indicator.
        frame: Rows as of `ranking`.
    """
    if not ind.is_share:
        return None
    gap = ind.effective_gap
    whole = str(frame.attrs.get("whole_name") or "整体")
    found = funnel_class(
        frame["numerator"], frame["denominator"], USUAL_GAP if gap is None else gap, direction=ind.direction,
        whole_word=whole,
    )  # fmt: skip
    points = frame.assign(**{"class": found.table["class"].to_numpy()})
    points = points[points["value"].notna()]
    if points.empty or np.isnan(found.whole):
        return None
    return FunnelView(points, funnel_band(found.whole, float(points["denominator"].max())), found)


def groups(ind: IndicatorRow, frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Units with a comparable value by peer group, and each group's quartiles.

    Args:
        ind: The indicator.
        frame: Rows as of `ranking`.

    Returns:
        The rows with `peer_group` filled, and a row a group, the highest middle first: peer_group, n, lower, middle,
        upper, middle_shown.
    """
    kept = frame[(frame["status"] == REPORTED) & frame["value"].notna()]
    kept = kept.assign(peer_group=[name or OTHER_GROUP for name in kept["peer_group"]])
    rows = []
    for name, part in kept.groupby("peer_group", sort=False):
        lower, middle, upper = np.quantile(part["value"].to_numpy(dtype=float), [0.25, 0.5, 0.75])
        rows.append((name, len(part), lower, middle, upper, values.shown(ind, round(float(middle), 10))))
    table = pd.DataFrame(rows, columns=["peer_group", "n", "lower", "middle", "upper", "middle_shown"])
    return kept, table.sort_values("middle", ascending=ind.direction == "lower", kind="stable", ignore_index=True)


def last_places(ind: IndicatorRow, frame: pd.DataFrame) -> pd.DataFrame:
    """The last three places, every unit that shares one of them, and what each of them lacks.

    Args:
        ind: The indicator.
        frame: Rows as of `ranking`.

    Returns:
        The last first: columns of `frame` and lacks (list of texts: to the next place, to the whole, to the target).
        Empty without good and bad, or with few ranked units.
    """
    places = frame["rank"].to_numpy(dtype=float, na_value=np.nan)
    ranked = places[~np.isnan(places)]
    if len(ranked) < LEAST_RANKED or ranked.min() == ranked.max():
        return frame.head(0).assign(lacks=pd.Series(dtype=object))
    # Where most share the first place, only those behind it are last.
    limit = max(float(np.sort(ranked)[-LAST]), 2)
    behind = np.flatnonzero(places >= limit)
    last = frame.take(behind[np.argsort(-places[behind], kind="stable")])
    return last.assign(lacks=[_lacks(ind, row, frame.attrs) for row in records(last)])


def _lacks(ind: IndicatorRow, row: dict[str, Any], attrs: dict[Any, Any]) -> list[str]:
    def gap(size: float) -> str:
        return numbers.difference_text(size, ind.unit, ind.decimals)

    found = [f"与前一名差{gap(row['gap_next'])}"] if row["gap_next"] == row["gap_next"] and row["gap_next"] else []
    if ind.has_denominator and row["gap_whole"] == row["gap_whole"] and row["gap_whole"]:
        side = "高于" if row["gap_whole"] > 0 else "低于"
        found.append(f"{side}{attrs.get('whole_name')}{gap(row['gap_whole'])}")
    return found + _to_target(ind, row)


def _to_target(ind: IndicatorRow, row: dict[str, Any]) -> list[str]:
    goal = ind.target
    if goal is None or ind.direction not in ("higher", "lower"):
        return []
    behind = (goal - row["value"]) * (1 if ind.direction == "higher" else -1)
    if behind <= 0:
        return []
    gap = numbers.difference_text(round(behind, 10), ind.unit, ind.decimals)
    words = f"距{'年度' if ind.target_kind == 'annual' else ''}目标{gap}"
    if ind.is_share and ind.direction == "higher":
        wanted = Fraction(repr(goal)) / 100 * Fraction(int(row["den"])) - int(row["num"])
        words += f"，还差 {ceil(wanted)} 个"
    return [words]
