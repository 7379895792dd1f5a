"""The serving connection: newest snapshot, old ones closed in time, no way out of the file."""

import gc
import threading
from pathlib import Path

import duckdb
import pytest

from dashboard import homes, warehouse
from tests.star import Star, city


@pytest.fixture(autouse=True)
def _closed_afterwards():
    yield
    warehouse.close_all()


def simple(value: int) -> Star:
    return city("A", "B").indicator("x").column("x", "2024-06", A=value, B=2)


def test_opens_the_snapshot_that_the_pointer_names(tmp_path: Path) -> None:
    home = simple(1).publish(tmp_path, number=7)
    opened = warehouse.open_snapshot(home)
    assert (opened.snapshot_no, opened.path.name, opened.is_demo) == (7, "snap-7.duckdb", True)
    assert warehouse.open_snapshot(home) is opened


def test_a_new_snapshot_is_served_at_once_and_the_old_one_to_its_user_only(tmp_path: Path) -> None:
    home = simple(1).publish(tmp_path, 1)
    old = warehouse.open_snapshot(home)
    simple(5).publish(tmp_path, 2)
    new = warehouse.open_snapshot(home)
    text = "SELECT max(num) AS m FROM mart_value"
    assert (int(old.query_text(text)["m"][0]), int(new.query_text(text)["m"][0])) == (2, 5)


def test_the_old_connection_closes_with_its_last_user(tmp_path: Path) -> None:
    home = simple(1).publish(tmp_path, 1)
    old = warehouse.open_snapshot(home)
    finalizer = old._finalizer
    simple(5).publish(tmp_path, 2)
    warehouse.open_snapshot(home)
    assert finalizer.alive
    del old
    gc.collect()
    assert not finalizer.alive


def test_at_most_two_are_open(tmp_path: Path) -> None:
    home = simple(1).publish(tmp_path, 1)
    first = warehouse.open_snapshot(home)
    simple(2).publish(tmp_path, 2)
    second = warehouse.open_snapshot(home)
    simple(3).publish(tmp_path, 3)
    third = warehouse.open_snapshot(home)
    assert [w.closed for w in (first, second, third)] == [True, False, False]
    with pytest.raises(warehouse.SnapshotGone, match="请刷新页面"):
        first.query("all_indicators")


def test_big_integers_beside_null_stay_exact(tmp_path: Path) -> None:
    huge = 2**53 + 1
    home = city("A", "B").indicator("x").column("x", "2024-06", A=huge, B=None).publish(tmp_path)
    frame = warehouse.open_snapshot(home).query_text("SELECT num FROM mart_value ORDER BY unit_key")
    assert frame["num"].dtype == "Int64"
    assert int(frame["num"][0]) == huge
    assert frame["num"].isna().tolist() == [False, True]


def test_nothing_outside_the_snapshot_can_be_read_or_written(tmp_path: Path) -> None:
    opened = warehouse.open_snapshot(simple(1).publish(tmp_path))
    secret = tmp_path / "other.csv"
    secret.write_text("a\n1\n", encoding="utf-8")
    for text in (f"SELECT * FROM read_csv('{secret}')", "CREATE TABLE t (a INT)", "DELETE FROM mart_value",
                 "SET memory_limit = '8GB'", f"ATTACH '{tmp_path / 'x.duckdb'}'", "LOAD excel",
                 f"COPY mart_value TO '{tmp_path / 'out.csv'}'"):  # fmt: skip
        with pytest.raises(duckdb.Error):
            opened.query_text(text)


def test_many_threads_share_one_connection(tmp_path: Path) -> None:
    home = simple(1).publish(tmp_path)
    wrong: list[object] = []

    def work() -> None:
        for _ in range(20):
            found = warehouse.open_snapshot(home).query_text("SELECT sum(num) AS s FROM mart_value")["s"][0]
            if int(found) != 3:
                wrong.append(found)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(warehouse.NoSnapshot, match="还没有已发布的数据"):
        warehouse.open_snapshot(tmp_path)
    (tmp_path / "current").write_text("snap-9.duckdb\n", encoding="utf-8")
    with pytest.raises(warehouse.WarehouseError, match="snap-9"):
        warehouse.open_snapshot(tmp_path)


def test_a_damaged_pointer_does_not_lead_out_of_the_home(tmp_path: Path) -> None:
    (tmp_path / "current").write_text("../elsewhere/snap-1.duckdb", encoding="utf-8")
    assert homes.current_snapshot(tmp_path) is None


def test_which_home_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(homes, "STORE_HOME", tmp_path / "store")
    monkeypatch.setattr(homes, "DEMO_HOME", tmp_path / "demo")
    monkeypatch.delenv(homes.HOME_VARIABLE, raising=False)
    assert homes.resolve_home() == tmp_path / "demo"
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "current").write_text("snap-1.duckdb", encoding="utf-8")
    assert homes.resolve_home() == tmp_path / "store"
    monkeypatch.setenv(homes.HOME_VARIABLE, str(tmp_path / "named"))
    assert homes.resolve_home() == tmp_path / "named"
    assert homes.resolve_home(str(tmp_path / "given")) == tmp_path / "given"
