"""Period keys: every period is keyed by the month it ends in."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import periods

KEYS = st.integers(min_value=periods.period_key(1950, 1), max_value=periods.period_key(2150, 12))


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("2024-06", "2024-06"),
        ("2024Q1", "2024-03"),
        ("2024q4", "2024-12"),
        ("2024H1", "2024-06"),
        ("2024h2", "2024-12"),
        ("2024", "2024-12"),
        (" 2010 ", "2010-12"),
    ],
)
def test_a_written_period_is_its_last_month(text: str, label: str) -> None:
    assert periods.label(periods.parse_period(text)) == label


@pytest.mark.parametrize(
    "text", ["", "2024-13", "2024-00", "2024-6", "24-06", "2024Q5", "2024H3", "2024年6月", "1899", "２０２４"]
)
def test_other_forms_are_refused_with_the_accepted_ones(text: str) -> None:
    with pytest.raises(ValueError, match=r"可写|须为|须在"):
        periods.parse_period(text)


@pytest.mark.parametrize(
    ("period", "frequency", "words"),
    [
        ("2024-06", "月", "2024年6月"),
        ("2024-06", "季", "2024年二季度"),
        ("2024-06", "半年", "2024年上半年"),
        ("2024-12", "半年", "2024年下半年"),
        ("2024-12", "年", "2024年"),
        ("2024-12", "季", "2024年四季度"),
        # May ends neither a quarter nor a year: it keeps its own name.
        ("2024-05", "季", "2024年5月"),
        ("2021-06", "年", "2021年6月"),
        ("2024-06", "批次", "2024年6月"),
    ],
)
def test_chinese_names(period: str, frequency: str, words: str) -> None:
    assert periods.label_zh(periods.parse_period(period), frequency) == words


def test_the_last_day() -> None:
    assert periods.as_of(periods.parse_period("2024-02")) == date(2024, 2, 29)
    assert periods.as_of_zh(periods.parse_period("2024-06")) == "2024年6月30日"


def test_steps() -> None:
    june = periods.parse_period("2024-06")
    assert periods.label(periods.previous(june, "月")) == "2024-05"
    assert periods.label(periods.previous(june, "季")) == "2024-03"
    assert periods.label(periods.previous(periods.parse_period("2024-01"), "月")) == "2023-12"
    assert periods.label(periods.same_last_year(june)) == "2023-06"
    assert periods.label(periods.year_end(june)) == "2024-12"
    assert periods.months_in_year(june) == 6


@given(KEYS)
def test_a_label_reads_back(key: int) -> None:
    assert periods.parse_period(periods.label(key)) == key
    year, month = periods.year_month(key)
    assert periods.period_key(year, month) == key
    day = periods.as_of(key)
    assert periods.period_key(day.year, day.month) == key
    assert periods.year_of(key) == year and periods.months_in_year(key) == month


@given(KEYS, KEYS)
def test_keys_sort_like_dates(first: int, second: int) -> None:
    assert (first < second) == (periods.as_of(first) < periods.as_of(second))
