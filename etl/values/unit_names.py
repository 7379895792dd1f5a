"""How offices shorten and lengthen a unit's name: suffixes by level, names of the units above in front."""

from collections.abc import Sequence

from etl.values.names import name_key

#: Suffixes that mean the same body, by level number: written form → usual form.
_SAME = {
    4: {"街道办事处": "街道", "街道办": "街道", "镇人民政府": "镇", "乡人民政府": "乡"},
    5: {
        "村村民委员会": "村",
        "村民委员会": "村",
        "村委会": "村",
        "社区居民委员会": "社区",
        "社区居委会": "社区",
        "居民委员会": "社区",
        "居委会": "社区",
    },
}
#: Suffixes a short name leaves off, longest first.
_LEFT_OFF = {
    1: ("壮族自治区", "回族自治区", "维吾尔自治区", "特别行政区", "自治区", "省", "市"),
    2: ("自治州", "地区", "市", "盟"),
    3: ("自治县", "自治旗", "林区", "区", "县", "市", "旗"),
    4: ("街道", "镇", "乡"),
    5: ("社区", "村"),
}
_SHORTEST = 2


def usual_name(key: str, level: int) -> str:
    """A name key with the usual suffix of its level: 示例村村民委员会 → 示例村."""
    for written, usual in _SAME.get(level, {}).items():
        if key.endswith(written) and len(key) > len(written):
            return key[: -len(written)] + usual
    return key


def short_name(key: str, level: int) -> str:
    """A name key without the suffix of its level, at least two characters long: 鼓楼区 → 鼓楼, 沙县 → 沙县."""
    usual = usual_name(key, level)
    for suffix in _LEFT_OFF.get(level, ()):
        if usual.endswith(suffix):
            return usual[: -len(suffix)] if len(usual) - len(suffix) >= _SHORTEST else usual
    return usual


def is_path(prefix: str, above: Sequence[tuple[str, int]]) -> bool:
    """Whether a prefix is made of names of the units above, top down, each in full or short, some left out.

    Args:
        prefix: Name key of what stands before the unit's own name.
        above: (name, level) of the units above, from the top.
    """
    position = 0
    for name, level in above:
        full = name_key(name)
        for form in (full, short_name(full, level)):
            if form and prefix.startswith(form, position):
                position += len(form)
                break
    return position == len(prefix)
