"""Coverage: what is built and what is not, town by town, without adding organisation and work coverage."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dashboard import queries, warehouse
from dashboard.warehouse import Warehouse
from tests import cover
from tests.cover import FIRMS, GRIDS, VILLAGES, firms
from tests.star import by_unit, city, key

QUARTER = "2024-06"


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[[list[tuple[str, str, dict[str, int]]]], Warehouse]]:
    def publish(rows: list[tuple[str, str, dict[str, int]]]) -> Warehouse:
        star = city("A", "B", "D").batch(1, template="T4", file_name="二季度.xlsx")
        for code, parent in (("A1", "A"), ("A2", "A"), ("B1", "B"), ("D1", "D")):
            star.unit(code, f"{code}镇", "town", parent)
        return warehouse.open_snapshot(cover.publish(cover.measures(star), QUARTER, rows, tmp_path))

    yield publish
    warehouse.close_all()


SOME = [("A1", FIRMS, firms(10, 2, 9, 10)), ("A2", FIRMS, firms(100, 10, 30, 80)), ("B1", FIRMS, firms(4, 0, 4, 4)),
        ("A1", VILLAGES, {"due": 8, "org": 7}), ("A1", GRIDS, {"due": 5, "org": 5})]  # fmt: skip


def test_rates_come_from_sums_and_parts_add_up_to_what_is_due(opened) -> None:
    table = queries.cover_items(opened(SOME), key(QUARTER), 3)
    mine = table[table["item"] == FIRMS].set_index("unit_code")
    a = mine.loc["A"]
    assert (a["due"], a["solo"], a["joint"], a["work_only"], a["none"], a["gap"]) == (110, 12, 27, 51, 20, 71)
    assert a[["solo", "joint", "work_only", "none"]].sum() == a["due"]
    assert a["rate"] == pytest.approx(39 / 110 * 100) and a["work_rate"] == pytest.approx(90 / 110 * 100)
    assert mine["status"].to_dict() == {"A": "已报", "B": "已报", "D": "未报"}
    assert mine.loc["D", ["due", "gap", "rate"]].isna().all()


def test_items_without_due_column_of_their_own_have_one_too(opened) -> None:
    wh = opened(SOME)
    sums = queries.cover_sums(queries.cover_items(wh, key(QUARTER), 3)).set_index("item")
    assert sums.loc[FIRMS, ["due", "org", "work", "gap"]].tolist() == [114, 43, 94, 71]
    assert sums.loc[VILLAGES, ["due", "org", "gap", "n_units"]].tolist() == [8, 7, 1, 1]
    assert sums.loc[GRIDS, "gap"] == 0 and sums["solo"].isna().tolist() == [False, True, True]
    assert list(queries.cover_kinds(wh).values()) == [FIRMS, GRIDS, VILLAGES]
    assert queries.cover_periods(wh) == [key(QUARTER)]


def test_a_unit_that_reported_other_items_is_not_missing(opened) -> None:
    table = queries.cover_items(opened(SOME), key(QUARTER), 3)
    grids = table[table["item"] == GRIDS]
    assert by_unit(grids, "status") == {"A": "已报", "B": "不适用", "D": "未报"}


def test_a_district_and_its_towns_are_not_added_up(opened) -> None:
    wh = opened([*SOME, ("A", FIRMS, firms(500, 0, 500, 500)), ("D", FIRMS, firms(20, 5, 10, 15))])
    table = queries.cover_items(wh, key(QUARTER), 3)
    mine = table[table["item"] == FIRMS]
    assert by_unit(mine, "due") == {"A": 110.0, "B": 4.0, "D": 20.0}
    assert set(queries.cover_gaps(wh, key(QUARTER), FIRMS)["unit_code"]) == {"A1", "A2", "D"}


def test_gaps_are_listed_by_size_with_their_row(opened) -> None:
    wh = opened(SOME)
    table = queries.cover_gaps(wh, key(QUARTER), FIRMS)
    assert by_unit(table, "gap") == {"A2": 70.0, "A1": 1.0} and by_unit(table, "none") == {"A2": 20.0, "A1": 0.0}
    assert table[["unit_name", "district_name", "file", "row"]].iloc[0].tolist() == ["A2镇", "A区", "二季度.xlsx", 3]
    assert queries.cover_gaps(wh, key(QUARTER), FIRMS, "B").empty


def test_towns_of_a_district_and_classes(opened) -> None:
    wh = opened(SOME)
    towns = queries.cover_items(wh, key(QUARTER), 4, "A")
    mine = towns[towns["item"] == FIRMS].reset_index(drop=True)
    assert by_unit(mine, "gap") == {"A1": 1.0, "A2": 70.0} and towns.attrs["whole_name"] == "A区"
    classed = queries.cover_classes(mine, "A区", "work")
    assert by_unit(classed, "value") == {"A1": 100.0, "A2": 80.0}
    assert by_unit(classed, "word") == {"A1": "分母小", "A2": "单位太少，不分类"}
