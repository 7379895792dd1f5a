"""Venues and money: how large the venues are, what communities are due and got, how far the budget is paid out."""

from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from dashboard import levels
from dashboard.catalogue import Catalogue
from dashboard.queries import places, values
from dashboard.queries.facts import Groups, facts, named, sources, span
from dashboard.queries.indicators import indicator
from dashboard.queries.known import known_catalogue
from dashboard.queries.members import named as named_units
from dashboard.queries.members import status_of, with_shares
from dashboard.queries.register import register
from dashboard.queries.several import several
from dashboard.statistics.funds import due_by_kind
from dashboard.warehouse import Warehouse

AREA, VENUE = "venue_area", "venue_total"
#: Names of the thresholds between the classes of floor area, ascending.
EDGES = ("venue_area_standard", "venue_area_large", "venue_area_huge")
#: Classes of a village that has no floor area, beside 0 to 3.
NO_AREA, NO_VENUE = -1, -2
CLASSES = (0, 1, 2, 3, NO_AREA, NO_VENUE)
NO_AREA_AT = CLASSES.index(NO_AREA)
DUE, PAID, FUND_RATE = "community_fund_std_amount", "community_fund_paid_amount", "community_fund_ok_rate"
EXECUTION = "fund_exec_rate"
COMMUNITY = "社区"
KINDS = {"党委": "committee", "党总支": "general", "党支部": "branch"}
_COLUMNS = {"党委": "committees", "党总支": "generals", "党支部": "branches"}
_MEASURES = {"党委": "org_committee_cnt", "党总支": "org_general_branch_cnt", "党支部": "org_branch_cnt"}


def area_edges(known: Catalogue) -> list[Decimal]:
    """Limits between the classes of floor area in square metres."""
    return [known.numbers[name] for name in EDGES]


def fund_amounts(known: Catalogue) -> dict[str, Decimal]:
    """Kind of organisation → what one is due, 万元."""
    return {kind: known.numbers[f"community_fund_{name}"] for kind, name in KINDS.items()}


class _Venues:
    """Villages that reported a venue, or that they have none, with its floor area."""

    def __init__(self, wh: Warehouse, period_key: int, under: str | None) -> None:
        held = places.place(wh, under, period_key) if under is not None else None
        self.register, area = register(wh), indicator(wh, AREA)
        self.own = facts(wh, period_key, indicator(wh, VENUE).key, held, levels.level_no("village"))
        areas = facts(wh, period_key, area.key, held)
        self.area, self.has_area = areas.for_units(self.own.at, len(self.register))
        self.scale = 10**area.num_scale
        self.edges = [int(edge.scaleb(area.num_scale)) for edge in area_edges(known_catalogue(wh))]

    def classes(self) -> np.ndarray:
        """Position in CLASSES of each village."""
        measured = np.searchsorted(np.array(self.edges), self.area, side="right")
        unknown = np.where(self.has_area, measured, CLASSES.index(NO_AREA))
        return np.where(self.own.value == 0, CLASSES.index(NO_VENUE), unknown)


def venue_classes(wh: Warehouse, period_key: int, level: int, under: str | None = None) -> pd.DataFrame:
    """Villages by floor area of their venue.

    Returns:
        One row a unit in official order: unit_key, unit_code, unit_name, one column of villages for each class (by
        code), n (all), measured (with a floor area), ok_share (% of those with a venue and a floor area at or above
        the standard; missing without any), status (已报, 未报, 不适用).
    """
    venues = _Venues(wh, period_key, under)
    units = places.units(wh, level, period_key, under)
    above = levels.level_no("district" if level == levels.level_no("district") else "town")
    groups = Groups(venues.register, above, units["unit_key"].to_numpy(), venues.own.at)
    counts = groups.table(venues.classes(), len(CLASSES))
    columns: dict[Any, Any] = {name: units[name].to_numpy() for name in ("unit_key", "unit_code", "unit_name")}
    columns |= dict(zip(CLASSES, counts.T, strict=True))
    n, measured = counts.sum(axis=1), counts[:, :NO_AREA_AT].sum(axis=1)
    ok_share = np.where(measured > 0, counts[:, 1:NO_AREA_AT].sum(axis=1) * 100 / np.maximum(measured, 1), np.nan)
    columns |= {"n": n, "measured": measured, "ok_share": ok_share}
    read = several(wh, [VENUE], period_key, level, under)
    return pd.DataFrame(columns | {"status": status_of(read, VENUE, np.where(n > 0, n, np.nan))})


