"""A computed list of things worth a leader's minute in one period, each with its sentence and where to see it."""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from dashboard import levels
from dashboard.queries import attention_reports as reports
from dashboard.queries.attention_matrix import Matrix, read_matrix
from dashboard.queries.attention_moves import rank_drop, small_jump
from dashboard.queries.attention_rules import Finds, Item, Rule, load_rules
from dashboard.queries.attention_values import happened, part_growth, target_out
from dashboard.queries.indicators import all_indicators
from dashboard.warehouse import Warehouse

ATTENTION_COLUMNS = (
    "kind", "title", "unit_code", "unit_name", "indicator", "indicator_name", "sentence", "weight", "page", "link",
    "why",
)  # fmt: skip
_ON_REPORTS: dict[str, Callable[[Warehouse, int, Rule], list[Item]]] = {
    "silent": reports.silent,
    "late": reports.late,
    "partial": reports.partial,
    "withdrawn": reports.withdrawn,
    "corrected": reports.corrected,
    "unit_change": reports.unit_change,
}
_ON_VALUES: dict[str, Callable[[Matrix, Rule, Sequence[Rule]], list[Finds]]] = {
    "rank_drop": rank_drop,
    "small_jump": small_jump,
    "target_out": target_out,
    "part_growth": part_growth,
    "happened": happened,
}


def attention(
    wh: Warehouse,
    period_key: int,
    rules: Sequence[Rule] | None = None,
    most: int | None = None,
    about: tuple[str, str] | None = None,
) -> pd.DataFrame:
    """What in this period deserves a look; indicators not due in the period are left out.

    Args:
        wh: The snapshot.
        period_key: Period.
        rules: Other rules than those of the catalogue, for tests.
        most: Only so many, the weightiest; everything without it.
        about: Only what concerns this indicator and unit, by their codes; the others are not put into words.

    Returns:
        One row a finding, weightiest first: kind, title, unit_code, unit_name (empty for the whole), indicator (code),
        indicator_name, sentence, weight, page (ranking, trend, submissions or upload), link (dict of URL choices:
        period, indicator, district), why (the rule in words).
    """
    wanted = tuple(rules) if rules is not None else tuple(load_rules())
    matrix = read_matrix(wh, all_indicators(wh), wanted, levels.level_no("district"), period_key)
    finds: list[Finds] = []
    for rule in wanted:
        if rule.kind in _ON_REPORTS:
            finds.append(Finds.said(rule, _ON_REPORTS[rule.kind](wh, period_key, rule)))
        else:
            finds += _ON_VALUES[rule.kind](matrix, rule, wanted)
    items = _weightiest(finds, most, about)
    rows = [
        {"kind": i.rule.kind, "title": i.rule.title, "unit_code": i.unit_code, "unit_name": i.unit_name,
         "indicator": i.indicator, "indicator_name": i.indicator_name, "sentence": i.sentence, "weight": i.weight,
         "page": i.page, "link": i.link, "why": i.rule.why}
        for i in items
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(ATTENTION_COLUMNS))


def _weightiest(finds: Sequence[Finds], most: int | None, about: tuple[str, str] | None) -> list[Item]:
    """The finds in words by falling weight; of equal ones the earlier rule's, then the earlier one."""
    if not finds:
        return []
    places = [np.arange(len(found.sizes)) if about is None
              else np.flatnonzero((found.indicators == about[0]) & (found.units == about[1]))
              for found in finds]  # fmt: skip
    of = np.repeat(np.arange(len(finds)), [len(at) for at in places])
    weights = np.concatenate([found.weights()[at] for found, at in zip(finds, places, strict=True)])
    at = np.concatenate(places)
    order = np.argsort(-weights, kind="stable")[:most]
    return [finds[rule].item(place) for rule, place in zip(of[order].tolist(), at[order].tolist(), strict=True)]
