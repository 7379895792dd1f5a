"""Whether a unit may be the one a row asks for, and the answer: found, found with a remark, or out and why."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from dashboard.levels import level_zh
from dashboard.periods import label_zh
from etl.unit_register import UnitRegister
from etl.unit_rows import UnitRow
from etl.values.names import name_key
from etl.values.result import Outcome

_MOST_CANDIDATES = 8


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a row's unit texts mean.

    Attributes:
        unit_key: Key of the node in `dim_unit`, None when the row is kept out.
        outcome: None, "normalise" or "out".
        code: Code of the finding, empty when there is none.
        words: Words for the finding's template (`unit_name`, `unit_code`, `candidates`, `detail` …).
    """

    unit_key: int | None
    outcome: Outcome | None = None
    code: str = ""
    words: dict[str, str] = field(default_factory=dict)


class Ask(NamedTuple):
    """The circumstances of a question.

    Attributes:
        period: Key of the row's period; the unit must be valid at its end.
        levels: Numbers of the accepted levels; empty for any.
        types: Accepted unit types; empty for any.
        scope: What the codes of the sender's units begin with.
    """

    period: int
    levels: frozenset[int]
    types: frozenset[str]
    scope: str


class Verdicts:
    """Judges units of one register.

    Args:
        register: The units, for the names above a unit and for what became of it.
    """

    def __init__(self, register: UnitRegister) -> None:
        self._register = register

    def found(self, node: UnitRow, remark: str) -> Resolution:
        """The unit, with the code of a remark where one is due."""
        if not remark:
            return Resolution(node.unit_key)
        return Resolution(node.unit_key, "normalise", remark, self._words(node))

    def out(self, code: str, node: UnitRow, **words: str) -> Resolution:
        """Kept out because of this unit."""
        return Resolution(None, "out", code, self._words(node) | words)

    def ambiguous(self, nodes: Sequence[UnitRow]) -> Resolution:
        """Kept out because several units could be meant."""
        candidates = "、".join(self.shown(node) for node in nodes[:_MOST_CANDIDATES])
        more = f"等{len(nodes)}个" if len(nodes) > _MOST_CANDIDATES else ""
        return Resolution(None, "out", "UNIT_AMBIGUOUS", {"candidates": candidates + more})

    def refused(self, node: UnitRow, ask: Ask) -> Resolution | None:
        """Why a unit cannot be meant: outside the scope, another level, another type; None when it can."""
        if not node.unit_code.startswith(ask.scope):
            return self.out("UNIT_OUT_OF_SCOPE", node, scope=ask.scope)
        if ask.levels and node.level not in ask.levels:
            accepted = "、".join(level_zh(level) for level in sorted(ask.levels))
            return self.out("UNIT_WRONG_LEVEL", node, level=level_zh(node.level), levels=accepted)
        if ask.types and node.unit_type not in ask.types:
            return self.out("UNIT_WRONG_TYPE", node, unit_type=node.unit_type, types="、".join(sorted(ask.types)))
        return None

    def out_of_time(self, nodes: tuple[UnitRow, ...], name: str | None, ask: Ask) -> Resolution:
        """A unit that is not valid at the period: another code of the same unit, or the reason there is none."""
        register = self._register
        same = register.recodings.same_unit_at(nodes, ask.period)
        if same is not None:
            refused = self.refused(same, ask)
            if refused is not None:
                return refused
            known = {name_key(node.unit_name) for node in (*nodes, same)}
            if name and name_key(name) not in known and register.name_fits(same, name_key(name), ask.period) is None:
                return self.out("UNIT_CODE_NAME_MISMATCH", same, given=name)
            return self.found(same, "UNIT_RENAMED")
        last = max(nodes, key=lambda node: node.last_period)
        successors = register.recodings.successors(last)
        if ask.period > last.last_period and successors:
            shown = "、".join(self.shown(node) for node in successors)
            return self.out("UNIT_MERGED", last, successors=shown, until=label_zh(last.last_period, "月"))
        first = min(nodes, key=lambda node: node.first_period)
        since = f"自{label_zh(first.first_period, '月')}起" if ask.period < first.first_period else ""
        until = f"至{label_zh(last.last_period, '月')}止" if ask.period > last.last_period else ""
        return self.out("UNIT_NOT_VALID", last, detail=since or until or "当期不存在")

    def shown(self, node: UnitRow) -> str:
        """A unit as findings name it: the names from the province down, and its code."""
        return f"{''.join(self._register.path(node))}（{node.unit_code}）"

    def _words(self, node: UnitRow) -> dict[str, str]:
        return {"unit_name": node.unit_name, "unit_code": node.unit_code}
