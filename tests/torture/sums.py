"""Totals, subtotals, `其中` rows and averages among drawn districts, now and then a wrong one."""

from decimal import Decimal

from tests.torture.drawing import Drawer, Leaf, total_word
from tests.torture.figures import BLANK, DERIVED, Cell, amount, words_cell

SUBTOTALS = (("市区", "县级市"), ("市辖区小计", "县（市）小计"), ("城区合计", "各县合计"))


def with_totals(
    drawer: Drawer,
    lead: list[str],
    leaves: list[Leaf],
    columns: list[list[Decimal | None]],
    rows: list[list[Cell]],
    totals: list[list[Cell]],
) -> list[list[Cell]]:
    """The rows of a body with the totals of one kind among them, which are added to `totals`."""
    chance = drawer.chance
    kind = chance.choice(("none", "first", "last", "nested", "nested", "of_which"))
    if kind == "none":
        return list(rows)
    drawer.trait({"first": "合计在前", "last": "合计在后", "nested": "小计嵌套", "of_which": "其中行"}[kind])

    total_ahead = drawer.pick(0.5)

    def total(word: str, members: range, spoil: Decimal = Decimal(0)) -> list[Cell]:
        cells = []
        for at, leaf in enumerate(leaves):
            parts = [value for value in (columns[at][member] for member in members) if value is not None]
            value = sum(parts, Decimal(0)) if leaf.indicator.adds else amount(chance, leaf.indicator)
            cells.append(drawer.figure(value + (spoil if leaf.indicator.adds else 0), leaf))
        ahead = lead[0] == "序号" and total_ahead
        label = [words_cell(word), BLANK] if ahead else [*[BLANK] * (len(lead) - 1), words_cell(word)]
        if ahead:
            drawer.trait("合计在序号列")
        made = [*label, *cells]
        totals.append(made)
        return made

    everyone = range(len(rows))
    spoil = _spoil(drawer, leaves, columns)
    if kind == "of_which":
        of_which = total(chance.choice(("#城区", "其中：市区", "　其中:城区")), range(0, max(2, len(rows) // 2)))
        return [total(total_word(chance), everyone, spoil), of_which, *rows]
    if kind != "nested" or len(rows) < 4:
        made = total(total_word(chance), everyone, spoil)
        below = [_derived(drawer, lead, leaves, totals)] if drawer.pick(0.25) else []
        return [made, *rows, *below] if kind == "first" else [*rows, made, *below]
    cut = len(rows) // 2
    words = chance.choice(SUBTOTALS)
    halves = [range(0, cut), range(cut, len(rows))]
    first = chance.random() < 0.6
    spoiled = chance.randrange(3)
    grand = total(total_word(chance), everyone, spoil if spoiled == 2 else Decimal(0))
    parts = [
        total(word, half, spoil if spoiled == number else Decimal(0))
        for number, (word, half) in enumerate(zip(words, halves, strict=True))
    ]
    blocks = [[part, *(rows[at] for at in half)] for part, half in zip(parts, halves, strict=True)]
    if not first and words[0] != "市区":
        return [*(rows[at] for at in halves[0]), parts[0], *(rows[at] for at in halves[1]), parts[1], grand]
    return [grand, *blocks[0], *blocks[1]]


def _derived(drawer: Drawer, lead: list[str], leaves: list[Leaf], totals: list[list[Cell]]) -> list[Cell]:
    """A row worked out from the districts, or last year's."""
    drawer.trait("平均同比行")
    cells = [drawer.figure(amount(drawer.chance, leaf.indicator), leaf) for leaf in leaves]
    totals.append([*[BLANK] * (len(lead) - 1), words_cell(drawer.chance.choice(DERIVED)), *cells])
    return totals[-1]


def _spoil(drawer: Drawer, leaves: list[Leaf], columns: list[list[Decimal | None]]) -> Decimal:
    """Now and then a total that is plainly not the sum of its parts; it has to be noticed."""
    sound = drawer.style in ("number", "text", "thousands") and not any(None in column for column in columns)
    if not sound or not any(leaf.indicator.adds for leaf in leaves) or not drawer.pick(0.2):
        return Decimal(0)
    drawer.drawn.must_ask |= {"TOTAL_MISMATCH", "TOTALS_NOT_ADDITIVE"}
    drawer.trait("合计有误")
    return Decimal(7)
