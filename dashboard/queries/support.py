"""Venues and money: how large the venues are, what communities are due and got, how far the budget is paid out."""

from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from dashboard.catalogue import Catalogue
from dashboard.queries import places, values
from dashboard.queries.indicators import indicator
from dashboard.queries.known import known_catalogue
from dashboard.queries.members import status_of
from dashboard.queries.several import several
from dashboard.statistics.funds import due_by_kind
from dashboard.warehouse import Warehouse

AREA, VENUE = "venue_area", "venue_total"
#: Names of the thresholds between the classes of floor area, ascending.
EDGES = ("venue_area_standard", "venue_area_large", "venue_area_huge")
#: Classes of a village that has no floor area, beside 0 to 3.
NO_AREA, NO_VENUE = -1, -2
CLASSES = (0, 1, 2, 3, NO_AREA, NO_VENUE)
DUE, PAID, FUND_RATE = "community_fund_std_amount", "community_fund_paid_amount", "community_fund_ok_rate"
EXECUTION = "fund_exec_rate"
COMMUNITY = "社区"
KINDS = {"党委": "committee", "党总支": "general", "党支部": "branch"}
_MEASURES = {"党委": "org_committee_cnt", "党总支": "org_general_branch_cnt", "党支部": "org_branch_cnt"}
_COLUMNS = {"党委": "committees", "党总支": "generals", "党支部": "branches"}


def area_edges(known: Catalogue) -> list[Decimal]:
    """Limits between the classes of floor area in square metres."""
    return [known.numbers[name] for name in EDGES]


def fund_amounts(known: Catalogue) -> dict[str, Decimal]:
    """Kind of organisation → what one is due, 万元."""
    return {kind: known.numbers[f"community_fund_{name}"] for kind, name in KINDS.items()}


def _bound(wh: Warehouse, period_key: int, under: str | None) -> dict[str, Any]:
    held = places.place(wh, under, period_key) if under is not None else None
    area = indicator(wh, AREA)
    edges = area_edges(known_catalogue(wh))
    stored = [int(edge.scaleb(area.num_scale)) for edge in edges]
    return {
        "period_key": period_key, "area_key": area.key, "venue_key": indicator(wh, VENUE).key,
        **dict(zip(("standard", "large", "huge"), stored, strict=True)),
        "first_key": held.unit_key if held else places.ANY_FIRST,
        "last_key": held.last_key if held else places.ANY_LAST,
    }  # fmt: skip


def venue_classes(wh: Warehouse, period_key: int, level: int, under: str | None = None) -> pd.DataFrame:
    """Villages by floor area of their venue.

    Returns:
        One row a unit in official order: unit_key, unit_code, unit_name, one column of villages for each class (by
        code), n (all), measured (with a floor area), ok_share (% of those with a venue and a floor area at or above
        the standard; missing without any), status (已报, 未报, 不适用).
    """
    bound = _bound(wh, period_key, under)
    rows = wh.query("venue_classes", **{k: v for k, v in bound.items() if k != "level"}, level=level)
    table = places.units(wh, level, period_key, under)[["unit_key", "unit_code", "unit_name"]]
    wide = rows.pivot(index="unit_key", columns="class", values="n") if len(rows) else pd.DataFrame()
    table = table.join(wide.reindex(columns=list(CLASSES)), on="unit_key")
    table[list(CLASSES)] = table[list(CLASSES)].fillna(0).astype(int)
    table["n"] = table[list(CLASSES)].sum(axis=1)
    table["measured"] = table[[0, 1, 2, 3]].sum(axis=1)
    table["ok_share"] = np.where(
        table["measured"] > 0, table[[1, 2, 3]].sum(axis=1) * 100 / table["measured"].clip(lower=1), np.nan
    )
    read = several(wh, [VENUE], period_key, level, under)
    table["status"] = status_of(read, VENUE, table["n"].where(table["n"] > 0))
    return table


