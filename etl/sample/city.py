"""The fictional city: districts, towns and streets, villages and communities, Party organisations."""

from dataclasses import dataclass, field
from itertools import islice

import numpy as np

from etl.sample import names, stories

SEED = 20230101
CITY_CODE, CITY_NAME = "990100", "示例市"
FOUNDED = "2020-01-01"

#: code, name, unit type, peer group, number of streets, towns (镇) and townships (乡)
DISTRICTS: tuple[tuple[str, str, str, str, int, int, int], ...] = (
    ("990101", "云岭区", "县市区", "城区", 8, 2, 0),
    ("990102", "青槐区", "县市区", "城区", 8, 2, 0),
    ("990103", "桐浦区", "县市区", "城区", 5, 1, 0),
    ("990104", "柳泊区", "县市区", "城区", 6, 4, 0),
    ("990105", "澄湖区", "县市区", "城郊", 4, 10, 0),
    ("990106", "雁桥区", "县市区", "城郊", 3, 10, 0),
    ("990107", "锦圃区", "县市区", "城郊", 3, 9, 0),
    ("990108", "霜岭县", "县市区", "山区", 1, 6, 4),
    ("990109", "澜溪县", "县市区", "山区", 1, 5, 4),
    ("990110", "石莲县", "县市区", "山区", 0, 3, 1),
)
N_VILLAGES, N_COMMUNITIES = 1200, 300
#: Organisations of a town or street, and of a district, beside those of its villages: (type, how many).
_TOWN_ORGS = (("机关", 1), ("学校", 1), ("医院", 1), ("非公企业", 3), ("社会组织", 1), ("国企", 1))
_DISTRICT_ORGS = (("机关", 36), ("国企", 8), ("学校", 9), ("医院", 4), ("非公企业", 11), ("社会组织", 6))
_ORGANS = (
    "纪委监委",
    "党委办",
    "组织部",
    "宣传部",
    "统战部",
    "政法委",
    "财政局",
    "教育局",
    "民政局",
    "司法局",
    "人社局",
    "自然资源局",
    "住建局",
    "交通局",
    "水利局",
    "农业农村局",
    "商务局",
    "文旅局",
    "卫健局",
    "应急局",
    "审计局",
    "市场监管局",
    "统计局",
    "医保局",
    "信访局",
    "林业局",
    "乡村振兴局",
    "税务局",
    "供销社",
    "档案馆",
    "党校",
    "总工会",
    "团委",
    "妇联",
    "科协",
    "残联",
)


