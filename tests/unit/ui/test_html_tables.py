"""Tables as people read them, and as CSV that no spreadsheet runs as a formula."""

import csv
import io

import pandas as pd
import pytest

from dashboard.ui.tables import Column, safe_cell, text, to_csv


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"])
def test_text_that_starts_like_a_formula_is_prefixed(start: str) -> None:
    assert safe_cell(f"{start}cmd|' /C calc'!A0") == f"'{start}cmd|' /C calc'!A0"
    assert safe_cell(f"  {start}1+1") == f"'  {start}1+1"


@pytest.mark.parametrize("value", ["-12.5", "+3.2%", "-1,234", "−0.4个百分点", "12"])
def test_numbers_in_number_columns_stay_numbers(value: str) -> None:
    assert safe_cell(value, number=True) == value


def test_a_formula_in_a_number_column_is_still_prefixed() -> None:
    assert safe_cell("-1+cmd", number=True) == "'-1+cmd"


def test_plain_text_is_untouched() -> None:
    assert safe_cell("青河区") == "青河区"
    assert safe_cell("第1名（-）") == "第1名（-）"


@pytest.mark.parametrize("missing", [None, pd.NA, float("nan"), ""])
def test_missing_is_a_dash_on_screen_and_empty_in_the_file(missing: object) -> None:
    assert text(missing) == "—"
    assert safe_cell(missing) == ""


def test_zero_is_zero() -> None:
    assert text(0) == "0" and text(0.0) == "0" and safe_cell(0) == "0"


def test_large_and_binary_numbers_are_written_out() -> None:
    assert text(12345678901.5) == "12,345,678,901.5" and safe_cell(12345678901.5) == "12345678901.5"
    assert text(0.1 + 0.2) == "0.3" and text(57.0) == "57"


def test_csv_opens_in_excel_with_chinese_heads_and_notes() -> None:
    frame = pd.DataFrame({"name": ["青河区", "=HYPERLINK(1)"], "value": ["95.0%", "-3"]})
    data = to_csv(frame, [Column("name", "县市区"), Column("value", "覆盖率", True)], ["截至2024年6月30日"])
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert rows == [["县市区", "覆盖率"], ["青河区", "95.0%"], ["'=HYPERLINK(1)", "-3"], ["截至2024年6月30日"]]
