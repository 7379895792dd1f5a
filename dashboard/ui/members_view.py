"""What the members page shows: age bars, rates on one scale, admission bullets, and the tables behind them."""

import pandas as pd

from dashboard import numbers, periods
from dashboard.charts import Figure, Foot, Line
from dashboard.charts.ages import FILLS, age_bars
from dashboard.charts.bullets import Bullet, bullet_bars
from dashboard.charts.stacked import Bar, Segment
from dashboard.charts.strips import Strip, rate_strips
from dashboard.frames import records
from dashboard.queries.members import BANDS
from dashboard.sentences.common import REPORTED
from dashboard.statistics.disclosure import FEW, GUARD, LEAST
from dashboard.ui.scope import MAX_BARS, Scope
from dashboard.ui.tables import Column, Rows

BAND_WORDS = {"le35": "35岁及以下", "mid": "36至60岁", "ge61": "61岁及以上"}
#: Printed where a figure is hidden only to protect another.
GUARDED = "＊"
HIDDEN = "人数少，不显示构成"
METHODS = (
    ("年龄三段", "按党组织与党员结构汇总表的三段人数合计计算占比，各级用合计重新计算，不取各支部占比的平均。"),
    ("全国参照线", "取自党内统计公报的年末数，截至日期与本页不同，只作参照。"),
    ("流动党员占比", "只用流出数÷党员总数；流入的党员组织关系在外地，相加会重复。"),
    ("应转尽转率", "已转接÷（已转接＋6个月以上未转＋具备条件未转），按县市区计算。"),
    ("轮训、学时", "年内累计，年初低、年末高，不同月份不能直接比。"),
    ("发展党员", "年内累计÷年度计划；时序为月数÷12。控制总量，超出计划的用橙色标出，不作为好。"),
    ("小人数", f"分组人数少于{LEAST}名的写“<{LEAST}”，能由合计推算出来的另一格写“{GUARDED}”，相应占比不显示。"),
)


def age_chart(table: pd.DataFrame, scope: Scope, period: int, references: list[Line], foot: Foot) -> Figure:
    """Three bands by unit, the oldest first; units without a report or with small groups stand below."""
    shown = table.sort_values("ge61_share", ascending=False, kind="stable", na_position="last")
    few = shown[[f"kind_{name}" for name in BANDS]].ne(0).any(axis=1)
    shown = pd.concat([shown[~few], shown[few]]).head(MAX_BARS)
    bars = [Bar(row["unit_name"], "", numbers.format_value(row["ge61_share"], "%"), row["unit_code"], _apart(row))
            for row in records(shown)]  # fmt: skip
    totals = shown[list(BANDS)].sum(axis=1, skipna=False)
    segments = [
        Segment(BAND_WORDS[name], colour, shown[name].tolist(),
                [numbers.format_value(None, "%", numerator=value, denominator=total)
                 for value, total in zip(shown[name], totals, strict=True)])
        for name, colour in zip(BANDS, FILLS, strict=True)
    ]  # fmt: skip
    title = f"党员年龄三段构成（{scope.name}各{scope.noun}，{periods.label_zh(period, '季')}末）"
    return age_bars(bars, segments, references, title=title, foot=foot, value_head="61岁及以上")


def _apart(row: dict[str, object]) -> str:
    if row["status"] != REPORTED:
        return str(row["status"])
    return HIDDEN if any(row[f"kind_{name}"] for name in BANDS) else ""


def age_rows(table: pd.DataFrame) -> Rows:
    """The table behind the bars; small groups are hidden."""
    rows = table.assign(total_text=[numbers.format_value(value, "名") for value in table["total"]])
    for name in BANDS:
        rows[f"{name}_text"] = [person(n, kind) for n, kind in zip(table[name], table[f"kind_{name}"], strict=True)]
    for name in ("le35", "ge61"):
        few = table[f"kind_{name}"] != 0
        rows[f"{name}_share_text"] = [GUARDED if hide else numbers.format_value(share, "%")
                                      for share, hide in zip(table[f"{name}_share"], few, strict=True)]  # fmt: skip
    bands = [Column(f"{name}_text", f"{BAND_WORDS[name]}（名）", True) for name in BANDS]
    return rows, [Column("unit_name", "单位"), Column("total_text", "党员总数（名）", True), *bands,
                  Column("le35_share_text", "35岁及以下占比", True), Column("ge61_share_text", "61岁及以上占比", True),
                  Column("status", "状态")]  # fmt: skip


def person(count: float, kind: int) -> str:
    """A number of persons as it may be printed."""
    return f"<{LEAST}" if kind == FEW else GUARDED if kind == GUARD else numbers.format_value(count, "名")


