"""Rows read from a frame are those that pandas itself gives."""

import pandas as pd

from dashboard.frames import records

FRAME = pd.DataFrame(
    {
        "code": pd.Series(["01", None, "03"], dtype="str"),
        "value": [1.5, float("nan"), -0.0],
        "rank": pd.array([1, None, 3], dtype="Int64"),
        "is_new": [True, False, True],
        "key": pd.Series([1, 2, 3], dtype="int32"),
        "at": pd.to_datetime(["2024-06-30", None, "2024-07-31"]),
        "any": [None, [1], "x"],
    }
)


def test_rows_equal_those_of_pandas_to_the_type() -> None:
    ours, theirs = records(FRAME), FRAME.to_dict("records")
    assert [list(row) for row in ours] == [list(row) for row in theirs]
    for mine, other in zip(ours, theirs, strict=True):
        for name, value in mine.items():
            assert type(value) is type(other[name]), name
            assert repr(value) == repr(other[name]), name


def test_no_rows_and_no_columns_are_no_rows() -> None:
    assert records(FRAME.iloc[:0]) == [] and records(pd.DataFrame()) == []
