"""Properties of the parsers and of the reader, tried on as many examples as wished."""

import csv
import io
import re
import unicodedata
from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.periods import period_key
from etl import values
from etl.reading.reader import read_bytes
from tests.torture.files import make
from tests.torture.truth import judge

TODAY = date(2026, 11, 21)
FIGURES = st.decimals(min_value=0, max_value=10**9, places=4, allow_nan=False, allow_infinity=False)
TYPED = st.text(alphabet="0123456789.,，．。 　-−+%万元OolI年月'（）eE１２", min_size=1, max_size=12)
NAMES = st.text(alphabet="鼎湖高要四会广宁怀集封开德庆端州区县市镇村", min_size=2, max_size=6)
BLANKS = st.text(alphabet=" 　\xa0\u200b\u2002", max_size=3)
TEXT_CELLS = st.text(alphabet="快报核实补甲乙、。《》\" ,;|=+-@#'", max_size=10).map(str.strip)


def figures_are_exact_or_refused(text: str) -> None:
    """A typed text is read as the number it plainly is, or not at all."""
    parsed = values.parse_number(text, scale=4, allow_negative=True)
    if parsed.value is None:
        return
    plain = unicodedata.normalize("NFKC", text).strip().lstrip("'‘’+").replace(",", "").strip()
    assert re.fullmatch(r"-?[0-9]*\.?[0-9]*(?:[eE][+-]?[0-9]+)?", plain), (text, parsed)
    scaled = (Decimal(plain) * 10_000).copy_abs().quantize(Decimal(1), ROUND_HALF_UP)
    assert abs(parsed.value) == scaled, (text, parsed)
    assert "," not in text or re.search(r"[0-9１２],[0-9１２]{3}(?![0-9１２])", text), (text, parsed)


def figures_come_back(value: Decimal, style: int) -> None:
    """A figure written in an accepted way is that figure."""
    text = f"{value:f}"
    whole, _, rest = text.partition(".")
    written = (
        text,
        f"{int(whole):,}.{rest}",
        "".join(chr(ord(ch) + 0xFEE0) if ch.isdigit() else ch for ch in text),
        f"  {text}\u3000",
        f"+{text}",
        f"'{text}",
        f"{value:E}",
    )[style]
    parsed = values.parse_number(written, scale=4)
    if parsed.value is None:
        raise AssertionError((written, parsed))
    assert parsed.value == int(value * 10_000), (written, parsed)


def periods_come_back(year: int, month: int, style: int) -> None:
    """A month written in an accepted way is that month."""
    written = (
        f"{year}-{month:02d}", f"{year}年{month}月", f"{year}/{month}", f"{year}{month:02d}",
        f"{year}年{month:02d}月份", f"{year}年1-{month}月", f" {year}-{month:02d} ",
    )[style]  # fmt: skip
    parsed = values.parse_period(written, "month", today=TODAY)
    late = (year, month) > (TODAY.year, TODAY.month)
    if late:
        assert parsed.value is None and parsed.code == "PERIOD_FUTURE", (written, parsed)
    else:
        assert parsed.value == period_key(year, month), (written, parsed)


def no_text_breaks_a_period(text: str) -> None:
    """Whatever stands in a period column: a period of the past since 1950, or a reason."""
    for kind in ("month", "quarter", "half", "year", "round", "date"):
        parsed = values.parse_period(text, kind, today=TODAY)
        if parsed.value is None:
            assert not text.strip(" 　") or parsed.code or not parsed.ok or not text.strip("\u200b \u3000\xa0\t'’‘")
        else:
            assert period_key(1950, 1) <= parsed.value <= period_key(TODAY.year, 12)


def dates_come_back(day: date, style: int) -> None:
    """A day written in an accepted way is that day."""
    written = (
        day.isoformat(), f"{day.year}年{day.month}月{day.day}日", f"{day.year}/{day.month}/{day.day}", f"{day:%Y%m%d}",
        f"{day.year}.{day.month}.{day.day}",
    )[style]  # fmt: skip
    assert values.parse_date(written).value == day, written


def names_share_a_key(name: str, before: str, inner: str) -> None:
    """Blanks around and inside a name change nothing."""
    assert values.name_key(before + inner.join(name) + before) == values.name_key(name)


