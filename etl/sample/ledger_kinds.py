"""What stands in each ledger: the kinds of matter, how many there are and how they go."""

from collections.abc import Callable, Iterator

import numpy as np

from etl.sample import terms
from etl.sample.city import Unit, World, generator
from etl.sample.ledger_items import Book, Item, Path

_DOMAINS = ("农村", "城市社区", "机关", "国企", "学校", "医院", "非公企业", "社会组织")
N_TASKS, N_MEASURES = 53, 328
_Extra = dict[str, str | int]
_TOWN_HEAD = "乡镇街道党（工）委书记"
_CITY_SIDE = "县委组织部副部长"


def items(world: World, district: str) -> list[Item]:
    """All matters of a district in all years."""
    rng = generator(7, district)
    unit = next(one for one in world.districts if one.code == district)
    pace = float(rng.uniform(0.86, 0.98))
    makers: tuple[Callable[[World, Unit, int, float, np.random.Generator], Iterator[Item]], ...] = (
        _key_tasks,
        _weak,
        _lists,
        _projects,
        _matters,
        _cleanup,
        _checks,
    )
    made: list[Item] = []
    for year in (2023, 2024, 2025):
        for maker in makers:
            made += maker(world, unit, year, pace, rng)
        made += _elections(world, unit, year)
    return made


def _pick(rng: np.random.Generator, choices: tuple[str, ...]) -> str:
    return choices[int(rng.integers(0, len(choices)))]


def _path(rng: np.random.Generator, paths: tuple[Path, ...], chances: list[float]) -> Path:
    return paths[int(rng.choice(len(paths), p=chances))]


def _some(rng: np.random.Generator, units: list[Unit], count: int) -> list[tuple[int, Unit]]:
    """Some of the units in their order, numbered from 1."""
    chosen = sorted(rng.choice(len(units), count, replace=False))
    return [(number, units[int(index)]) for number, index in enumerate(chosen, start=1)]


def _key_tasks(world: World, unit: Unit, year: int, pace: float, rng: np.random.Generator) -> Iterator[Item]:
    """53 tasks in eight domains with 328 measures; a task is done when its measures are."""
    tasks, measures = Book("key_tasks", "RW", unit, year), Book("key_tasks", "CS", unit, year)
    sizes = [7 if task < N_MEASURES % N_TASKS else 6 for task in range(N_TASKS)]
    done = rng.choice(5, N_MEASURES, p=[0.20 * pace, 0.26 * pace, 0.27 * pace, 0.27 * pace, 1 - pace])
    idle = rng.random(N_MEASURES) < 0.25
    measure = 0
    for task, size in enumerate(sizes, start=1):
        domain = _DOMAINS[task % len(_DOMAINS)]
        quarters = done[measure : measure + size]
        path = _task_path(int(quarters.max()), False)
        yield tasks.item(
            task, f"{domain}领域重点任务第{task}项", _CITY_SIDE, path, domain=domain, extra={"任务序号": task}
        )
        for quarter in quarters:
            path = _task_path(int(quarter), bool(idle[measure]))
            measure += 1
            name = f"{domain}领域推进措施第{measure}条"
            extra: _Extra = {"任务序号": task, "措施序号": measure}
            yield measures.item(measure, name, "县委组织部组织科科长", path, domain=domain, extra=extra)


def _task_path(done: int, idle: bool) -> Path:
    path = ["推进中" if quarter < done else "已完成" for quarter in range(4)]
    if idle and done >= 2:
        path[0] = "未启动"
    if done == 4:
        path[3] = "滞后"
    return tuple(path)


