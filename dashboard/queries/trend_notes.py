"""What happened on the way of a line: remarks, changes of definition, mergers, other units reporting."""

import re
from collections.abc import Collection, Iterable, Sequence
from typing import Any

import numpy as np

from dashboard import periods
from dashboard.queries.indicators import IndicatorRow, indicator
from dashboard.queries.unit_changes import unit_changes
from dashboard.warehouse import Warehouse

FOCUS, WHOLE = "focus", "whole"
MOVED = "划转"
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
#: Sums over shares of units that differ by more than this are not joined by a line.
COVERAGE_SLACK = 0.02
#: How a remark on that ends.
COVERAGE_WORDS = "个单位报送"


def annotate(
    wh: Warehouse,
    ind: IndicatorRow,
    columns: dict[str, np.ndarray],
    codes: Sequence[str],
    start: int,
    end: int,
    like_for_like: bool,
) -> set[int]:
    """Add note and is_break to the rows of chosen units and of the whole.

    Returns:
        Periods in which the definition changed for everybody.
    """
    notes: dict[tuple[str | None, int], list[str]] = {}
    breaks: set[tuple[str | None, int]] = set()
    for period, unit, kind, text in remarks(wh, ind, start, end):
        notes.setdefault((unit, period), []).append(_worded(kind, text))
        if kind in ("break", "caliber"):
            breaks.add((unit, period))
    if not like_for_like:
        _add_unit_changes(wh, notes, columns, codes)
    broken = {key for unit, key in breaks if unit is None}
    n = len(columns["period_key"])
    columns["note"] = np.full(n, "", dtype=object)
    columns["is_break"] = is_one_of_keys(columns["period_key"], broken)
    for row in range(n) if notes or breaks else ():
        unit, key = columns["unit_code"][row], int(columns["period_key"][row])
        columns["note"][row] = "；".join(_unique([*notes.get((None, key), []), *notes.get((unit, key), [])]))
        columns["is_break"][row] |= (unit, key) in breaks
    if not ind.has_denominator:
        _cut_where_coverage_changes(columns)
    return broken


def remarks_at(wh: Warehouse, code: str, period_key: int, units: Sequence[str] = ()) -> list[str]:
    """What the sources remark on an indicator at one period: other dates, computed figures, changes of definition.

    Args:
        wh: The snapshot.
        code: Indicator.
        period_key: Period.
        units: Codes of the units that are shown; remarks on other units are left out.

    Returns:
        Each remark once; a date that is not the period's last day in words.
    """
    found = remarks(wh, indicator(wh, code), period_key, period_key)
    texts = [(kind, text) for _, unit, kind, text in found if unit is None or unit in units]
    return _unique(_worded(kind, text) for kind, text in texts)


def _worded(kind: str, text: str) -> str:
    if kind == "as_of" and DATE.fullmatch(text):
        year, month, day = (int(part) for part in text.split("-"))
        return f"实际时点为{year}年{month}月{day}日"
    return text


def is_one_of_keys(keys: np.ndarray, wanted: Collection[int]) -> np.ndarray:
    """Whether each period is among a few."""
    return np.isin(keys, list(wanted)) if wanted else np.zeros(len(keys), dtype=bool)


def _cut_where_coverage_changes(columns: dict[str, np.ndarray]) -> None:
    """A sum over fewer units than the period before is another sum: cut the line and say how many reported."""
    reported, expected = columns["n_reported"], columns["n_expected"]
    known = np.flatnonzero(~np.isnan(columns["value"]) & (expected > 0))
    order = known[np.argsort(columns["period_key"][known], kind="stable")].tolist()
    before: dict[tuple[str, str], float] = {}
    named = (columns["role"], columns["unit_code"], columns["period_key"], reported, expected)
    cells = (column[order].tolist() for column in named)
    for row, role, unit, key, got, due in zip(order, *cells, strict=True):
        line, coverage = (role, unit), got / due
        if abs(coverage - before.get(line, coverage)) > COVERAGE_SLACK:
            columns["is_break"][row] = True
            words = f"{periods.label_zh(key)}起{int(got):,}/{int(due):,}{COVERAGE_WORDS}"
            columns["note"][row] = "；".join(filter(None, [columns["note"][row], words]))
        before[line] = coverage


def _add_unit_changes(
    wh: Warehouse,
    notes: dict[tuple[str | None, int], list[str]],
    columns: dict[str, np.ndarray],
    codes: Sequence[str],
) -> None:
    for unit in codes:
        told = _changes_of(wh, unit)
        if not told:
            continue
        keys = columns["period_key"][(columns["role"] == FOCUS) & (columns["unit_code"] == unit)]
        if not len(keys):
            continue
        for since, sentence in told:
            if keys.min() < since <= keys.max():
                notes.setdefault((unit, int(keys[keys >= since].min())), []).append(sentence)


def remarks(wh: Warehouse, ind: IndicatorRow, start: int, end: int) -> list[tuple[int, str | None, str, str]]:
    """(period, unit or None, kind, text) of the remarks on an indicator; most measures have none."""
    noted: frozenset[int] | None = wh.memory.get("noted_measures")
    if noted is None:
        noted = frozenset(wh.arrays("noted_measures")["measure_key"].tolist())
        wh.memory["noted_measures"] = noted
    if noted.isdisjoint({ind.key, *(term.measure_key for term in ind.terms)}):
        return []
    rows = wh.arrays("notes", indicator_key=ind.key, start_key=start, end_key=end)
    return list(zip(*(rows[name].tolist() for name in ("period_key", "unit_code", "kind", "text")), strict=True))


_Rows = list[dict[Any, Any]]


def _changes_of(wh: Warehouse, unit: str) -> list[tuple[int, str]]:
    """(first period after it, sentence) of what happened to a unit; units that moved in with a merger go unnamed."""
    own, joined = (rows.get(unit, []) for rows in _by_unit(wh))
    told = [(int(row["period_key"]), row["sentence"]) for row in [*own, *joined]
            if row["kind"] != MOVED or row["unit_code"] == unit]  # fmt: skip
    explained = {since for since, _ in told}
    moved = [row for row in joined if row["kind"] == MOVED]
    for since in sorted({int(row["period_key"]) for row in moved} - explained):
        names = [row["unit_name"] for row in moved if row["period_key"] == since]
        listed = "、".join(names[:3]) + (f"等{len(names)}个单位" if len(names) > 3 else "")
        told.append((since, f"{periods.label_zh(since)}起，{listed}划入"))
    return told


def _by_unit(wh: Warehouse) -> tuple[dict[str, _Rows], dict[str, _Rows]]:
    """Changes by the unit they happened to, and by the other unit they touched, remembered."""
    if "changes_by_unit" not in wh.memory:
        own: dict[str, _Rows] = {}
        joined: dict[str, _Rows] = {}
        for row in unit_changes(wh).to_dict("records"):
            own.setdefault(row["unit_code"], []).append(row)
            if row["other_code"] != row["unit_code"]:
                joined.setdefault(row["other_code"], []).append(row)
        wh.memory["changes_by_unit"] = own, joined
    found: tuple[dict[str, _Rows], dict[str, _Rows]] = wh.memory["changes_by_unit"]
    return found


def _unique(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))
