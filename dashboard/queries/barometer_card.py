"""One branch on the barometer: the level of every item, with the value where it may be shown."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from dashboard import levels, numbers
from dashboard.catalogue.barometer import MISSING, NOT_APPLICABLE, Barometer, Item
from dashboard.queries import places
from dashboard.queries.barometer import ITEM_WORDS, OVERALL_WORDS
from dashboard.queries.facts import named
from dashboard.queries.indicators import QueryError, all_indicators
from dashboard.queries.known import known_catalogue
from dashboard.queries.leaves import indirect_measures
from dashboard.queries.register import NONE, register
from dashboard.warehouse import Warehouse

CARD_COLUMNS = ("number", "name", "group", "level", "word", "value", "why_hidden", "limits", "is_veto", "is_counted",
                "note")  # fmt: skip
HIDDEN = "党员不足10名，只显示档位"
FEW = "人数少于3名，不显示占比"
MEMBERS = "member_total"
NO_STAR = "未定星"
#: Values held of one period; of more branches each is asked for by itself.
MOST_HELD = 1_500_000
#: Measure, unit and value.
Cell = tuple[int, int, int]
#: 24月 would be read as a month of the year.
MONTHS = "个月"


def barometer_card(wh: Warehouse, unit_code: str, period_key: int) -> pd.DataFrame:
    """The nineteen items of one branch.

    Returns:
        One row an item, columns as CARD_COLUMNS: word (of the level; 不适用 or 未报), value (as printed; empty where it
        is hidden or there is none), why_hidden (words, empty where it is shown), limits (level → condition in words),
        note (why an item does not apply). attrs: unit_code, unit_name, town_name, district_name, overall (word),
        n_applicable, n_lost, veto_rain, n_members (None when not known).

    Raises:
        QueryError: The branch is not on the barometer in this period.
    """
    units = register(wh)
    nodes = units.keys[units.code == unit_code]
    found = wh.arrays("barometer_branch", unit_keys=nodes.tolist(), period_key=period_key)
    if not len(found["unit_key"]):
        raise QueryError("这个党组织本期没有晴雨表结果：没有报送，或没有纳入晴雨表。")
    branch = {name: column[0] for name, column in found.items()}
    rules = known_catalogue(wh).barometer
    at = units.places(found["unit_key"][:1])
    values = _values(wh, rules, int(at[0]), period_key)
    rows = [_row(item, int(level), values) for item, level in zip(rules.items, branch["levels"], strict=True)]
    columns = zip(CARD_COLUMNS, zip(*([row[name] for name in CARD_COLUMNS] for row in rows), strict=True), strict=True)
    table = pd.DataFrame({name: list(cells) for name, cells in columns})
    table.attrs = {
        **{name: column[0] for name, column in named(wh, at).items()},
        "overall": OVERALL_WORDS[int(branch["overall"])], "n_members": values.get(MEMBERS),
        **{name: int(branch[name]) for name in ("n_applicable", "n_lost")}, "veto_rain": bool(branch["veto_rain"]),
    }  # fmt: skip
    return table


def _values(wh: Warehouse, rules: Barometer, at: int, period_key: int) -> dict[str, int]:
    """Inputs of the branch as reported; what it has no entry of is left out."""
    known, units = all_indicators(wh), register(wh)
    keys = {known[one.measure].key: one for one in rules.inputs.values() if one.measure in known}
    above = int(units.above(levels.level_no("village"), np.array([at]))[0])
    own = int(units.keys[at])
    village = own if above == NONE else int(units.keys[above])
    indirect = indirect_measures(wh)
    rows = [*_reported(wh, period_key, own, village, sorted(set(keys) - indirect)),
            *_cells(wh.arrays("barometer_states", period_key=period_key, first_key=min(own, village),
                              last_key=max(own, village), measure_keys=sorted(set(keys) & indirect)))]  # fmt: skip
    found: dict[str, int] = {}
    for measure, unit, value in rows:
        one = keys[measure]
        if unit == own or (unit == village and one.from_village):
            found[one.name] = found.get(one.name, 0) + value
    return found


def _reported(wh: Warehouse, period_key: int, own: int, village: int, measures: list[int]) -> list[Cell]:
    """What a branch and its village reported for the period: measure, unit and value.

    To find these few rows takes half as long as to read those of all branches, and whoever looks at one branch looks
    at others: those of the period looked at last are held, 14 bytes a value.
    """
    bound = {"period_key": period_key, "measure_keys": measures, "most": MOST_HELD}
    held: tuple[object, Mapping[str, np.ndarray] | None] = wh.memory.get("barometer_facts", (None, None))
    if held[0] != bound:
        rows = wh.arrays("barometer_facts", **bound, first_key=places.ANY_FIRST, last_key=places.ANY_LAST)
        held = wh.memory["barometer_facts"] = (bound, rows if len(rows["value"]) < MOST_HELD else None)
    if held[1] is None:
        few = bound | {"first_key": min(own, village), "last_key": max(own, village), "most": places.ANY_LAST}
        return _cells(wh.arrays("barometer_facts", **few))
    unit = held[1]["unit_key"]
    at = np.flatnonzero((unit == own) | (unit == village))
    return _cells({name: column[at] for name, column in held[1].items()})


def _cells(rows: Mapping[str, np.ndarray]) -> list[Cell]:
    return list(zip(*(rows[name].tolist() for name in ("measure_key", "unit_key", "value")), strict=True))


def _row(item: Item, level: int, values: dict[str, int]) -> dict[str, Any]:
    value, hidden = ("", "") if level in (NOT_APPLICABLE, MISSING) else _value(item, values)
    return {
        "number": item.number, "name": item.name, "group": item.group, "level": level, "word": ITEM_WORDS[level],
        "value": value, "why_hidden": hidden, "limits": item.words, "is_veto": item.is_veto,
        "is_counted": item.is_counted, "note": item.not_applicable if level == NOT_APPLICABLE else "",
    }  # fmt: skip


def _value(item: Item, values: dict[str, int]) -> tuple[str, str]:
    """The value as printed, and why it is not; single persons must not be told from a share."""
    if item.min_members is not None and values.get(MEMBERS, 0) < item.min_members:
        return "", HIDDEN
    named = [name for _, name in item.terms]
    if any(name not in values for name in named):
        return (NO_STAR, "") if item.unit == "星" else ("", "")
    top = sum(times * values[name] for times, name in item.terms)
    if not item.denominator:
        return numbers.format_value(top, MONTHS if item.unit == "月" else item.unit, 0, with_unit=True), ""
    below = values.get(item.denominator)
    # In these items the numerator counts persons: shown beside the total a share would give them away.
    if item.min_members is not None and below is not None and any(0 < n < 3 for n in (top, below - top)):
        return "", FEW
    return numbers.format_value(None, item.unit, numerator=top, denominator=below), ""
