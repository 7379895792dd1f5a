"""Questions about the branch barometer: counts, where they come from, and a snapshot that has none."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from dashboard import periods, queries, warehouse
from dashboard.queries import barometer, barometer_card
from dashboard.queries.indicators import QueryError
from dashboard.warehouse import Warehouse
from tests.pages import theme_city
from tests.star import city

JUNE = periods.parse_period("2024-06")


@pytest.fixture(scope="module")
def wh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """The small city of the theme pages."""
    yield warehouse.open_snapshot(theme_city.build(tmp_path_factory.mktemp("barometer")))
    warehouse.close_all()


def test_counts_by_unit(wh: Warehouse) -> None:
    table = barometer.barometer_units(wh, JUNE).set_index("unit_name")
    assert table.loc["青河区", [1, 2, 3, 4, 0, "n"]].tolist() == [1, 1, 0, 1, 0, 3]
    assert table.loc["临江区", [2, 0, "n"]].tolist() == [1, 1, 1], "数据不足 is no level"
    assert table.loc["高新区", "n"] == 0 and table["share"].isna()["高新区"]


def test_items_count_only_those_they_apply_to(wh: Warehouse) -> None:
    place = barometer.scope_of(wh, JUNE, None)
    assert place is not None
    items = barometer.barometer_items(wh, JUNE, place.unit_key).set_index("number")
    assert items.loc[8, [0, "n", "lost"]].tolist() == [1, 4, 0], "one is not applicable, one not reported"
    assert items.loc[4, [4, "n"]].tolist() == [1, 6]


def test_a_count_leads_to_the_rows_of_the_branches(wh: Warehouse) -> None:
    rows = queries.trace(wh, "barometer_rain_cnt", "330101", JUNE)
    assert rows["unit_name"].tolist() == ["一支部", "二支部", "三支部"]
    assert set(rows["file"]) == {"党组织2024二季度.xlsx"} and rows["row"].tolist() == [5, 6, 7]


def test_a_branch_that_is_not_on_it_is_refused(wh: Warehouse) -> None:
    with pytest.raises(QueryError, match="没有晴雨表结果"):
        barometer_card.barometer_card(wh, "330101", JUNE)


def test_a_card_says_the_same_where_too_many_branches_reported_to_be_held(
    wh: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = barometer.barometer_branches(wh, JUNE)["unit_code"].tolist()
    held = [barometer_card.barometer_card(wh, code, JUNE) for code in codes]
    assert wh.memory["barometer_facts"][1] is not None
    monkeypatch.setattr(barometer_card, "MOST_HELD", 1)
    one_by_one = [barometer_card.barometer_card(wh, code, JUNE) for code in codes]
    assert wh.memory["barometer_facts"][1] is None and any((table["value"] != "").any() for table in held)
    for table, other in zip(held, one_by_one, strict=True):
        pd.testing.assert_frame_equal(table, other)
        assert table.attrs == other.attrs


def test_a_snapshot_published_before_the_barometer_has_none(tmp_path: Path) -> None:
    home = city("A").publish(tmp_path)
    with duckdb.connect(str(home / "snap-1.duckdb")) as con:
        con.execute("DROP TABLE mart_barometer")
    here = warehouse.open_snapshot(home)
    assert not barometer.has_barometer(here)
    assert barometer.barometer_history(here, "C").empty


def test_rain_is_counted_for_organisations_though_no_fact_holds_it(wh: Warehouse) -> None:
    """青河区 has three branches on the barometer, one of them at 雨; one of 临江区's has too few items."""
    table = queries.ranking(wh, "barometer_rain_cnt", JUNE, "org", under="330101")
    assert sorted(table["value"].dropna()) == [0.0, 0.0, 1.0]
    other = queries.ranking(wh, "barometer_rain_cnt", JUNE, "org", under="330102")
    assert other["value"].dropna().tolist() == [0.0]
