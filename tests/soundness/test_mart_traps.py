"""Wrong numbers that a dashboard of this kind is known for; one test a trap, named after it."""

from decimal import Decimal

import duckdb
import pytest

from tests.marts.world import CITY, VILLAGES, indicator, points, ratio, template, world


def test_mean_of_percentages_is_never_taken() -> None:
    made = world(CITY, [*points("done", "total"), ratio(3, "rate", "done", "total")])
    made.put("""
    2024-06 | D1 | done  | 9
    2024-06 | D1 | total | 10
    2024-06 | D2 | done  | 30
    2024-06 | D2 | total | 100
    """)
    made.refresh()
    assert made.value("rate", "2024-06", "C") == (39, 110)  # 35.5 %, not (90 + 30) / 2 = 60 %


def test_missing_is_not_zero() -> None:
    made = world(
        VILLAGES,
        [
            indicator(1, "income", "ytd", kind="flow", template="T3"),
            indicator(2, "villages", "registry", registry_level="village", registry_types=("行政村",)),
            ratio(3, "average", "income", "villages", "village"),
            indicator(4, "empty", "derived", derive="income=0", template="T3"),
        ],
        [template("T3", "village", types=("行政村",))],
    )
    made.put("2024-06 | V1 | income | 30")
    made.refresh()
    assert made.value("average", "2024-06", "D1") == (30, 1)  # two villages, one reported: the other has no say
    assert made.value("empty", "2024-06", "C") == (0, None)  # the silent ones are not empty villages
    assert made.rows("income") == [
        "2024-06 C 30 - 1/3",
        "2024-06 D1 30 - 1/2",
        "2024-06 T1 30 - 1/2",
        "2024-06 D2 - - 0/1",
        "2024-06 T2 - - 0/1",
    ]


def test_cumulative_is_differenced_before_comparing() -> None:
    made = world(CITY, [indicator(1, "income", "ytd", kind="flow")])
    made.put("""
    2023-12 | D1 | income | 240
    2024-01 | D1 | income | 15
    2024-05 | D1 | income | 100
    2024-06 | D1 | income | 130
    """)
    made.refresh()
    assert made.single("income", "2024-06", "D1") == 30
    assert made.single("income", "2024-01", "D1") == 15  # the new year starts at its own amount: no drop of 225
    assert made.single("income", "2024-05", "D1") is None  # April is missing: five months are not one month


def test_single_counts_only_units_with_both_months() -> None:
    made = world(CITY, [indicator(1, "income", "ytd", kind="flow")])
    made.put("""
    2024-05 | D1 | income | 100
    2024-06 | D1 | income | 130
    2024-06 | D2 | income | 500
    """)
    made.refresh()
    assert made.value("income", "2024-06", "C") == (630, None)
    assert made.single("income", "2024-06", "C") == 30  # not 530: the late district's half-year is no June income


def test_cumulative_going_back_stays_visible() -> None:
    made = world(CITY, [indicator(1, "income", "ytd", kind="flow")])
    made.put("2024-05 | D1 | income | 100\n2024-06 | D1 | income | 90")
    made.refresh()
    assert made.single("income", "2024-06", "D1") == -10


def test_stocks_are_not_added_over_time() -> None:
    made = world(CITY, [indicator(1, "activists", "point", frequency="季")])
    made.put(
        "\n".join(
            f"2024-{month} | D1 | activists | {n}" for month, n in (("03", 10), ("06", 12), ("09", 11), ("12", 14))
        )
    )
    made.refresh()
    assert made.value("activists", "2024-12", "C") == (14, None)
    assert made.single("activists", "2024-12", "C") is None


def test_parent_and_child_are_not_both_counted() -> None:
    made = world(VILLAGES, [indicator(1, "served", "ytd", kind="flow", template="T6")], [template("T6", "town")])
    made.put("""
    2024-06 | D1 | served | 100
    2024-06 | T1 | served | 97
    2024-06 | D2 | served | 50
    """)
    made.refresh()
    assert made.value("served", "2024-06", "D1") == (97, None)  # the finer level is complete: it wins
    assert made.value("served", "2024-06", "D2") == (50, None)
    assert made.value("served", "2024-06", "C") == (147, None)  # never 247


