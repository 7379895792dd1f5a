"""Life of a batch: the newest value that is not withdrawn is the current one, decided when batches come and go."""

from collections.abc import Callable
from pathlib import Path

import pytest
from store_world import AT, LIFE, VILLAGES, Step, csv, current, income, more_units, progress, register, take

from etl.home import Home, open_home
from etl.loader import Loader, NoSuchBatch, Order, open_loader
from etl.reading.reader import read_file
from etl.upkeep import batches

Do = Callable[[Step], str]
FIRST_TWO = list(VILLAGES)[:2]


def _past(loader: Loader) -> list[tuple[str, float, str]]:
    return loader.con.execute(
        """SELECT u.unit_name, f.value / 10 ** i.num_scale, b.batch_id FROM fact_past f JOIN dim_unit u USING (unit_key)
        JOIN dim_batch b USING (batch_key) JOIN dim_indicator i ON i.indicator_key = f.measure_key
        WHERE i.code = 'econ_income_total' ORDER BY ALL"""
    ).fetchall()


@pytest.fixture
def june(do: Do, loader: Loader) -> Loader:
    """Register, June, a correction of June for two villages."""
    do(LIFE[0])
    do(Step("收入6月.csv", income(6)))
    do(Step("更正.csv", income(6, percent=200, villages=FIRST_TWO)))
    loader.commit()
    return loader


def _june(loader: Loader) -> dict[str, tuple[float, str]]:
    return {unit: found for (month, unit), found in current(loader.con).items() if month == "2024-06"}


AS_SENT = {
    "东溪村": (60.0, "B000002"), "西溪村": (120.0, "B000002"), "上洋村": (180.0, "B000002"),
    "下洋村": (240.0, "B000002"), "前坑村": (300.0, "B000002"), "后坑村": (360.0, "B000002"),
}  # fmt: skip
CORRECTED = AS_SENT | {"东溪村": (120.0, "B000003"), "西溪村": (240.0, "B000003")}


def test_a_later_batch_supersedes_only_what_it_says(june: Loader) -> None:
    assert _june(june) == CORRECTED
    assert _past(june) == [("东溪村", 60.0, "B000002"), ("西溪村", 120.0, "B000002")]


def test_withdrawing_the_later_batch_brings_the_earlier_values_back(june: Loader) -> None:
    june.change_state("B000003", "withdraw", by="统计岗", why="报错", at=AT)
    assert _june(june) == AS_SENT
    assert _past(june) == [("东溪村", 120.0, "B000003"), ("西溪村", 240.0, "B000003")]


def test_withdrawing_the_earlier_batch_leaves_only_the_correction(june: Loader) -> None:
    june.change_state("B000002", "withdraw", by="统计岗", why="报错", at=AT)
    assert _june(june) == {unit: CORRECTED[unit] for unit in ("东溪村", "西溪村")}
    assert len(_past(june)) == 6


def test_withdrawing_both_leaves_nothing_and_reinstating_restores_the_order_of_loading(june: Loader) -> None:
    for batch in ("B000003", "B000002"):
        june.change_state(batch, "withdraw", by="统计岗", why="报错", at=AT)
    assert _june(june) == {}
    june.change_state("B000003", "reinstate", by="统计岗", why="复核无误", at=AT)
    assert _june(june) == {unit: CORRECTED[unit] for unit in ("东溪村", "西溪村")}
    june.change_state("B000002", "reinstate", by="统计岗", why="复核无误", at=AT)
    assert _june(june) == CORRECTED


def test_loading_the_first_file_again_after_a_correction_is_a_batch_of_its_own(june: Loader, do: Do) -> None:
    assert do(Step("收入6月.csv", income(6))) == "B000004"
    june.commit()
    assert set(_june(june).values()) == {(value, "B000004") for value, _ in AS_SENT.values()}


def test_the_same_file_twice_changes_nothing(june: Loader, do: Do, fresh: Home) -> None:
    before = fresh.journal.read_bytes()
    assert do(Step("更正.csv", income(6, percent=200, villages=FIRST_TWO))) == "B000003"
    assert fresh.journal.read_bytes() == before
    assert _june(june) == CORRECTED


def test_a_withdrawn_file_may_be_loaded_again(june: Loader, do: Do) -> None:
    june.change_state("B000003", "withdraw", by="统计岗", why="报错", at=AT)
    assert do(Step("更正.csv", income(6, percent=200, villages=FIRST_TWO))) == "B000005"  # line 4 is the withdrawal
    june.commit()
    assert _june(june)["东溪村"] == (120.0, "B000005")


@pytest.mark.parametrize(
    ("batch", "action", "words"),
    [("B000009", "withdraw", "没有这个批次"), ("B000002", "reinstate", "没有撤回"), ("二", "withdraw", "没有这个批次")],
)
def test_states_that_cannot_change_are_told(june: Loader, fresh: Home, batch: str, action: str, words: str) -> None:
    before = fresh.journal.read_bytes()
    with pytest.raises(NoSuchBatch, match=words):
        june.change_state(batch, action, by="统计岗", why="试", at=AT)
    assert fresh.journal.read_bytes() == before


