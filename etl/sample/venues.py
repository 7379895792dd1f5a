"""T5: venues and funds of every village and community, half-year by half-year."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from etl.sample import organisations
from etl.sample.city import Unit, World, generator
from etl.sample.periods import ends, month_end, month_zh, year_month
from etl.sample.pieces import Piece, cells, footer, title, unit_columns
from etl.sample.sheets import Cell, Column, Sheet

_N = 6
_STANDARD = {"党委": 1000, "党总支": 600, "党支部": 400}
_AREA = {"城区": 430.0, "城郊": 370.0, "山区": 310.0}
_COUNTS = (
    "本年建成投用党群服务中心",
    "本年提升改造次数",
    "屯级党群服务中心数",
    "暖新驿站数",
    "红色驿站数",
    "党建文化广场数",
)
_MONEY = (
    "党建经费年度预算",
    "党建经费实拨（累计）",
    "社区应落实经费（按档）",
    "社区实落实经费（累计）",
    "服务群众专项经费（累计）",
    "运转办公经费（累计）",
    "村级党建经费（累计）",
    "党员活动经费（累计）",
    "村干部增量奖励（累计）",
    "小区网格书记委员补助（累计）",
)
_COLUMNS = (
    Column("单位编码"),
    Column("单位名称"),
    Column("截至日期"),
    Column("场所建筑面积（平方米）", 1, "活动场所", total=True),
    Column("场所产权", None, "活动场所"),
    *(Column(name, 0, "活动场所", total=True) for name in _COUNTS),
    Column("党建文化广场面积（平方米）", 1, "活动场所", total=True),
    Column("乡村振兴人才站点数", 0, "活动场所", total=True),
    Column("阵地建设投入（累计）", 2, "经费保障", "万元", True),
    *(Column(name, 2, "经费保障", "万元", True) for name in _MONEY),
)


@dataclass(frozen=True)
class Venues:
    """Villages and communities of a district: column → figures of shape (unit, half-year)."""

    units: list[Unit]
    right: list[str]
    figure: dict[str, np.ndarray]


def simulate(world: World, district: str) -> Venues:
    """Venues and funds of a district: cumulative sums grow within the year, parts stay within what was paid."""
    rng = generator(5, district)
    units = world.villages[district]
    count = len(units)
    rural = np.array([unit.kind == "行政村" for unit in units])[:, None]
    whole = np.zeros((count, _N), dtype=int)
    figure: dict[str, np.ndarray] = {}
    _places(figure, units, rural, whole, rng)
    types = _types(world, district)
    share = np.tile((0.46, 1.0), 3)[None, :]
    budget = np.rint(rng.uniform(4, 11, (count, 1)) * (1 + 0.05 * (np.arange(_N) // 2)) * 10).astype(int) * 10
    reached = np.clip(rng.normal(0.97, 0.035, (count, 1)) + rng.normal(0, 0.02), 0.7, 1.0)
    paid = np.floor(budget * reached * share).astype(int)
    standard = np.array([_STANDARD[types[unit.code]] for unit in units])[:, None] + whole
    met = rng.random((count, 3)) < 0.80 + 0.07 * np.arange(3)
    full = np.where(np.repeat(met, 2, axis=1), standard, standard * 17 // 20)
    figure["党建经费年度预算"], figure["党建经费实拨（累计）"] = budget, paid
    figure["社区应落实经费（按档）"] = standard
    figure["社区实落实经费（累计）"] = np.floor(full * np.where(share < 1, 0.5, 1.0)).astype(int)
    service = rng.integers(500, 1500, (count, 1)) * np.where(share < 1, 0.48, 1.0)
    figure["服务群众专项经费（累计）"] = np.floor(service).astype(int)
    figure["运转办公经费（累计）"] = paid * 11 // 20
    figure["村级党建经费（累计）"] = np.where(rural, paid // 5, 0)
    figure["党员活动经费（累计）"] = paid // 10
    rewarded = (rng.random((count, 1)) < 0.2) & rural
    figure["村干部增量奖励（累计）"] = np.where(rewarded & (share == 1), rng.integers(20, 120, (count, 1)), 0)
    figure["小区网格书记委员补助（累计）"] = np.where(
        rural, 0, np.floor(rng.integers(30, 90, (count, 1)) * share)
    ).astype(int)
    right = list(rng.choice(["自有", "自有", "自有", "租用", "借用", "共享"], count))
    return Venues(units, [str(word) for word in right], figure)


def _types(world: World, district: str) -> dict[str, str]:
    simulated = organisations.simulate(world, district)
    return {unit.village: kind for unit, kind in zip(simulated.units, simulated.kind, strict=True) if unit.village}


def _places(
    figure: dict[str, np.ndarray], units: list[Unit], rural: np.ndarray, whole: np.ndarray, rng: np.random.Generator
) -> None:
    count = len(units)
    base = np.array([_AREA[unit.peer] for unit in units]) * np.exp(rng.normal(0.22, 0.42, count))
    area = np.repeat(np.clip(base, 60, 4200)[:, None], _N, axis=1)
    rebuilt = np.where((base < 300) & (rng.random(count) < 0.65), rng.integers(1, 10, count), 99)
    after = np.arange(_N)[None, :] >= rebuilt[:, None]
    area = np.where(after, np.maximum(area, rng.uniform(305, 520, (count, 1))), area)
    opened = np.arange(_N)[None, :] == rebuilt[:, None]
    # Opened in the first half, a centre still counts among those opened in the year at its end.
    opened[:, 1::2] |= opened[:, 0::2]
    figure["场所建筑面积（平方米）"] = np.rint(area * 10).astype(int)
    figure["本年建成投用党群服务中心"] = opened.astype(int)
    improved = rng.random((count, 3)) < 0.12
    figure["本年提升改造次数"] = np.repeat(improved, 2, axis=1).astype(int)
    figure["屯级党群服务中心数"] = np.where(rural, (rng.random((count, 1)) < 0.2) + whole, 0)
    figure["暖新驿站数"] = np.where(rural, 0, rng.integers(0, 3, (count, 1)) + whole)
    figure["红色驿站数"] = (rng.random((count, 1)) < 0.35) + whole
    squares = (rng.random((count, 1)) < 0.55) + whole
    figure["党建文化广场数"] = squares
    figure["党建文化广场面积（平方米）"] = squares * rng.integers(2000, 16000, (count, 1))
    figure["乡村振兴人才站点数"] = np.where(rural, (rng.random((count, 1)) < 0.15) + whole, 0)
    yearly = np.where(opened[:, 1::2] | improved, rng.integers(800, 6000, (count, 3)), rng.integers(0, 300, (count, 3)))
    figure["阵地建设投入（累计）"] = np.repeat(yearly, 2, axis=1) * np.tile((2, 5), 3)[None, :] // 5


def pieces(world: World, months: range) -> Iterator[Piece]:
    """The form of every district and half-year in which it reports."""
    data = {code: simulate(world, code) for code in world.chosen}
    for half, period in enumerate(ends(6)):
        if period not in months:
            continue
        year, month = year_month(period)
        for sender, sources in world.reporting(period).items():
            sheet = _form(world, sender, [data[code] for code in sources], period, half)
            yield Piece("T5", sender, period, f"{year}H{month // 6}", sheet)


def _form(world: World, sender: str, parts: list[Venues], period: int, half: int) -> Sheet:
    units = [unit for part in parts for unit in part.units]
    urban = np.array([unit.kind == "社区" for unit in units])
    only_urban = {"社区应落实经费（按档）", "社区实落实经费（累计）", "小区网格书记委员补助（累计）", "暖新驿站数"}
    only_rural = {"屯级党群服务中心数", "村级党建经费（累计）", "村干部增量奖励（累计）", "乡村振兴人才站点数"}
    words: dict[str, list[Cell]] = {
        "截至日期": [month_end(period)] * len(units),
        "场所产权": [word for part in parts for word in part.right],
    }
    words["单位编码"], words["单位名称"] = unit_columns(units, period)
    data = []
    for column in _COLUMNS:
        name = column.title
        if name in words:
            data.append(words[name])
            continue
        shown = urban if name in only_urban else ~urban if name in only_rural else None
        data.append(cells(np.concatenate([part.figure[name][:, half] for part in parts]), shown))
    heading = title(world, sender, "阵地与经费保障表", month_zh(period) + "末")
    return Sheet(heading, _COLUMNS, data, "万元", footer(world, sender, month_zh(period) + "末"))
