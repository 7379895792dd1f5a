"""A computed list of things worth a leader's minute in one period, each with its sentence and where to see it."""

from collections.abc import Callable, Sequence

import pandas as pd

from dashboard import levels
from dashboard.queries import attention_reports as reports
from dashboard.queries import attention_values as found
from dashboard.queries.attention_rules import Item, Rule, load_rules
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
_ON_VALUES: dict[str, Callable[[found.Matrix, Rule, Sequence[Rule]], list[Item]]] = {
    "rank_drop": found.rank_drop,
    "small_jump": found.small_jump,
    "target_out": found.target_out,
    "part_growth": found.part_growth,
    "happened": found.happened,
}


def attention(wh: Warehouse, period_key: int, rules: Sequence[Rule] | None = None) -> pd.DataFrame:
    """What in this period deserves a look; indicators not due in the period are left out.

    Args:
        wh: The snapshot.
        period_key: Period.
        rules: Other rules than those of the catalogue, for tests.

    Returns:
        One row a finding, weightiest first: kind, title, unit_code, unit_name (empty for the whole), indicator (code),
        indicator_name, sentence, weight, page (ranking, trend, submissions or upload), link (dict of URL choices:
        period, indicator, district), why (the rule in words).
    """
    wanted = tuple(rules) if rules is not None else tuple(load_rules())
    matrix = found.read_matrix(wh, all_indicators(wh), wanted, levels.level_no("district"), period_key)
    items: list[Item] = []
    for rule in wanted:
        if rule.kind in _ON_REPORTS:
            items += _ON_REPORTS[rule.kind](wh, period_key, rule)
        else:
            items += _ON_VALUES[rule.kind](matrix, rule, wanted)
    items.sort(key=lambda item: -item.weight)
    rows = [
        {"kind": i.rule.kind, "title": i.rule.title, "unit_code": i.unit_code, "unit_name": i.unit_name,
         "indicator": i.indicator, "indicator_name": i.indicator_name, "sentence": i.sentence, "weight": i.weight,
         "page": i.page, "link": i.link, "why": i.rule.why}
        for i in items
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(ATTENTION_COLUMNS))
