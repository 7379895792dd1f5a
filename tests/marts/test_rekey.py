"""Facts follow their units through a change of the tree."""

import pytest

from etl.rekey import UnitsMissing
from tests.marts.world import TOWNS, World, indicator, units, world

INCOME = [indicator(1, "income", "ytd", kind="flow")]


def stored(made: World) -> list[tuple[str, int, int]]:
    """Unit code, first period of the node, value of every fact."""
    return made.con.execute(
        "SELECT unit_code, parent_key, value FROM fact_measure JOIN dim_unit USING (unit_key) ORDER BY period_key, 1"
    ).fetchall()


def test_a_new_unit_in_the_middle_moves_the_facts_behind_it() -> None:
    made = world(TOWNS, INCOME)
    made.put("2024-05 | T1 | income | 1\n2024-05 | T2 | income | 2")
    result = made.put_units(units(TOWNS + "D11 | 新区 | 县市区 | C | 区 | 2000-01-01"))
    assert (result.moved, result.not_valid) == (1, [])
    assert [(code, value) for code, _, value in stored(made)] == [("T1", 1), ("T2", 2)]


def test_a_moved_town_takes_only_its_later_facts_along() -> None:
    made = world(TOWNS, INCOME)
    made.put("2023-12 | T1 | income | 10\n2024-01 | T1 | income | 3\n2024-01 | T2 | income | 5")
    made.refresh()
    assert made.value("income", "2024-01", "D1") == (3, None)
    made.put_units(
        units(
            TOWNS.replace(
                "T1 | 东镇 | 乡镇街道 | D1 | 镇     | 2000-01-01",
                "T1 | 东镇 | 乡镇街道 | D1 | 镇 | 2000-01-01 | 2023-12-31",
            )
            + "T1 | 东镇 | 乡镇街道 | D2 | 镇 | 2024-01-01 | | 划转"
        )
    )
    made.refresh()
    assert made.value("income", "2023-12", "D1") == (10, None)
    assert made.value("income", "2024-01", "D1") == (None, None)
    assert made.value("income", "2024-01", "D2") == (8, None)
    assert made.value("income", "2024-01", "C") == (8, None)


def test_the_same_tree_moves_nothing() -> None:
    made = world(TOWNS, INCOME)
    made.put("2024-05 | T1 | income | 1")
    assert made.put_units(units(TOWNS)).moved == 0


def test_a_register_without_a_unit_that_holds_facts_is_refused_untouched() -> None:
    made = world(TOWNS, INCOME)
    made.put("2024-05 | T1 | income | 1")
    before = made.con.execute("SELECT * FROM dim_unit ORDER BY ALL").fetchall()
    with pytest.raises(UnitsMissing, match="T1"):
        made.put_units(units(TOWNS.replace("T1 | 东镇", "T9 | 东镇")))
    assert made.con.execute("SELECT * FROM dim_unit ORDER BY ALL").fetchall() == before


def test_facts_of_a_unit_not_valid_at_their_period_are_named_and_not_counted() -> None:
    made = world(TOWNS, INCOME)
    made.put("2024-05 | T1 | income | 1\n2024-05 | T2 | income | 2")
    result = made.put_units(
        units(TOWNS.replace("| D1 | 镇     | 2000-01-01", "| D1 | 镇 | 2000-01-01 | 2023-12-31 | 撤销"))
    )
    assert [code for code, _ in result.not_valid] == ["T1"]
    made.refresh()
    assert made.value("income", "2024-05", "C") == (2, None)
