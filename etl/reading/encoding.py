"""Text of a file from its bytes: BOM, then strict UTF-8, then strict GB18030; anything else is asked, not guessed."""

import re
from dataclasses import dataclass, field

from etl import findings
from etl.findings import Finding
from etl.reading import chinese_bytes
from etl.reading.model import Refused
from etl.reading.sniff import is_bare_utf16

_FOREIGN_RUN = re.compile(r"[^\x00-\x7f\ufffd]{2,}")
#: What is left when text was decoded wrongly, saved, and decoded again.
_WRECK = re.compile(r"锟斤拷|烫烫烫|屯屯屯|锘縉|ï»¿|\ufffd")
_PRIVATE = re.compile(r"[\ue000-\uf8ff\U000f0000-\U0010fffd]")
#: Characters in which a wrong decoding shows.
LOOKED_AT = 400_000
_LINE_SEPARATORS = "\u2028\u2029\x85"
_CJK_TEXT = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")


@dataclass(slots=True)
class Decoded:
    """Text of a file and what had to be done to get it.

    Attributes:
        text: The text, line ends untouched.
        encoding: Name of the encoding used.
        findings: What was normalised or doubted.
        bad_lines: Line number (from 1) → code of the finding that keeps the line out.
    """

    text: str
    encoding: str
    findings: list[Finding] = field(default_factory=list)
    bad_lines: dict[int, str] = field(default_factory=dict)


def decode(data: bytes, *, file: str) -> Decoded:
    """The text of a file.

    Raises:
        Refused: The bytes are not text in an encoding that can be told for certain.
    """
    if not data.strip(b"\x00"):
        raise Refused(findings.make("FILE_EMPTY" if not data else "ENCODING_ALL_NUL", file=file))
    if data.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        raise Refused(findings.make("ENCODING_UNKNOWN", file=file))
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _finish(_utf16(data, file), file)
    if data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
        decoded = _strict(data, "utf-8")
        if decoded is None:
            return _finish(_broken_utf8(data, file), file)
        return _finish(Decoded(decoded, "utf-8-sig"), file)
    if is_bare_utf16(data):
        raise Refused(findings.make("ENCODING_UTF16_NO_BOM", file=file))
    decoded = _strict(data, "utf-8")
    if decoded is not None:
        if is_double_encoded(decoded):
            raise Refused(findings.make("ENCODING_DOUBLE", file=file))
        return _finish(Decoded(decoded, "ascii" if data.isascii() else "utf-8"), file)
    return _finish(_not_utf8(data, file), file)


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _utf16(data: bytes, file: str) -> Decoded:
    if len(data) % 2:
        raise Refused(findings.make("ENCODING_TRUNCATED", file=file, encoding="UTF-16"))
    name = "utf-16-le" if data[0] == 0xFF else "utf-16-be"
    text = _strict(data[2:], name)
    if text is None:
        raise Refused(findings.make("ENCODING_TRUNCATED", file=file, encoding="UTF-16"))
    return Decoded(text, name, [findings.make("ENCODING_UTF16", file=file)])


def is_double_encoded(text: str) -> bool:
    """True when the text is UTF-8 that was taken for GBK or Latin-1 and saved again."""
    runs = list(dict.fromkeys(_FOREIGN_RUN.findall(text[:LOOKED_AT])))[:400]
    if not runs:
        return False
    if _share_mended(runs, "gb18030") > 0.5:
        return True
    latin = [run for run in runs if all(ord(ch) < 0x2200 for ch in run)]
    return len(latin) * 2 > len(runs) and max(_share_mended(latin, "cp1252"), _share_mended(latin, "latin-1")) > 0.5


def _share_mended(runs: list[str], encoding: str) -> float:
    """Share of the runs that become Chinese when the wrong decoding is undone; cut runs count by what is left."""
    mended = 0
    for run in runs:
        try:
            raw = run.encode(encoding)
        except UnicodeEncodeError:
            continue
        again = raw.decode("utf-8", errors="ignore")
        whole = 3 * len(_CJK_TEXT.findall(again)) >= 0.7 * len(raw)
        mended += whole and len(raw) >= 3
    return mended / max(len(runs), 1)


def _broken_utf8(data: bytes, file: str) -> Decoded:
    if _cut_at_end(data, "utf-8"):
        raise Refused(findings.make("ENCODING_TRUNCATED", file=file, encoding="UTF-8"))
    mixed = _by_line(data, file)
    if mixed is None:
        raise Refused(findings.make("ENCODING_UNKNOWN", file=file))
    return mixed


