"""A district that did not report has no villages and no branches counted: its row is empty, in the table and the CSV.

district  雨  阴  多云  晴  数据不足  reported
甲县       2   1    3    4     0      yes
乙县       0   0    0    0     0      no → all empty, never 0
丙县       0   0    0    5     0      yes → its zeros are true zeros
"""

from decimal import Decimal

import pandas as pd

from dashboard.catalogue.barometer import CLOUDY, OVERCAST, RAIN, SUNNY, TOO_FEW
from dashboard.ui import barometer_view, support_view, tables


def _lines(frame: pd.DataFrame, columns: list[tables.Column]) -> list[str]:
    return tables.to_csv(frame, columns).decode("utf-8-sig").split("\r\n")


def test_branches_by_level() -> None:
    units = pd.DataFrame({"unit_name": ["甲县", "乙县", "丙县"], RAIN: [2, 0, 0], OVERCAST: [1, 0, 0],
                          CLOUDY: [3, 0, 0], SUNNY: [4, 0, 5], TOO_FEW: [0, 0, 0], "n": [10, 0, 5]})  # fmt: skip
    rows, columns = barometer_view.shares_rows(units)
    shown = {line.split(",")[0]: line.split(",")[1:] for line in _lines(rows, columns)[1:] if line}
    assert set(shown["乙县"][:-1]) == {""} and shown["乙县"][-1] == "未报"
    assert sorted(shown["甲县"][:4]) == ["1", "2", "3", "4"] and shown["甲县"][-1] == "已报"
    assert shown["丙县"].count("0") == 4 and "5" in shown["丙县"], "a true zero stays"


def test_venues_by_floor_area() -> None:
    counts = {code: [1, 0] for code in (-2, 0, 1, 2, 3, -1)}
    told = {"ok_share": [75.0, None], "status": ["已报", "未报"]}
    table = pd.DataFrame({"unit_name": ["甲县", "乙县"], **counts, **told})
    rows, columns = support_view.venue_rows(table, [Decimal(300), Decimal(500), Decimal(2000)])
    first, second = (line.split(",") for line in _lines(rows, columns)[1:3])
    assert first == ["甲县", "1", "1", "1", "1", "1", "1", "75.0%", "已报"]
    assert second == ["乙县", "", "", "", "", "", "", second[7], "未报"] and second[7] in ("", "—")
