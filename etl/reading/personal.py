"""Personal data anywhere in a file refuses the file; the value is never repeated, not even in part.

Identity numbers, mobile phones, bank cards and rosters of names are looked for. Unified credit codes, division codes,
organisation codes and amounts look similar and must not trigger it.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import reduce
from operator import or_

from etl import findings
from etl.findings import Finding
from etl.reading.identity import CODE_HEAD, ID_HEAD, PHONE, PHONE_HEAD, in_text, is_suspect
from etl.reading.long_model import LongGrid
from etl.reading.model import Grid
from etl.reading.person_names import is_office, mostly_persons

_CARD_HEAD = re.compile(r"银行卡|卡号|银行账号|银行帐号|社保卡")
_NAME_HEAD = re.compile(
    r"(?:党员|书记|支部书记|负责人|户主|成员|干部|人员|学员|联系人|本人|法人|村民|户|申请人|发展对象|积极分子|委员)?姓名|人员名单|党员名单"
)
_PERSON_HEADS = re.compile(r"民族|出生|年龄|入党|文化程度|学历|籍贯|职务|政治面貌|住址|参加工作")
_PRIVATE_HEAD = re.compile(
    r"身份|证件|居民证|ID|手机|电话|联系|mobile|phone|tel|卡|账号|帐号|姓名|名单|性别", re.IGNORECASE
)
_COUNT_HEAD = re.compile(r"数|人次|比|率|占|名\)|人\)|合计|人口")
_LONG_NUMBER = re.compile(r"\d{11}|\d[\d ]{13,}|E\+")
#: Rows in which headers are looked for.
_HEAD_ROWS = 12
_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]{2,8}·[\u4e00-\u9fff·]{2,12}|[\u4e00-\u9fff] +[\u4e00-\u9fff]")
_NOT_NAME = re.compile(
    r".*(?:区|县|市|镇|乡|村|街道|社区|支部|党委|总支|公司|学校|医院|局|办|中心|合计|小计|指标|单位|名称)"
)


def in_grids(grids: Iterable[Grid], *, file: str) -> list[Finding]:
    """Findings for personal data in cells, headers and texts of sheets; one for each kind and sheet."""
    found: list[Finding] = []
    for grid in grids:
        for text in grid.texts:
            code = in_text(text)
            if code:
                found.append(findings.make(code, file=file, sheet=grid.sheet))
        found += _in_cells(grid, file)
    unique = {(one.code, one.sheet): one for one in reversed(found)}
    return list(unique.values())


def _in_cells(grid: Grid, file: str) -> list[Finding]:
    if isinstance(grid, LongGrid) and not _may_be_in_columns(grid):
        return _rosters(grid, file)
    # Shorter cells hold no such number; twelve digits are a division code.
    long = [text for row in grid.rows for text in row if len(text) >= 8 and not (len(text) == 12 and text.isdecimal())]
    if not is_suspect("\n".join(long)):
        return _rosters(grid, file)
    suspects = [index for index, row in enumerate(grid.rows) if is_suspect("\n".join(row))]
    heads = _heads(grid.rows[:_HEAD_ROWS], suspects[0])
    found: list[Finding] = []
    phones: dict[int, int] = {}
    for index in suspects:
        for column, text in enumerate(grid.rows[index]):
            if not text:
                continue
            if PHONE.fullmatch(text):
                phones[column] = phones.get(column, 0) + 1
            if len(text) >= 11:
                code = in_text(text, header=heads.get(column, ""), alone=True)
                if code:
                    found.append(findings.make(code, file=file, sheet=grid.sheet, row=grid.numbers[index]))
        if len(found) >= 20:
            break
    found += _phone_columns(grid, phones, heads, file)
    return found + _rosters(grid, file)


def _is_long(text: str) -> bool:
    return len(text) >= 8 and not (len(text) == 12 and text.isdecimal())


def _may_be_in_columns(grid: LongGrid) -> bool:
    """Whether a sheet kept by columns has to be looked at row by row: never when no number in it is a person's."""
    if not any(is_suspect("\n".join(filter(_is_long, column.used()))) for column in grid.cells):
        return False
    suspects = reduce(or_, (column.where(is_suspect) for column in grid.cells))
    heads = _heads(grid.some(range(_HEAD_ROWS)), int(suspects.argmax()))
    return any(
        PHONE.fullmatch(text) or (len(text) >= 11 and in_text(text, header=heads.get(at, ""), alone=True))
        for at, column in enumerate(grid.cells)
        for text in column[suspects].used()
    )


