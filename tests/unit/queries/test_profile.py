"""The profile: one unit's row against whole, peers, best, worst, last year and the report before."""

import pandas as pd
import pytest

from dashboard import queries
from dashboard.warehouse import Warehouse
from tests.star import Star, city, key

JUNE = key("2024-06")


def rates(**columns: object) -> Star:
    return city("A", "B", "D", peer="城区").districts("E", "F", "G", peer="山区").rate(core_order=1, **columns)


def row(wh: Warehouse, unit: str, code: str = "r") -> pd.Series:
    return queries.profile(wh, unit, JUNE).set_index("code").loc[code]


def test_one_unit_against_whole_peers_ends_and_last_year(opened) -> None:
    star = rates(effective_gap=1.0)
    star.column("r", "2024-06", A=(95, 100), B=(80, 100), D=(60, 80), E=(70, 100), F=(55, 100), G=(60, 100))
    star.value("r", "2024-06", "C", 420, 580).value("r", "2023-06", "A", 90, 100).value("r", "2024-05", "A", 93, 100)
    wh = opened(star)
    found = row(wh, "A")
    assert (found["shown"], found["whole_shown"], found["last_year_shown"]) == ("95.0", "72.4", "90.0")
    # 235 of 280 in the three districts of the group.
    assert found["peer_shown"] == "83.9"
    assert (found["best_shown"], found["best_names"]) == ("95.0", "A区")
    assert (found["worst_shown"], found["worst_names"]) == ("55.0", "F区")
    assert (found["place"], found["n_ranked"], found["peer_place"], found["peer_ranked"]) == (1, 6, 1, 3)
    assert found["class"] == "better" and found["at_own"] == 1.0 and found["at_best"] == 1.0
    assert (found["change_text"], found["change_base"], found["changed_for"]) == (
        "+2.0个百分点", "较上次报送", "better",
    )  # fmt: skip
    assert row(wh, "F")["class"] == "worse" and row(wh, "F")["place"] == 6


def test_a_change_below_the_effective_gap_is_none(opened) -> None:
    star = rates(effective_gap=5.0).column("r", "2024-06", A=(54, 100)).column("r", "2024-05", A=(50, 100))
    found = row(opened(star), "A")
    assert (found["change_text"], bool(found["change_is_real"]), found["changed_for"]) == ("持平", False, "")


def test_a_yearly_target_is_compared_with_the_year_before(opened) -> None:
    star = rates(target=100.0, target_kind="annual").column("r", "2024-06", A=(50, 100))
    star.column("r", "2024-05", A=(20, 100)).column("r", "2023-06", A=(48, 100))
    found = row(opened(star), "A")
    assert (found["change_text"], found["change_base"]) == ("+2.0个百分点", "较上年同期")
    assert (found["light"], found["lead_text"]) == ("绿", "与时序持平")


def test_a_months_own_amount_changes_in_its_unit(opened) -> None:
    star = city("A", "B").indicator(
        "x", core_order=1, kind="flow", reported="ytd", unit="万元", num_scale=6, decimals=2
    )
    star.value("x", "2024-06", "A", 90 * 10**6, single=20 * 10**6)
    star.value("x", "2024-05", "A", 70 * 10**6, single=15 * 10**6)
    found = row(opened(star), "A", "x")
    assert (found["change_text"], found["change_base"]) == ("+5.00万元", "当期比上期")


def test_a_missing_report_is_no_zero_and_has_no_place(opened) -> None:
    star = rates().column("r", "2024-06", A=None, B=(1, 2), D=(1, 2), E=(1, 3), F=(1, 4), G=(1, 5))
    star.value("r", "2024-06", "C", 5, 16)
    found = row(opened(star), "A")
    assert (found["status"], found["shown"], found["class"]) == ("未报", "未报", "missing")
    assert pd.isna(found["place"]) and pd.isna(found["at_own"]) and not pd.isna(found["at_worst"])


def test_a_small_denominator_is_not_compared(opened) -> None:
    star = rates(min_denominator=5).column("r", "2024-06", A=(3, 3), B=(80, 100), D=(80, 100), E=(70, 100), F=(60, 90))
    star.value("r", "2024-06", "C", 293, 393)
    found = row(opened(star), "A")
    assert (found["status"], found["class"], found["shown"]) == ("样本小", "small", "100")
    assert pd.isna(found["place"]) and found["best_shown"] == "80.0" and found["best_names"] == "B区、D区"


def test_last_year_of_a_merged_unit_is_that_of_its_parts(opened) -> None:
    star = city("A", "B").unit("Z", "老区", "district", "C", last="2023-12").went_into("Z", "A", "2024-01")
    star.rate(core_order=1)
    star.column("r", "2024-06", A=(60, 100)).column("r", "2023-06", A=(20, 50), Z=(40, 50))
    assert row(opened(star), "A")["last_year_shown"] == "60.0"


def test_scores_without_a_whole_stand_against_the_median(opened) -> None:
    star = city("A", "B", "D", "E", "F").indicator("s", core_order=1, unit="分", decimals=2, num_scale=2,
                                                   own_level_only=True)  # fmt: skip
    star.column("s", "2024-06", A=9500, B=9000, D=8800, E=8000, F=7000)
    found = row(opened(star), "A", "s")
    assert (found["whole_shown"], bool(found["middle_is_median"]), found["difference"]) == ("88.00", True, 7.0)


def test_unit_that_does_not_exist_yet_names_the_period(opened) -> None:
    star = city("A").districts("N", first="2024-09").indicator("x", core_order=1).column("x", "2024-06", A=1)
    with pytest.raises(queries.QueryError, match="N区在2024年6月不存在"):
        queries.profile(opened(star), "N", JUNE)
