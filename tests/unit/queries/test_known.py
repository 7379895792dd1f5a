"""Definitions are looked at again now and then, and one statement's names are found again after they were put away."""

from pathlib import Path

import pytest

from dashboard import catalogue, queries, warehouse
from dashboard.queries import known, trace_rows
from dashboard.queries.known import known_catalogue
from tests.star import city, key


def test_definitions_are_looked_at_again_after_a_while(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wh = warehouse.open_snapshot(city("A").indicator("x").publish(tmp_path))
    now = [100.0]
    asked: list[Path] = []

    def load(folder: Path) -> int:
        asked.append(folder)
        return len(asked)

    monkeypatch.setattr(known.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(catalogue, "load", load)
    assert [known_catalogue(wh), known_catalogue(wh)] == [1, 1]
    now[0] += known.LOOK_EVERY + 0.1
    assert known_catalogue(wh) == 2
    assert asked == [tmp_path / "templates"] * 2
    warehouse.close_all()


def test_names_of_files_are_found_again_after_they_were_put_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trace_rows, "MOST_REMEMBERED", 1)
    star = city("A", "B").indicator("x").batch(1).batch(2).fact("x", "2024-06", "A", 1, batch=1)
    wh = warehouse.open_snapshot(star.fact("x", "2024-06", "B", 2, batch=2).publish(tmp_path))
    for _ in range(2):
        for unit, files in (("A", ["文件1.csv"]), ("B", ["文件2.csv"]), ("C", ["文件1.csv", "文件2.csv"])):
            assert queries.trace(wh, "x", unit, key("2024-06"))["file"].tolist() == files
    warehouse.close_all()
