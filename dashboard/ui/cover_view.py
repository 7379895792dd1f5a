"""What the page on coverage shows: charts and tables from the answers of the queries."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard import numbers, periods
from dashboard.charts import Bar, Figure, Foot, Segment, stacked_bars
from dashboard.charts.funnel import funnel_chart
from dashboard.frames import records
from dashboard.queries.coverage import cover_classes, cover_sums
from dashboard.sentences.common import MISSING, REPORTED, SMALL
from dashboard.statistics.funnels import MAX_UNIT_EFFECT, funnel_band
from dashboard.statistics.intervals import SMALL_DENOMINATOR
from dashboard.statistics.ranks import rank_ratios
from dashboard.ui.data import Figures
from dashboard.ui.scope import MAX_BARS, Scope
from dashboard.ui.tables import Column, Rows

SIDES = {"org": "组织覆盖", "work": "工作覆盖"}
TWO = (("solo", "单独组建", "#1D4E89"), ("joint", "联合组建", "#6C98CB"), ("work_only", "只有工作覆盖", "#D5E2F1"),
       ("none", "两者都没有", "#A3ADB8"))  # fmt: skip
DONE = (("org", "已覆盖", "#1D4E89"), ("gap", "未覆盖", "#A3ADB8"))
METHODS = (
    ("组织覆盖率", "已建党组织的（单独组建＋联合组建）÷应覆盖数×100%。停业、空壳、注销的不在应覆盖数内。"),
    ("工作覆盖率", "党的工作覆盖的÷应覆盖数×100%。工作覆盖数含组织覆盖数，两者不相加；"
     "只有工作覆盖＝工作覆盖－组织覆盖。"),
    ("应建未建", "应覆盖数－组织覆盖数。其中一部分已有工作覆盖，其余组织和工作都没有。"),
    ("联合组建", "组织覆盖数－单独组建数。"),
    ("逐级汇总", "县市区数由乡镇街道相加（没有乡镇街道数的用县市区自报），比率由合计重新计算，不取平均。"),
    ("漏斗图", "横轴是应覆盖数，纵轴是覆盖率，灰带是按各自分母大小偶然可能出现的波动。落在带外、且与整体差1个百分点"
     "（或一个单位的影响）以上的，才说明显好或明显差。"),
    ("分母小", f"应覆盖数不足{SMALL_DENOMINATOR}，或多一个少一个就使比率变动超过{MAX_UNIT_EFFECT:g}个百分点的，"
     "只看数，不分好差。"),
)  # fmt: skip


@dataclass(frozen=True)
class View:
    """The answers the page is made of.

    Attributes:
        items: As of `queries.cover_items`.
        sums: Its items added up over the units.
        rows: The rows of the item looked at, by place.
        total: Its sums, None where nobody reported.
        classed: The rows beside the whole.
        gaps: As of `queries.cover_gaps`.
        two: Whether the item asks for organisation and work coverage.
        unit: Measure word, such as 家.
    """

    items: pd.DataFrame
    sums: pd.DataFrame
    rows: pd.DataFrame
    total: pd.Series | None
    classed: pd.DataFrame
    gaps: pd.DataFrame
    two: bool
    unit: str


def fetch(figures: Figures, period: int, scope: Scope, code: str, item: str, side: str) -> View:
    """Ask everything that depends on the choices."""
    items = figures.ask("cover_items", period_key=period, level=scope.level, under=scope.under)
    sums = cover_sums(items)
    rows = _by_place(items[items["code"] == code].reset_index(drop=True))
    rows.attrs = dict(items.attrs)
    mine = sums[sums["code"] == code]
    two = bool(rows["solo"].notna().any())
    classed = cover_classes(rows, scope.name, side if two else "org")
    gaps = figures.ask("cover_gaps", period_key=period, item=item, under=scope.under)
    total = mine.iloc[0] if len(mine) else None
    return View(items, sums, rows, total, classed, gaps, two, figures.indicators()[code].unit)


def _by_place(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with rank, tied and place by organisation coverage; units without a place last."""
    ranking = rank_ratios(rows["org"], rows["due"], "higher", min_denominator=SMALL_DENOMINATOR)
    status = rows["status"].where(ranking.status != "small", SMALL)
    found = rows.assign(rank=ranking.ranks, tied=ranking.tied, status=status)
    found["place"] = [numbers.rank_text(rank, tied=bool(tied), status=word)
                      for rank, tied, word in zip(found["rank"], found["tied"], status, strict=True)]  # fmt: skip
    order = {REPORTED: 0, SMALL: 1, MISSING: 2}
    return (
        found.assign(order=status.map(order).fillna(3))
        .sort_values(["order", "rank"], kind="stable")
        .reset_index(drop=True)
    )


def _rate(row: Any, part: str = "org") -> str:
    return numbers.format_value(None, "%", 1, numerator=row[part], denominator=row["due"])


