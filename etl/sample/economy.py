"""T3: collective income of every administrative village, month by month, cumulative within the year."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from etl.sample import stories
from etl.sample.city import Unit, World, generator
from etl.sample.habits import HABITS
from etl.sample.periods import FIRST_MONTH, N_MONTHS, month_label, month_zh, year_month
from etl.sample.pieces import Piece, cells, footer, title, unit_columns, yes_no
from etl.sample.sheets import Cell, Column, Sheet

#: District → median yearly income of a village in 2023 (万元), yearly growth,
#: villages without operating income at the start.
_LEVELS = {
    "990101": (45.0, 0.12, 0),
    "990102": (40.0, 0.13, 0),
    "990103": (29.0, 0.10, 1),
    "990104": (36.0, 0.09, 2),
    "990105": (27.0, 0.15, 6),
    "990106": (23.0, 0.11, 7),
    "990107": (26.0, 0.16, 5),
    "990108": (15.5, 0.14, 14),
    "990109": (17.0, 0.17, 16),
    "990110": (14.0, 0.15, 7),
}
#: Villages that still have none at the end of the span.
_NEVER = {"990108": 1, "990109": 2}
_YEARS = 3
_OPERATING, _SUBSIDY = slice(0, 4), 4
_SHARES = np.array([0.30, 0.30, 0.08, 0.06, 0.21, 0.05])
#: Share of a year's income that comes in each month: rents in January, harvest in autumn, settlement in December.
_SEASON = np.array([11.0, 6.0, 6.5, 7.0, 7.0, 9.0, 7.0, 7.0, 8.5, 9.5, 9.0, 12.5])

_COLUMNS = (
    Column("单位编码"),
    Column("单位名称"),
    Column("年度", 0),
    Column("截至月份", 0),
    Column("年度收入目标", 2, "目标与合计", "万元", True),
    Column("收入合计（累计）", 2, "目标与合计", "万元", True),
    Column("经营收入（累计）", 2, "经营性收入", "万元", True),
    Column("发包及上交收入（累计）", 2, "经营性收入", "万元", True),
    Column("投资收益（累计）", 2, "经营性收入", "万元", True),
    Column("其他经营收入（累计）", 2, "经营性收入", "万元", True),
    Column("补助收入（累计）", 2, "非经营性收入", "万元", True),
    Column("其他收入（累计）", 2, "非经营性收入", "万元", True),
    Column("经营性收入（自动计算）", 2, "", "万元", True),
    Column("是否完成上年收益分配"),
    Column("村企数（家）", 0, "", "", True),
    Column("连片流转土地面积（亩）", 1, "", "", True),
    Column("数据性质"),
)


@dataclass(frozen=True)
class Economy:
    """The villages of one district.

    Attributes:
        units: Administrative villages.
        target: Yearly target, 0.01 万元, shape (village, year).
        income: Cumulative income by item, 0.01 万元, shape (village, item, month).
        companies: Village companies, shape (village, year).
        land: Land let in one piece, 0.1 亩, shape (village, year).
        shared_from: Month of the year from which last year's income has been distributed.
    """

    units: list[Unit]
    target: np.ndarray
    income: np.ndarray
    companies: np.ndarray
    land: np.ndarray
    shared_from: np.ndarray


def simulate(world: World, district: str) -> Economy:
    """Income of a district's villages over the whole span; sums of parts are exact, cumulative figures never fall."""
    rng = generator(3, district)
    units = [unit for unit in world.villages[district] if unit.kind == "行政村"]
    count = len(units)
    median, growth, n_zero = _LEVELS[district]
    yearly = np.empty((count, 6, _YEARS))
    total = median * np.exp(rng.normal(0.0, 0.55, count))
    mix = rng.dirichlet(_SHARES * 30, count)
    for year in range(_YEARS):
        if year:
            total = total * (1 + growth + rng.normal(0.0, 0.04, count))
        yearly[:, :, year] = total[:, None] * mix
    if district == stories.SUBSIDY_ONLY:
        _subsidy_only(yearly, rng)
    if district == stories.TARGET_MISSED:
        yearly[:, :, 2] = yearly[:, :, 1] * (1.0 + rng.normal(0.01, 0.02, count))[:, None]
    season = _SEASON * np.exp(rng.normal(0.0, 0.12, (count, 6, 12)))
    path = np.cumsum(season / season.sum(axis=2, keepdims=True), axis=2)
    path[:, :, -1] = 1.0
    income = np.concatenate([np.rint(yearly[:, :, year, None] * path * 100) for year in range(_YEARS)], axis=2)
    _without_operating(income, path, n_zero, _NEVER.get(district, 0), rng)
    income = np.maximum(income, 0).astype(np.int64)
    year_end = income[:, :, 11::12].sum(axis=1)
    reached = rng.normal(0.99, 0.02, (count, _YEARS)) + rng.normal(0.0, 0.012, _YEARS)
    if district == stories.TARGET_MISSED:
        reached[:, stories.TARGET_YEAR - 2023] = stories.TARGET_REACHED + rng.normal(0.0, 0.03, count)
    target = (np.rint(year_end / reached / 50) * 50).astype(np.int64)
    years = np.arange(_YEARS)[None, :]
    companies = np.minimum(rng.poisson(0.5, count)[:, None] + years * (rng.random((count, 1)) < 0.15), 9)
    land = np.where(rng.random((count, 1)) < 0.45, rng.integers(200, 6000, (count, 1)), 0) + 0 * years
    return Economy(units, target, income, companies, land, rng.integers(1, 9, count))


