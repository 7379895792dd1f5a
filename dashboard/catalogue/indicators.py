"""Indicators: one row of `indicators.csv` each, and the measures they are computed from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from dashboard.catalogue.expressions import Condition, fill_settings, parse_conditions
from dashboard.catalogue.resolving import Resolver
from dashboard.catalogue.tables import Row, read_table
from dashboard.levels import LEVELS
from dashboard.periods import FREQUENCIES

TIERS = ("core", "standard", "parameter", "public")
KINDS = ("stock", "flow", "ratio")
DIRECTIONS = ("higher", "lower", "target", "neutral")
REPORTED = ("ytd", "point", "event", "carry", "carry_year", "registry", "derived", "calc", "barometer")
TARGET_KINDS = ("annual", "floor", "ceiling", "zero", "full")
COLUMNS = (
    "key", "code", "name", "short_name", "tier", "domain", "theme", "unit", "kind", "direction", "frequency",
    "reported", "numerator", "denominator", "factor", "scale", "decimals", "pair_level", "own_level_only",
    "collected_level", "template", "source_rule", "derive", "registry_level", "registry_types", "target",
    "target_kind", "target_measure", "target_text", "effective_gap", "min_denominator", "definition", "limits",
    "threshold_basis", "report_file", "seed_fragment", "core_order", "theme_order", "name_en", "origin",
)  # fmt: skip

#: (side "n" or "d", measure code, whole-number coefficient)
Term = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator.

    Every column of `indicators.csv` is an attribute of the same name (see `data/catalogue/README.md`).
    Settings (`$name`) in formulas are already replaced by their numbers.

    Attributes:
        terms: The base measures on each side; a base indicator is its own single term.
        conditions: The comparisons of a `derived` indicator.
        num_scale: Decimal places held in a stored numerator.
        den_scale: The same for the denominator, 0 without one.
    """

    key: int
    code: str
    name: str
    short_name: str
    tier: str
    domain: str
    theme: str
    unit: str
    kind: str
    direction: str
    frequency: str
    reported: str
    numerator: str
    denominator: str
    factor: int
    scale: int
    decimals: int
    pair_level: str
    own_level_only: bool
    collected_level: str
    template: str
    source_rule: str
    derive: str
    registry_level: str
    registry_types: tuple[str, ...]
    target: float | None
    target_kind: str
    target_measure: str
    target_text: str
    effective_gap: float | None
    min_denominator: int | None
    definition: str
    limits: str
    threshold_basis: str
    report_file: str
    seed_fragment: str
    core_order: int | None
    theme_order: int
    name_en: str
    origin: str
    terms: tuple[Term, ...] = ()
    conditions: tuple[Condition, ...] = ()
    num_scale: int = 0
    den_scale: int = 0

    @property
    def is_base(self) -> bool:
        """Whether facts are stored (or counted from the register or another measure) under its own code."""
        return self.reported != "calc"

    @property
    def templates(self) -> tuple[str, ...]:
        """Names of the templates that may report it; several are joined by `;` in the file."""
        return tuple(self.template.split(";"))


def _settled(row: Row, column: str, settings: Mapping[str, Decimal]) -> str:
    try:
        return fill_settings(row.text(column), settings)
    except ValueError as problem:
        raise row.error(column, str(problem)) from None


def _read_row(row: Row, settings: Mapping[str, Decimal]) -> Indicator:
    levels = [level.name for level in LEVELS]
    target, gap = row.decimal("target"), row.decimal("effective_gap")
    derive = _settled(row, "derive", settings)
    try:
        conditions = parse_conditions(derive)
    except ValueError as problem:
        raise row.error("derive", str(problem)) from None
    key = row.integer("key")
    if not key:
        raise row.error("key", "须为从1起的整数，且永不改动、不重复使用")
    return Indicator(
        key=key,
        code=row.text("code", required=True),
        name=row.text("name", required=True),
        short_name=row.text("short_name", required=True),
        tier=row.one_of("tier", TIERS),
        domain=row.text("domain", required=True),
        theme=row.text("theme", required=True),
        unit=row.text("unit", required=True),
        kind=row.one_of("kind", KINDS),
        direction=row.one_of("direction", DIRECTIONS),
        frequency=row.one_of("frequency", FREQUENCIES),
        reported=row.one_of("reported", REPORTED),
        numerator=_settled(row, "numerator", settings),
        denominator=_settled(row, "denominator", settings),
        factor=row.integer("factor", default=1) or 1,
        scale=row.integer("scale", default=0) or 0,
        decimals=row.integer("decimals", default=0) or 0,
        pair_level=row.one_of("pair_level", levels, required=row.text("reported") == "calc"),
        own_level_only=row.one_of("own_level_only", ("Y", "N")) == "Y",
        collected_level=row.one_of("collected_level", levels),
        template=row.text("template", required=True),
        source_rule=row.text("source_rule"),
        derive=derive,
        registry_level=row.one_of("registry_level", levels, required=row.text("reported") == "registry"),
        registry_types=tuple(word for word in row.text("registry_types").split(";") if word),
        target=None if target is None else float(target),
        target_kind=row.one_of("target_kind", TARGET_KINDS, required=target is not None),
        target_measure=row.text("target_measure"),
        target_text=row.text("target_text"),
        effective_gap=None if gap is None else float(gap),
        min_denominator=row.integer("min_denominator"),
        definition=row.text("definition", required=True),
        limits=row.text("limits", required=True),
        threshold_basis=row.text("threshold_basis"),
        report_file=row.text("report_file"),
        seed_fragment=row.text("seed_fragment"),
        core_order=row.integer("core_order"),
        theme_order=row.integer("theme_order", default=0) or 0,
        name_en=row.text("name_en"),
        origin=row.text("origin"),
        conditions=conditions,
    )


def read_indicators(path: Path, settings: Mapping[str, Decimal]) -> dict[str, Indicator]:
    """Read and resolve the indicator table.

    Args:
        path: `indicators.csv`.
        settings: Numbers for `$name` in formulas and conditions.

    Raises:
        CatalogueError: Anything that does not fit; the message names row and column.
    """
    found: dict[str, Indicator] = {}
    rows: dict[str, int] = {}
    keys: dict[int, str] = {}
    for row in read_table(path, COLUMNS):
        item = _read_row(row, settings)
        if item.code in found:
            raise row.error("code", f"“{item.code}”重复，第{rows[item.code]}行已有")
        if item.key in keys:
            raise row.error("key", f"{item.key}重复，{keys[item.key]}已用")
        found[item.code], rows[item.code], keys[item.key] = item, row.number, item.code
    resolver = Resolver(path, found, rows)
    return {code: resolver.resolve(item) for code, item in found.items()}
