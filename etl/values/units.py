"""Measuring units: whether a file's unit is the template's, and how many powers of ten lie between them."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from etl.values.result import Outcome

_POWERS = {"十": 1, "百": 2, "千": 3, "万": 4, "十万": 5, "百万": 6, "千万": 7, "亿": 8, "万亿": 12}
#: Words of one row count the same thing; rows of one family count alike, so that a mix-up is asked, not refused.
_GROUPS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("money", "money", ("元", "圆", "人民币元", "元人民币", "rmb", "cny", "¥", "￥")),
    ("count", "person", ("人", "名", "位")),
    ("count", "visit", ("人次",)),
    ("count", "body", ("个", "家", "所", "处", "个(处)", "座")),
    ("count", "matter", ("件", "条", "项")),
    ("count", "time", ("次", "场", "场次", "期", "批", "批次")),
    ("count", "household", ("户",)),
    ("count", "team", ("支",)),
    ("count", "building", ("栋", "幢")),
    ("count", "kind", ("种", "类")),
    ("count", "copy", ("份",)),
    ("count", "village", ("村",)),
    ("count", "pair", ("对",)),
    ("score", "score", ("分",)),
    ("star", "star", ("星",)),
    ("times", "times", ("倍",)),
    ("month", "month", ("月", "个月")),
    ("year", "year", ("年",)),
    ("mu", "mu", ("亩",)),
    ("weight", "weight", ("吨",)),
)
_AREA = {"平方米": 0, "㎡": 0, "m2": 0, "平米": 0, "公顷": 4, "平方公里": 6, "平方千米": 6, "km2": 6}
_SHARE = {"%": 0, "百分比": 0, "百分点": 0, "个百分点": 0, "‰": -1}
_WORDS = {word: (family, group) for family, group, words in _GROUPS for word in words}
_OUTER = re.compile(r"^(?:计量)?单位[:：]?|^[(\[【]+|[)\]】]+$")


@dataclass(frozen=True, slots=True)
class Measure:
    """A measuring unit taken apart: 万元/村 is power 4 of money, per 村."""

    family: str
    group: str
    power: int
    per: str = ""


@dataclass(frozen=True, slots=True)
class Conversion:
    """From a file's unit to a template's.

    Attributes:
        shift: Value in the template's unit = value in the file's unit × 10^shift. A parser gets the result in the
            template's scale when it is called with `scale + shift`: no rounding happens on the way.
        outcome: None when the units are one, "normalise", "confirm", or "refuse" when they measure different things.
        code: Code of the finding, empty when there is none.
    """

    shift: int = 0
    outcome: Outcome | str | None = None
    code: str = ""


def _clean(text: str) -> str:
    text = "".join(unicodedata.normalize("NFKC", text).split()).lower()
    while (shorter := _OUTER.sub("", text)) != text and not text.endswith("个(处)"):
        text = shorter
    return text


def _simple(word: str) -> Measure | None:
    if word in _AREA:
        return Measure("area", "area", _AREA[word])
    if word in _SHARE:
        return Measure("share", "share", _SHARE[word])
    if word in _WORDS:
        return Measure(*_WORDS[word], 0)
    for length in (2, 1):
        power, rest = _POWERS.get(word[:length]), word[length:]
        if power is not None and rest in _WORDS:
            return Measure(*_WORDS[rest], power)
        if power is not None and rest in _AREA:
            return Measure("area", "area", power + _AREA[rest])
    return None


@lru_cache(maxsize=4096)
def measure(text: str) -> Measure | None:
    """A unit's text taken apart, None when it is no unit this program knows.

    A slash means "per" (元/月), except between two words for the same thing (个/家).
    """
    word = _clean(text)
    if (whole := _simple(word)) is not None:
        return whole
    head, slash, tail = word.partition("/")
    upper, lower = _simple(head), _simple(tail)
    if not slash or upper is None or lower is None:
        return None
    if (upper.family, upper.power) == (lower.family, lower.power) == (upper.family, 0) and upper.group == lower.group:
        return upper
    return Measure(upper.family, upper.group, upper.power - lower.power, lower.group)


def conversion(file_unit: str | None, template_unit: str | None) -> Conversion:
    """How figures of a column come into the template's unit.

    Args:
        file_unit: As the title, header or row of the file states it; None or empty when it states none.
        template_unit: Of the field; None or empty when the field has none.

    Returns:
        The power of ten and the finding, if any: MEASURE_MISSING when money or a 万 unit is not stated,
        MEASURE_CONVERTED, MEASURE_OTHER_CLASSIFIER (件 for 条), MEASURE_UNKNOWN, MEASURE_MISMATCH.
    """
    wanted = measure(template_unit) if template_unit else None
    if wanted is None or template_unit is None:
        return Conversion()
    if not file_unit or not _clean(file_unit):
        doubtful = wanted.family == "money" or wanted.power != 0
        return Conversion(0, "confirm", "MEASURE_MISSING") if doubtful else Conversion()
    given = measure(file_unit)
    if given is None:
        return Conversion(0, "confirm", "MEASURE_UNKNOWN")
    shift = given.power - wanted.power
    if given.family != wanted.family or given.per != wanted.per:
        return Conversion(0, "refuse", "MEASURE_MISMATCH")
    if given.group != wanted.group:
        return Conversion(shift, "confirm", "MEASURE_OTHER_CLASSIFIER")
    return Conversion(shift, "normalise", "MEASURE_CONVERTED") if shift else Conversion()


def same_unit(left: str, right: str) -> bool:
    """Whether two texts name one unit: 万元 and 万元, 家 and 个; not 元 and 万元."""
    first, second = measure(left), measure(right)
    return first == second if first is not None else _clean(left) == _clean(right)


def is_count_word(text: str) -> bool:
    """Whether a text is a bare classifier (家, 个, 名 …) without 万 or 亿."""
    found = measure(text)
    return found is not None and found.family == "count" and found.power == 0 and not found.per
