"""Invented place names: two-syllable names drawn from two lists of characters, the same on every run."""

from collections.abc import Iterator

_FIRST = (
    "砚岫霁榆芷菖杼筠蓼荻漪汀溆淙潆岑峁垭鹂鹭鸢雀凫蒲苇萱蕨薇蔓樟楸槭檀梓柘桠橡竺箬篁鹮鸲鲤鳜麂獐猞狸砾磬珩琚璎玑缃绛"
)
_LAST = "溪桥坪坡渡湾塘原岭冲垄埠浦畈坞墩滩峪洼堰圩泊寨屯陂垅台岗口泉"
#: Names that the rule above makes and that a county or a township of the country bears.
_TAKEN = frozenset({"溆浦", "檀圩", "蒲塘", "岑溪", "樟溪"})
_TRADES = ("家具", "农产品加工", "纺织", "电子", "机械", "物流", "建材", "食品", "包装", "环保")
_SOCIETIES = ("养老服务中心", "志愿服务协会", "商会", "农技协会", "社会工作服务中心", "文化研究会")


def place_names() -> Iterator[str]:
    """All invented names, spread so that neighbours do not share a character.

    Yields:
        Two-character names without the word for the kind of place; more than 1,600, none twice.
    """
    count = len(_FIRST)
    for step in range(len(_LAST)):
        for position in range(count):
            name = _FIRST[position] + _LAST[(position * 7 + step * 11 + position // len(_LAST)) % len(_LAST)]
            if name not in _TAKEN:
                yield name


def firm_name(number: int) -> str:
    """An invented private firm; the word 示例 keeps it apart from any real one."""
    first, last = _FIRST[(number * 13) % len(_FIRST)], _LAST[(number * 17 + number // 40) % len(_LAST)]
    return f"示例{first}{last}{_TRADES[number % len(_TRADES)]}有限公司"


def society_name(number: int) -> str:
    """An invented social organisation."""
    first, last = _FIRST[(number * 19) % len(_FIRST)], _LAST[(number * 7 + number // 40) % len(_LAST)]
    return f"示例{first}{last}{_SOCIETIES[number % len(_SOCIETIES)]}"
