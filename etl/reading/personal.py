"""Personal data anywhere in a file refuses the file; the value is never repeated, not even in part.

Identity numbers, mobile phones, bank cards and rosters of names are looked for. Unified credit codes, division codes,
organisation codes and amounts look similar and must not trigger it.
"""

import re
import unicodedata
from collections.abc import Iterable

from etl import findings
from etl.findings import Finding
from etl.reading.model import Grid

_REGIONS = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
        "83",
    ]
)
_GAP = r"[ \u00a0\u2002-\u200b\u3000\-‐‑–—.·]?"
_ID18 = re.compile(rf"(?<![\dA-Za-z])[1-8](?:{_GAP}\d){{16}}{_GAP}[\dXx×Χ](?![\dA-Za-z])")
_ID18_SQUEEZED = re.compile(r"(?<!\d)[1-8]\d{16}[\dXx](?!\d)")
_ID15 = re.compile(rf"(?<![\dA-Za-z.])[1-8](?:{_GAP}\d){{14}}(?![\dA-Za-z.])")
_ROUNDED = re.compile(r"(?<![\d.])[1-8]\.\d{2,16}[Ee]\+?17(?!\d)")
_PHONE = re.compile(
    r"(?<![\dA-Za-z.])(?P<prefix>(?:\(?\+\s?|00)?\(?86\)?[ \-\u00a0]?)?"
    r"(?P<number>1[3-9]\d(?P<gap>[ \-\u00a0\u3000]?)\d{4}(?P=gap)\d{4})(?![\dA-Za-z]|\.\d)"
)
_CARD = re.compile(r"(?<![\dA-Za-z.])[3-6]\d{3}(?:[ \-\u00a0]?\d){12,15}(?![\dA-Za-z]|\.\d)")
# One pass over a whole sheet; only rows with such a run of digits are looked at closely.
_SUSPECT = re.compile(
    r"(?<!\d)(?:(?:86[ \-\u00a0)]{0,2})?1[3-9]\d[ \-\u00a0\u3000]?\d{4}[ \-\u00a0\u3000]?\d{4}(?!\d)"
    rf"|\d(?:{_GAP}\d){{14}})|[\uff10-\uff19]{{3}}|[Ee]\+?17"
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)

_ID_HEAD = re.compile(r"身份证|公民身份|证件号|居民证号|ID\s*card", re.IGNORECASE)
_PHONE_HEAD = re.compile(r"手机|电话|联系方式|联系号码|mobile|phone|tel\b", re.IGNORECASE)
_CARD_HEAD = re.compile(r"银行卡|卡号|银行账号|银行帐号|社保卡")
_CODE_HEAD = re.compile(r"代码|编码|编号|信用|机构码|code|文号|流水|批次|凭证", re.IGNORECASE)
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


def valid_identity(digits: str) -> bool:
    """True for an identity number: region, birth date, and check digit or a believable birth year."""
    if digits[:2] not in _REGIONS or not _birth(digits[6:14]):
        return False
    if check_digit(digits):
        return True
    if _valid_credit(digits):
        return False
    # Typed or rounded by a spreadsheet: no valid check digit, but nothing else has a birth date in this place.
    return 1920 <= int(digits[6:10]) <= 2008


def check_digit(digits: str) -> bool:
    """True when the last character of an 18-character identity number agrees with the others."""
    total = sum(int(digit) * weight for digit, weight in zip(digits[:17], _WEIGHTS, strict=True))
    return "10X98765432"[total % 11] == digits[17].upper()


def _birth(date: str) -> bool:
    year, month, day = int(date[:4]), int(date[4:6]), int(date[6:8])
    return 1900 <= year <= 2030 and 1 <= month <= 12 and 1 <= day <= (31 if month != 2 else 29)


def _valid_credit(code: str) -> bool:
    if any(letter not in _CREDIT for letter in code.upper()):
        return False
    total = sum(
        _CREDIT.index(letter) * weight for letter, weight in zip(code.upper()[:17], _CREDIT_WEIGHTS, strict=True)
    )
    return _CREDIT[(31 - total % 31) % 31] == code.upper()[17]


