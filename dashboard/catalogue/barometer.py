"""The branch barometer as data: its items, the conditions of their four levels, and the inputs that rows of other
forms give.

A branch stands at one of four levels in each item and overall. The levels of an item are tried from 雨 to 晴; the
first whose condition holds decides. `x` in a condition is the item's value, `schedule` the share of the year gone by
in per cent; any other word is an input.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from dashboard.catalogue.errors import CatalogueError
from dashboard.catalogue.expressions import parse_linear
from dashboard.catalogue.tables import Row, read_table

#: Stored level codes. 0 is 不适用 for an item and 数据不足 overall; 9 is an item whose inputs were not reported.
NOT_APPLICABLE, SUNNY, CLOUDY, OVERCAST, RAIN, MISSING = 0, 1, 2, 3, 4, 9
LEVEL_CODES = {"晴": SUNNY, "多云": CLOUDY, "阴": OVERCAST, "雨": RAIN}
#: Code of a branch whose overall level is not told because too few items apply.
TOO_FEW = 0
#: The measure that says which organisations are on the barometer.
MEMBERSHIP = "barometer_branch_cnt"
KINDS = ("measure", "name", "age")
_ITEM_COLUMNS = (
    "item", "code", "name", "group", "numerator", "denominator", "unit", "veto", "counted", "min_members",
    "not_applicable", "excluded_when", "sunny", "cloudy", "overcast", "rain", "basis", "source", "note",
)  # fmt: skip
_INPUT_COLUMNS = ("input", "kind", "measure", "absent", "kept_by", "kept_in", "from_village", "words", "note")
_COMPARISON = re.compile(r"([a-z][a-z0-9_]*)(>=|<=|=|<|>)(schedule)?(-?[0-9]+(?:\.[0-9]+)?)?")


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison of a condition.

    Attributes:
        left: `x` or the name of an input.
        operator: One of >= <= = < >.
        number: What it is compared with, in the item's unit or the input's.
        from_schedule: The number is added to the share of the year gone by, in per cent.
    """

    left: str
    operator: str
    number: Decimal
    from_schedule: bool = False


