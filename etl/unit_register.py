"""The units of the register by code, by name, by former name and by short name, with their validity."""

from collections.abc import Collection, Iterable
from datetime import timedelta
from functools import cached_property
from typing import NamedTuple

from dashboard.periods import period_key
from etl.unit_recodings import Recodings
from etl.unit_rows import AliasRow, UnitRow, valid_at
from etl.values.names import name_key
from etl.values.unit_names import is_path, short_name, usual_name


class _Former(NamedTuple):
    unit_code: str
    key: str
    first_period: int
    last_period: int


def _former(alias: AliasRow) -> _Former:
    """The months at whose end the name was in force."""
    first = period_key(alias.valid_from.year, alias.valid_from.month) if alias.valid_from else 0
    last = 32_000
    if alias.valid_to is not None and alias.valid_to.year < 2199:
        after = alias.valid_to + timedelta(days=1)
        last = period_key(after.year, after.month) - 1
    return _Former(alias.unit_code, name_key(alias.name), first, last)


class UnitRegister:
    """Units and names, indexed; the name indexes are built, and the aliases read, when a name is first asked for."""

    def __init__(self, units: Iterable[UnitRow], aliases: Iterable[AliasRow]) -> None:
        listed = list(units)
        self._listed = listed
        self.by_code: dict[str, tuple[UnitRow, ...]] = {unit.unit_code: (unit,) for unit in listed}
        if len(self.by_code) < len(listed):
            self.by_code = {}
            for unit in listed:
                self.by_code[unit.unit_code] = (*self.by_code.get(unit.unit_code, ()), unit)
        self._aliases = aliases
        self.recodings = Recodings(self.by_code)

    @cached_property
    def nodes(self) -> dict[int, UnitRow]:
        """The units by key."""
        return {unit.unit_key: unit for unit in self._listed}

    @cached_property
    def _formers(self) -> list[_Former]:
        return [former for former in map(_former, self._aliases) if former.unit_code in self.by_code]

    @cached_property
    def _former_by_code(self) -> dict[str, list[_Former]]:
        found: dict[str, list[_Former]] = {}
        for former in self._formers:
            found.setdefault(former.unit_code, []).append(former)
        return found

    @cached_property
    def _former_by_name(self) -> dict[str, list[_Former]]:
        found: dict[str, list[_Former]] = {}
        for former in self._formers:
            found.setdefault(former.key, []).append(former)
        return found

    @cached_property
    def code_lengths(self) -> frozenset[int]:
        """Numbers of digits of the register's own codes."""
        return frozenset(len(code) for code in self.by_code if code.isdigit())

    @cached_property
    def _by_name(self) -> dict[str, list[UnitRow]]:
        index: dict[str, list[UnitRow]] = {}
        for node in self.nodes.values():
            index.setdefault(name_key(node.unit_name), []).append(node)
        return index

    @cached_property
    def _by_short(self) -> dict[str, list[UnitRow]]:
        index: dict[str, list[UnitRow]] = {}
        for key, nodes in self._by_name.items():
            for node in nodes:
                for form in {usual_name(key, node.level), short_name(key, node.level)}:
                    index.setdefault(form, []).append(node)
        return index

    @cached_property
    def _names_by_level(self) -> dict[int, list[str]]:
        names: dict[int, list[str]] = {}
        for node in self.nodes.values():
            names.setdefault(node.level, []).append(name_key(node.unit_name))
        return names

    def named(self, key: str) -> list[UnitRow]:
        """Nodes with this name of their own."""
        return self._by_name.get(key, [])

    def formerly_named(self, key: str, period: int) -> list[UnitRow]:
        """Nodes, valid at the period, that have this name among their other names."""
        codes = dict.fromkeys(former.unit_code for former in self._former_by_name.get(key, ()))
        nodes = [valid_at(self.by_code[code], period) or self.by_code[code][-1] for code in codes]
        return [node for node in nodes if name_key(node.unit_name) != key]

    def shortened(self, key: str) -> list[UnitRow]:
        """Nodes of which this is a short or a longer name."""
        forms = {key, *(usual_name(key, level) for level in (4, 5))}
        return list({node.unit_key: node for form in forms for node in self._by_short.get(form, ())}.values())

    def with_path(self, key: str) -> list[UnitRow]:
        """Nodes whose name the text ends with, after the names of units above them."""
        found: dict[int, UnitRow] = {}
        for start in range(1, len(key) - 1):
            for node in self._by_name.get(key[start:], ()):
                if is_path(key[:start], self._above(node)):
                    found[node.unit_key] = node
        return list(found.values())

    def names_at(self, levels: Collection[int], at_most: int) -> list[str]:
        """Name keys of the units of some levels; none when there are more than a number."""
        lists = [self._names_by_level.get(level, []) for level in levels or self._names_by_level]
        return [name for names in lists for name in names] if sum(map(len, lists)) <= at_most else []

    def _above(self, node: UnitRow) -> list[tuple[str, int]]:
        chain: list[tuple[str, int]] = []
        parent = node.parent_key
        while parent is not None and parent in self.nodes and len(chain) < 10:
            above = self.nodes[parent]
            chain.append((above.unit_name, above.level))
            parent = above.parent_key
        return chain[::-1]

    def path(self, node: UnitRow) -> list[str]:
        """Names from the province down to the node itself."""
        return [name for name, level in self._above(node) if level > 0] + [node.unit_name]

    def name_fits(self, node: UnitRow, key: str, period: int) -> str | None:
        """Whether a name in a file is this node's.

        Returns:
            "" when it is, UNIT_RENAMED or UNIT_SHORT_NAME when it is with a remark, None when it is not.
        """
        own, above = name_key(node.unit_name), self._above(node)
        if key == own or (key.endswith(own) and is_path(key[: -len(own)], above)):
            return ""
        if key in {name_key(name) for name, _ in above}:
            return None
        for former in self._former_by_code.get(node.unit_code, ()):
            if key == former.key or (key.endswith(former.key) and is_path(key[: -len(former.key)], above)):
                return "" if former.first_period <= period <= former.last_period else "UNIT_RENAMED"
        if any(name_key(other.unit_name) == key for other in self.recodings.recoded(node)):
            return "UNIT_RENAMED"
        written = usual_name(key, node.level)
        return "UNIT_SHORT_NAME" if written in {usual_name(own, node.level), short_name(own, node.level)} else None
