"""The fast lane never disagrees with the parsers, in Python and in DuckDB."""

import re
from datetime import date

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.values import (
    clean_mask_regex,
    parse_boolean,
    parse_date,
    parse_month,
    parse_number,
    parse_year,
)
from etl.values.numbers import LIMIT

TODAY = date(2026, 11, 21)
SCALES = (0, 2, 4, 6, 10)
YEAR, MONTH, DAY = (clean_mask_regex(kind, today=TODAY) for kind in ("year", "month", "date"))


def numbers(scale: int, *, negative: bool = False) -> st.SearchStrategy[str]:
    return st.from_regex(clean_mask_regex("number", scale=scale, allow_negative=negative), fullmatch=True)


@given(st.data(), st.sampled_from(SCALES), st.booleans())
def test_a_clean_number_parses_without_a_remark(data: st.DataObject, scale: int, negative: bool) -> None:
    text = data.draw(numbers(scale, negative=negative))
    parsed = parse_number(text, scale=scale, allow_negative=negative)
    assert parsed.outcome is None and parsed.value is not None and abs(parsed.value) < LIMIT


@given(st.from_regex(clean_mask_regex("integer"), fullmatch=True))
def test_a_clean_count_parses_without_a_remark(text: str) -> None:
    assert parse_number(text, scale=0, integer=True).outcome is None
    assert parse_number(text, scale=0, integer=True).value == int(text.split(".")[0])


@given(st.from_regex(YEAR, fullmatch=True))
def test_a_clean_year_parses_without_a_remark(text: str) -> None:
    assert parse_year(text, today=TODAY).outcome is None and parse_year(text, today=TODAY).value == int(text)


@given(st.from_regex(MONTH, fullmatch=True))
def test_a_clean_month_parses_without_a_remark(text: str) -> None:
    assert parse_month(text).outcome is None and parse_month(text).value == int(text)


@given(st.from_regex(DAY, fullmatch=True))
def test_a_clean_day_parses_without_a_remark(text: str) -> None:
    assert parse_date(text).outcome is None and parse_date(text).value == date.fromisoformat(text)


@given(st.dates(min_value=date(1950, 1, 1), max_value=date(2099, 12, 31)))
def test_nearly_every_day_takes_the_fast_lane(day: date) -> None:
    fast = re.fullmatch(DAY, day.isoformat()) is not None
    assert fast is not ((day.month, day.day) == (2, 29))


def test_clean_booleans() -> None:
    pattern = clean_mask_regex("boolean")
    for text in ("是", "否"):
        assert re.fullmatch(pattern, text) and parse_boolean(text).outcome is None
    assert not re.fullmatch(pattern, "√")


@pytest.mark.parametrize(
    "text", ["", "1\n", " 1", "１", "1,000", "007", "1e2", "+1", "-1", "1.", ".5", "9" * 19, "1.0000001", "١", "=1"]
)
def test_what_needs_a_parser_does_not_take_the_fast_lane(text: str) -> None:
    assert not re.fullmatch(clean_mask_regex("number", scale=6), text)


def test_set_up_errors_are_told() -> None:
    with pytest.raises(ValueError, match="今天"):
        clean_mask_regex("year")
    with pytest.raises(ValueError, match="可用"):
        clean_mask_regex("text")
    with pytest.raises(ValueError, match="逐格"):
        clean_mask_regex("number", scale=-2)


@pytest.fixture(scope="module")
def con() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


def in_duckdb(con: duckdb.DuckDBPyConnection, text: str, scale: int) -> tuple[bool, int | None]:
    """Whether DuckDB lets a text pass, and the exact cast scaled to an integer."""
    pattern = clean_mask_regex("number", scale=scale, allow_negative=True)
    row = con.execute(
        f"SELECT regexp_full_match($1, $2), CAST(CASE WHEN regexp_full_match($1, $2)"
        f" THEN CAST($1 AS DECIMAL(38, {scale})) * {10**scale} END AS HUGEINT)",
        [text, pattern],
    ).fetchone()
    assert row is not None
    return row[0], row[1]


@given(data=st.data(), scale=st.sampled_from(SCALES))
def test_duckdb_casts_a_clean_number_to_the_parsers_value(
    con: duckdb.DuckDBPyConnection, data: st.DataObject, scale: int
) -> None:
    text = data.draw(numbers(scale, negative=True))
    assert in_duckdb(con, text, scale) == (True, parse_number(text, scale=scale, allow_negative=True).value)


@given(text=st.one_of(st.text(max_size=12), st.text(alphabet="0123456789.,-+eE １０\n", max_size=12)))
def test_duckdb_and_python_read_the_pattern_alike(con: duckdb.DuckDBPyConnection, text: str) -> None:
    if "\x00" in text:
        return
    pattern = clean_mask_regex("number", scale=2, allow_negative=True)
    assert in_duckdb(con, text, 2)[0] is (re.fullmatch(pattern, text) is not None)
