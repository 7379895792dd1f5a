"""Figures held in memory give the answers that the file gives."""

from dataclasses import replace
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from dashboard import queries, warehouse
from dashboard.queries import upper
from dashboard.queries.attention_rules import load_rules
from dashboard.warehouse import Warehouse
from tests.star import Star, city, key

JUNE = key("2024-06")
#: With three districts a place is the most that can be lost.
DROPS = [replace(rule, threshold=1) for rule in load_rules() if rule.kind == "rank_drop"]


def small_province() -> Star:
    """Three districts, one of them merged from two in March 2024; a rate, a total, and what it is counted from."""
    star = city("A", "B", "C2").districts("X", last="2024-02").went_into("X", "A", "2024-03")
    for order, (code, more) in enumerate((("n", {}), ("d", {}), ("r", {"n": "n", "d": "d"}))):
        star.indicator(code, core_order=order, min_denominator=5 if code == "r" else None, **more)
    for number, month in enumerate(("2023-06", "2024-02", "2024-04", "2024-05", "2024-06")):
        units = ("A", "B", "C2", "X", "C") if month < "2024-03" else ("A", "B", "C2", "C")
        for place, unit in enumerate(units):
            top, bottom = 3 + (place * 7 + number * 5) % 11, 20 + place * number
            star.value("n", month, unit, top).value("d", month, unit, bottom)
            star.value("r", month, unit, top, None if (place, number) == (2, 3) else bottom)
    return star


def answers(wh: Warehouse) -> list[pd.DataFrame]:
    return [
        queries.overview_cards(wh, JUNE), queries.overview_cards(wh, JUNE, "A"), queries.matrix(wh, JUNE),
        queries.attention(wh, JUNE, DROPS), queries.profile(wh, "A", JUNE), queries.ranking(wh, "r", JUNE),
        queries.trend(wh, "r", ["A"], key("2023-06"), JUNE), queries.trend(wh, "n", ["B"], key("2023-06"), JUNE, True),
    ]  # fmt: skip


def test_a_province_too_large_to_hold_is_read_piece_by_piece(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = small_province().publish(tmp_path)
    wh = warehouse.open_snapshot(home)
    held = answers(wh)
    assert isinstance(wh.memory["upper"], upper.Upper)
    warehouse.close_all()
    monkeypatch.setattr(upper, "MOST_ROWS", 3)
    wh = warehouse.open_snapshot(home)
    for mine, theirs in zip(held, answers(wh), strict=True):
        assert len(mine)
        pd.testing.assert_frame_equal(mine, theirs)
    assert wh.memory["upper"] is None
    warehouse.close_all()


def test_a_carried_state_is_offered_only_when_its_form_is_due(tmp_path: Path) -> None:
    """Named monthly, but the form comes once a quarter: May only repeats March."""
    star = city("A", "B").indicator("s", reported="carry_year").indicator("x")
    for month in ("2024-03", "2024-04", "2024-05", "2024-06"):
        star.column("s", month, A=1, B=2).column("x", month, A=1, B=2)
    home = star.publish(tmp_path)
    with duckdb.connect(str(home / "snap-1.duckdb")) as con:
        con.execute("INSERT INTO indicator_rule (indicator_key, step) VALUES (1, 3), (2, 3)")
    wh = warehouse.open_snapshot(home)
    months = [key(f"2024-0{month}") for month in (6, 5, 4, 3)]
    assert queries.own_periods(wh, "s", months) == [key("2024-06"), key("2024-03")]
    assert queries.own_periods(wh, "x", months) == months, "real monthly values stay"
    assert queries.ranking(wh, "s", JUNE).attrs["compare_period"] == key("2024-03")
    warehouse.close_all()
