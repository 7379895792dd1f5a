"""Characters that look like others, or like nothing at all, before any value is read."""

import re

from etl.values.result import Parsed, out

#: Zero-width characters, soft hyphen, variation selectors: nobody sees them.
INVISIBLE = re.compile("[\u00ad\u034f\u115f\u180e\u200b-\u200d\u2060-\u2064\u3164\ufe00-\ufe0f\ufeff]")
#: Direction marks can show a text in another order than it is stored in.
BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
#: Control characters other than blanks, unpaired surrogates, the replacement character, private use.
BROKEN = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufffd\ue000-\uf8ff\U000f0000-\U0010ffff]")
BLANK = re.compile(r"\s+")

_EDGE = re.compile("^[\\s\u00ad\u180e\u200b-\u200d\u2060\ufeff]+|[\\s\u00ad\u180e\u200b-\u200d\u2060\ufeff]+$")
#: Only the full-width forms a Chinese input method types into figures. NFKC would also turn ² and ① into digits.
_WIDE = str.maketrans("０１２３４５６７８９．，＋－％（）＝／：Ｅｅ＇", "0123456789.,+-%()=/:Ee'")


def unreadable(text: str) -> Parsed[str] | None:
    """A finding when a text holds direction marks or characters that stand for nothing."""
    if BIDI.search(text):
        return out("TEXT_BIDI")
    if BROKEN.search(text):
        return out("TEXT_BROKEN_CHARACTER")
    return None


def trim(text: str) -> str:
    """A text without blanks, NBSP and zero-width characters at its ends."""
    return _EDGE.sub("", text)


def narrow(text: str) -> str:
    """Full-width digits and the marks that go with figures in their usual form; nothing else changes."""
    return text.translate(_WIDE)
