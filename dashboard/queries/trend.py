"""How one indicator moved: chosen units against the whole and the median, breaks and mergers said in words."""

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from dashboard import periods
from dashboard.queries import places, values
from dashboard.queries.indicators import IndicatorRow, QueryError, indicator, indicator_periods
from dashboard.queries.values import MISSING, NOT_APPLICABLE, REPORTED
from dashboard.warehouse import Warehouse

FOCUS, WHOLE, MEDIAN, OTHER = "focus", "whole", "median", "other"
COLUMNS = [
    "role", "period_key", "unit_code", "unit_name", "value", "shown", "single_value", "numerator", "denominator",
    "status", "note", "is_break", "n_reported", "n_expected",
]  # fmt: skip
_STORED = ["num", "den", "single", "n_reported", "n_expected"]


def trend(
    wh: Warehouse,
    code: str,
    units: Sequence[str | int],
    start: int,
    end: int,
    like_for_like: bool = False,
    level: str | int = "district",
    others: bool = True,
) -> pd.DataFrame:
    """Follow chosen units of one level over time.

    Args:
        wh: The snapshot.
        code: Indicator.
        units: Codes or keys of the chosen units, all of one level; may be empty.
        start: First period.
        end: Last period.
        like_for_like: Show earlier periods in today's (the last period's) areas: merged units with the sums of what
            merged into them, split ones not at all. Otherwise every period as it was reported.
        level: Level of the compared units when none is chosen.
        others: Also give the other units of the same whole.

    Returns:
        One row a role, unit and period: role (focus, whole, median, other), period_key, unit_code, unit_name, value
        (float in the shown unit, missing = gap), shown, single_value (the period's own flow for cumulative figures),
        numerator, denominator, status, note (remarks joined by ；), is_break (definition changed here, the line must
        be cut), n_reported, n_expected. A chosen unit has a row for every due period in which it existed.
        attrs: code, unit, level, whole_code, whole_name, target, target_kind, like_for_like, grid, caption.

    Raises:
        QueryError: Unknown indicator or unit, units of several levels, or a start after the end.
    """
    ind = indicator(wh, code)
    if start > end:
        raise QueryError(f"起始期{periods.label(start)}晚于截止期{periods.label(end)}。")
    chosen = [_chosen(wh, unit, end) for unit in units]
    number = _one_level(chosen, level)
    whole = _whole(wh, chosen, number, end)
    stored = _stored(wh, ind, chosen, number, whole, start, end, like_for_like)
    grid = _grid(wh, ind, stored, start, end)
    focus = _with_gaps(wh, stored[stored["is_focus"]], chosen, grid, number, like_for_like)
    siblings = stored[stored["is_sibling"]]
    parts = [_valued(ind, focus, number, FOCUS), _valued(ind, stored[stored["is_whole"]], number, WHOLE)]
    peers = _valued(ind, siblings, number, OTHER)
    parts.append(_median(ind, peers))
    if others:
        parts.append(peers[~peers["unit_code"].isin([unit.unit_code for unit in chosen])])
    table = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    _annotate(wh, ind, table, [unit.unit_code for unit in chosen], start, end, like_for_like)
    table = table[COLUMNS]
    table.attrs = {
        "code": ind.code, "unit": ind.unit, "level": number, "whole_code": whole.unit_code if whole else None,
        "whole_name": whole.unit_name if whole else None, "target": ind.target, "target_kind": ind.target_kind,
        "like_for_like": like_for_like, "grid": grid, "caption": _caption(grid, ind, like_for_like),
    }  # fmt: skip
    return table


def _chosen(wh: Warehouse, unit: str | int, period_key: int) -> places.Place:
    if isinstance(unit, str):
        return places.place(wh, unit, period_key)
    found = wh.query("unit_by_key", unit_key=unit)
    if found.empty:
        raise places.UnknownUnit(f"没有这个单位：{unit}。")
    return places.place(wh, found["unit_code"][0], period_key)


