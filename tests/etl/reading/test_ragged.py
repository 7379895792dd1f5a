"""Rows of a text file with more cells than its header."""

from making import codes, questions, text


def test_a_comma_inside_a_figure_is_found_in_a_row_with_a_blank_last_cell() -> None:
    found = text("县区,党员,经费,备注\n汉台区,1234,567.5,\n南郑区,1,234,56,\n城固县,88,7.5,\n")
    assert [row[0] for row in found.tables[0].rows] == ["汉台区", "城固县"]
    assert questions(found) == {"ROW_TOO_LONG"}


def test_separators_at_the_end_of_every_row_are_harmless() -> None:
    found = text("县区,党员,经费\n汉台区,12,345,\n南郑区,1,234,\n")
    assert found.tables[0].rows == [["汉台区", "12", "345"], ["南郑区", "1", "234"]]
    assert codes(found) == {"TRAILING_SEPARATORS"}
