"""Merged, split and moved units: nothing lost, nothing doubled, like compared with like."""

from tests.marts.world import World, indicator, template, world

UNITS = """
C  | 市   | 市     |   |    | 2000-01-01
D1 | 甲区 | 县市区 | C | 区 | 2000-01-01 | 2024-06-30 | 撤并：并入D2
D2 | 乙区 | 县市区 | C | 区 | 2000-01-01
D3 | 丙区 | 县市区 | C | 区 | 2000-01-01
"""
LIKE_FOR_LIKE = """
    SELECT period_key, CAST(sum(num) AS BIGINT)
    FROM mart_value
    JOIN dim_unit u USING (unit_key)
    LEFT JOIN unit_successor s ON s.unit_code = u.unit_code AND s.from_period > period_key
    WHERE indicator_key = 1 AND coalesce(s.successor_code, u.unit_code) = 'D2'
    GROUP BY period_key ORDER BY period_key
"""


def merged_world() -> World:
    made = world(UNITS, [indicator(1, "income", "ytd", kind="flow"), indicator(2, "count", "event", kind="flow")])
    made.put("""
    2024-05 | D1 | income | 100
    2024-05 | D2 | income | 200
    2024-05 | D3 | income | 10
    2024-06 | D1 | income | 120
    2024-06 | D2 | income | 240
    2024-06 | D3 | income | 12
    2024-07 | D2 | income | 400
    2024-07 | D3 | income | 15
    2024-03 | D1 | count  | 2
    2024-04 | D2 | count  | 1
    """)
    made.refresh()
    return made


def test_merged_district_keeps_its_figures_until_its_last_day() -> None:
    made = merged_world()
    assert made.value("income", "2024-06", "D1") == (120, None)
    assert made.value("income", "2024-07", "D1") == (None, None)
    assert made.value("income", "2024-06", "C") == (372, None)
    assert made.value("income", "2024-07", "C") == (415, None)


def test_own_amount_after_a_merger_is_measured_against_both_predecessors() -> None:
    made = merged_world()
    assert made.single("income", "2024-07", "D2") == 40  # 400 - (240 + 120), not 400 - 240
    assert made.single("income", "2024-07", "C") == 43
    assert made.single("income", "2024-06", "D2") == 40


def test_own_amount_after_a_split_is_not_guessed() -> None:
    made = world(UNITS.replace("并入D2", "分别并入D2、D3"), [indicator(1, "income", "ytd", kind="flow")])
    made.put("""
    2024-06 | D1 | income | 120
    2024-06 | D2 | income | 240
    2024-06 | D3 | income | 12
    2024-07 | D2 | income | 400
    2024-07 | D3 | income | 15
    """)
    made.refresh()
    assert made.single("income", "2024-07", "D2") is None
    assert made.single("income", "2024-07", "D3") is None


def test_predecessors_add_up_to_the_successor_like_for_like() -> None:
    made = merged_world()
    assert [total for _, total in made.con.execute(LIKE_FOR_LIKE).fetchall()] == [300, 360, 400]


def test_events_of_a_merged_unit_stay_in_the_years_total() -> None:
    made = merged_world()
    assert [made.value("count", f"2024-0{month}", "C")[0] for month in (3, 4, 6, 7)] == [2, 3, 3, 3]
    assert made.value("count", "2024-07", "D2") == (3, None)


def test_state_of_a_merged_unit_ends_with_it() -> None:
    made = world(UNITS, [indicator(1, "site", "carry"), indicator(2, "any", "point")])
    made.put("2024-01 | D1 | site | 1\n2024-01 | D2 | site | 1\n2024-06 | D3 | any | 1\n2024-07 | D3 | any | 1")
    made.refresh()
    assert made.value("site", "2024-06", "C") == (2, None)
    assert made.value("site", "2024-07", "C") == (1, None)


def test_moved_unit_keeps_state_and_own_amount_under_its_new_parent() -> None:
    made = world(
        """
        C  | 市   | 市       |    |    | 2000-01-01
        D1 | 甲区 | 县市区   | C  | 区 | 2000-01-01
        D2 | 乙区 | 县市区   | C  | 区 | 2000-01-01
        T1 | 东镇 | 乡镇街道 | D1 | 镇 | 2000-01-01 | 2024-06-30
        T1 | 东镇 | 乡镇街道 | D2 | 镇 | 2024-07-01 | | 划转
        """,
        [indicator(1, "income", "ytd", kind="flow", template="T6"), indicator(2, "site", "carry")],
        [template("T6", "town")],
    )
    made.put("2024-06 | T1 | income | 50\n2024-07 | T1 | income | 65\n2024-01 | T1 | site | 1")
    made.refresh()
    assert made.single("income", "2024-07", "D2") == 15
    assert made.value("site", "2024-06", "D1") == (1, None)
    assert made.value("site", "2024-07", "D1") == (None, None)
    assert made.value("site", "2024-07", "D2") == (1, None)
