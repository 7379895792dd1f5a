"""Trace: the rows behind a value, both parts of a ratio, what a count was counted from."""

from dashboard import queries
from dashboard.warehouse import Warehouse
from tests.star import city, key


def rows(wh: Warehouse, code: str, unit: str, period: str = "2024-06") -> list[tuple[object, ...]]:
    table = queries.trace(wh, code, unit, key(period))
    columns = ["part", "measure", "unit_code", "value", "row", "counted"]
    return [tuple(row) for row in table[columns].to_numpy().tolist()]


def test_a_city_ratio_traces_to_both_parts_and_says_what_was_left_out(opened) -> None:
    star = city("A", "B").rate().batch(1)
    star.fact("n", "2024-06", "A", 9, row=2).fact("d", "2024-06", "A", 10, row=2).fact("n", "2024-06", "B", 5, row=3)
    assert rows(opened(star), "r", "C") == [
        ("分子", "n", "A", 9.0, 2, True),
        ("分子", "n", "B", 5.0, 3, False),
        ("分母", "d", "A", 10.0, 2, True),
    ]


def test_only_rows_below_the_unit(opened) -> None:
    star = city("A", "B").indicator("x").fact("x", "2024-06", "A", 1).fact("x", "2024-06", "B", 2).batch(1)
    assert rows(opened(star), "x", "B") == [("数值", "x", "B", 2.0, 2, True)]


def test_a_year_of_events_is_traced_to_every_report(opened) -> None:
    star = city("A").indicator("x", reported="event", kind="flow").batch(1)
    star.fact("x", "2023-12", "A", 9, row=1).fact("x", "2024-02", "A", 3, row=2).fact("x", "2024-06", "A", 4, row=3)
    star.fact("x", "2024-09", "A", 8, row=4)
    assert rows(opened(star), "x", "A") == [("数值", "x", "A", 3.0, 2, True), ("数值", "x", "A", 4.0, 3, True)]


def test_a_carried_state_is_traced_to_the_report_it_comes_from(opened) -> None:
    star = city("A").indicator("x", reported="carry").batch(1).state("x", "A", 5, "2024-03", "2024-12", row=8)
    table = queries.trace(opened(star), "x", "A", key("2024-06"))
    assert table[["value", "period", "row"]].to_numpy().tolist() == [[5.0, "2024-03", 8]]


def test_a_counted_measure_is_traced_to_what_was_counted(opened) -> None:
    star = city("A").unit("T", "甲镇", "town", "A").unit("V", "一村", "village", "T").batch(1)
    star.indicator("econ_income_total", reported="ytd", unit="万元", num_scale=6)
    star.indicator("village_ge20_cnt", reported="derived")
    star.fact("econ_income_total", "2024-06", "V", 20_500_000, row=5)
    assert rows(opened(star), "village_ge20_cnt", "C") == [("数值", "econ_income_total", "V", 20.5, 5, True)]


def test_the_column_of_the_form_is_named(opened) -> None:
    star = city("A").unit("T", "甲镇", "town", "A").unit("V", "一村", "village", "T").batch(1, template="T3")
    star.indicator("econ_income_total", reported="ytd", unit="万元", num_scale=6)
    star.fact("econ_income_total", "2024-06", "V", 1)
    table = queries.trace(opened(star), "econ_income_total", "V", key("2024-06"))
    assert "收入" in table["column"][0]


def test_gathered_by_file_with_row_count_and_sum(opened) -> None:
    star = city("A", "B").indicator("x").batch(1).batch(2, file_name="乙.csv")
    star.fact("x", "2024-06", "A", 3, row=4).fact("x", "2024-06", "B", 5, batch=2, row=9)
    star.unit("T", "甲镇", "town", "A").fact("x", "2024-06", "T", 4, row=6)
    files = queries.trace_files(queries.trace(opened(star), "x", "C", key("2024-06")))
    assert files[["file", "rows", "n_rows", "sum"]].to_numpy().tolist() == [
        ["文件1.csv", "4—6", 2, 7.0], ["乙.csv", "9", 1, 5.0]]  # fmt: skip
