"""Measuring units in headers, titles and unit lines, as offices write them."""

import re
from functools import lru_cache

from etl.reading import words

_SCALE = r"(?:百分之一|[十百千万亿]|百万|千万|十万|十亿|百亿)?"
_UNIT_BASE = (
    "元|人|户|个|家|名|件|次|项|条|场|所|处|张|份|套|支|台|辆|艘|座|栋|间|口|眼|头|只|匹|羽|株|棵|篇|部|册|期|班|组|届|级|分|岁|年|月|日|天|时|小时|"
    "周|吨|公斤|千克|克|斤|公里|千米|米|厘米|毫米|里|平方米|平方公里|平方千米|公顷|亩|立方米|升|度|千瓦时|千瓦|瓦|焦|标准煤|吨标准煤|"
    "美元|港元|人次|人年|户次|件次|床|张床|车次|班次|标箱|村|社区|乡镇|街道|字|点|位|倍|股|笔|栏|种|本|行|人/平方公里"
)
_UNIT_WORD = re.compile(
    rf"(?:{_SCALE}(?:{_UNIT_BASE})(?:/{_SCALE}(?:{_UNIT_BASE}))*(?:·{_UNIT_BASE})?|[%％‰]|个百分点|百分点|百分比|万|亿|‱|"
    r"(?:万|千)?(?:㎡|m2|m²|km2|km²|km|kg|t|kwh|kw)|㎡|m²|m2|hm2|hm²|[A-Za-z]{1,4}/[A-Za-z]{1,4})",
    re.IGNORECASE,
)
_UNIT_LINE = re.compile(r"(?:^|[\s（(　])(?:计量|数量|金额|货币)?单位\s*[:：]\s*(?P<unit>[^:：]{1,60}?)\s*[)）]?\s*$")
_UNIT_LOOSE = re.compile(r"(?:计量|数量|金额|货币)?单位\s*[:：]\s*(?P<unit>[^\s:：（）()]{1,20})")
_BRACKET_END = re.compile(r"[（(\[【]\s*(?:单位\s*[:：])?\s*(?P<unit>[^（）()\[\]【】]{1,24}?)\s*[）)\]】]\s*$")
#: 收入（万元）（累计）: what follows the unit says something else.
_BRACKET_INSIDE = re.compile(r"[（(]\s*(?P<unit>[^（）()]{1,24}?)\s*[）)](?=\s*[（(][^（）()]+[）)]\s*$)")
_BARE_SIGN = re.compile(r"(?<=[^\d\s()（）%％‰.])\s*(?P<unit>[%％‰])$")
#: What a colon behind these opens is a part, not a unit.
_OPEN_ENDED = frozenset({"其中", "其 中", "含", "内", "注", "单位", "计量单位"})
_UNIT_TAIL = re.compile(r"[:：]\s*(?P<unit>[^:：]{1,10})$")


@lru_cache(maxsize=4_000)
def is_unit(text: str) -> bool:
    """True when the text is nothing but a measuring unit, brackets allowed."""
    flat = words.squeeze(words.split_language(text)[0]).strip("()[]【】")
    flat = re.sub(r"^单位[:：]", "", flat)
    return bool(flat) and bool(_UNIT_WORD.fullmatch(flat))


def unit_in_brackets(text: str) -> tuple[str, str | None]:
    """A header without the unit behind it, and that unit: 收入（万元）, 金额：万元, 增速%."""
    for pattern in (_BRACKET_END, _UNIT_TAIL, _BARE_SIGN, _BRACKET_INSIDE):
        found = pattern.search(text)
        rest = (text[: found.start()] + text[found.end() :]).strip() if found else ""
        if found and rest and rest not in _OPEN_ENDED and is_unit(found["unit"]):
            return rest, found["unit"].strip()
    return text, None


def units_stated(text: str) -> list[str]:
    """Units that a title or a line above the table states: `单位：万元、个`, `…情况（万元）`."""
    return _units_stated(text) or (_units_stated(words.squeeze(text)) if re.search(r"\s", text) else [])


def _units_stated(text: str) -> list[str]:
    for pattern in (_UNIT_LINE, _UNIT_LOOSE, _BRACKET_END):
        found = pattern.search(text)
        if found:
            whole = re.sub(r"\s+", "", found["unit"]).strip("（）()")
            if is_unit(whole):
                return [whole]  # 万 元 is one unit spread out
            pieces = [piece.strip("（）() ") for piece in re.split(r"[,，、;；和]|\s+", found["unit"])]
            pieces = [piece for piece in pieces if piece]
            if pieces and all(is_unit(piece) for piece in pieces):
                return pieces
    return []


def is_unit_line(text: str) -> bool:
    """True for a line that only says the unit: `单位：万元`, `（单位：元）`, `计量单位：人、%`."""
    flat = text.strip("（）()[]【】 \u3000")
    return bool(re.match(r"(?:计量|数量|金额|货币)?单\s*位\s*[:：]", flat)) and bool(units_stated(text))
