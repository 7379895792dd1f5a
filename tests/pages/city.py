"""A small city as a published snapshot, for pages: ten districts, their towns, fourteen months, known figures.

What the pages must be able to say is in here: a tie, a late report, a small denominator, a merger, a changed
definition, a missed target, an indicator that is not judged.
"""

from pathlib import Path

from dashboard import periods
from tests.star import Star

MONTHS = [periods.label(key) for key in range(periods.parse_period("2023-05"), periods.parse_period("2024-06") + 1)]
NAMES = {
    "330101": ("青河区", "城区"),
    "330102": ("临江区", "城区"),
    "330103": ("北塘区", "城区"),
    "330104": ("高新区", "功能区"),
    "330121": ("云岭县", "山区县"),
    "330122": ("丰乐县", "山区县"),
    "330123": ("白马县", "山区县"),
    "330124": ("南溪县", "平原县"),
    "330125": ("石桥县", "平原县"),
    "330181": ("平湖市", "平原县"),
}
MERGED, MERGER_MONTH = "330105", "2024-01"
#: Latest covered villages of each district out of 60; None has not reported, 高新区 has three villages only.
COVERED: dict[str, tuple[int, int] | None] = {
    "330101": (57, 60),
    "330102": (54, 60),
    "330103": (54, 60),
    "330104": (3, 3),
    "330121": (48, 60),
    "330122": (45, 60),
    "330123": None,
    "330124": (51, 60),
    "330125": (40, 60),
    "330181": (50, 60),
}


def build(home: Path) -> Path:
    """Publish the city into a home."""
    star = Star().unit("330100", "示例市", "city")
    for code, (name, peer) in NAMES.items():
        star.unit(code, name, "district", "330100", peer=peer)
        for number in range(1, 5):
            town = f"{code}{number:03d}"
            star.unit(town, f"{name[:2]}第{'一二三四'[number - 1]}镇", "town", code)
    star.unit(MERGED, "老城区", "district", "330100", peer="城区", last="2023-12")
    star.went_into(MERGED, "330101", MERGER_MONTH)
    _catalogue(star)
    for index, month in enumerate(MONTHS):
        _month(star, month, len(MONTHS) - 1 - index)
    star.notes.append(("cover_rate", "2023-11", None, "break", "口径调整：改按行政村计"))
    star.batch(1, template="T4", file_name="2024年6月星级评定.xlsx").sheets.append((1, 0, "汇总"))
    star.fact("covered", "2024-06", "330101", 57, row=5).fact("villages", "2024-06", "330101", 60, row=5)
    for code, pair in COVERED.items():
        got, due = (pair[1], pair[1]) if pair else (0, 60)
        star.reports.append(("T4", "2024-06", code, got, due, "2024-07-03 09:00:00"))
        star.reports.append(("T3", "2024-06", code, 60, 60, "2024-07-02 09:00:00"))
    return star.publish(home)


def _catalogue(star: Star) -> None:
    words = {"definition": "已评定三星及以上的农村党组织占农村党组织总数的比例。", "limits": "不反映星级之间的差别。",
             "source_rule": "T4：星级", "template": "T4"}  # fmt: skip
    star.indicator("covered", name="星级党组织数", core_order=None, **words)
    star.indicator("villages", name="农村党组织总数", core_order=None, direction="neutral", **words)
    star.indicator(
        "cover_rate",
        n="covered",
        short_name="星级覆盖率",
        d="villages",
        name="农村星级党组织覆盖率",
        target=85.0,
        target_kind="floor",
        target_text="达到85%",
        core_order=1,
        theme="组织建设",
        min_denominator=5,
        numerator_text="星级党组织数",
        denominator_text="农村党组织总数",
        **words,
    )
    star.indicator(
        "income",
        name="村集体经济总收入",
        short_name="集体经济总收入",
        unit="万元",
        num_scale=6,
        decimals=2,
        kind="flow",
        reported="ytd",
        core_order=2,
        theme="集体经济",
        template="T3",
        source_rule="T3：总收入",
        definition="年内累计总收入。",
        limits="不反映支出。",
    )
    star.indicator(
        "empty_villages",
        name="空白村数",
        short_name="空白村数",
        direction="lower",
        target=0.0,
        target_kind="zero",
        core_order=3,
        theme="集体经济",
        template="T3",
        source_rule="T3：经营性收入为0",
        definition="经营性收入为0的村数。",
        limits="不反映收入质量。",
    )


def _month(star: Star, month: str, ago: int) -> None:
    """Figures `ago` months before the last: coverage grows by one village a month, income by 100万元 a month."""
    year_months = int(month[-2:])
    total = [0, 0, 0, 0]
    codes = list(NAMES) + ([MERGED] if month < MERGER_MONTH else [])
    for place, code in enumerate(codes):
        pair = COVERED.get(code, (20, 30))
        if pair is None and ago:
            pair = (42, 60)
        if pair is not None:
            top = max(pair[0] - ago, 0) if pair[1] > 5 else pair[0]
            star.value("cover_rate", month, code, top, pair[1]).value("covered", month, code, top)
            star.value("villages", month, code, pair[1])
            total[0], total[1] = total[0] + top, total[1] + pair[1]
        income = (place + 1) * 100 * year_months * 10**6
        star.value("income", month, code, income, single=(place + 1) * 100 * 10**6)
        star.value("empty_villages", month, code, (place * 3) % 7)
        total[2], total[3] = total[2] + income, total[3] + (place * 3) % 7
        if code in NAMES and ago == 0:
            for number in range(1, 5):
                town = f"{code}{number:03d}"
                star.value("cover_rate", month, town, 10 + number, 15).value("income", month, town, income // 4)
    star.value("cover_rate", month, "330100", total[0], total[1], n=9 if ago == 0 else 10, of=10)
    star.value("covered", month, "330100", total[0]).value("villages", month, "330100", total[1])
    star.value("income", month, "330100", total[2]).value("empty_villages", month, "330100", total[3])
