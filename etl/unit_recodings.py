"""Which units went into which, and which codes are one unit: mergers and recodings as the register tells them."""

from collections.abc import Iterable, Mapping
from functools import cached_property

from etl.unit_rows import UnitRow, valid_at


class Recodings:
    """What became of codes, read from the predecessors and successors of the nodes when it is first asked for.

    A recoding is one unit under two codes: one went into one, and the later begins when the earlier has ended.

    Args:
        by_code: The nodes of every code, in the order of the register.
    """

    def __init__(self, by_code: Mapping[str, tuple[UnitRow, ...]]) -> None:
        self._by_code = by_code

    @cached_property
    def _came_from(self) -> dict[str, set[str]]:
        """Code → codes of the units that went into it, whichever side of the register says so."""
        origins: dict[str, set[str]] = {}
        for code, nodes in self._by_code.items():
            for node in nodes:
                for later in _codes(node.successor_codes):
                    origins.setdefault(later, set()).add(code)
                origins.setdefault(code, set()).update(_codes(node.predecessor_codes))
        return origins

    @cached_property
    def _went_to(self) -> dict[str, set[str]]:
        goals: dict[str, set[str]] = {}
        for code, earlier in self._came_from.items():
            for origin in earlier:
                goals.setdefault(origin, set()).add(code)
        return goals

    def recoded(self, node: UnitRow) -> list[UnitRow]:
        """The nodes of other codes that are the same unit, one step back or ahead."""
        codes = (*self._came_from.get(node.unit_code, ()), *self._went_to.get(node.unit_code, ()))
        return [other for code in codes for other in self._by_code.get(code, ()) if self._is_recoding(other, node)]

    def same_unit_at(self, nodes: tuple[UnitRow, ...], period: int) -> UnitRow | None:
        """The node, valid at a period, of the unit that these nodes were or became under another code."""
        seen = {nodes[0].unit_code}
        later = period > _last(nodes).last_period
        while True:
            edge = _last(nodes) if later else _first(nodes)
            codes = (self._went_to if later else self._came_from).get(edge.unit_code, set())
            code = next(iter(codes), "")
            if len(codes) != 1 or code in seen or code not in self._by_code:
                return None
            nodes = self._by_code[code]
            if not self._is_recoding(edge, _first(nodes) if later else _last(nodes)):
                return None
            if (found := valid_at(nodes, period)) is not None:
                return found
            seen.add(code)

    def successors(self, node: UnitRow) -> list[UnitRow]:
        """The units a unit went into."""
        codes = sorted(self._went_to.get(node.unit_code, ()))
        return [self._by_code[code][-1] for code in codes if code in self._by_code]

    def _is_recoding(self, one: UnitRow, other: UnitRow) -> bool:
        """Whether two nodes are one unit under two codes: one into one, and the later begins when the earlier ends."""
        early, late = sorted((one, other), key=lambda node: node.first_period)
        return (
            early.last_period < late.first_period
            and early.level == late.level
            and self._went_to.get(early.unit_code) == {late.unit_code}
            and self._came_from.get(late.unit_code) == {early.unit_code}
        )


def _codes(joined: str | None) -> list[str]:
    return [code for code in (joined or "").replace("；", ";").split(";") if code]


def _first(nodes: Iterable[UnitRow]) -> UnitRow:
    return min(nodes, key=lambda node: node.first_period)


def _last(nodes: Iterable[UnitRow]) -> UnitRow:
    return max(nodes, key=lambda node: node.last_period)