def unit_chart(view: View, scope: Scope, period: int, foot: Foot) -> Figure:
    """What each unit's coverage is made of, as shares of what is to be covered."""
    shown = view.rows.head(MAX_BARS)
    bars = [
        Bar(row["unit_name"], "" if row["status"] == MISSING else row["place"], _rate(row), row["unit_code"],
            apart="" if row["due"] > 0 else row["status"])
        for row in records(shown)
    ]  # fmt: skip
    segments = [Segment(word, colour, list(shown[name]), [numbers.plain(n, 0) for n in shown[name]])
                for name, word, colour in (TWO if view.two else DONE)]  # fmt: skip
    title = f"{view.rows['item'].iloc[0]}（{scope.name}各{scope.noun}，{periods.label_zh(period, '季')}）"
    head = "组织覆盖率" if view.two else "覆盖率"
    return stacked_bars(bars, segments, title=title, foot=foot, shares=True, value_head=head)


def unit_rows(view: View) -> Rows:
    """The table behind the bars and the funnel."""
    words = dict(zip(view.classed["unit_code"], view.classed["word"], strict=True))
    rows = view.rows.assign(
        rate_text=[_rate(row) for row in records(view.rows)],
        work_text=[_rate(row, "work") for row in records(view.rows)],
        solo_text=[_rate(row, "solo") for row in records(view.rows)],
        word=view.rows["unit_code"].map(words),
    )
    two = [
        Column("solo", "单独组建", True), Column("joint", "联合组建", True), Column("solo_text", "单独组建率", True),
        Column("work", "工作覆盖（含组织覆盖）", True), Column("work_text", "工作覆盖率", True),
        Column("none", "组织和工作都没有", True),
    ] if view.two else []  # fmt: skip
    return rows, [
        Column("place", "名次", short=True), Column("unit_name", "单位", short=True), Column("due", "应覆盖", True),
        Column("org", "组织覆盖" if view.two else "已覆盖", True), Column("rate_text", "覆盖率", True), *two,
        Column("gap", "应建未建", True), Column("word", "与整体比"), Column("status", "状态"),
    ]  # fmt: skip


def funnel(view: View, scope: Scope, side: str, foot: Foot) -> Figure | None:
    """Rate against what is to be covered; None with nothing to draw."""
    points = view.classed[view.classed["value"].notna()]
    if points.empty:
        return None
    points = points.assign(hover=[
        f"<b>{row['unit_name']}</b>　{numbers.format_value(row['value'], '%', 1)}"
        f"<br>应覆盖 {row['due']:,.0f}{view.unit}"
        for row in records(points)
    ])  # fmt: skip
    band = funnel_band(view.classed.attrs["whole"], float(points["denominator"].max()))
    word = SIDES[side] if view.two else "覆盖"
    return funnel_chart(
        points,
        band,
        title=f"{word}率与分母（{scope.name}各{scope.noun}）",
        foot=foot,
        whole=scope.name,
        counted=view.unit,
    )


def items_chart(view: View, scope: Scope, foot: Foot) -> Figure:
    """Every item of the form: covered and not, with how many are left."""
    sums = view.sums
    bars = [Bar(row["item"], "", f"{row['gap']:,.0f}", row["code"]) for row in records(sums)]
    # A bar of 17 items is read by its rate; the number left stands at the end.
    texts = {"org": [_rate(row) for row in records(sums)], "gap": [""] * len(sums)}
    segments = [Segment(word, colour, list(sums[name]), texts[name]) for name, word, colour in DONE]
    return stacked_bars(
        bars, segments, title=f"各覆盖项目（{scope.name}）", foot=foot, shares=True, value_head="未覆盖"
    )


def items_rows(view: View) -> Rows:
    """The table behind the items."""
    sums = view.sums.assign(
        rate_text=[_rate(row) for row in records(view.sums)],
        work_text=[_rate(row, "work") for row in records(view.sums)],
    )
    return sums, [
        Column("item", "覆盖项目"), Column("due", "应覆盖", True), Column("org", "组织覆盖或已覆盖", True),
        Column("rate_text", "覆盖率", True), Column("solo", "单独组建", True), Column("joint", "联合组建", True),
        Column("work", "工作覆盖（含组织覆盖）", True), Column("work_text", "工作覆盖率", True),
        Column("gap", "未覆盖", True), Column("n_units", "已报单位数", True),
    ]  # fmt: skip


def gap_columns(view: View) -> list[Column]:
    """Columns of the list by town."""
    two = [Column("work_only", "其中有工作覆盖", True), Column("none", "组织和工作都没有", True)] if view.two else []
    return [
        Column("district_name", "县市区", short=True), Column("unit_name", "乡镇街道", short=True),
        Column("due", f"应覆盖（{view.unit}）", True), Column("org", f"已覆盖（{view.unit}）", True),
        Column("gap", f"应建未建（{view.unit}）", True), *two, Column("rate_text", "覆盖率", True),
    ]  # fmt: skip


def gap_rows(view: View) -> pd.DataFrame:
    """The list by town with its rate as text."""
    return view.gaps.assign(rate_text=[_rate(row) for row in records(view.gaps)])
