"""Names of places and organisations: one spelling out of many, without deciding which unit is meant."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from etl.values import characters
from etl.values.lookalikes import REPLACED
from etl.values.result import Parsed

_BRACKETS = str.maketrans("()[]【】〔〕", "（）（）（）（）")
_DOTS = str.maketrans("•‧∙⋅・･.", "·······")
_USUAL = re.compile("[\u4e00-\u9fff]+")


def _one_spelling(text: str) -> str:
    text = unicodedata.normalize("NFKC", characters.INVISIBLE.sub("", text)).translate(REPLACED)
    # Without the blank that NFKC put under it, a free-standing accent joins the letter before it: compose once more.
    return unicodedata.normalize("NFKC", characters.BLANK.sub("", text)).translate(_BRACKETS)


def clean_name(text: str) -> Parsed[str]:
    """Bring a name into one spelling.

    NFKC, look-alike and traditional characters, blanks and zero-width characters out, full-width round brackets.

    Args:
        text: The cell as found.

    Returns:
        The name, with NAME_CLEANED when it differs; TEXT_BIDI or TEXT_BROKEN_CHARACTER keep the row out. An empty
        cell gives value None without an outcome.
    """
    if _USUAL.fullmatch(text) and text.translate(REPLACED) == text:
        return Parsed(text)
    if (broken := characters.unreadable(text)) is not None:
        return broken
    cleaned = _one_spelling(text)
    if not cleaned:
        return Parsed(None)
    cleaned = cleaned.lstrip("'’‘") or cleaned
    if cleaned == text:
        return Parsed(cleaned)
    return Parsed(cleaned, "normalise", "NAME_CLEANED", f"按“{cleaned}”识别")


@lru_cache(maxsize=65536)
def _key(text: str) -> str:
    if _USUAL.fullmatch(text):
        return text.translate(REPLACED)
    return _one_spelling(text).translate(_DOTS).casefold()


def name_key(text: str, prefixes: Iterable[str] = ()) -> str:
    """What two spellings of a name share, for comparison only.

    Args:
        text: A name.
        prefixes: Names of the units above it; those that the text begins with are taken off, top down, as long as
            something is left (福州市鼓楼区 → 鼓楼区 with the prefixes 福建省, 福州市).
    """
    key = _key(text)
    for prefix in prefixes:
        above = _key(prefix)
        if above and key.startswith(above) and len(key) > len(above) + 1:
            key = key[len(above) :]
    return key
