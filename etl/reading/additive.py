"""Which columns add up, the figures in them, and how much rounding a sum of printed figures allows."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import lru_cache

from etl.reading import words
from etl.reading.model import Column

_NOT_ADDITIVE = re.compile(
    r"率|比重|占比|比例|比上年|密度|人均|平均|均|指数|增长|增速|增幅|增减|±|同比|环比|位次|排名|名次|性别比|比\b|之比|=100|＝100|[%％‰]|代码|编码|序号|规模|得分|分数|系数|程度|年龄|寿命|月数|面积/|编号|年份|^年度?$|^月份?$|日期|期间|时点|批次|届次|户规模|抚养比|倍数|弹性"
)
_RATE_UNITS = re.compile(r"[%％‰]|百分|/|倍|岁|分|位")
_PLAIN = re.compile(r"-?\d+(?:\.\d+)?")
_WIDE = str.maketrans("０１２３４５６７８９．，－", "0123456789.,-")
_BLANK = re.compile(r"[\s\u200b]+")


def adds_up(column: Column) -> bool:
    """Whether a total of the column is the sum of its parts: not so for rates, densities, averages, codes."""
    return additive_name(column.name) and not (column.unit and _RATE_UNITS.search(column.unit))


def additive_name(name: str) -> bool:
    """As `adds_up`, for a name without its unit."""
    return bool(name) and not _NOT_ADDITIVE.search(name)


def additive_unit(unit: str) -> bool:
    """Whether figures of this unit may be added."""
    return not _RATE_UNITS.search(unit)


@lru_cache(maxsize=20_000)
def figure(text: str) -> Decimal | None:
    """A figure as people type it (`1,234`, `7. 35`, full-width digits); None for anything else.

    Only sums are checked with it: what a cell is worth is decided by the template's rules.
    """
    flat = text
    if not flat.isascii():
        flat = flat.translate(_WIDE)  # not by NFKC, which takes the mark in 12¹ for a digit
    flat = _BLANK.sub("", flat).replace(",", "")
    return Decimal(flat) if _PLAIN.fullmatch(flat) else None


def total_of(texts: Iterable[str]) -> tuple[Decimal, int] | None:
    """The sum of cells and how many hold a figure; blank cells and marks for missing figures count nothing.

    Returns:
        None when a cell holds something else, so that no sum can be known.
    """
    added, whole, count = Decimal(0), 0, 0
    for text in texts:
        if text.isascii() and text.isdigit():  # the usual case, and the quick one
            whole += int(text)
        elif not text or words.is_missing(text):
            continue
        else:
            value = figure(text)
            if value is None:
                return None
            added += value
        count += 1
    return added + whole, count


def tolerance(texts: Sequence[str]) -> Decimal:
    """Half a unit of the last place printed, for the total and for every part.

    Whole counts of persons or units add up exactly; amounts are rounded to the decimals they are printed with.
    """
    places = max((len(text.partition(".")[2].strip()) for text in texts if "." in text), default=0)
    return Decimal(1).scaleb(-min(places, 12)) / 2 * len(texts) if places else Decimal(0)
