"""算法说明: how the classes and lights of a picture are made, opened from its foot."""

from collections.abc import Sequence

import streamlit as st

from dashboard.statistics.funnels import MAX_UNIT_EFFECT, MIN_UNITS
from dashboard.statistics.grids import TYPICAL_TIMES
from dashboard.statistics.intervals import SMALL_DENOMINATOR

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
    ("灰条", "浅灰从最差到最好，深灰为中间一半单位；分母小的单位不计入。可比单位不足 4 个不画。"),
    ("强项、短板", "只列“明显好于”“明显差于”全市的，"
     "按差距与各单位差距中位数之比排列；并列为零不算强项，分母小的不列。"),
    ("变化", "与上次报送比；有年度目标的比率逐月爬升，改与上年同期比。"
     "小于最小有效差的写“持平”，不列出；分母小的也不列。"),
)  # fmt: skip


@st.dialog("算法说明", width="large", position="right")
def open_methods(parts: Sequence[tuple[str, str]]) -> None:
    """Show how a picture is made.

    Args:
        parts: Term and explanation.
    """
    items = "".join(f"<dt>{name}</dt><dd>{said}</dd>" for name, said in parts)
    st.html(f'<dl class="definition">{items}</dl>')
