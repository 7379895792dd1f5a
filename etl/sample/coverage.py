"""T4: what is covered and what is not, one row a town or street and item, quarter by quarter."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from etl.sample import stories
from etl.sample.city import Unit, World, generator
from etl.sample.periods import ends, month_end, month_zh, quarter_label
from etl.sample.pieces import Piece, footer, title, unit_columns
from etl.sample.sheets import Cell, Column, Sheet

FIRMS, SOCIETIES, GRIDS, BUILDINGS = "非公企业两个覆盖", "社会组织两个覆盖", "网格党支部", "楼栋党小组"
_N = 12
#: District → share of firms with an organisation at the start, yearly gain; the same for societies.
_COVER = {
    "990101": (0.83, 0.035, 0.80, 0.03),
    "990102": (0.80, 0.030, 0.77, 0.03),
    "990103": (0.72, 0.020, 0.70, 0.02),
    "990104": (0.78, 0.025, 0.74, 0.03),
    "990105": (0.74, 0.045, 0.72, 0.04),
    "990106": (0.71, 0.030, 0.69, 0.03),
    "990107": (0.76, 0.035, 0.75, 0.02),
    "990108": (0.68, 0.030, 0.66, 0.03),
    "990109": (0.70, 0.040, 0.68, 0.04),
    "990110": (0.75, 0.000, 0.67, 0.00),
}
_COLUMNS = (
    Column("单位编码"),
    Column("单位名称"),
    Column("截至日期"),
    Column("覆盖项目"),
    Column("应覆盖数", 0, "覆盖情况"),
    Column("单独组建数", 0, "覆盖情况"),
    Column("联合组建覆盖数", 0, "覆盖情况"),
    Column("组织覆盖数", 0, "覆盖情况"),
    Column("工作覆盖数（含组织覆盖）", 0, "覆盖情况"),
    Column("派驻党建指导员数", 0, "力量配备"),
    Column("专职人员数", 0, "力量配备"),
)


@dataclass
class Line:
    """One item of one town over the quarters.

    Attributes:
        town: Town or street.
        item: 覆盖项目.
        due, cover: Units to cover and covered with an organisation (or simply done).
        solo: Of them with one of their own; None where the form does not ask.
        work: Covered by work, organisations included; None where the form does not ask.
        instructors, fulltime: Persons; None where the form does not ask.
    """

    town: Unit
    item: str
    due: np.ndarray
    cover: np.ndarray
    solo: np.ndarray | None = None
    work: np.ndarray | None = None
    instructors: np.ndarray | None = None
    fulltime: np.ndarray | None = None


@dataclass
class Coverage:
    """All lines of a district."""

    lines: list[Line] = field(default_factory=list)


def simulate(world: World, district: str) -> Coverage:
    """Coverage in a district; what is covered never exceeds what there is to cover."""
    rng = generator(4, district)
    made = Coverage()
    towns = world.towns[district]
    for position, town in enumerate(towns):
        below = [unit for unit in world.villages[district] if unit.parent == town.code]
        villages = sum(unit.kind == "行政村" for unit in below)
        communities = len(below) - villages
        made.lines += [_two_cover(town, FIRMS, rng), _two_cover(town, SOCIETIES, rng)]
        if district == stories.SMALL:
            _small(made.lines[-2:], position, len(towns))
        if communities:
            grids = np.full(_N, communities * int(rng.integers(6, 11)))
            line = _done(town, GRIDS, grids, rng, 0.86, 0.05)
            line.fulltime = grids + rng.integers(0, 5)
            made.lines.append(line)
            made.lines.append(_done(town, BUILDINGS, grids * int(rng.integers(3, 6)), rng, 0.66, 0.08))
        made.lines += _registers(town, villages, communities, rng)
    return made


def _size(town: Unit, item: str, rng: np.random.Generator) -> int:
    scale = {"城区": 1.4, "城郊": 1.0, "山区": 0.55}[town.peer]
    low, high = {"街道": (45, 95), "镇": (12, 26), "乡": (3, 7)}[town.kind]
    return max(1, round(int(rng.integers(low, high)) * scale * (1.0 if item == FIRMS else 0.25)))


def _two_cover(town: Unit, item: str, rng: np.random.Generator) -> Line:
    start, gain, *social = _COVER[town.district]
    if item == SOCIETIES:
        start, gain = social
    due = _size(town, item, rng) + np.cumsum(rng.choice([0, 0, 0, 1], _N))
    share = np.clip(start + gain * np.arange(_N) / 4 + rng.normal(0, 0.03), 0.3, 0.97)
    cover = np.rint(due * share).astype(int)
    solo = np.rint(cover * rng.uniform(0.22, 0.34)).astype(int)
    work = np.maximum(np.rint(due * np.clip(0.94 + 0.015 * np.arange(_N) / 4 + rng.normal(0, 0.01), 0, 1)), cover)
    return Line(town, item, due, cover, solo, work.astype(int), instructors=np.maximum(due // 8, 1))


def _small(lines: list[Line], position: int, n_towns: int) -> None:
    """The district with few firms: its totals follow the story, shared out over its towns."""
    plans = ((8, stories.SMALL_FIRMS), (6, stories.SMALL_SOCIETIES))
    for line, (total, covered) in zip(lines, plans, strict=True):
        mine = [index for index in range(total) if index % n_towns == position]
        line.due = np.full(_N, len(mine))
        line.cover = np.array([sum(index < count for index in mine) for count in covered])
        line.solo = line.cover // 3
        line.work = line.due.copy()


def _done(town: Unit, item: str, due: np.ndarray, rng: np.random.Generator, start: float, gain: float) -> Line:
    share = np.clip(start + rng.normal(0, 0.05) + gain * np.arange(_N) / 4, 0, 1)
    return Line(town, item, due, np.minimum(np.rint(due * share).astype(int), due))


def _registers(town: Unit, villages: int, communities: int, rng: np.random.Generator) -> list[Line]:
    every = 1 + villages + communities
    plan: list[tuple[str, int, float, float]] = [
        ("流动党员名册", every, 0.93, 0.04),
        ("三级党群服务中心", every, 0.84, 0.06),
        ("便民中心", 1, 1.0, 0.0),
        ("党建办", 1, 1.0, 0.0),
        ("指导站", 1, 0.8, 0.1),
    ]
    if villages:
        plan += [
            ("便民站点", villages, 0.90, 0.04),
            ("书记备案", villages, 0.97, 0.02),
            ("教育站点", villages, 0.95, 0.03),
            ("四议两公开", villages, 0.96, 0.02),
            ("生态监督员", villages, 0.80, 0.07),
        ]
    if communities:
        plan.append(("区域党委（社区）", communities, 0.82, 0.07))
    if town.kind == "街道":
        plan += [("区域党（工）委（街道）", 1, 1.0, 0.0), ("街道改革", 1, 0.9, 0.1)]
    return [_done(town, item, np.full(_N, due), rng, start, gain) for item, due, start, gain in plan]


def pieces(world: World, months: range) -> Iterator[Piece]:
    """The form of every district and quarter in which it reports."""
    data = {code: simulate(world, code) for code in world.chosen}
    for quarter, period in enumerate(ends(3)):
        if period not in months:
            continue
        for sender, sources in world.reporting(period).items():
            lines = [line for code in sources for line in data[code].lines]
            yield Piece("T4", sender, period, quarter_label(period), _form(world, sender, lines, period, quarter))


def _form(world: World, sender: str, lines: list[Line], period: int, quarter: int) -> Sheet:
    def column(name: str) -> list[Cell]:
        arrays = [getattr(line, name) for line in lines]
        return [None if array is None else int(array[quarter]) for array in arrays]

    joint: list[Cell] = [None if line.solo is None else int(line.cover[quarter] - line.solo[quarter]) for line in lines]
    data: list[list[Cell]] = [
        *unit_columns([line.town for line in lines], period),
        [month_end(period)] * len(lines),
        [line.item for line in lines],
        column("due"),
        column("solo"),
        joint,
        column("cover"),
        column("work"),
        column("instructors"),
        column("fulltime"),
    ]
    heading = title(world, sender, "党的组织和工作覆盖情况表", month_zh(period) + "末")
    return Sheet(heading, _COLUMNS, data, notes=footer(world, sender, month_zh(period) + "末"))
