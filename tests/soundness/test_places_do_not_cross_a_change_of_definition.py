"""When a definition changed between two periods, no place was won or lost: the figures measure two different things."""

from pathlib import Path

import pytest

from dashboard import queries, warehouse
from dashboard.sentences.ranking import ranking_sentence
from dashboard.warehouse import Warehouse
from tests.star import Star, by_unit, city, key


@pytest.fixture
def wh(tmp_path: Path):
    """B overtakes A in June 2024, the first month under another definition; in July A and B change places again."""
    star: Star = city("A", "B", "D").indicator("x")
    for month, a, b in (("2023-07", 5, 6), ("2024-05", 8, 7), ("2024-06", 20, 30), ("2024-07", 31, 30)):
        star.column("x", month, A=a, B=b, D=1)
    star.notes.append(("x", "2024-06", None, "break", "口径调整"))
    yield warehouse.open_snapshot(star.publish(tmp_path))
    warehouse.close_all()


def test_nothing_is_compared_with_the_period_before_the_change(wh: Warehouse) -> None:
    table = queries.ranking(wh, "x", key("2024-06"))
    assert by_unit(table, "rank") == {"B": 1, "A": 2, "D": 3}
    for column in ("rank_prev", "rank_change", "value_prev"):
        assert table[column].isna().all(), column
    assert not table["is_real"].any() and not table["is_new"].any()
    note = "2024年6月起口径有变化，与2024年5月不可比，不比位次和升降"
    assert table.attrs["break_note"] == note and note in table.attrs["caption"]
    said = ranking_sentence(table, queries.indicator(wh, "x"))
    assert "口径有变化" in said and "上升" not in said


def test_last_year_is_under_the_old_definition_too(wh: Warehouse) -> None:
    table = queries.ranking(wh, "x", key("2024-07"))
    assert by_unit(table, "rank_change") == {"A": 1, "B": -1, "D": 0}, "June and July share a definition"
    assert table["value_last_year"].isna().all()
    assert table.attrs["break_note"] == ""


def test_a_chosen_base_before_the_change_is_refused_as_well(wh: Warehouse) -> None:
    table = queries.ranking(wh, "x", key("2024-07"), compare_period=key("2023-07"))
    assert table["rank_change"].isna().all()
    assert table.attrs["break_note"].startswith("2024年6月起口径有变化，与2023年7月不可比")