def _weak(world: World, unit: Unit, year: int, pace: float, rng: np.random.Generator) -> Iterator[Item]:
    """Weak villages and communities of the year and what became of them."""
    paths = (
        ("整改中", "联评", "整改销号", "整改销号"),
        ("已认定", "整改中", "联评", "整改销号"),
        ("已认定", "整改中", "联评", "继续整顿"),
        ("排查列入", "已认定", "整改中", "联评"),
    )
    chances = [0.35 * pace, 0.65 * pace, (1 - pace) * 0.7, (1 - pace) * 0.3]
    book = Book("weak_rectify", "ZD", unit, year)
    below = world.villages[unit.code]
    count = max(2, round(len(below) * (0.055 - 0.008 * (year - 2023))))
    for number, village in _some(rng, below, count):
        rural = village.kind == "行政村"
        extra: _Extra = {
            "类别": _pick(rng, ("软弱涣散", "后进", "集体经济发展滞后" if rural else "后进")),
            "认定情形编号": f"Q{int(rng.integers(1, 9))}",
            "包联领导层级": _pick(rng, ("市级", "区级", "街道")),
            "整顿工作队人数": int(rng.integers(3, 7)),
            "问卷份数": int(rng.integers(40, 160)),
            "走访户数": int(rng.integers(30, 120)),
            "意见条数": int(rng.integers(10, 60)),
            "调整书记人数": int(rng.random() < 0.3),
            "办实事件数": int(rng.integers(2, 9)),
        }
        path, found, fund = _path(rng, paths, chances), int(rng.integers(6, 19)), int(rng.integers(200, 3000))
        yield book.item(
            number,
            f"{village.name}党组织整顿",
            _TOWN_HEAD,
            path,
            unit=village,
            found=found,
            fund=fund if rural else None,
            extra=extra,
        )


def _lists(world: World, unit: Unit, year: int, pace: float, rng: np.random.Generator) -> Iterator[Item]:
    """Lists of problems, tasks and duties handed down to towns."""
    paths = (
        ("推进中", "待核验", "已销号", "已销号"),
        ("", "推进中", "待核验", "已销号"),
        ("待核验", "已销号", "已销号", "已销号"),
        ("", "待核验", "已销号", "已销号"),
        ("", "", "待核验", "已销号"),
        ("推进中", "超期", "待核验", "退回重办"),
        ("", "推进中", "超期", "超期"),
        ("已交办", "推进中", "推进中", "待核验"),
    )
    chances = [pace / 5] * 5 + [(1 - pace) / 3] * 3
    book = Book("three_lists", "QD", unit, year)
    towns = world.towns[unit.code]
    for number in range(1, 15 + 2 * len(towns)):
        kind = ("问题清单", "任务清单", "责任清单")[number % 3]
        town, path = towns[int(rng.integers(0, len(towns)))], _path(rng, paths, chances)
        extra: _Extra = {"清单类别": kind, "四明确齐全": "是"}
        yield book.item(number, f"{kind}第{number}条", "乡镇街道党（工）委副书记", path, unit=town, extra=extra)


def _projects(world: World, unit: Unit, year: int, pace: float, rng: np.random.Generator) -> Iterator[Item]:
    """Projects led by the secretary of each town or street."""
    paths = (
        ("已立项", "项目推进", "项目验收", "项目推广"),
        ("项目推进", "项目推进", "项目验收", "项目推广"),
        ("项目申报", "已立项", "项目推进", "项目验收"),
        ("项目申报", "已立项", "项目推进", "项目推进"),
    )
    chances = [0.5 * pace, 0.3 * pace, 0.2 * pace, 1 - pace]
    book = Book("secretary_project", "XM", unit, year)
    for number, town in enumerate(world.towns[unit.code], start=1):
        theme = _pick(rng, ("小区治理", "产业强村", "网格提质", "阵地改造", "人才回引", "便民服务"))
        extra: _Extra = {"项目库大类": theme, "来源": "项目库选报" if rng.random() < 0.7 else "自定"}
        path, fund = _path(rng, paths, chances), int(rng.integers(300, 6000))
        yield book.item(number, f"书记领办{theme}项目", _TOWN_HEAD, path, unit=town, fund=fund, extra=extra)


