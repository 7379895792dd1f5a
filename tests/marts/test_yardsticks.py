"""Who must report an indicator, where a form feeds it from some of its units only."""

from typing import Any

from tests.marts.world import World, indicator, ratio, template, world

UNITS = """
C  | 市   | 市       |    |        | 2000-01-01
D1 | 甲区 | 县市区   | C  | 区     | 2000-01-01
T1 | 东镇 | 乡镇街道 | D1 | 镇     | 2000-01-01
V1 | 一村 | 村社区   | T1 | 行政村 | 2000-01-01
V2 | 二村 | 村社区   | T1 | 行政村 | 2000-01-01
V3 | 社区 | 村社区   | T1 | 社区   | 2000-01-01
"""
KINDS = ("行政村", "社区")
COMMUNITY = [["@unit_type", "=", "社区"]]


def made_of(emits: tuple[dict[str, Any], ...], *more: Any) -> World:
    paid = indicator(1, "paid", "point", template="T5")
    made = world(UNITS, [paid, *more], [template("T5", "village", "半年", KINDS, emits=emits)])
    made.put("2024-06 | V3 | paid | 4")
    made.refresh()
    return made


def test_measure_of_communities_expects_communities_only() -> None:
    made = made_of(({"measure": "paid", "applies": COMMUNITY, "value": "x"},))
    assert made.rows("paid")[0] == "2024-06 C 4 - 1/1"


def test_measure_of_all_expects_all() -> None:
    made = made_of(({"measure": "paid", "value": "x"},))
    assert made.rows("paid")[0] == "2024-06 C 4 - 1/3"


def test_blank_tests_do_not_excuse_from_reporting() -> None:
    made = made_of(({"measure": "paid", "applies": [["x", "present"]], "value": "x"},))
    assert made.rows("paid")[0] == "2024-06 C 4 - 1/3"


def test_measure_that_depends_on_what_a_row_says_has_no_expected_number() -> None:
    made = made_of(({"measure": "paid", "applies": [["term_end", "same_year", {"field": "x"}]], "count": []},))
    assert made.rows("paid")[0] == "2024-06 C 4 - 1/-"


def test_several_ways_into_a_measure_expect_them_all_together() -> None:
    villages = [["@unit_type", "=", "行政村"]]
    made = made_of(tuple({"measure": "paid", "applies": a, "value": "x"} for a in (COMMUNITY, villages)))
    assert made.rows("paid")[0] == "2024-06 C 4 - 1/3"


def test_counted_and_divided_indicators_follow_what_they_are_made_of() -> None:
    made = made_of(
        ({"measure": "paid", "applies": COMMUNITY, "value": "x"},),
        indicator(2, "met", "derived", derive="paid>=4", template="T5"),
        indicator(3, "communities", "registry", registry_level="village", registry_types=("社区",)),
        ratio(4, "rate", "met", "communities", "village"),
    )
    assert made.rows("met")[0] == "2024-06 C 1 - 1/1"
    assert made.rows("rate")[0] == "2024-06 C 1/1 - 1/1"


def test_the_form_itself_still_expects_all_its_units() -> None:
    made = made_of(({"measure": "paid", "applies": COMMUNITY, "value": "x"},))
    found = made.con.execute("SELECT template, n_reported, n_expected FROM mart_report").fetchall()
    assert found == [("T5", 1, 3)]
