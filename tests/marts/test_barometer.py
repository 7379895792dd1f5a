"""The branch barometer: given reports, expected levels, item by item and overall, rolled up and kept up to date."""

import random
from functools import cache

from dashboard import catalogue
from dashboard.periods import parse_period
from tests.marts.world import World, world

UNITS = """
C  | 市     | 市       |    |        | 2000-01-01
D1 | 甲区   | 县市区   | C  | 县市区 | 2000-01-01
D2 | 乙区   | 县市区   | C  | 县市区 | 2000-01-01
T1 | 东镇   | 乡镇街道 | D1 | 镇     | 2000-01-01
T2 | 西镇   | 乡镇街道 | D2 | 镇     | 2000-01-01
V1 | 一村   | 村社区   | T1 | 行政村 | 2000-01-01
O1 | 一村党支部     | 党组织 | V1 | 行政村 | 2000-01-01
O2 | 老干部局离退休党支部 | 党组织 | D1 | 机关 | 2000-01-01
O3 | 二支部 | 党组织   | T1 | 行政村 | 2000-01-01
O4 | 乙支部 | 党组织   | T2 | 行政村 | 2000-01-01
"""
JUNE = "2024-06"
#: A branch that is at 晴 in every item of June 2024.
SUNNY = {
    "barometer_branch_cnt": 1, "member_total": 40, "member_female_cnt": 12, "member_age_le35_cnt": 8,
    "member_age_ge61_cnt": 10, "member_college_cnt": 16, "member_floating_out_cnt": 4, "member_unmoved_6m_cnt": 0,
    "member_transferable_cnt": 0, "float_paired_cnt": 4, "activist_stock_cnt": 4, "developed_3y_cnt": 2,
    "org_post_filled_cnt": 5, "org_post_due_cnt": 5, "secretary_vacant_months": 0, "term_month_left": 20,
    "meeting_held_cnt": 18, "meeting_due_cnt": 18, "theme_day_held_cnt": 6, "theme_day_due_cnt": 6,
    "life_attend_times": 90, "life_attend_due_times": 100, "member_32h_cnt": 20, "dues_paid_amount": "100.00",
    "dues_due_amount": "100.00", "star_level": 4, "weak_listed_cnt": 0, "election_begun_cnt": 0,
    "issue_assigned_cnt": 2, "issue_closed_cnt": 2, "issue_overdue_cnt": 0, "star_lost_cnt": 0,
}  # fmt: skip
ALL_SUNNY = "1" * 19
LEDGERS = ("weak_listed_cnt", "election_begun_cnt", "issue_assigned_cnt", "issue_closed_cnt", "issue_overdue_cnt")


@cache
def _parts() -> tuple[list[catalogue.Indicator], list[catalogue.Template]]:
    known = catalogue.load()
    codes = {one.measure for one in known.barometer.inputs.values() if one.measure} | {"barometer_rain_cnt"}
    return [known.indicators[code] for code in codes], [known.templates[name] for name in ("T1", "T2", "T6", "T7")]


def made(more_units: str = "") -> World:
    """A world with the shipped barometer and nothing else."""
    known = catalogue.load()
    here = world(UNITS + more_units, *_parts(), barometer=known.barometer, numbers=known.numbers)
    here.con.execute("UPDATE dim_unit SET domain = CASE unit_type WHEN '行政村' THEN '农村' ELSE unit_type END")
    return here


def report(here: World, unit: str, period: str = JUNE, without: tuple[str, ...] = (), **changes: object) -> set[int]:
    """A branch's reports: sunny but for the changes."""
    values = {code: value for code, value in (SUNNY | changes).items() if code not in without}
    own = int.from_bytes(unit.encode()) % 2**31  # a ledger entry stands for itself, so each branch has one of its own
    items = {code: own if code in LEDGERS else 0 for code in values}
    return here.put(
        "\n".join(f"{period} | {unit} | {code} | {value} | {items[code]}" for code, value in values.items())
    )


def levels(here: World, unit: str, period: str = JUNE) -> tuple[str, int]:
    """Item levels as digits, and the overall one."""
    found = here.con.execute(
        "SELECT list_aggregate(levels, 'string_agg', ''), overall FROM mart_barometer JOIN dim_unit USING (unit_key)"
        " WHERE unit_code = ? AND period_key = ?",
        [unit, parse_period(period)],
    ).fetchone()
    assert found is not None
    return found[0], found[1]


def many(cases: list[dict[str, object]]) -> list[tuple[str, int]]:
    """Levels of branches that are sunny but for the changes, one a case."""
    codes = [f"B{number}" for number in range(len(cases))]
    here = made("".join(f"{code} | {code}支部 | 党组织 | T1 | 行政村 | 2000-01-01\n" for code in codes))
    for code, changes in zip(codes, cases, strict=True):
        report(here, code, **changes)
    here.refresh()
    return [levels(here, code) for code in codes]