def test_a_new_district_renumbers_units_and_the_figures_follow(june: Loader, do: Do) -> None:
    keys = dict(june.con.execute("SELECT unit_code, unit_key FROM dim_unit").fetchall())
    do(Step("新设县区.csv", more_units()))
    moved = dict(june.con.execute("SELECT unit_code, unit_key FROM dim_unit").fetchall())
    assert all(moved[code] == keys[code] + 1 for code in VILLAGES)
    assert _june(june) == CORRECTED


def test_a_register_without_which_figures_hang_in_the_air_cannot_be_withdrawn(june: Loader, fresh: Home) -> None:
    before = fresh.journal.read_bytes()
    with pytest.raises(Exception, match="缺少已有数据的单位"):
        june.change_state("B000001", "withdraw", by="统计岗", why="试", at=AT)
    assert fresh.journal.read_bytes() == before
    assert _june(june) == CORRECTED


def test_an_error_while_applying_loses_no_earlier_batch(
    june: Loader, do: Do, fresh: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    do(Step("收入7月.csv", income(7)))  # acknowledged, its group still open

    def broken(*args: object) -> None:
        raise RuntimeError("中途出错")

    monkeypatch.setattr("etl.journal.write", broken)
    with pytest.raises(RuntimeError, match="中途出错"):
        do(Step("收入8月.csv", income(8)))
    monkeypatch.undo()
    assert len(june.entries) == 4
    assert {month for month, _ in current(june.con)} == {"2024-06", "2024-07"}
    assert do(Step("收入8月.csv", income(8))) == "B000005"


def test_who_did_what_when_is_in_the_list_of_batches(june: Loader, fresh: Home) -> None:
    june.change_state("B000003", "withdraw", by="王科长", why="数据报错", at="2024-11-16T09:00:00+08:00")
    listed = batches(fresh)
    assert [(row["batch"], row["state"], row["template"]) for row in listed] == [
        ("B000001", "active", "T0"), ("B000002", "active", "T3"), ("B000003", "withdrawn", "T3"),
    ]  # fmt: skip
    last = listed[-1]
    assert (last["by"], last["reason"], last["rows_ok"]) == ("统计岗", "已核对", 2)
    assert (last["withdrawn_by"], last["withdrawn_why"]) == ("王科长", "数据报错")
    june.commit()
    names = ["batch_id", "state", "withdrawn_by", "withdrawn_why"]
    stored = june.con.execute(f"SELECT {', '.join(names)} FROM dim_batch ORDER BY batch_key").fetchall()
    assert stored == [(row["batch"], row["state"], row["withdrawn_by"], row["withdrawn_why"]) for row in listed]


def test_order_of_files_of_different_periods_does_not_matter(fresh: Home, tmp_path: Path, sent: Path) -> None:
    steps = [Step("收入6月.csv", income(6)), Step("收入7月.csv", income(7)), Step("进度6月.csv", progress(6, 40))]
    found = []
    for name, chosen in (("甲", steps), ("乙", steps[::-1])):
        with open_loader(open_home(tmp_path / name)) as loader:
            take(loader, LIFE[0], sent)
            for step in chosen:
                take(loader, step, sent)
            loader.refresh()
            values = {key: value for key, (value, _) in current(loader.con).items()}
            mart = loader.con.execute("SELECT * FROM mart_value ORDER BY ALL").fetchall()
            found.append((values, mart))
    assert found[0] == found[1]


def test_a_refused_file_leaves_the_home_as_it_was(june: Loader, fresh: Home, tmp_path: Path) -> None:
    june.commit()
    june.publish(AT)
    path = tmp_path / "坏.csv"
    path.write_bytes(csv("甲,乙", [("1", "2")]))
    before = {p: p.read_bytes() for p in fresh.path.rglob("*") if p.is_file()}
    report = june.load(read_file(path), path, Order("统计岗", True, "已核对", None, AT))
    assert (report.outcome, report.batch) == ("refuse", None)
    assert {p: p.read_bytes() for p in fresh.path.rglob("*") if p.is_file()} == before


def test_a_doubtful_file_waits_for_its_confirmation(june: Loader, fresh: Home, tmp_path: Path) -> None:
    path = tmp_path / "减少.csv"
    path.write_bytes(income(7, percent=10))  # a cumulative figure that falls
    before = fresh.journal.read_bytes()
    report = june.load(read_file(path), path, Order("统计岗", False, "", None, AT))
    assert (report.outcome, report.batch) == ("confirm", None)
    assert fresh.journal.read_bytes() == before
    report = june.load(read_file(path), path, Order("统计岗", True, "经电话核实", None, AT))
    assert report.batch == "B000004"
    assert june.entries[-1].body["reason"] == "经电话核实"


def test_register_given_twice_with_another_name_is_the_later_one(june: Loader, do: Do) -> None:
    do(Step("改名.csv", register().replace("东溪村".encode(), "东溪新村".encode())))
    names = dict(june.con.execute("SELECT unit_code, unit_name FROM dim_unit").fetchall())
    assert names["350102001201"] == "东溪新村"
    assert _june(june)["东溪新村"] == (120.0, "B000003")