#: Comparisons that must all hold.
Condition = tuple[Comparison, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One item.

    Attributes:
        number: 1 to 19.
        numerator: Linear sum of inputs; the whole value where there is no denominator.
        denominator: An input, empty for a plain number.
        is_veto: 雨 here is 雨 overall.
        is_counted: Whether it counts towards the overall level; otherwise it only lights up.
        min_members: With fewer members only the level is shown, never the value; None = always shown.
        not_applicable: In words, when the item is left out.
        excluded: The same as a condition, empty for never.
        words: Level → its condition in words.
        rules: (level code, alternatives) in the order they are tried.
    """

    number: int
    code: str
    name: str
    group: str
    numerator: str
    denominator: str
    unit: str
    is_veto: bool
    is_counted: bool
    min_members: int | None
    not_applicable: str
    excluded: Condition
    words: dict[str, str]
    basis: str
    note: str
    rules: tuple[tuple[int, tuple[Condition, ...]], ...]

    @property
    def terms(self) -> list[tuple[int, str]]:
        """The numerator as (coefficient, input)."""
        return [(int(coefficient), name) for coefficient, name in parse_linear(self.numerator)]

    @property
    def inputs(self) -> tuple[str, ...]:
        """Every input it reads."""
        named = [name for _, name in self.terms] + ([self.denominator] if self.denominator else [])
        conditions = [self.excluded, *(condition for _, tried in self.rules for condition in tried)]
        named += [one.left for condition in conditions for one in condition if one.left != "x"]
        return tuple(dict.fromkeys(named))


@dataclass(frozen=True, slots=True)
class Input:
    """Where a number of the rules comes from.

    Attributes:
        name: Word in the rules.
        kind: `measure` of the branch; `name` = 1 where the unit's name holds one of `words`; `age` = months on the
            register.
        measure: Code of the measure.
        absent_is_zero: A branch without an entry counts 0 where `kept_by` shows that the entries are kept, or always
            without `kept_by`; otherwise it is unknown.
        kept_by: Input whose presence shows it.
        kept_by_domain: The presence must be in the same field of work of the district, not just in the district.
        from_village: An entry of the branch's village or community counts as its own.
        words: Words to look for.
        note: The rule in Chinese.
    """

    name: str
    kind: str
    measure: str
    absent_is_zero: bool = False
    kept_by: str = ""
    kept_by_domain: bool = False
    from_village: bool = False
    words: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Barometer:
    """Items and inputs, in file order.

    Attributes:
        items: The items.
        inputs: Name → input, the implied ones (a measure of the same name, unknown when absent) included.
    """

    items: tuple[Item, ...]
    inputs: dict[str, Input]


def read_barometer(items_path: Path, rules_path: Path, inputs_path: Path, measures: Collection[str]) -> Barometer:
    """Read the three tables.

    Args:
        items_path: `barometer19.csv`.
        rules_path: `barometer_rules.csv`.
        inputs_path: `barometer_inputs.csv`.
        measures: Codes that inputs may name.

    Raises:
        CatalogueError: A file that does not fit; the message names it and the row.
    """
    rules = _read_rules(rules_path)
    items = tuple(_item(row, rules) for row in read_table(items_path, _ITEM_COLUMNS))
    inputs = {one.name: one for one in (_input(row) for row in read_table(inputs_path, _INPUT_COLUMNS))}
    for name in [MEMBERSHIP, *(name for item in items for name in item.inputs)]:
        inputs.setdefault(name, Input(name, "measure", name))
    for one in inputs.values():
        if one.measure and one.measure not in measures:
            raise CatalogueError(inputs_path, one.name, f"“{one.measure}”不在指标目录中")
        if one.kept_by and one.kept_by not in inputs:
            raise CatalogueError(inputs_path, one.name, f"kept_by“{one.kept_by}”须是晴雨表的一个输入")
    return Barometer(items, inputs)


def parse_condition(text: str) -> Condition:
    """Read comparisons joined by `&`; empty text gives none.

    Raises:
        ValueError: Another form.
    """
    found: list[Comparison] = []
    for part in filter(None, text.replace(" ", "").split("&")):
        match = _COMPARISON.fullmatch(part)
        if match is None or (match[3] is None and match[4] is None):
            raise ValueError(f"“{part}”须为“x或输入 比较符 数字”，如 x>=20、x<schedule-10")
        found.append(Comparison(match[1], match[2], Decimal(match[4] or 0), match[3] is not None))
    return tuple(found)


def _condition(row: Row, column: str) -> Condition:
    try:
        return parse_condition(row.text(column))
    except ValueError as problem:
        raise row.error(column, str(problem)) from None


def _read_rules(path: Path) -> dict[int, list[tuple[int, Condition]]]:
    found: dict[int, list[tuple[int, int, Condition]]] = {}
    for row in read_table(path, ("item", "order", "level", "conditions")):
        level = LEVEL_CODES[row.one_of("level", LEVEL_CODES)]
        order = row.integer("order", default=0) or 0
        found.setdefault(row.integer("item") or 0, []).append((order, level, _condition(row, "conditions")))
    return {
        number: [(level, condition) for _, level, condition in sorted(rows, key=lambda one: one[0])]
        for number, rows in found.items()
    }


def _item(row: Row, rules: Mapping[int, Iterable[tuple[int, Condition]]]) -> Item:
    number = row.integer("item") or 0
    tried: dict[int, list[Condition]] = {}
    for level, condition in rules.get(number, ()):
        tried.setdefault(level, []).append(condition)
    if set(tried) != set(LEVEL_CODES.values()):
        raise row.error("item", f"第{number}项须在barometer_rules.csv中有四档条件")
    return Item(
        number, row.text("code", required=True), row.text("name", required=True), row.text("group", required=True),
        row.text("numerator", required=True), row.text("denominator"), row.text("unit", required=True),
        row.one_of("veto", ("Y", "N")) == "Y", row.one_of("counted", ("Y", "N")) == "Y", row.integer("min_members"),
        row.text("not_applicable"), _condition(row, "excluded_when"),
        {"晴": row.text("sunny"), "多云": row.text("cloudy"), "阴": row.text("overcast"), "雨": row.text("rain")},
        row.text("basis"), row.text("note"), tuple((level, tuple(conditions)) for level, conditions in tried.items()),
    )  # fmt: skip


def _input(row: Row) -> Input:
    kind = row.one_of("kind", KINDS)
    return Input(
        row.text("input", required=True), kind, row.text("measure", required=kind == "measure"),
        row.one_of("absent", ("missing", "zero")) == "zero", row.text("kept_by"),
        row.one_of("kept_in", ("district", "domain"), required=False) == "domain",
        row.one_of("from_village", ("Y", "N")) == "Y",
        tuple(word for word in row.text("words").split(";") if word), row.text("note"),
    )  # fmt: skip
