"""Whether a line really moved: the five-point marker of a rate, and limits of natural variation of single periods."""

from dataclasses import dataclass

import pandas as pd

from dashboard import periods
from dashboard.queries.indicators import IndicatorRow
from dashboard.statistics.control_limits import XmrLimits, xmr_limits
from dashboard.statistics.trends import POINTS, Trend, trend_marker


@dataclass(frozen=True)
class Limits:
    """Single periods of one line with their limits.

    Attributes:
        rows: period_key, value (of the single period), signal (codes of `xmr_limits`, empty for none), note.
        limits: Centre, limits and caption.
    """

    rows: pd.DataFrame
    limits: XmrLimits


def told_line(frame: pd.DataFrame) -> pd.DataFrame:
    """The line that the page tells: the first chosen unit, else the whole, by period."""
    focus = frame[frame["role"] == "focus"]
    rows = focus[focus["unit_code"] == focus["unit_code"].iloc[0]] if len(focus) else frame[frame["role"] == "whole"]
    return rows.sort_values("period_key", kind="stable")


def real_trend(ind: IndicatorRow, rows: pd.DataFrame) -> Trend | None:
    """The marker over the newest five periods since the last break; None where none can be asked for.

    Args:
        ind: The indicator.
        rows: One line of `queries.trend`.
    """
    if not ind.is_share:
        return None
    kept = _since_break(rows)
    due = kept[[periods.ends_period(int(key), ind.frequency) for key in kept["period_key"]]].tail(POINTS)
    if len(due) < 2:
        return None
    return trend_marker(
        due["period_key"].to_numpy(dtype=float) / 12, due["numerator"].to_numpy(dtype=float),
        due["denominator"].to_numpy(dtype=float), direction=ind.direction, cumulative=ind.accumulates,
    )  # fmt: skip


def single_limits(ind: IndicatorRow, rows: pd.DataFrame) -> Limits | None:
    """Limits of natural variation of single periods since the last break; None for figures that add up in the year.

    Args:
        ind: The indicator.
        rows: One line of `queries.trend`.
    """
    if ind.accumulates and not ind.is_flow:
        return None
    name = "single_value" if ind.is_flow else "value"
    kept = rows[["period_key", name, "note", "is_break"]].rename(columns={name: "value"}).reset_index(drop=True)
    if kept["value"].notna().sum() < 2:
        return None
    at = kept.index[kept["is_break"].astype(bool)]
    restart = int(at.max()) if len(at) and not ind.is_flow else 0
    direction = ind.direction if ind.direction in ("higher", "lower") else "neutral"
    found = xmr_limits(kept["value"], direction=direction, restart_at=restart)
    return Limits(kept.assign(signal=found.signals.to_numpy()), found)


def _since_break(rows: pd.DataFrame) -> pd.DataFrame:
    cuts = rows.loc[rows["is_break"].astype(bool), "period_key"]
    return rows[rows["period_key"] >= cuts.max()] if len(cuts) else rows
