"""Who has reported what: templates by district."""

from typing import Any

import numpy as np
import pandas as pd

from dashboard import catalogue, periods
from dashboard.queries.headers import template_title
from dashboard.warehouse import Warehouse, plain_column

#: Pictures of one period kept per snapshot; an overview asks for the same one several times.
MAX_REMEMBERED = 8


def completeness(wh: Warehouse, period_key: int) -> pd.DataFrame:
    """Reporting completeness, each template at its newest due period up to the one asked for.

    Args:
        wh: The snapshot.
        period_key: The period looked at.

    Returns:
        One row a district and template, districts in official order: template, template_title, period_key,
        period_text, is_current (due in the very period asked for), unit_key, unit_code, unit_name, n_reported,
        n_expected, share (0 to 1, missing where nothing is due), last_loaded_at. attrs: n_reported, n_expected.
    """
    known: dict[int, pd.DataFrame] = wh.memory.setdefault("completeness", {})
    if period_key not in known:
        if len(known) >= MAX_REMEMBERED:
            known.pop(next(iter(known)), None)
        known[period_key] = _completeness(wh, period_key)
    return known[period_key].copy(deep=False)


def _completeness(wh: Warehouse, period_key: int) -> pd.DataFrame:
    columns = _newest(wh, period_key)
    known = catalogue.load(wh.path.parent / "templates").templates
    rhythm = {name: str(template.expects.get("frequency", "月")) for name, template in known.items()}
    names, keys = columns["template"].tolist(), columns["period_key"].tolist()
    titles = {name: template_title(known.get(name), name) for name in set(names)}
    dates = {pair: periods.label_zh(pair[0], rhythm.get(pair[1], "月")) for pair in set(zip(keys, names, strict=True))}
    reported, expected = (np.ma.filled(columns[name].astype(float), np.nan) for name in ("n_reported", "n_expected"))
    table = pd.DataFrame({name: plain_column(column) for name, column in columns.items()})
    table["template_title"] = [titles[name] for name in names]
    table["period_text"] = [dates[pair] for pair in zip(keys, names, strict=True)]
    table["is_current"] = columns["period_key"] == period_key
    table["share"] = np.divide(reported, expected, out=np.full(len(names), np.nan), where=expected > 0)
    table.attrs = {"n_reported": int(np.nansum(reported)), "n_expected": int(np.nansum(expected))}
    return table


def _newest(wh: Warehouse, period_key: int) -> dict[str, Any]:
    """The rows of each template's newest due period within a year, districts in official order, then by template."""
    due = _due(wh)
    latest = {name: max((key for key in keys if period_key - 11 <= key <= period_key), default=0)
              for name, keys in due.items()}  # fmt: skip
    rows = wh.arrays("completeness", period_keys=sorted(set(latest.values()) - {0}))
    order = {name: place for place, name in enumerate(sorted(due))}
    at = np.array([order[name] for name in rows["template"].tolist()], dtype=np.int64)
    newest = np.array([latest[name] for name in sorted(due)], dtype=np.int64)
    units = _units(wh)
    place = np.searchsorted(units["unit_key"], rows["unit_key"])
    kept = np.flatnonzero(rows["period_key"] == newest[at])
    kept = kept[np.lexsort((at[kept], units["sort_order"][place[kept]]))]
    own = {name: rows[name][kept] for name in ("template", "period_key", "unit_key")}
    named = {name: units[name][place[kept]] for name in ("unit_code", "unit_name")}
    return own | named | {name: rows[name][kept] for name in ("n_reported", "n_expected", "last_loaded_at")}


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


def first_sent(wh: Warehouse, period_key: int, rows: pd.DataFrame) -> pd.DataFrame:
    """When the first batch with values still in force came in, for the templates and districts of some rows.

    Args:
        wh: The snapshot.
        period_key: Period of the values.
        rows: Rows as of `completeness`.

    Returns:
        One row a template and district with values: template, unit_code, unit_name, first_loaded_at; districts in the
        order of `rows`, then by template.
    """
    batches = wh.arrays("batches_of_templates", templates=sorted(set(rows["template"])))
    districts = rows[["unit_key", "unit_code", "unit_name"]].drop_duplicates("unit_key", ignore_index=True)
    keys = districts["unit_key"].to_numpy(dtype=np.int64)
    facts = wh.arrays("first_sent", period_key=period_key, batch_keys=batches["batch_key"].tolist())
    # Half a million rows at a province: looked up in tables, not searched; the last column stands for other districts.
    came = np.zeros((len(batches["batch_key"]), len(keys) + 1), dtype=bool)
    came[_positions(batches["batch_key"])[facts["batch_key"]], _district_of(wh, keys, facts["unit_key"])] = True
    came = came[:, :-1]
    found: dict[tuple[int, str], str] = {}
    for batch, place in np.argwhere(came).tolist():
        pair, when = (place, batches["template"][batch]), batches["loaded_at"][batch]
        if not isinstance(when, str):
            continue
        found[pair] = min(found.get(pair, when), when)
    order = sorted(found)
    return pd.DataFrame(
        {
            "template": [template for _, template in order],
            "unit_code": [districts["unit_code"][place] for place, _ in order],
            "unit_name": [districts["unit_name"][place] for place, _ in order],
            "first_loaded_at": [found[pair] for pair in order],
        }
    )


def _positions(keys: np.ndarray) -> np.ndarray:
    """Key → its position among `keys`."""
    table = np.full(int(keys.max(initial=0)) + 1, -1, dtype=np.int32)
    table[keys] = np.arange(len(keys))
    return table


def _district_of(wh: Warehouse, keys: np.ndarray, nodes: np.ndarray) -> np.ndarray:
    """The position in `keys` of the district that each node is in, -1 for one in none of them."""
    units = _units(wh)
    last = units["last_key"][np.searchsorted(units["unit_key"], keys)]
    table = np.full(int(max(last.max(initial=0), nodes.max(initial=0))) + 1, -1, dtype=np.int32)
    for place, (low, high) in enumerate(zip(keys.tolist(), last.tolist(), strict=True)):
        table[low : high + 1] = place
    return np.asarray(table[nodes])