def venues_below(wh: Warehouse, period_key: int, under: str | None = None) -> pd.DataFrame:
    """Villages whose venue is below the standard, those without one first, then the smallest.

    Returns:
        unit_code, unit_name, town_name, district_name, has_venue, area and missing (square metres to the standard;
        missing without a venue), file, sheet, row, batch_id, loaded_by.
    """
    venues = _Venues(wh, period_key, under)
    there, standard = venues.own.value, venues.edges[0]
    listed = np.flatnonzero((there == 0) | (venues.has_area & (venues.area < standard)))
    order = venues.register.order[venues.own.at[listed]]
    unmeasured = ~venues.has_area[listed]
    listed = listed[np.lexsort((order, venues.area[listed], unmeasured, there[listed]))]
    own = venues.own.only(listed)
    columns = named(wh, own.at, None) | {"there": own.value}
    has_venue = own.value > 0
    area = np.where(has_venue & venues.has_area[listed], venues.area[listed] / venues.scale, np.nan)
    columns |= {"area": area} | sources(wh, own.row, None)
    return pd.DataFrame(columns | {"has_venue": has_venue, "missing": standard / venues.scale - area})


def funds(wh: Warehouse, period_key: int, level: int, under: str | None = None) -> pd.DataFrame:
    """What communities are due and got, and the Party-building budget and what was paid of it.

    Returns:
        One row a unit in official order, 万元: unit_code, unit_name, due, paid, paid_share (%), ok and communities
        (counts), budget, spent, spent_share (%), status and spent_status (已报, 未报, 不适用). attrs: whole_name
        and the same figures of the whole.
    """
    read = several(wh, [DUE, PAID, FUND_RATE, EXECUTION], period_key, level, under)
    sides = {"due": (DUE, "num"), "paid": (PAID, "num"), "ok": (FUND_RATE, "num"), "communities": (FUND_RATE, "den"),
             "budget": (EXECUTION, "den"), "spent": (EXECUTION, "num")}  # fmt: skip
    columns, whole = with_shares(read, sides, (("paid_share", "paid", "due"), ("spent_share", "spent", "budget")))
    due = columns["due"]
    status = np.where(due == 0, values.NOT_APPLICABLE, status_of(read, DUE, due))
    spent_status = status_of(read, EXECUTION, columns["budget"])
    table = pd.DataFrame(named_units(read) | columns | {"status": status, "spent_status": spent_status})
    table.attrs = {"whole_name": read.whole.unit_name if read.whole else "", **whole}
    return table


def community_kinds(wh: Warehouse, period_key: int, under: str | None = None) -> pd.DataFrame:
    """What communities are due by the kinds of their organisations, to be held against what they reported.

    Returns:
        One row a kind: kind, n (organisations; missing where none of the communities' organisations reported),
        amount (for each) and due, 万元. attrs: due (all, None where not known), has_reports.
    """
    held = places.place(wh, under, period_key) if under is not None else None
    row = wh.arrays(
        "community_organisations", period_key=period_key, unit_type=COMMUNITY,
        committee_key=indicator(wh, _MEASURES["党委"]).key, general_key=indicator(wh, _MEASURES["党总支"]).key,
        branch_key=indicator(wh, _MEASURES["党支部"]).key, **span(held),
    )  # fmt: skip
    amounts = fund_amounts(known_catalogue(wh))
    reported = bool(row["n"][0])
    counts = {kind: int(row[_COLUMNS[kind]][0]) if reported else None for kind in KINDS}
    table = pd.DataFrame([(kind, n, amounts[kind]) for kind, n in counts.items()], columns=["kind", "n", "amount"])
    table["n"] = table["n"].astype("Int64")
    table["due"] = [due_by_kind({kind: n}, amounts) for kind, n in counts.items()]
    table.attrs = {"due": due_by_kind(counts, amounts), "has_reports": reported}
    return table
