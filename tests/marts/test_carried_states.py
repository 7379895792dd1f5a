"""What is kept within the year stands while its district reports; the last decision on a unit until the next."""

import random

import pytest

from tests.marts.world import TOWNS, World, indicator, template, world

INDICATORS = [
    indicator(1, "done", "carry_year", template="T7", collected_level="town"),
    indicator(2, "site", "carry", template="T7", collected_level="town"),
    indicator(3, "found", "point", template="T7", collected_level="town"),
    indicator(4, "star", "carry", template="T2", collected_level="town"),
    indicator(5, "standard", "carry", template="T6", collected_level="district"),
    indicator(6, "income", "ytd", kind="flow", template="T3", collected_level="town"),
]
TEMPLATES = [
    template("T7", "district", "季", key="item_no"), template("T2"), template("T6", "district", "月"),
    template("T3", "town", "月"),
]  # fmt: skip
MONTHS = ("2024-03", "2024-05", "2024-06", "2024-08", "2024-09", "2024-10", "2024-12")


@pytest.fixture
def made() -> World:
    here = world(TOWNS, INDICATORS, TEMPLATES)
    # Every month has a report of some form, so that it is looked at.
    here.put("\n".join(f"{month} | T2 | income | 1" for month in MONTHS))
    here.put("""
    2024-03 | T1 | done | 1 | 1
    2024-03 | T1 | site | 1 | 2
    2024-03 | T1 | star | 3
    2024-03 | D1 | standard | 5
    2024-03 | T2 | done | 1 | 4
    2024-06 | T2 | found | 7 | 5
    2024-09 | T2 | found | 7 | 5
    2024-12 | T2 | found | 7 | 5
    """)
    here.refresh()
    return here


def months(here: World, code: str, unit: str) -> list[str]:
    return [month for month in MONTHS if here.value(code, month, unit)[0] is not None]


def test_a_ledger_ends_with_the_last_quarter_that_its_district_reported(made: World) -> None:
    assert months(made, "done", "T1") == ["2024-03", "2024-05"]
    assert months(made, "site", "T1") == ["2024-03", "2024-05"]
    # The row of the silent district is there, without a value.
    assert made.rows("done", "2024-06") == [
        "2024-06 C 1 - 1/2", "2024-06 D1 - - 0/1", "2024-06 D2 1 - 1/1", "2024-06 T2 1 - 1/-"
    ]  # fmt: skip


def test_a_district_that_reports_other_matters_keeps_the_ones_it_had(made: World) -> None:
    assert months(made, "done", "T2") == list(MONTHS)


def test_stars_and_standards_hold_until_the_next_decision(made: World) -> None:
    assert months(made, "star", "T1") == list(MONTHS)
    assert months(made, "standard", "D1") == list(MONTHS)


def test_a_district_that_reports_again_brings_its_matters_back(made: World) -> None:
    made.refresh(made.put("2024-09 | T1 | found | 2 | 1"), {"found"})
    assert months(made, "done", "T1") == ["2024-03", "2024-05", "2024-09", "2024-10"]
    made.refresh(made.take_out("2024-09", "T1"))
    assert months(made, "done", "T1") == ["2024-03", "2024-05"]


def test_a_report_ahead_of_the_due_month_covers_the_quarter(made: World) -> None:
    made.refresh(made.put("2024-05 | T1 | found | 2 | 1"), {"found"})
    assert months(made, "done", "T1") == ["2024-03", "2024-05", "2024-06", "2024-08"]


def test_an_ended_district_owes_no_report() -> None:
    since = "     | 2000-01-01"
    ended = "\n".join(
        f"{line} | 2024-06-30" if line.startswith(("D1", "T1")) and line.endswith(since) else line
        for line in TOWNS.splitlines()
    )
    here = world(ended, INDICATORS, TEMPLATES)
    here.put("2024-09 | T2 | income | 1\n2024-06 | T1 | done | 1 | 1")
    here.refresh()
    assert here.value("done", "2024-09", "C") == (1, None)


def test_small_refreshes_equal_a_full_one() -> None:
    dice = random.Random(5)
    here = world(TOWNS, INDICATORS, TEMPLATES)
    for _ in range(30):
        month, unit = dice.choice(MONTHS), dice.choice(["T1", "T2"])
        if dice.random() < 0.3:
            here.refresh(here.take_out(month, unit))
            continue
        code = dice.choice(["done", "site", "found", "income"])
        here.refresh(here.put(f"{month} | {unit} | {code} | {dice.randint(1, 9)} | {dice.randint(1, 2)}"), {code})
    before = here.mart()
    here.refresh()
    assert here.mart() == before
