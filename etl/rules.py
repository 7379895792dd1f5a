"""Turn the catalogue into the rule tables that the marts' SQL joins to."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from dashboard.catalogue import Catalogue, Indicator, Template
from dashboard.levels import level_no
from etl import barometer
from etl.rekey import create_tables
from etl.yardsticks import Yardstick, by_items, find_yardstick, form_of, without_items

ORG = 6  # pairing at this level leaves every unit as it was reported
_DEEPEST_MART = 4
_MONTHS = {"月": 1, "双月": 2, "季": 3, "半年": 6, "年": 12}
_RULES = {"ytd": "direct", "point": "direct"}
_TABLES = (
    "measure_rule", "rule_condition", "rule_type", "indicator_rule", "rule_term", "rule_pairing", "template_expect",
    "template_type", "template_domain", "barometer_input", "barometer_item",
)  # fmt: skip


class RuleError(ValueError):
    """A definition the marts cannot compute; the message names it."""


def fill_rules(con: duckdb.DuckDBPyConnection, catalogue: Catalogue) -> None:
    """Replace the rule tables by what the catalogue says.

    `marts.refresh` adds the indicators that stand in dim_indicator only, as a home registers them.

    Raises:
        RuleError: A derived measure compares measures of different scales.
        etl.barometer.LimitTooFine: A limit of the barometer has too many decimal places.
    """
    create_tables(con)
    rules = _Rules(catalogue)
    for form in catalogue.templates.values():
        rules.add_form(form)
    for indicator in catalogue.indicators.values():
        rules.add(indicator)
    rules.rows["barometer_input"] = barometer.input_rows(catalogue)
    rules.rows["barometer_item"] = barometer.item_rows(catalogue)
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
        self.yardsticks: set[str] = set()

    def add(self, indicator: Indicator) -> None:
        """Add one indicator of the catalogue."""
        if indicator.is_base:
            self._measure(indicator)
        parts = self._parts(indicator)
        self.rows["rule_term"] += [(indicator.key, *part) for part in parts]
        has_den = any(side == "d" for side, *_ in parts)
        flow, events = self._is_flow(indicator, has_den)
        items = all(by_items(self.catalogue.indicators[code], self.catalogue) for _, code, _ in indicator.terms)
        yardstick = find_yardstick(indicator, self.catalogue)
        level = self._pair_level(indicator, yardstick)
        own = indicator.own_level_only
        self.rows["indicator_rule"].append(
            (indicator.key, sum(part for *_, part in parts), has_den, own, flow, events, items,
             self._step(indicator), None if yardstick is None or own else yardstick.name)
        )  # fmt: skip
        if yardstick is not None:
            self._add_yardstick(yardstick)
        self.rows["rule_pairing"] += [(indicator.key, *row) for row in _pairings(level)]

    def add_form(self, form: Template) -> None:
        """Add who must send a form, and how often."""
        if form.expects.get("level"):
            types = frozenset(str(kind) for kind in form.expects.get("types", ()))
            self._add_yardstick(Yardstick(form, types), _MONTHS.get(str(form.expects.get("frequency", ""))))

    def _add_yardstick(self, yardstick: Yardstick, step: int | None = None) -> None:
        if yardstick.name in self.yardsticks:
            return
        self.yardsticks.add(yardstick.name)
        level = level_no(str(yardstick.form.expects["level"]))
        self.rows["template_expect"].append((yardstick.name, level, step))
        self.rows["template_type"] += [(yardstick.name, kind) for kind in sorted(yardstick.types)]
        self.rows["template_domain"] += [(yardstick.name, domain) for domain in sorted(yardstick.domains)]

    def _measure(self, item: Indicator) -> None:
        level = item.registry_level if item.reported == "registry" else item.collected_level
        account = "unit_item"
        if by_items(item, self.catalogue) and not without_items(item, self.catalogue):
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
        counted = all(x.reported == "event" or by_items(x, self.catalogue) for x in measures)
        return counted or all(x.reported == "ytd" for x in measures), counted

    def _pair_level(self, item: Indicator, yardstick: Yardstick | None) -> int:
        if item.own_level_only or item.reported == "registry":
            return ORG
        if not item.is_base and item.pair_level:
            return level_no(item.pair_level)
        return level_no(str(yardstick.form.expects["level"])) if yardstick is not None else ORG

    def _step(self, item: Indicator) -> int:
        """Months between two reports: the form's rhythm where it is slower than the indicator's."""
        measures = (self.catalogue.indicators[code] for _, code, _ in item.terms)
        form = next((found for x in measures if (found := form_of(x, self.catalogue))), None)
        rhythm = _MONTHS.get(str(form.expects.get("frequency", "")), 1) if form is not None else 1
        return max(_MONTHS.get(item.frequency, 1), rhythm)


def _pairings(level: int) -> list[tuple[int, int, int]]:
    """(pairing level, first and last mart level it serves): below its level an indicator is paired level by level."""
    rows = [(level, 0, min(level, _DEEPEST_MART))]
    return rows + [(deeper, deeper, deeper) for deeper in range(level + 1, _DEEPEST_MART + 1)]
