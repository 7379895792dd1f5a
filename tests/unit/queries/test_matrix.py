"""The matrix: stored rows in, value, period, class and light of every cell out."""

import pandas as pd
import pytest

from dashboard import queries
from tests.star import Star, by_unit, city, key

CODES = ("A", "B", "D", "E", "F", "G")
JUNE = key("2024-06")


def with_rate(**columns: object) -> Star:
    """Six districts; a rate r of counts n and d."""
    return city(*CODES).rate(core_order=1, **columns)


def cells(table: pd.DataFrame, code: str, column: str) -> dict[str, object]:
    return by_unit(table[table["code"] == code], column)


def test_a_rate_is_classed_by_chance_and_gap_against_the_ratio_of_sums(opened) -> None:
    star = with_rate(min_denominator=5)
    # Districts add up to 400/500 = 80 %; at 100 the luck of the draw is 7.8 points: 90 and 70 are beyond it, 86 is not.
    star.column("r", "2024-06", A=(90, 100), B=(86, 100), D=(70, 100), E=(152, 196), F=(2, 4), G=None)
    star.value("r", "2024-06", "C", 400, 500)
    table = queries.matrix(opened(star), JUNE)
    assert cells(table, "r", "class") == {
        "C": "", "A": "better", "B": "like", "D": "worse", "E": "like", "F": "small", "G": "missing",
    }  # fmt: skip
    assert cells(table, "r", "shown") == {
        "C": "80.0", "A": "90.0", "B": "86.0", "D": "70.0", "E": "77.6", "F": "50.0", "G": "未报",
    }  # fmt: skip
    assert cells(table, "r", "difference")["A"] == 10.0
    assert list(table["unit_code"])[:2] == ["C", "A"] and set(table["rule"]) == {"share"}


def test_lower_is_better_turns_the_classes(opened) -> None:
    star = with_rate(direction="lower")
    star.column("r", "2024-06", A=(5, 100), B=(20, 100), D=(20, 100), E=(20, 100), F=(35, 100), G=(20, 100))
    star.value("r", "2024-06", "C", 120, 600)
    found = cells(queries.matrix(opened(star), JUNE), "r", "class")
    assert (found["A"], found["F"], found["B"]) == ("better", "worse", "like")


def test_a_share_above_the_whole_is_to_be_checked_not_capped(opened) -> None:
    star = with_rate().column("r", "2024-06", A=(11, 10), **dict.fromkeys("BDEFG", (80, 100)))
    table = queries.matrix(opened(star), JUNE)
    assert cells(table, "r", "class")["A"] == "error" and cells(table, "r", "shown")["A"] == "110.0"


def test_totals_and_neutral_indicators_are_not_judged(opened) -> None:
    star = city(*CODES).indicator("x", core_order=1)
    star.indicator("y", core_order=2, direction="neutral", unit="%", own_level_only=True)
    for code in ("x", "y"):
        star.column(code, "2024-06", A=1, B=2, D=3, E=4, F=5, G=600)
    table = queries.matrix(opened(star), JUNE)
    assert set(table.loc[table["role"] == "unit", "class"]) == {"plain"}


def test_money_per_village_is_classed_by_the_plain_rule(opened) -> None:
    star = city(*CODES).indicator("n", num_scale=6).indicator("d")
    star.indicator("avg", n="n", d="d", unit="万元/村", factor=1, num_scale=6, decimals=2, core_order=1,
                   effective_gap=0.1)  # fmt: skip
    for code, total in zip(CODES, (500, 510, 490, 520, 480, 900), strict=True):
        star.value("avg", "2024-06", code, total * 10**6, 10)
    star.value("avg", "2024-06", "C", 3400 * 10**6, 60)
    table = queries.matrix(opened(star), JUNE)
    # Distances from 56.67: 6.67 5.67 7.67 4.67 8.67 33.33, the middle 7.17, 1.5 times 10.75.
    assert cells(table, "avg", "class") == {"C": "", **dict.fromkeys("ABDEF", "like"), "G": "better"}
    assert cells(table, "avg", "shown")["A"] == "50.00" and set(table["rule"]) == {"value"}


def test_each_indicator_stands_at_its_newest_period_and_says_so(opened) -> None:
    star = city(*CODES).indicator("m", core_order=1).indicator("q", core_order=2, frequency="季")
    star.indicator("late", core_order=3).indicator("none", core_order=4, name="从未报送")
    star.column("m", "2024-05", A=1).column("q", "2024-03", A=2).column("late", "2024-02", A=3)
    table = queries.matrix(opened(star), key("2024-05"))
    first = table.drop_duplicates("code").set_index("code")
    assert first["period_text"].to_dict() == {"m": "2024年5月", "q": "2024年一季度", "late": "2024年2月"}
    assert first["is_current"].to_dict() == {"m": True, "q": True, "late": False}
    assert table.attrs["silent"] == ["从未报送"]


def test_an_old_figure_is_not_dug_up(opened) -> None:
    star = city(*CODES).indicator("m", core_order=1).column("m", "2020-05", A=1)
    table = queries.matrix(opened(star), JUNE)
    assert table.empty and table.attrs["silent"] == ["指标m"]


def test_money_of_a_row_has_one_unit_that_fits_the_districts(opened) -> None:
    star = city(*CODES).indicator("x", core_order=1, unit="万元", num_scale=6, decimals=2)
    star.column("x", "2024-06", A=6_000 * 10**6, B=9_000 * 10**6, C=15_000 * 10**6)
    table = queries.matrix(opened(star), JUNE)
    found = cells(table, "x", "shown")
    assert (found["C"], found["A"], found["D"]) == ("15,000.00", "6,000.00", "未报")
    assert set(table["shown_unit"]) == {"万元"}


@pytest.mark.parametrize("kind", ["annual", "floor", "full", "zero", "ceiling"])
@pytest.mark.parametrize("value", [0, 2, 40, 47, 60, 79, 80, 96, 100])
def test_lights_of_all_units_are_those_of_the_cards(opened, kind: str, value: int) -> None:
    star = with_rate(target={"zero": 0.0, "ceiling": 50.0}.get(kind, 80.0), target_kind=kind)
    star.column("r", "2024-06", **dict.fromkeys(CODES, (value, 100))).value("r", "2024-06", "C", value, 100)
    wh = opened(star)
    table = queries.matrix(wh, JUNE)
    for unit in ("C", "A"):
        card = queries.overview_cards(wh, JUNE, unit).iloc[0]
        cell = table[table["unit_code"] == unit].iloc[0]
        assert (cell["light"], cell["light_word"]) == (card["light"], card["light_word"])


def test_a_reported_target_wins_and_is_the_newest_of_the_year(opened) -> None:
    star = city(*CODES).indicator("goal")
    star.indicator("x", core_order=1, kind="flow", reported="ytd", target_kind="annual", target_measure_key=1)
    star.column("goal", "2024-01", A=1000).column("goal", "2024-04", A=200).column("goal", "2023-12", B=10)
    star.column("x", "2024-06", A=100, B=100)
    table = queries.matrix(opened(star), JUNE)
    assert cells(table, "x", "light")["A"] == "绿" and cells(table, "x", "lead")["A"] == 0.0
    assert cells(table, "x", "light")["B"] is None


def test_without_text_there_is_no_shown(opened) -> None:
    wh = opened(with_rate().column("r", "2024-06", A=(1, 2)))
    assert "shown" not in queries.matrix(wh, JUNE, text=False) and "shown" in queries.matrix(wh, JUNE)
