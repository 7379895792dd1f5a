"""T2: star ratings of rural organisations and grading of schools, round by round."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from etl.sample import stories
from etl.sample.city import Unit, World, generator
from etl.sample.periods import ends, month_end, month_label, month_zh, year_month
from etl.sample.pieces import Piece, footer, title, unit_columns
from etl.sample.sheets import Cell, Column, Sheet

N_ROUNDS = 6
#: Shares without star, with three, four and five at the start, by peer group.
_START = {"城区": (0.18, 0.38, 0.29, 0.15), "城郊": (0.26, 0.38, 0.25, 0.11), "山区": (0.36, 0.36, 0.21, 0.07)}
_STARS = (0, 3, 4, 5)
#: A star holds for three years; those of the first round were given over the years before and run out in turn.
_YEARS_VALID, _FIRST_RUN_OUT, _SPREAD = 3, 24, 7
_CLASSES = ("三类", "二类", "一类")
_COLUMNS = (
    Column("单位编码"),
    Column("单位名称"),
    Column("批次"),
    Column("评定类型"),
    Column("领域"),
    Column("授星层级"),
    Column("原星级", 0, "星级"),
    Column("申报星级", 0, "星级"),
    Column("评定星级", 0, "星级"),
    Column("年初类别", None, "学校分类定级"),
    Column("年终类别", None, "学校分类定级"),
    Column("得分", 1),
    Column("一票否决"),
    Column("评定日期"),
    Column("有效期至"),
    Column("命名文号"),
)


@dataclass(frozen=True, slots=True)
class Action:
    """What a round decides about one organisation; a round without one leaves the star as it is.

    Attributes:
        kind: 新评, 核验, 晋级, 降级 or 摘星.
        before, applied, result: Stars before, asked for (None where none were) and given.
        score: Points in tenths.
        veto: Whether one serious fault decided.
    """

    kind: str
    before: int
    applied: int | None
    result: int
    score: int
    veto: bool


@dataclass(frozen=True)
class Stars:
    """Ratings of a district.

    Attributes:
        rural: Rated organisations.
        actions: For each, its action in every round, or None.
        level: Stars after each round, shape (organisation, round).
        schools: School organisations.
        grades: Class at the start and at the end of each year, shape (school, year, 2), 0 = 三类.
    """

    rural: list[Unit]
    actions: list[list[Action | None]]
    level: np.ndarray
    schools: list[Unit]
    grades: np.ndarray


def simulate(world: World, district: str) -> Stars:
    """Ratings of a district over all rounds: each starts from the result of the one before."""
    rng = generator(2, district)
    rural = [unit for unit in world.orgs[district] if unit.kind == "行政村"]
    start = rng.choice(_STARS, len(rural), p=_START[rural[0].peer])
    level = np.zeros((len(rural), N_ROUNDS), dtype=int)
    actions: list[list[Action | None]] = [[None] * N_ROUNDS for _ in rural]
    current = start.copy()
    for round_no, period in enumerate(ends(6)):
        lost = _losers(district, period, current, rng)
        for org in range(len(rural)):
            forced = lost.get(org, "核验" if lost else "")
            action = _decide(int(current[org]), round_no, forced, rng)
            if action is not None:
                actions[org][round_no] = action
                current[org] = action.result
        level[:, round_no] = current
    schools = [unit for unit in world.orgs[district] if unit.kind == "学校"]
    grades = np.zeros((len(schools), 3, 2), dtype=int)
    grade = rng.choice(3, len(schools), p=[0.22, 0.5, 0.28])
    for year in range(3):
        moved = np.clip(grade + rng.choice([0, 0, 1, 1, -1], len(schools), p=[0.35, 0.3, 0.2, 0.1, 0.05]), 0, 2)
        grades[:, year, 0], grades[:, year, 1] = grade, moved
        grade = moved
    return Stars(rural, actions, level, schools, grades)


def _losers(district: str, period: int, current: np.ndarray, rng: np.random.Generator) -> dict[int, str]:
    """Organisations that lose stars by the story: those with four or five fall, those with three lose them."""
    if district != stories.STARS_LOST or period != stories.STARS_LOST_ROUND:
        return {}
    high, three = np.flatnonzero(current >= 4), np.flatnonzero(current == 3)
    down = rng.choice(high, min(stories.STARS_DOWN, len(high)), replace=False)
    stripped = rng.choice(three, min(stories.STARS_STRIPPED, len(three)), replace=False)
    return {**{int(org): "降级" for org in down}, **{int(org): "摘星" for org in stripped}}


def _decide(before: int, round_no: int, forced: str, rng: np.random.Generator) -> Action | None:
    draw, points = rng.random(), int(rng.integers(0, 50))
    if forced == "摘星":
        return Action("摘星", before, before, 0, 520 + points, True)
    if forced == "降级":
        return Action("降级", before, before, before - 1, _line(before - 1) + points, False)
    if round_no == 0 or forced == "核验":
        return _confirmed(before, points)
    if before == 0:
        return Action("新评", 0, 3, 3, 700 + points, False) if draw < 0.10 else None
    if draw < 0.06 and before < 5:
        return Action("晋级", before, before + 1, before + 1, _line(before + 1) + points, False)
    if draw > 0.992:
        return Action("摘星", before, before, 0, 520 + points, True)
    if draw > 0.98 and before > 3:
        return Action("降级", before, before, before - 1, _line(before - 1) + points, False)
    return _confirmed(before, points) if draw > 0.8 else None


def _confirmed(stars: int, points: int) -> Action:
    """A review that leaves the stars, or the lack of them, as they are."""
    return Action("核验", stars, stars or None, stars, _line(stars) + points, False)


def _line(stars: int) -> int:
    """Least points for a number of stars, in tenths."""
    return {5: 900, 4: 800, 3: 700}.get(stars, 600)


def pieces(world: World, months: range) -> Iterator[Piece]:
    """The form of every district and round; the first one written states every organisation."""
    data = {code: simulate(world, code) for code in world.chosen}
    rounds = [(number, period) for number, period in enumerate(ends(6)) if period in months]
    for round_no, period in rounds:
        for sender, sources in world.reporting(period).items():
            parts = [data[code] for code in sources]
            whole = round_no == rounds[0][0]
            yield Piece("T2", sender, period, month_label(period), _form(world, sender, parts, period, round_no, whole))


def _valid_to(action: Action, org: int, period: int, whole: bool) -> Cell:
    """The last day of the month in which a star given in this round must be reviewed."""
    if action.result < 3:
        return None
    months = _FIRST_RUN_OUT + 6 * (org % _SPREAD) if whole else 12 * _YEARS_VALID
    return month_end(period + months)


def _form(world: World, sender: str, parts: list[Stars], period: int, round_no: int, whole: bool) -> Sheet:
    year, month = year_month(period)
    day = f"{year}-{month:02d}-20"
    rows: list[tuple[Unit, list[Cell]]] = []
    for part in parts:
        for org, unit in enumerate(part.rural):
            action = part.actions[org][round_no]
            if action is None and whole:
                action = _confirmed(int(part.level[org, round_no]), 20)
            if action is None:
                continue
            named = action.result >= 3 and action.kind in ("新评", "晋级")
            naming = f"示组发〔{year}〕{10 + month}号" if named or action.result >= 3 else None
            stars_given: list[Cell] = [action.before, action.applied, action.result]
            rows.append(
                (
                    unit,
                    [
                        action.kind,
                        "农村",
                        "县",
                        *stars_given,
                        None,
                        None,
                        action.score,
                        "是" if action.veto else "否",
                        day,
                        _valid_to(action, org, period, whole),
                        naming,
                    ],
                )
            )
        if month == 12:
            for school, unit in enumerate(part.schools):
                first, last = part.grades[school, year - 2023]
                grades: list[Cell] = [_CLASSES[first], _CLASSES[last]]
                rows.append((unit, ["分类定级", "学校", None, None, None, None, *grades, None, "否", day, None, None]))
    cells = [list(values) for values in zip(*(row for _, row in rows), strict=True)]
    units = unit_columns([unit for unit, _ in rows], period)
    batch: list[Cell] = [month_label(period)] * len(rows)
    heading = title(world, sender, "星级评定与分类定级明细表", month_zh(period) + "批次")
    return Sheet(heading, _COLUMNS, [*units, batch, *cells], notes=footer(world, sender, month_zh(period)))
