"""Building the fictional city: ten districts with their towns and streets, villages and communities."""

from itertools import islice

from etl.sample import names, stories
from etl.sample.city import CITY_CODE, RENAMED, Unit, World
from etl.sample.city_organisations import organisations

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
        orgs, firm = organisations(world.districts[-1], towns, villages, firm)
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
        raise ValueError(f"没有这个县市区：{'、'.join(sorted(wanted - codes))}。可用：{'、'.join(by_name)}")
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
