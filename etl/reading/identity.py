"""Numbers that belong to a person: identity numbers, mobile phones, bank cards, told from codes and amounts."""

import re
import unicodedata

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
_ID15 = re.compile(rf"(?<![\dA-Za-z.])[1-8](?:{_GAP}\d){{14}}(?![\dA-Za-z.])")
_ROUNDED = re.compile(r"(?<![\d.])[1-8]\.\d{2,16}[Ee]\+?17(?!\d)")
PHONE = re.compile(
    r"(?<![\dA-Za-z.])(?P<prefix>(?:\(?\+\s?|00)?\(?86\)?[ \-\u00a0]?)?"
    r"(?P<number>1[3-9]\d(?P<gap>[ \-\u00a0\u3000]?)\d{4}(?P=gap)\d{4})(?![\dA-Za-z]|\.\d)"
)
_CARD = re.compile(r"(?<![\dA-Za-z.])[3-6]\d{3}(?:[ \-\u00a0]?\d){12,15}(?![\dA-Za-z]|\.\d)")
# Only rows with such a run of digits are looked at closely.
SUSPECT = re.compile(
    r"(?<!\d)(?:(?:86[ \-\u00a0)]{0,2})?1[3-9]\d[ \-\u00a0\u3000]?\d{4}[ \-\u00a0\u3000]?\d{4}(?!\d)"
    rf"|\d(?:{_GAP}\d){{14}})|[\uff10-\uff19]{{3}}|[Ee]\+?17"
)
#: One of these stands in every suspect text, and is looked for several times as fast.
_MANY_DIGITS, _EXPONENT = re.compile(r"\d(?:[^\d\n]?\d){10}"), re.compile(r"[Ee]\+?17")
_WIDE_DIGITS = "０１２３４５６７８９"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)

ID_HEAD = re.compile(r"身份证|公民身份|证件号|居民证号|ID\s*card", re.IGNORECASE)
PHONE_HEAD = re.compile(r"手机|电话|联系方式|联系号码|mobile|phone|tel\b", re.IGNORECASE)
CODE_HEAD = re.compile(r"代码|编码|编号|信用|机构码|code|文号|流水|批次|凭证", re.IGNORECASE)


def is_suspect(text: str) -> bool:
    """Whether `SUSPECT` is found, for texts of any length: a whole sheet in one pass."""
    may_be = _MANY_DIGITS.search(text) or _EXPONENT.search(text) or any(digit in text for digit in _WIDE_DIGITS)
    return bool(may_be and SUSPECT.search(text))


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
    if _ROUNDED.search(flat) and not CODE_HEAD.search(header):
        return "PERSONAL_ID"
    coded = bool(CODE_HEAD.search(header)) and not ID_HEAD.search(header)
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
    for found in PHONE.finditer(flat):
        plain = found.group() == flat.strip() and not found["prefix"] and not found["gap"]
        if found["prefix"] or found["gap"] or not (alone and plain):
            if not (coded and plain):
                return "PERSONAL_PHONE"
        elif PHONE_HEAD.search(header) and not re.search(r"数|率|费|比|元", header):
            return "PERSONAL_PHONE"
    return None
