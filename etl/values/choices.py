"""Yes or no, and one of a list."""

import unicodedata
from collections.abc import Iterable

from etl.values import characters
from etl.values.names import name_key
from etl.values.result import Parsed, out

_YES = frozenset({"是", "√", "✓", "✔", "☑", "对", "y", "yes", "true", "1", "1.0"})
_NO = frozenset({"否", "×", "✗", "✘", "不是", "n", "no", "false", "0", "0.0"})


def parse_boolean(text: str) -> Parsed[bool]:
    """Read 是 or 否; other marks that can mean nothing else (√ × Y N TRUE 1 0) with a note. An empty cell is None."""
    if (broken := characters.unreadable(text)) is not None:
        return out(broken.code)
    if text in ("是", "否"):
        return Parsed(text == "是")
    word = unicodedata.normalize("NFKC", characters.BLANK.sub("", characters.INVISIBLE.sub("", text))).lower()
    if not word:
        return Parsed(None)
    if word in _YES or word in _NO:
        return Parsed(word in _YES, "normalise", "BOOLEAN_SPELLING", f"按“{'是' if word in _YES else '否'}”")
    return out("BOOLEAN_UNKNOWN")


def parse_enum(text: str, allowed: Iterable[str]) -> Parsed[str]:
    """Read one of a list.

    Args:
        text: The cell as found.
        allowed: The words of the list.

    Returns:
        The word of the list; with ENUM_SPELLING when only blanks, width, case or look-alike characters differ. An
        empty cell is None.
    """
    if (broken := characters.unreadable(text)) is not None:
        return broken
    words = tuple(allowed)
    if text in words:
        return Parsed(text)
    key = name_key(text)
    if not key:
        return Parsed(None)
    fitting = [word for word in words if name_key(word) == key]
    if len(fitting) == 1:
        return Parsed(fitting[0], "normalise", "ENUM_SPELLING", f"按“{fitting[0]}”")
    return out("ENUM_UNKNOWN", "、".join(words))
