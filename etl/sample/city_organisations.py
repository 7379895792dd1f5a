"""The Party organisations of the fictional city: one a village, the others by town and district."""

from etl.sample import names, stories
from etl.sample.city import Unit

#: Organisations of a town or street, and of a district, beside those of its villages: (type, how many).
_TOWN_ORGS = (("机关", 1), ("学校", 1), ("医院", 1), ("非公企业", 3), ("社会组织", 1), ("国企", 1))
_DISTRICT_ORGS = (("机关", 36), ("国企", 8), ("学校", 9), ("医院", 4), ("非公企业", 11), ("社会组织", 6))
_ORGANS = (
    "纪委监委", "党委办", "组织部", "宣传部", "统战部", "政法委", "财政局", "教育局", "民政局", "司法局", "人社局",
    "自然资源局", "住建局", "交通局", "水利局", "农业农村局", "商务局", "文旅局", "卫健局", "应急局", "审计局",
    "市场监管局", "统计局", "医保局", "信访局", "林业局", "乡村振兴局", "税务局", "供销社", "档案馆", "党校",
    "总工会", "团委", "妇联", "科协", "残联",
)  # fmt: skip
_COMPANIES = ("城投", "水务", "交投", "粮储", "文旅", "农投", "林业", "公交")


def organisations(district: Unit, towns: list[Unit], villages: list[Unit], firm: int) -> tuple[list[Unit], int]:
    """The organisations of a district in the order of their codes, and the number of the last firm or society named.

    Args:
        district: The district.
        towns: Its towns and streets.
        villages: Its villages and communities.
        firm: Number of the last firm or society named so far, so that no name comes twice.
    """
    made = [
        Unit(f"{village.code}01", f"{village.name}党组织", "党组织", village.code, village.kind, village.domain,
             village.peer, village.district, village.town, village.code)
        for village in villages
    ]  # fmt: skip
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
