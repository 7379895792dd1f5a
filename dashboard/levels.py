"""The seven levels of the unit tree, from the nation down to a Party organisation."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Level:
    """One level of the unit tree.

    Attributes:
        no: Depth number, 0 for the nation; a larger number lies deeper.
        name: English name used in code, URLs and the command line.
        zh: Chinese name used on screen and in the unit register (T0).
    """

    no: int
    name: str
    zh: str


LEVELS: tuple[Level, ...] = (
    Level(0, "nation", "全国"),
    Level(1, "province", "省"),
    Level(2, "city", "市"),
    Level(3, "district", "县市区"),
    Level(4, "town", "乡镇街道"),
    Level(5, "village", "村社区"),
    Level(6, "org", "党组织"),
)

_BY_NAME = {level.name: level for level in LEVELS}
_BY_ZH = {level.zh: level for level in LEVELS}
# Words that registers and older code tables use for the same level.
_ZH_SYNONYMS = {
    "国家": "全国",
    "省级": "省",
    "自治区": "省",
    "直辖市": "省",
    "市级": "市",
    "地级市": "市",
    "县级": "县市区",
    "县": "县市区",
    "区": "县市区",
    "县（市、区）": "县市区",
    "县(市、区)": "县市区",
    "乡级": "乡镇街道",
    "乡镇": "乡镇街道",
    "街道": "乡镇街道",
    "乡镇（街道）": "乡镇街道",
    "乡镇(街道)": "乡镇街道",
    "村": "村社区",
    "社区": "村社区",
    "村（社区）": "村社区",
    "村(社区)": "村社区",
    "党支部": "党组织",
}


def find_level(word: str) -> Level | None:
    """Return the level that a word names.

    Args:
        word: English name, Chinese name or a Chinese synonym.

    Returns:
        The level, or None when the word names none.
    """
    return _BY_NAME.get(word) or _BY_ZH.get(_ZH_SYNONYMS.get(word, word))


def level_no(name: str) -> int:
    """Return the depth number of a level.

    Args:
        name: English or Chinese level name.

    Raises:
        ValueError: The word names no level; the message lists the names.
    """
    level = find_level(name)
    if level is None:
        raise ValueError(f"没有“{name}”这一层级；可用：{'、'.join(f'{x.name}（{x.zh}）' for x in LEVELS)}")
    return level.no


def level_name(no: int) -> str:
    """Return the English name of a depth number (0 to 6)."""
    return LEVELS[no].name


def level_zh(level: int | str) -> str:
    """Return the Chinese name of a level given by depth number or by name."""
    return LEVELS[level if isinstance(level, int) else level_no(level)].zh
