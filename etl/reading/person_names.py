"""Names of persons under a heading that is an office, not the word 姓名: 党组织书记, 联系人, 填报人."""

import re
from collections.abc import Mapping

_OFFICE_HEAD = re.compile(
    r".*(?:书记|主任|负责人|责任人|联系人|填报人|填表人|经办人|审核人|报送人|领导|干部|委员|成员|队长|组长|村长|会长"
    r"|代表人|法人|指导员|联络员|辅导员|带头人)"
)
#: A place to sign with what stands behind it: 填表人：王某某, 审核人（签字）：李　某.
_SIGNED = re.compile(
    r"(?:负责人|责任人|领导|书记|部长|主任|联系人|(?:填表|填报|制表|编制|审核|复核|审批|经办|报送|上报|统计|签发|校对|汇总)"
    r"(?:人员?|员))(?:[（(]?(?:签字|签名|签章|盖章)[）)]?)?[:：]\s*(?P<name>[\u4e00-\u9fff](?:\s?[\u4e00-\u9fff]){1,3})"
    r"(?![\u4e00-\u9fff])"
)
#: An office that signs instead of a person.
_OFFICE_END = re.compile(r".*[局办科部委室组站所处会队院校厅街镇乡村区县市]")
_COMPOUND = re.compile(
    "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|钟离|宇文|长孙|司徒|司空|夏侯|轩辕|百里|呼延|端木|南宫|西门|独孤"
)
_SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章苏潘葛奚范彭郎鲁韦昌马苗凤方俞任袁柳"
    "鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于傅皮卞齐康伍余元顾孟黄穆萧尹姚邵汪祁毛狄米贝臧计伏成戴宋茅庞熊纪舒屈项祝董"
    "梁杜阮蓝闵席季贾路娄江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万柯管卢莫房解应宗丁宣邓郁单洪包左石崔吉龚程邢裴陆荣翁"
    "荀甄曲封储靳井段焦巴牧谷车侯全班仰伊宁仇甘厉武符刘景詹龙叶幸黎薄白蒲丛鄂索赖卓蔺屠蒙乔闻党翟谭劳姬申冉桑桂牛边燕冀尚"
    "温庄晏柴瞿阎慕连茹习艾容向古易慎廖庾耿满匡国文寇广欧沃利蔚越师巩聂晁勾敖冷辛阚简饶曾沙丰关查荆游竺权盖桓肖付邝岳闫仝佟"
    "覃苑代涂兰"
)
_HAN = re.compile(r"[\u4e00-\u9fff]{2,4}")
_INNER_BLANK = re.compile(r"(?<=^[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff]$)")
#: Fewer names than this may be words that happen to begin like one.
_LEAST = 2


def is_office(head: str) -> bool:
    """Whether a header (without blanks) is an office that a person holds."""
    return _OFFICE_HEAD.fullmatch(head) is not None


def mostly_persons(below: Mapping[str, int]) -> bool:
    """Whether the filled texts of a column, with the number of cells of each, are mostly names of persons."""
    names = {text: count for text, count in below.items() if is_person(text)}
    return len(names) >= _LEAST and 5 * sum(names.values()) >= 3 * sum(below.values())


def is_signed(text: str) -> bool:
    """Whether a line is signed with the name of a person."""
    names = ("".join(found["name"].split()) for found in _SIGNED.finditer(text))
    return any(is_person(name) and not _OFFICE_END.fullmatch(name) for name in names)


def is_person(text: str) -> bool:
    """Whether a text has the form of a Han person's name: a surname and one or two characters more."""
    text = _INNER_BLANK.sub("", text.strip())
    if not _HAN.fullmatch(text):
        return False
    if _COMPOUND.match(text):
        return len(text) > 2
    return text[0] in _SURNAMES and len(text) < 4
