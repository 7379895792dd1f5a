"""Bytes of Chinese text: everyday characters of GB 2312 and Big5, characters of four bytes."""

import re
import unicodedata

_FOUR_BYTE = re.compile(rb"[\x81-\xfe][\x30-\x39][\x81-\xfe][\x30-\x39]")
_TWO_BYTE = re.compile(
    rb"[\x00-\x7f]+|([\x81-\xfe][\x40-\x7e\x80-\xfe])|([\x81-\xfe][\x30-\x39][\x81-\xfe][\x30-\x39])", re.DOTALL
)


def is_seen(letter: str) -> bool:
    """Whether anybody sees the character: blanks and marks of no width hide nothing."""
    return not letter.isspace() and unicodedata.category(letter) != "Cf"


def has_four_byte(data: bytes) -> bool:
    """True when a character of four bytes stands in the text."""
    return bool(_FOUR_BYTE.search(data)) and any(match.group(2) for match in _TWO_BYTE.finditer(data))


def _pairs(data: bytes, limit: int = 60_000) -> list[bytes]:
    return [match.group(1) for match in _TWO_BYTE.finditer(data[:limit]) if match.group(1)]


def gb_share(data: bytes) -> float:
    """Share of the double-byte characters that are everyday ones of GB 2312 (punctuation, level-1 characters)."""
    pairs = _pairs(data)
    if not pairs:
        return 0.0
    everyday = sum(pair[1] >= 0xA1 and (0xB0 <= pair[0] <= 0xD7 or pair[0] in (0xA1, 0xA2, 0xA3)) for pair in pairs)
    return everyday / len(pairs)


def is_big5(data: bytes) -> bool:
    """True when the bytes make everyday traditional characters and hardly any everyday simplified ones."""
    if not any(_fits(data, name) for name in ("big5", "cp950")):
        return False
    pairs = [match for match in re.findall(rb"[\x81-\xfe][\x40-\x7e\xa1-\xfe]", data[:60_000])]
    if not pairs:
        return False
    everyday = sum(0xA4 <= pair[0] <= 0xC6 or pair[0] == 0xA1 for pair in pairs) / len(pairs)
    low = sum(pair[1] < 0x80 for pair in pairs) / len(pairs)
    return everyday >= 0.8 and low >= 0.15 and gb_share(data) < 0.75


def _fits(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
