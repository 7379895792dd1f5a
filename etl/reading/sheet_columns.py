"""Columns of texts from the cells of a plainly written worksheet: each distinct content is spelt once.

The texts are those that the workbook library and `etl.reading.workbook` give, or the sheet is left to them.
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from xml.parsers import expat

import numpy as np
from numpy.typing import NDArray

from etl.reading import number_formats
from etl.reading.byte_words import MIX, each_word, words_of
from etl.reading.package import column_number
from etl.reading.sheet_tokens import Cells, NotPlain
from etl.reading.spelling import moment, number_text
from etl.reading.texts import Texts

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?", re.ASCII)
#: Chinese Excel says after every text how its pinyin would be shown.
_SHARED = re.compile(rb"<si><t(?:/>|(?: xml:space=\"preserve\")?>([^<]*)</t>)(?:<phoneticPr\b[^<>]*/>)?</si>")
_ESCAPED = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);)|_x|\r")
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&"))
_MERGE = re.compile(rb"<mergeCell ref=\"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})\"/>")
_FORMAT = re.compile(rb"<numFmt\b[^<>]*?\bnumFmtId=\"(\d+)\"[^<>]*?\bformatCode=\"([^\"]*)\"[^<>]*/>")
_XF = re.compile(rb"<xf\b[^<>]*?\bnumFmtId=\"(\d+)\"")
_FIGURES = frozenset((0, 1, 2, 3, 4, 11, 12, 13, 37, 38, 39, 40, 48, 49))
_DATES = frozenset((14, 15, 16, 17, 22))
_FIGURE_CODE = re.compile(r"(?:General|[0#?.,%_\-() ;*¥￥]|&quot;[^&;hdmysHDMYS]*&quot;)+")
_DATE_CODE = re.compile(r"(?=.*[yY])(?:[yYmMdD]|[\-/. ]|&quot;[年月日]&quot;|[年月日]|\\[\-/. ])+(?:;@)?")
_LONGEST_PROLOG = 1_000_000
_EPOCH = date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet by columns.

    Attributes:
        columns: The cells of each column, from A on; as many rows as the last cell with content needs.
        merges: Merged ranges as first row, first column, last row, last column, from 0.
        typed_years: Cells that hold a year formatted as a date.
    """

    columns: list[Texts]
    merges: list[tuple[int, int, int, int]]
    typed_years: int


def read(parts: Mapping[str, bytes], cells: Cells) -> Sheet | None:
    """A sheet from its cells, None when the workbook library has to read it.

    Args:
        parts: All parts of the package, for shared texts and formats.
        cells: The cells of the sheet's part.
    """
    if not _is_utf8(cells.content) or not _is_whole(cells.prolog):
        return None
    try:
        return _Reader(parts, cells).run()
    except (NotPlain, UnicodeDecodeError):
        return None


def _is_utf8(content: bytes) -> bool:
    declared = re.match(rb"\xef?\xbb?\xbf?<\?xml[^<>]*?encoding=[\"']([^\"']*)", content[:200])
    return declared is None or declared[1].lower() == b"utf-8"


def _is_whole(prolog: bytes) -> bool:
    """Whether what stands around the cells is sound XML."""
    if len(prolog) > _LONGEST_PROLOG:
        return False
    try:
        expat.ParserCreate().Parse(prolog, True)
    except expat.ExpatError:
        return False
    return True


