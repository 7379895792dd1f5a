"""Personal data anywhere in a file refuses the file; the value is never repeated, not even in part.

Identity numbers, mobile phones, bank cards and rosters of names are looked for. Unified credit codes, division codes,
organisation codes and amounts look similar and must not trigger it.
"""

import re
import unicodedata
from collections.abc import Iterable

from etl import findings
from etl.findings import Finding
from etl.reading.identity import CODE_HEAD, ID_HEAD, PHONE, PHONE_HEAD, SUSPECT, in_text
from etl.reading.model import Grid

_CARD_HEAD = re.compile(r"银行卡|卡号|银行账号|银行帐号|社保卡")
_NAME_HEAD = re.compile(
    r"(?:党员|书记|支部书记|负责人|户主|成员|干部|人员|学员|联系人|本人|法人|村民|户|申请人|发展对象|积极分子|委员)?姓名|人员名单|党员名单"
)
_PERSON_HEADS = re.compile(r"民族|出生|年龄|入党|文化程度|学历|籍贯|职务|政治面貌|住址|参加工作")
_PRIVATE_HEAD = re.compile(
    r"身份|证件|居民证|ID|手机|电话|联系|mobile|phone|tel|卡|账号|帐号|姓名|名单|性别", re.IGNORECASE
)
_COUNT_HEAD = re.compile(r"数|人次|比|率|占|名\)|人\)|合计|人口")
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
    # Shorter cells hold no such number; twelve digits are a division code.
    long = [text for row in grid.rows for text in row if len(text) >= 8 and not (len(text) == 12 and text.isdecimal())]
    if not SUSPECT.search("\n".join(long)):
        return _rosters(grid, file)
    suspects = [index for index, row in enumerate(grid.rows) if SUSPECT.search("\n".join(row))]
    heads = _heads(grid, suspects[0])
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


def _heads(grid: Grid, before: int) -> dict[int, str]:
    """Header text over each column, roughly: all text of the first rows."""
    heads: dict[int, str] = {}
    for row in grid.rows[: min(12, max(before + 1, 6))]:
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
    for index, row in enumerate(grid.rows[:60]):
        names = {column: re.sub(r"\s+", "", text) for column, text in enumerate(row) if text and len(text) < 24}
        if len(names) < 2:
            continue
        for column, name in names.items():
            if _COUNT_HEAD.search(name) or not _PRIVATE_HEAD.search(name):
                continue
            below = [cells[column] for cells in grid.rows[index + 1 :] if column < len(cells) and cells[column]]
            if not below:
                continue
            digits = sum(
                bool(re.search(r"\d{11}|\d[\d ]{13,}|E\+", unicodedata.normalize("NFKC", text))) for text in below
            )
            if ID_HEAD.search(name) and digits:
                found.append(findings.make("PERSONAL_ID", file=file, sheet=grid.sheet, row=grid.numbers[index]))
            elif _CARD_HEAD.search(name) and digits:
                found.append(findings.make("PERSONAL_CARD", file=file, sheet=grid.sheet, row=grid.numbers[index]))
            elif PHONE_HEAD.search(name) and digits:
                found.append(findings.make("PERSONAL_PHONE", file=file, sheet=grid.sheet, row=grid.numbers[index]))
            elif (_NAME_HEAD.fullmatch(name) and _mostly_names(below)) or _is_list_of_persons(
                name, below, names.values()
            ):
                found.append(findings.make("PERSONAL_ROSTER", file=file, sheet=grid.sheet, row=grid.numbers[index]))
    return found


def _is_list_of_persons(name: str, below: list[str], heads: Iterable[str]) -> bool:
    """True for a column 性别 with one sex a row beside columns that describe a person."""
    sexes = sum(text in ("男", "女") for text in below)
    return name == "性别" and 2 * sexes > len(below) and any(_PERSON_HEADS.search(head) for head in heads)


def _mostly_names(texts: list[str]) -> bool:
    persons = sum(bool(_NAME.fullmatch(text)) and not _NOT_NAME.fullmatch(text) for text in texts)
    return persons >= 1 and persons * 2 >= len(texts)
