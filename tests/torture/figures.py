"""What stands in the cells of generated files: places, indicators, and figures as offices type them."""

import random
from dataclasses import dataclass
from decimal import Decimal

PLACES = (
    "鼎湖区", "高要区", "四会市", "广宁县", "怀集县", "封开县", "德庆县", "端州区", "鼓楼区", "台江区", "仓山区",
    "马尾区", "晋安区", "长乐区", "福清市", "闽侯县", "连江县", "罗源县", "闽清县", "永泰县",
)  # fmt: skip
PSEUDO = ("其他", "市直", "高新区", "不分地区")
BLANKS = (" ", "　", "\xa0", "  ")
MISSING = ("…", "—", "/", "无", "NA", "-", "")
TOTAL_WORDS = (
    "合计", "合　计", "总 计", "总计", "全市", "合计 Total", "全市合计", "合计①", "合计*", "总计（不含市直）", "市　计",
    "总数",
)  # fmt: skip
#: Rows below the districts that are worked out from them.
DERIVED = ("全市平均", "上年同期", "同比增长（%）", "比上年±%", "平均值", "占全市比重%", "中位数", "较上年增减")


@dataclass(frozen=True, slots=True)
class Indicator:
    """A measure of the generated tables; `adds` tells whether a total is the sum of its parts."""

    name: str
    unit: str
    places: int
    adds: bool = True
    english: str = "Number"


PLAIN = (
    Indicator("行政村数", "个", 0, english="Villages"),
    Indicator("党组织数", "个", 0, english="Party Organizations"),
    Indicator("党员数", "名", 0, english="Party Members"),
    Indicator("年末总户数", "户", 0, english="Households"),
    Indicator("年末总人口", "万人", 2, english="Population"),
    Indicator("地区生产总值", "亿元", 2, english="Gross Regional Product"),
    Indicator("一般公共预算收入", "万元", 2, english="General Public Budget Revenue"),
    Indicator("土地面积", "平方公里", 1, english="Land Area"),
    Indicator("人口密度", "人/平方公里", 1, adds=False, english="Population Density"),
    Indicator("城镇化率", "%", 2, adds=False, english="Urbanization Rate"),
    Indicator("人均可支配收入", "元", 0, adds=False, english="Per Capita Disposable Income"),
    Indicator("粮食产量", "吨", 0, english="Grain Output"),
)
GROUPS = (
    ("户籍人口", (Indicator("男", "人", 0, english="Male"), Indicator("女", "人", 0, english="Female"))),
    (
        "集体经济收入",
        (
            Indicator("经营性收入", "万元", 2, english="Operating"),
            Indicator("补助收入", "万元", 2, english="Subsidies"),
            Indicator("其他收入", "万元", 2, english="Others"),
        ),
    ),
    ("换届情况", (Indicator("应换届数", "个", 0, english="Due"), Indicator("已换届数", "个", 0, english="Done"))),
    ("生产总值", (Indicator("总量", "亿元", 2, english="Total Value"), Indicator("增速", "%", 1, adds=False))),
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell to be written.

    Attributes:
        value: What is given to the writer.
        text: What the reader must give back.
        percent: Whether a workbook shows the value per cent.
    """

    value: object
    text: str
    percent: bool = False


BLANK = Cell(None, "")


def words_cell(text: str) -> Cell:
    """A cell of text; the reader trims its ends."""
    return Cell(text or None, text.strip())


def padded(chance: random.Random, name: str) -> str:
    """A name as it is spread over its cell: `鼎 湖 区`, `　鼎湖区`, `鼎湖区 `."""
    blank = chance.choice(BLANKS)
    kind = chance.randrange(4)
    if kind == 0 and len(name) <= 4:
        return blank.join(name)
    return (name, blank + name, name + blank, blank * 2 + name)[kind]


def amount(chance: random.Random, indicator: Indicator) -> Decimal:
    """A plausible figure with the indicator's decimals."""
    size = chance.choice((10, 100, 1_000, 50_000))
    return Decimal(chance.randrange(1, size * 10**indicator.places)).scaleb(-indicator.places)


def figure(chance: random.Random, value: Decimal, style: str, *, text_file: bool) -> Cell:
    """A figure in the file's style of writing numbers.

    Args:
        chance: Source of chance.
        value: The figure.
        style: `number`, `text`, `thousands` or `slips` (`7. 35`, `10．89`, `11 158` here and there).
        text_file: CSV and its kin, where every cell is text.
    """
    shown = f"{value:f}"
    if style == "slips" and chance.random() < 0.25:
        shown = _slip(chance, shown)
        return Cell(shown, shown.strip())
    if style == "thousands" and value >= 1000:
        whole, point, rest = shown.partition(".")
        shown = f"{int(whole):,}{point}{rest}"
        return Cell(shown, shown)
    if style == "number" and not text_file:
        number = float(value) if "." in shown else int(value)
        return Cell(number, _shortest(value))
    return Cell(shown, shown)


def share(value: Decimal) -> Cell:
    """A figure in per cent as a workbook holds it: a hundredth, in a cell formatted as a percentage."""
    return Cell(float(value / 100), f"{_shortest(value)}%", percent=True)


def _shortest(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _slip(chance: random.Random, text: str) -> str:
    whole, point, rest = text.partition(".")
    kinds = [f"{text} ", f" {text}"]
    if point:
        kinds += [f"{whole}. {rest}", f"{whole}．{rest}", f"{whole} .{rest}"]
    if len(whole) > 3:
        kinds += [f"{whole[:-3]} {whole[-3:]}{point}{rest}"]
    kinds.append("".join(chr(ord(ch) + 0xFEE0) if ch.isdigit() else ch for ch in text))
    return chance.choice(kinds)
