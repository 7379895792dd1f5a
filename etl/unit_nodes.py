"""The tree of units: from the lines of the unit register (T0) to nodes with depth-first keys.

A node is one (unit code, parent node) interval. A unit that moves to another parent gets a second node with the
same code, and so does everything below it; a change of unit type starts a new node too, because registers count by
type at a date. A rename keeps the node and leaves the old name in the aliases. A merged unit keeps its node until
its last day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from etl.unit_lines import ONE_DAY, OPEN_DATE, Line, UnitFinding, read_lines

OPEN_PERIOD = 32767
_DEEPEST_PLAIN_ROOT = 2  # a city may stand without a parent; deeper units only where nothing stands above them


@dataclass(eq=False, slots=True)
class Node:
    """One (code, parent node) interval."""

    line: Line
    parent: Node | None
    start: date
    end: date
    children: list[Node] = field(default_factory=list)
    key: int = 0
    last_key: int = 0
    predecessors: set[str] = field(default_factory=set)
    successors: set[str] = field(default_factory=set)

    @property
    def code(self) -> str:
        """Unit code."""
        return self.line.code

    @property
    def level(self) -> int:
        """Depth number of the level."""
        return self.line.level

    @property
    def first_period(self) -> int:
        """First month at whose end the unit is valid."""
        return max((self.start.year - 1900) * 12 + self.start.month - 1, 0)

    @property
    def last_period(self) -> int:
        """Last month at whose end the unit is valid."""
        if self.end == OPEN_DATE:
            return OPEN_PERIOD
        month_is_whole = (self.end + ONE_DAY).day == 1
        return max((self.end.year - 1900) * 12 + self.end.month - 1 - (not month_is_whole), 0)


@dataclass(slots=True)
class Nodes:
    """All nodes in depth-first order, with the lines and findings they came from."""

    nodes: list[Node]
    by_code: dict[str, list[Node]]
    lines: dict[str, list[Line]]
    findings: list[UnitFinding]


def build_nodes(rows: Iterable[Mapping[str, object] | Sequence[object]]) -> Nodes:
    """Build the nodes of a register and number them depth-first, children in the order of their codes.

    Args:
        rows: Register lines as mappings with the names of `etl.unit_lines.LINE_FIELDS` or as tuples in that order.
    """
    findings: list[UnitFinding] = []
    lines = read_lines(rows, findings)
    by_code: dict[str, list[Node]] = {}
    flat = sorted((line for group in lines.values() for line in group), key=lambda x: (x.level, x.code, x.start))
    root_level = min((line.level for line in flat if not line.parent), default=0)
    for line in flat:
        nodes = by_code.setdefault(line.code, [])
        for parent, start, end in _placements(line, lines, by_code, root_level, findings):
            _place(nodes, line, parent, start, end)
    roots: list[Node] = []
    for nodes in by_code.values():
        for node in nodes:
            (node.parent.children if node.parent else roots).append(node)
    return Nodes(_numbered(roots), by_code, lines, findings)


def _placements(
    line: Line,
    lines: dict[str, list[Line]],
    by_code: dict[str, list[Node]],
    root_level: int,
    findings: list[UnitFinding],
) -> list[tuple[Node | None, date, date]]:
    """Where a line hangs and when: one entry for each node of its parent that its interval meets."""
    words: dict[str, object] = {"unit": f"{line.name}（{line.code}）", "parent": line.parent}
    if not line.parent:
        if line.level > max(root_level, _DEEPEST_PLAIN_ROOT):
            findings.append(UnitFinding("UNIT_NO_PARENT", line.source, words))
            return []
        return [(None, line.start, line.end)]
    if line.parent not in lines:
        findings.append(UnitFinding("UNIT_ORPHAN", line.source, words))
        return []
    meeting = [upper for upper in lines[line.parent] if upper.start <= line.end and line.start <= upper.end]
    if any(upper.level >= line.level for upper in meeting):
        code = "UNIT_CYCLE" if _leads_back(line, lines) else "UNIT_LEVEL_NOT_BELOW"
        findings.append(UnitFinding(code, line.source, words))
        return []
    found: list[tuple[Node | None, date, date]] = []
    reached = line.start
    for node in by_code.get(line.parent, []):
        start, end = max(line.start, node.start), min(line.end, node.end)
        if start <= end:
            if start > reached:
                break
            found.append((node, start, end))
            reached = end + ONE_DAY if end != OPEN_DATE else OPEN_DATE
    if not found or found[-1][2] < line.end:
        gap = {**words, "from": reached.isoformat(), "to": "" if line.end == OPEN_DATE else line.end.isoformat()}
        findings.append(UnitFinding("UNIT_PARENT_NOT_VALID", line.source, gap))
    return found


def _leads_back(line: Line, lines: dict[str, list[Line]]) -> bool:
    seen: set[str] = set()
    code = line.parent
    while code and code not in seen:
        if code == line.code:
            return True
        seen.add(code)
        code = next((upper.parent for upper in lines.get(code, []) if upper.start <= line.end), "")
    return False


def _place(nodes: list[Node], line: Line, parent: Node | None, start: date, end: date) -> None:
    """Append a node, or lengthen the last one where only name or note changed."""
    last = nodes[-1] if nodes else None
    if (
        last is not None
        and last.parent is parent
        and last.level == line.level
        and last.line.unit_type == line.unit_type
        and last.end != OPEN_DATE
        and last.end + ONE_DAY == start
    ):
        last.line, last.end = line, end
    else:
        nodes.append(Node(line, parent, start, end))


def _numbered(roots: list[Node]) -> list[Node]:
    """Number the nodes depth-first from 1 and return them in that order."""
    ordered: list[Node] = []
    stack = sorted(roots, key=_order, reverse=True)
    while stack:
        node = stack.pop()
        ordered.append(node)
        node.key = node.last_key = len(ordered)
        stack.extend(sorted(node.children, key=_order, reverse=True))
    for node in reversed(ordered):
        if node.parent is not None:
            node.parent.last_key = max(node.parent.last_key, node.last_key)
    return ordered


def _order(node: Node) -> tuple[str, date]:
    return node.code, node.start
