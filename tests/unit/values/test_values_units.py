"""Measuring units: exact powers of ten inside a family, a finding between families."""

import pytest

from etl.values import conversion, parse_number, same_unit


@pytest.mark.parametrize(
    ("stated", "wanted", "shift"),
    [
        ("元", "万元", -4),
        ("亿元", "万元", 4),
        ("万元", "元", 4),
        ("千元", "万元", -1),
        ("百万元", "万元", 2),
        ("单位：元", "万元", -4),
        ("(元)", "万元", -4),
        ("（单位:亿元）", "万元", 4),
        ("人", "万人", -4),
        ("万名", "名", 4),
        ("万件", "件", 4),
        ("万个", "个", 4),
        ("万元/月", "元/月", 4),
        ("公顷", "平方米", 4),
        ("‰", "%", -1),
    ],
)
def test_one_family_is_converted_exactly(stated: str, wanted: str, shift: int) -> None:
    found = conversion(stated, wanted)
    assert (found.shift, found.outcome, found.code) == (shift, "normalise", "MEASURE_CONVERTED")


@pytest.mark.parametrize(
    ("stated", "wanted"),
    [
        ("万元", "万元"),
        ("家", "个"),
        ("个", "个/家"),
        ("人", "名"),
        ("％", "%"),
        ("件", "条"),
        ("㎡", "平方米"),
        ("次", "场"),
    ],
)
def test_words_for_one_unit_need_no_remark(stated: str, wanted: str) -> None:
    found = conversion(stated, wanted)
    assert (found.shift, found.outcome, found.code) == (0, None, "")
    assert same_unit(stated, wanted)


@pytest.mark.parametrize(
    ("stated", "wanted", "outcome", "code"),
    [
        (None, "万元", "confirm", "MEASURE_MISSING"),
        ("", "元", "confirm", "MEASURE_MISSING"),
        (None, "万人", "confirm", "MEASURE_MISSING"),
        (None, "个", None, ""),
        (None, None, None, ""),
        ("万元", None, None, ""),
        ("个", "万元", "refuse", "MEASURE_MISMATCH"),
        ("%", "个", "refuse", "MEASURE_MISMATCH"),
        ("万元", "万元/月", "refuse", "MEASURE_MISMATCH"),
        ("亩", "平方米", "refuse", "MEASURE_MISMATCH"),
        ("人次", "人", "confirm", "MEASURE_OTHER_CLASSIFIER"),
        ("户", "个", "confirm", "MEASURE_OTHER_CLASSIFIER"),
        ("担", "吨", "confirm", "MEASURE_UNKNOWN"),
    ],
)
def test_what_is_missing_or_unlike_is_a_finding(
    stated: str | None, wanted: str | None, outcome: str | None, code: str
) -> None:
    found = conversion(stated, wanted)
    assert (found.outcome, found.code) == (outcome, code)


def test_a_figure_in_yuan_becomes_the_same_figure_in_ten_thousand_yuan() -> None:
    """1,234,567.89 元 = 123.456789 万元, kept with six decimals without rounding."""
    scale = 6 + conversion("元", "万元").shift
    parsed = parse_number("1234567.89", scale=scale, unit="元")
    assert (parsed.value, parsed.outcome) == (123456789, None)
    assert parse_number("1.23", scale=6 + conversion("亿元", "万元").shift).value == 12300 * 10**6


def test_counts_in_ten_thousands_are_whole_after_conversion() -> None:
    scale = 0 + conversion("万件", "件").shift
    assert parse_number("1.2", scale=scale, integer=True, unit="万件").value == 12000
    assert parse_number("1.23456", scale=scale, integer=True, unit="万件").code == "VALUE_NOT_INTEGER"
