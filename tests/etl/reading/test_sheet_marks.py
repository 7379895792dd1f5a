"""Formulas that nobody computed and marks raised beside a figure."""

from typing import Any

import pytest
from making import custom, patch, questions, read

from etl.reading.additive import figure

HEAD = ["县区", "收入", "支出", "结余"]


def _formulas(result: int) -> bytes:
    def build(book: Any) -> None:
        sheet = book.add_worksheet("表")
        sheet.write_row(0, 0, HEAD)
        for row in range(1, 5):
            sheet.write_row(row, 0, [f"第{row}村", 10 + row, 5])
            sheet.write_formula(row, 3, f"=B{row + 1}-C{row + 1}", None, result if row > 1 else 0)

    return custom(build)


def test_zeros_that_stand_for_results_not_computed_are_kept_out() -> None:
    found = read(_formulas(0))
    assert found.tables[0].rows == [] and found.tables[0].left_out == 4
    assert questions(found) == {"FORMULA_NO_VALUE"}


def test_a_zero_among_results_is_a_result() -> None:
    found = read(_formulas(7))
    assert [row[3] for row in found.tables[0].rows] == ["0", "7", "7", "7"]
    assert questions(found) == set()


def test_zeros_of_a_workbook_that_was_computed_are_results() -> None:
    computed = patch(_formulas(0), {"xl/workbook.xml": lambda part: part.replace(b' fullCalcOnLoad="1"', b"")})
    found = read(computed)
    assert [row[3] for row in found.tables[0].rows] == ["0"] * 4
    assert questions(found) == set()


@pytest.mark.parametrize("inline", [False, True])
def test_a_raised_mark_is_no_digit(inline: bool) -> None:
    def build(book: Any) -> None:
        sheet, raised = book.add_worksheet("表"), book.add_format({"font_script": 1})
        sheet.write_row(0, 0, ["县区", "党员"])
        sheet.write_rich_string(0, 2, "面积（km", raised, "2", "）")
        for row in range(1, 4):
            sheet.write_row(row, 0, [f"第{row}村", 100 + row, 10])
        sheet.write_rich_string(2, 1, "1234", raised, "1)")
        sheet.write_rich_string(3, 0, "第3村", raised, "2")

    found = read(custom(build, constant_memory=inline))
    (table,) = found.tables
    assert table.rows == [["第1村", "101", "10"], ["第2村", "1234¹⁾", "10"], ["第3村²", "103", "10"]]
    assert table.columns[2].unit == "km²"


def test_a_raised_mark_is_no_part_of_a_sum() -> None:
    assert figure("1234¹") is None and figure("1234①") is None
    assert figure("１，２３４") == 1234
