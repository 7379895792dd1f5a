"""算法说明: how the classes and lights of a picture are made, opened from its foot."""

from collections.abc import Sequence

import streamlit as st

from dashboard import catalogue
from dashboard.statistics.changes import SMALL_BASE
from dashboard.statistics.control_limits import ODD_RANGE, RANGES, XMR_FULL, XMR_MIN
from dashboard.statistics.funnels import MAX_UNIT_EFFECT, MIN_UNITS
from dashboard.statistics.grids import MIN_SPINE, TYPICAL_TIMES
from dashboard.statistics.intervals import SMALL_DENOMINATOR, Z_95
from dashboard.statistics.trends import CHI2_LIMIT, POINTS
from dashboard.ui.data import Figures

CLASSES = (
    ("比率（按个数）", "与全市合计重新算出的比率比。差距要同时超过两道线才算“明显”："
     "一是按本单位分母大小可能出现的偶然波动，二是该指标的最小有效差（且不小于一个单位的影响）。分母越小，偶然波动越大，越不轻易分好差。"),
    ("村均、金额比率、得分", "没有偶然波动的算法，用一条简单规则："
     "与全市值（没有全市值的，用各单位中位数）的差距不小于最小有效差，"
     f"且超过各单位差距中位数的 {TYPICAL_TIMES:g} 倍，才算“明显”。"),
    ("总量、中性指标", "个数、金额合计随单位大小而变，不与全市比好差；不作评价的指标也不分。白底，只看数。"),
    ("分母小", f"分母不足 {SMALL_DENOMINATOR}，"
     f"或一个单位就使比率变动超过 {MAX_UNIT_EFFECT:g} 个百分点：空心，只看数。"),
    ("单位太少", f"可比的单位不足 {MIN_UNITS} 个时不分好差。"),
    ("未报、不适用", "未报打斜纹，不当作 0，也不算差；不适用写“…”。"),
    ("角标", "目标灯：与时序或要求相比的绿、黄、红，与底色（跟全市比）是两回事；未设目标的不亮灯。"),
    ("时期", "每项指标取所选时期及以前最近一次有数的一期；不是本期的，在指标名后注明时期。"),
)  # fmt: skip
SPINE = (
    ("中线", "全市由各单位合计重新计算，固定在正中；没有全市值的（如得分）用各单位中位数，注 *。"),
    ("长短", "每行以离全市最远的单位为半幅，所以各行之间不能比长短；越低越好的指标已左右对调，右边总是更好。"),
    ("灰条", f"浅灰从最差到最好，深灰为中间一半单位；分母小的单位不计入。可比单位不足 {MIN_SPINE} 个不画。"),
    ("强项、短板", "只列“明显好于”“明显差于”全市的，"
     "按差距与各单位差距中位数之比排列；并列为零不算强项，分母小的不列。"),
    ("变化", "与上次报送比；有年度目标的比率逐月爬升，改与上年同期比。"
     "小于最小有效差的写“持平”，不列出；分母小的也不列。"),
)  # fmt: skip

RANKING = (
    ("名次", "按未取整的原值比，数值相同的并列，下一名跳过（1、2、2、4）；未报、样本小的不排。"),
    ("同类名次", "只在同一组单位中排；“显示”决定画哪些单位，“名次按”决定和谁比，数值都不变。"),
    ("升降", "两期都有位次的单位才比；撤并的按前身合并后再比。"
     "数值变化小于最小有效差（比率还不小于一个单位的影响）的写“持平”，不画箭头。"),
    ("名次区间", "只对按个数算的比率：分母小，名次就软。"
     "按同时成立的九成区间，分不出先后的名次写成“与2—6名差距不明显”；要求 100% 或清零的指标不给区间。"),
)  # fmt: skip
PROGRESS = (
    ("增幅", "金额、个数按百分比；比率、得分、村均和越低越好的按本身的差，比率用百分点。越低越好的，减少为进步。"),
    ("基期", "年内累计数逐月只增不减，只与上年同期比；其余按所选的对比期，都按可比口径。"),
    ("不排的", f"基期不足 {SMALL_BASE} 的增幅、基期为 0、缺一期、新设单位不排；"
     f"一个单位就使比率变动超过 {MAX_UNIT_EFFECT:g} 个百分点的也不排。"),
    ("持平", "变化小于该指标的最小有效差，或小于一个单位的影响。"),
)  # fmt: skip
FUNNEL = (
    ("灰带", f"以全市合计比率 p 为中线，上下限为 p ± {Z_95:.2f} × √(p(1−p)/分母)，截在 0 与 100% 之间。"),
    ("明显好、明显差", "在灰带之外，且差距不小于最小有效差、不小于一个单位的影响。"),
    ("读法", "分母大的单位差一点就明显，分母小的差很多也可能只是偶然；不是抽样误差，而是少数几个单位的影响。"),
)  # fmt: skip
GROUPS = (
    ("方框", "同类单位的中间一半（下四分位到上四分位），竖线为中位数；不足 5 个单位的只画点和中位数。"),
    ("同类", "单位名录中的分组，可在口径目录中修改；换分组只改变和谁比，不改变数值。"),
)  # fmt: skip

