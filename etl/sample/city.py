"""The fictional city as the forms see it: its units, who sends whose figures, the random numbers of a subject."""

from dataclasses import dataclass, field

import numpy as np

from etl.sample import stories

SEED = 20230101
CITY_CODE, CITY_NAME = "990100", "示例市"
FOUNDED = "2020-01-01"
#: The township that becomes a town.
RENAMED = frozenset({"990108201"})


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

    def standing(self, period: int) -> dict[str, list[str]]:
        """Which districts there are in a month.

        Returns:
            District → the districts (as of 2023) whose units it has.
        """
        found = {code: [code] for code in self.chosen}
        if period >= stories.MERGER_MONTH and stories.MERGED in found:
            found[stories.RECEIVER] += found.pop(stories.MERGED)
        return found

    def reporting(self, period: int) -> dict[str, list[str]]:
        """As `standing`, without the district that sends nothing any more."""
        found = self.standing(period)
        if period >= stories.SILENT_FROM:
            found.pop(stories.SILENT, None)
        return found


def generator(subject: int, district: str = CITY_CODE) -> np.random.Generator:
    """The random numbers of one subject (a template's number) in one district: the same whatever else is generated."""
    return np.random.default_rng([SEED, subject, int(district)])


def town_name(unit: Unit, period: int) -> str:
    """A unit's name in a month; one township becomes a town in 2024."""
    if unit.code in RENAMED and period < stories.RENAME_MONTH:
        return unit.name[:-1] + "乡"
    return unit.name
