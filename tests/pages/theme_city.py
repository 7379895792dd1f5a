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
    define(made, "barometer_rain_cnt", "barometer_branch_cnt", *VALUES["330101002"])
    made.batch(2, template="T1", file_name="党组织2024二季度.xlsx").sheets.append((2, 0, "二季度"))
    for number, (code, name, district, _, _) in enumerate(BRANCHES):
        made.unit(code, name, "org", district, unit_type="机关")
        made.fact("barometer_branch_cnt", "2024-06", code, 1, batch=2, row=number + 5)
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


#: June: members, up to 35, 36 to 60, from 61; None = not reported. 高新区 has two young members.
MEMBERS: dict[str, tuple[int, int, int, int] | None] = {
    "330101": (1000, 200, 500, 300), "330102": (800, 240, 400, 160), "330103": None, "330104": (100, 2, 60, 38),
}  # fmt: skip
#: June: admitted, up to 35 among them, plan of the year.
ADMITTED = {"330101": (60, 50, 100), "330102": (42, 30, 40), "330103": (20, 18, 60), "330104": (8, 8, 10)}


def with_members(made: Star) -> None:
    """Members of March and June, admission of June."""
    rates = {"member_female_ratio": 0.3, "member_college_ratio": 0.5, "member_floating_ratio": 0.08}
    bands = ("member_total", "member_age_le35_cnt", "member_age_36_60_cnt", "member_age_ge61_cnt")
    define(made, *bands, *rates, "member_transfer_rate", "member_rotation_rate", "member_32h_rate", "member_ge61_ratio",
           "developed_plan_rate", "developed_le35_rate")  # fmt: skip
    known = {unit: own for unit, own in MEMBERS.items() if own}
    for code, place in zip(bands, range(4), strict=True):
        for unit, own in known.items():
            made.value(code, "2024-06", unit, own[place]).value(code, "2024-03", unit, own[place] - (place == 0) * 10)
        made.value(code, "2024-06", "330100", sum(own[place] for own in known.values()), n=3, of=4)
        made.value(code, "2024-06", "330103", None, n=0)
    for code, share in rates.items():
        tops = {unit: round(own[0] * share) for unit, own in known.items()}
        for unit, own in known.items():
            made.value(code, "2024-06", unit, tops[unit], own[0])
        made.value(code, "2024-06", "330100", sum(tops.values()), sum(own[0] for own in known.values()))
    for place, code in ((2, "developed_plan_rate"), (0, "developed_le35_rate")):
        for unit, own in ADMITTED.items():
            top = own[0] if place else own[1]
            made.value(code, "2024-06", unit, top, own[place])
        tops = [own[0] if place else own[1] for own in ADMITTED.values()]
        made.value(code, "2024-06", "330100", sum(tops), sum(own[place] for own in ADMITTED.values()))


#: Villages of 青河区 and 临江区 with the floor area of their venue; None = no venue, 0 = not measured.
AREAS = {"330101": (120, 299.99, 300, 650, None), "330102": (500, 2000, 0)}
#: June, 万元: communities' due and paid funds, communities with all of it, communities; budget and paid.
FUNDS = {"330101": (58, 29, 1, 10, 200, 90), "330102": (40, 40, 10, 10, 100, 60)}


def with_support(made: Star) -> None:
    """Venues village by village, funds, and the organisations of 青河区's communities."""
    define(made, "venue_area", "venue_total", "venue_ok_rate", "community_fund_std_amount", "fund_exec_rate",
           "community_fund_paid_amount", "community_fund_ok_rate", "org_committee_cnt", "org_general_branch_cnt",
           "org_branch_cnt")  # fmt: skip
    made.batch(1, template="T5", file_name="阵地2024上半年.xlsx").sheets.append((1, 0, "汇总"))
    for district, areas in AREAS.items():
        made.unit(f"{district}T", f"{DISTRICTS[district][:2]}镇", "town", district)
        for number, area in enumerate(areas):
            village = f"{district}V{number}"
            made.unit(village, f"{DISTRICTS[district][0]}{number}村", "village", f"{district}T", unit_type="行政村")
            made.fact("venue_total", "2024-06", village, int(area is not None), row=number + 2)
            if area:
                made.fact("venue_area", "2024-06", village, round(area * 100))
        made.value("venue_total", "2024-06", district, len([area for area in areas if area is not None]))
    ok = {
        code: [row[place] for row in FUNDS.values()]
        for place, code in enumerate(("due", "paid", "ok", "n", "budget", "spent"))
    }
    for unit, row in {**FUNDS, "330100": tuple(sum(ok[name]) for name in ok)}.items():
        due, paid, full, n, budget, spent = row
        made.value("community_fund_std_amount", "2024-06", unit, due * 10**6)
        made.value("community_fund_paid_amount", "2024-06", unit, paid * 10**6)
        made.value("community_fund_ok_rate", "2024-06", unit, full, n)
        made.value("fund_exec_rate", "2024-06", unit, spent * 10**6, budget * 10**6)
    for code in ("venue_total", "community_fund_std_amount", "fund_exec_rate"):
        made.value(code, "2024-06", "330103", None, n=0)  # owes its report; 高新区 has neither villages nor communities
    kinds = ("org_committee_cnt", "org_general_branch_cnt", "org_branch_cnt")
    for number in range(10):
        kind = 0 if number < 2 else 1 if number < 5 else 2
        code = f"330101K{number}"
        made.unit(code, f"社区党组织{number}", "org", "330101T", unit_type="社区")
        for place, measure in enumerate(kinds):
            made.fact(measure, "2024-06", code, int(place == kind))


def build(home: Path) -> Path:
    """Publish the city into a home."""
    made = star()
    with_barometer(made)
    with_members(made)
    with_support(made)
    made.publish(home)
    fill_barometer(home)
    return home
