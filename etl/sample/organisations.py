"""T1: every Party organisation and the structure of its members, quarter by quarter (counts only, no persons)."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from etl.sample import stories, terms
from etl.sample.city import Unit, World, generator
from etl.sample.organisation_form import FIGURES, form
from etl.sample.periods import ends, month_end, quarter_label
from etl.sample.pieces import Piece

N_QUARTERS = 12
#: Kind of organisation → median members, spread, least and most, share up to 35, share from 61, share with college.
_KINDS = {
    "行政村": (42, 0.35, 15, 140, 0.17, 0.36, 0.20),
    "社区": (68, 0.40, 22, 180, 0.19, 0.33, 0.46),
    "机关": (24, 0.40, 8, 70, 0.27, 0.14, 0.90),
    "学校": (28, 0.40, 8, 90, 0.30, 0.12, 0.95),
    "医院": (22, 0.40, 7, 80, 0.31, 0.10, 0.88),
    "国企": (26, 0.50, 7, 110, 0.28, 0.12, 0.62),
    "非公企业": (8, 0.45, 3, 30, 0.42, 0.06, 0.60),
    "社会组织": (6, 0.35, 3, 16, 0.35, 0.10, 0.66),
}
#: Share of members who have left to work elsewhere, by peer group.
_AWAY = {"城区": 0.035, "城郊": 0.075, "山区": 0.15}
#: Share of the yearly retraining done by the end of each quarter.
_TRAINED = (0.22, 0.52, 0.80, 1.0)
_STUDIED = (0.12, 0.38, 0.68, 0.95)


@dataclass(frozen=True)
class Organisations:
    """The organisations of one district.

    Attributes:
        units: Organisations.
        kind: 党委, 党总支 or 党支部 for each.
        figure: Column → figures, shape (organisation, quarter); amounts in 0.01 元.
        flag: Column → yes or no, same shape.
        terms: Terms of office.
    """

    units: list[Unit]
    kind: list[str]
    figure: dict[str, np.ndarray]
    flag: dict[str, np.ndarray]
    terms: terms.Terms


def simulate(world: World, district: str) -> Organisations:
    """Members, life and posts of a district's organisations; parts never exceed their whole."""
    rng = generator(1, district)
    units = world.orgs[district]
    shape = (len(units), N_QUARTERS)
    table = np.array([_KINDS[unit.kind] for unit in units])
    size = np.rint(np.clip(table[:, 0] * np.exp(rng.normal(0, table[:, 1])), table[:, 2], table[:, 3])).astype(int)
    kind = ["党委" if n > 100 else "党总支" if n > 50 else "党支部" for n in size]
    steps = rng.choice([-1, 0, 0, 0, 1, 1], shape) * (size >= 12)[:, None]
    members = size[:, None] + np.cumsum(steps, axis=1)
    members = np.maximum(members, size[:, None] - 3)
    figure = {"党员总数": members}
    _structure(figure, table, members, rng)
    _away(figure, np.array([_AWAY[unit.peer] for unit in units]), members, rng)
    troubled = (rng.random(len(units)) < 0.022)[:, None] & (
        np.arange(N_QUARTERS) < rng.integers(3, 16, (len(units), 1))
    )
    _life(figure, members, troubled, rng)
    _training(figure, district, members, rng)
    _posts(figure, units, members, troubled, rng)
    flag = _flags(units, kind, shape, troubled, rng)
    return Organisations(units, kind, figure, flag, terms.simulate(world, district))


def _share(members: np.ndarray, share: np.ndarray) -> np.ndarray:
    return np.rint(members * np.clip(share, 0.0, 1.0)[:, None]).astype(int)


def _structure(figure: dict[str, np.ndarray], table: np.ndarray, members: np.ndarray, rng: np.random.Generator) -> None:
    count = len(members)
    young, old = np.clip(table[:, 4] + rng.normal(0, 0.04, count), 0.02, 0.6), table[:, 5] + rng.normal(0, 0.04, count)
    figure["35岁及以下"] = _share(members, young)
    figure["61岁及以上"] = np.minimum(_share(members, np.clip(old, 0.0, 0.5)), members - figure["35岁及以下"])
    figure["36至60岁"] = members - figure["35岁及以下"] - figure["61岁及以上"]
    figure["其中：预备党员"] = np.minimum(rng.integers(0, 3, count)[:, None] * (members >= 12), members)
    figure["女党员"] = _share(members, 0.29 + rng.normal(0, 0.05, count))
    figure["少数民族党员"] = _share(members, np.abs(rng.normal(0.05, 0.03, count)))
    figure["大专及以上学历"] = _share(members, table[:, 6] + rng.normal(0, 0.05, count))
    figure["入党积极分子"] = np.minimum(rng.poisson(2.4, count)[:, None] + (rng.random(members.shape) < 0.2), members)
    figure["近三年发展党员数"] = np.minimum(rng.poisson(1.2, count)[:, None] + 0 * members, members)


