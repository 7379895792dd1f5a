"""The branch barometer: how many branches stand at each level, which items are lost most, who is at 雨."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from dashboard import levels
from dashboard.catalogue.barometer import (
    LEVEL_CODES,
    MEMBERSHIP,
    MISSING,
    NOT_APPLICABLE,
    OVERCAST,
    RAIN,
    TOO_FEW,
    Item,
)
from dashboard.queries import places
from dashboard.queries.facts import facts_of, named, sources, span
from dashboard.queries.indicators import indicator
from dashboard.queries.known import known_catalogue
from dashboard.queries.register import LAST, register
from dashboard.warehouse import Warehouse

#: Level code → word, best first; then what is no level.
WORDS = {code: word for word, code in LEVEL_CODES.items()}
ITEM_WORDS = {**WORDS, NOT_APPLICABLE: "不适用", MISSING: "未报"}
OVERALL_WORDS = {**WORDS, TOO_FEW: "数据不足"}
LEVELS = tuple(WORDS)
_DISTRICT, _TOWN = levels.level_no("district"), levels.level_no("town")


def has_barometer(wh: Warehouse) -> bool:
    """Whether the snapshot was published with the barometer's tables."""
    known: bool | None = wh.memory.get("barometer")
    if known is None:
        known = int(wh.query("barometer_tables")["n"].iloc[0]) == 2
        wh.memory["barometer"] = known
    return known


def scope_of(wh: Warehouse, period_key: int, under: str | None) -> places.Place | None:
    """The unit a page is about: the one named, else what holds all districts, None without a register."""
    return places.whole_of(wh, _DISTRICT, period_key, under)


def barometer_history(wh: Warehouse, unit_code: str) -> pd.DataFrame:
    """How many branches of a unit stood at each level.

    Returns:
        One row a period, oldest first: period_key, one column of counts for each level (named by its code; 0 =
        数据不足) and n, those with a level. Empty where nothing was computed.
    """
    if not has_barometer(wh):
        return pd.DataFrame(columns=["period_key", *LEVELS, TOO_FEW, "n"])
    return _wide(wh.query("barometer_history", unit_code=unit_code), "period_key")


def barometer_units(wh: Warehouse, period_key: int, under: str | None = None) -> pd.DataFrame:
    """The districts, or the towns of one district, with their branches by level.

    Returns:
        One row a unit in official order: unit_key, unit_code, unit_name, one column of counts for each level (by
        code), n, share (of n at 雨, %; missing without a branch that has a level). A unit without any result has 0 in
        all columns.
    """
    table = places.units(wh, _DISTRICT if under is None else _TOWN, period_key, under)
    keys = table["unit_key"].to_numpy()
    first, last = (int(keys.min()), int(keys.max())) if len(keys) else (0, -1)
    rows = wh.arrays("barometer_units", period_key=period_key, first_key=first, last_key=last)
    codes, order = np.array([*LEVELS, TOO_FEW]), np.argsort(keys)
    at = np.minimum(np.searchsorted(keys[order], rows["unit_key"]), len(keys) - 1)
    own = np.flatnonzero(keys[order][at] == rows["unit_key"])
    counts = np.zeros((len(keys), len(codes)), dtype=np.int64)
    which = rows["level"][own][:, None] == codes
    np.add.at(counts, (order[at[own]], which.argmax(axis=1)), np.where(which.any(axis=1), rows["n"][own], 0))
    n, rain = counts[:, : len(LEVELS)].sum(axis=1), counts[:, LEVELS.index(RAIN)]
    columns: dict[Any, Any] = {name: table[name].to_numpy() for name in ("unit_key", "unit_code", "unit_name")}
    columns |= dict(zip(codes.tolist(), counts.T, strict=True))
    share = np.where(n > 0, rain * 100 / np.maximum(n, 1), np.nan)
    return pd.DataFrame(columns | {"n": n, "share": share})


