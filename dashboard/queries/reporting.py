"""Who has reported what: templates by district."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from dashboard import periods
from dashboard.queries.headers import template_title
from dashboard.queries.known import known_catalogue
from dashboard.warehouse import Warehouse, plain_column

#: Pictures of one period kept per snapshot; an overview asks for the same one several times.
MAX_REMEMBERED = 8
TEXTS = ("last_loaded_at", "first_loaded_at")


@dataclass(frozen=True, slots=True)
class Reports:
    """The rows of `completeness` as arrays.

    Attributes:
        columns: template, period_key, unit_key, unit_code, unit_name, n_reported, n_expected, last_loaded_at,
            first_loaded_at (texts, None where nothing came in).
        is_current: Whether the form was due in the very period asked for.
        reported: n_reported as floats.
        share: 0 to 1, missing where nothing is due.
    """

    columns: dict[str, Any]
    is_current: np.ndarray
    reported: np.ndarray
    share: np.ndarray


def completeness(wh: Warehouse, period_key: int) -> pd.DataFrame:
    """Reporting completeness, each template at its newest due period up to the one asked for.

    Args:
        wh: The snapshot.
        period_key: The period looked at.

    Returns:
        One row a district and template, districts in official order: template, template_title, period_key,
        period_text, is_current (due in the very period asked for), unit_key, unit_code, unit_name, n_reported,
        n_expected, share (0 to 1, missing where nothing is due), last_loaded_at, first_loaded_at (of the last and the
        first file with figures still in force). attrs: n_reported, n_expected.
    """
    found = reports(wh, period_key)
    columns = found.columns
    known = known_catalogue(wh).templates
    rhythm = {name: str(template.expects.get("frequency", "月")) for name, template in known.items()}
    names, keys = columns["template"].tolist(), columns["period_key"].tolist()
    titles = {name: template_title(known.get(name), name) for name in set(names)}
    dates = {pair: periods.label_zh(pair[0], rhythm.get(pair[1], "月")) for pair in set(zip(keys, names, strict=True))}
    table = pd.DataFrame(
        {name: plain_column(column) for name, column in columns.items()}
        | {
            "template_title": [titles[name] for name in names],
            "period_text": [dates[pair] for pair in zip(keys, names, strict=True)],
            "is_current": found.is_current,
            "share": found.share,
        },
        copy=False,
    )
    expected = np.ma.filled(columns["n_expected"].astype(float), np.nan)
    table.attrs = {"n_reported": int(np.nansum(found.reported)), "n_expected": int(np.nansum(expected))}
    return table


def reports(wh: Warehouse, period_key: int) -> Reports:
    """The same as arrays, kept for the snapshot's newest few pictures."""
    known: dict[int, Reports] = wh.memory.setdefault("reports", {})
    if period_key not in known:
        if len(known) >= MAX_REMEMBERED:
            known.pop(next(iter(known)), None)
        columns = _newest(wh, period_key)
        reported, expected = (np.ma.filled(columns[n].astype(float), np.nan) for n in ("n_reported", "n_expected"))
        share = np.divide(reported, expected, out=np.full(len(reported), np.nan), where=expected > 0)
        known[period_key] = Reports(columns, columns["period_key"] == period_key, reported, share)
    return known[period_key]


def _newest(wh: Warehouse, period_key: int) -> dict[str, Any]:
    """The rows of each template's newest due period within a year, districts in official order, then by template."""
    due = _due(wh)
    latest = {name: max((key for key in keys if period_key - 11 <= key <= period_key), default=0)
              for name, keys in due.items()}  # fmt: skip
    keys = sorted(set(latest.values()) - {0})
    span = {"oldest_key": min(keys, default=0), "newest_key": max(keys, default=0)}
    rows = wh.arrays("completeness", period_keys=keys, **span)
    order = {name: place for place, name in enumerate(sorted(due))}
    at = np.array([order[name] for name in rows["template"].tolist()], dtype=np.int64)
    newest = np.array([latest[name] for name in sorted(due)], dtype=np.int64)
    units = _units(wh)
    place = np.searchsorted(units["unit_key"], rows["unit_key"])
    kept = np.flatnonzero(rows["period_key"] == newest[at])
    kept = kept[np.lexsort((at[kept], units["sort_order"][place[kept]]))]
    own = {name: rows[name][kept] for name in ("template", "period_key", "unit_key")}
    named = {name: units[name][place[kept]] for name in ("unit_code", "unit_name")}
    nothing = np.ma.masked_all(len(rows["template"]), dtype=object)  # published before the column was kept
    texts = {name: plain_column(rows.get(name, nothing)[kept]) for name in TEXTS}
    return own | named | {name: rows[name][kept] for name in ("n_reported", "n_expected")} | texts


def _due(wh: Warehouse) -> dict[str, list[int]]:
    """Template → periods in which it was due, remembered."""
    known: dict[str, list[int]] | None = wh.memory.get("due_periods")
    if known is None:
        known = {}
        rows = wh.arrays("due_periods")
        for name, key in zip(rows["template"].tolist(), rows["period_key"].tolist(), strict=True):
            known.setdefault(name, []).append(key)
        wh.memory["due_periods"] = known
    return known


def _units(wh: Warehouse) -> dict[str, Any]:
    """Units that reports are counted for, by key, remembered."""
    known: dict[str, Any] | None = wh.memory.get("report_units")
    if known is None:
        known = wh.arrays("report_units")
        wh.memory["report_units"] = known
    return known
