"""The branch barometer: how many branches stand at each level, which items are lost most, who is at 雨."""

from collections.abc import Sequence

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
from dashboard.queries.indicators import indicator
from dashboard.queries.known import known_catalogue
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
    level = _DISTRICT if under is None else _TOWN
    table = places.units(wh, level, period_key, under)[["unit_key", "unit_code", "unit_name"]]
    span = (int(table["unit_key"].min()), int(table["unit_key"].max())) if len(table) else (0, -1)
    rows = wh.query("barometer_units", period_key=period_key, level=level, first_key=span[0], last_key=span[1])
    found = table.merge(_wide(rows, "unit_key"), on="unit_key", how="left")
    counts = [*LEVELS, TOO_FEW, "n"]
    found[counts] = found[counts].fillna(0).astype(int)
    found["share"] = np.where(found["n"] > 0, found[RAIN] * 100 / found["n"].clip(lower=1), np.nan)
    return found


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
    table = wh.query(
        "barometer_branches", period_key=period_key, measure_key=indicator(wh, MEMBERSHIP).key,
        lowest=TOO_FEW if overall is None else overall, highest=RAIN if overall is None else overall,
        first_key=held.unit_key if held else places.ANY_FIRST, last_key=held.last_key if held else places.ANY_LAST,
    )  # fmt: skip
    items = known_catalogue(wh).barometer.items
    table["why"] = [_why(items, row) for row in table["levels"]]
    return table.drop(columns="levels")


def _why(items: Sequence[Item], own: Sequence[int]) -> str:
    """What a branch lost: `雨：班子配备率；阴：距届满月数、主题党日开展率`."""
    parts = []
    for level in (RAIN, OVERCAST):
        named = [item.name for item, at in zip(items, own, strict=True) if at == level and item.is_counted]
        parts += [f"{WORDS[level]}：{'、'.join(named)}"] if named else []
    return "；".join(parts)