def _subsidy_only(yearly: np.ndarray, rng: np.random.Generator) -> None:
    """Operating income stays where it was; the whole rise of about a third is subsidy."""
    year = stories.SUBSIDY_YEAR - 2023
    before = yearly[:, :, year - 1]
    yearly[:, :, year] = before
    yearly[:, _SUBSIDY, year] += before.sum(axis=1) * (0.31 + rng.normal(0.0, 0.02, len(before)))


def _without_operating(income: np.ndarray, path: np.ndarray, n_zero: int, never: int, rng: np.random.Generator) -> None:
    """Some poor villages have no operating income until a month in which they get their first."""
    poor = np.argsort(income[:, :, -1].sum(axis=1))[:n_zero]
    starts = np.sort(rng.integers(4, N_MONTHS - 2, n_zero))
    starts[n_zero - never :] = N_MONTHS
    grants = rng.integers(650, 1150, n_zero)
    for village, start, grant in zip(rng.permutation(poor), starts, grants, strict=True):
        for year in range(_YEARS):
            income[village, _SUBSIDY, year * 12 : year * 12 + 12] = np.rint(
                grant * (1 + 0.08 * year) * path[village, _SUBSIDY]
            )
        operating = income[village, _OPERATING]
        first_year = start // 12
        for month in range(N_MONTHS):
            year, step = divmod(month, 12)
            if year < first_year or month < start:
                operating[:, month] = 0
            elif year == first_year:
                done = (month - start + 1) / (12 * first_year + 12 - start)
                operating[:, month] = np.rint(np.array([110.0, 160.0, 0.0, 30.0]) * done)
            else:
                later = np.array([150.0, 180.0, 0.0, 40.0]) * (year - first_year)
                operating[:, month] = np.rint(later * path[village, _OPERATING, step])


def pieces(world: World, months: range) -> Iterator[Piece]:
    """The form of every district and month in which it reports."""
    data = {code: simulate(world, code) for code in world.chosen}
    for period in months:
        for sender, sources in world.reporting(period).items():
            if sender == stories.LATE and period == stories.LATE_MISSING_T3:
                continue
            sheet = form(world, sender, [data[code] for code in sources], period)
            yield Piece("T3", sender, period, month_label(period), sheet)


def form(world: World, sender: str, parts: list[Economy], period: int) -> Sheet:
    """One month's form of one sender."""
    year, month = year_month(period)
    step, year_step = period - FIRST_MONTH, year - 2023
    units = [unit for part in parts for unit in part.units]
    income = np.concatenate([part.income[:, :, step] for part in parts])
    data: list[list[Cell]] = [
        *unit_columns(units, period),
        [year] * len(units),
        [month] * len(units),
        cells(np.concatenate([part.target[:, year_step] for part in parts])),
        cells(income.sum(axis=1)),
        *(cells(income[:, item]) for item in range(6)),
        cells(income[:, _OPERATING].sum(axis=1)),
        yes_no(np.concatenate([part.shared_from <= month for part in parts])),
        cells(np.concatenate([part.companies[:, year_step] for part in parts])),
        cells(np.concatenate([part.land[:, year_step] for part in parts])),
        ["决算" if month == 12 else "快报"] * len(units),
    ]
    columns = list(_COLUMNS)
    unit_line = "万元"
    if sender == stories.HEADER_YUAN and period == stories.HEADER_YUAN_MONTH:
        unit_line = "元"
        for position, column in enumerate(columns):
            if column.unit:
                columns[position] = Column(column.title, 0, column.group, "元", True)
                data[position] = [int(value) * 100 for value in data[position] if value is not None]
    if HABITS[sender].period_in_title:
        del columns[2:4], data[2:4]
    return Sheet(
        title(world, sender, "村级集体经济收入情况表", month_zh(period)),
        columns,
        data,
        unit_line,
        footer(world, sender, month_zh(period)),
    )


def unit_slip(sheet: Sheet) -> Sheet:
    """The same form with one village's amounts written in 元 where 万元 was meant."""
    row = sheet.n_rows // 3
    data = [list(values) for values in sheet.data]
    for column, values in zip(sheet.columns, data, strict=True):
        if column.unit == "万元" and column.title != "年度收入目标":
            values[row] = int(values[row] or 0) * stories.UNIT_ERROR_FACTOR
    return Sheet(sheet.title, sheet.columns, data, sheet.unit_line, sheet.notes)
