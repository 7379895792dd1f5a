"""Organisation and work coverage by cover item: what is to be covered, what is, and what still has to be built.

Work coverage contains organisation coverage (an organisation works where it is), so the two are never added up: a unit
is covered by an organisation, by work alone, or not at all.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from dashboard.queries import places
from dashboard.queries.cover_reports import FIGURES, Reports, read_reports, sums, sums_of_units
from dashboard.queries.facts import named, sources
from dashboard.queries.indicators import all_indicators, indicator
from dashboard.queries.known import known_catalogue
from dashboard.queries.known_periods import reported_periods
from dashboard.queries.register import LAST, register
from dashboard.queries.values import MISSING, NOT_APPLICABLE, REPORTED
from dashboard.statistics.funnels import funnel_class
from dashboard.warehouse import Warehouse

TEMPLATE = "T4"
#: Column of the form → what it is to the page.
ROLES = {"due": "due", "solo": "solo", "org_cover": "org", "work_cover": "work"}
#: A smaller difference from the whole, in percentage points, says nothing.
GAP_POINTS = 1.0


def cover_periods(wh: Warehouse) -> list[int]:
    """Quarters with cover reports, newest first; empty where the snapshot holds none."""
    due = [code for code, role in _measures(wh) if role == "due"]
    keys: set[int] = set()
    for code in due:
        keys |= set(reported_periods(wh, indicator(wh, code).key))
    return sorted(keys, reverse=True)


def cover_kinds(wh: Warehouse) -> dict[str, str]:
    """Measure of what is covered → cover item, in the order of the form; only items with measures in the snapshot."""
    template = known_catalogue(wh).templates[TEMPLATE]
    known = all_indicators(wh)
    named = {
        emit["applies"][0][2]: emit["measure"]
        for emit in template.emits
        if emit.get("value") == "org_cover" and emit["measure"] in known
    }
    return {named[item]: item for item in template.field("item").enum if item in named}


def cover_items(wh: Warehouse, period_key: int, level: int, under: str | None = None) -> pd.DataFrame:
    """Every cover item of every unit.

    Args:
        wh: The snapshot.
        period_key: Quarter.
        level: Level of the units, by number: district or town.
        under: Code of the district whose towns they are.

    Returns:
        One row an item (form order) and unit (official order), also for units that have not reported: code, item,
        unit_code, unit_name, peer_group, due, org (covered by an organisation), solo, joint (of these), work (covered
        by organisation or work), work_only, gap (to be built), none (neither), missing as NaN; rate, work_rate,
        solo_rate (%), n_reported (reporting units), status (已报, 未报, 不适用). attrs: whole_name.
    """
    kinds, listed = cover_kinds(wh), places.units(wh, level, period_key, under)
    items = list(kinds.values())
    found, has_reported = sums_of_units(
        _reports(wh, period_key, under, items), register(wh), level, listed["unit_key"].to_numpy(), len(items)
    )
    columns: dict[str, Any] = {name: np.repeat(np.array(words, dtype=object), len(listed))
                               for name, words in (("code", list(kinds)), ("item", items))}  # fmt: skip
    columns |= {name: np.tile(listed[name].to_numpy(), len(items))
                for name in ("unit_key", "unit_code", "unit_name", "peer_group")}  # fmt: skip
    silent = np.tile(np.where(has_reported, NOT_APPLICABLE, MISSING), len(items))
    status = np.where(np.isnan(found["due"]), silent, REPORTED)
    table = pd.DataFrame(columns | found | {"status": status} | _derived(found))
    whole = places.whole_of(wh, level, period_key, under)
    table.attrs = {"whole_name": whole.unit_name if whole else ""}
    return table


def cover_sums(table: pd.DataFrame) -> pd.DataFrame:
    """The items added up over their units: sums first, rates after.

    Args:
        table: As of `cover_items`.

    Returns:
        One row an item with reports, in form order: code, item, n_units (with a report), due, org, solo, joint, work,
        work_only, gap, none, rate, work_rate, solo_rate.
    """
    reported = table[table["status"] == REPORTED]
    total = reported.groupby(["code", "item"], sort=False)[list(FIGURES)].sum(min_count=1).reset_index()
    total["n_units"] = reported.groupby("code", sort=False).size().to_numpy()
    return total.assign(**_derived({name: total[name].to_numpy() for name in FIGURES}))


def cover_classes(rows: pd.DataFrame, whole: str, side: str = "org") -> pd.DataFrame:
    """One item's units beside the whole: who differs by more than chance.

    Args:
        rows: Rows of one item of `cover_items`.
        whole: Name of the whole.
        side: org or work: which coverage.

    Returns:
        The rows with class, word, lower, upper, value (%), denominator; attrs whole (share of 1) and caption.
    """
    funnel = funnel_class(rows[side], rows["due"], GAP_POINTS, direction="higher", whole_word=whole)
    found = rows.assign(
        value=funnel.table["rate"] * 100, denominator=rows["due"], lower=funnel.table["lower"] * 100,
        upper=funnel.table["upper"] * 100, word=funnel.table["word"],
    )  # fmt: skip
    found["class"] = funnel.table["class"]
    found.attrs = {"whole": funnel.whole, "caption": funnel.caption}
    return found


def cover_gaps(wh: Warehouse, period_key: int, item: str, under: str | None = None) -> pd.DataFrame:
    """Towns where units of an item still have to be covered by an organisation, largest number first.

    Returns:
        unit_code, unit_name, district_name, due, org, solo, work, gap, work_only, none, rate (%), file, sheet, row,
        batch_id, loaded_by.
    """
    units, reports = register(wh), _reports(wh, period_key, under, [item], [item])
    at, first, cell = np.unique(reports.at, return_index=True, return_inverse=True)
    found = sums(reports.role, cell, reports.value, len(at))
    gap, district = found["due"] - found["org"], reports.district[first]
    official = np.where(district >= 0, units.order[district], LAST)
    listed = np.flatnonzero(gap > 0)
    codes = units.code[at[listed]].astype(str)
    listed = listed[np.lexsort((codes, official[listed], -gap[listed]))]
    own = named(wh, at[listed])
    shown = {name: own[name] for name in ("unit_code", "unit_name", "district_name")}
    found = {name: column[listed] for name, column in found.items()}
    row = {name: column[first[listed]] for name, column in reports.row.items()}
    return pd.DataFrame(shown | found | {"gap": gap[listed]} | sources(wh, row) | _derived(found))


def _derived(found: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """What follows from due, solo, org and work."""
    due, solo, org, work = (found[name] for name in FIGURES)
    base = np.where(due > 0, due, np.nan)
    return {
        "joint": org - solo, "work_only": work - org, "gap": due - org, "none": due - work, "rate": org / base * 100,
        "work_rate": work / base * 100, "solo_rate": solo / base * 100,
    }  # fmt: skip


def _measures(wh: Warehouse) -> list[tuple[str, str]]:
    """(measure, role) of the form, as its template declares them; only those that the snapshot knows."""
    known = all_indicators(wh)
    emits = known_catalogue(wh).templates[TEMPLATE].emits
    return [(emit["measure"], ROLES[emit["value"]]) for emit in emits
            if emit.get("value") in ROLES and emit["measure"] in known]  # fmt: skip


def _reports(
    wh: Warehouse, period_key: int, under: str | None, items: Sequence[str], only: Sequence[str] | None = None
) -> Reports:
    held = places.place(wh, under, period_key) if under is not None else None
    roles = {indicator(wh, code).key: role for code, role in _measures(wh)}
    return read_reports(wh, period_key, held, TEMPLATE, roles, items, only)
