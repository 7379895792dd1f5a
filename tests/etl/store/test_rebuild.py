"""The work file is derived: rebuilding gives every table back, as the loads had left it."""

from pathlib import Path

import pytest
from store_world import LIFE, published_hashes, rows, take

from etl import upkeep
from etl.home import Home, open_home
from etl.loader import open_loader


def test_two_rebuilds_equal_each_other_and_the_incremental_loads(home: Home) -> None:
    loaded = published_hashes(home)
    upkeep.rebuild(home)
    first = published_hashes(home)
    upkeep.rebuild(home)
    assert published_hashes(home) == first
    assert first == loaded


def test_publishing_after_each_step_ends_where_one_publishing_ends(home: Home, sent: Path, tmp_path: Path) -> None:
    stepwise = open_home(tmp_path / "stepwise")
    for step in LIFE:
        with open_loader(stepwise) as loader:
            take(loader, step, sent)
            loader.publish()
    assert published_hashes(stepwise) == published_hashes(home)


def test_the_world_of_these_tests_says_something_in_every_table(home: Home) -> None:
    # No form here has items or branches, and nothing is corrected.
    empty = {"dim_item", "ledger_state", "mart_barometer", "mart_barometer_count", "correction"}
    for table in set(upkeep.DERIVED_TABLES) - empty:
        assert rows(home, f"SELECT count(*) FROM {table}")[0][0] > 0, table
    assert rows(home, "SELECT count(*) FROM dim_indicator WHERE indicator_key >= 20000") == [(1,)]


@pytest.mark.parametrize("cut", [2, 7, len(LIFE) - 1])
def test_a_lost_work_file_comes_back_at_the_next_command(cut: int, sent: Path, tmp_path: Path) -> None:
    home = open_home(tmp_path / "home")
    with open_loader(home) as loader:
        for step in LIFE[:cut]:
            take(loader, step, sent)
    home.work.unlink()
    with open_loader(home) as loader:
        assert len(loader.entries) == cut
        for step in LIFE[cut:]:
            take(loader, step, sent)
        loader.publish()
    assert upkeep.verify(home).problems == []
