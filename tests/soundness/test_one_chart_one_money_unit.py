"""0.5 beside 5,000 in one column misleads by ten thousand times: one chart, one unit."""

from dashboard.numbers import format_column, format_value


def test_a_single_value_takes_the_unit_that_fits():
    assert format_value(9_999.99, "万元", 2) == "9,999.99万元"
    assert format_value(10_000, "万元", 2) == "1.00亿元"


def test_a_column_has_one_unit():
    shown = format_column([5_000, 12_000, 800], "万元", 2)
    assert [text[-2:] for text in shown] == ["亿元"] * 3
    assert shown.tolist() == ["0.50亿元", "1.20亿元", "0.08亿元"]


def test_small_amounts_in_a_large_column_stay_apart():
    assert format_column([12_000, 10, 20], "万元", 2).tolist() == ["1.20亿元", "0.001亿元", "0.002亿元"]