def _one_level(chosen: Sequence[places.Place], level: str | int) -> int:
    found = {unit.level for unit in chosen}
    if len(found) > 1:
        names = "、".join(unit.unit_name for unit in chosen)
        raise QueryError(f"所选单位不在同一层级：{names}。请选择同一层级的单位。")
    return found.pop() if found else places.level_number(level)


def _whole(wh: Warehouse, chosen: Sequence[places.Place], level: int, period_key: int) -> places.Place | None:
    if not chosen:
        return places.whole_of(wh, level, period_key)
    first, last = min(unit.unit_key for unit in chosen), max(unit.last_key for unit in chosen)
    return places.ancestor_of_range(wh, first, last, level, period_key)


def _stored(
    wh: Warehouse, ind: IndicatorRow, chosen: Sequence[places.Place], level: int, whole: places.Place | None,
    start: int, end: int, like_for_like: bool,
) -> pd.DataFrame:  # fmt: skip
    """Stored sums with the columns of `trend_values.sql`."""
    codes = [unit.unit_code for unit in chosen]
    as_was = wh.query(
        "trend_values", codes=codes, level=level, indicator_key=ind.key, start_key=start, end_key=end,
        whole_key=whole.unit_key if whole else -1, whole_last=whole.last_key if whole else -1,
    )  # fmt: skip
    if not like_for_like and level <= values.LOWEST_MART_LEVEL:
        return as_was
    upper = as_was[as_was["is_whole"]]
    span = _grid(wh, ind, as_was, start, end)
    today = places.units(wh, level, end, whole.unit_code if whole else None)
    then = values.earlier_values(wh, ind, end, level, span, whole)
    frames = [frame.reset_index().assign(period_key=key) for key, frame in then.items()]
    rebuilt = pd.concat(frames, ignore_index=True).merge(today[["unit_key", "unit_code", "unit_name"]], on="unit_key")
    rebuilt = rebuilt.assign(
        level=level, n_reported=pd.NA, n_expected=pd.NA, is_whole=False, is_sibling=True,
        is_focus=rebuilt["unit_code"].isin(codes),
    )  # fmt: skip
    return pd.concat([upper, rebuilt[rebuilt["num"].notna()]], ignore_index=True)[list(as_was.columns)]


def _grid(wh: Warehouse, ind: IndicatorRow, stored: pd.DataFrame, start: int, end: int) -> list[int]:
    """Periods with values, and between the first and the last ever reported those in which a report was due."""
    seen = {int(key) for key in stored["period_key"][stored["num"].notna()]}
    known = indicator_periods(wh, ind.code)["period_key"]
    if known.empty:
        return sorted(seen)
    due: set[int] = set()
    if ind.frequency not in ("批次", "届"):
        span = range(max(start, int(known.min())), min(end, int(known.max())) + 1)
        due = {key for key in span if periods.ends_period(key, ind.frequency)}
    return sorted(seen | due | {int(key) for key in known if start <= key <= end})


def _with_gaps(
    wh: Warehouse, stored: pd.DataFrame, chosen: Sequence[places.Place], grid: Sequence[int], level: int,
    like_for_like: bool,
) -> pd.DataFrame:  # fmt: skip
    """A row for every chosen unit and due period in which it existed; nothing stored = missing."""
    nodes = {unit.unit_code: wh.query("unit_by_code", unit_code=unit.unit_code) for unit in chosen}
    lines = [
        {"unit_code": unit.unit_code, "unit_name": unit.unit_name, "period_key": key, "level": level}
        for unit in chosen
        for key in grid
        if like_for_like or _existed(nodes[unit.unit_code], key)
    ]
    wanted = pd.DataFrame(lines, columns=["unit_code", "unit_name", "period_key", "level"])
    return wanted.merge(stored[["unit_code", "period_key", *_STORED]], on=["unit_code", "period_key"], how="left")


def _existed(nodes: pd.DataFrame, period_key: int) -> bool:
    return bool(((nodes["first_period"] <= period_key) & (nodes["last_period"] >= period_key)).any())


