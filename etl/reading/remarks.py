"""Text of an .xlsx that stands in no cell: comments, headers and footers, text boxes, properties."""

import re
from html import unescape

from etl.reading.package import Package

_PARTS = re.compile(r"xl/(?:comments|threadedComments|drawings|persons|charts)|docProps/(?:core|custom)")
_TAG = re.compile(r"<[^>]*>")
_BREAKS = re.compile(r"</(?:\w+:)?(?:comment|p|si|threadedComment)>|<(?:\w+:)?br\s*/?>")
_RUN = re.compile(r"<(?:\w+:)?(?:t|text|v)(?:\s[^>]*)?>([^<]*)<")
_FOOT = re.compile(rb"<(?:\w+:)?(?:odd|even|first)(?:Header|Footer)>([^<]*)<")
_VALIDATION = re.compile(rb"<(?:\w+:)?dataValidation\b[^<>]*>")
_PROMPT = re.compile(r"(?:prompt|error|promptTitle|errorTitle)=\"([^\"]*)\"")


def texts(package: Package) -> list[str]:
    """All such text of a package, a piece a remark."""
    found: list[str] = []
    for name, part in package.parts.items():
        if _PARTS.match(name) and name.endswith((".xml", ".vml")):
            found += _paragraphs(part.decode("utf-8", errors="replace"))
        elif name.startswith("xl/worksheets/"):
            found += _beside_cells(package.around(name))
        elif name == "xl/workbook.xml":
            found += [
                unescape(text)
                for text in re.findall(r"<(?:\w+:)?definedName\b[^>]*>([^<]*)<", part.decode("utf-8", errors="replace"))
            ]
    return found


def _beside_cells(part: bytes) -> list[str]:
    """Headers and footers of a printed sheet, and what is said when a cell is filled."""
    found: list[str] = []
    if b"Footer>" in part or b"Header>" in part:
        found += [unescape(match.decode("utf-8", errors="replace")) for match in _FOOT.findall(part)]
    if b"dataValidation" in part:
        for validation in _VALIDATION.findall(part):
            found += [unescape(text) for text in _PROMPT.findall(validation.decode("utf-8", errors="replace"))]
    return found


def _paragraphs(text: str) -> list[str]:
    """Running text of a part, the pieces of a paragraph joined: a number may be split over several pieces."""
    if not _RUN.search(text):
        return [unescape(line).strip() for line in _TAG.sub("\n", text).split("\n") if line.strip()]
    joined = ("".join(_RUN.findall(paragraph)) for paragraph in _BREAKS.split(text))
    return [unescape(line).strip() for line in joined if line.strip()]
