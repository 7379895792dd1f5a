"""What became of a unit: predecessors and successors read from the register's change notes.

A note names codes (撤并：前身990101003；并入990101001). Only codes of the same level count, since a transfer also names
old and new parents. The words before a code tell its direction; without words the dates do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from etl.unit_lines import OPEN_DATE, Line, UnitFinding
from etl.unit_nodes import OPEN_PERIOD, Node, Nodes

_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]*")
_TO_SUCCESSOR = re.compile(
    r"并入|并到|合并[到至]|撤并[到至]|划入|归入|转入|更名为|改为|改设|分设为|拆分为|分为|后继|接续"
)
_FROM_PREDECESSOR = re.compile(r"前身|原|由|自|吸收|接收|合并了|并来|撤并")
_MERGED = re.compile(r"撤并|并入|合并|撤销")


@dataclass(frozen=True, slots=True)
class Heir:
    """Which node carries a node's account on after its end.

    Attributes:
        unit_key: The ended node.
        heir_key: The node that carries on.
        first_period: First month of the heir in this role.
        last_period: Last month of the heir.
        same_code: True while it is the same unit under another parent.
        whole: False when the unit was split and cannot be apportioned.
    """

    unit_key: int
    heir_key: int
    first_period: int
    last_period: int
    same_code: bool
    whole: bool


def link_units(tree: Nodes) -> list[tuple[str, str, int]]:
    """Read the change notes, mark predecessors and successors on the nodes, and return the successions.

    Returns:
        (code of the ended unit, code of its successor, first period after the end), sorted; findings are added to
        the tree.
    """
    edges: set[tuple[str, str, int]] = set()
    for lines in tree.lines.values():
        for line in lines:
            if line.note:
                edges |= _edges_of(line, tree)
    named = {code for code, _, _ in edges}
    for lines in tree.lines.values():
        last = lines[-1]
        if last.end != OPEN_DATE and _MERGED.search(last.note) and last.code not in named:
            words: dict[str, object] = {"unit": f"{last.name}（{last.code}）", "value": last.note}
            tree.findings.append(UnitFinding("UNIT_SUCCESSOR_UNNAMED", last.source, words))
    for code, successor, period in edges:
        for node in tree.by_code.get(code, []):
            if node.last_period == period - 1:
                node.successors.add(successor)
        heir = _node_at(tree, successor, period)
        if heir is not None:
            heir.predecessors.add(code)
    return sorted(edges)


def _edges_of(line: Line, tree: Nodes) -> set[tuple[str, str, int]]:
    edges: set[tuple[str, str, int]] = set()
    for other, direction in _mentions(line, tree):
        old, new = (other, line.code) if direction < 0 else (line.code, other)
        end = _end_of(old, line, tree)
        if end is None:
            words: dict[str, object] = {"unit": f"{line.name}（{line.code}）", "other": old}
            tree.findings.append(UnitFinding("UNIT_PREDECESSOR_NOT_ENDED", line.source, words))
            continue
        if _node_at(tree, new, end + 1) is not None:
            edges.add((old, new, end + 1))
    return edges


def _mentions(line: Line, tree: Nodes) -> Iterator[tuple[str, int]]:
    """Codes of the same level in a note with their direction: -1 predecessor, 1 successor."""
    direction, reached = 0, 0
    for match in _CODE.finditer(line.note):
        words, reached = line.note[reached : match.start()], match.end()
        code = match.group()
        found = tree.by_code.get(code)
        if code == line.code or not found or found[0].level != line.level:
            continue
        to, origin = _last(_TO_SUCCESSOR, words), _last(_FROM_PREDECESSOR, words)
        if to >= 0 or origin >= 0:
            direction = 1 if to >= origin else -1
        if direction == 0:
            ended = found[-1].end != OPEN_DATE and found[-1].end < line.end
            yield code, -1 if ended or line.end == OPEN_DATE else 1
        else:
            yield code, direction


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((match.end() for match in pattern.finditer(text)), default=-1)


def _end_of(code: str, line: Line, tree: Nodes) -> int | None:
    """The last period of the ended unit; of several ends the one nearest to the line's own dates."""
    ends = [item for item in tree.lines[code] if item.end != OPEN_DATE and not _goes_on(item, tree)]
    if not ends:
        return None
    day = line.end if code == line.code else line.start
    nearest = min(ends, key=lambda item: (abs((item.end - day).days), item.end))
    nodes = [node for node in tree.by_code[code] if node.end == nearest.end]
    return nodes[-1].last_period if nodes else None


def _goes_on(line: Line, tree: Nodes) -> bool:
    return any(0 < (item.start - line.end).days <= 1 for item in tree.lines[line.code])


def _node_at(tree: Nodes, code: str, period: int) -> Node | None:
    """The node of a code at a period, or the next one after it."""
    later = [node for node in tree.by_code.get(code, []) if node.last_period >= period]
    return min(later, key=lambda node: node.first_period, default=None)


def list_heirs(tree: Nodes, edges: list[tuple[str, str, int]]) -> list[Heir]:
    """List, for every ended node, the nodes that carry its account on, one line a node of the chain."""
    successors: dict[tuple[str, int], list[str]] = {}
    for code, successor, period in edges:
        successors.setdefault((code, period), []).append(successor)
    heirs: list[Heir] = []
    for node in tree.nodes:
        if node.last_period == OPEN_PERIOD:
            continue
        current, same_code = node, True
        seen = {node.key}
        while current.last_period != OPEN_PERIOD:
            period = current.last_period + 1
            after = _next_of_same_code(tree, current)
            followers = [after] if after else [
                found for code in successors.get((current.code, period), []) if (found := _node_at(tree, code, period))
            ]  # fmt: skip
            same_code = same_code and after is not None
            for follower in followers:
                first = max(period, follower.first_period)
                heirs.append(Heir(node.key, follower.key, first, follower.last_period, same_code, len(followers) == 1))
            if len(followers) != 1 or followers[0].key in seen:
                break
            current = followers[0]
            seen.add(current.key)
    return heirs


def _next_of_same_code(tree: Nodes, node: Node) -> Node | None:
    later = [other for other in tree.by_code[node.code] if other.start > node.end]
    return min(later, key=lambda other: other.start, default=None)
