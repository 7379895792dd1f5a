"""T6: the monthly long form of work figures, one row a district and indicator."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from etl.sample import stories
from etl.sample.city import World, generator
from etl.sample.habits import HABITS
from etl.sample.periods import FIRST_MONTH, N_MONTHS, month_label, month_zh, year_month
from etl.sample.pieces import Piece, footer, title
from etl.sample.sheets import Cell, Column, Sheet

_EVERY = {"月": 1, "双月": 2, "季": 3, "半年": 6, "年": 12}
_YEARS = 3
#: Members of a district per organisation: the size that figures of persons follow.
_MEMBERS_PER_ORG = 34
_DECIMALS = 2
_COLUMNS = (
    Column("单位编码"),
    Column("单位名称"),
    Column("年度", 0),
    Column("截至月份", 0),
    Column("指标编码"),
    Column("指标名称"),
    Column("计量单位"),
    Column("本月数", _DECIMALS, trim=True),
    Column("本年累计数", _DECIMALS, trim=True),
    Column("上年同期累计", _DECIMALS, trim=True),
    Column("年度目标", _DECIMALS, trim=True),
    Column("数据来源"),
    Column("说明"),
)


@dataclass(frozen=True, slots=True)
class Item:
    """One indicator of the form.

    Attributes:
        code, name, unit: As the catalogue has them.
        flow: Cumulative within the year; else a state at the end of the month.
        every: Months between two reports.
        driver: What its size follows: fixed, flat, a count of units, or `part:` and another code.
        rate: Size per driver unit, a year for flows.
        has_target: Whether the form carries a yearly target.
    """

    code: str
    name: str
    unit: str
    flow: bool
    every: int
    driver: str
    rate: float
    has_target: bool

    @property
    def step(self) -> int:
        """Smallest step of the figure in hundredths: cents for money, wholes for counts."""
        return 1 if self.unit == "万元" else 100


@cache
def items() -> tuple[Item, ...]:
    """The indicators of the form, in the order of the catalogue."""
    with (Path(__file__).parent / "t6_indicators.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(
            Item(
                row["code"],
                row["name"],
                row["unit"],
                row["kind"] == "flow",
                _EVERY[row["frequency"]],
                row["driver"],
                float(row["rate"]),
                row["has_target"] == "Y",
            )
            for row in csv.DictReader(lines)
        )


@dataclass(frozen=True)
class Progress:
    """Figures of one district in hundredths, shape (item, month) and (item, year)."""

    value: np.ndarray
    target: np.ndarray


def _size(world: World, district: str, driver: str) -> float:
    villages, towns = world.villages[district], world.towns[district]
    sizes = {
        "fixed": len(world.orgs[district]) / 300,
        "flat": 1,
        "towns": len(towns),
        "all_villages": len(villages),
        "rural_towns": sum(town.kind != "街道" for town in towns),
        "villages": sum(v.kind == "行政村" for v in villages),
        "communities": sum(v.kind == "社区" for v in villages),
        "members": len(world.orgs[district]) * _MEMBERS_PER_ORG,
    }
    return sizes[driver]


def simulate(world: World, district: str) -> Progress:
    """A district's figures: cumulative ones never fall within a year, parts never exceed their whole."""
    rng = generator(6, district)
    all_items = items()
    value = np.zeros((len(all_items), N_MONTHS), dtype=np.int64)
    target = np.zeros((len(all_items), _YEARS), dtype=np.int64)
    position = {item.code: index for index, item in enumerate(all_items)}
    for index, item in enumerate(all_items):
        noise, trend = np.exp(rng.normal(0.0, 0.12)), rng.normal(0.05, 0.02)
        path = np.cumsum(rng.dirichlet(np.full(12, 14.0), _YEARS), axis=1)
        reached = np.clip(rng.normal(0.985, 0.012, _YEARS), 0.95, 1.0)
        if item.driver.startswith("part:"):
            whole = value[position[item.driver[5:]]]
            value[index] = np.floor(whole * min(item.rate * (0.94 + 0.12 * rng.random()), 0.99) / item.step) * item.step
            continue
        size = _size(world, district, item.driver)
        yearly = size * item.rate * (noise if item.driver != "flat" else 1.0) * (1 + trend) ** np.arange(_YEARS)
        if item.driver == "flat":
            yearly = np.full(_YEARS, item.rate)
        if item.flow:
            target[index] = np.maximum(np.rint(yearly), 1) * 100
            final = target[index] * reached if item.has_target else yearly * 100
            value[index] = (np.rint(final[:, None] * path / item.step) * item.step).reshape(-1)
        else:
            level = np.interp(np.arange(N_MONTHS), np.arange(_YEARS) * 12 + 6, yearly)
            cap = size if item.rate <= 1 and item.driver not in ("fixed", "flat") else np.inf
            value[index] = np.minimum(np.rint(level), cap) * 100
    return Progress(value, target)


def pieces(world: World, months: range) -> Iterator[Piece]:
    """The form of every district and month in which it reports."""
    data = {code: simulate(world, code) for code in world.chosen}
    for period in months:
        for sender, sources in world.reporting(period).items():
            sheet = form(world, sender, [data[code] for code in sources], data[sender], period)
            yield Piece("T6", sender, period, month_label(period), sheet)


def form(
    world: World, sender: str, parts: list[Progress], own: Progress, period: int, *, figures_of: int | None = None
) -> Sheet:
    """One month's form.

    Args:
        world: The city.
        sender: Reporting district.
        parts: Figures of the districts whose units it now has.
        own: The sender's own figures, for the column of last year.
        period: Month reported.
        figures_of: Month whose figures are (wrongly) given; by default the month reported.
    """
    year, month = year_month(period)
    step = (period if figures_of is None else figures_of) - FIRST_MONTH
    joined = sender == stories.RECEIVER and period == stories.MERGER_MONTH
    remark = "2025年1月起含原桐浦区" if joined else None
    rows: list[list[Cell]] = []
    for index, item in enumerate(items()):
        if month % item.every:
            continue
        used = parts[:1] if item.unit == "元/月" else parts
        now = sum(int(part.value[index, step]) for part in used)
        before = sum(int(part.value[index, step - item.every]) for part in used) if month > item.every else 0
        last_year = int(own.value[index, step - 12]) if step >= 12 else None
        if last_year is not None and period - stories.MERGER_MONTH >= 12:
            last_year = sum(int(part.value[index, step - 12]) for part in used)
        target = sum(int(part.target[index, year - 2023]) for part in used) if item.has_target else None
        rows.append(
            [
                sender,
                world.name_of(sender),
                year,
                month,
                item.code,
                item.name,
                item.unit,
                now - before if item.flow else None,
                now,
                last_year,
                target,
                "组织部门统计月报",
                remark,
            ]
        )
    data: list[list[Cell]] = [list(values) for values in zip(*rows, strict=True)]
    columns = list(_COLUMNS)
    if HABITS[sender].period_in_title:
        del columns[2:4], data[2:4]
    return Sheet(
        title(world, sender, "基层党建工作指标进度月报表", month_zh(period)),
        columns,
        data,
        notes=footer(world, sender, month_zh(period)),
    )


def mistaken(world: World, sender: str, period: int) -> Sheet:
    """A form that gives the figures of the same month a year earlier as those of this month."""
    own = simulate(world, sender)
    return form(world, sender, [own], own, period, figures_of=period - 12)
