"""Roll-up through the levels: given rows, expected rows."""

from tests.marts.world import indicator, points, ratio, template, world

UNITS = """
N  | 全国 | 全国     |    |        | 2000-01-01
P  | 省   | 省       | N  |        | 2000-01-01
C  | 市   | 市       | P  |        | 2000-01-01
D1 | 甲区 | 县市区   | C  | 区     | 2000-01-01
D2 | 乙区 | 县市区   | C  | 区     | 2000-01-01
T1 | 东镇 | 乡镇街道 | D1 | 镇     | 2000-01-01
T2 | 北街 | 乡镇街道 | D1 | 街道   | 2000-01-01
T3 | 西镇 | 乡镇街道 | D2 | 镇     | 2000-01-01
V1 | 一村 | 村社区   | T1 | 行政村 | 2000-01-01
V2 | 社区 | 村社区   | T2 | 社区   | 2000-01-01
V3 | 三村 | 村社区   | T3 | 行政村 | 2000-01-01
O1 | 村支 | 党组织   | V1 | 党支部 | 2000-01-01
O2 | 机关 | 党组织   | D1 | 党支部 | 2000-01-01
O3 | 镇机 | 党组织   | T3 | 党支部 | 2000-01-01
"""


def test_organisations_count_at_every_level_above_wherever_they_hang() -> None:
    made = world(UNITS, [indicator(1, "members", "point", template="T1")], [template("T1", "org", "季")])
    made.put("2024-06 | O1 | members | 30\n2024-06 | O2 | members | 12\n2024-06 | O3 | members | 9")
    made.refresh()
    assert made.rows("members") == [
        "2024-06 N 51 - 3/3",
        "2024-06 P 51 - 3/3",
        "2024-06 C 51 - 3/3",
        "2024-06 D1 42 - 2/2",
        "2024-06 T1 30 - 1/1",
        "2024-06 D2 9 - 1/1",
        "2024-06 T3 9 - 1/1",
    ]


def test_only_units_of_the_expected_type_are_expected() -> None:
    made = world(UNITS, [indicator(1, "income", "ytd", template="T3")], [template("T3", "village", types=("行政村",))])
    made.put("2024-06 | V1 | income | 5")
    made.refresh()
    assert made.rows("income") == [
        "2024-06 N 5 - 1/2",
        "2024-06 P 5 - 1/2",
        "2024-06 C 5 - 1/2",
        "2024-06 D1 5 - 1/1",
        "2024-06 T1 5 - 1/1",
        "2024-06 D2 - - 0/1",
        "2024-06 T3 - - 0/1",
    ]


def test_parts_from_different_levels_meet_at_the_pairing_level() -> None:
    made = world(
        UNITS,
        [
            indicator(1, "sites", "point", template="T4"),
            indicator(2, "towns", "registry", registry_level="town"),
            indicator(3, "places", "registry", registry_level="village"),
            ratio(4, "rate", "sites", "towns+places", "town"),
        ],
        [template("T4", "town", "季")],
    )
    made.put("2024-06 | T1 | sites | 1\n2024-06 | D2 | sites | 2")
    made.refresh()
    assert made.value("rate", "2024-06", "T1") == (1, 2)
    assert made.value("rate", "2024-06", "D2") == (2, 2)  # reported by the district itself: its whole register
    assert made.rows("rate") == [
        "2024-06 N 3/4 - 2/3",
        "2024-06 P 3/4 - 2/3",
        "2024-06 C 3/4 - 2/3",
        "2024-06 D1 1/2 - 1/2",
        "2024-06 T1 1/2 - 1/1",
        "2024-06 T2 - - 0/1",
        "2024-06 D2 2/2 - 1/1",
        "2024-06 T3 - - 0/1",
    ]


def test_below_its_pairing_level_an_indicator_is_paired_level_by_level() -> None:
    made = world(UNITS, [*points("closed", "found"), ratio(3, "rate", "closed", "found")])
    made.put("""
    2024-06 | V1 | closed | 1
    2024-06 | T1 | found  | 4
    2024-06 | T2 | found  | 2
    """)
    made.refresh()
    assert made.value("rate", "2024-06", "T1") == (1, 4)
    assert made.value("rate", "2024-06", "T2") == (None, None)
    assert made.value("rate", "2024-06", "D1") == (1, 6)


def test_linear_indicator_of_flows_has_its_own_amount() -> None:
    made = world(
        UNITS,
        [
            indicator(1, "a", "ytd", kind="flow"),
            indicator(2, "b", "ytd", kind="flow"),
            indicator(3, "net", "calc", kind="flow", numerator="a-b", pair_level="district"),
        ],
    )
    made.put("""
    2024-05 | D1 | a | 10
    2024-05 | D1 | b | 4
    2024-06 | D1 | a | 15
    2024-06 | D1 | b | 5
    """)
    made.refresh()
    assert made.rows("net", "2024-06")[-1] == "2024-06 D1 10 4 1/-"