def _matters(world: World, unit: Unit, year: int, pace: float, rng: np.random.Generator) -> Iterator[Item]:
    """Ten matters of the year."""
    paths = (
        ("推进中", "推进中", "推进中", "已完成"),
        ("推进中", "推进中", "已完成", "已完成"),
        ("已立项", "推进中", "推进中", "已完成"),
        ("推进中", "推进中", "推进中", "推进中"),
    )
    chances = [0.4 * pace, 0.35 * pace, 0.25 * pace, 1 - pace]
    book = Book("ten_matters", "SS", unit, year)
    for number in range(1, 11):
        path, fund = _path(rng, paths, chances), int(rng.integers(500, 9000))
        extra: _Extra = {"实事序号": number, "受益人数": int(rng.integers(200, 9000))}
        domain = _DOMAINS[number % len(_DOMAINS)]
        yield book.item(number, f"基层党建实事第{number}件", _CITY_SIDE, path, domain=domain, fund=fund, extra=extra)


def _cleanup(world: World, unit: Unit, year: int, pace: float, rng: np.random.Generator) -> Iterator[Item]:
    """Empty, sleeping and oversized branches."""
    approved = ("已定方案", "上级批复", "整改完成", "复查")
    paths: dict[str, tuple[Path, ...]] = {
        "空壳": (approved, ("排查出", "已定方案", "上级批复", "整改完成")),
        "僵尸": (("已定方案", "整改完成", "复查", "复查"), ("排查出", "已定方案", "整改完成", "整改完成")),
        "超大": (approved, ("排查出", "已定方案", "上级批复", "整改完成")),
    }
    actions = {"空壳": "联合组建", "僵尸": "恢复组织生活", "超大": "拆分"}
    slow = ("排查出", "排查出", "已定方案", "已定方案")
    book = Book("branch_cleanup", "QL", unit, year)
    orgs = [org for org in world.orgs[unit.code] if not org.village]
    for number, org in _some(rng, orgs, max(2, round(len(orgs) * (0.10 - 0.03 * (year - 2023))))):
        kind = _pick(rng, ("空壳", "僵尸", "超大"))
        path = _path(rng, (*paths[kind], slow), [pace / 2, pace / 2, 1 - pace])
        extra: _Extra = {"类型": kind, "处置方式": actions[kind]}
        yield book.item(number, f"{kind}党支部整改", "上级党委组织委员", path, unit=org, extra=extra)


def _checks(world: World, unit: Unit, year: int, pace: float, rng: np.random.Generator) -> Iterator[Item]:
    """Random checks and the problems they found."""
    kinds = ("会议记录不规范", "三会一课不严格", "主题党日无安排", "会议记录缺签字", "阵地", "经费", "其他")
    paths = (
        ("清点（整改中）", "清零", "清零", "清零"),
        ("", "清点（整改中）", "清零", "清零"),
        ("", "", "清点（整改中）", "清零"),
        ("", "清单（已列）", "清点（整改中）", "清点（整改中）"),
    )
    chances = [0.35 * pace, 0.35 * pace, 0.3 * pace, 1 - pace]
    book = Book("two_random", "SJ", unit, year)
    orgs = world.orgs[unit.code]
    for number, org in _some(rng, orgs, max(8, len(orgs) // 14)):
        repeated = "是" if rng.random() < 0.12 else "否"
        extra: _Extra = {"问题类别": _pick(rng, kinds), "是否重复问题": repeated}
        path, found = _path(rng, paths, chances), int(rng.integers(1, 5))
        yield book.item(number, "“两随机”调研指导发现问题", "党支部书记", path, unit=org, found=found, extra=extra)


def _elections(world: World, unit: Unit, year: int) -> Iterator[Item]:
    """Organisations whose term ends in the year; states agree with the dates in T1."""
    chain = ("已提醒（提前6个月）", "已请示", "已批复", "完成换届")
    book = Book("election", "HJ", unit, year)
    held = terms.simulate(world, unit.code)
    due = [index for index in range(len(held.due_year)) if held.due_year[index] == year]
    for number, index in enumerate(due, start=1):
        org = world.orgs[unit.code][index]
        quarter = int(held.elected[index]) - (year - 2023) * 4
        if quarter < 4:
            path = tuple(chain[min(max(3 - quarter + step, 0), 3)] for step in range(4))
        else:
            path = (chain[0], chain[0], chain[0], "批准延期" if held.extended[index] else "逾期未换")
        extra: _Extra = {"届满日期": f"{year}-12-31", "任期（年）": 3}
        yield book.item(number, "党组织按期换届", "党组织书记", path, unit=org, extra=extra)