def test_everything_sunny() -> None:
    here = made()
    report(here, "O1")
    here.refresh()
    assert levels(here, "O1") == (ALL_SUNNY, 1)


#: Item, what is reported otherwise, level of the item, overall level.
SINGLE: list[tuple[int, dict[str, object], int, int]] = [
    (2, {"member_female_cnt": 1}, 4, 1),  # 2.5 %: 女党员占比 only lights up
    (3, {"member_age_le35_cnt": 7}, 2, 1),  # 17.5 %
    (4, {"member_age_ge61_cnt": 25}, 4, 2),  # 62.5 %: one item at 雨 is 多云 overall
    (8, {"float_paired_cnt": 3}, 4, 2),  # 75 %
    (10, {"developed_3y_cnt": 0}, 3, 1),  # 阴 while there are activists
    (11, {"secretary_vacant_months": 3}, 3, 1),
    (11, {"secretary_vacant_months": 4}, 4, 4),  # a veto
    (11, {"org_post_filled_cnt": 4}, 2, 1),
    (12, {"term_month_left": -1}, 4, 4),  # a veto
    (12, {"term_month_left": 6}, 3, 1),
    (12, {"term_month_left": 6, "election_begun_cnt": 1}, 2, 1),
    (13, {"meeting_held_cnt": 12}, 4, 4),  # 66.7 %: a veto
    (13, {"meeting_held_cnt": 20}, 1, 1),
    (16, {"member_32h_cnt": 19}, 2, 1),  # 47.5 % against 50 %
    (16, {"member_32h_cnt": 7}, 4, 2),  # 17.5 %
    (18, {"star_level": 3}, 2, 1),
    (18, {"star_level": 0}, 3, 1),
    (18, {"star_lost_cnt": 1}, 4, 4),  # a veto
    (18, {"weak_listed_cnt": 1}, 4, 4),
    (19, {"issue_overdue_cnt": 1}, 4, 2),
    (19, {"issue_assigned_cnt": 0, "issue_closed_cnt": 0}, 0, 1),
]


def test_single_items() -> None:
    found = many([changes for _, changes, _, _ in SINGLE])
    for (number, changes, level, overall), (got, all_in_all) in zip(SINGLE, found, strict=True):
        assert (int(got[number - 1]), all_in_all) == (level, overall), (number, changes)
        assert got[: number - 1] + got[number:] == "1" * 18, f"only item {number} may change: {got}"


def test_limits_are_compared_before_rounding() -> None:
    below, at = ({"life_attend_due_times": 100_000, "life_attend_times": times} for times in (89_996, 90_000))
    assert [found[14] for found, _ in many([below, at])] == ["2", "1"]  # 89.996 % would print as 90.0 %


OVERCAST = {
    3: {"member_age_le35_cnt": 3}, 4: {"member_age_ge61_cnt": 20}, 5: {"member_college_cnt": 8},
    9: {"activist_stock_cnt": 1}, 14: {"theme_day_held_cnt": 5}, 15: {"life_attend_times": 70},
    16: {"member_32h_cnt": 10}, 17: {"dues_paid_amount": "90.00"}, 10: {"developed_3y_cnt": 0},
}  # fmt: skip


def test_overall_by_the_number_of_items_at_overcast() -> None:
    wanted = {2: 1, 3: 2, 5: 2, 6: 3, 8: 3, 9: 4}
    cases = [{k: v for changes in list(OVERCAST.values())[:n] for k, v in changes.items()} for n in wanted]
    for n, (found, overall) in zip(wanted, many(cases), strict=True):
        assert (found.count("3"), found.count("4"), overall) == (n, 0, wanted[n])


def test_too_few_items_is_not_judged_and_not_counted_at_rain() -> None:
    here = made()
    lost = ("member_female_cnt", "member_age_le35_cnt", "member_age_ge61_cnt", "member_college_cnt", "float_paired_cnt",
            "member_unmoved_6m_cnt", "theme_day_held_cnt", "member_32h_cnt")  # fmt: skip
    report(here, "O1", without=lost, meeting_held_cnt=0)
    here.refresh()
    found, overall = levels(here, "O1")
    assert found.count("9") == 8 and overall == 0, "11 counted items are left, one of them a veto at 雨"
    assert here.value("barometer_rain_cnt", JUNE, "T1") == (None, None)
    report(here, "O1", without=lost[1:], meeting_held_cnt=0)  # 女党员占比 does not make up the twelve
    here.refresh()
    assert levels(here, "O1")[1] == 0
    report(here, "O1", without=lost[2:], meeting_held_cnt=0)
    here.refresh()
    assert levels(here, "O1")[1] == 4
    assert here.value("barometer_rain_cnt", JUNE, "T1") == (1, None)