_COMPANIES = ("城投", "水务", "交投", "粮储", "文旅", "农投", "林业", "公交")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of the register.

    Attributes:
        code: Unit code; division codes of 6, 9 and 12 digits, organisations 14 (local codes).
        name: Full name.
        level: 市, 县市区, 乡镇街道, 村社区 or 党组织.
        parent: Code of the unit above.
        kind: Unit type (行政村, 社区, 街道, 镇, 乡, 机关, …).
        domain: One of the eight domains.
        peer: Peer group of the district it lies in.
        district: Code of its district before any merger.
        town: Code of its town, empty above town level.
        village: Code of its village or community, empty above.
    """

    code: str
    name: str
    level: str
    parent: str
    kind: str
    domain: str
    peer: str
    district: str
    town: str = ""
    village: str = ""


@dataclass
class World:
    """The city as the generator sees it.

    Attributes:
        districts: The districts asked for, in order.
        towns: District code → its towns; likewise villages (with communities) and orgs.
        chosen: Codes of the districts asked for.
    """

    districts: list[Unit] = field(default_factory=list)
    towns: dict[str, list[Unit]] = field(default_factory=dict)
    villages: dict[str, list[Unit]] = field(default_factory=dict)
    orgs: dict[str, list[Unit]] = field(default_factory=dict)

    @property
    def chosen(self) -> list[str]:
        """Codes of the districts asked for."""
        return [district.code for district in self.districts]

    def name_of(self, code: str) -> str:
        """Name of a district."""
        return next(district.name for district in self.districts if district.code == code)

    def reporting(self, period: int) -> dict[str, list[str]]:
        """Which district sends the figures of which districts in a month.

        Returns:
            Reporting district → the districts (as of 2023) whose units stand in its files.
        """
        senders = {code: [code] for code in self.chosen}
        if period >= stories.MERGER_MONTH and stories.MERGED in senders:
            senders[stories.RECEIVER] += senders.pop(stories.MERGED)
        return senders


def generator(subject: int, district: str = CITY_CODE) -> np.random.Generator:
    """The random numbers of one subject (a template's number) in one district: the same whatever else is generated."""
    return np.random.default_rng([SEED, subject, int(district)])


def town_name(unit: Unit, period: int) -> str:
    """A unit's name in a month; one township becomes a town in 2024."""
    if unit.code in RENAMED and period < stories.RENAME_MONTH:
        return unit.name[:-1] + "乡"
    return unit.name


RENAMED = frozenset({"990108201"})


def build(districts: list[str] | None = None) -> World:
    """The whole city, or some of its districts with the same units they have in the whole.

    Args:
        districts: Codes or names; None means all. The two districts that merge come together.

    Raises:
        ValueError: A district is not in the city.
    """
    wanted = _wanted(districts)
    world = World()
    stems = names.place_names()
    town_stems = list(islice(stems, sum(sum(row[4:]) for row in DISTRICTS)))
    shares = _village_shares()
    position = firm = 0
    for code, name, kind, peer, *counts in DISTRICTS:
        world.districts.append(Unit(code, name, "县市区", CITY_CODE, kind, "", peer, code))
        towns: list[Unit] = []
        villages: list[Unit] = []
        for town_kind, number, count in zip(("街道", "镇", "乡"), (0, 100, 200), counts, strict=True):
            for step in range(count):
                town_code = f"{code}{number + step + 1:03d}"
                shown = "镇" if town_code in RENAMED else town_kind
                domain = "城市社区" if town_kind == "街道" else "农村"
                town = town_stems[position] + shown
                towns.append(Unit(town_code, town, "乡镇街道", code, shown, domain, peer, code, town_code))
                n_community, n_village = shares[position]
                position += 1
                villages += _villages(towns[-1], list(islice(stems, n_community + n_village)), n_community)
        orgs, firm = _organisations(world.districts[-1], towns, villages, firm)
        world.towns[code], world.villages[code], world.orgs[code] = towns, villages, orgs
    world.districts = [district for district in world.districts if district.code in wanted]
    return world


def _wanted(districts: list[str] | None) -> set[str]:
    by_name = {row[1]: row[0] for row in DISTRICTS}
    codes = {row[0] for row in DISTRICTS}
    if districts is None:
        return codes
    wanted = {by_name.get(text, text) for text in districts}
    if wanted - codes:
        raise ValueError(f"no such district: {', '.join(sorted(wanted - codes))}. Available: {', '.join(by_name)}")
    pair = {stories.MERGED, stories.RECEIVER}
    return wanted | pair if wanted & pair else wanted


def _village_shares() -> list[tuple[int, int]]:
    """(communities, villages) of every town and street, in order of code, adding up to the city's totals."""
    kinds = [
        (row[0], kind) for row in DISTRICTS for kind, count in zip("街镇乡", row[4:], strict=True) for _ in range(count)
    ]
    communities = [6 if kind == "街" else 1 if kind == "镇" else 0 for _, kind in kinds]
    villages = [4 if kind == "街" else 9 if code == stories.SMALL else 17 for code, kind in kinds]
    rural = [index for index, (code, kind) in enumerate(kinds) if kind != "街" and code != stories.SMALL]
    urban = [index for index, (_, kind) in enumerate(kinds) if kind == "街"]
    for turn, index in enumerate(rural):
        villages[index] += (turn % 5 - 2) * 2 if turn < len(rural) // 5 * 5 else 0
    for turn in range(N_VILLAGES - sum(villages)):
        villages[rural[turn % len(rural)]] += 1
    for turn in range(N_COMMUNITIES - sum(communities)):
        communities[urban[turn % len(urban)]] += 1
    return list(zip(communities, villages, strict=True))


def _villages(town: Unit, stems: list[str], n_community: int) -> list[Unit]:
    made = []
    for index, stem in enumerate(stems):
        is_community = index < n_community
        number = index + 1 if is_community else 200 + index - n_community + 1
        code = f"{town.code}{number:03d}"
        kind, word = ("社区", "社区") if is_community else ("行政村", "村")
        domain = "城市社区" if is_community else "农村"
        made.append(
            Unit(code, stem + word, "村社区", town.code, kind, domain, town.peer, town.district, town.code, code)
        )
    return made


def _organisations(district: Unit, towns: list[Unit], villages: list[Unit], firm: int) -> tuple[list[Unit], int]:
    made = []
    for village in villages:
        made.append(
            Unit(
                f"{village.code}01",
                f"{village.name}党组织",
                "党组织",
                village.code,
                village.kind,
                village.domain,
                village.peer,
                village.district,
                village.town,
                village.code,
            )
        )
    for above, plan in [*((town, _TOWN_ORGS) for town in towns), (district, _DISTRICT_ORGS)]:
        number = 0
        for kind, count in plan:
            if district.code == stories.SMALL and above is district:
                count = max(2, count // 2)
            for index in range(count):
                firm += kind in ("非公企业", "社会组织")
                number += 1
                code = f"{above.code.ljust(9, '0')}{900 + number:03d}01"
                name = f"{_office(above, kind, index, firm)}党组织"
                made.append(Unit(code, name, "党组织", above.code, kind, kind, above.peer, district.code, above.town))
    return sorted(made, key=lambda unit: unit.code), firm


def _office(above: Unit, kind: str, index: int, firm: int) -> str:
    place = above.name
    if kind == "机关":
        return f"{place}机关" if above.town else f"{place}{_ORGANS[index % len(_ORGANS)]}机关"
    if kind == "学校":
        return f"{place}中心学校" if above.town else f"{place}第{'一二三四五六七八九'[index % 9]}中学"
    if kind == "医院":
        return f"{place}卫生院" if above.town else f"{place}第{'一二三四'[index % 4]}医院"
    if kind == "国企":
        return f"{place}供水站" if above.town else f"{place}{_COMPANIES[index % len(_COMPANIES)]}公司"
    return names.firm_name(firm) if kind == "非公企业" else names.society_name(firm)
