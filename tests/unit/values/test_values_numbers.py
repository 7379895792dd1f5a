"""Every spelling of a figure that files are known to hold: read right, or refused by name."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.values import parse_number
from etl.values.numbers import LIMIT

# text, value × 10^2
PLAIN = [
    ("0", 0),
    ("120", 12000),
    ("120.5", 12050),
    ("120.50", 12050),
    ("120.500000", 12050),
    ("0.00", 0),
    ("0.01", 1),
    ("1234567890123", 123456789012300),
]
# text, value × 10^2, code
NORMALISED = [
    ("１２３．４５", 12345, "VALUE_FULL_WIDTH"),
    ("1,234.50", 123450, "VALUE_THOUSANDS"),
    ("1,234,567", 123456700, "VALUE_THOUSANDS"),
    ("1，234.50", 123450, "VALUE_FULL_WIDTH"),
    ("'120", 12000, "VALUE_APOSTROPHE"),
    ("’120", 12000, "VALUE_APOSTROPHE"),
    (" 120", 12000, "VALUE_BLANKS"),
    ("120\u00a0", 12000, "VALUE_BLANKS"),
    ("\u3000120\t", 12000, "VALUE_BLANKS"),
    ("120\u200b", 12000, "VALUE_BLANKS"),
    ("\ufeff120", 12000, "VALUE_BLANKS"),
    ("+120", 12000, "VALUE_PLUS_SIGN"),
    ("＋120", 12000, "VALUE_FULL_WIDTH"),
    (".5", 50, "VALUE_BARE_POINT"),
    ("1.2E+02", 12000, "VALUE_SCIENTIFIC"),
    ("1.2e2", 12000, "VALUE_SCIENTIFIC"),
    ("12.34567", 1235, "VALUE_ROUNDED"),
    ("0.125", 13, "VALUE_ROUNDED"),
    ("0.124999999999999999999999", 12, "VALUE_ROUNDED"),
    ("30.000000000000004", 3000, "VALUE_ROUNDED"),
    ("12.6万元", 1260, "VALUE_UNIT_WORD"),
    ("12.6 万元", 1260, "VALUE_UNIT_WORD"),
    ("1,234.5万元", 123450, "VALUE_UNIT_WORD"),
]
OUT = [
    ("NaN", "VALUE_NOT_FINITE"),
    ("nan", "VALUE_NOT_FINITE"),
    ("inf", "VALUE_NOT_FINITE"),
    ("-inf", "VALUE_NOT_FINITE"),
    ("Infinity", "VALUE_NOT_FINITE"),
    ("∞", "VALUE_NOT_FINITE"),
    ("1e309", "VALUE_TOO_LARGE"),
    ("1e-400", "VALUE_TOO_LARGE"),
    ("9" * 40, "VALUE_TOO_LARGE"),
    ("9" * 1000, "VALUE_TOO_LARGE"),
    ("-5", "VALUE_NEGATIVE"),
    ("－5", "VALUE_NEGATIVE"),
    ("(12.50)", "VALUE_ODD_MINUS"),
    ("（12.50）", "VALUE_ODD_MINUS"),
    ("\u221212", "VALUE_ODD_MINUS"),
    ("—12", "VALUE_ODD_MINUS"),
    ("12.50-", "VALUE_ODD_MINUS"),
    ("一百二十", "VALUE_HAN_NUMERAL"),
    ("壹佰", "VALUE_HAN_NUMERAL"),
    ("1 234", "VALUE_INNER_BLANK"),
    ("1\u00a0234", "VALUE_INNER_BLANK"),
    ("1\u200b20", "VALUE_INNER_BLANK"),
    ("1,23.50", "VALUE_BAD_GROUPING"),
    ("12,5", "VALUE_BAD_GROUPING"),
    ("0,123", "VALUE_BAD_GROUPING"),
    ("1,2345", "VALUE_BAD_GROUPING"),
    ("O12", "VALUE_LOOKALIKE"),
    ("1O0", "VALUE_LOOKALIKE"),
    ("l2.5", "VALUE_LOOKALIKE"),
    ("О5", "VALUE_LOOKALIKE"),  # Cyrillic О
    ("1.2.3", "VALUE_NOT_NUMBER"),
    ("12。5", "VALUE_NOT_NUMBER"),
    ("5.", "VALUE_NOT_NUMBER"),
    ("--5", "VALUE_NOT_NUMBER"),
    ("abc", "VALUE_NOT_NUMBER"),
    ("1.2亿", "VALUE_OTHER_UNIT"),
    ("1200000元", "VALUE_OTHER_UNIT"),
    ("12.6万", "VALUE_OTHER_UNIT"),
    ("120家", "VALUE_OTHER_UNIT"),
    ("¥120", "VALUE_OTHER_UNIT"),
    ("85%", "VALUE_PERCENT"),
    ("85％", "VALUE_PERCENT"),
    ("约120", "VALUE_APPROXIMATE"),
    ("120余", "VALUE_APPROXIMATE"),
    ("≥120", "VALUE_APPROXIMATE"),
    ("100-120", "VALUE_RANGE"),
    ("100～120", "VALUE_RANGE"),
    ("null", "VALUE_MISSING_MARK"),
    ("NULL", "VALUE_MISSING_MARK"),
    ("#N/A", "VALUE_MISSING_MARK"),
    ("—", "VALUE_MISSING_MARK"),
    ("——", "VALUE_MISSING_MARK"),
    ("-", "VALUE_MISSING_MARK"),
    ("/", "VALUE_MISSING_MARK"),
    ("//", "VALUE_MISSING_MARK"),
    ("无", "VALUE_MISSING_MARK"),
    ("空", "VALUE_MISSING_MARK"),
    ("未统计", "VALUE_MISSING_MARK"),
    ("（待报）", "VALUE_MISSING_MARK"),
    ("**", "VALUE_MISSING_MARK"),
    ("'", "VALUE_MISSING_MARK"),
    ("#DIV/0!", "VALUE_EXCEL_ERROR"),
    ("#REF!", "VALUE_EXCEL_ERROR"),
    ("######", "VALUE_EXCEL_ERROR"),
    ("=1+1", "VALUE_FORMULA"),
    ("＝1+1", "VALUE_FORMULA"),
    ("@SUM(1)", "VALUE_FORMULA"),
    ("TRUE", "VALUE_NOT_NUMBER"),
    ("0x1F", "VALUE_PROGRAM_NUMBER"),
    ("1_000", "VALUE_PROGRAM_NUMBER"),
    ("١٢٣", "VALUE_OTHER_DIGITS"),
    ("120①", "VALUE_OTHER_DIGITS"),
    ("12²", "VALUE_OTHER_DIGITS"),
    ("𝟏𝟐", "VALUE_OTHER_DIGITS"),
    ("2024-09-30", "VALUE_IS_DATE"),
    ("2024/9/30", "VALUE_IS_DATE"),
    ("2024-09-30 00:00:00", "VALUE_IS_DATE"),
    ("2024年9月", "VALUE_IS_DATE"),
    ("Sep-24", "VALUE_IS_DATE"),
    ("\u202e120", "TEXT_BIDI"),
    ("12\x000", "TEXT_BROKEN_CHARACTER"),
    ("12\ufffd", "TEXT_BROKEN_CHARACTER"),
    ("<b>12</b>", "VALUE_NOT_NUMBER"),
    ("1X万元", "VALUE_NOT_NUMBER"),
]


@pytest.mark.parametrize(("text", "value"), PLAIN)
def test_plain_figures_pass_without_remark(text: str, value: int) -> None:
    parsed = parse_number(text, scale=2, unit="万元")
    assert (parsed.value, parsed.outcome, parsed.code) == (value, None, "")


@pytest.mark.parametrize(("text", "value", "code"), NORMALISED)
def test_harmless_spellings_are_read_and_listed(text: str, value: int, code: str) -> None:
    parsed = parse_number(text, scale=2, unit="万元")
    assert (parsed.value, parsed.outcome, parsed.code) == (value, "normalise", code)
    assert parsed.detail


@pytest.mark.parametrize(("text", "code"), OUT)
def test_doubtful_texts_are_refused_by_name(text: str, code: str) -> None:
    parsed = parse_number(text, scale=2, unit="万元")
    assert (parsed.value, parsed.outcome, parsed.code) == (None, "out", code)


@pytest.mark.parametrize("text", ["", " ", "\u00a0", "\u3000\u200b"])
def test_an_empty_cell_is_missing_and_never_zero(text: str) -> None:
    parsed = parse_number(text, scale=2)
    assert (parsed.value, parsed.outcome) == (None, None)


@pytest.mark.parametrize(
    ("text", "value", "outcome", "code"),
    [
        ("120", 120, None, ""),
        ("120.0", 120, None, ""),
        ("120.000", 120, None, ""),
        ("120.5", None, "out", "VALUE_NOT_INTEGER"),
        ("120.5家", None, "out", "VALUE_NOT_INTEGER"),
        ("120家", 120, "normalise", "VALUE_UNIT_WORD"),
        ("120 家", 120, "normalise", "VALUE_UNIT_WORD"),
        ("1.2E+02", 120, "normalise", "VALUE_SCIENTIFIC"),
        ("119.99999999999999", 120, "normalise", "VALUE_ROUNDED"),
        ("0.4", None, "out", "VALUE_NOT_INTEGER"),
        ("2.5万", None, "out", "VALUE_OTHER_UNIT"),
    ],
)
def test_counts_are_whole(text: str, value: int | None, outcome: str | None, code: str) -> None:
    parsed = parse_number(text, scale=0, integer=True)
    assert (parsed.value, parsed.outcome, parsed.code) == (value, outcome, code)


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [("85%", "%", 8500), ("85.5 ％", "%", 8550), ("120家", "个", 12000), ("¥12", "元", 1200), ("3.3万名", "万名", 330)],
)
def test_the_columns_own_unit_may_follow(text: str, unit: str, value: int) -> None:
    parsed = parse_number(text, scale=2, unit=unit)
    assert (parsed.value, parsed.outcome) == (value, "normalise")


@pytest.mark.parametrize(("text", "unit"), [("120名", "个"), ("120元", "万元"), ("120万元", "元"), ("12人次", "人")])
def test_another_unit_may_not(text: str, unit: str) -> None:
    assert parse_number(text, scale=2, unit=unit).code == "VALUE_OTHER_UNIT"


def test_negative_figures_where_they_are_allowed() -> None:
    assert parse_number("-12.5", scale=1, allow_negative=True).value == -125
    assert parse_number("-12.25", scale=1, allow_negative=True).value == -123
    assert parse_number("\u221212", scale=1, allow_negative=True).code == "VALUE_ODD_MINUS"
    assert parse_number("(12)", scale=1, allow_negative=True).code == "VALUE_ODD_MINUS"


def test_figures_that_may_have_lost_digits_or_be_codes_are_asked() -> None:
    short = parse_number("1.23457E+11", scale=0)
    assert (short.value, short.outcome, short.code) == (123457000000, "confirm", "VALUE_SCIENTIFIC_SHORT")
    code = parse_number("007", scale=0)
    assert (code.value, code.outcome, code.code) == (7, "confirm", "VALUE_LEADING_ZERO")


def test_several_remarks_are_told_in_one_detail() -> None:
    parsed = parse_number("１，２３４．５６７万元", scale=2, unit="万元")
    assert parsed.value == 123457
    assert parsed.detail == "四舍五入为1234.57，全角改为半角，去掉与本列相同的单位“万元”，去掉千位分隔符"


def test_a_negative_scale_rounds_whole_figures() -> None:
    """A file in 元 for a template in 万元 with two decimals needs hundreds of 元."""
    assert parse_number("1234550", scale=-2).value == 12346


@given(st.text(max_size=40))
def test_no_text_breaks_the_parser(text: str) -> None:
    parsed = parse_number(text, scale=2, unit="万元")
    assert parsed.value is None or abs(parsed.value) < LIMIT
    assert (parsed.outcome is None) == (parsed.code == "")
    assert parsed.value is None if parsed.outcome == "out" else True


@given(st.text(alphabet="0123456789.,eE+-％%万元家OlＯ０９， '\u00a0\u200b(（", max_size=14))
def test_what_is_read_is_what_a_decimal_reads(text: str) -> None:
    """Whatever passes without a remark is the same number to Python's decimal arithmetic."""
    parsed = parse_number(text, scale=3)
    if parsed.value is not None and parsed.outcome is None:
        assert Decimal(text).scaleb(3) == parsed.value


@given(
    st.decimals(min_value=0, max_value=10**9, allow_nan=False, allow_infinity=False, places=7),
    st.integers(min_value=0, max_value=6),
)
def test_rounding_is_half_up(number: Decimal, scale: int) -> None:
    expected = int(number.scaleb(scale).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    assert parse_number(f"{number:f}", scale=scale).value == expected


@given(st.integers(min_value=0, max_value=10**12), st.integers(min_value=0, max_value=99))
def test_spellings_of_one_figure_agree(whole: int, cents: int) -> None:
    value = whole * 100 + cents
    plain = f"{whole}.{cents:02d}"
    wide = plain.translate(str.maketrans("0123456789.", "０１２３４５６７８９．"))
    for text in (plain, f"{whole:,}.{cents:02d}", wide, f" {plain}\u00a0", f"'{plain}", f"+{plain}", f"{plain}万元"):
        assert parse_number(text, scale=2, unit="万元").value == value