def test_incomplete_children_do_not_replace_the_parents_figure() -> None:
    more = "T3 | 南镇 | 乡镇街道 | D1 | 镇 | 2000-01-01"
    made = world(VILLAGES + more, [indicator(1, "served", "ytd", kind="flow", template="T6")], [template("T6", "town")])
    made.put("2024-06 | D1 | served | 100\n2024-06 | T1 | served | 60")
    made.refresh()
    assert made.value("served", "2024-06", "D1") == (100, None)
    assert made.value("served", "2024-06", "T1") == (60, None)
    assert made.value("served", "2024-06", "C") == (100, None)
    made.refresh(made.put("2024-06 | T3 | served | 45"))
    assert made.value("served", "2024-06", "C") == (105, None)


def test_denominator_drifts_with_the_register_not_with_today() -> None:
    merged = VILLAGES.replace(
        "V2 | 二村 | 村社区   | T1 | 行政村 | 2000-01-01",
        "V2 | 二村 | 村社区 | T1 | 行政村 | 2000-01-01 | 2023-12-31 | 撤并：并入V1",
    )
    made = world(
        merged,
        [
            indicator(1, "sites", "point", template="T4"),
            indicator(2, "villages", "registry", registry_level="village", registry_types=("行政村",)),
            ratio(3, "rate", "sites", "villages", "town"),
        ],
        [template("T4", "town", "季")],
    )
    made.put("2023-12 | T1 | sites | 1\n2024-03 | T1 | sites | 1")
    made.refresh()
    assert made.value("rate", "2023-12", "D1") == (1, 2)  # the year's own register
    assert made.value("rate", "2024-03", "D1") == (1, 1)


def test_village_turned_community_leaves_the_village_count_from_its_day_on() -> None:
    turned = VILLAGES.replace(
        "V2 | 二村 | 村社区   | T1 | 行政村 | 2000-01-01",
        "V2 | 二村 | 村社区 | T1 | 行政村 | 2000-01-01 | 2024-02-29\nV2 | 二社区 | 村社区 | T1 | 社区 | 2024-03-01",
    )
    villages = indicator(1, "villages", "registry", registry_level="village", registry_types=("行政村",))
    made = world(turned, [villages, indicator(2, "any", "point")])
    made.put("2024-02 | V1 | any | 1\n2024-03 | V1 | any | 1")
    made.refresh()
    assert made.value("villages", "2024-02", "C") == (3, None)
    assert made.value("villages", "2024-03", "C") == (2, None)


def test_proposed_stars_are_not_counted() -> None:
    made = world(
        VILLAGES,
        [
            indicator(1, "star", "carry", template="T2"),
            indicator(2, "starred", "derived", derive="star>=3", template="T2"),
            indicator(3, "proposed", "event", template="T2", frequency="批次", kind="flow"),
            indicator(4, "orgs", "point", frequency="季"),
            ratio(5, "cover", "starred", "orgs"),
        ],
    )
    made.put("""
    2024-06 | V1 | star     | 4
    2024-06 | V2 | proposed | 1
    2024-06 | D1 | orgs     | 2
    """)
    made.refresh()
    assert made.value("cover", "2024-06", "D1") == (1, 2)
    assert made.value("proposed", "2024-06", "D1") == (1, None)


def test_a_star_taken_away_leaves_the_coverage_at_once() -> None:
    made = world(
        VILLAGES,
        [
            indicator(1, "star", "carry", template="T2"),
            indicator(2, "starred", "derived", derive="star>=3", template="T2"),
        ],
    )
    made.put("""
    2023-12 | V1 | star | 4
    2023-12 | V2 | star | 3
    2024-06 | V1 | star | 0
    """)
    made.refresh()
    assert made.value("starred", "2023-12", "D1") == (2, None)
    assert made.value("starred", "2024-06", "D1") == (1, None)  # V2 keeps its state without being reported again


