"""Trend: chosen units, the whole and the median over time, gaps and notes."""

import pandas as pd
import pytest

from dashboard import queries
from tests.star import Star, city, key


def line(frame: pd.DataFrame, role: str, unit: str | None = None, column: str = "value") -> dict[str, object]:
    rows = frame[(frame["role"] == role) & ((frame["unit_code"] == unit) if unit else True)]
    labels = [f"{int(k) // 12 + 1900}-{int(k) % 12 + 1:02d}" for k in rows["period_key"]]
    return {name: None if pd.isna(cell) else cell for name, cell in zip(labels, rows[column], strict=True)}


def flows() -> Star:
    """A reports 10, 25 and 45 in the first three months, B 4 and 6 but not in March, D 7, 7 and 8."""
    star = city("A", "B", "D").indicator("x", reported="ytd", kind="flow", unit="万元", num_scale=6, decimals=2)
    for month, a, b, d, total in ((1, (10, 10), (4, 4), (7, 7), 21), (2, (25, 15), (6, 2), (7, 0), 38),
                                  (3, (45, 20), None, (8, 1), 53)):  # fmt: skip
        for unit, pair in (("A", a), ("B", b), ("D", d)):
            if pair is None:
                star.value("x", f"2024-{month:02d}", unit, None, n=0)
            else:
                star.value("x", f"2024-{month:02d}", unit, pair[0] * 10**6, single=pair[1] * 10**6)
        star.value("x", f"2024-{month:02d}", "C", total * 10**6)
    return star


def test_focus_whole_and_median(opened) -> None:
    table = queries.trend(opened(flows()), "x", ["A", "B"], key("2024-01"), key("2024-03"))
    assert line(table, "focus", "A") == {"2024-01": 10.0, "2024-02": 25.0, "2024-03": 45.0}
    assert line(table, "whole") == {"2024-01": 21.0, "2024-02": 38.0, "2024-03": 53.0}
    assert line(table, "median") == {"2024-01": 7.0, "2024-02": 7.0, "2024-03": 26.5}
    assert set(table.loc[table["role"] == "other", "unit_code"]) == {"D"}
    assert (table.attrs["whole_name"], table.attrs["unit"]) == ("示例市", "万元")


def test_a_month_without_a_report_is_a_gap_not_a_zero(opened) -> None:
    table = queries.trend(opened(flows()), "x", ["B"], key("2024-01"), key("2024-03"))
    assert line(table, "focus") == {"2024-01": 4.0, "2024-02": 6.0, "2024-03": None}
    assert line(table, "focus", column="status")["2024-03"] == "未报"


def test_the_month_s_own_amount_stands_beside_the_cumulative_one(opened) -> None:
    table = queries.trend(opened(flows()), "x", ["A"], key("2024-01"), key("2024-03"))
    assert line(table, "focus", column="single_value") == {"2024-01": 10.0, "2024-02": 15.0, "2024-03": 20.0}


def test_a_quarterly_indicator_has_quarters_only_and_a_missing_one_is_a_gap(opened) -> None:
    star = city("A").indicator("x", frequency="季")
    star.column("x", "2024-03", A=1).column("x", "2024-09", A=3)
    table = queries.trend(opened(star), "x", ["A"], key("2023-01"), key("2024-12"))
    assert line(table, "focus") == {"2024-03": 1.0, "2024-06": None, "2024-09": 3.0}


def test_towns_are_followed_against_their_district(opened) -> None:
    star = city("A", "B").unit("A1", "甲镇", "town", "A").unit("A2", "乙镇", "town", "A")
    star.unit("B1", "丙镇", "town", "B")
    star.indicator("x").column("x", "2024-06", A=7, B=9, C=16, A1=3, A2=4, B1=9)
    table = queries.trend(opened(star), "x", ["A1"], key("2024-06"), key("2024-06"))
    assert line(table, "whole") == {"2024-06": 7.0}
    assert line(table, "median") == {"2024-06": 3.5}
    assert set(table.loc[table["role"] == "other", "unit_code"]) == {"A2"}


