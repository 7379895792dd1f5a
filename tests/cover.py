"""Cover reports (T4) in a small snapshot: facts that carry a cover item."""

from collections.abc import Iterable
from pathlib import Path

import duckdb

from tests.star import Star, key

FIRMS, GRIDS, VILLAGES = "非公企业两个覆盖", "网格党支部", "四议两公开"
MEASURES = {
    FIRMS: {"due": "private_ent_total", "solo": "private_solo_cnt", "org": "private_org_cover_cnt",
            "work": "private_work_cover_cnt"},
    GRIDS: {"due": "red_grid_cnt", "org": "grid_branch_cover_cnt"},
    VILLAGES: {"due": "cover_due_cnt", "org": "four_deliberation_village_cnt"},
}  # fmt: skip


def publish(star: Star, quarter: str, rows: Iterable[tuple[str, str, dict[str, int]]], home: Path) -> Path:
    """Publish a snapshot with T4 rows (unit, item, figures by role); each row is one line of batch 1."""
    star.publish(home)
    insert = """INSERT INTO fact_measure SELECT ?, i.indicator_key, d.unit_key, ?, ?, 1, 0, ? FROM dim_indicator i,
                dim_unit d WHERE i.code = ? AND d.unit_code = ?"""
    with duckdb.connect(str(home / "snap-1.duckdb")) as con:
        for place, item in enumerate(MEASURES, start=1):
            con.execute("INSERT INTO dim_item VALUES (?, 'T4', ?)", [place, item])
        for row_no, (unit, item, figures) in enumerate(rows, start=2):
            for role, value in figures.items():
                place = list(MEASURES).index(item) + 1
                con.execute(insert, [key(quarter), place, value, row_no, MEASURES[item][role], unit])
    return home


def measures(star: Star) -> Star:
    """Add the measures of the items."""
    for codes in MEASURES.values():
        for code in codes.values():
            star.indicator(code, template="T4")
    return star


def firms(due: int, solo: int, org: int, work: int) -> dict[str, int]:
    """Figures of an item that asks for organisation and work coverage."""
    return {"due": due, "solo": solo, "org": org, "work": work}