def _wide(rows: pd.DataFrame, key: str) -> pd.DataFrame:
    empty = pd.DataFrame(index=pd.Index([], name=key))
    table = rows.pivot(index=key, columns="level", values="n") if len(rows) else empty
    table = table.reindex(columns=[*LEVELS, TOO_FEW]).fillna(0).astype(int)
    table["n"] = table[list(LEVELS)].sum(axis=1)
    return table.reset_index()


def barometer_items(wh: Warehouse, period_key: int, unit_key: int) -> pd.DataFrame:
    """How the items stand in a unit of the district level or above, those that most branches lose first.

    Returns:
        One row an item: number, name, is_counted, is_veto, one column of counts for each level (by code; 0 = 不适用,
        9 = 未报), n (to whom it applies), lost (at 阴 or 雨) and lost_share (%, missing where n is 0).
    """
    rows = wh.query("barometer_items", period_key=period_key, unit_key=unit_key)
    known = known_catalogue(wh).barometer.items
    table = pd.DataFrame(
        [(one.number, one.name, one.is_counted, one.is_veto) for one in known],
        columns=["number", "name", "is_counted", "is_veto"],
    )
    codes = [*LEVELS, NOT_APPLICABLE, MISSING]
    counts = rows.pivot(index="item_no", columns="level", values="n") if len(rows) else pd.DataFrame()
    table = table.join(counts.reindex(columns=codes), on="number")
    table[codes] = table[codes].fillna(0).astype(int)
    table["n"] = table[list(LEVELS)].sum(axis=1)
    table["lost"] = table[OVERCAST] + table[RAIN]
    table["lost_share"] = np.where(table["n"] > 0, table["lost"] * 100 / table["n"].clip(lower=1), np.nan)
    return table.sort_values(
        ["lost", "lost_share", "number"], ascending=[False, False, True], kind="stable"
    ).reset_index(drop=True)


def barometer_branches(
    wh: Warehouse, period_key: int, under: str | None = None, overall: int | None = None
) -> pd.DataFrame:
    """Branches on the barometer, by name of the organisation only.

    Args:
        wh: The snapshot.
        period_key: Period.
        under: Code of the unit whose branches they are; everything without it.
        overall: Only those at this level.

    Returns:
        One row a branch by district, those with a veto item at 雨 first: unit_code, unit_name, town_name,
        district_name, overall, n_applicable, n_lost, veto_rain, why (what it lost), file, sheet, row,
        batch_id, loaded_by.
    """
    held = places.place(wh, under, period_key) if under is not None else None
    bound = {"period_key": period_key, "lowest": TOO_FEW if overall is None else overall,
             "highest": RAIN if overall is None else overall, **span(held)}  # fmt: skip
    rows = wh.arrays("barometer_branches", **bound)
    form = facts_of(wh, wh.arrays("barometer_forms", **bound, measure_key=indicator(wh, MEMBERSHIP).key))
    known = register(wh)
    at = known.places(rows["unit_key"])
    district = known.above(_DISTRICT, at)
    by_district = np.where(district >= 0, known.order[district], LAST)
    order = np.lexsort((known.order[at], -rows["n_lost"].astype(np.int64), ~rows["veto_rain"], by_district))
    rows, at = {name: column[order] for name, column in rows.items()}, at[order]
    why = _whys(known_catalogue(wh).barometer.items, rows["levels"].tolist())
    own = ("overall", "n_applicable", "n_lost", "veto_rain")
    files = sources(wh, form.rows_of(at, len(known)), None)
    return pd.DataFrame(named(wh, at, None) | {name: rows[name] for name in own} | files | {"why": why})


def _whys(items: Sequence[Item], own: Sequence[str]) -> list[str]:
    """What each branch lost: `雨：班子配备率；阴：距届满月数、主题党日开展率`; `own` has a digit an item."""
    said = {digits: _why(items, [int(digit) for digit in digits]) for digits in set(own)}
    return [said[digits] for digits in own]


def _why(items: Sequence[Item], own: Sequence[int]) -> str:
    parts = []
    for level in (RAIN, OVERCAST):
        named = [item.name for item, at in zip(items, own, strict=True) if at == level and item.is_counted]
        parts += [f"{WORDS[level]}：{'、'.join(named)}"] if named else []
    return "；".join(parts)
