"""From the code and the name in a row to one unit of the register, or to the reason why not.

Code first, name second. No input creates a unit, and a name never overrules a code.
"""

import difflib
from collections.abc import Collection, Iterable, Sequence
from functools import cached_property

from dashboard.levels import level_no
from etl.unit_register import UnitRegister
from etl.unit_rows import AliasRow, UnitRow, valid_at
from etl.unit_verdicts import Ask, Resolution, Verdicts
from etl.values.codes import DIVISION_LENGTHS, clean_code
from etl.values.names import clean_name, name_key

_MEMORY = 400_000
_SUGGEST_AMONG = 4_000
_PADDING = ((12, "000000", 6), (12, "000", 9), (9, "000", 6))


class UnitIndex:
    """The register of units, ready to be asked.

    Args:
        units: Nodes of `dim_unit`; read when a unit is first asked for.
        aliases: Rows of `unit_alias`.
    """

    def __init__(self, units: Iterable[UnitRow], aliases: Iterable[AliasRow] = ()) -> None:
        self._rows = units, aliases
        self._answers: dict[tuple[object, ...], tuple[Ask, dict[tuple[str, str], Resolution]]] = {}

    def __len__(self) -> int:
        return len(self._register.nodes)

    @cached_property
    def _register(self) -> UnitRegister:
        """Made when a unit is first asked for: a large file in perfect order asks for none."""
        return UnitRegister(*self._rows)

    @cached_property
    def _verdicts(self) -> Verdicts:
        return Verdicts(self._register)

    def resolve(
        self,
        code_text: str,
        name_text: str,
        period_key: int,
        levels: Collection[str | int] = (),
        types: Collection[str] = (),
        scope_prefix: str | None = None,
    ) -> Resolution:
        """Find the unit of a row.

        Args:
            code_text: The code cell, empty when there is none.
            name_text: The name cell, empty when there is none.
            period_key: Period of the row; the unit must be valid at its end.
            levels: Accepted levels by name or number; empty for any.
            types: Accepted unit types; empty for any.
            scope_prefix: Units whose code does not begin so are outside the sender's scope.
        """
        asked = (period_key, tuple(levels), tuple(types), scope_prefix)
        if asked not in self._answers:
            known = frozenset(level if isinstance(level, int) else level_no(level) for level in levels)
            self._answers[asked] = (Ask(period_key, known, frozenset(types), scope_prefix or ""), {})
        ask, answers = self._answers[asked]
        answer = answers.get((code_text, name_text))
        if answer is None:
            if len(answers) >= _MEMORY:
                answers.clear()
            answer = self._plain(code_text, name_text, ask) or self._ask(code_text, name_text, ask)
            answers[code_text, name_text] = answer
        return answer

    def resolve_all(
        self, texts: Sequence[tuple[str, str, int]], levels: Collection[str | int], types: Collection[str]
    ) -> list[Resolution]:
        """`resolve` for many rows of (code, name, period); those of one unit should follow each other."""
        answers: list[Resolution] = []
        known: tuple[str, str, UnitRow] | None = None
        for code, name, period in texts:
            if known and code == known[0] and name == known[1]:
                node = known[2]
                if node.first_period <= period <= node.last_period:
                    answers.append(answers[-1])
                    continue
            answers.append(self.resolve(code, name, period, levels, types))
            nodes = self._register.by_code.get(code, ())
            # In perfect order but for the period, so that only the period can change the answer.
            plain = len(nodes) == 1 and answers[-1].unit_key == nodes[0].unit_key and not answers[-1].code
            known = (code, name, nodes[0]) if plain and name in ("", nodes[0].unit_name) else None
        return answers

    def _plain(self, code: str, name: str, ask: Ask) -> Resolution | None:
        """The answer for a row in perfect order, without any cleaning."""
        nodes = self._register.by_code.get(code)
        if nodes is None or len(nodes) != 1:
            return None
        node = nodes[0]
        in_order = node.first_period <= ask.period <= node.last_period and (not name or name == node.unit_name)
        return Resolution(node.unit_key) if in_order and self._verdicts.refused(node, ask) is None else None

    def _ask(self, code_text: str, name_text: str, ask: Ask) -> Resolution:
        code, name = clean_code(code_text, lengths=()), clean_name(name_text)
        for parsed in (code, name):
            if parsed.outcome == "out":
                return Resolution(None, "out", parsed.code, {"detail": parsed.detail})
        if code.value is not None:
            answer = self._by_code(code.value, name.value, ask)
        elif name.value is not None:
            answer = self._by_name(name.value, ask)
        else:
            return Resolution(None, "out", "UNIT_BLANK")
        for parsed in (code, name):
            if answer.outcome is None and parsed.outcome is not None:
                answer = Resolution(answer.unit_key, parsed.outcome, parsed.code, {"detail": parsed.detail})
        return answer

    # --- by code -----------------------------------------------------------------------------------------------------

    def _by_code(self, code: str, name: str | None, ask: Ask) -> Resolution:
        register, padded = self._register, ""
        nodes = register.by_code.get(code)
        if nodes is None:
            for length, tail, kept in _PADDING:
                if len(code) == length and code.endswith(tail) and (nodes := register.by_code.get(code[:kept])):
                    padded = code
                    break
        if nodes is None:
            return self._unknown_code(code, name, ask)
        node = valid_at(nodes, ask.period)
        if node is None:
            return self._verdicts.out_of_time(nodes, name, ask)
        refused = self._verdicts.refused(node, ask)
        if refused is not None:
            return refused
        remark = register.name_fits(node, name_key(name), ask.period) if name else ""
        if remark is None:
            return self._verdicts.out("UNIT_CODE_NAME_MISMATCH", node, given=name or "")
        if not remark and padded:
            remark = "UNIT_CODE_PADDED"
        return self._verdicts.found(node, remark)

    def _unknown_code(self, code: str, name: str | None, ask: Ask) -> Resolution:
        lengths = DIVISION_LENGTHS | self._register.code_lengths
        checked = clean_code(code, lengths)
        if checked.outcome == "out":
            return Resolution(None, "out", checked.code, {"detail": checked.detail})
        by_name = self._by_name(name, ask) if name else None
        node = self._register.nodes[by_name.unit_key] if by_name and by_name.unit_key is not None else None
        suggestion = f"单位名称相符的是{self._verdicts.shown(node)}" if node else ""
        return Resolution(None, "out", "UNIT_UNKNOWN", {"what": f"编码{code}", "suggestion": suggestion})

    # --- by name -----------------------------------------------------------------------------------------------------

    def _by_name(self, name: str, ask: Ask) -> Resolution:
        """Own names first, then former names, then names with the units above in front, then short names."""
        register, key = self._register, name_key(name)
        own = register.named(key)
        answer = self._choose(own, key, ask, "")
        valid_elsewhere = any(node.is_valid(ask.period) for node in own)
        if answer is not None and (answer.unit_key is not None or answer.code == "UNIT_AMBIGUOUS" or valid_elsewhere):
            return answer
        for nodes, remark in (
            (register.formerly_named(key, ask.period), "UNIT_RENAMED"),
            (register.with_path(key), ""),
            (self._variants(key, ask), "UNIT_SHORT_NAME"),
        ):
            found = self._choose(nodes, key, ask, remark)
            if found is not None and (found.unit_key is not None or answer is None):
                answer = found
            if answer is not None and answer.unit_key is not None:
                return answer
        if answer is not None:
            return answer
        return Resolution(None, "out", "UNIT_UNKNOWN", {"what": f"“{name}”", "suggestion": self._suggest(key, ask)})

    def _variants(self, key: str, ask: Ask) -> list[UnitRow]:
        """Units this may be the short name of. A short name that fits units of several levels fits none of them."""
        found = [node for node in self._register.shortened(key) if node.is_valid(ask.period)]
        provinces = [node for node in found if node.level == 1]
        if ask.levels == {1} and provinces:
            return provinces
        return found

    def _choose(self, nodes: list[UnitRow], key: str, ask: Ask, remark: str) -> Resolution | None:
        """One answer out of units of fitting name; None when there are no units."""
        if not nodes:
            return None
        register = self._register
        valid = [node for node in nodes if node.is_valid(ask.period)]
        fitting = [node for node in valid if self._verdicts.refused(node, ask) is None]
        in_scope = [node for node in valid if node.unit_code.startswith(ask.scope)]
        if remark == "UNIT_SHORT_NAME" and len(in_scope) > 1 and fitting:
            return self._verdicts.ambiguous(in_scope)
        if len(fitting) == 1:
            # A former name was the right one while it was in force.
            in_force = remark == "UNIT_RENAMED" and register.name_fits(fitting[0], key, ask.period) == ""
            return self._verdicts.found(fitting[0], "" if in_force else remark)
        if fitting:
            return self._verdicts.ambiguous(fitting)
        if valid:
            refusals = [refusal for node in valid if (refusal := self._verdicts.refused(node, ask)) is not None]
            return next((item for item in refusals if item.code != "UNIT_OUT_OF_SCOPE"), refusals[0])
        answers = {
            answer.unit_key: answer
            for code in dict.fromkeys(node.unit_code for node in nodes)
            for answer in [self._verdicts.out_of_time(register.by_code[code], None, ask)]
        }
        found = [answer for key, answer in answers.items() if key is not None]
        if len(found) > 1:
            return self._verdicts.ambiguous([register.nodes[key] for key in answers if key is not None])
        return found[0] if found else next(iter(answers.values()))

    def _suggest(self, key: str, ask: Ask) -> str:
        names = self._register.names_at(ask.levels, _SUGGEST_AMONG)
        near = difflib.get_close_matches(key, names, n=3, cutoff=0.6)
        found = [
            node for name in near for node in self._register.named(name) if self._verdicts.refused(node, ask) is None
        ]
        shown = list(dict.fromkeys(map(self._verdicts.shown, found)))[:3]
        return f"相近的有：{'、'.join(shown)}" if shown else ""
