"""A ledger that nobody brought up to date says nothing about now: 未报, neither the old rate nor 0 %."""

from tests.marts.world import CITY, indicator, ratio, template, world


def test_the_rate_ends_with_the_last_report() -> None:
    made = world(
        CITY,
        [
            indicator(1, "fixed", "carry_year", template="T7", collected_level="district"),
            indicator(2, "found", "carry_year", template="T7", collected_level="district"),
            ratio(3, "rate", "fixed", "found"),
        ],
        [template("T7", "district", "季", key="item_no")],
    )
    made.put("""
    2025-06 | D1 | fixed | 0 | 1
    2025-06 | D1 | found | 1 | 1
    2025-06 | D2 | fixed | 0 | 2
    2025-06 | D2 | found | 1 | 2
    2025-09 | D2 | fixed | 1 | 2
    2025-09 | D2 | found | 1 | 2
    """)
    made.refresh()
    assert made.value("rate", "2025-06", "D1") == (0, 1)
    assert made.rows("rate", "2025-09") == ["2025-09 C 1/1 - 1/2", "2025-09 D1 - - 0/1", "2025-09 D2 1/1 - 1/1"]
