"""Groups of one or two persons print as <3 in every list, also where more digits are asked for."""

from dashboard.numbers import format_column, format_value


def test_one_and_two_are_hidden_none_is_not():
    assert [format_value(count, "名", 0) for count in (0, 1, 2, 3)] == ["0", "<3", "<3", "3"]


def test_parting_equal_texts_does_not_bring_them_back():
    assert format_column([1, 2, 3], "人", 0).tolist() == ["<3", "<3", "3"]


def test_organisations_are_counted():
    assert format_value(2, "个", 0) == "2"
