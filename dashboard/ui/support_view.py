"""What the page on venues and money shows: area classes, funds against what is due, budget and payment."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

import pandas as pd

from dashboard import numbers, periods
from dashboard.charts import Figure, Foot
from dashboard.charts.bullets import Bullet, bullet_bars
from dashboard.charts.stacked import Bar, Segment, stacked_bars
from dashboard.charts.waterfall import Step, waterfall
from dashboard.frames import records
from dashboard.queries.support import NO_AREA, NO_VENUE
from dashboard.sentences.common import REPORTED
from dashboard.ui.scope import MAX_BARS, Scope
from dashboard.ui.tables import Column, Rows, reported_only

#: Small to large, dark to light: what is below the standard catches the eye. White: nothing there, or not known.
FILLS = {NO_VENUE: "#5B6670", 0: "#1D4E89", 1: "#8FB1D8", 2: "#D5E2F1", 3: "#EEF2F7", NO_AREA: "#FFFFFF"}
VENUE_COLUMNS = [
    Column("district_name", "县市区", short=True), Column("town_name", "乡镇街道", short=True),
    Column("unit_name", "村", short=True),
    Column("area_text", "场所面积（平方米）", True), Column("missing_text", "距标准还差（平方米）", True),
]  # fmt: skip
METHODS = (
    ("场所面积", "只数行政村；有场所并报了面积的进入达标率，没有场所的、面积未报的另列，不当作达标。"),
    ("社区经费", "应落实数为各社区按党委、党总支、党支部分档上报的数；已落实为年内累计。各级用合计重新计算。"),
    (
        "按档测算",
        "用党组织与党员结构汇总表中社区所属党委、党总支、党支部的个数，乘每个应落实数，再相加，用来核对上报数。",
    ),
    ("预算与执行", "报表只有年度预算和年内累计实拨两栏，执行率＝实拨÷预算；拨付后的支出报表没有，不作推算。"),
    ("时序", "月数÷12；年初预算集中下达、年末拨付的，时序前低后高属正常。"),
)


def class_words(edges: Sequence[Decimal]) -> dict[int, str]:
    """Classes of floor area in words, from the limits of the catalogue."""
    one, two, three = (f"{edge:g}" for edge in edges)
    return {NO_VENUE: "没有场所", 0: f"不足{one}", 1: f"{one}—{two}", 2: f"{two}—{three}", 3: f"{three}以上",
            NO_AREA: "面积未报"}  # fmt: skip


def venue_chart(table: pd.DataFrame, edges: Sequence[Decimal], scope: Scope, period: int, foot: Foot) -> Figure:
    """Classes of floor area by unit, the most below the standard first; classes nobody is in are left out."""
    words = class_words(edges)
    shown = table.sort_values("ok_share", kind="stable", na_position="last").head(MAX_BARS)
    bars = [Bar(row["unit_name"], "", numbers.format_value(row["ok_share"], "%"), row["unit_code"],
                "" if row["n"] else row["status"]) for row in records(shown)]  # fmt: skip
    segments = [
        Segment(f"{words[code]}{'' if code in (NO_AREA, NO_VENUE) else '㎡'}", fill, shown[code].astype(float).tolist(),
                [f"{n:,}" if n else "" for n in shown[code]])
        for code, fill in FILLS.items() if table[code].any() or code in (0, 1, 2, 3)
    ]  # fmt: skip
    title = f"村级活动场所面积分档（{scope.name}各{scope.noun}，{periods.label_zh(period)}末）"
    return stacked_bars(bars, segments, title=title, foot=foot, shares=True, value_head="达标率")


def venue_rows(table: pd.DataFrame, edges: Sequence[Decimal]) -> Rows:
    """The table behind the classes."""
    words = class_words(edges)
    rows = table.rename(columns={code: f"n{code}" for code in words})
    rows = rows.assign(ok_text=[numbers.format_value(share, "%") for share in table["ok_share"]])
    counts = [Column(f"n{code}", f"{word}（个）", True) for code, word in words.items()]
    columns = [Column("unit_name", "单位"), *counts, Column("ok_text", "达标率", True), Column("status", "状态")]
    return reported_only(rows, columns), columns


def below_rows(table: pd.DataFrame) -> pd.DataFrame:
    """The list of villages below the standard as text."""
    return table.assign(
        area_text=[_area(area) if has else "没有场所"
                   for area, has in zip(table["area"], table["has_venue"], strict=True)],
        missing_text=[_area(area) for area in table["missing"]],
    )  # fmt: skip


def _area(area: float) -> str:
    """Square metres as measured: rounded, 299.99 would look like the 300 it misses."""
    return numbers.MISSING if pd.isna(area) else f"{area:,.2f}".removesuffix("0")


class Paid(NamedTuple):
    """One kind of money: what is paid of what is due.

    Attributes:
        title: What it is called.
        paid: Column of what is paid, 万元; likewise `due`, `share` (per cent) and `status`.
        heads: Words above share and amounts.
        whole: What 100 % is called.
    """

    title: str
    paid: str
    due: str
    share: str
    status: str
    heads: tuple[str, str]
    whole: str


FUNDS = Paid(
    "社区党组织经费落实", "paid", "due", "paid_share", "status", ("落实比例", "已落实／应落实（万元）"), "应落实"
)
BUDGET = Paid(
    "党建经费预算执行", "spent", "budget", "spent_share", "spent_status", ("执行率", "实拨／预算（万元）"), "预算"
)


def money_chart(table: pd.DataFrame, money: Paid, scope: Scope, schedule: float, foot: Foot) -> Figure:
    """Paid of due by unit, the farthest behind first.

    Args:
        table: As of `queries.support.funds`.
        money: Which kind.
        scope: The part of the tree shown.
        schedule: Share of the year gone by, per cent.
        foot: Date, unit, source.
    """
    shown = table.sort_values(money.share, kind="stable", na_position="last").head(MAX_BARS)
    rows = [
        Bullet(row["unit_name"], row["unit_code"], None if pd.isna(row[money.share]) else float(row[money.share]),
               numbers.format_value(row[money.share], "%"),
               f"{numbers.plain(row[money.paid], 2)}／{numbers.plain(row[money.due], 2)}",
               "" if row[money.status] == REPORTED else row[money.status])
        for row in records(shown)
    ]  # fmt: skip
    title = f"{money.title}（{scope.name}）"
    return bullet_bars(rows, title=title, foot=foot, schedule=schedule, heads=money.heads, whole=money.whole)


def fund_rows(table: pd.DataFrame) -> Rows:
    """The table behind both money charts."""
    money = {"due": "社区应落实", "paid": "社区已落实", "budget": "年度预算", "spent": "实拨"}
    rows = table.assign(
        **{f"{name}_text": [numbers.plain(value, 2) for value in table[name]] for name in money},
        paid_text_share=[numbers.format_value(value, "%") for value in table["paid_share"]],
        spent_text_share=[numbers.format_value(value, "%") for value in table["spent_share"]],
        ok_text=[numbers.plain(value, 0) for value in table["ok"]],
        communities_text=[numbers.plain(value, 0) for value in table["communities"]],
    )
    columns = {name: Column(f"{name}_text", f"{word}（万元）", True) for name, word in money.items()}
    return rows, [Column("unit_name", "单位"), columns["due"], columns["paid"],
                  Column("paid_text_share", "落实比例", True), Column("ok_text", "足额社区（个）", True),
                  Column("communities_text", "社区（个）", True), columns["budget"], columns["spent"],
                  Column("spent_text_share", "执行率", True), Column("spent_status", "状态")]  # fmt: skip


def budget_chart(table: pd.DataFrame, scope: Scope, foot: Foot) -> Figure | None:
    """Budget, what is still to be paid, what is paid; None where nobody reported."""
    budget, spent = table.attrs.get("budget"), table.attrs.get("spent")
    if not budget or spent is None:
        return None
    left = budget - spent
    unit = numbers.common_unit([budget], "万元")

    def words(amount: float) -> str:
        share = numbers.format_value(None, "%", numerator=amount, denominator=budget)
        return f"{numbers.format_value(amount, '万元', 2, money_unit=unit)}　{share}"

    steps = [
        Step("年度预算", 0.0, budget, numbers.format_value(budget, "万元", 2, money_unit=unit), True),
        Step("尚未拨付" if left >= 0 else "超预算拨付", budget, spent, words(abs(left)), False),
        Step("实拨（执行）", 0.0, spent, words(spent), True),
    ]
    return waterfall(steps, title=f"从预算到执行（{scope.name}）", foot=replace(foot, unit=unit))


def kinds_rows(kinds: pd.DataFrame, funds: pd.DataFrame) -> Rows:
    """What is due by kind, its sum, and what was reported and paid."""
    lines = [
        {"kind": row["kind"], "n": "—" if pd.isna(row["n"]) else f"{row['n']:,}", "amount": f"{row['amount']:g}",
         "due": numbers.plain(row["due"], 2)}
        for row in records(kinds)
    ]  # fmt: skip
    total = kinds["n"].sum() if kinds["n"].notna().all() else None
    lines += [
        {"kind": "合计（测算）", "n": "—" if total is None else f"{int(total):,}", "amount": "",
         "due": numbers.plain(kinds.attrs["due"], 2)},
        {"kind": "社区上报应落实", "n": "", "amount": "", "due": numbers.plain(funds.attrs.get("due"), 2)},
        {"kind": "已落实", "n": "", "amount": "", "due": numbers.plain(funds.attrs.get("paid"), 2)},
    ]  # fmt: skip
    columns = [("kind", "档次"), ("n", "党组织（个）"), ("amount", "每个应落实（万元）"), ("due", "金额（万元）")]
    return pd.DataFrame(lines), [Column(name, title, name != "kind") for name, title in columns]