def test_carried_state_of_a_year_does_not_enter_the_next() -> None:
    made = world(CITY, [indicator(1, "listed", "carry_year", template="T7"), indicator(2, "any", "point")])
    made.put("""
    2024-03 | D1 | listed | 1 | 1
    2024-03 | D1 | listed | 1 | 2
    2024-06 | D1 | listed | 0 | 2
    2024-09 | D2 | any    | 1
    2025-01 | D2 | any    | 1
    """)
    made.refresh()
    assert made.value("listed", "2024-03", "C") == (2, None)
    assert made.value("listed", "2024-09", "C") == (1, None)  # item 1 as in March, item 2 as in June
    assert made.value("listed", "2025-01", "C") == (None, None)


def test_work_coverage_includes_organisation_coverage() -> None:
    made = world(CITY, [*points("org_cover", "work_cover", "firms"), ratio(4, "rate", "work_cover", "firms", "town")])
    made.put("""
    2024-06 | D1 | org_cover  | 205
    2024-06 | D1 | work_cover | 318
    2024-06 | D1 | firms      | 320
    """)
    made.refresh()
    assert made.value("rate", "2024-06", "C") == (318, 320)  # 318 already holds the 205


def test_floating_in_and_out_are_not_added() -> None:
    made = world(CITY, [*points("float_out", "float_in", "members"), ratio(4, "share", "float_out", "members", "org")])
    made.put("""
    2024-06 | D1 | float_out | 6
    2024-06 | D1 | float_in  | 4
    2024-06 | D1 | members   | 46
    """)
    made.refresh()
    assert made.value("share", "2024-06", "C") == (6, 46)


def test_community_fund_standard_of_ten_six_four() -> None:
    made = world(
        CITY,
        [
            *points("committees", "general", "branches"),
            indicator(4, "due", "calc", numerator="10*committees+6*general+4*branches", pair_level="district"),
        ],
    )
    made.put("""
    2024-06 | D1 | committees | 2
    2024-06 | D1 | general    | 3
    2024-06 | D1 | branches   | 5
    """)
    made.refresh()
    assert made.value("due", "2024-06", "D1") == (58, None)


def test_star_coverage_of_37_in_48() -> None:
    made = world(CITY, [*points("star5", "star4", "star3", "orgs"), ratio(5, "cover", "star5+star4+star3", "orgs")])
    made.put("""
    2024-06 | D1 | star5 | 5
    2024-06 | D1 | star4 | 12
    2024-06 | D1 | star3 | 20
    2024-06 | D1 | orgs  | 48
    """)
    made.refresh()
    num, den = made.value("cover", "2024-06", "D1")
    assert (num, den) == (37, 48)
    assert num is not None and den is not None and round(Decimal(num) / den * 100, 1) == Decimal("77.1")


def test_zero_denominator_neither_raises_nor_disappears() -> None:
    made = world(CITY, [*points("fixed", "found"), ratio(3, "rate", "fixed", "found")])
    made.put("2024-06 | D1 | fixed | 0\n2024-06 | D1 | found | 0")
    made.refresh()
    assert made.value("rate", "2024-06", "D1") == (0, 0)
    assert made.value("rate", "2024-06", "D2") == (None, None)


def test_a_unit_without_one_part_leaves_both_sums() -> None:
    made = world(CITY, [*points("done", "total"), ratio(3, "rate", "done", "total")])
    made.put("2024-06 | D1 | done | 9\n2024-06 | D1 | total | 10\n2024-06 | D2 | done | 30")
    made.refresh()
    assert made.value("rate", "2024-06", "C") == (9, 10)  # not 39/10


def test_sums_are_exact() -> None:
    many = "".join(f"D{n} | 区{n} | 县市区 | C | 区 | 2000-01-01\n" for n in range(3, 303))
    made = world(CITY + many, [indicator(1, "money", "point", unit="万元", scale=6)])
    made.put("".join(f"2024-06 | D{n} | money | 0.1\n" for n in range(3, 303)))
    made.refresh()
    assert made.value("money", "2024-06", "C") == (30_000_000, None)  # 30.000000, where doubles give 30.00000000000024


