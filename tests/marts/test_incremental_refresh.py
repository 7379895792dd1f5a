"""Refreshing what changed gives the same marts as computing everything anew."""

import random

from dashboard.periods import label
from tests.marts.world import World, indicator, ratio, template, units, world

UNITS = """
P  | 省   | 省       |    |        | 2000-01-01
C  | 市   | 市       | P  |        | 2000-01-01
D1 | 甲区 | 县市区   | C  | 区     | 2000-01-01
D2 | 乙区 | 县市区   | C  | 区     | 2000-01-01
T1 | 东镇 | 乡镇街道 | D1 | 镇     | 2000-01-01
T2 | 西镇 | 乡镇街道 | D1 | 镇     | 2000-01-01
T3 | 南镇 | 乡镇街道 | D2 | 镇     | 2000-01-01
V1 | 一村 | 村社区   | T1 | 行政村 | 2000-01-01
V2 | 二村 | 村社区   | T1 | 行政村 | 2000-01-01
V3 | 三村 | 村社区   | T2 | 行政村 | 2000-01-01
V4 | 四村 | 村社区   | T3 | 行政村 | 2000-01-01 | 2024-05-31 | 并入V5
V5 | 五村 | 村社区   | T3 | 行政村 | 2000-01-01
O1 | 支部 | 党组织   | D1 | 机关   | 2000-01-01
"""
MOVED = UNITS.replace(
    "V3 | 三村 | 村社区   | T2 | 行政村 | 2000-01-01",
    "V3 | 三村 | 村社区 | T2 | 行政村 | 2000-01-01 | 2024-03-31\nV3 | 三村 | 村社区 | T3 | 行政村 | 2024-04-01",
)
INDICATORS = [
    indicator(1, "income", "ytd", kind="flow", template="T3"),
    indicator(2, "villages", "registry", registry_level="village", registry_types=("行政村",)),
    ratio(3, "average", "income", "villages", "village"),
    indicator(4, "rich", "derived", derive="income>=20", template="T3"),
    indicator(5, "progress", "ytd", kind="flow", template="T6"),
    indicator(6, "star", "carry", template="T2", collected_level="village"),
    indicator(7, "starred", "derived", derive="star>=3", template="T2"),
    ratio(8, "star_rate", "starred", "villages"),
    indicator(9, "awards", "event", kind="flow", frequency="批次", template="T2"),
    indicator(10, "listed", "carry_year", template="T7"),
    indicator(11, "rule", "point", own_level_only=True, template="T6"),
    indicator(12, "both", "calc", numerator="income+progress", pair_level="district", kind="flow"),
]
TEMPLATES = [
    template("T3", "village", "月", ("行政村",)),
    template("T6", "town", "月"),
    template("T2"),
    template("T7", "district", "季", key="item_no"),
]
WHERE = {
    "income": ["V1", "V2", "V3", "V4", "V5"],
    "progress": ["D1", "D2", "T1", "T2", "T3", "O1"],
    "star": ["V1", "V2", "V3", "V5", "O1"],
    "awards": ["V1", "V4", "V5"],
    "listed": ["D1", "T3", "V4"],
    "rule": ["C", "D1", "D2"],
}
ITEMS = {"listed": [1, 2, 3], "awards": [0, 4]}


def _change(made: World, random_numbers: random.Random) -> tuple[set[int], set[str] | None]:
    """One load or withdrawal; returns the touched periods and, at times, the touched measures."""
    month = random_numbers.randint(1, 12)
    period = label((random_numbers.choice((2023, 2024)) - 1900) * 12 + month - 1)
    if random_numbers.random() < 0.2:
        return made.take_out(period, random_numbers.choice(["V1", "V3", "D1", "T3"])), None
    code = random_numbers.choice(list(WHERE))
    lines = []
    for unit in random_numbers.sample(WHERE[code], random_numbers.randint(1, len(WHERE[code]))):
        if unit == "V4" and period > "2024-05":
            continue
        item = random_numbers.choice(ITEMS.get(code, [0]))
        lines.append(f"{period} | {unit} | {code} | {random_numbers.randint(0, 30)} | {item}")
    return made.put("\n".join(lines)), random_numbers.choice([None, {code}])


def _assert_same(made: World) -> None:
    before = made.mart()
    made.refresh()
    assert made.mart() == before


def test_many_small_refreshes_equal_one_full_refresh() -> None:
    for seed in range(2):
        random_numbers = random.Random(seed)
        made = world(UNITS, INDICATORS, TEMPLATES)
        for _ in range(16):
            periods, codes = _change(made, random_numbers)
            made.refresh(periods, codes)
        _assert_same(made)
        made.put_units(units(MOVED))
        made.refresh()
        for _ in range(6):
            periods, codes = _change(made, random_numbers)
            made.refresh(periods, codes)
        _assert_same(made)


def test_refreshing_without_change_changes_nothing() -> None:
    made = world(UNITS, INDICATORS, TEMPLATES)
    periods = made.put("2024-01 | V1 | income | 3\n2024-03 | V1 | star | 4\n2024-04 | V1 | income | 9")
    made.refresh(periods)
    first = made.mart()
    made.refresh(periods)
    assert made.mart() == first and first


def test_month_without_facts_left_disappears() -> None:
    made = world(UNITS, INDICATORS, TEMPLATES)
    made.refresh(made.put("2024-01 | V1 | income | 3\n2024-02 | V1 | income | 5"))
    made.refresh(made.take_out("2024-02", "V1"))
    assert {row.split()[0] for row in made.rows("villages")} == {"2024-01"}


def test_the_first_month_of_a_form_moves_when_months_come_and_go() -> None:
    made = world(UNITS, INDICATORS, TEMPLATES)
    steps = [
        (
            lambda: made.put("2024-02 | V1 | income | 3\n2024-03 | T1 | progress | 4"),
            {"T3": "2024-02", "T6": "2024-03"},
        ),
        (lambda: made.put("2024-05 | V2 | income | 3"), {"T3": "2024-02", "T6": "2024-03"}),
        (lambda: made.take_out("2024-02", "V1"), {"T3": "2024-05", "T6": "2024-03"}),
        (lambda: made.put("2023-12 | V3 | income | 1"), {"T3": "2023-12", "T6": "2024-03"}),
        (lambda: made.take_out("2024-03", "T1"), {"T3": "2023-12"}),
    ]
    for change, expected in steps:
        made.refresh(change())
        starts = made.con.execute("SELECT template, period_key FROM template_start").fetchall()
        assert {template: label(period) for template, period in starts} == expected
        _assert_same(made)