def _cut_at_end(data: bytes, encoding: str) -> bool:
    """True when all is well but for an incomplete character at the very end."""
    try:
        data.decode(encoding)
    except UnicodeDecodeError as error:
        reached_end = error.end >= len(data) or error.start >= len(data) - 3
        whole = data[: error.start]
        return (
            reached_end
            and "incomplete" in error.reason + "incomplete" * ("end of data" in error.reason)
            and not whole.isascii()
        )
    return False


def _not_utf8(data: bytes, file: str) -> Decoded:
    if _cut_at_end(data, "utf-8"):
        raise Refused(findings.make("ENCODING_TRUNCATED", file=file, encoding="UTF-8"))
    mixed = _by_line(data, file)
    if mixed is not None:
        return mixed
    text = _strict(data, "gb18030")
    if text is None:
        if _cut_at_end(data, "gb18030") and chinese_bytes.gb_share(data) >= 0.6:
            raise Refused(findings.make("ENCODING_TRUNCATED", file=file, encoding="GBK"))
        raise Refused(findings.make("ENCODING_BIG5" if chinese_bytes.is_big5(data) else "ENCODING_UNKNOWN", file=file))
    if chinese_bytes.is_big5(data):
        raise Refused(findings.make("ENCODING_BIG5", file=file))
    if chinese_bytes.gb_share(data) < 0.5:
        raise Refused(findings.make("ENCODING_UNKNOWN", file=file))
    found = []
    if chinese_bytes.has_four_byte(data):
        rare = "".join(dict.fromkeys(ch for ch in text if len(ch.encode("gb18030")) == 4 and chinese_bytes.is_seen(ch)))
        if rare:
            found.append(findings.make("ENCODING_FOUR_BYTE", file=file, value=rare[:20]))
    return Decoded(text, "gb18030", found)


def _by_line(data: bytes, file: str) -> Decoded | None:
    """A file in which some lines are in another encoding than the rest: those lines are kept out.

    Returns:
        None when the lines do not clearly belong to two encodings.
    """
    lines = data.split(b"\n")
    if len(lines) < 2:
        return None
    utf8: list[int] = []
    other: list[int] = []
    for index, line in enumerate(lines):
        if line.isascii():
            continue
        text = _strict(line, "utf-8")
        plain = text is not None and bool(_CJK_TEXT.search(text))
        (utf8 if plain else other).append(index)
    if not utf8 or not other:
        return None
    if any(_strict(lines[i], "gb18030") is None for i in other):
        return None
    if len(utf8) >= 3 * len(other):
        base, odd = "utf-8", other
    elif len(other) >= 3 * len(utf8):
        base, odd = "gb18030", utf8
    else:
        return None
    odd_set = set(odd)
    second = "gb18030" if base == "utf-8" else "utf-8"
    texts = [line.decode(second if i in odd_set else base) for i, line in enumerate(lines)]
    return Decoded("\n".join(texts), base, [], {i + 1: "ENCODING_MIXED_LINE" for i in odd})


def is_plain(text: str) -> bool:
    """Whether nothing has to be taken out of a text or marked in it."""
    return not (
        any(mark in text for mark in ("\x00", "\ufeff", *_LINE_SEPARATORS))
        or _WRECK.search(text)
        or _PRIVATE.search(text)
    )


def _finish(decoded: Decoded, file: str) -> Decoded:
    """Take out what only disturbs, mark the lines that are damaged."""
    text = decoded.text
    if "\ufeff" in text:
        if text.startswith("\ufeff"):
            text = text[1:]
        if "\ufeff" in text:
            text = text.replace("\ufeff", "")
            decoded.findings.append(findings.make("ENCODING_INNER_BOM", file=file))
    if any(mark in text for mark in _LINE_SEPARATORS):
        text = text.replace("\u2028", " ").replace("\u2029", " ").replace("\x85", " ")
        decoded.findings.append(findings.make("ENCODING_LINE_SEPARATOR", file=file))
    decoded.text = text
    wrecked = [
        code
        for code, pattern in (("ENCODING_WRECKED", _WRECK), ("ENCODING_PRIVATE_USE", _PRIVATE))
        if pattern.search(text)
    ]
    if wrecked or "\x00" in text:
        for number, line in enumerate(re.split(r"\r\n|\n|\r", text), start=1):
            if "\x00" in line:
                decoded.bad_lines[number] = "ENCODING_NUL"
            elif _WRECK.search(line):
                decoded.bad_lines[number] = "ENCODING_WRECKED"
            elif _PRIVATE.search(line):
                decoded.bad_lines[number] = "ENCODING_PRIVATE_USE"
    return decoded