def test_sums_beyond_64_bits_are_refused_not_wrapped() -> None:
    made = world(CITY, [indicator(1, "money", "point")])
    made.put(f"2024-06 | D1 | money | {2**62}\n2024-06 | D2 | money | {2**62}")
    with pytest.raises(duckdb.Error):
        made.refresh()


def test_own_level_figures_are_not_added_up() -> None:
    made = world(CITY, [indicator(1, "wage", "carry", own_level_only=True, template="T6")])
    made.put("2024-01 | D1 | wage | 1990\n2024-01 | D2 | wage | 2100")
    made.refresh()
    assert made.rows("wage") == ["2024-01 D1 1990 - 1/-", "2024-01 D2 2100 - 1/-"]


def test_threshold_is_compared_exactly_and_only_at_its_level() -> None:
    made = world(
        VILLAGES,
        [
            indicator(1, "income", "ytd", kind="flow", unit="万元", scale=6, template="T3"),
            indicator(2, "rich", "derived", derive="income>=20", template="T3"),
        ],
        [template("T3", "village", types=("行政村",))],
    )
    made.put("""
    2024-06 | V1 | income | 20
    2024-06 | V2 | income | 19.999999
    2024-06 | D2 | income | 5000
    """)
    made.refresh()
    assert made.value("rich", "2024-06", "D1") == (1, None)
    assert made.value("rich", "2024-06", "D2") == (None, None)  # a district is no rich village


def test_rounds_of_a_year_add_up_and_start_anew() -> None:
    made = world(CITY, [indicator(1, "new", "event", kind="flow", frequency="批次"), indicator(2, "any", "point")])
    made.put("""
    2023-11 | D1 | new | 7
    2024-06 | D1 | new | 3
    2024-11 | D1 | new | 5
    2024-12 | D2 | any | 1
    """)
    made.refresh()
    assert [made.value("new", period, "C")[0] for period in ("2023-11", "2024-06", "2024-11", "2024-12")] == [
        7,
        3,
        8,
        8,
    ]
    assert [made.single("new", period, "C") for period in ("2024-06", "2024-11", "2024-12")] == [3, 5, 0]


def test_due_elections_of_a_year_stay_in_the_denominator() -> None:
    made = world(
        VILLAGES,
        [
            indicator(1, "due", "carry_year", template="T1", frequency="季"),
            indicator(2, "held", "carry_year", template="T7", kind="flow", frequency="季"),
            ratio(3, "rate", "held", "due"),
        ],
        [template("T1", "village", "季"), template("T7", "district", "季", key="item_no")],
    )
    # V1 elects in May; its June report shows the next term and so says nothing about this year
    made.put("""
    2024-03 | V1 | due  | 1
    2024-03 | V2 | due  | 1
    2024-06 | V1 | held | 1 | 1
    2024-06 | V2 | due  | 1
    """)
    made.refresh()
    assert made.value("rate", "2024-06", "D1") == (1, 2)  # not 1/1


def test_rectified_share_is_of_those_listed_in_the_year_not_of_those_still_open() -> None:
    made = world(
        VILLAGES,
        [
            indicator(1, "listed", "carry_year", template="T7", kind="flow"),
            indicator(2, "closed", "carry_year", template="T7", kind="flow"),
            ratio(3, "rate", "closed", "listed"),
            indicator(4, "open", "calc", numerator="listed-closed", pair_level="district"),
        ],
        [template("T7", "district", "季", key="item_no")],
    )
    for item, village in enumerate(("V1", "V2", "V1", "V2"), start=1):
        made.put(f"2024-03 | {village} | listed | 1 | {item}\n2024-03 | {village} | closed | 0 | {item}")
    made.put("2024-09 | V1 | listed | 1 | 1\n2024-09 | V1 | closed | 1 | 1")
    made.refresh()
    assert made.value("rate", "2024-09", "D1") == (1, 4)
    assert made.value("open", "2024-09", "D1") == (3, None)
    assert made.single("closed", "2024-09", "D1") == 1
