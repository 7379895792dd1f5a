"""What the page on star ratings shows: bars, flows and tables from the answers of the queries."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from dashboard import numbers, periods
from dashboard.charts import Bar, Figure, Foot, Segment, Stage, flow_chart, stacked_bars
from dashboard.charts.stacked import STARS
from dashboard.frames import records
from dashboard.sentences import stars as said
from dashboard.sentences.common import MISSING
from dashboard.ui.data import Figures
from dashboard.ui.scope import MAX_BARS, Scope
from dashboard.ui.tables import Column, Rows

PARTS = (
    ("star5", "五星", STARS[5]),
    ("star4", "四星", STARS[4]),
    ("star3", "三星", STARS[3]),
    ("none", "无星级", STARS[0]),
)
STAGES = (
    Stage(5, "五星", STARS[5]), Stage(4, "四星", STARS[4]), Stage(3, "三星", STARS[3]), Stage(0, "无星级", "#DDE3E9"),
    Stage(-1, "已撤并", "#FFFFFF"),
)  # fmt: skip
MEASURES = {"share": "看占比", "count": "看个数"}
DRAWN = {"moved": "只看变动", "every": "全部"}
WHERE = (
    Column("district_name", "县市区", short=True), Column("town_name", "乡镇街道", short=True),
    Column("unit_name", "党组织", short=True),
)  # fmt: skip
LOSS_COLUMNS = [
    *WHERE, Column("from_star", "原星级"), Column("to_star", "现星级"), Column("kind", "变动"),
    Column("period_text", "评定批次", short=True),
]  # fmt: skip
DUE_COLUMNS = [
    *WHERE, Column("star_text", "星级"), Column("due_text", "有效期至", short=True), Column("state", "距到期"),
]  # fmt: skip
#: Under every picture of the structure.
NOT_COUNTED = "拟评定、未命名的不计入星级"
METHODS = (
    ("星级", "新评和晋级以命名文号为准，核验、降级、摘星以决定为准；拟评定、未命名的不计入。"
     "每个党组织按最近一次结果计。"),
    ("覆盖率", "（五星＋四星＋三星）÷参评星级的农村党组织总数×100%，各级用合计重新计算，不取各地比率的平均。"),
    ("流向", "两个批次之间按党组织编码逐个对应：左边是当时的星级，右边是现在的星级，线的粗细是个数；"
     "划转、更名的按同一组织算。"),
    ("降星、摘星", "现星级低于原星级的：仍在三星以上的为降星，三星以下的为摘星。"),
    ("无星级", "参评而未达三星的，含从未评定的。"),
    ("到期核验", "按星级评定表“有效期至”计算；只用现有星级那一次填报的日期，没有填的不提示。"),
)  # fmt: skip


@dataclass(frozen=True)
class View:
    """What the page is made of.

    Attributes:
        table: As of `queries.star_structure`.
        flows, losses: As of the queries of these names, None without an earlier round.
        structure, moved: The two sentences.
    """

    table: pd.DataFrame
    flows: pd.DataFrame | None
    losses: pd.DataFrame | None
    structure: str
    moved: str


def fetch(figures: Figures, period: int, before: int | None, scope: Scope) -> View:
    """Ask everything that depends on the choices."""
    table = figures.ask("star_structure", period_key=period, level=scope.level, under=scope.under)
    structure = said.structure_sentence(table, period)
    if before is None:
        return View(table, None, None, structure, "这是最早的批次，没有可比的批次。")
    flows = figures.ask("star_flows", from_key=before, to_key=period, level=scope.level, under=scope.under)
    losses = figures.ask("star_losses", from_key=before, to_key=period, under=scope.under)
    column = "district_name" if scope.under is None else "town_name"
    return View(table, flows, losses, structure, said.flow_sentence(flows, losses, before, noun=column))


def structure_chart(table: pd.DataFrame, scope: Scope, period: int, shares: bool, foot: Foot) -> Figure:
    """Stars by unit, in order of coverage; units that have not reported stand below."""
    shown = table.head(MAX_BARS)
    bars = [
        Bar(
            name=row["unit_name"],
            place=""
            if row["status"] == MISSING
            else numbers.rank_text(row["rank"], tied=bool(row["tied"]), status=row["status"]),
            value=row["shown"],
            code=row["unit_code"],
            apart=row["status"] if row["status"] == MISSING or pd.isna(row["none"]) else "",
        )
        for row in records(shown)
    ]
    texts = {name: [numbers.plain(n, 0) for n in shown[name]] for name, *_ in PARTS}
    segments = [Segment(word, colour, list(shown[name].astype(float)), texts[name]) for name, word, colour in PARTS]
    return stacked_bars(
        bars,
        segments,
        title=f"农村党组织星级结构（{scope.name}各{scope.noun}，{periods.label_zh(period)}）",
        foot=foot,
        shares=shares,
        value_head="覆盖率",
    )


def structure_rows(table: pd.DataFrame) -> Rows:
    """The table behind the bars."""
    places = zip(table["rank"], table["tied"], table["status"], strict=True)
    rows = table.assign(place=[numbers.rank_text(r, tied=bool(t), status=str(s)) for r, t, s in places])
    return rows, [
        Column("place", "覆盖率名次"), Column("unit_name", "单位"), Column("star5", "五星（个）", True),
        Column("star4", "四星（个）", True), Column("star3", "三星（个）", True), Column("none", "无星级（个）", True),
        Column("denominator", "参评总数（个）", True), Column("shown", "星级覆盖率", True),
        Column("proposed", "当年拟评定（个，不计入）", True), Column("status", "状态"),
    ]  # fmt: skip


def flows_of(flows: pd.DataFrame) -> Mapping[tuple[int, int], int]:
    """(before, after) → how many, over all units."""
    sums = flows.groupby(["before", "after"])["n"].sum()
    return {(int(a), int(b)): int(n) for (a, b), n in sums.items()}


def flows_chart(
    flows: pd.DataFrame, scope: Scope, from_key: int, to_key: int, foot: Foot, moved_only: bool
) -> Figure | None:
    """Old stars at the left, present ones at the right; None where nothing moved and only that is asked for."""
    every = flows_of(flows)
    moved = {pair: n for pair, n in every.items() if pair[0] != pair[1]}
    drawn = moved if moved_only else every
    if not drawn:
        return None
    stayed = sum(every.values()) - sum(moved.values())
    left_out = f"{sum(moved.values()):,}个有变动，不变的{stayed:,}个{'未画' if moved_only else '为灰色'}"
    return flow_chart(
        drawn,
        STAGES,
        title=f"原星到现星（{scope.name}，橙色为降，蓝色为升；{left_out}）",
        foot=foot,
        heads=(f"{periods.label_zh(from_key)}批次", f"{periods.label_zh(to_key)}批次"),
    )


def flow_rows(flows: pd.DataFrame) -> Rows:
    """The table behind the flows."""
    words = {stage.key: stage.words for stage in STAGES}
    rows = flows.sort_values(["unit_code", "before", "after"], ascending=[True, False, False])
    rows = rows.assign(from_star=rows["before"].map(words), to_star=rows["after"].map(words))
    return rows, [
        Column("unit_name", "单位"), Column("from_star", "原星级"), Column("to_star", "现星级"),
        Column("n", "个数", True), Column("n_first", "其中首次评定", True),
    ]  # fmt: skip