def test_breaks_and_dates_are_noted(opened) -> None:
    star = city("A").indicator("x").column("x", "2024-05", A=1).column("x", "2024-06", A=2)
    star.notes += [("x", "2024-06", None, "break", "口径调整"), ("x", "2024-05", "A", "as_of", "数据截至5月20日")]
    table = queries.trend(opened(star), "x", ["A"], key("2024-05"), key("2024-06"))
    assert line(table, "focus", column="note") == {"2024-05": "数据截至5月20日", "2024-06": "口径调整"}
    assert line(table, "focus", column="is_break") == {"2024-05": False, "2024-06": True}


def test_units_of_one_level_only(opened) -> None:
    star = city("A").unit("T", "甲镇", "town", "A").indicator("x").column("x", "2024-06", A=1, T=1)
    with pytest.raises(queries.QueryError, match="不在同一层级：A区、甲镇"):
        queries.trend(opened(star), "x", ["A", "T"], key("2024-01"), key("2024-06"))


def test_nothing_in_the_span_is_said(opened) -> None:
    table = queries.trend(opened(flows()), "x", ["A"], key("2020-01"), key("2020-12"))
    assert len(table) == 0
    assert table.attrs["caption"] == "所选期间没有数据。"


def test_a_date_that_is_no_end_of_a_period_is_told_for_the_units_shown(opened) -> None:
    star = city("A", "B").indicator("x").column("x", "2021-06", A=1, B=2)
    star.notes += [("x", "2021-06", "A", "as_of", "2021-06-05"), ("x", "2021-06", None, "note", "快报")]
    wh = opened(star)
    assert queries.remarks_at(wh, "x", key("2021-06"), ("A",)) == ["实际时点为2021年6月5日", "快报"]
    assert queries.remarks_at(wh, "x", key("2021-06"), ("B",)) == ["快报"]
    table = queries.trend(wh, "x", ["A"], key("2021-06"), key("2021-06"))
    assert line(table, "focus", column="note") == {"2021-06": "快报；实际时点为2021年6月5日"}


def test_units_that_move_in_are_gathered_to_one_note(opened) -> None:
    star = city("A", "B").indicator("x").column("x", "2024-05", A=1).column("x", "2024-06", A=5)
    for code in ("T1", "T2", "T3", "T4"):
        star.unit(code, f"{code}镇", "town", "B", last="2024-05").unit(code, f"{code}镇", "town", "A", first="2024-06")
    table = queries.trend(opened(star), "x", ["A"], key("2024-05"), key("2024-06"))
    assert line(table, "focus", column="note")["2024-06"] == "2024年6月起，T1镇、T2镇、T3镇等4个单位划入"


def test_a_new_line_in_the_register_under_the_same_parent_is_no_move(opened) -> None:
    star = city("A").unit("T", "甲乡", "town", "A", last="2024-05").unit("T", "甲镇", "town", "A", first="2024-06")
    star.indicator("x")
    assert queries.unit_changes(opened(star)).empty


@pytest.mark.parametrize(
    ("days", "shown"),
    [
        ({"A": "2021-06-05", "B": "2021-06-05"}, "2021年6月5日"),
        ({None: "2021-06-05"}, "2021年6月5日"),
        ({"A": "2021-06-05"}, "2021年6月30日"),
        ({"A": "2021-06-05", "B": "2021-06-10"}, "2021年6月30日"),
        ({"A": "非年末时点", "B": "非年末时点"}, "2021年6月30日"),
    ],
)
def test_figures_that_all_are_of_one_other_day_are_told_as_of_that_day(opened, days, shown) -> None:
    star = city("A", "B", "C").indicator("x").column("x", "2021-06", A=1, B=2)
    star.notes += [("x", "2021-06", unit, "as_of", day) for unit, day in days.items()]
    wh = opened(star)
    table = queries.ranking(wh, "x", key("2021-06"))
    assert set(table["as_of"]) == {shown} and table.attrs["caption"].startswith(f"截至{shown}；")
    assert queries.as_of(wh, "x", key("2021-06"), "district") == shown
