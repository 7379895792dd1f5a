"""Codes of units: division codes, and the codes an office gave its own organisations."""

import re
from collections.abc import Collection

from etl.values import characters
from etl.values.result import Parsed, out

#: Division codes: county and above 6 digits, township 9, village 12.
DIVISION_LENGTHS = frozenset({6, 9, 12})
_PLAIN = re.compile(r"[0-9A-Za-z]+(?:[-_.][0-9A-Za-z]+)*")
_TAIL = re.compile(r"\.0+$")
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?[eE][+-]?[0-9]{1,3}")
_LONGEST = 64
_WIDE = str.maketrans({code + 0xFEE0: code for code in range(0x21, 0x7F)})


def clean_code(text: str, lengths: Collection[int] = DIVISION_LENGTHS) -> Parsed[str]:
    """Bring a code into one spelling.

    Args:
        text: The cell as found.
        lengths: Accepted numbers of digits for a code of digits only; codes with letters or hyphens are free. Empty:
            any length.

    Returns:
        The code, with CODE_CLEANED when full-width characters, blanks, an apostrophe or `.0` were taken off;
        CODE_SCIENTIFIC (its last digits are lost), CODE_LENGTH and CODE_INVALID keep the row out. An empty cell
        gives value None without an outcome.
    """
    if (broken := characters.unreadable(text)) is not None:
        return broken
    code = characters.BLANK.sub("", characters.INVISIBLE.sub("", text)).translate(_WIDE)
    code = code.lstrip("'’‘")
    if not code:
        return Parsed(None)
    if _SCIENTIFIC.fullmatch(code):
        return out("CODE_SCIENTIFIC")
    code = _TAIL.sub("", code) if code[0].isdigit() and code.count(".") == 1 else code
    if len(code) > _LONGEST or not _PLAIN.fullmatch(code) or re.fullmatch(r"[0-9]+\.[0-9]+", code):
        return out("CODE_INVALID")
    if code.isdigit() and lengths and len(code) not in lengths:
        return out("CODE_LENGTH", f"{len(code)}位，应为{'、'.join(map(str, sorted(lengths)))}位")
    return Parsed(code) if code == text else Parsed(code, "normalise", "CODE_CLEANED", f"按“{code}”识别")
