"""The meeting basket: files written whole, kept once, in the order a person gives them."""

import json
from pathlib import Path

import pytest

from dashboard import basket


def put(home: Path, title: str, **more: str) -> basket.Item:
    return basket.add(home, title, f"{title}的结论。", "ranking", {"indicator": title, **more}, snapshot=3)[0]


def titles(home: Path) -> list[str]:
    return [item.title for item in basket.contents(home).items]


def test_an_item_comes_back_as_it_was_put_in(tmp_path: Path) -> None:
    item, is_new = basket.add(tmp_path, "满意率", "云岭区居第1。", "trend", {"period": "2025-12"},
                              as_of="2025年12月31日", snapshot=7, indicator="satisfaction_rate")  # fmt: skip
    assert is_new and basket.contents(tmp_path).items == [item]
    kept = json.loads(next((tmp_path / "basket").iterdir()).read_text(encoding="utf-8"))
    assert set(kept) == {"title", "sentence", "page", "params", "as_of", "snapshot", "indicator", "added_at",
                         "position"}  # fmt: skip


def test_the_same_view_is_kept_once_and_another_version_again(tmp_path: Path) -> None:
    put(tmp_path, "a")
    assert basket.add(tmp_path, "a", "另一句", "ranking", {"indicator": "a"}, snapshot=3)[1] is False
    assert basket.add(tmp_path, "a", "另一句", "ranking", {"indicator": "a"}, snapshot=4)[1] is True
    assert titles(tmp_path) == ["a", "a"]


def test_items_move_up_and_down_and_stop_at_the_ends(tmp_path: Path) -> None:
    first, _, third = (put(tmp_path, name) for name in "abc")
    basket.move(tmp_path, third.id, -1)
    assert titles(tmp_path) == ["a", "c", "b"]
    basket.move(tmp_path, first.id, -1)
    basket.move(tmp_path, "0" * 12, 1)
    assert titles(tmp_path) == ["a", "c", "b"]
    basket.move(tmp_path, first.id, 1)
    assert titles(tmp_path) == ["c", "a", "b"]


def test_removing_twice_is_no_error(tmp_path: Path) -> None:
    item = put(tmp_path, "a")
    assert basket.remove(tmp_path, item.id) is True
    assert basket.remove(tmp_path, item.id) is False and titles(tmp_path) == []


def test_no_name_leads_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "current").write_text("snap-1.duckdb")
    with pytest.raises(ValueError, match="not an item"):
        basket.remove(tmp_path, "../current")
    assert (tmp_path / "current").exists()


def test_a_damaged_file_is_named_and_hides_nothing(tmp_path: Path) -> None:
    put(tmp_path, "a")
    (tmp_path / "basket" / "bad.json").write_text('{"title": "half', encoding="utf-8")
    (tmp_path / "basket" / "odd.json").write_text('{"colour": 1}', encoding="utf-8")
    held = basket.contents(tmp_path)
    assert [item.title for item in held.items] == ["a"] and held.damaged == ["bad.json", "odd.json"]


def test_a_full_basket_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(basket, "MOST", 1)
    put(tmp_path, "a")
    with pytest.raises(basket.BasketFull, match="会议篮已有 1 条"):
        put(tmp_path, "b")


def test_a_failed_write_leaves_the_old_file_and_no_half_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    item = put(tmp_path, "a")
    put(tmp_path, "b")

    def fail(*_: object, **__: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(basket.json, "dump", fail)
    with pytest.raises(OSError, match="disk full"):
        basket.move(tmp_path, item.id, 1)
    assert titles(tmp_path) == ["a", "b"]
    assert sorted(path.suffix for path in (tmp_path / "basket").iterdir()) == [".json", ".json"]