def venues_below(wh: Warehouse, period_key: int, under: str | None = None) -> pd.DataFrame:
    """Villages whose venue is below the standard, those without one first, then the smallest.

    Returns:
        unit_code, unit_name, town_name, district_name, has_venue, area and missing (square metres to the standard;
        missing without a venue), file, sheet, row, batch_id, loaded_by.
    """
    bound = _bound(wh, period_key, under)
    table = wh.query("venues_below", **{k: v for k, v in bound.items() if k not in ("large", "huge")})
    scale = 10 ** indicator(wh, AREA).num_scale
    table["has_venue"] = table["there"] > 0
    area = table["area"].astype("Float64").to_numpy(dtype=float, na_value=np.nan) / scale
    table["area"] = np.where(table["has_venue"], area, np.nan)
    table["missing"] = bound["standard"] / scale - table["area"]
    return table


def funds(wh: Warehouse, period_key: int, level: int, under: str | None = None) -> pd.DataFrame:
    """What communities are due and got, and the Party-building budget and what was paid of it.

    Returns:
        One row a unit in official order, 万元: unit_code, unit_name, due, paid, paid_share (%), ok and communities
        (counts), budget, spent, spent_share (%), status and spent_status (已报, 未报, 不适用). attrs: whole_name
        and the same figures of the whole.
    """
    read = several(wh, [DUE, PAID, FUND_RATE, EXECUTION], period_key, level, under)
    table = read.table[["unit_code", "unit_name"]].copy()
    sides = {"due": (DUE, "num"), "paid": (PAID, "num"), "ok": (FUND_RATE, "num"), "communities": (FUND_RATE, "den"),
             "budget": (EXECUTION, "den"), "spent": (EXECUTION, "num")}  # fmt: skip
    whole: dict[str, Any] = {}
    for name, (code, side) in sides.items():
        table[name] = read.figures(code, side)
        whole[name] = read.whole_figure(code, side)
    for share, top, below in (("paid_share", "paid", "due"), ("spent_share", "spent", "budget")):
        table[share] = table[top] * 100 / table[below].where(table[below] > 0)
        whole[share] = whole[top] * 100 / whole[below] if whole[top] is not None and whole[below] else None
    table["status"] = status_of(read, DUE, table["due"])
    table.loc[table["due"] == 0, "status"] = values.NOT_APPLICABLE
    table["spent_status"] = status_of(read, EXECUTION, table["budget"])
    table.attrs = {"whole_name": read.whole.unit_name if read.whole else "", **whole}
    return table


def community_kinds(wh: Warehouse, period_key: int, under: str | None = None) -> pd.DataFrame:
    """What communities are due by the kinds of their organisations, to be held against what they reported.

    Returns:
        One row a kind: kind, n (organisations; missing where none of the communities' organisations reported),
        amount (for each) and due, 万元. attrs: due (all, None where not known), has_reports.
    """
    held = places.place(wh, under, period_key) if under is not None else None
    row = wh.query(
        "community_organisations", period_key=period_key, unit_type=COMMUNITY,
        committee_key=indicator(wh, _MEASURES["党委"]).key, general_key=indicator(wh, _MEASURES["党总支"]).key,
        branch_key=indicator(wh, _MEASURES["党支部"]).key,
        first_key=held.unit_key if held else places.ANY_FIRST, last_key=held.last_key if held else places.ANY_LAST,
    ).iloc[0]  # fmt: skip
    amounts = fund_amounts(known_catalogue(wh))
    reported = bool(row["n"])
    counts = {kind: int(row[_COLUMNS[kind]]) if reported else None for kind in KINDS}
    table = pd.DataFrame([(kind, n, amounts[kind]) for kind, n in counts.items()], columns=["kind", "n", "amount"])
    table["n"] = table["n"].astype("Int64")
    table["due"] = [due_by_kind({kind: n}, amounts) for kind, n in counts.items()]
    table.attrs = {"due": due_by_kind(counts, amounts), "has_reports": reported}
    return table
