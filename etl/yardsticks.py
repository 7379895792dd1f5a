"""Who must report an indicator: the units a form expects, narrowed to those its measures apply to.

A form may feed a measure from some of its units only (`applies` with @unit_type or @domain): community funds come
from communities, though villages send the same form. A measure that depends on what a row says (organisations due
for election this year) has no fixed set of reporters, and so no yardstick.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dashboard.catalogue import Catalogue, Indicator, Template
from dashboard.levels import level_no

_BLANK_TESTS = ("present", "missing")


@dataclass(frozen=True, slots=True)
class Yardstick:
    """The units that must report.

    Attributes:
        form: Their form.
        types: Unit types, empty for all.
        domains: Fields of work, empty for all.
    """

    form: Template
    types: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """The form's name, with what narrows it."""
        usual = frozenset(str(kind) for kind in self.form.expects.get("types", ()))
        narrower = () if self.types == usual else sorted(self.types)
        return "#".join([self.form.name, *narrower, *sorted(self.domains)])


def form_of(item: Indicator, catalogue: Catalogue) -> Template | None:
    """The first form of a measure that the catalogue knows."""
    return next((catalogue.templates[name] for name in item.templates if name in catalogue.templates), None)


def by_items(item: Indicator, catalogue: Catalogue) -> bool:
    """Whether a measure is made of ledger items: an item stands for itself and may change its unit."""
    form = form_of(item, catalogue)
    if form is None or item.reported not in ("carry", "carry_year"):
        return False
    return str(form.unit.get("code", "")) not in form.primary_key


def without_items(item: Indicator, catalogue: Catalogue) -> bool:
    """Whether a measure of a ledger is one figure a unit and period (`item: []`), not one an entry."""
    form = form_of(item, catalogue)
    return form is not None and any(emit.get("measure") == item.code and emit.get("item") == [] for emit in form.emits)


def find_yardstick(item: Indicator, catalogue: Catalogue) -> Yardstick | None:
    """The yardstick of an indicator: of its denominator's form, else of its numerator's; None without one."""
    measures = _measures(item, catalogue)
    reported = [x for x in measures if x.reported != "registry"]
    form = next(
        (found for x in reported if (found := form_of(x, catalogue)) is not None and found.expects.get("level")), None
    )
    if form is None:
        return None
    types = frozenset(str(kind) for kind in form.expects.get("types", ()))
    yardstick = Yardstick(form, types)
    # Counted at a higher level are the areas that hold reporting units, whichever of these had something to report.
    by_area = bool(item.pair_level) and level_no(item.pair_level) < level_no(str(form.expects["level"]))
    for measure in reported:
        if form_of(measure, catalogue) is not form or by_items(measure, catalogue):
            continue
        emits = [emit for emit in form.emits if emit.get("measure") == measure.code]
        if emits and all(_depends_on_row(emit, form) for emit in emits) and not by_area:
            return None
        yardstick = _narrowed(yardstick, emits)
    return yardstick


def _measures(item: Indicator, catalogue: Catalogue) -> list[Indicator]:
    """The reported measures of an indicator, denominator first; counted measures by what they are counted from."""
    codes = [code for side in ("d", "n") for part, code, _ in item.terms if part == side]
    found: list[Indicator] = []
    for code in codes:
        measure = catalogue.indicators[code]
        names = [name for condition in measure.conditions for name in condition.measures]
        found += [catalogue.indicators[name] for name in names] or [measure]
    return found


def _narrowed(yardstick: Yardstick, emits: list[Mapping[str, Any]]) -> Yardstick:
    types, domains = _named(emits, "@unit_type"), _named(emits, "@domain")
    return Yardstick(
        yardstick.form,
        (yardstick.types & types or types) if types else yardstick.types,
        (yardstick.domains & domains or domains) if domains else yardstick.domains,
    )


def _depends_on_row(emit: Mapping[str, Any], form: Template) -> bool:
    return any(
        not field.startswith("@") and field not in form.item and operator not in _BLANK_TESTS
        for field, operator, *_ in emit.get("applies", ())
    )


def _named(emits: list[Mapping[str, Any]], attribute: str) -> frozenset[str]:
    """Values of a unit attribute to which all rows of a measure are confined, empty when they are not."""
    found: set[str] = set()
    for emit in emits:
        values = [
            set(operand if isinstance(operand, list | tuple) else [operand])
            for field, operator, *rest in emit.get("applies", ())
            for operand in rest
            if field == attribute and operator in ("=", "in")
        ]
        if not values:
            return frozenset()
        found |= set.intersection(*values)
    return frozenset(found)
