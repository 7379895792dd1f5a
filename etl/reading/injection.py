"""Cells that are code rather than data. Headers and sheet names are only ever shown escaped, so only rows matter."""

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from etl.reading.model import Column

if TYPE_CHECKING:
    from etl.reading.build import TableBuilder

#: A quick look at a whole row; only rows that pass are looked at closely.
_SUSPECT = re.compile(
    r"[<>=＝@＠|{}\\$`;\x00-\x08\x0b-\x1f\x7f]|//|\.\./|--|&#|javascript|data:|!\[|(?:^|\n)[/~]\w|~/|(?:^|\n)[+＋\-－][^\d.\s]",
    re.IGNORECASE,
)
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("CELL_CONTROL", re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")),
    ("CELL_LINE_BREAK", re.compile(r"\r|_x000D_")),
    (
        "CELL_MARKUP",
        re.compile(
            r"<[/!?]?[A-Za-z][^<>]*>|<!--|<(?:script|img|svg|iframe|object|embed|style|link|meta|form|input|body|video|audio|math)\b|&#x?[0-9a-fA-F]+;|&(?:lt|gt|quot|amp);|\b(?:on\w+|srcdoc)\s*=\s*[\"']",
            re.IGNORECASE,
        ),
    ),
    ("CELL_LINK", re.compile(r"(?:javascript|vbscript|data|file)\s*:\s*[\w/(,]|!?\[[^\]]*\]\([^)]*\)", re.IGNORECASE)),
    (
        "CELL_FORMULA",
        re.compile(
            r"^\s*=|^\s*@[A-Za-z]|^\s*[+\-][^\d.]*[A-Za-z_]+\s*[(!|]|\|\s*'|^\s*[+\-]\s*\d+\s*[+\-*/]\s*\w+|(?:cmd|powershell|mshta)\s*\|",
            re.IGNORECASE,
        ),
    ),
    (
        "CELL_TEMPLATE",
        re.compile(
            r"\{\{.*?\}\}|\{%.*?%\}|\$\{.*?\}|<%|#\{.*?\}|\\(?:input|write18|immediate|def|include|href|frac|text|begin)\b|%\{[^}]*\}|\$\$?[^$]*\\[A-Za-z]+[^$]*\$",
            re.DOTALL,
        ),
    ),
    (
        "CELL_SQL",
        re.compile(
            r"['\"]\s*(?:\)?\s*;\s*--|--|\bor\b|\band\b|\bunion\b)|;\s*(?:drop|delete|insert|update|alter|create|attach|copy|pragma|select)\b|\bunion\s+(?:all\s+)?select\b|\bdrop\s+table\b|/\*.*?\*/",
            re.IGNORECASE,
        ),
    ),
    (
        "CELL_PATH",
        re.compile(r"(?:^|[\s\"'])(?:\.\.[/\\]|[A-Za-z]:\\|\\\\[\w.]+\\|/(?:etc|proc|root|home|dev|var|tmp|usr)/|~/)"),
    ),
)


#: Longer cells hardly ever stand in a file twice.
_SHORT = 60
_SIGNS = re.compile(r"[<>=＝@＠|{}\\$`;~\x00-\x08\x0b-\x1f\x7f]")
_MARKS = ("//", "../", "--", "&#", "![", "\n/", "\n+", "\n＋", "\n-", "\n－", ":", "：")


def harmless(text: str) -> bool:
    """True when nothing in a whole sheet can make a suspect cell; much faster than looking at each row."""
    return not _SIGNS.search(text) and not any(mark in text for mark in _MARKS) and text[:1] not in "/+＋-－"


def kind_of(text: str) -> str | None:
    """The code of the finding for a cell that is code rather than data, None for an ordinary cell."""
    if text.isalnum() or text.removeprefix("-").replace(".", "", 1).isdigit():
        return None  # letters and digits alone are never code
    return _kind_of_short(text) if len(text) <= _SHORT else _look(text)


@lru_cache(maxsize=20_000)
def _kind_of_short(text: str) -> str | None:
    return _look(text)


def _look(text: str) -> str | None:
    flat = unicodedata.normalize("NFKC", text) if any(ch > "\uff00" for ch in text) else text
    for code, pattern in _KINDS:
        if pattern.search(flat):
            return code
    return None


def bad_rows(builder: "TableBuilder", kept: list[int], columns: list[Column], known: set[int]) -> set[int]:
    """Grid rows of the body with such a cell; each is named by a finding."""
    names = {column.position: column.name for column in columns}
    rows = builder.grid.rows
    search = _SUSPECT.search
    if harmless(builder.grid.text):
        return set()
    bad: set[int] = set()
    for index in kept:
        if index in known or not search("\n".join(rows[index])):
            continue
        for position, text in enumerate(rows[index]):
            code = kind_of(text) if text else None
            if code:
                builder.note(code, index, column=names.get(position, ""), value=text.strip()[:80])
                bad.add(index)
                break
    return bad
