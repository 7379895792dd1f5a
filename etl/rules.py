"""Turn the catalogue into the rule tables that the marts' SQL joins to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import duckdb

from dashboard.catalogue import Catalogue, Indicator, Template
from dashboard.levels import level_no
from etl.rekey import create_tables

ORG = 6  # pairing at this level leaves every unit as it was reported
_DEEPEST_MART = 4
_MONTHS = {"月": 1, "双月": 2, "季": 3, "半年": 6, "年": 12}
_RULES = {"ytd": "direct", "point": "direct", "barometer": "direct"}
_TABLES = (
    "measure_rule", "rule_condition", "rule_type", "indicator_rule", "rule_term", "rule_pairing", "template_expect",
    "template_type",
)  # fmt: skip


class RuleError(ValueError):
    """A definition the marts cannot compute; the message names it."""


def fill_rules(con: duckdb.DuckDBPyConnection, catalogue: Catalogue) -> None:
    """Replace the rule tables by what the catalogue says.

    `marts.refresh` adds the indicators that stand in dim_indicator only, as a home registers them.

    Raises:
        RuleError: A derived measure compares measures of different scales.
    """
    create_tables(con)
    rules = _Rules(catalogue)
    for indicator in catalogue.indicators.values():
        rules.add(indicator)
    for template in catalogue.templates.values():
        rules.expect(template)
    for table in _TABLES:
        con.execute(f"DELETE FROM {table}")
        _insert(con, table, rules.rows[table])


def _insert(con: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Sequence[object]]) -> None:
    if rows:
        marks = ", ".join(["(" + ", ".join("?" * len(rows[0])) + ")"] * len(rows))
        con.execute(f"INSERT INTO {table} VALUES {marks}", [value for row in rows for value in row])


class _Rules:
    """Collects the rows of the rule tables."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.rows: dict[str, list[tuple[object, ...]]] = {table: [] for table in _TABLES}

    def add(self, indicator: Indicator) -> None:
        """Add one indicator of the catalogue."""
        if indicator.is_base:
            self._measure(indicator)
        parts = self._parts(indicator)
        self.rows["rule_term"] += [(indicator.key, *part) for part in parts]
        has_den = any(side == "d" for side, *_ in parts)
        flow, events = self._is_flow(indicator, has_den)
        by_items = all(self._by_items(self.catalogue.indicators[code]) for _, code, _ in indicator.terms)
        yardstick = self._yardstick(indicator)
        level = self._pair_level(indicator, yardstick)
        own = indicator.own_level_only
        self.rows["indicator_rule"].append(
            (indicator.key, sum(part for *_, part in parts), has_den, own, flow, events, by_items,
             self._step(indicator), None if yardstick is None or own else yardstick.name)
        )  # fmt: skip
        self.rows["rule_pairing"] += [(indicator.key, *row) for row in _pairings(level)]

    def expect(self, template: Template) -> None:
        """Add who must report a template, and how often."""
        if template.expects.get("level"):
            level = level_no(str(template.expects["level"]))
            step = _MONTHS.get(str(template.expects.get("frequency", "")))
            self.rows["template_expect"].append((template.name, level, step))
            self.rows["template_type"] += [(template.name, kind) for kind in template.expects.get("types", ())]

    def _measure(self, item: Indicator) -> None:
        level = item.registry_level if item.reported == "registry" else item.collected_level
        account = "unit_item"
        if self._by_items(item):
            account = "item"
        elif item.reported == "carry":
            account = "unit"
        at_level = level_no(level) if item.reported in ("registry", "derived") else None
        self.rows["measure_rule"].append(
            (item.key, _RULES.get(item.reported, item.reported), item.templates[0], at_level, account,
             item.own_level_only, item.tier != "public")
        )  # fmt: skip
        self.rows["rule_type"] += [(item.key, kind) for kind in item.registry_types]
        for condition in item.conditions:
            source = self.catalogue.indicators[condition.measure]
            threshold, other = None, None
            if isinstance(condition.operand, str):
                other = self.catalogue.indicators[condition.operand]
                if other.scale != source.scale:
                    raise RuleError(f"{item.code}：比较的两项计量单位不同：{source.code}、{other.code}")
            else:
                threshold = condition.operand.scaleb(source.scale)
                if threshold != int(threshold):
                    raise RuleError(f"{item.code}：界限{condition.operand}的小数位多于{source.unit}所存的位数")
            self.rows["rule_condition"].append(
                (item.key, source.key, condition.operator, None if threshold is None else int(threshold),
                 None if other is None else other.key)
            )  # fmt: skip

    def _parts(self, item: Indicator) -> list[tuple[str, int, int, int]]:
        """Terms as (side, measure key, coefficient, bit); parts from the register have bit 0 unless all are."""
        measures = self.catalogue.indicators
        all_registered = all(measures[code].reported == "registry" for _, code, _ in item.terms)
        parts: list[tuple[str, int, int, int]] = []
        for number, (side, code, coef) in enumerate(item.terms):
            looked_up = measures[code].reported == "registry" and not all_registered
            parts.append((side, measures[code].key, coef, 0 if looked_up else 1 << number))
        return parts

    def _is_flow(self, item: Indicator, has_den: bool) -> tuple[bool, bool]:
        """Whether a period's own amount can be computed, and whether nothing reported earlier means none so far."""
        if item.kind != "flow" or has_den:
            return False, False
        measures = [self.catalogue.indicators[code] for _, code, _ in item.terms]
        counted = all(x.reported == "event" or self._by_items(x) for x in measures)
        return counted or all(x.reported == "ytd" for x in measures), counted

    def _by_items(self, item: Indicator) -> bool:
        """Whether a measure is made of ledger items: an item stands for itself and may change its unit."""
        form = self._form(item)
        if form is None or item.reported not in ("carry", "carry_year"):
            return False
        return str(form.unit.get("code", "")) not in form.primary_key

    def _form(self, item: Indicator) -> Template | None:
        return next((self.catalogue.templates[x] for x in item.templates if x in self.catalogue.templates), None)

    def _yardstick(self, item: Indicator) -> Template | None:
        """The form whose expected units an indicator is measured against: of the denominator, else the numerator."""
        for side in ("d", "n"):
            for measure in self._measures(item, side):
                form = self._form(measure)
                if measure.reported != "registry" and form is not None and form.expects.get("level"):
                    return form
        return None

    def _measures(self, item: Indicator, side: str) -> Iterable[Indicator]:
        return (self.catalogue.indicators[code] for part, code, _ in item.terms if part == side)

    def _pair_level(self, item: Indicator, yardstick: Template | None) -> int:
        if item.own_level_only or item.reported == "registry":
            return ORG
        if not item.is_base and item.pair_level:
            return level_no(item.pair_level)
        return level_no(str(yardstick.expects["level"])) if yardstick is not None else ORG

    def _step(self, item: Indicator) -> int:
        """Months between two reports: the form's rhythm where it is slower than the indicator's."""
        form = next(
            (found for side in ("n", "d") for x in self._measures(item, side) if (found := self._form(x))), None
        )
        rhythm = _MONTHS.get(str(form.expects.get("frequency", "")), 1) if form is not None else 1
        return max(_MONTHS.get(item.frequency, 1), rhythm)


def _pairings(level: int) -> list[tuple[int, int, int]]:
    """(pairing level, first and last mart level it serves): below its level an indicator is paired level by level."""
    rows = [(level, 0, min(level, _DEEPEST_MART))]
    return rows + [(deeper, deeper, deeper) for deeper in range(level + 1, _DEEPEST_MART + 1)]
