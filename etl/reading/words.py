"""The words by which a table's parts are told apart: totals, notes, missing marks, numbers, languages."""

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
_TOTAL_ALONE = re.compile(r"合计|总计|共计|小计|全[国省市区县镇乡州盟旗](?:合计|总计)?")
#: Totals where the rows are places, and the head of an item where they are not.
_TALLY = re.compile(r"总数|[省市县区镇乡州盟旗村]计|[省市县区镇乡]级?汇总|汇总")
#: Rows below the districts that are worked out from them, or that repeat them for another time.
_DERIVED = re.compile(
    r"(?:全?[国省市区县镇乡村州盟旗]|总体|加权)?(?:平均(?:值|数|水平|分)?|均值?)|[省市县区镇乡村]均"
    r"|(?:去年|上年|前年|上月|上季度?|上期|本月|同期)(?:同期|同月|末|底)?(?:数|值|累计)?"
    r"|(?:同比|环比|[比较](?:去年|上年|上月|上季度?|上期|年初|同期)(?:同期|同月|末|底)?)?"
    r"(?:增减|增长|增加|减少|增幅|增速|升降|变化|±+)(?:额|数|量|率|幅|值|情况|百分点)?[%±]*|同比|环比"
    r"|占(?:全[国省市区县镇乡]|总数?|合计)?的?(?:比重?|比例|百分比)?%?"
    r"|最[高低大小多少](?:值|数)?|(?:中位|众)数|极差|标准差|排名|位次|名次"
)
#: What may follow the word: a footnote mark, or in brackets what the total takes in.
_FOOTNOTE = re.compile(r"(?:\d{1,2}\)?|\[\d{1,2}\]|[*†‡※#])+$")
_REMARK = re.compile(r"\([^()]{1,20}\)$")
_TOTAL_ENGLISH = re.compile(r"(?:grand\s*)?total|sub-?\s*total|sum", re.IGNORECASE)
#: `#N/A` and its kin are errors of a formula, `#市区` is a part of the line above.
_OF_WHICH = re.compile(r"(?:[#＃](?!(?:N/A|DIV/0!|REF!|VALUE!|NAME\?|NUM!|NULL!))|其中(?:[:：]|$|\s)|其中[一-鿿])")
#: Figures below the table that are in none of its rows.
_BESIDES = re.compile(r"(?:补充资料|附记|另有?|此外)[:：]")
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


@lru_cache(maxsize=50_000)
def total_kind(label: str) -> str | None:
    """What kind of total a label marks, None for any other label.

    Returns:
        `total` for 合计 and its kin, `tally` for words that are totals among places only (总数, 市计), `part` for 其中
        rows, `group` for 市区 and the like, `derived` for 平均, 同比增长 and the like.
    """
    if len(label) > 40 or not label:
        return None
    flat = squeeze(split_language(label)[0])
    if _OF_WHICH.match(flat):
        return "part"
    if _BESIDES.match(flat):
        return "derived"
    flat = re.sub(r"^[一二三四五六七八九十\d]+[、.．]|[:：]$|^[（(](.*)[)）]$", r"\1", flat)
    if flat in _SUBTOTALS:
        return "group"
    bare = _FOOTNOTE.sub("", flat)
    if _TOTAL.fullmatch(bare) or _TOTAL_ENGLISH.fullmatch(bare) or _TOTAL_ALONE.fullmatch(_REMARK.sub("", bare)):
        return "total"
    if _TALLY.fullmatch(bare):
        return "tally"
    return "derived" if _DERIVED.fullmatch(_REMARK.sub("", bare)) else None


def bare_label(label: str) -> str:
    """A label of a total without second language, blanks, footnote mark and remark in brackets."""
    return _REMARK.sub("", _FOOTNOTE.sub("", squeeze(split_language(label)[0])))


def is_note(text: str) -> bool:
    """True for the opening of a note, source or signature line."""
    return bool(NOTE_START.match(text.lstrip("\u3000 \xa0")))


def is_sign_off(text: str) -> bool:
    """True for the opening of a cell in which a form is signed or dated."""
    return bool(SIGN_OFF.match(squeeze(text)))


def is_section(text: str) -> bool:
    """True for a heading inside the body such as 一、市辖区."""
    return bool(_SECTION.match(text)) or text.endswith(("：", ":"))
