"""A city for the theme pages: six districts whose stars, incomes and coverage tell a story each.

澜溪 loses stars (one falls, one is struck off), 雁桥 grows by subsidies alone, 青河 has most still to cover,
石莲 has few firms, 霜岭 reports nothing.
"""

from pathlib import Path

from tests import cover
from tests.cover import FIRMS, GRIDS, VILLAGES, firms
from tests.star import Star

BEFORE, NOW, LAST_YEAR = "2025-06", "2025-12", "2024-12"
NAMES = {"1": "青河区", "2": "雁桥区", "3": "澜溪县", "4": "云岭县", "5": "石莲县", "6": "霜岭县"}
SILENT = "6"
WAN = 10**6
#: District → total, operating, subsidy in 万元 now and a year ago, of its two villages together.
INCOME = {
    "1": ((110, 80, 25), (100, 72, 23)),
    "2": ((131, 70, 58), (100, 70, 27)),
    "3": ((36, 20, 12), (33, 18, 11)),
    "4": ((60, 45, 13), (59, 44, 13)),
    "5": ((24, 10, 12), (20, 8, 10)),
}
#: Village → total and operating income in 万元; of 石莲 one has no operating income.
VILLAGE = {"1a": (88, 60), "1b": (22, 20), "2a": (111, 52), "2b": (20, 18), "3a": (17, 8), "3b": (19, 12),
           "4a": (30, 20), "4b": (30, 25), "5a": (6.5, 0), "5b": (17.5, 10)}  # fmt: skip
FIRMS_OF = {"1": (200, 40, 140, 190), "2": (100, 30, 92, 100), "3": (60, 20, 50, 58), "4": (80, 10, 70, 80),
            "5": (4, 1, 3, 4)}  # fmt: skip


def build(home: Path) -> Path:
    """Publish the city into a home."""
    star = Star().unit("C", "示例市", "city")
    for code, name in NAMES.items():
        star.unit(code, name, "district", "C").unit(f"{code}t", f"{name[:2]}镇", "town", code)
        for village in "ab":
            star.unit(f"{code}{village}", f"{name[:2]}{village}村", "village", f"{code}t", unit_type="行政村")
            star.unit(f"{code}{village}p", f"{name[:2]}{village}村党支部", "org", f"{code}{village}", domain="农村")
    star.batch(1, template="T2", file_name="12月评定.xlsx")
    _stars(star)
    _incomes(star)
    return cover.publish(cover.measures(star), NOW, _covered(), home)


def _stars(star: Star) -> None:
    named = {"template": "T2", "reported": "carry"}
    for code in ("star5_cnt", "star4_cnt", "star3_cnt", "star5_proposed_cnt", "star4_proposed_cnt",
                 "star3_proposed_cnt", "rural_org_total"):  # fmt: skip
        star.indicator(code, **named)
    star.indicator("star_level", own_level_only=True, **named).indicator("star_valid_months", **named)
    star.indicator("rural_star_cover_rate", n="star5_cnt star4_cnt star3_cnt", d="rural_org_total", min_denominator=2,
                   name="农村星级党组织覆盖率", template="T2")  # fmt: skip
    for code in NAMES:
        a, b = f"{code}ap", f"{code}bp"
        after = (3, 0) if code == "3" else (4, 3)
        for unit, now, row in ((a, after[0], 5), (b, after[1], 6)):
            before = 4 if unit == a else 3
            star.fact("star_level", BEFORE, unit, before).state("star_level", unit, before, BEFORE, "2025-11")
            kept = before if code == SILENT else now
            star.state("star_level", unit, kept, NOW, "2099-12", row=row).fact("star_level", NOW, unit, kept)
        if code == SILENT:
            star.value("rural_star_cover_rate", NOW, code, None, None, n=0)
            continue
        stars = [0, after.count(4), after.count(3)]
        for name, n in zip(("star5_cnt", "star4_cnt", "star3_cnt"), stars, strict=True):
            star.value(name, NOW, code, n)
        star.value("star3_proposed_cnt", NOW, code, 1 if code == "1" else 0)
        star.value("rural_star_cover_rate", NOW, code, sum(stars), 2)
    star.value("rural_star_cover_rate", NOW, "C", 9, 10, n=5, of=6).value("star3_proposed_cnt", NOW, "C", 1)
    # 云岭a runs out in March, 青河a ran out in November without a review.
    for unit, months in (("4ap", 3), ("1ap", -1), ("2ap", 30)):
        star.fact("star_valid_months", NOW, unit, months).state("star_valid_months", unit, months, NOW, "2099-12")


def _incomes(star: Star) -> None:
    for code in ("total", "operating", "subsidy", "target"):
        star.indicator(f"econ_income_{code}", reported="ytd", kind="flow", unit="万元", num_scale=6, decimals=2,
                       template="T3")  # fmt: skip
    star.indicator("village_zero_cnt", reported="derived", direction="lower", template="T3")
    for code in NAMES:
        now, then = INCOME.get(code, (None, (50, 30, 15)))
        for at, parts in ((NOW, now), (LAST_YEAR, then)):
            for place, name in enumerate(("total", "operating", "subsidy")):
                value = None if parts is None else parts[place] * WAN
                star.value(f"econ_income_{name}", at, code, value, n=0 if parts is None else 2, of=2)
    for place, name in enumerate(("total", "operating", "subsidy")):
        star.value(f"econ_income_{name}", NOW, "5t", INCOME["5"][0][place] * WAN, n=2, of=2)
    for village, (total, operating) in VILLAGE.items():
        star.fact("econ_income_total", NOW, village, round(total * WAN), row=9)
        star.fact("econ_income_operating", NOW, village, round(operating * WAN), row=9)
        star.fact("econ_income_target", NOW, village, 40 * WAN, row=9)
    for month, left, n in ((LAST_YEAR, 3, 12), ("2025-11", 2, 12), (NOW, 1, 10)):
        star.value("village_zero_cnt", month, "C", left, n=n, of=12)


def _covered() -> list[tuple[str, str, dict[str, int]]]:
    rows = [(f"{code}t", FIRMS, firms(*figures)) for code, figures in FIRMS_OF.items()]
    return [*rows, ("1t", GRIDS, {"due": 30, "org": 28}), ("1t", VILLAGES, {"due": 2, "org": 2})]