def _heads(rows: list[list[str]], before: int) -> dict[int, str]:
    """Header text over each column, roughly: all text of the first rows."""
    heads: dict[int, str] = {}
    for row in rows[: min(_HEAD_ROWS, max(before + 1, 6))]:
        for column, text in enumerate(row):
            if text and not re.fullmatch(r"[\d.,\s+\-]*", text) and len(text) < 30:
                heads[column] = heads.get(column, "") + " " + text
    return heads


def _phone_columns(grid: Grid, phones: dict[int, int], heads: dict[int, str], file: str) -> list[Finding]:
    """Plain 11-digit numbers: a column made of them is phones, a stray one among figures is an amount."""
    found: list[Finding] = []
    for column, count in phones.items():
        head = heads.get(column, "")
        if CODE_HEAD.search(head) or re.search(r"元|金额|收入|产值|总额|合计|数|费", head):
            continue
        values = [row[column] for row in grid.rows if column < len(row) and row[column]]
        figures = [text for text in values if re.fullmatch(r"-?[\d,]+(?:\.\d+)?", text)]
        others = [text for text in figures if not PHONE.fullmatch(text)]
        round_ones = sum(text.endswith("000") for text in figures if PHONE.fullmatch(text))
        if not others and round_ones * 2 < count:
            row = next(
                n
                for n, cells in zip(grid.numbers, grid.rows, strict=True)
                if column < len(cells) and PHONE.fullmatch(cells[column])
            )
            found.append(findings.make("PERSONAL_PHONE", file=file, sheet=grid.sheet, row=row))
    return found


def _rosters(grid: Grid, file: str) -> list[Finding]:
    """Columns headed 身份证号, 手机, 银行卡 or 姓名 that are filled, and lists of persons by sex and birth."""
    found: list[Finding] = []
    first = grid.some(range(60)) if isinstance(grid, LongGrid) else grid.rows[:60]
    for index, row in enumerate(first):
        names = {column: "".join(text.split()) for column, text in enumerate(row) if text and len(text) < 24}
        if len(names) < 2:
            continue
        for column, name in names.items():
            if _COUNT_HEAD.search(name) or not (_PRIVATE_HEAD.search(name) or is_office(name)):
                continue
            code = _roster(name, _below(grid, index, column), names.values())
            if code:
                found.append(findings.make(code, file=file, sheet=grid.sheet, row=grid.numbers[index]))
    return found


def _below(grid: Grid, index: int, column: int) -> Mapping[str, int]:
    """The texts of a column below a row, with the number of cells that hold each."""
    if isinstance(grid, LongGrid):
        counts = grid.cells[column][index + 1 :].counts()
    else:
        counts = Counter(cells[column] for cells in grid.rows[index + 1 :] if column < len(cells))
    counts.pop("", None)
    return counts


def _roster(name: str, below: Mapping[str, int], heads: Iterable[str]) -> str | None:
    """The finding for a column with this header over these texts."""
    for head, code in ((ID_HEAD, "PERSONAL_ID"), (_CARD_HEAD, "PERSONAL_CARD"), (PHONE_HEAD, "PERSONAL_PHONE")):
        if head.search(name) and any(_LONG_NUMBER.search(unicodedata.normalize("NFKC", text)) for text in below):
            return code
    listed = (_NAME_HEAD.fullmatch(name) and _mostly_names(below)) or _is_list_of_persons(name, below, heads)
    if listed or (is_office(name) and mostly_persons(below)):
        return "PERSONAL_ROSTER"
    return None


def _is_list_of_persons(name: str, below: Mapping[str, int], heads: Iterable[str]) -> bool:
    """True for a column 性别 with one sex a row beside columns that describe a person."""
    sexes = below.get("男", 0) + below.get("女", 0)
    return name == "性别" and 2 * sexes > sum(below.values()) and any(_PERSON_HEADS.search(head) for head in heads)


def _mostly_names(texts: Mapping[str, int]) -> bool:
    persons = sum(count for text, count in texts.items() if _NAME.fullmatch(text) and not _NOT_NAME.fullmatch(text))
    return persons >= 1 and persons * 2 >= sum(texts.values())
