"""What the page on collective income shows: charts and tables from the answers of the queries."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard import numbers, periods
from dashboard.charts import Bar, Figure, Foot, Line, Mark, Segment, stacked_bars, trend_lines
from dashboard.charts.columns import band_columns
from dashboard.charts.paired import Pair, paired_bars
from dashboard.charts.quartiles import Spread, spread_rows
from dashboard.charts.stacked import BANDS
from dashboard.frames import records
from dashboard.queries.village_income import ALL_SUBSIDY, MOSTLY_SUBSIDY, OPERATING, TOTAL, ZERO
from dashboard.sentences.common import MISSING
from dashboard.ui import lists
from dashboard.ui.data import Figures
from dashboard.ui.scope import MAX_BARS, Scope
from dashboard.ui.tables import Column, Rows

BASES = {TOTAL: "按总收入", OPERATING: "按经营性收入"}
KINDS = {"below": "未达标的村", "million": "百万元村", "zero": "空白村", "weak": "薄弱村"}
#: Kind of villages → the indicator that counts them; the others are told by their income.
BEHIND = {"zero": ZERO}
SHORTFALL_HINT = (
    "补到线上还差＝各未达标村离达标线的差额之和，不拿多的村补少的村；距年度目标还差的合计按总数算，超额的可以抵"
)
#: Columns that belong to the picture of the spread.
SPREAD = ("lower_text", "upper_text", "gini_text")
#: The axis of the spreads ends at this many times the highest upper quartile: one rich village must not flatten all.
CUT = 2.2
VILLAGE_COLUMNS = [
    Column("district_name", "县市区", short=True), Column("town_name", "乡镇街道", short=True),
    Column("unit_name", "村", short=True),
    Column("total_text", "总收入（万元）", True), Column("operating_text", "其中经营性（万元）", True),
    Column("subsidy_text", "其中补助（万元）", True), Column("gap_text", "距达标线还差（万元）", True),
]  # fmt: skip


@dataclass(frozen=True)
class View:
    """The answers the page is made of, as the queries of these names give them."""

    overview: pd.DataFrame
    summary: pd.DataFrame
    bands: pd.DataFrame
    curve: pd.DataFrame
    villages: pd.DataFrame


def fetch(figures: Figures, period: int, scope: Scope, basis: str, kind: str) -> View:
    """Ask everything that depends on the choices."""
    where: dict[str, Any] = {"period_key": period, "level": scope.level, "under": scope.under}
    return View(
        figures.ask("income_overview", **where),
        figures.ask("income_summary", **where),
        figures.ask("income_bands", **where, basis=basis),
        figures.ask("clearance", **where),
        figures.ask("income_villages", period_key=period, kind=kind, under=scope.under, most=lists.SHOWN),
    )


def methods(figures: Figures, standard: float) -> list[tuple[str, str]]:
    """How the figures of the page are made, with the thresholds in force."""
    numbers_ = figures.settings()
    least, led, flat, weak = (numbers.plain(numbers_[name], 0) for name in
                        ("subsidy_growth_least", "subsidy_growth_share", "operating_flat",
                         "village_income_weak"))  # fmt: skip
    return [
        ("总收入、经营性收入", "村级集体当年1月起的累计数。"
         "经营性收入＝经营＋发包及上交＋投资收益＋其他经营；补助不算经营性收入。"),
        ("增长靠什么", f"与上年同期比，总收入增幅不小于{least}%的才判断："
         f"补助增量占总增量不小于{led}%为“增长主要靠补助”，其中经营性收入增幅不超过{flat}%的为“增长基本来自补助”。"
         "应报的村没有报齐的不比。"),
        ("达标线", f"年内累计总收入{numbers.plain(standard, 0)}万元。"
         "还差多少万元＝各未达标村离线差额之和，不拿多的村补少的村。"),
        ("空白村、薄弱村", f"空白村：经营性收入为0；薄弱村：经营性收入大于0、低于{weak}万元。"
         "都按经营性收入判，补助不算。"),
        ("四分位", "把村按收入从低到高排，四分之一处为下四分位，一半处为中位数，四分之三处为上四分位。"),
        ("基尼系数", "2Σ(i·x)/(nΣx)－(n＋1)/n，0为完全均等；不足10个村不显示，有负数的只看四分位。"),
        ("差距在内部", "泰尔指数可以精确分成各单位内部和单位之间两部分，内部部分占的比例。"),
    ]  # fmt: skip


def paired_chart(table: pd.DataFrame, scope: Scope, period: int, foot: Foot) -> Figure:
    """Operating income beside subsidies; where the rise leans most on subsidies comes first."""
    ordered = table.assign(order=table["subsidy_part"].fillna(-1e9), gone=table["status"] == MISSING)
    ordered = ordered.sort_values(["gone", "order"], ascending=[True, False], kind="stable").head(MAX_BARS)
    pairs = [
        Pair(
            name=row["unit_name"],
            code=row["unit_code"],
            now=(row["operating"], row["subsidy"]),
            then=(row["operating_then"], row["subsidy_then"]),
            texts=(_beside(row, "operating"), _beside(row, "subsidy")),
            words=row["growth_kind"],
            strong=row["growth_kind"] in (ALL_SUBSIDY, MOSTLY_SUBSIDY),
            apart=MISSING if row["status"] == MISSING else "",
            hover=f"<b>{row['unit_name']}</b><br>总收入 {numbers.plain(row['total'], 2)}万元"
            f"<br>经营性占 {numbers.format_value(row['share'], '%', 1)}",
        )
        for row in records(ordered)
    ]
    return paired_bars(
        pairs,
        heads=("经营性收入", "补助收入"),
        title=f"收入靠什么增长（{scope.name}各{scope.noun}，{periods.label_zh(period)}累计）",
        foot=foot,
        key="竖线为上年同期；括号内为比上年同期的增减",
    )


def _beside(row: dict[Any, Any], name: str) -> str:
    change = "" if pd.isna(row[f"{name}_then"]) else numbers.change_text(row[name], row[f"{name}_then"], "万元")
    return numbers.plain(row[name], 0) + (f"（{change}）" if change else "")


def overview_rows(table: pd.DataFrame) -> Rows:
    """The table behind the pairs."""
    rows = table.copy()
    money = ("total", "operating", "subsidy", "total_then", "operating_then", "subsidy_then", "average")
    for name in money:
        rows[f"{name}_text"] = [numbers.plain(value, 2) for value in table[name]]
    rows["share_text"] = [numbers.format_value(value, "%", 1) for value in table["share"]]
    return rows, [
        Column("unit_name", "单位"), Column("n", "已报村数", True), Column("n_expected", "应报村数", True),
        Column("total_text", "总收入（万元）", True), Column("total_then_text", "上年同期（万元）", True),
        Column("operating_text", "经营性（万元）", True), Column("operating_then_text", "上年同期经营性（万元）", True),
        Column("subsidy_text", "补助（万元）", True), Column("subsidy_then_text", "上年同期补助（万元）", True),
        Column("average_text", "村均（万元）", True), Column("share_text", "经营性占比", True),
        Column("growth_kind", "增长靠什么"), Column("status", "状态"),
    ]  # fmt: skip


def bands_chart(view: View, scope: Scope, basis: str, foot: Foot) -> Figure:
    """Bands of income as shares of 100 %, unit by unit; units that have not reported stand below."""
    labels = view.bands.attrs["labels"]
    silent = view.overview.loc[view.overview["status"] == MISSING, ["unit_code", "unit_name"]]
    table = pd.concat([view.bands, silent], ignore_index=True).head(MAX_BARS)
    totals = table[labels].sum(axis=1)
    bars = [Bar(row["unit_name"], "", f"{n:,.0f}", row["unit_code"], apart="" if n else MISSING)
            for row, n in zip(records(table), totals, strict=True)]  # fmt: skip
    segments = [Segment(label, colour, [float(n) for n in table[label]], [numbers.plain(n, 0) for n in table[label]])
                for label, colour in zip(labels, BANDS, strict=False)]  # fmt: skip
    title = f"各档有多少村（{scope.name}，{BASES[basis]}，万元）"
    return stacked_bars(bars, segments, title=title, foot=foot, shares=True, value_head="已报村数")


def bands_rows(table: pd.DataFrame) -> Rows:
    """The table behind the bands and behind the columns."""
    return table, [
        Column("unit_name", "单位"),
        *(Column(label, f"{label}万元（个）", True) for label in table.attrs["labels"]),
    ]


def columns_chart(table: pd.DataFrame, scope: Scope, basis: str, foot: Foot) -> Figure:
    """How many villages of the whole lie in each band."""
    labels = table.attrs["labels"]
    counts = [int(table[label].sum()) for label in labels]
    total = sum(counts) or 1
    texts = [f"{n:,}<br>{numbers.format_value(n / total * 100, '%', 1)}" if n else "0" for n in counts]
    return band_columns(labels, counts, texts, BANDS, title=f"村收入分布（{scope.name}，{BASES[basis]}）", foot=foot,
                        axis_words="当年累计收入（万元）")  # fmt: skip


def spread_chart(summary: pd.DataFrame, scope: Scope, foot: Foot) -> Figure:
    """Quartiles of each unit under those of the whole, with the standard."""
    rows = []
    for row in [summary.iloc[-1].to_dict(), *records(summary.iloc[: min(len(summary) - 1, MAX_BARS)])]:
        whole = row["unit_code"] == ""
        name = scope.name if whole else row["unit_name"]
        points = tuple(float(row[part]) for part in ("least", "lower", "middle", "upper", "most"))
        gini = numbers.plain(row["gini"], 2) if pd.notna(row["gini"]) else "—"
        hover = f"<b>{name}</b>　{row['n']:,}个村<br>" + "　".join(
            f"{word} {numbers.plain(value, 2)}"
            for word, value in zip(("最低", "四分之一", "中位数", "四分之三", "最高"), points, strict=True)
        )
        rows.append(Spread(name, points, f"{numbers.plain(row['middle'], 1)}　{gini}", whole, hover))  # type: ignore[arg-type]
    cut = max(row.points[3] for row in rows) * CUT
    standard = summary.attrs["standard"]
    return spread_rows(
        rows,
        title=f"村与村差多少（{scope.name}，总收入，万元）",
        foot=foot,
        head="中位数　基尼",
        lines=[Line(standard, f"达标线 {numbers.plain(standard, 0)}", dashed=True)],
        cut=cut if any(row.points[4] > cut for row in rows) else None,
    )


def summary_rows(summary: pd.DataFrame) -> Rows:
    """How far each unit has to go, and how its villages are spread."""
    rows = summary.copy()
    for name in ("shortfall", "target_gap", "least", "lower", "middle", "upper", "most"):
        rows[f"{name}_text"] = [numbers.plain(value, 2) for value in summary[name]]
    rows["gini_text"] = [numbers.plain(g, 2) if pd.notna(g) else w.rstrip("。") for g, w in
                         zip(summary["gini"], summary["gini_words"], strict=True)]  # fmt: skip
    line = numbers.plain(summary.attrs["standard"], 0)
    return rows, [
        Column("unit_name", "单位", short=True), Column("n", "已报村数", True),
        Column("n_below", f"未达{line}万元（个）", True), Column("shortfall_text", "补到线上还差（万元）", True),
        Column("target_gap_text", "距年度目标还差（万元）", True),
        Column("n_million", "百万元村（个）", True), Column("n_zero", "空白村（个）", True),
        Column("middle_text", "中位数（万元）", True), Column("lower_text", "下四分位（万元）", True),
        Column("upper_text", "上四分位（万元）", True), Column("gini_text", "基尼系数", True),
    ]  # fmt: skip


def shortfall_rows(summary: pd.DataFrame) -> Rows:
    """How far each unit has to go, without the columns of the spread."""
    rows, columns = summary_rows(summary)
    return rows, [column for column in columns if column.field not in SPREAD]


def clearance_chart(curve: pd.DataFrame, scope: Scope, foot: Foot) -> Figure:
    """Villages without operating income by month, with the target of none; the months not fully reported are marked."""
    frame = curve.assign(unit_code="whole", unit_name="空白村", role="whole", value=curve["value"].astype(float),
                         shown=[f"{numbers.plain(n, 0)}个" for n in curve["value"]])  # fmt: skip
    short = curve["n_reported"] < curve["n_expected"]
    # The stretch that runs to the end is what misleads: fewer villages reported look like fewer left.
    since = len(curve) - int(short[::-1].cumprod().sum())
    marks = [Mark(int(curve["period_key"].iloc[since]), "此后有村未报")] if since < len(curve) else []
    return trend_lines(frame, title=f"空白村还剩几个（{scope.name}，经营性收入为0的村）", foot=foot, target=0.0,
                       target_words="目标 0", marks=marks, restarts=True, height=380)  # fmt: skip


def curve_rows(curve: pd.DataFrame) -> Rows:
    """The table behind the curve, newest month first."""
    rows = curve.assign(period=[periods.label_zh(int(key)) for key in curve["period_key"]]).iloc[::-1]
    return rows, [
        Column("period", "时期", short=True), Column("value", "空白村（个）", True),
        Column("n_reported", "已报村数", True), Column("n_expected", "应报村数", True),
    ]  # fmt: skip


def village_rows(villages: pd.DataFrame) -> pd.DataFrame:
    """Names with their amounts as text."""
    texts = {f"{name}_text": [numbers.plain(value, 2) for value in villages[name]]
             for name in ("total", "operating", "subsidy", "gap")}  # fmt: skip
    rows = villages.assign(**texts)
    rows.attrs = villages.attrs
    return rows


def every_village(figures: Figures, period: int, scope: Scope, kind: str) -> pd.DataFrame:
    """All rows of the list, for its download."""
    return village_rows(figures.ask("income_villages", period_key=period, kind=kind, under=scope.under))
