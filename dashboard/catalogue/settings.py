"""The small definition tables beside the indicators: domains, themes, units, groups, targets, lights, numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from dashboard.catalogue.errors import CatalogueError
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
from dashboard.catalogue.tables import Row, read_table
from dashboard.levels import LEVELS

_Item = TypeVar("_Item")
_LEVEL_NAMES = tuple(level.name for level in LEVELS)


def _unique(row: Row, column: str, seen: set[str]) -> str:
    word = row.text(column, required=True)
    if word in seen:
        raise row.error(column, f"“{word}”重复")
    seen.add(word)
    return word


def _needed(row: Row, column: str) -> Decimal:
    value = row.decimal(column)
    if value is None:
        raise row.error(column, "不能为空")
    return value


def _words(row: Row, column: str) -> tuple[str, ...]:
    return tuple(word for word in row.text(column).split(";") if word)


def _order(row: Row) -> int:
    return row.integer("order", default=0) or 0


def _by_name(path: Path, columns: tuple[str, ...], make: Callable[[str, Row], _Item]) -> dict[str, _Item]:
    """Read a table whose first column names each row, once.

    Args:
        path: The table.
        columns: Its columns.
        make: Makes the record from name and row.

    Raises:
        CatalogueError: A name is missing or given twice.
    """
    seen: set[str] = set()
    named = ((_unique(row, columns[0], seen), row) for row in read_table(path, columns))
    return {name: make(name, row) for name, row in named}


def read_domains(path: Path) -> dict[str, Domain]:
    """Read `domains.csv`."""
    return _by_name(path, ("domain", "order", "members", "note"), lambda name, row: Domain(
        name, _order(row), _words(row, "members"), row.text("note")))  # fmt: skip


def read_frequencies(path: Path) -> dict[str, Frequency]:
    """Read `periods.csv`."""
    return _by_name(path, ("frequency", "order", "months", "note"), lambda name, row: Frequency(
        name, _order(row), row.integer("months"), row.text("note")))  # fmt: skip


def read_themes(path: Path) -> dict[str, Theme]:
    """Read `themes.csv`."""
    return _by_name(path, ("theme", "order", "note"), lambda name, row: Theme(name, _order(row), row.text("note")))


def read_units(path: Path) -> dict[str, MeasuringUnit]:
    """Read `units.csv`."""
    columns = ("unit", "scale", "base", "factor", "family", "synonyms", "note")
    found = _by_name(path, columns, lambda name, row: MeasuringUnit(
        name, row.integer("scale", default=0) or 0, row.text("base", required=True), _needed(row, "factor"),
        row.text("family", required=True), _words(row, "synonyms")))  # fmt: skip
    for item in found.values():
        if item.base not in found or found[item.base].factor != 1 or found[item.base].family != item.family:
            raise CatalogueError(path, item.unit, f"基本单位“{item.base}”须在表内、同族且factor为1")
    return found


def read_peer_groups(path: Path) -> dict[str, PeerGroup]:
    """Read `peer_groups.csv`."""
    return _by_name(path, ("peer_group", "level", "order", "note"), lambda name, row: PeerGroup(
        name, row.one_of("level", _LEVEL_NAMES), _order(row), row.text("note")))  # fmt: skip


def read_unit_types(path: Path) -> dict[str, UnitType]:
    """Read `unit_types.csv`."""
    return _by_name(path, ("unit_type", "level", "order", "note"), lambda name, row: UnitType(
        name, row.one_of("level", _LEVEL_NAMES), _order(row), row.text("note")))  # fmt: skip


def read_numbers(thresholds: Path, weights: Path) -> dict[str, Decimal]:
    """Read the named numbers that formulas use: `thresholds.csv` and `weights.csv`.

    Raises:
        CatalogueError: A name given twice, or a group of weights that does not add up to 1.
    """
    found: dict[str, Decimal] = {}
    seen: set[str] = set()
    for row in read_table(thresholds, ("name", "value", "unit", "meaning", "basis")):
        found[_unique(row, "name", seen)] = _needed(row, "value")
    groups: dict[str, Decimal] = {}
    for row in read_table(weights, ("group", "name", "weight", "meaning", "basis")):
        weight = _needed(row, "weight")
        if not 0 <= weight <= 1:
            raise row.error("weight", f"权重须在0至1之间，收到{weight}")
        found[_unique(row, "name", seen)] = weight
        group = row.text("group", required=True)
        groups[group] = groups.get(group, Decimal(0)) + weight
    for group, total in groups.items():
        if total != 1:
            raise CatalogueError(weights, f"组“{group}”", f"权重合计须为1，现为{total}")
    return found


def read_targets(path: Path) -> tuple[Target, ...]:
    """Read `targets.csv`."""
    found: list[Target] = []
    for row in read_table(path, ("indicator", "year", "unit_code", "value", "basis")):
        year = row.text("year", required=True)
        if year != "*" and not (len(year) == 4 and year.isdigit()):
            raise row.error("year", f"“{year}”须为四位年份，或以*表示各年")
        found.append(
            Target(row.text("indicator", required=True), None if year == "*" else int(year),
                   row.text("unit_code", required=True), _needed(row, "value"), row.text("basis", required=True))
        )  # fmt: skip
    return tuple(found)


def read_lights(path: Path, target_kinds: tuple[str, ...]) -> dict[str, tuple[Light, ...]]:
    """Read `lights.csv`: target kind → steps in order, the last of them open at the bottom."""
    found: dict[str, list[Light]] = {}
    for row in read_table(path, ("target_kind", "order", "at_least", "light", "word", "basis")):
        kind = row.one_of("target_kind", target_kinds)
        step = Light(kind, _order(row), row.decimal("at_least"),
                     row.one_of("light", ("绿", "黄", "红")), row.text("word", required=True))  # fmt: skip
        found.setdefault(kind, []).append(step)
    for kind, steps in found.items():
        steps.sort(key=lambda step: step.order)
        bounds = [step.at_least for step in steps]
        closed = [bound for bound in bounds[:-1] if bound is not None]
        if bounds[-1] is not None or len(closed) != len(bounds) - 1 or closed != sorted(closed, reverse=True):
            raise CatalogueError(path, kind, "各档at_least须由高到低，最后一档留空")
    return {kind: tuple(steps) for kind, steps in found.items()}


def read_references(path: Path) -> tuple[Reference, ...]:
    """Read `references.csv`."""
    return tuple(
        Reference(row.text("indicator", required=True), row.text("label", required=True), _needed(row, "value"),
                  row.text("as_of", required=True), row.text("source", required=True))
        for row in read_table(path, ("indicator", "label", "value", "as_of", "source"))
    )  # fmt: skip


def check_known(path: Path, what: str, used: Mapping[str, str], known: Mapping[str, object]) -> None:
    """Check that every word in use is defined.

    Args:
        path: The file that uses the words.
        what: Column name for the message.
        used: Place of use → word.
        known: The defined words.

    Raises:
        CatalogueError: The first unknown word, with the known ones.
    """
    for place, word in used.items():
        if word not in known:
            raise CatalogueError(path, f"{place}“{what}”", f"“{word}”未定义；可用：{'、'.join(known)}")