def _valued(ind: IndicatorRow, stored: pd.DataFrame, level: int, role: str) -> pd.DataFrame:
    """Stored sums turned into values with a status."""
    table = stored[["period_key", "unit_code", "unit_name", *_STORED]].copy()
    table[_STORED] = table[_STORED].astype("Int64")
    status = values.status_words(ind, 0, level, table, due=True)
    value = values.floats(ind, table["num"], table["den"]).where(~status.isin([MISSING, NOT_APPLICABLE]))
    table["role"], table["status"], table["value"] = role, status, value
    table["shown"] = values.shown_column(ind, value, status)
    table["single_value"] = values.floats(ind, table["single"]) if ind.is_flow else np.nan
    table["numerator"] = values.scaled(table["num"], ind.num_scale)
    table["denominator"] = values.scaled(table["den"], ind.den_scale) if ind.has_denominator else np.nan
    return table


def _median(ind: IndicatorRow, peers: pd.DataFrame) -> pd.DataFrame:
    """The median of the units that count, per period; a summary, not a value of any unit."""
    counted = peers[peers["status"] == REPORTED]
    middle = counted.groupby("period_key")[["value", "single_value"]].median()
    middle["n_reported"] = counted.groupby("period_key").size()
    table = middle.reset_index().assign(
        role=MEDIAN, unit_code="", unit_name="中位数", status=REPORTED, numerator=np.nan, denominator=np.nan
    )
    table["n_expected"] = pd.array([pd.NA] * len(table), dtype="Int64")
    table["n_reported"] = table["n_reported"].astype("Int64")
    table["shown"] = values.shown_column(ind, table["value"])
    return table


def _annotate(
    wh: Warehouse, ind: IndicatorRow, table: pd.DataFrame, codes: Sequence[str], start: int, end: int,
    like_for_like: bool,
) -> None:  # fmt: skip
    """Add note and is_break to the rows of chosen units and of the whole."""
    notes: dict[tuple[str | None, int], list[str]] = {}
    breaks: set[tuple[str | None, int]] = set()
    for row in wh.query("notes", indicator_key=ind.key, start_key=start, end_key=end).itertuples(index=False):
        place = (None if pd.isna(row.unit_code) else row.unit_code, int(row.period_key))
        notes.setdefault(place, []).append(row.text)
        if row.kind in ("break", "caliber"):
            breaks.add(place)
    if not like_for_like:
        _add_unit_changes(wh, notes, table, codes)
    pairs = list(zip(table["role"], table["unit_code"], table["period_key"], strict=True))
    said = [role in (FOCUS, WHOLE) for role in table["role"]]
    table["note"] = [
        "；".join(_unique([*notes.get((None, int(key)), []), *notes.get((unit, int(key)), [])])) if wanted else ""
        for (_, unit, key), wanted in zip(pairs, said, strict=True)
    ]
    table["is_break"] = [(None, int(key)) in breaks or (unit, int(key)) in breaks for _, unit, key in pairs]


def _add_unit_changes(
    wh: Warehouse, notes: dict[tuple[str | None, int], list[str]], table: pd.DataFrame, codes: Sequence[str]
) -> None:
    changes = places.unit_changes(wh)
    focus = table[table["role"] == FOCUS]
    for row in changes.to_dict("records"):
        for unit in _unique([row["unit_code"], row["other_code"]]):
            if unit not in codes:
                continue
            keys = focus.loc[focus["unit_code"] == unit, "period_key"].astype(int)
            if not len(keys) or row["period_key"] <= keys.min() or row["period_key"] > keys.max():
                continue
            notes.setdefault((unit, int(keys[keys >= row["period_key"]].min())), []).append(row["sentence"])


def _unique(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))


def _caption(grid: Sequence[int], ind: IndicatorRow, like_for_like: bool) -> str:
    if not grid:
        return "所选期间没有数据。"
    span = f"{periods.label_zh(grid[0], ind.frequency)}至{periods.label_zh(grid[-1], ind.frequency)}"
    areas = "各期按截止期的区划合并计算（可比口径）" if like_for_like else "各期按当时的区划"
    return f"{span}；{areas}。{'数值为年内累计。' if ind.is_flow else ''}"