def codes_come_back(number: int, style: int) -> None:
    """A division code in an accepted spelling is that code."""
    code = f"{number:012d}"[-12:]
    written = (code, f"'{code}", f"{code}.0", f" {code} ", "".join(chr(ord(ch) + 0xFEE0) for ch in code))[style]
    assert values.clean_code(written).value == code


def tables_come_back(rows: list[tuple[str, Decimal, str]], separator: str, encoding: str) -> None:
    """What is written as CSV is read back cell by cell, or the row is named."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=separator)
    writer.writerow(["县市区", "收入", "备注"])
    written = [[f"{name}区", f"{value:f}", note] for name, value, note in rows]
    writer.writerows(written)
    read = read_bytes(stream.getvalue().encode(encoding), "报表.csv")
    if read.refused:
        assert read.findings
        return
    (table,) = read.tables
    named = {finding.row for finding in read.findings if finding.outcome == "out"}
    expected = [row for at, row in enumerate(written, start=2) if at not in named]
    assert table.rows == expected, read.findings


def no_bytes_break_the_reader(data: bytes, name: str) -> None:
    """Any bytes: tables, or a reason for refusing."""
    read = read_bytes(data, name)
    assert read.refused == (not read.tables)
    assert not read.refused or any(finding.outcome == "refuse" for finding in read.findings)


def drawn_files_are_never_read_wrong(seed: int) -> None:
    """A drawn office file is read right, questioned or refused."""
    truth = make(seed)
    verdict = judge(truth, read_bytes(truth.data, truth.name))
    assert verdict.verdict != "wrong", (seed, truth.traits, verdict.faults)


STYLES = st.integers(0, 4)
#: Property, its strategies, and its share of the examples; a little over one in all, because some strategies run dry.
PROPERTIES: tuple[tuple[Callable[..., None], tuple[st.SearchStrategy[Any], ...], float], ...] = (
    (figures_are_exact_or_refused, (TYPED,), 0.34),
    (figures_come_back, (FIGURES, st.integers(0, 6)), 0.15),
    (periods_come_back, (st.integers(1950, 2030), st.integers(1, 12), st.integers(0, 6)), 0.1),
    (no_text_breaks_a_period, (st.text(alphabet="0123456789年月季度上下半QH-/.一二 　第日", max_size=12),), 0.12),
    (dates_come_back, (st.dates(date(1950, 1, 1), date(2030, 12, 31)), STYLES), 0.1),
    (names_share_a_key, (NAMES, BLANKS, BLANKS), 0.08),
    (codes_come_back, (st.integers(11 * 10**10, 66 * 10**10), STYLES), 0.05),
    (
        tables_come_back,
        (
            st.lists(st.tuples(NAMES, FIGURES, TEXT_CELLS), min_size=2, max_size=8),
            st.sampled_from([",", "\t", ";"]),
            st.sampled_from(["utf-8", "gb18030", "utf-16"]),
        ),
        0.05,
    ),
    (
        no_bytes_break_the_reader,
        (st.binary(max_size=400), st.sampled_from(["报表.csv", "报表.xlsx", "报表.xls"])),
        0.03,
    ),
    (drawn_files_are_never_read_wrong, (st.integers(0, 10**9),), 0.04),
)


def run(examples: int) -> int:
    """Try every property; returns the number of examples tried.

    Raises:
        AssertionError: A property does not hold; hypothesis prints the smallest example.
    """
    tried = 0
    for check, strategies, share in PROPERTIES:
        count = 0

        def counted(*given_: Any, _check: Callable[..., None] = check) -> None:
            nonlocal count
            count += 1
            _check(*given_)

        # A strategy may run out of distinct examples before the number is reached; what is counted is what ran.
        options = settings(
            max_examples=max(1, round(examples * share)),
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        )
        options(given(*strategies)(_without_default(counted, len(strategies))))()
        tried += count
    return tried


def _without_default(check: Callable[..., None], size: int) -> Callable[..., None]:
    """Hypothesis wants functions whose parameters are all given."""
    shapes: dict[int, Callable[..., None]] = {
        1: lambda a: check(a),
        2: lambda a, b: check(a, b),
        3: lambda a, b, c: check(a, b, c),
    }
    return shapes[size]
