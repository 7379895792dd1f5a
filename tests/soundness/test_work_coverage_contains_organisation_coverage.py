"""Trap 9: work coverage contains organisation coverage; adding them would cover more than there is."""

from pathlib import Path

from dashboard import queries, warehouse
from dashboard.sentences.coverage import gap_sentence, item_sentence
from tests import cover
from tests.cover import FIRMS, firms
from tests.star import city, key


def test_parts_add_up_to_what_is_due_and_never_beyond(tmp_path: Path) -> None:
    star = cover.measures(city("A").unit("T", "甲镇", "town", "A"))
    home = cover.publish(star, "2024-06", [("T", FIRMS, firms(320, 45, 205, 318))], tmp_path)
    table = queries.cover_items(warehouse.open_snapshot(home), key("2024-06"), 3)
    rows = table[table["item"] == FIRMS]
    rows.attrs = table.attrs
    row, total = rows.iloc[0], queries.cover_sums(table).iloc[0]
    assert row["org"] + row["work"] > row["due"]
    assert row[["solo", "joint", "work_only", "none"]].tolist() == [45, 160, 113, 2] and row["work_rate"] < 100
    said = item_sentence(rows, total, key("2024-06"), "家") + gap_sentence(rows, total, "家")
    assert (
        "组织覆盖率64.1%" in said and "应建未建115家" in said and "其中有工作覆盖的113家，组织和工作都没有的2家" in said
    )
    assert "523" not in said
    warehouse.close_all()
