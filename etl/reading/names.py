"""File names as they may be shown: no paths, no control characters, nothing that turns the line around."""

import re
import unicodedata

from etl import findings
from etl.findings import Finding
from etl.reading import sniff

NAMELESS = "（未命名文件）"
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_UNSAFE = re.compile(r"[<>:\"|?*]")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
_DOUBLE = re.compile(r"\.(?:exe|bat|cmd|js|vbs|scr|php|html?|sh|py|com|ps1|jar)\.[A-Za-z0-9]{1,5}$", re.IGNORECASE)


def clean(name: str) -> tuple[str, list[Finding]]:
    """A name fit to show and to keep in the records, and a finding when it had to be changed.

    The store never uses the name as a path; this only keeps screens, exports and logs safe.
    """
    plain = re.split(r"[/\\]", name.strip())[-1]
    plain = _CONTROLS.sub("", plain)
    plain = _UNSAFE.sub("_", plain).strip(". ")
    if plain[:1] in "=+-@＝＋－＠" and plain:
        plain = "_" + plain[1:]
    if _RESERVED.fullmatch(plain):
        plain = "_" + plain
    if len(plain) > 120:
        stem, dot, ending = plain.rpartition(".")
        plain = f"{stem[:100]}…{dot}{ending[:10]}" if dot else plain[:100] + "…"
    if not plain:
        plain = NAMELESS
    plain = unicodedata.normalize("NFC", plain)
    found = []
    if plain != unicodedata.normalize("NFC", name):
        found.append(findings.make("FILENAME_CLEANED", file=plain))
    if _DOUBLE.search(plain):
        found.append(findings.make("FILENAME_DOUBLE_SUFFIX", file=plain))
    if not sniff.suffix(plain) and plain != NAMELESS:
        found.append(findings.make("FILENAME_NO_SUFFIX", file=plain))
    return plain, found