def test_quarterly_form_is_differenced_by_quarter() -> None:
    made = world(UNITS, [indicator(1, "held", "ytd", kind="flow", template="T1")], [template("T1", "org", "季")])
    made.put("2024-03 | O1 | held | 3\n2024-06 | O1 | held | 7")
    made.refresh()
    assert made.single("held", "2024-03", "T1") == 3
    assert made.single("held", "2024-06", "T1") == 4


def test_condition_on_two_measures_of_one_unit() -> None:
    made = world(
        UNITS,
        [
            indicator(1, "paid", "ytd", unit="万元", scale=6, template="T5"),
            indicator(2, "due", "point", unit="万元", scale=6, template="T5"),
            indicator(3, "met", "derived", derive="paid>=due&due>0", template="T5"),
        ],
        [template("T5", "village", "半年")],
    )
    made.put("""
    2024-06 | V1 | paid | 58
    2024-06 | V1 | due  | 58
    2024-06 | V2 | paid | 57.99
    2024-06 | V2 | due  | 58
    2024-06 | V3 | paid | 60
    """)
    made.refresh()
    assert made.value("met", "2024-06", "T1") == (1, None)
    assert made.value("met", "2024-06", "T2") == (0, None)
    assert made.value("met", "2024-06", "T3") == (None, None)  # no standard reported: not judged


def test_items_of_a_ledger_add_up_and_may_change_their_unit() -> None:
    made = world(
        UNITS, [indicator(1, "open", "carry", template="T7")], [template("T7", "district", "季", key="item_no")]
    )
    made.put("""
    2024-03 | T1 | open | 1 | 1
    2024-03 | T1 | open | 1 | 2
    2024-06 | T2 | open | 1 | 2
    """)
    made.refresh()
    assert made.value("open", "2024-03", "T1") == (2, None)
    assert made.value("open", "2024-06", "T1") == (1, None)
    assert made.value("open", "2024-06", "D1") == (2, None)


def test_last_action_of_a_round_sets_the_state() -> None:
    made = world(UNITS, [indicator(1, "star", "carry", template="T2")], [template("T2")])
    made.put("2024-06 | V1 | star | 3 | 1\n2024-06 | V1 | star | 4 | 2")
    made.refresh()
    assert made.value("star", "2024-06", "T1") == (4, None)  # not 3 + 4


def test_public_figures_stay_at_their_own_level_and_start_no_reporting_month() -> None:
    made = world(
        UNITS,
        [
            indicator(1, "gdp", "point", tier="public", own_level_only=True),
            indicator(2, "towns", "registry", registry_level="town"),
            indicator(3, "site", "carry"),
        ],
    )
    made.put("2010-12 | P | gdp | 5\n2023-06 | D1 | site | 1\n2023-12 | P | gdp | 9")
    made.refresh()
    assert made.rows("gdp") == ["2010-12 P 5 - 1/-", "2023-12 P 9 - 1/-"]
    assert {row.split()[0] for row in made.rows("towns") + made.rows("site")} == {"2023-06"}
    made.refresh(made.put("2023-12 | D2 | site | 2"))
    assert made.value("site", "2023-12", "C") == (3, None)
    made.refresh(made.take_out("2023-12", "D2"))
    assert {row.split()[0] for row in made.rows("towns") + made.rows("site")} == {"2023-06"}
    assert made.value("gdp", "2023-12", "P") == (9, None)


def test_indicator_registered_by_a_home_needs_no_catalogue_row() -> None:
    made = world(UNITS, [indicator(1, "any", "point")])
    made.con.execute("INSERT INTO dim_indicator (indicator_key, code, template) VALUES (20001, 'nbs_1', 'N1')")
    made.con.execute(
        "INSERT INTO fact_measure SELECT 1487, 20001, unit_key, 0, 7, 1, 0, 2 FROM dim_unit WHERE level = 1"
    )
    made.refresh({1487})
    assert made.con.execute("SELECT num, n_reported FROM mart_value WHERE indicator_key = 20001").fetchall() == [(7, 1)]


def test_ledger_items_of_several_levels_are_all_counted() -> None:
    made = world(
        UNITS, [indicator(1, "found", "carry_year", kind="flow", template="T7")],
        [template("T7", "district", "季", key="item_no")],
    )  # fmt: skip
    made.put("""
    2024-03 | D1 | found | 1 | 1
    2024-06 | V1 | found | 1 | 2
    2024-06 | C  | found | 1 | 3
    """)
    made.refresh()
    assert made.rows("found", "2024-06")[2:] == [
        "2024-06 C 3 2 1/2",
        "2024-06 D1 2 1 1/1",
        "2024-06 T1 1 1 1/-",
        "2024-06 D2 - - 0/1",
    ]
