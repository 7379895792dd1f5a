"""How a value moved, since when, beside the whole, and where the line breaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import pandas as pd

from dashboard import periods
from dashboard.numbers import change_text, difference_text, exact, format_column, format_value
from dashboard.sentences.common import MISSING, Measured, fit, names, own_gap

#: Remarks on a line that other units joined the one told about, or left it.
AREA_WORDS = "并入|划入|划出|拆分"


def trend_sentence(
    frame: pd.DataFrame,
    indicator: Measured,
    *,
    frequency: str | None = None,
    cumulative: bool | None = None,
    effective_gap: float | None = None,
) -> str:
    """Say how the chosen units moved since when, against the whole, and where the line breaks.

    Args:
        frame: rows as of ``queries.trend``: role (focus, whole, median, other), period_key, unit_name, value, status,
            is_break. Without focus rows the whole is told, without a whole the median.
        indicator: the indicator.
        frequency: how periods are named; None takes the indicator's.
        cumulative: values add up within the year, so the same month of last year is the only base; None takes the
            indicator's.
        effective_gap: a smaller change is 基本持平; None takes the indicator's.

    Returns:
        The sentence. Nothing is compared across a change of definition.
    """
    told = frame[frame["role"] == "focus"]
    for role in ("whole", "median"):
        told = told if len(told) else frame[frame["role"] == role]
    step = frequency or str(getattr(indicator, "frequency", "") or "月")
    adds_up = cumulative if cumulative is not None else _accumulates(indicator)
    gap = effective_gap if effective_gap is not None else own_gap(indicator)
    by_unit = told.sort_values("period_key", kind="stable").groupby("unit_name", sort=False)
    moves = [move for _, rows in by_unit if (move := _move(rows, adds_up)) is not None]
    if not moves:
        return f"所选单位没有{indicator.name}的数据。"
    caveats = [(3, _break_words(told, step)), (4, _gap_words(told))]
    if len(moves) > 1:
        return fit([(0, _several(moves, indicator, step, gap)), *caveats])
    move = moves[0]
    return fit(
        [
            (0, _single(move, indicator, step, gap, other_area=_area_changed(told, move))),
            (2, _beside_whole(move, frame, indicator)),
            *caveats,
        ]
    )


@dataclass(frozen=True)
class Move:
    """The last value of a unit and the earlier one it may be compared with."""

    unit: str
    role: str
    key: int
    value: Fraction
    base_key: int | None
    base: Fraction | None

    @property
    def difference(self) -> Fraction:
        """Value minus base, 0 without a base."""
        return Fraction(0) if self.base is None else self.value - self.base


def _accumulates(indicator: Measured) -> bool:
    own = getattr(indicator, "accumulates", None)
    return bool(own) if own is not None else getattr(indicator, "reported", "") in ("ytd", "event")


def _move(rows: pd.DataFrame, cumulative: bool) -> Move | None:
    """Find the last value and what it may be compared with."""
    known = rows[rows["value"].notna()]
    if known.empty:
        return None
    last = known.iloc[-1]
    breaks = rows.loc[rows["is_break"].astype(bool), "period_key"] if "is_break" in rows else pd.Series(dtype=int)
    since = int(breaks.max()) if len(breaks) else int(known["period_key"].min())
    allowed = known[(known["period_key"] >= since) & (known["period_key"] < last["period_key"])]
    if cumulative:
        allowed = allowed[allowed["period_key"] == periods.same_last_year(int(last["period_key"]))]
    base = None if allowed.empty else allowed.iloc[0]
    return Move(
        unit=str(last["unit_name"]),
        role=str(last["role"]),
        key=int(last["period_key"]),
        value=exact(last["value"]) or Fraction(0),
        base_key=None if base is None else int(base["period_key"]),
        base=None if base is None else exact(base["value"]),
    )


def _area_changed(told: pd.DataFrame, move: Move) -> bool:
    """Whether other units joined or left between the two values: what came with them is no growth."""
    if "note" not in told or move.base_key is None:
        return False
    between = told["period_key"].gt(move.base_key) & told["period_key"].le(move.key)
    return bool(told.loc[between, "note"].astype(str).str.contains(AREA_WORDS).any())


def _single(move: Move, indicator: Measured, frequency: str, gap: float | None, *, other_area: bool = False) -> str:
    end = periods.label_zh(move.key, frequency)
    then, now = format_column([move.base, move.value], indicator.unit, indicator.decimals, with_unit=True)
    if move.base is None or move.base_key is None:
        return f"{move.unit}{end}为{now}，无可比的基期"
    start = periods.label_zh(move.base_key, frequency)
    difference = move.difference
    if difference == 0 or (gap is not None and abs(difference) < gap):
        return f"{move.unit}{end}为{now}，与{start}（{then}）相比基本持平"
    change = change_text(move.value, move.base, indicator.unit)
    # A percentage would give away a count of persons that is printed as <3.
    hidden = change.startswith(("由", "不可比")) or "<" in then + now
    said = "" if hidden else f"（{change}）"
    if other_area and indicator.unit != "%":
        said = "（其间区划有变，不是同一范围的增减）"
    return f"{move.unit}由{start}的{then}{'升至' if difference > 0 else '降至'}{end}的{now}{said}"


def _several(moves: Sequence[Move], indicator: Measured, frequency: str, gap: float | None) -> str:
    """Compare up to five units: the largest rise and the largest fall that count."""
    comparable = [move for move in moves if move.base is not None]
    if not comparable:
        return f"{names(move.unit for move in moves)}无可比的基期"
    least = gap or 0.0
    rise, fall = max(comparable, key=lambda move: move.difference), min(comparable, key=lambda move: move.difference)
    told = []
    for word, move, sign in (("升幅最大的是", rise, 1), ("降幅最大的是", fall, -1)):
        if sign * move.difference > 0 and abs(move.difference) >= least:
            told.append(f"{word}{move.unit}（{change_text(move.value, move.base, indicator.unit)}）")
    spans = {(move.base_key, move.key) for move in comparable}
    head = ""
    if len(spans) == 1:
        start, end = next(iter(spans))
        head = "" if start is None else f"{periods.label_zh(start, frequency)}至{periods.label_zh(end, frequency)}，"
    return head + ("，".join(told) or f"所选{len(comparable)}个单位基本持平")


def _beside_whole(move: Move, frame: pd.DataFrame, indicator: Measured) -> str:
    if move.role == "whole" or indicator.unit != "%":
        return ""
    same = frame[(frame["role"] == "whole") & (frame["period_key"] == move.key) & frame["value"].notna()]
    if same.empty:
        return ""
    whole = exact(same["value"].iloc[0]) or Fraction(0)
    shown = format_value(whole, indicator.unit, indicator.decimals)
    difference = move.value - whole
    if difference == 0:
        return f"与{same['unit_name'].iloc[0]}（{shown}）持平"
    size = difference_text(difference, indicator.unit, indicator.decimals)
    return f"{'高于' if difference > 0 else '低于'}{same['unit_name'].iloc[0]}（{shown}）{size}"


def _break_words(told: pd.DataFrame, frequency: str) -> str:
    if "is_break" not in told or not told["is_break"].astype(bool).any():
        return ""
    last = told[told["is_break"].astype(bool)].sort_values("period_key").iloc[-1]
    note = str(last["note"]) if "note" in told and pd.notna(last["note"]) else ""
    what = "报送单位有变化" if note.endswith("个单位报送") else "口径有变化"
    return f"{periods.label_zh(int(last['period_key']), frequency)}{what}，前后不作比较"


def _gap_words(told: pd.DataFrame) -> str:
    missing = int((told["status"] == MISSING).sum())
    return f"{missing}个数未报" if missing else ""