def rates_chart(rates: pd.DataFrame, whole_name: str, scope: Scope, foot: Foot) -> Figure:
    """Every rate on one scale from 0 to 100 %."""
    strips = []
    for _, rows in rates.groupby("code", sort=False):
        known = rows[rows["value"].notna()].sort_values("value", kind="stable")
        shown = [numbers.format_value(value, "%") for value in known["value"]]
        ends = (_end(known, 0), _end(known, -1)) if len(known) > 1 else ("", "")
        one = rows.iloc[0]
        strips.append(
            Strip(one["name"], known["value"].tolist(),
                  [f"<b>{name}</b>　{text}" for name, text in zip(known["unit_name"], shown, strict=True)],
                  None if pd.isna(one["whole"]) else float(one["whole"]), numbers.format_value(one["whole"], "%"), ends,
                  None if pd.isna(one["reference"]) else float(one["reference"]),
                  "" if pd.isna(one["reference"]) else f"全国 {numbers.format_value(one['reference'], '%')}")
        )  # fmt: skip
    title = f"学历、性别、流动和教育（{scope.name}各{scope.noun}）"
    return rate_strips(strips, title=title, foot=foot, whole_name=whole_name)


def _end(known: pd.DataFrame, at: int) -> str:
    row = known.iloc[at]
    return f"{row['unit_name']} {numbers.format_value(row['value'], '%')}"


def rates_rows(rates: pd.DataFrame) -> Rows:
    """The rates as a table, a row a unit."""
    text = rates.assign(text=[GUARDED if hide else numbers.format_value(value, "%")
                              for value, hide in zip(rates["value"], rates["hidden"], strict=True)])  # fmt: skip
    wide = text.pivot(index=["unit_code", "unit_name"], columns="code", values="text")
    wide = wide.reindex(pd.MultiIndex.from_frame(rates[["unit_code", "unit_name"]].drop_duplicates())).reset_index()
    names = rates.drop_duplicates("code")[["code", "name"]].itertuples(index=False)
    return wide, [Column("unit_name", "单位"), *(Column(code, name, True) for code, name in names)]


def from_left(name: str, share: float) -> float:
    """Where a published share ends on the bars: the young count from the left, the old from the right."""
    return share if name == "le35" else 100 - share


TREND_COLUMNS = [
    Column("period", "时期", short=True), Column("unit_name", "单位"), Column("shown", "数值", True),
    Column("numerator", "分子", True), Column("denominator", "分母", True), Column("status", "状态"),
    Column("note", "说明"),
]  # fmt: skip


def trend_rows(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows behind a line, newest first."""
    rows = frame[frame["role"] != "other"].assign(
        period=lambda part: [periods.label_zh(int(key)) for key in part["period_key"]]
    )
    return rows.sort_values(["unit_code", "period_key"], ascending=[True, False], kind="stable")


def plan_chart(table: pd.DataFrame, scope_name: str, period: int, foot: Foot) -> Figure:
    """Admission against the plan by district, farthest first."""
    shown = table.sort_values("share", ascending=False, kind="stable", na_position="last").head(MAX_BARS)
    rows = [
        Bullet(row["unit_name"], row["unit_code"], None if pd.isna(row["share"]) else float(row["share"]),
               numbers.format_value(row["share"], "%"),
               f"{numbers.plain(row['admitted'], 0)}／{numbers.plain(row['plan'], 0)}",
               "" if row["status"] == REPORTED else row["status"])
        for row in records(shown)
    ]  # fmt: skip
    title = f"发展党员计划完成情况（{scope_name}各县市区，{periods.label_zh(period)}止累计）"
    return bullet_bars(rows, title=title, foot=foot, schedule=table.attrs["schedule"], whole="计划",
                       heads=("完成率", "已发展／计划（名）"))  # fmt: skip


def plan_rows(table: pd.DataFrame) -> Rows:
    """The table behind the bullets."""
    rows = table.assign(
        share_text=[numbers.format_value(value, "%") for value in table["share"]],
        young_text=[numbers.format_value(value, "%") for value in table["young_share"]],
        admitted_text=[numbers.format_value(value, "名") for value in table["admitted"]],
        over=["超计划" if share > 100 else "" for share in table["share"]],
    )
    return rows, [Column("unit_name", "县市区"), Column("admitted_text", "年内累计发展（名）", True),
                  Column("plan", "年度计划（名）", True), Column("share_text", "完成率", True),
                  Column("young_text", "35岁及以下占比", True), Column("over", "说明"),
                  Column("status", "状态")]  # fmt: skip
