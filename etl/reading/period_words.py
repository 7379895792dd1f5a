"""Years, quarters and months in headers, titles and sheet names."""

import re
from functools import lru_cache

from etl.reading import words

YEAR_HEAD = re.compile(
    r"(?:截至|截止)?\s*(?:19|20)\d{2}\s*(?:[-—~～至/]\s*(?:19|20)?\d{2}\s*)?(?:[.\-/]\d{1,2})?(?:年度?|年末|年底)?(?:\s*(?:0?[1-9]|1[0-2])月[份末底]?|第?[一二三四1-4]季度?|[上下]半年|Q[1-4])?"
)
MONTH_HEAD = re.compile(
    r"(?:1\s*[-—–~～至]\s*)?(?:0?[1-9]|1[0-2])月[份末底]?(?:累计|止)?|第?[一二三四1-4]季度?|[上下]半年|全年|本月|上年同期|同期"
)

_PERIOD = re.compile(
    r"(?:19|20)\d{2}\s*(?:"
    r"年度?\s*(?:末|底)?(?:\s*(?:第?[一二三四1-4]\s*季度|[上下]半年|(?:\d{1,2}\s*[-—–~～至]\s*)?(?:1[0-2]|0?[1-9])\s*月份?(?:\s*(?:[12]\d|3[01]|0?[1-9])\s*日)?))?"
    r"|[-/.](?:1[0-2]|0?[1-9])(?!\d)(?:[-/.](?:[12]\d|3[01]|0?[1-9])(?!\d))?"
    r"|\s*[QqHh][1-4])"
)
_PERIOD_NO_YEAR = re.compile(
    r"[（(]\s*((?:1\s*[-—–~～至]\s*)?(?:1[0-2]|0?[1-9])\s*月份?|第?[一二三四]季度|[上下]半年|全年)\s*[）)]"
)
_YEAR_NAME = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")


@lru_cache(maxsize=4_000)
def is_period_head(text: str) -> bool:
    """True for a header that is a period: 2024年, 2024, 2024年6月, 1-6月, 上半年."""
    flat = words.squeeze(text)
    return bool(YEAR_HEAD.fullmatch(flat) or MONTH_HEAD.fullmatch(flat))


def periods_stated(text: str) -> list[str]:
    """Periods written in a title or a subtitle, blanks taken out."""
    found = [re.sub(r"\s+", "", match.group()) for match in _PERIOD.finditer(text)]
    found += [re.sub(r"\s+", "", match.group(1)) for match in _PERIOD_NO_YEAR.finditer(text)]
    return list(dict.fromkeys(found))


def year_of_sheet(name: str) -> list[str]:
    """Periods in a sheet name, where a bare `2020` is one too."""
    return periods_stated(name) or list(dict.fromkeys(_YEAR_NAME.findall(name)))
