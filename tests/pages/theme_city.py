"""A small city for the pages on single themes: branches on the barometer, members, venues and funds, by hand."""

from pathlib import Path
from typing import Any

import duckdb

from dashboard import catalogue, periods
from tests.star import Star

QUARTERS = ("2024-03", "2024-06")
DISTRICTS = {"330101": "青河区", "330102": "临江区", "330103": "北塘区", "330104": "高新区"}
#: Branches: code, name, district, overall level in both quarters, item levels now.
SUNNY = "1" * 19
BRANCHES = (
    ("330101001", "一支部", "330101", (4, 1), SUNNY),
    ("330101002", "二支部", "330101", (4, 4), "1111111111" + "4" + "11111111"),
    ("330101003", "三支部", "330101", (1, 2), "111" + "4" + "3" + "1" * 14),
    ("330102001", "四支部", "330102", (2, 2), "1111333111111111111"),
    ("330102002", "五支部", "330102", (1, 0), "1" * 5 + "9" * 9 + "1" * 5),
    ("330103001", "小支部", "330103", (1, 1), "1111111" + "0" + "1" * 11),
)
#: What 二支部 and 小支部 reported in June.
VALUES = {
    "330101002": {"member_total": 40, "member_female_cnt": 12, "member_age_le35_cnt": 9, "org_post_filled_cnt": 3,
                  "org_post_due_cnt": 5, "secretary_vacant_months": 4, "member_floating_out_cnt": 2},
    "330103001": {"member_total": 8, "member_female_cnt": 4, "member_age_le35_cnt": 4, "org_post_filled_cnt": 3,
                  "org_post_due_cnt": 3, "secretary_vacant_months": 0},
}  # fmt: skip


def star() -> Star:
    """Units and every indicator of the catalogue, without figures."""
    made = Star().unit("330100", "示例市", "city")
    for code, name in DISTRICTS.items():
        made.unit(code, name, "district", "330100", peer="城区")
    return made


def define(made: Star, *codes: str) -> None:
    """Add indicators as the catalogue has them, with the measures they are made of."""
    known = catalogue.load().indicators
    wanted = dict.fromkeys(code for name in codes for code in (*(term[1] for term in known[name].terms), name))
    there = {row["code"] for row in made.indicators}
    for code in wanted:
        if code in there:
            continue
        item = known[code]
        sides = {
            "n": " ".join(c for s, c, _ in item.terms if s == "n"),
            "d": " ".join(c for s, c, _ in item.terms if s == "d"),
        }
        columns: dict[str, Any] = {
            name: getattr(item, name) for name in
            ("name", "short_name", "tier", "unit", "kind", "direction", "frequency", "reported", "factor", "num_scale",
             "den_scale", "decimals", "own_level_only", "pair_level", "collected_level", "template", "target",
             "target_kind", "target_text", "min_denominator", "definition", "limits", "source_rule", "core_order",
             "theme")
        }  # fmt: skip
        made.indicator(code, n=sides["n"] if item.reported == "calc" else None, d=sides["d"] or None, **columns)


def with_barometer(made: Star) -> None:
    """Branches with their reports."""
    define(made, "barometer_rain_cnt", *VALUES["330101002"])
    for code, name, district, _, _ in BRANCHES:
        made.unit(code, name, "org", district, unit_type="机关")
    for quarter, period in enumerate(QUARTERS):
        for district in list(DISTRICTS)[:3]:
            rain = sum(levels[quarter] == 4 for _, _, own, levels, _ in BRANCHES if own == district)
            made.value("barometer_rain_cnt", period, district, rain)
    for code, measures in VALUES.items():
        for measure, value in measures.items():
            made.fact(measure, "2024-06", code, value)


def fill_barometer(home: Path) -> None:
    """The marts of the published snapshot."""
    with duckdb.connect(str(home / "snap-1.duckdb")) as con:
        for quarter, period in enumerate(QUARTERS):
            key = periods.parse_period(period)
            for code, _, _, levels, items in BRANCHES:
                own = [int(level) for level in (items if period == "2024-06" else SUNNY)]
                counted = [level for number, level in enumerate(own, start=1) if number != 2]
                applicable = sum(level not in (0, 9) for level in counted)
                lost = sum(level in (3, 4) for level in counted)
                con.execute(
                    "INSERT INTO mart_barometer SELECT ?, unit_key, ?, ?, ?, ?, ? FROM dim_unit WHERE unit_code = ?",
                    [key, levels[quarter], applicable, lost, own[10] == 4, own, code],
                )
        con.execute(
            "INSERT INTO mart_barometer_count"
            " WITH one AS (SELECT period_key, unit_key, 0 AS item_no, overall AS level FROM mart_barometer UNION ALL"
            " SELECT period_key, unit_key, unnest(range(1, 20)), unnest(levels) FROM mart_barometer)"
            " SELECT o.period_key, u.unit_key, o.item_no, o.level, count(*) FROM one o JOIN dim_unit b USING (unit_key)"
            " JOIN dim_unit u ON u.unit_key IN (b.city_key, b.district_key) GROUP BY ALL"
        )


def build(home: Path) -> Path:
    """Publish the city into a home."""
    made = star()
    with_barometer(made)
    made.publish(home)
    fill_barometer(home)
    return home
