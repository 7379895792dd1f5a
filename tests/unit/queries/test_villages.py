"""Below the town the figures come from the facts: villages and organisations."""

import pandas as pd
import pytest

from dashboard import queries
from dashboard.queries import leaves
from tests.star import Star, by_unit, city, key


def villages() -> Star:
    star = city("A").unit("T", "甲镇", "town", "A")
    for code in ("V1", "V2", "V3"):
        star.unit(code, f"{code}村", "village", "T", unit_type="行政村")
    return star.unit("S", "S社区", "village", "T", unit_type="社区")


def test_villages_of_a_town_are_ranked_from_the_facts(opened) -> None:
    star = villages().indicator("x", reported="ytd", kind="flow", unit="万元", num_scale=6, decimals=2)
    star.expected.append(("x", "T3", "village", ["行政村"]))
    star.fact("x", "2024-05", "V1", 5_000_000).fact("x", "2024-05", "V2", 4_000_000)
    star.fact("x", "2024-06", "V1", 6_000_000).fact("x", "2024-06", "V2", 12_600_000)
    star.value("x", "2024-06", "T", 18_600_000)
    table = queries.ranking(opened(star), "x", key("2024-06"), "village", under="T")
    assert by_unit(table, "value") == {"V2": 12.6, "V1": 6.0, "V3": None, "S": None}
    assert by_unit(table, "rank_change") == {"V2": 1, "V1": -1, "V3": None, "S": None}
    assert by_unit(table, "status") == {"V2": "已报", "V1": "已报", "V3": "未报", "S": "不适用"}
    assert table.attrs["whole_value"] == 18.6


def test_a_village_ratio_needs_both_parts(opened) -> None:
    star = villages().rate(pair_level="village")
    star.fact("n", "2024-06", "V1", 1).fact("d", "2024-06", "V1", 4).fact("n", "2024-06", "V2", 3)
    table = queries.ranking(opened(star), "r", key("2024-06"), "village")
    assert by_unit(table, "value") == {"V1": 25.0, "V2": None, "V3": None, "S": None}


def test_organisations_are_paired_one_by_one_within_a_village(opened) -> None:
    """P1 reports 2 of 4, P2 only the numerator: the village has 2 of 4, not 5 of 4."""
    star = villages().unit("P1", "一支部", "org", "V1").unit("P2", "二支部", "org", "V1")
    star.rate(pair_level="org")
    star.fact("n", "2024-06", "P1", 2).fact("d", "2024-06", "P1", 4).fact("n", "2024-06", "P2", 3)
    wh = opened(star)
    village = queries.ranking(wh, "r", key("2024-06"), "village")
    assert (by_unit(village, "numerator")["V1"], by_unit(village, "denominator")["V1"]) == (2.0, 4.0)
    assert by_unit(queries.ranking(wh, "r", key("2024-06"), "org"), "value") == {"P1": 50.0, "P2": None}


def test_a_count_of_villages_is_one_or_nothing_at_a_village(opened) -> None:
    star = villages().indicator("x", reported="ytd", num_scale=6, unit="万元").indicator("ge20", reported="derived")
    star.conditions.append(("ge20", "x", ">=", 20_000_000))
    star.fact("x", "2024-06", "V1", 20_000_000).fact("x", "2024-06", "V2", 19_999_999)
    table = queries.ranking(opened(star), "ge20", key("2024-06"), "village")
    assert by_unit(table, "value") == {"V1": 1.0, "V2": 0.0, "V3": None, "S": None}


def test_a_merged_village_is_compared_with_both(opened) -> None:
    star = city("A").unit("T", "甲镇", "town", "A").unit("V1", "一村", "village", "T")
    star.unit("V2", "二村", "village", "T", last="2024-05").indicator("x").went_into("V2", "V1", "2024-06")
    star.fact("x", "2024-05", "V1", 3).fact("x", "2024-05", "V2", 4).fact("x", "2024-06", "V1", 9)
    table = queries.ranking(opened(star), "x", key("2024-06"), "village")
    assert by_unit(table, "value_prev") == {"V1": 7.0}


@pytest.mark.parametrize("pair_level", ["village", "org"])
def test_the_short_way_answers_as_the_statement_that_knows_everything(opened, monkeypatch, pair_level: str) -> None:
    star = (
        villages().unit("P1", "一支部", "org", "V1").unit("P2", "二支部", "org", "V1").unit("P3", "三支部", "org", "T")
    )
    star.indicator("a").indicator("b").indicator("d").indicator("r", n="a -b", d="d", pair_level=pair_level)
    for number, unit in enumerate(("V1", "V2", "P1", "P2", "P3", "S")):
        for offset, measure in enumerate("abd"):
            if (number + offset) % 5:
                star.fact(measure, "2024-06", unit, 10 * number + offset + 1)
                star.fact(measure, "2024-05", unit, 7 * number + offset + 2)
    wh = opened(star)
    quick = [queries.ranking(wh, "r", key("2024-06"), level) for level in ("village", "org")]
    monkeypatch.setattr(leaves, "_is_direct", lambda *_: False)
    for level, table in zip(("village", "org"), quick, strict=True):
        slow = queries.ranking(wh, "r", key("2024-06"), level)
        assert table["value"].notna().any()
        pd.testing.assert_frame_equal(table, slow)
