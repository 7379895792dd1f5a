"""The catalogue: what is measured, how it is reported, compared and shown. Definitions are data.

Everything comes from `data/catalogue/` (and, for templates, also from `<home>/templates/`); this package reads
it, checks that the pieces fit together, and gives it out as frozen objects.

    from dashboard import catalogue
    known = catalogue.load()
    known.indicators["econ_income_avg"].terms  # [("n", "econ_income_total", 1), ("d", "village_total", 1)]
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from dashboard.catalogue.bands import Band, read_bands
from dashboard.catalogue.barometer import Barometer, read_barometer
from dashboard.catalogue.errors import CatalogueError
from dashboard.catalogue.expressions import Condition, parse_conditions, parse_linear
from dashboard.catalogue.indicators import TARGET_KINDS, Indicator, Term, read_indicators
from dashboard.catalogue.records import (
    Domain,
    Frequency,
    Light,
    MeasuringUnit,
    PeerGroup,
    Reference,
    Target,
    Theme,
    UnitType,
)
from dashboard.catalogue.settings import (
    check_known,
    read_domains,
    read_frequencies,
    read_lights,
    read_numbers,
    read_peer_groups,
    read_references,
    read_targets,
    read_themes,
    read_unit_types,
    read_units,
)
from dashboard.catalogue.templates import Field, Template, read_templates

__all__ = [
    "CATALOGUE_DIR",
    "Band",
    "Barometer",
    "Catalogue",
    "CatalogueError",
    "Condition",
    "Domain",
    "Field",
    "Frequency",
    "Indicator",
    "Light",
    "MeasuringUnit",
    "PeerGroup",
    "Reference",
    "Target",
    "Template",
    "Term",
    "Theme",
    "UnitType",
    "load",
    "parse_conditions",
    "parse_linear",
]

CATALOGUE_DIR = Path(__file__).resolve().parents[2] / "data" / "catalogue"


@dataclass(frozen=True, slots=True, eq=False)
class Catalogue:
    """All definitions, checked against each other.

    Attributes:
        indicators: Code → indicator, in file order.
        by_key: Key → indicator.
        templates: Name → upload template.
        units: Measuring units by name.
        domains: Fields of work by name, combined ones with their members.
        themes: Themes by name, in display order.
        frequencies: How often things are reported, by name.
        peer_groups: Kinds of districts by name.
        unit_types: Kinds of units in the register by name.
        numbers: Named thresholds and weights that formulas use.
        targets: Targets that differ by year or unit from the one in the indicator table.
        lights: Kind of target → traffic-light steps, best first.
        references: Published figures for reference lines.
        barometer: Items and rules of the branch barometer.
        bands: Bands that values are counted in, by name of the set, lowest first.
    """

    indicators: dict[str, Indicator]
    by_key: dict[int, Indicator]
    templates: dict[str, Template]
    units: dict[str, MeasuringUnit]
    domains: dict[str, Domain]
    themes: dict[str, Theme]
    frequencies: dict[str, Frequency]
    peer_groups: dict[str, PeerGroup]
    unit_types: dict[str, UnitType]
    numbers: dict[str, Decimal]
    targets: tuple[Target, ...]
    lights: dict[str, tuple[Light, ...]]
    references: tuple[Reference, ...]
    barometer: Barometer
    bands: dict[str, tuple[Band, ...]]

    def core(self) -> list[Indicator]:
        """The core indicators in the order leaders see them."""
        return sorted(
            (i for i in self.indicators.values() if i.core_order is not None), key=lambda i: i.core_order or 0
        )


_loaded: dict[tuple[Path, Path | None], tuple[tuple[tuple[str, int, int], ...], Catalogue]] = {}


def _fingerprint(folders: list[Path]) -> tuple[tuple[str, int, int], ...]:
    found: list[tuple[str, int, int]] = []
    for folder in (folder for folder in folders if folder.is_dir()):
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.endswith((".csv", ".json")):
                    stat = entry.stat()
                    found.append((entry.path, stat.st_mtime_ns, stat.st_size))
    return tuple(sorted(found))


def load(extra_templates_dir: Path | None = None, *, catalogue_dir: Path = CATALOGUE_DIR) -> Catalogue:
    """Read the catalogue; the result is kept until a definition file changes.

    Args:
        extra_templates_dir: A home's own templates, usually `<home>/templates`; may be absent.
        catalogue_dir: Another folder of definitions (tests).

    Raises:
        CatalogueError: A definition file is wrong; the message names the path, the place and what is accepted.
    """
    folders = [catalogue_dir, catalogue_dir / "templates"]
    if extra_templates_dir is not None and extra_templates_dir.is_dir():
        folders.append(extra_templates_dir)
    mark = _fingerprint(folders)
    kept = _loaded.get((catalogue_dir, extra_templates_dir))
    if kept is not None and kept[0] == mark:
        return kept[1]
    found = _read(catalogue_dir, folders[1:])
    _loaded[catalogue_dir, extra_templates_dir] = (mark, found)
    return found


def _read(root: Path, template_folders: list[Path]) -> Catalogue:
    numbers = read_numbers(root / "thresholds.csv", root / "weights.csv")
    indicators = read_indicators(root / "indicators.csv", numbers)
    found = Catalogue(
        indicators=indicators,
        by_key={item.key: item for item in indicators.values()},
        templates=read_templates(template_folders),
        units=read_units(root / "units.csv"),
        domains=read_domains(root / "domains.csv"),
        themes=read_themes(root / "themes.csv"),
        frequencies=read_frequencies(root / "periods.csv"),
        peer_groups=read_peer_groups(root / "peer_groups.csv"),
        unit_types=read_unit_types(root / "unit_types.csv"),
        numbers=numbers,
        targets=read_targets(root / "targets.csv"),
        lights=read_lights(root / "lights.csv", TARGET_KINDS),
        references=read_references(root / "references.csv"),
        barometer=read_barometer(
            root / "barometer19.csv", root / "barometer_rules.csv", root / "barometer_inputs.csv", indicators
        ),
        bands=read_bands(root / "bands.csv"),
    )
    _check(root, found)
    return found


def _check(root: Path, found: Catalogue) -> None:
    path = root / "indicators.csv"
    items = found.indicators
    check_known(path, "unit", {code: item.unit for code, item in items.items()}, found.units)
    check_known(path, "domain", {code: item.domain for code, item in items.items()}, found.domains)
    check_known(path, "theme", {code: item.theme for code, item in items.items()}, found.themes)
    for item in items.values():
        if item.is_base and item.reported not in ("derived",) and item.scale != found.units[item.unit].scale:
            raise CatalogueError(
                path, f"{item.code}“scale”", f"计量单位“{item.unit}”须为{found.units[item.unit].scale}"
            )
    check_known(root / "targets.csv", "indicator", {t.indicator: t.indicator for t in found.targets}, items)
    check_known(root / "references.csv", "indicator", {r.indicator: r.indicator for r in found.references}, items)
    for template in found.templates.values():
        named = {f"emits[{n}]": emit["measure"] for n, emit in enumerate(template.emits) if "measure" in emit}
        check_known(template.path, "measure", named, items)
        units = {f"fields.{field.name}": field.unit for field in template.fields if field.unit}
        check_known(template.path, "unit", units, found.units)
