"""Village incomes: what growth rests on, bands, the way to the standard, names, inequality."""

from collections.abc import Callable

import pytest

from dashboard import queries, warehouse
from dashboard.queries.village_income import ALL_SUBSIDY, MOSTLY_SUBSIDY, NO_RISE, OPERATING, OWN
from dashboard.warehouse import Warehouse
from tests.star import Star, by_unit, city, key

NOW, THEN = "2024-06", "2023-06"
WAN = 10**6


def measures(star: Star) -> Star:
    for code in ("econ_income_total", "econ_income_operating", "econ_income_subsidy", "econ_income_target"):
        star.indicator(code, reported="ytd", kind="flow", unit="万元", num_scale=6, decimals=2)
    return star.indicator("village_zero_cnt", reported="derived", direction="lower")


def income(
    star: Star, period: str, unit: str, total: int, operating: int, subsidy: int, n: int = 4, of: int = 4
) -> Star:
    for code, value in (("total", total), ("operating", operating), ("subsidy", subsidy)):
        star.value(f"econ_income_{code}", period, unit, value * WAN, n=n, of=of)
    return star


def test_growth_by_subsidies_alone_is_called_so(opened: Callable[[Star], Warehouse]) -> None:
    star = measures(city("A", "B", "D", "E", "F", "G"))
    for unit, now, then in (("A", (130, 80, 50), (100, 80, 20)), ("B", (130, 90, 40), (100, 80, 20)),
                            ("D", (130, 105, 25), (100, 80, 20)), ("E", (104, 80, 24), (100, 80, 20))):  # fmt: skip
        income(income(star, NOW, unit, *now), THEN, unit, *then)
    # F had two of its four villages last year, G has not reported now.
    income(income(star, NOW, "F", 130, 80, 50), THEN, "F", 50, 40, 10, n=2)
    income(star, THEN, "G", 100, 80, 20)
    table = queries.income_overview(opened(star), key(NOW), 3)
    kinds = {"A": ALL_SUBSIDY, "B": MOSTLY_SUBSIDY, "D": OWN, "E": NO_RISE, "F": "", "G": ""}
    assert by_unit(table, "growth_kind") == kinds
    assert by_unit(table, "subsidy_part")["A"] == 100 and by_unit(table, "operating_growth")["B"] == 12.5
    assert by_unit(table, "share")["A"] == pytest.approx(80 / 130 * 100) and by_unit(table, "average")["A"] == 32.5
    assert by_unit(table, "total")["G"] is None
    assert table.attrs["whole"]["total"] == 624 and table.attrs["n_comparable"] == 4
    assert table.attrs["comparable"]["total"] == 494 and table.attrs["comparable"]["total_then"] == 400


def test_a_merged_district_is_compared_with_all_it_was_made_of(opened: Callable[[Star], Warehouse]) -> None:
    star = measures(city("A").unit("B", "B区", "district", "C", last="2023-12").went_into("B", "A", "2024-01"))
    income(income(income(star, NOW, "A", 130, 80, 50), THEN, "A", 60, 40, 20), THEN, "B", 40, 30, 10)
    table = queries.income_overview(opened(star), key(NOW), 3)
    assert by_unit(table, "total_then") == {"A": 100.0} and by_unit(table, "operating_then") == {"A": 70.0}


def villages(amounts: dict[str, tuple[float, float, float | None]]) -> Star:
    """Villages named by district letter and number: total, operating, target in 万元."""
    star = measures(city("A", "B").unit("S", "甲镇", "town", "A").unit("T", "乙镇", "town", "B"))
    star.batch(1, file_name="6月.csv")
    for code in amounts:
        star.unit(code, f"{code}村", "village", "S" if code[0] == "A" else "T", unit_type="行政村")
    for row, (code, (total, operating, target)) in enumerate(amounts.items(), start=2):
        star.fact("econ_income_total", NOW, code, round(total * WAN), row=row)
        star.fact("econ_income_operating", NOW, code, round(operating * WAN), row=row)
        if target is not None:
            star.fact("econ_income_target", NOW, code, round(target * WAN), row=row)
    return star


SOME = {"A1": (20, 20, 25), "A2": (19.99, 0, 20), "A3": (0, 0, None), "B1": (100, 3, 90), "B2": (5, 5, 30),
        "B3": (-1, 0, None)}  # fmt: skip


