"""T8: assessment scores given by the city, and what villagers said when asked."""

from collections.abc import Iterator

import numpy as np

from etl.sample import stories
from etl.sample.city import CITY_CODE, Unit, World, generator
from etl.sample.periods import ends, month_end, month_zh, quarter_label, year_month
from etl.sample.pieces import NOTE, Piece, footer, title, unit_columns
from etl.sample.sheets import Cell, Column, Sheet

#: Type → weight in the year's total, judges, items with full marks.
_SCHEMES: dict[str, tuple[int | None, str, tuple[tuple[str, str, int], ...]]] = {
    "平时考核": (
        30,
        "系统取数",
        (("A01", "组织建设", 25), ("A02", "队伍建设", 25), ("A03", "组织生活", 25), ("A04", "服务治理", 25)),
    ),
    "述职评议": (30, "领导", (("B01", "履职情况", 40), ("B02", "问题整改", 30), ("B03", "工作创新", 30))),
    "年度考核": (
        40,
        "部门",
        (("C01", "组织体系", 30), ("C02", "队伍建设", 25), ("C03", "基础保障", 20), ("C04", "作用发挥", 25)),
    ),
    "观摩": (None, "互评", (("D01", "现场效果", 60), ("D02", "经验价值", 40))),
}
_REASONS = ("记录不规范", "材料报送不及时", "个别支部落实不到位", "创新举措偏少", "问题整改较慢")
_COLUMNS = (
    Column("单位编码"),
    Column("单位名称"),
    Column("考核类型"),
    Column("年度", 0),
    Column("轮次"),
    Column("项目编码"),
    Column("项目名称"),
    Column("满分", 1),
    Column("权重", 1),
    Column("评委类型"),
    Column("评委数", 0),
    Column("得分", 2),
    Column("有效测评人数", 0),
    Column("满意人数", 0),
    Column("扣分原因"),
    Column("评定日期"),
)


def pieces(world: World, months: range) -> Iterator[Piece]:
    """The city's scores quarter by quarter, and each district's survey at the end of the year."""
    level = {code: float(generator(8, code).normal(0.915, 0.022)) for code in world.chosen}
    for number, period in enumerate(ends(3)):
        rows = [row for unit in _assessed(world, period) for row in _scores(unit, period, number, level[unit.code])]
        if period in months:
            yield Piece("T8", CITY_CODE, period, quarter_label(period), _city_form(rows, period))
    for period in ends(12):
        if period not in months:
            continue
        for sender, sources in world.reporting(period).items():
            yield Piece("T8", sender, period, str(year_month(period)[0]), _survey_form(world, sender, sources, period))


def _assessed(world: World, period: int) -> list[Unit]:
    senders = world.standing(period)
    return [district for district in world.districts if district.code in senders]


def _scores(unit: Unit, period: int, number: int, level: float) -> Iterator[tuple[Unit, list[Cell]]]:
    year, month = year_month(period)
    rng = generator(800 + number, unit.code)
    kinds = ["平时考核"] + (["观摩"] if month % 6 == 0 else []) + (["述职评议", "年度考核"] if month == 12 else [])
    for kind in kinds:
        weight, judge, plan = _SCHEMES[kind]
        for code, name, full in plan:
            share = float(np.clip(level + 0.004 * (year - 2023) + rng.normal(0, 0.012), 0.75, 0.995))
            reason = _REASONS[int(rng.integers(0, len(_REASONS)))]
            shown = weight * 10 if weight is not None and month == 12 else None
            judges = None if judge == "系统取数" else 9
            marks: list[Cell] = [full * 10, shown, judge, judges, round(full * share * 100)]
            row: list[Cell] = [kind, year, quarter_label(period), code, name, *marks, None, None, reason]
            yield unit, [*row, month_end(period)]


def _city_form(rows: list[tuple[Unit, list[Cell]]], period: int) -> Sheet:
    data = [*unit_columns([unit for unit, _ in rows], period)]
    data += [list(values) for values in zip(*(row for _, row in rows), strict=True)]
    return Sheet(f"示例市基层党建考核得分表（{month_zh(period)}末）（演示数据）", _COLUMNS, data, notes=(NOTE,))


def _survey_form(world: World, sender: str, sources: list[str], period: int) -> Sheet:
    year, _ = year_month(period)
    units: list[Unit] = []
    rows: list[list[Cell]] = []
    for code in sources:
        rng = generator(850 + year - 2023, code)
        content = generator(85, code).uniform(0.42, 0.72) + 0.03 * (year - 2023)
        low, high = (30, 41) if code == stories.SMALL else (60, 121)
        for unit in world.villages[code]:
            asked = int(rng.integers(low, high))
            unhappy = int(rng.choice(3, p=[content, (1 - content) * 0.62, (1 - content) * 0.38]))
            score = round((asked - unhappy) / asked * 10_000)
            units.append(unit)
            reason = "少数群众不满意" if unhappy else None
            marks: list[Cell] = ["群众满意度测评", 1000, None, "群众代表", asked, score, asked, asked - unhappy, reason]
            rows.append(["群众满意度", year, f"{year}Q4", "S01", *marks, month_end(period)])
    data = [*unit_columns(units, period), *(list(values) for values in zip(*rows, strict=True))]
    heading = title(world, sender, "群众满意度测评表", f"{year}年")
    return Sheet(heading, _COLUMNS, data, notes=footer(world, sender, f"{year}年"))