COURSE = (
    ("线", "未报的月份断开，不连线；口径调整处断开；年内累计数每年一月从头计，也断开。"),
    ("近期趋势", f"只对按个数算、不在年内累计的比率：取断点后最近 {POINTS} 期，卡方检验超过 {CHI2_LIMIT}（99.8%），"
     f"且去掉任何一期方向都不变，才说持续上升或下降；不足 {POINTS} 期只说首末相差。"),
    ("测算", "全年 = 本期累计 ÷ 上年同期占上年全年的比重；没有上年或口径变了，按近 3 个月平均往后推。"
     "点线为测算，不是实绩；有单位未报时不测算合计。"),
)  # fmt: skip
YEARS = (
    ("同比", "同一口径、同一月份与上年比；金额、个数为百分比，比率为百分点；上年为 0、缺数或口径变了写“不可比”。"),
    ("累计", "累计数与累计数比，不与当月数比。"),
)  # fmt: skip
LIMITS = (
    ("当期数", "累计数先换成当期数：本月累计减上月累计；负数是更正，不画。"),
    ("正常波动", f"平均值 ± {RANGES} × 相邻两期之差的平均；过大的差（超过平均的 {ODD_RANGE} 倍）去掉一次。"
     f"不足 {XMR_MIN} 期不画，不足 {XMR_FULL} 期为试算线。"),
    ("读法", "超出上下限，多半有特殊原因，值得查；在其中的涨落不必解释。"
     "有季节性的（如年底集中入账），年底超出属正常。"),
)  # fmt: skip
SPLIT = (
    ("自身变化", "各单位自己的比率变了多少，按两期平均占比加权：Σ(r₂−r₁)(w₁+w₂)/2。"),
    ("占比变化", "各单位在分母中的比重变了，比率高的占得多了整体就高："
     "Σ(w₂−w₁)((r₁+r₂)/2−(R₁+R₂)/2)；两项相加恰为总变化。"),
    ("范围", "只用两期都有数的单位，按现在的区划；撤并的按前身合并。"),
)  # fmt: skip

MOVEMENT = (
    ("水平", "与全市比的好、相当、差，同全景矩阵的底色："
     "比率看偶然波动和最小有效差，村均、得分看与各单位差距中位数之比。"),
    ("变化", "与上年同期（或上次报送）比，不小于最小有效差，比率还不小于一个单位的影响，才算进步或退步；"
     "口径变了的不比，撤并的按前身合并。"),
    ("七类", "水平三档、变化三档，归为七类；名称和归法在 data/catalogue/movement.csv。"),
    ("总体", "明显好的项数减明显差的项数、进步的项数减退步的项数，各超过规定项数（movement_rules.csv）才算好或差；"
     "只数项，不加权。"),
)  # fmt: skip
COMPARE = (
    ("占优", "所选单位中最好，且比第二名好出的部分不小于最小有效差；不足的算差距不大。"),
    ("名次", "在全部同级单位中的名次，不只在所选单位中排。"),
    ("两期", "按现在的区划合并计算；变化不小于最小有效差才标变好、变差；口径变了的不比。"),
)  # fmt: skip
SCATTER = (
    ("分界线", "总量用各单位中位数，比率、村均用整体合计重新计算的值。"),
    ("四个角", "只说大小、高低，不说好差；好差看各指标的方向。"),
    ("总量与村均", "村均 = 总量 ÷ 行政村数：总量大而村均低，多半是村多。"),
)  # fmt: skip


def glance() -> tuple[tuple[str, str], ...]:
    """How the lights of the overview are made, with the limits of the catalogue."""
    steps = catalogue.load().lights["annual"]
    return (
        ("灯号", f"年度目标比时序：{'，'.join(f'{step.word}{step.light}' for step in steps)}；"
         "要求100%、清零、上下限的另有界限（lights.csv）。"),
        ("时序", "月数 ÷ 12；完成率 = 本期累计 ÷ 年度目标，下级目标由下级报送。"),
        ("短板", "选一个县市区时，按主题数明显差于全市的指标，括号内为同类其他单位的占比；"
         "看全部时按主题数红灯、黄灯。"),
    )  # fmt: skip


def versions(figures: Figures, as_of: str) -> tuple[tuple[str, str], ...]:
    """Date of the figures, published version and version of the definitions, as terms of a list."""
    published = figures.wh.meta.get("published_at", "")[:10]
    number = f"第 {figures.snapshot_no} 版" + (f"，{published} 发布" if published else "")
    defined = figures.wh.meta.get("catalogue_hash", "")[:8]
    lines = [("截至", as_of), ("数据版本", number), ("口径版本", defined)]
    return tuple((name, said) for name, said in lines if said)


@st.dialog("算法说明", width="large", position="right")
def open_methods(parts: Sequence[tuple[str, str]]) -> None:
    """Show how a picture is made.

    Args:
        parts: Term and explanation.
    """
    items = "".join(f"<dt>{name}</dt><dd>{said}</dd>" for name, said in parts)
    st.html(f'<dl class="definition">{items}</dl>')