def test_what_does_not_concern_a_branch_is_left_out() -> None:
    here = made()
    report(here, "O2", member_floating_out_cnt=0, float_paired_cnt=0)
    here.refresh()
    found, overall = levels(here, "O2")
    assert [number for number, level in enumerate(found, start=1) if level == "0"] == [3, 4, 8, 9, 10]
    assert overall == 1


def test_no_entry_is_nothing_only_where_the_ledger_is_kept() -> None:
    here = made()
    ledgers = (*LEDGERS, "star_level", "star_lost_cnt")
    report(here, "O1", term_month_left=3)
    report(here, "O3", without=ledgers, term_month_left=3)
    report(here, "O4", without=ledgers, term_month_left=3)
    report(here, "O2", without=ledgers)
    here.refresh()
    assert levels(here, "O3")[0][11] == "3" and levels(here, "O3")[0][17:] == "30"  # not begun, no star, no problem
    assert levels(here, "O4")[0][11] == "9" and levels(here, "O4")[0][17:] == "99"  # nobody in the district reports
    assert levels(here, "O2")[0][11] == "1", "far from the end of the term nothing has to be known"
    assert levels(here, "O2")[0][17] == "9", "no branch of its field of work has been rated"


def test_a_listed_village_is_rain_for_its_branch() -> None:
    here = made()
    report(here, "O1", without=("weak_listed_cnt",))
    here.put(f"{JUNE} | V1 | weak_listed_cnt | 1 | 7")
    here.refresh()
    assert levels(here, "O1")[0][17] == "4"


def test_branches_at_rain_are_counted_at_every_level() -> None:
    here = made()
    report(here, "O1", meeting_held_cnt=0)
    report(here, "O2")
    report(here, "O4", secretary_vacant_months=9)
    report(here, "O3", barometer_branch_cnt=0, meeting_held_cnt=0)
    here.refresh()
    assert here.rows("barometer_rain_cnt") == [
        "2024-06 C 2 - 4/4",
        "2024-06 D1 1 - 3/3",
        "2024-06 T1 1 - 2/2",
        "2024-06 D2 1 - 1/1",
        "2024-06 T2 1 - 1/1",
    ]
    counts = here.con.execute(
        "SELECT unit_code, b.level, n FROM mart_barometer_count b JOIN dim_unit USING (unit_key) WHERE item_no = 0"
        " AND unit_code IN ('C', 'D1', 'T2') ORDER BY ALL"
    ).fetchall()
    assert counts == [("C", 1, 1), ("C", 4, 2), ("D1", 1, 1), ("D1", 4, 1), ("T2", 4, 1)]
    meetings = here.con.execute(
        "SELECT unit_code, b.level, n FROM mart_barometer_count b JOIN dim_unit USING (unit_key) WHERE item_no = 13"
        " ORDER BY ALL"
    ).fetchall()
    assert meetings == [("C", 1, 2), ("C", 4, 1), ("D1", 1, 1), ("D1", 4, 1), ("D2", 1, 1)]


def test_a_star_carries_on_and_a_late_ledger_changes_later_quarters() -> None:
    here = made()
    first = report(here, "O1", "2024-03", member_32h_cnt=10, theme_day_due_cnt=3, theme_day_held_cnt=3)
    carried = (*LEDGERS, "star_level", "star_lost_cnt")
    # Another branch's entry: the district sent its ledgers in June, and what it kept of this one in March stands.
    second = here.put("2024-06 | O2 | weak_listed_cnt | 0 | 9")
    here.refresh(first | second | report(here, "O1", without=carried))
    assert levels(here, "O1") == (ALL_SUNNY, 1)
    here.refresh(here.put("2024-03 | O1 | issue_overdue_cnt | 1 | 5"), {"issue_overdue_cnt"})
    assert levels(here, "O1") == ("1" * 18 + "4", 2)
    here.refresh(here.take_out("2024-03", "O1"))
    assert levels(here, "O1")[0][17:] == "99"
    before = here.mart()
    here.refresh()
    assert here.mart() == before


def test_many_small_refreshes_equal_one_full_refresh() -> None:
    dice = random.Random(3)
    here = made()
    for _ in range(14):
        unit, period = dice.choice(["O1", "O2", "O3", "O4"]), dice.choice(["2023-12", "2024-03", "2024-06"])
        if dice.random() < 0.25:
            here.refresh(here.take_out(period, unit))
            continue
        without = tuple(dice.sample(sorted(SUNNY), dice.choice([0, 3, 9])))
        changes = {
            code: dice.randint(0, 5) for code in dice.sample(["star_level", "meeting_held_cnt", "member_total"], 1)
        }
        here.refresh(report(here, unit, period, without, **changes))
    before = here.mart()
    here.refresh()
    assert here.mart() == before and len(before) > 20
