"""Years, months, days and periods: read right, or refused by name."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.periods import period_key
from etl.values import dotted_months_ambiguous, parse_date, parse_month, parse_period, parse_year

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("text", "year", "code"),
    [
        ("2024", 2024, ""),
        ("2026", 2026, ""),
        ("2024年", 2024, "PERIOD_SPELLING"),
        ("2024年度", 2024, "PERIOD_SPELLING"),
        ("2024.0", 2024, "PERIOD_SPELLING"),
        ("２０２４", 2024, "PERIOD_SPELLING"),
        (" 2024 ", 2024, "PERIOD_SPELLING"),
        ("'2024", 2024, "PERIOD_SPELLING"),
        ("2024-01-01", 2024, "PERIOD_SPELLING"),
        ("2024-12-31 00:00:00", 2024, "PERIOD_SPELLING"),
        ("1905-07-16", 2024, "PERIOD_SPELLING"),  # the figure 2024 under a date format
        ("24", None, "PERIOD_INVALID"),
        ("45292", None, "PERIOD_EXCEL_SERIAL"),
        ("民国113年", None, "PERIOD_MINGUO"),
        ("2031", None, "PERIOD_FUTURE"),
        ("2027", None, "PERIOD_FUTURE"),
        ("1949", None, "PERIOD_TOO_EARLY"),
        ("20224", None, "PERIOD_EXCEL_SERIAL"),
        ("2024-06-30", None, "PERIOD_INVALID"),
        ("2024.5", None, "PERIOD_INVALID"),
        ("二〇二四", None, "PERIOD_INVALID"),
        ("٢٠٢٤", None, "PERIOD_INVALID"),
        ("20\u202e24", None, "TEXT_BIDI"),
        ("", None, ""),
    ],
)
def test_years(text: str, year: int | None, code: str) -> None:
    parsed = parse_year(text, today=TODAY)
    assert (parsed.value, parsed.code) == (year, code)


@pytest.mark.parametrize(
    ("text", "month", "code"),
    [
        ("6", 6, ""),
        ("06", 6, ""),
        ("12", 12, ""),
        ("6月", 6, "PERIOD_SPELLING"),
        ("6月份", 6, "PERIOD_SPELLING"),
        ("６", 6, "PERIOD_SPELLING"),
        ("六月", 6, "PERIOD_SPELLING"),
        ("十二月", 12, "PERIOD_SPELLING"),
        ("12月末", 12, "PERIOD_SPELLING"),
        ("十二月底", 12, "PERIOD_SPELLING"),
        ("截至12月底", 12, "PERIOD_SPELLING"),
        ("6.0", 6, "PERIOD_SPELLING"),
        ("1-6月", 6, "PERIOD_SPELLING"),
        ("1—6月份", 6, "PERIOD_SPELLING"),
        ("1月-6月", 6, "PERIOD_SPELLING"),
        ("4-6月", None, "MONTH_INVALID"),
        ("0", None, "MONTH_INVALID"),
        ("13", None, "MONTH_INVALID"),
        ("6.5", None, "MONTH_INVALID"),
        ("上半年", None, "MONTH_INVALID"),
        ("2024年6月", None, "MONTH_INVALID"),
    ],
)
def test_months(text: str, month: int | None, code: str) -> None:
    parsed = parse_month(text)
    assert (parsed.value, parsed.code) == (month, code)


def test_a_full_month_beside_its_year_must_agree_with_it() -> None:
    assert parse_month("2024年6月", year=2024).value == 6
    assert parse_month("截至2024年6月底", year=2024).value == 6
    assert parse_month("2024-06", year=2024).value == 6
    assert parse_month("2023年6月", year=2024).code == "PERIOD_CONFLICT"


@pytest.mark.parametrize(
    ("text", "day", "code"),
    [
        ("2024-09-30", date(2024, 9, 30), ""),
        ("2024-02-29", date(2024, 2, 29), ""),
        ("2024/9/30", date(2024, 9, 30), "PERIOD_SPELLING"),
        ("2024.9.30", date(2024, 9, 30), "PERIOD_SPELLING"),
        ("2024年9月30日", date(2024, 9, 30), "PERIOD_SPELLING"),
        ("2024年 9 月 30 日", date(2024, 9, 30), "PERIOD_SPELLING"),
        ("20240930", date(2024, 9, 30), "PERIOD_SPELLING"),
        ("２０２４－０９－３０", date(2024, 9, 30), "PERIOD_SPELLING"),
        ("2024-09-30 00:00:00", date(2024, 9, 30), "PERIOD_SPELLING"),
        ("2024-09-30T00:00:00", date(2024, 9, 30), "PERIOD_SPELLING"),
        ("2024-09-31", None, "PERIOD_INVALID"),
        ("2023-02-29", None, "PERIOD_INVALID"),
        ("45565", None, "PERIOD_EXCEL_SERIAL"),
        ("09/10/24", None, "PERIOD_AMBIGUOUS"),
        ("9/30/2024", None, "PERIOD_AMBIGUOUS"),
        ("Sep 30, 2024", None, "PERIOD_AMBIGUOUS"),
        ("1912-01-01", None, "PERIOD_TOO_EARLY"),
        ("长期", None, "PERIOD_INVALID"),
    ],
)
def test_days(text: str, day: date | None, code: str) -> None:
    parsed = parse_date(text)
    assert (parsed.value, parsed.code) == (day, code)


def test_days_to_come_are_refused_only_when_asked() -> None:
    assert parse_date("2031-09-30").value == date(2031, 9, 30)
    assert parse_date("2031-09-30", today=TODAY).code == "PERIOD_FUTURE"
    assert parse_date("2026-11-30", today=TODAY).value == date(2026, 11, 30)


MONTHS = [
    ("2024-09", (2024, 9), ""),
    ("2024年9月", (2024, 9), "PERIOD_SPELLING"),
    ("2024年09月份", (2024, 9), "PERIOD_SPELLING"),
    ("2024年 9 月", (2024, 9), "PERIOD_SPELLING"),
    ("2024/9", (2024, 9), "PERIOD_SPELLING"),
    ("202409", (2024, 9), "PERIOD_SPELLING"),
    ("2024-09-30", (2024, 9), "PERIOD_SPELLING"),
    ("2024-09-01", (2024, 9), "PERIOD_SPELLING"),
    ("2024年1-9月", (2024, 9), "PERIOD_SPELLING"),
    ("2024.9", (2024, 9), "PERIOD_SPELLING"),
    ("2024.10", (2024, 10), "PERIOD_SPELLING"),
    ("2024.1", None, "PERIOD_DOT_AMBIGUOUS"),
    ("2024.13", None, "PERIOD_INVALID"),
    ("45565", None, "PERIOD_EXCEL_SERIAL"),
    ("2024Q3", None, "PERIOD_INVALID"),
    ("9月", None, "PERIOD_NO_YEAR"),
    ("1-9月", None, "PERIOD_NO_YEAR"),
    ("2024-13", None, "PERIOD_INVALID"),
    ("202413", None, "PERIOD_INVALID"),
    ("2024-00", None, "PERIOD_INVALID"),
    ("2024-09-31", None, "PERIOD_INVALID"),
    ("2024-09-15", None, "PERIOD_NOT_MONTH_END"),
    ("09/10/24", None, "PERIOD_AMBIGUOUS"),
    ("Sep-24", None, "PERIOD_AMBIGUOUS"),
    ("2031-09", None, "PERIOD_FUTURE"),
    ("2026-12", None, "PERIOD_FUTURE"),
    ("1949-09", None, "PERIOD_TOO_EARLY"),
    ("2024", None, "PERIOD_INVALID"),
    ("民国113年9月", None, "PERIOD_MINGUO"),
    ("", None, ""),
]


@pytest.mark.parametrize(("text", "expected", "code"), MONTHS)
def test_month_periods(text: str, expected: tuple[int, int] | None, code: str) -> None:
    parsed = parse_period(text, "month", today=TODAY)
    assert (parsed.value, parsed.code) == (period_key(*expected) if expected else None, code)


@pytest.mark.parametrize(
    ("kind", "text", "expected", "code"),
    [
        ("quarter", "2024Q3", (2024, 9), ""),
        ("quarter", "2024-09-30", (2024, 9), ""),
        ("quarter", "2024年三季度", (2024, 9), "PERIOD_SPELLING"),
        ("quarter", "2024年第3季度", (2024, 9), "PERIOD_SPELLING"),
        ("quarter", "2024年9月", (2024, 9), "PERIOD_SPELLING"),
        ("quarter", "2024-08", None, "PERIOD_NOT_END"),
        ("quarter", "2024-09-15", None, "PERIOD_NOT_MONTH_END"),
        ("quarter", "2024Q5", None, "PERIOD_INVALID"),
        ("quarter", "2026Q4", None, "PERIOD_FUTURE"),
        ("half", "2024H1", (2024, 6), ""),
        ("half", "2024年上半年", (2024, 6), "PERIOD_SPELLING"),
        ("half", "2024年下半年", (2024, 12), "PERIOD_SPELLING"),
        ("half", "2024-12-31", (2024, 12), ""),
        ("half", "2024-03-31", None, "PERIOD_NOT_END"),
        ("year", "2024", (2024, 12), ""),
        ("year", "2024年", (2024, 12), "PERIOD_SPELLING"),
        ("year", "2026", (2026, 12), ""),
        ("year", "2027", None, "PERIOD_FUTURE"),
        ("year", "2024-06-30", None, "PERIOD_NOT_END"),
        ("round", "2023-06", (2023, 6), ""),
        ("round", "2024Q2", (2024, 6), ""),
        ("round", "第六批", None, "PERIOD_ROUND_UNDATED"),
        ("date", "2021-06-05", (2021, 6), ""),
        ("date", "2024年6月30日", (2024, 6), "PERIOD_SPELLING"),
    ],
)
def test_other_periods(kind: str, text: str, expected: tuple[int, int] | None, code: str) -> None:
    parsed = parse_period(text, kind, today=TODAY)  # type: ignore[arg-type]
    assert (parsed.value, parsed.code) == (period_key(*expected) if expected else None, code)


def test_the_title_may_supply_the_year() -> None:
    assert parse_period("9月", "month", today=TODAY, year=2024).value == period_key(2024, 9)
    assert parse_period("1-9月", "quarter", today=TODAY, year=2024).value == period_key(2024, 9)


@pytest.mark.parametrize(
    ("column", "ambiguous"),
    [
        (["2024.1"] * 3, True),
        (["2024.1", "2024.2", "2024.9"], True),
        (["2024.1", "2024.10", "2024.2"], False),
        (["2024.01", "2024.1"], True),
        (["2024.01", "2024.10"], False),
        (["2024.2", "2024.3"], False),
        ([], False),
    ],
)
def test_a_column_of_dotted_months(column: list[str], ambiguous: bool) -> None:
    assert dotted_months_ambiguous(column) is ambiguous


def test_january_is_read_where_the_column_makes_it_clear() -> None:
    assert parse_period("2024.1", "month", today=TODAY, january_is_clear=True).value == period_key(2024, 1)


@given(st.text(max_size=30), st.sampled_from(["month", "quarter", "half", "year", "round", "date"]))
def test_no_text_breaks_the_parsers(text: str, kind: str) -> None:
    for parsed in (
        parse_period(text, kind, today=TODAY),  # type: ignore[arg-type]
        parse_year(text, today=TODAY),
        parse_month(text, year=2024),
        parse_date(text),
    ):
        assert (parsed.outcome is None) == (parsed.code == "")
        assert parsed.value is None if parsed.outcome == "out" else True


@given(st.dates(min_value=date(1950, 1, 1), max_value=TODAY))
def test_spellings_of_one_day_agree(day: date) -> None:
    year, month, number = day.year, day.month, day.day
    for text in (
        day.isoformat(),
        f"{year}/{month}/{number}",
        f"{year}.{month}.{number}",
        f"{year}年{month}月{number}日",
        f"{year}{month:02d}{number:02d}",
    ):
        assert parse_date(text).value == day


@given(st.integers(min_value=1950, max_value=2025), st.integers(min_value=1, max_value=12))
def test_spellings_of_one_month_agree(year: int, month: int) -> None:
    for text in (
        f"{year}-{month:02d}",
        f"{year}年{month}月",
        f"{year}/{month}",
        f"{year}{month:02d}",
        f"{year}.{month:02d}",
    ):
        assert parse_period(text, "month", today=TODAY).value == period_key(year, month)