class _Reader:
    def __init__(self, parts: Mapping[str, bytes], cells: Cells) -> None:
        self.parts, self.cells = parts, cells
        self.taken_for = np.zeros(len(cells.rows), np.int64)
        self.shared: list[str] | None = None
        self.years = 0
        self.formats = self._formats()

    def run(self) -> Sheet:
        cells = self.cells
        count = int(cells.rows[-1]) + 1
        order = np.argsort(cells.columns, kind="stable")
        sizes = np.bincount(cells.columns)
        edges = np.concatenate(([0], np.cumsum(sizes)))
        columns = [self._column(order[edges[at] : edges[at + 1]], count) for at in range(len(sizes))]
        self._make_sure()
        return Sheet(columns, self._merges(), self.years)

    def _column(self, at: NDArray[np.int64], count: int) -> Texts:
        cells = self.cells
        if not len(at):
            return Texts(np.zeros(count, np.int32), [""])
        kinds = cells.kinds[at].astype(np.uint64)
        _, first, codes = np.unique(cells.keys[at] ^ (kinds * MIX), return_index=True, return_inverse=True)
        self.taken_for[at] = at[first][codes]
        texts = self._texts(at[first], np.bincount(codes))
        if len(at) == count:
            return Texts(codes.astype(np.int32), texts)
        spread = np.full(count, len(texts), np.int32)
        spread[cells.rows[at]] = codes
        return Texts(spread, [*texts, ""])

    def _make_sure(self) -> None:
        """Compare every content with the one it was taken for: two may have the same key by chance."""
        cells, of = self.cells, self.taken_for
        sizes = cells.ends - cells.starts
        if int(sizes.min()) == 0 or (sizes != sizes[of]).any() or (cells.kinds != cells.kinds[of]).any():
            raise NotPlain
        words = words_of(cells.content)
        both = zip(each_word(words, cells.starts, sizes), each_word(words, cells.starts[of], sizes), strict=True)
        if any((one != other).any() for (_, one), (_, other) in both):
            raise NotPlain

    def _texts(self, at: NDArray[np.int64], counts: NDArray[np.int64]) -> list[str]:
        """The text of some cells, which stand for `counts` cells each."""
        cells = self.cells
        places = zip(cells.starts[at].tolist(), cells.ends[at].tolist(), strict=True)
        spell = [self._spell(style, kind) for style, kind in cells.attributes]
        texts = []
        for (start, end), kind, count in zip(places, cells.kinds[at].tolist(), counts.tolist(), strict=True):
            text, was_year = spell[kind](cells.content[start:end])
            self.years += count if was_year else 0
            texts.append(text)
        return texts

    def _spell(self, style: int | None, kind: bytes | None) -> Callable[[bytes], tuple[str, bool]]:
        if kind in (None, b"n"):
            form = self.formats.get(style or 0, "")
            return {"figure": self._figure, "percent": _percent, "date": self._moment}.get(form, _unknown)
        return {b"inlineStr": _inline, b"s": self._shared, b"b": _truth}.get(kind or b"", _unknown)

    def _figure(self, content: bytes) -> tuple[str, bool]:
        return number_text(_number(content)), False

    def _moment(self, content: bytes) -> tuple[str, bool]:
        serial = _number(content)
        if not serial.is_integer() or not 61 <= serial <= 2_000_000:
            raise NotPlain
        return moment(_EPOCH + timedelta(days=int(serial)), False)

    def _shared(self, content: bytes) -> tuple[str, bool]:
        if self.shared is None:
            self.shared = _shared_texts(self.parts.get("xl/sharedStrings.xml", b""))
        number = int(content) if content.isdigit() else -1
        if not 0 <= number < len(self.shared):
            raise NotPlain
        return self.shared[number], False

    def _formats(self) -> dict[int, str]:
        """Number of a style → `figure`, `percent` or `date`, for the formats that are surely one of them."""
        styles = self.parts.get("xl/styles.xml", b"")
        begin, end = styles.find(b"<cellXfs"), styles.find(b"</cellXfs>")
        own = {int(found[1]): _form(found[2].decode("utf-8", errors="replace")) for found in _FORMAT.finditer(styles)}
        known = {number: "figure" for number in _FIGURES} | {number: "date" for number in _DATES}
        known |= dict.fromkeys(number_formats.BUILT_IN, "percent") | own
        if re.search(rb"date1904\s*=\s*[\"'](?:1|true)", self.parts.get("xl/workbook.xml", b"")):
            known = {number: form for number, form in known.items() if form != "date"}
        if begin < 0 or end < 0:
            return {0: "figure"}
        return {at: known.get(int(found[1]), "") for at, found in enumerate(_XF.finditer(styles, begin, end))}

    def _merges(self) -> list[tuple[int, int, int, int]]:
        prolog, column = self.cells.prolog, column_number
        found = _MERGE.findall(prolog)
        if len(found) != prolog.count(b"<mergeCell "):
            raise NotPlain
        return [
            (int(top) - 1, column(left.decode()) - 1, int(bottom) - 1, column(right.decode()) - 1)
            for left, top, right, bottom in found
        ]


def _number(content: bytes) -> float:
    text = content.decode("ascii", errors="replace")
    value = float(text) if _NUMBER.fullmatch(text) else math.inf
    if not math.isfinite(value):
        raise NotPlain
    return value


def _percent(content: bytes) -> tuple[str, bool]:
    return number_formats.spelt(number_text(_number(content)), number_formats.Shown(percent=True)), False


def _unknown(content: bytes) -> tuple[str, bool]:
    raise NotPlain


def _inline(content: bytes) -> tuple[str, bool]:
    return _plain_text(content), False


def _truth(content: bytes) -> tuple[str, bool]:
    if content not in (b"0", b"1"):
        raise NotPlain
    return ("TRUE" if content == b"1" else "FALSE"), False


def _plain_text(content: bytes) -> str:
    if b"&" not in content and b"_x" not in content and b"\r" not in content:
        return content.decode("utf-8").strip()
    if _ESCAPED.search(content):
        raise NotPlain
    text = content.decode("utf-8")
    for entity, letter in _ENTITIES:
        text = text.replace(entity, letter)
    return text.strip()


def _shared_texts(part: bytes) -> list[str]:
    found = _SHARED.findall(part)
    if len(found) != part.count(b"<si") or b"<!" in part:
        raise NotPlain
    return [_plain_text(text) for text in found]


def _form(code: str) -> str:
    shown = number_formats.of(code.replace("&quot;", '"'))
    if shown is not None:
        return "percent" if shown.percent else ""
    if _FIGURE_CODE.fullmatch(code):
        return "figure"
    return "date" if _DATE_CODE.fullmatch(code) else ""
