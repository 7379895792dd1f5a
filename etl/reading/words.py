"""The words by which a table's parts are told apart: units, periods, totals, notes, missing marks, numbers."""

import re
import unicodedata
from functools import lru_cache

CJK = "\u3400-\u9fff\uf900-\ufaff〇"
_BLANKS = re.compile(r"[\s\u200b-\u200d\u2060\ufeff]+")
_INNER_BLANK = re.compile(rf"(?<=[{CJK}（）()、：:%])\s+(?=[{CJK}（）()、：:%\d])|(?<=\d)\s+(?=[{CJK}])")
_SECOND_LANGUAGE = re.compile(
    rf"^(?P<first>[^A-Za-z]*[{CJK}）)%][^A-Za-z]*?)\s*[\n\s]\s*\(?(?P<second>[A-Za-z#][A-Za-z0-9 ,.'’:;&%/()\-–\n]*)$"
)

#: A cell that says "no figure" rather than giving one.
MISSING = frozenset(
    [
        "-",
        "--",
        "---",
        "—",
        "——",
        "－",
        "–",
        "…",
        "……",
        "...",
        ".",
        "..",
        "/",
        "//",
        "\\",
        "*",
        "**",
        "×",
        "x",
        "X",
        "无",
        "空",
        "缺",
        "暂无",
        "未统计",
        "未报",
        "不详",
        "NA",
        "N/A",
        "n/a",
        "na",
        "NULL",
        "null",
        "None",
        "none",
        "nan",
        "NaN",
        "#N/A",
        "#DIV/0!",
        "#REF!",
        "#VALUE!",
        "#NAME?",
        "#NUM!",
        "#NULL!",
    ]
)
NUMBER = re.compile(
    r"[-+−－﹣(（]{0,2}\s*[¥￥]?(?:\d{1,3}(?:[,，]\d{3})+|\d[\d ]*)"
    r"(?:\s*[.．。]\s*\d[\d ]*)?(?:[eE][-+]?\d+)?\s*[%％‰)）]{0,2}"
)
_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
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
_UNIT_TAIL = re.compile(r"[:：]\s*(?P<unit>[^:：]{1,10})$")

NOTE_START = re.compile(
    r"[（(\[【]?\s*(?:注|备注|附注|说明|填表说明|编制说明|资料来源|数据来源|来源|本表|单位负责人|统计负责人|填表人|制表人?|审核人?|复核人?|报出日期|填报日期|填报人|联系人|联系电话|"
    r"分管领导|负责人|主管领导|打印日期|导出时间)(?:\s*[\d一二三四]*\s*[:：.．、】\])）]|\s{1,4}\d)|"
    r"(?:Note|Notes|Source|Sources|Remark|Data source)s?\s*[:：.]|"
    r"[*＊†※①②③④⑤⑥⑦⑧⑨]|[a-z]\s*[)）]\s|数据来源于|资料来源于|本表",
    re.IGNORECASE,
)
#: The lines in which a form is signed: 审核人签字：, 填报单位（盖章）：, 报送日期：.
SIGN_OFF = re.compile(
    r"[（(]?(?:(?:单位|部门|统计|主要|分管|主管|业务|科室)?(?:负责人|责任人|领导)|(?:填表|填报|制表|编制|审核|复核|审批|经办|报送"
    r"|上报|统计|签发|校对|联系|汇总)(?:人员?|员)|(?:填表|填报|制表|编制|审核|复核|审批|报送|上报|报出|签发)(?:单位|部门|日期|时间)|单位(?=[（(]?(?:盖章|公章|签章)))"
    r"(?:[（(]?(?:签字|签名|签章|盖章|公章|签字盖章|手签)[）)]?)?[:：]"
)
_TOTAL = re.compile(
    r"(?:合计|总计|共计|累计合计|合计数|总合计|[一-鿿()、]{0,12}(?:合计|总计|小计)|小计数?|全国|全国合计|全省|全市|全区|全县|全镇|全乡|全街道|全州|全盟|全旗)"
)
#: Names of groups of districts that head their members; only beside a grand total are they subtotals.
_SUBTOTALS = frozenset(
    {"市区", "市辖区", "县级市", "各县", "县", "城区", "郊区", "县（市）", "县(市)", "各区", "区", "市属", "市直"}
)
_TOTAL_ENGLISH = re.compile(r"(?:grand\s*)?total|sub-?\s*total|sum", re.IGNORECASE)
#: `#N/A` and its kin are errors of a formula, `#市区` is a part of the line above.
_OF_WHICH = re.compile(r"(?:[#＃](?!(?:N/A|DIV/0!|REF!|VALUE!|NAME\?|NUM!|NULL!))|其中(?:[:：]|$|\s)|其中[一-鿿])")
_SECTION = re.compile(
    r"(?:[一二三四五六七八九十]+\s*[、.．]|[（(][一二三四五六七八九十\d]+[）)]|[IVXⅠ-Ⅻ]+\s*[、.．]|第[一二三四五六七八九十]+[部分章节类])"
)


def tidy(text: str) -> str:
    """Header text on one line: line breaks and the blanks inside Chinese words are taken out."""
    text = " ".join(text.replace("\u200b", "").split())
    return _INNER_BLANK.sub("", text)