def _valid_old_identity(digits: str) -> bool:
    """15 digits: region, yymmdd of someone born 1930–1999; a village code with three digits more does not fit that."""
    return (
        digits[:2] in _REGIONS
        and int(digits[6:8]) >= 30
        and 1 <= int(digits[8:10]) <= 12
        and 1 <= int(digits[10:12]) <= 31
    )


def _luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        number = int(digit) * (1 + place % 2)
        total += number - 9 if number > 9 else number
    return total % 10 == 0


def _digits(text: str) -> str:
    return re.sub(r"[^\dXx]", "", text.replace("×", "X").replace("Χ", "X"))


def in_text(text: str, *, header: str = "", alone: bool = False) -> str | None:
    """The code of the finding for personal data in a piece of text, None when there is none.

    Args:
        text: A cell, a note, a comment or a file name.
        header: Header of the cell's column.
        alone: True for a cell that may be an amount or a code, False for running text.
    """
    flat = unicodedata.normalize("NFKC", text)
    for found in _ID18.finditer(flat):
        if valid_identity(_digits(found.group())):
            return "PERSONAL_ID"
    if _ROUNDED.search(flat) and not _CODE_HEAD.search(header):
        return "PERSONAL_ID"
    coded = bool(_CODE_HEAD.search(header)) and not _ID_HEAD.search(header)
    for found in _ID15.finditer(flat):
        if _valid_old_identity(_digits(found.group())) and not coded:
            return "PERSONAL_ID"
    for found in _CARD.finditer(flat):
        digits = _digits(found.group())
        if (
            16 <= len(digits) <= 19
            and digits[0] in "3456"
            and _luhn(digits)
            and not coded
            and (digits[:2] == "62" or len(digits) == 16)
        ):
            return "PERSONAL_CARD"
    for found in _PHONE.finditer(flat):
        plain = found.group() == flat.strip() and not found["prefix"] and not found["gap"]
        if found["prefix"] or found["gap"] or not (alone and plain):
            if not (coded and plain):
                return "PERSONAL_PHONE"
        elif _PHONE_HEAD.search(header) and not re.search(r"数|率|费|比|元", header):
            return "PERSONAL_PHONE"
    return None


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
    if not _SUSPECT.search("\n".join(long)):
        return _rosters(grid, file)
    suspects = [index for index, row in enumerate(grid.rows) if _SUSPECT.search("\n".join(row))]
    heads = _heads(grid, suspects[0])
    found: list[Finding] = []
    phones: dict[int, int] = {}
    for index in suspects:
        for column, text in enumerate(grid.rows[index]):
            if not text:
                continue
            if _PHONE.fullmatch(text):
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
        if _CODE_HEAD.search(head) or re.search(r"元|金额|收入|产值|总额|合计|数|费", head):
            continue
        values = [row[column] for row in grid.rows if column < len(row) and row[column]]
        figures = [text for text in values if re.fullmatch(r"-?[\d,]+(?:\.\d+)?", text)]
        others = [text for text in figures if not _PHONE.fullmatch(text)]
        round_ones = sum(text.endswith("000") for text in figures if _PHONE.fullmatch(text))
        if not others and round_ones * 2 < count:
            row = next(
                n
                for n, cells in zip(grid.numbers, grid.rows, strict=True)
                if column < len(cells) and _PHONE.fullmatch(cells[column])
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
            if _ID_HEAD.search(name) and digits:
                found.append(findings.make("PERSONAL_ID", file=file, sheet=grid.sheet, row=grid.numbers[index]))
            elif _CARD_HEAD.search(name) and digits:
                found.append(findings.make("PERSONAL_CARD", file=file, sheet=grid.sheet, row=grid.numbers[index]))
            elif _PHONE_HEAD.search(name) and digits:
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