def _away(figure: dict[str, np.ndarray], share: np.ndarray, members: np.ndarray, rng: np.random.Generator) -> None:
    count = len(members)
    out = _share(members, share * np.exp(rng.normal(0, 0.35, count)))
    quarter = np.arange(N_QUARTERS)
    movable = np.maximum(rng.integers(0, 2, count)[:, None] - (quarter > rng.integers(2, 16, (count, 1))), 0)
    stuck = (rng.random(count) < 0.12)[:, None] & (quarter < rng.integers(2, 16, (count, 1)))
    figure["流出流动党员"] = out
    figure["流入流动党员"] = rng.poisson(0.6, count)[:, None] + 0 * members
    figure["一对一联系流动党员数"] = np.maximum(out - (rng.random(members.shape) < 0.12), 0)
    figure["工作6个月以上未转组织关系"] = stuck.astype(int)
    figure["具备转移条件流动党员"] = np.minimum(movable, out)


def _year_sums(quarterly: np.ndarray) -> np.ndarray:
    return np.concatenate([np.cumsum(quarterly[:, year * 4 : year * 4 + 4], axis=1) for year in range(3)], axis=1)


def _life(figure: dict[str, np.ndarray], members: np.ndarray, bad: np.ndarray, rng: np.random.Generator) -> None:
    shape = members.shape
    due = np.where(members >= 7, 8, 5)
    due = np.repeat(due[:, :1], N_QUARTERS, axis=1)
    missed = np.where(bad, due // 2, (rng.random(shape) < rng.uniform(0.02, 0.12)) * rng.integers(1, 3, shape))
    figure["三会一课应召开次数（累计）"] = _year_sums(due)
    figure["三会一课实召开次数（累计）"] = _year_sums(due - missed)
    figure["主题党日应开展次数（累计）"] = _year_sums(np.full(shape, 3))
    figure["主题党日实开展次数（累计）"] = _year_sums(3 - np.where(bad, 2, rng.random(shape) < 0.04))
    invited = members * 6
    figure["组织生活应到人次（累计）"] = _year_sums(invited)
    came = np.floor(invited * np.clip(rng.normal(0.93, 0.03, shape) - 0.3 * bad, 0.3, 1.0)).astype(int)
    figure["组织生活实到人次（累计）"] = _year_sums(came)
    figure["党课场次（累计）"] = _year_sums(np.where(bad, 0, 1 + (rng.random(shape) < 0.1)))
    fee = members * rng.integers(900, 3200, (len(members), 1)) * 3
    paid = np.where(rng.random(shape) < 0.05, fee * 9 // 10, fee)
    figure["党费应缴额（累计）"], figure["党费实缴额（累计）"] = _year_sums(fee), _year_sums(paid)


def _training(figure: dict[str, np.ndarray], district: str, members: np.ndarray, rng: np.random.Generator) -> None:
    count = len(members)
    least = rng.uniform(0.90, 0.985)
    for name, path, floor in (
        ("完成轮训党员数（累计）", _TRAINED, least),
        ("满32学时党员数（累计）", _STUDIED, least - 0.06),
    ):
        final = np.where(rng.random(count) < 0.55, 1.0, rng.uniform(2 * floor - 1, 1.0, count))
        share = final[:, None] * np.tile(path, 3)[None, :]
        done = np.minimum(np.rint(members * share).astype(int), members)
        figure[name] = np.concatenate(
            [np.maximum.accumulate(done[:, year * 4 : year * 4 + 4], axis=1) for year in range(3)], axis=1
        )
        figure[name] = np.minimum(figure[name], members)
    if district == stories.NEAR_FULL:
        quarter = ends(3).index(stories.NEAR_FULL_QUARTER)
        full = members[:, quarter].copy()
        missing = round(int(full.sum()) * (1 - stories.NEAR_FULL_RATE))
        full[np.argsort(-full, kind="stable")[:missing]] -= 1
        figure["完成轮训党员数（累计）"][:, quarter] = full
    workers = np.where(members >= 50, 3, np.where(members >= 15, 2, 1))
    workers = np.repeat(workers[:, :1], N_QUARTERS, axis=1)
    figure["党务工作者数"] = workers
    figure["已培训党务工作者数（累计）"] = np.minimum(np.tile((0, 1, 2, 3), 3)[None, :] + 0 * workers, workers)
    figure["聘用制党建员数"] = np.minimum((rng.random((count, 1)) < 0.12) + 0 * workers, workers)


def _posts(
    figure: dict[str, np.ndarray], units: list[Unit], members: np.ndarray, bad: np.ndarray, rng: np.random.Generator
) -> None:
    count = len(units)
    formal = members - figure["其中：预备党员"]
    due = np.where(formal[:, :1] >= 50, 7, np.where(formal[:, :1] >= 20, 5, np.where(formal[:, :1] >= 7, 3, 1)))
    due = np.repeat(due, N_QUARTERS, axis=1)
    gap = np.where(bad, np.maximum(due // 2, 1), (rng.random((count, N_QUARTERS)) < 0.04).astype(int))
    figure["班子应配职数"], figure["班子实配职数"] = due, due - gap
    figure["书记空缺月数"] = np.where(bad & (gap > 0), 3 + np.arange(N_QUARTERS)[None, :] % 4 * 2, 0)
    in_village = np.array([bool(unit.village) for unit in units])[:, None]
    rural = np.array([unit.kind == "行政村" for unit in units])[:, None]
    figure["村级党建组织员数"] = np.where(rural, (rng.random((count, 1)) < 0.93) + 0 * members, 0)
    figure["后备干部数"] = np.where(in_village, rng.integers(1, 4, (count, 1)) + 0 * members, 0)
    figure["产业带头人数"] = np.where(rural, rng.integers(0, 4, (count, 1)) + 0 * members, 0)
    outside = rng.uniform(0.5, 0.95, (count, 1)) * ~in_village
    figure["双报到党员数"] = np.floor(members * outside).astype(int)
    figure["品牌数"] = (rng.random((count, 1)) < 0.45) + 0 * members


def _flags(
    units: list[Unit], kind: list[str], shape: tuple[int, int], bad: np.ndarray, rng: np.random.Generator
) -> dict[str, np.ndarray]:
    count = shape[0]
    whole = np.zeros(shape, dtype=bool)
    branch = np.array([word == "党支部" for word in kind])[:, None]
    fresh = rng.random((count, 1)) * 14
    return {
        "党务是否兼职": (rng.random((count, 1)) < 0.4) | whole,
        "书记主任一肩挑": (rng.random((count, 1)) < 0.92) | whole,
        "是否达标支部": ((fresh < 11 + np.arange(shape[1]) * 0.25) & ~bad),
        "是否参评星级（农村）": np.array([unit.kind == "行政村" for unit in units])[:, None] | whole,
        "是否纳入党建联盟": (fresh < 4 + np.arange(shape[1]) * 0.4) | whole,
        "是否纳入晴雨表": branch | whole,
    }


def pieces(world: World, months: range) -> Iterator[Piece]:
    """The form of every district and quarter in which it reports."""
    data = {code: simulate(world, code) for code in world.chosen}
    for quarter, period in enumerate(ends(3)):
        if period not in months:
            continue
        for sender, sources in world.reporting(period).items():
            parts = [data[code] for code in sources]
            units = [unit for part in parts for unit in part.units]
            table = {name: np.concatenate([part.figure[name][:, quarter] for part in parts]) for name in FIGURES}
            flag = {name: np.concatenate([part.flag[name][:, quarter] for part in parts]) for name in parts[0].flag}
            dates = [
                (part.terms.term_end(org, quarter), part.terms.extended_to(org, quarter))
                for part in parts
                for org in range(len(part.units))
            ]
            kind = [word for part in parts for word in part.kind]
            sheet = form(world, sender, period, units, kind, table, flag, dates, month_end(period))
            yield Piece("T1", sender, period, quarter_label(period), sheet)