def squeeze(text: str) -> str:
    """Text for comparing: NFKC, without any blanks or zero-width characters."""
    return _squeezed(text) if len(text) <= 60 else _BLANKS.sub("", unicodedata.normalize("NFKC", text))


@lru_cache(maxsize=20_000)
def _squeezed(text: str) -> str:
    return _BLANKS.sub("", unicodedata.normalize("NFKC", text))


def has_cjk(text: str) -> bool:
    """True when a Chinese character stands in the text."""
    return any("\u3400" <= ch <= "\u9fff" or ch == "〇" for ch in text)


def split_language(text: str) -> tuple[str, str]:
    """A cell in two languages as its Chinese and its foreign part; the second is '' where there is one language."""
    if not text or not has_cjk(text):
        return text, ""
    first, line_break, rest = text.partition("\n")
    if line_break and has_cjk(first) and not has_cjk(rest) and re.search(r"[A-Za-z][a-z]{2}", rest):
        return first.strip(), rest.strip()
    found = _SECOND_LANGUAGE.match(text)
    if not found:
        return text, ""
    words = re.findall(r"[A-Za-z]{2,}", found["second"])
    if not any(word[1:].islower() for word in words):
        return text, ""
    return found["first"].strip(), found["second"].strip()


@lru_cache(maxsize=20_000)
def is_number(text: str) -> bool:
    """True for a figure as people write them, years included."""
    return bool(NUMBER.fullmatch(text.translate(_FULL_WIDTH)))


def is_missing(text: str) -> bool:
    """True for a mark that stands for a missing figure."""
    return text in MISSING


@lru_cache(maxsize=4_000)
def is_period_head(text: str) -> bool:
    """True for a header that is a period: 2024年, 2024, 2024年6月, 1-6月, 上半年."""
    flat = squeeze(text)
    return bool(YEAR_HEAD.fullmatch(flat) or MONTH_HEAD.fullmatch(flat))


@lru_cache(maxsize=4_000)
def is_unit(text: str) -> bool:
    """True when the text is nothing but a measuring unit, brackets allowed."""
    flat = squeeze(split_language(text)[0]).strip("()[]【】")
    flat = re.sub(r"^单位[:：]", "", flat)
    return bool(flat) and bool(_UNIT_WORD.fullmatch(flat))


def unit_in_brackets(text: str) -> tuple[str, str | None]:
    """A header without the unit in its closing brackets, and that unit."""
    found = _BRACKET_END.search(text)
    if found and is_unit(found["unit"]):
        rest = text[: found.start()].strip()
        if rest:
            return rest, found["unit"].strip()
    return text, None


def units_stated(text: str) -> list[str]:
    """Units that a title or a line above the table states: `单位：万元、个`, `…情况（万元）`."""
    for pattern in (_UNIT_LINE, _UNIT_LOOSE, _BRACKET_END):
        found = pattern.search(text)
        if found:
            pieces = [piece.strip("（）() ") for piece in re.split(r"[,，、;；和]|\s+", found["unit"])]
            pieces = [piece for piece in pieces if piece]
            if pieces and all(is_unit(piece) for piece in pieces):
                return pieces
    return []


def is_unit_line(text: str) -> bool:
    """True for a line that only says the unit: `单位：万元`, `（单位：元）`, `计量单位：人、%`."""
    flat = text.strip("（）()[]【】 \u3000")
    return bool(re.match(r"(?:计量|数量|金额|货币)?单位\s*[:：]", flat)) and bool(units_stated(text))


def periods_stated(text: str) -> list[str]:
    """Periods written in a title or a subtitle, blanks taken out."""
    found = [re.sub(r"\s+", "", match.group()) for match in _PERIOD.finditer(text)]
    found += [re.sub(r"\s+", "", match.group(1)) for match in _PERIOD_NO_YEAR.finditer(text)]
    return list(dict.fromkeys(found))


def year_of_sheet(name: str) -> list[str]:
    """Periods in a sheet name, where a bare `2020` is one too."""
    return periods_stated(name) or list(dict.fromkeys(_YEAR_NAME.findall(name)))


@lru_cache(maxsize=50_000)
def total_kind(label: str) -> str | None:
    """`total` for 合计 and its kin, `part` for 其中 rows, `group` for 市区 and the like, None for any other label."""
    if len(label) > 40 or not label:
        return None
    flat = squeeze(split_language(label)[0])
    if _OF_WHICH.match(flat):
        return "part"
    flat = re.sub(r"^[一二三四五六七八九十\d]+[、.．]|[:：]$|^[（(](.*)[)）]$", r"\1", flat)
    if flat in _SUBTOTALS:
        return "group"
    if _TOTAL.fullmatch(flat) or _TOTAL_ENGLISH.fullmatch(flat):
        return "total"
    return None


def is_note(text: str) -> bool:
    """True for the opening of a note, source or signature line."""
    return bool(NOTE_START.match(text.lstrip("\u3000 \xa0")))


def is_sign_off(text: str) -> bool:
    """True for the opening of a cell in which a form is signed or dated."""
    return bool(SIGN_OFF.match(squeeze(text)))


def is_section(text: str) -> bool:
    """True for a heading inside the body such as 一、市辖区."""
    return bool(_SECTION.match(text)) or text.endswith(("：", ":"))
