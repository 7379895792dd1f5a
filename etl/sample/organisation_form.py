"""The form of T1: its columns, which of them take figures, and how a quarter is filled in."""

from collections.abc import Sequence

import numpy as np

from etl.sample.city import Unit, World
from etl.sample.periods import month_zh
from etl.sample.pieces import cells, footer, title, unit_columns, yes_no
from etl.sample.sheets import Cell, Column, Sheet


def _figures(group: str, *names: str, decimals: int = 0, total: bool = True) -> list[Column]:
    return [Column(name, decimals, group, total=total) for name in names]


def _words(group: str, *names: str) -> list[Column]:
    return [Column(name, None, group) for name in names]


COLUMNS: tuple[Column, ...] = (
    *_words("", "单位编码", "单位名称", "截至日期", "党组织类型"),
    *_figures(
        "党员队伍结构", "党员总数", "其中：预备党员", "女党员", "少数民族党员", "35岁及以下", "36至60岁", "61岁及以上"
    ),
    *_figures("党员队伍结构", "大专及以上学历"),
    *_figures("流动党员", "流出流动党员", "流入流动党员", "一对一联系流动党员数", "工作6个月以上未转组织关系"),
    *_figures("流动党员", "具备转移条件流动党员"),
    *_figures("发展党员", "入党积极分子", "近三年发展党员数"),
    *_figures("班子与换届", "班子应配职数", "班子实配职数"),
    *_figures("班子与换届", "书记空缺月数", total=False),
    *_words("班子与换届", "届满日期", "批准延期至"),
    *_figures("组织生活", "三会一课应召开次数（累计）", "三会一课实召开次数（累计）"),
    *_figures("组织生活", "主题党日应开展次数（累计）", "主题党日实开展次数（累计）"),
    *_figures("组织生活", "组织生活应到人次（累计）", "组织生活实到人次（累计）", "党课场次（累计）"),
    *_figures("教育培训与党费", "完成轮训党员数（累计）", "满32学时党员数（累计）"),
    *_figures("教育培训与党费", "党费应缴额（累计）", "党费实缴额（累计）", decimals=2),
    *_figures("党务力量", "村级党建组织员数", "聘用制党建员数", "党务工作者数", "已培训党务工作者数（累计）"),
    *_words("党务力量", "党务是否兼职"),
    *_figures("党务力量", "后备干部数", "产业带头人数"),
    *_words("党务力量", "书记主任一肩挑"),
    *_figures("党务力量", "双报到党员数"),
    *_words("创建", "是否达标支部", "是否参评星级（农村）"),
    *_figures("创建", "品牌数"),
    *_words("创建", "是否纳入党建联盟", "是否纳入晴雨表"),
)
#: Columns that hold figures.
FIGURES: tuple[str, ...] = tuple(column.title for column in COLUMNS if column.decimals is not None)
#: Columns left empty by units they do not concern: column → kinds of unit that fill it in.
_ONLY = {
    "村级党建组织员数": ("行政村",),
    "产业带头人数": ("行政村",),
    "后备干部数": ("行政村", "社区"),
    "书记主任一肩挑": ("行政村", "社区"),
}
_NOT_IN = {"双报到党员数": ("行政村", "社区", "非公企业", "社会组织")}


def form(
    world: World,
    sender: str,
    period: int,
    units: Sequence[Unit],
    kind: Sequence[str],
    table: dict[str, np.ndarray],
    flag: dict[str, np.ndarray],
    dates: Sequence[tuple[str, str | None]],
    as_of: str,
) -> Sheet:
    """One quarter's form of one sender.

    Args:
        world: The city.
        sender: Reporting district.
        period: Month the quarter ends in.
        units: Organisations, one a row.
        kind: 党委, 党总支 or 党支部 for each.
        table: Column → figures.
        flag: Column → yes or no.
        dates: End of term and approved delay for each.
        as_of: Last day of the quarter.
    """
    texts: dict[str, list[Cell]] = {
        "截至日期": [as_of] * len(units),
        "党组织类型": list(kind),
        "届满日期": [end for end, _ in dates],
        "批准延期至": [extended for _, extended in dates],
    }
    texts["单位编码"], texts["单位名称"] = unit_columns(units, period)
    data = []
    for column in COLUMNS:
        name = column.title
        shown = np.array(
            [unit.kind in _ONLY.get(name, (unit.kind,)) and unit.kind not in _NOT_IN.get(name, ()) for unit in units]
        )
        if name in texts:
            data.append(texts[name])
        elif name in flag:
            data.append(yes_no(flag[name], shown))
        else:
            data.append(cells(table[name], shown))
    heading = title(world, sender, "党组织与党员结构汇总表", month_zh(period) + "末")
    return Sheet(heading, COLUMNS, data, notes=footer(world, sender, month_zh(period) + "末"))