def test_bands_hold_each_village_once_at_its_bounds(opened: Callable[[Star], Warehouse]) -> None:
    wh = opened(villages(SOME))
    table = queries.income_bands(wh, key(NOW), 3).set_index("unit_code")
    labels = ["0", "0—5", "5—10", "10—20", "20—50", "50—100", "≥100"]
    assert table.loc["A", labels].tolist() == [1, 0, 0, 1, 1, 0, 0]
    assert table.loc["B", labels].tolist() == [1, 0, 1, 0, 0, 0, 1]
    operating = queries.income_bands(wh, key(NOW), 3, basis=OPERATING).set_index("unit_code")
    assert operating.loc["B", labels].tolist() == [1, 1, 1, 0, 0, 0, 0]


def test_way_to_the_standard_is_not_filled_by_rich_villages(opened: Callable[[Star], Warehouse]) -> None:
    table = queries.income_summary(opened(villages(SOME)), key(NOW), 3)
    assert table["unit_code"].tolist() == ["A", "B", ""]
    assert table["n_below"].tolist() == [2, 2, 4]
    assert table["shortfall"].round(6).tolist() == [20.01, 36.0, 56.01]
    assert table["n_million"].tolist() == [0, 1, 1] and table["n_zero"].tolist() == [2, 1, 3]
    # Targets only of villages that reported both: A1 and A2 have 39.99 of 45, B1 and B2 105 of 120.
    assert table["target_gap"].round(6).tolist() == [5.01, 15.0, 20.01]
    assert table["middle"].tolist() == [19.99, 5.0, 12.495]


def test_inequality_is_hidden_for_few_villages_and_for_negative_incomes(opened: Callable[[Star], Warehouse]) -> None:
    equal = {f"A{n}": (30.0, 30.0, None) for n in range(10)} | {f"B{n}": (10.0 + n, 1.0, None) for n in range(9)}
    table = queries.income_summary(opened(villages(equal)), key(NOW), 3)
    assert table["gini"].iloc[0] == 0 and table["gini"].isna().tolist() == [False, True, False]
    assert "不足 10 个" in table["gini_words"].iloc[1]
    theil = table.attrs["theil"]
    assert theil.value == pytest.approx(theil.within + theil.between) and theil.between > theil.within
    warehouse.close_all()


def test_a_negative_income_leaves_quartiles_only(opened: Callable[[Star], Warehouse]) -> None:
    table = queries.income_summary(opened(villages({f"A{n}": (n - 1, 0, None) for n in range(12)})), key(NOW), 3)
    assert table["gini"].isna().all() and table["gini_words"].str.contains("四分位").all()
    assert table["lower"].iloc[0] == 1.75 and table["n_negative"].iloc[0] == 1


def test_names_come_with_amounts_and_the_row_that_says_so(opened: Callable[[Star], Warehouse]) -> None:
    wh = opened(villages(SOME))
    below = queries.income_villages(wh, key(NOW), "below")
    assert below["unit_code"].tolist() == ["B3", "A3", "B2", "A2"] and below["gap"].round(6).tolist() == [
        21,
        20,
        15,
        0.01,
    ]
    assert below[["file", "row", "town_name", "district_name"]].iloc[3].tolist() == ["6月.csv", 3, "甲镇", "A区"]
    assert queries.income_villages(wh, key(NOW), "million")["unit_code"].tolist() == ["B1"]
    assert set(queries.income_villages(wh, key(NOW), "zero", "A")["unit_code"]) == {"A2", "A3"}
    assert queries.income_villages(wh, key(NOW), "weak")["unit_code"].tolist() == ["B1"]


def test_clearance_counts_what_is_left_and_who_reported(opened: Callable[[Star], Warehouse]) -> None:
    star = measures(city("A"))
    for month, left, n in (("2024-05", 3, 4), (NOW, 1, 2)):
        star.value("village_zero_cnt", month, "A", left, n=n, of=4)
    star.unit("B", "B区", "district", "C")
    star.value("village_zero_cnt", "2024-05", "C", 3, n=4, of=4).value("village_zero_cnt", NOW, "C", 1, n=2, of=4)
    curve = queries.clearance(opened(star), key(NOW), 3)
    assert curve.to_numpy().tolist() == [[key("2024-05"), 3, 4, 4], [key(NOW), 1, 2, 4]]


def test_a_district_that_has_not_reported_has_nothing_but_an_empty_last_row(
    opened: Callable[[Star], Warehouse],
) -> None:
    wh = opened(villages(SOME).unit("E", "E区", "district", "C").unit("ET", "戊镇", "town", "E"))
    table = queries.income_summary(wh, key(NOW), 4, "E")
    assert table[["unit_name", "n", "n_below", "n_zero"]].to_numpy().tolist() == [["合计", 0, 0, 0]]
    assert table["middle"].isna().all() and table.attrs["theil"].value is None
