"""The cells of a worksheet's XML as arrays, for sheets that a program wrote in the plainest way.

Every tag between `<sheetData>` and `</sheetData>` must be one of a dozen, in an order that a table of transitions
allows; anything else (formulas, errors, rich text, comments, blanks between tags) leaves the sheet to the workbook
library. The bytes are looked at in pieces that fit the processor's cache.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from etl.reading.byte_words import MASKS, keys_of, words_of

_PIECE = 1 << 20
#: More cells than this are the workbook library's.
MOST_CELLS = 4_000_000

_ROW, _ROW_END, _ROW_EMPTY, _C, _C_END, _C_EMPTY, _V, _V_END, _IS, _IS_END, _T, _T_SPACED, _T_END = range(1, 14)
#: The two bytes after `<`, the kind of tag, and its length less one (0 where it varies).
_TAGS = (
    (b"ro", _ROW, 0), (b"/r", _ROW_END, 5), (b"c ", _C, 0), (b"/c", _C_END, 3), (b"v>", _V, 2), (b"/v", _V_END, 3),
    (b"is", _IS, 3), (b"/i", _IS_END, 4), (b"t>", _T, 2), (b"t ", _T_SPACED, 25), (b"/t", _T_END, 3),
)  # fmt: skip
_FOLLOWS = {
    _ROW: (_C, _C_EMPTY, _ROW_END), _ROW_END: (_ROW, _ROW_EMPTY), _ROW_EMPTY: (_ROW, _ROW_EMPTY),
    _C: (_V, _IS, _C_END), _C_END: (_C, _C_EMPTY, _ROW_END), _C_EMPTY: (_C, _C_EMPTY, _ROW_END), _V: (_V_END,),
    _V_END: (_C_END,), _IS: (_T, _T_SPACED), _T: (_T_END,), _T_SPACED: (_T_END,), _T_END: (_IS_END,),
    _IS_END: (_C_END,),
}  # fmt: skip
_KIND = np.zeros(1 << 16, np.uint8)
_LENGTH = np.zeros(16, np.int64)
for _letters, _kind, _size in _TAGS:
    _KIND[int.from_bytes(_letters, "little")] = _kind
    _LENGTH[_kind] = _size
_ALLOWED = np.zeros(256, bool)
for _kind, _next in _FOLLOWS.items():
    _ALLOWED[[_kind * 16 + other for other in _next]] = True
_HOLDS_TEXT = np.zeros(16, bool)
_HOLDS_TEXT[[_V, _T, _T_SPACED]] = True
_ROW_TAIL = re.compile(rb'(?: [A-Za-z][\w:]*="[^"<>&]*")*/?')
_ATTRIBUTES = re.compile(rb'(?: s="(?P<style>\d{1,5})")?(?: t="(?P<type>[A-Za-z]{1,9})")?')


def _word(text: bytes) -> np.uint64:
    return np.uint64(int.from_bytes(text, "little"))


_ROW_WORD, _C_WORD, _SPACE_WORDS = _word(b'<row r="'), _word(b'<c r="'), (_word(b'pace="pr'), _word(b'eserve">'))


class NotPlain(Exception):
    """The sheet is not written in the plainest way."""


@dataclass(frozen=True, slots=True)
class Cells:
    """Cells with content, in the order of the sheet.

    Attributes:
        content: The part.
        rows: Row of each cell, from 0.
        columns: Column of each cell, from 0.
        kinds: Place of each cell's attributes in `attributes`.
        starts: First byte of its content.
        ends: Byte after its content.
        attributes: Pairs (style, type) as written, None for none.
        prolog: Bytes before the first row and after the last one.
        row_attributes: What stands in the tags of rows beside their numbers.
        keys: A number for each content, the same for the same content.
    """

    content: bytes
    rows: NDArray[np.int32]
    columns: NDArray[np.uint8]
    kinds: NDArray[np.uint8]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    attributes: list[tuple[int | None, bytes | None]]
    prolog: bytes
    row_attributes: frozenset[bytes]
    keys: NDArray[np.uint64]

    @property
    def hides(self) -> bool:
        """Whether some row or column may be hidden."""
        return b"hidden" in self.prolog or any(b"hidden" in text for text in self.row_attributes)


def scan(content: bytes, *, max_columns: int, max_rows: int) -> Cells | None:
    """The cells of a sheet's part, None when it is not written in the plainest way.

    Args:
        content: The XML.
        max_columns: A cell further to the right leaves the sheet to the workbook library and its checks.
        max_rows: A row further down does.
    """
    start = content.find(b"<sheetData>") + len(b"<sheetData>")
    end = content.rfind(b"</sheetData>")
    prolog = content[:start] + content[end:]
    if start < 11 or end < start or len(content) < end + 64 or prolog.count(b"sheetData>") != 2:
        return None
    try:
        return _Scanner(content, start, end, prolog).run(max_columns, max_rows)
    except NotPlain:
        return None


class _Scanner:
    def __init__(self, content: bytes, start: int, end: int, prolog: bytes) -> None:
        self.content, self.start, self.end, self.prolog = content, start, end, prolog
        self.bytes = np.frombuffer(content, np.uint8)
        self.words = words_of(content)
        self.known: dict[bytes, int] = {}
        self.tails: set[bytes] = set()
        self.last_row = 0

    def run(self, max_columns: int, max_rows: int) -> Cells:
        pieces = []
        count = 0
        for start, stop in self._bounds():
            pieces.append(self._cells(*self._tags(start, stop)))
            count += len(pieces[-1][0])
            if count > MOST_CELLS:
                raise NotPlain
        rows, columns, kinds, starts, ends, keys = (np.concatenate(found) for found in zip(*pieces, strict=True))
        if not len(rows) or int(columns.max()) >= max_columns or int(rows[-1]) >= max_rows or len(self.known) > 250:
            raise NotPlain
        attributes = [_attributes(text) for text in self.known]
        tails = frozenset(self.tails)
        return Cells(self.content, rows, columns, kinds, starts, ends, attributes, self.prolog, tails, keys)

    def _bounds(self) -> Iterator[tuple[int, int]]:
        """Beginning and end of pieces of whole rows."""
        at = self.start
        while at < self.end:
            stop = self.content.rfind(b"</row>", at, min(at + _PIECE, self.end)) + 6
            if stop < at + 6:
                raise NotPlain
            yield at, stop
            at = stop
        if at != self.end or at == self.start:
            raise NotPlain

    def _tags(self, start: int, stop: int) -> tuple[NDArray, ...]:
        """Kind, first and last byte of each tag of a piece."""
        view = self.bytes[start:stop]
        opens = np.flatnonzero(view == 60) + start
        closes = np.flatnonzero(view == 62) + start
        if len(opens) != len(closes) or opens[0] != start or closes[-1] != stop - 1:
            raise NotPlain
        head = self.words[opens]
        tags = _KIND[(head >> np.uint64(8)).astype(np.uint16)]
        long = closes - opens
        gaps = opens[1:] - closes[:-1]  # 1 where one tag follows the other at once
        inside = _HOLDS_TEXT[tags[:-1]]
        if (long <= 0).any() or (gaps < 1).any() or ((gaps != 1) & ~inside).any():
            raise NotPlain
        wanted = _LENGTH[tags]
        if ((wanted != 0) & (wanted != long)).any() or not tags.all():
            raise NotPlain
        self._check_words(tags, head, opens)
        closed = self.bytes[closes - 1] == 47
        tags = np.where(closed & (tags == _ROW), _ROW_EMPTY, np.where(closed & (tags == _C), _C_EMPTY, tags))
        if not _ALLOWED[tags[:-1] * 16 + tags[1:]].all() or tags[0] not in (_ROW, _ROW_EMPTY):
            raise NotPlain
        return tags.astype(np.uint8), opens, closes

    def _check_words(self, tags: NDArray[np.uint8], head: NDArray[np.uint64], opens: NDArray[np.int64]) -> None:
        """Make sure that tags known by two letters are what they seem to be."""
        if (head[tags == _ROW] != _ROW_WORD).any() or ((head[tags == _C] & MASKS[6]) != _C_WORD).any():
            raise NotPlain
        for kind, text, size in ((_ROW_END, b"</row>", 6), (_IS_END, b"</is>", 5), (_IS, b"<is>", 4)):
            if ((head[tags == kind] & MASKS[size]) != _word(text)).any():
                raise NotPlain
        for kind, text in ((_V_END, b"</v>"), (_C_END, b"</c>"), (_T_END, b"</t>")):
            if ((head[tags == kind] & MASKS[4]) != _word(text)).any():
                raise NotPlain
        spaced = opens[tags == _T_SPACED]
        if len(spaced) and (
            (self.words[spaced] != _word(b"<t xml:s")).any()
            or (self.words[spaced + 8] != _SPACE_WORDS[0]).any()
            or (self.words[spaced + 16] != _SPACE_WORDS[1]).any()
        ):
            raise NotPlain

    def _cells(
        self, tags: NDArray[np.uint8], opens: NDArray[np.int64], closes: NDArray[np.int64]
    ) -> tuple[NDArray, ...]:
        row_at = np.flatnonzero((tags == _ROW) | (tags == _ROW_EMPTY))
        numbers, digits, sizes = self._rows(opens[row_at])
        self._check_rows(opens[row_at] + sizes + 9, closes[row_at])
        at = np.flatnonzero((tags == _C) | (tags == _C_EMPTY))
        row_of = np.searchsorted(row_at, at) - 1
        columns, after = self._references(opens[at] + 6, digits[row_of], sizes[row_of])
        rows = numbers[row_of]
        if ((columns[1:] <= columns[:-1]) & (rows[1:] == rows[:-1])).any():
            raise NotPlain
        kinds = self._kinds(after, closes[at] - (tags[at] == _C_EMPTY))
        filled = (tags[at] == _C) & (tags[np.minimum(at + 1, len(tags) - 1)] != _C_END)
        at, columns, rows, kinds = at[filled], columns[filled], rows[filled], kinds[filled]
        inline = tags[at + 1] == _IS
        holder = at + 1 + inline
        listed = np.array([text.endswith(b't="inlineStr"') for text in self.known])
        if (listed[kinds] != inline).any():
            raise NotPlain
        starts, ends = closes[holder] + 1, opens[holder + 1]
        return rows, columns, kinds, starts, ends, keys_of(self.words, starts, ends - starts)

    def _rows(self, opens: NDArray[np.int64]) -> tuple[NDArray[np.int32], NDArray[np.uint64], NDArray[np.int64]]:
        """Number (from 0), digits and number of digits of each row."""
        sizes = np.zeros(len(opens), np.int64)
        numbers = np.zeros(len(opens), np.int64)
        going = np.ones(len(opens), bool)
        for place in range(8):
            letters = self.bytes[opens + 8 + place]
            going &= letters != 34
            if not going.any():
                break
            digit = letters[going].astype(np.int64) - 48
            if place == 7 or ((digit < 0) | (digit > 9)).any():
                raise NotPlain
            numbers[going] = numbers[going] * 10 + digit
            sizes[going] += 1
        before = np.concatenate(([self.last_row], numbers[:-1]))
        if (numbers <= before).any() or (sizes == 0).any() or (self.bytes[opens + 8] == 48).any():
            raise NotPlain
        self.last_row = int(numbers[-1])
        return (numbers - 1).astype(np.int32), self.words[opens + 8] & MASKS[sizes], sizes

    def _check_rows(self, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> None:
        """Make sure that what follows the number of a row is nothing but attributes."""
        more = np.flatnonzero(starts != ends)
        places = zip(starts[more].tolist(), ends[more].tolist(), strict=True)
        new = {self.content[start:end] for start, end in places} - self.tails
        if not all(_ROW_TAIL.fullmatch(text) for text in new):
            raise NotPlain
        self.tails |= new

    def _references(
        self, places: NDArray[np.int64], digits: NDArray[np.uint64], sizes: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Column (from 0) of each cell, and the position after its reference; the row must be the row's own."""
        first, second = self.bytes[places].astype(np.int64) - 65, self.bytes[places + 1].astype(np.int64) - 65
        two = second >= 0
        if ((first < 0) | (first > 25) | (second > 25)).any():
            raise NotPlain
        columns = np.where(two, (first + 1) * 26 + second, first)
        if len(columns) and int(columns.max()) > 255:
            raise NotPlain
        after = places + 1 + two
        if ((self.words[after] & MASKS[sizes]) != digits).any() or (self.bytes[after + sizes] != 34).any():
            raise NotPlain
        return columns.astype(np.uint8), after + sizes + 1

    def _kinds(self, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.uint8]:
        """Number of each cell's further attributes."""
        kinds = np.zeros(len(starts), np.uint8)
        sizes = ends - starts
        if (sizes > 24).any() or (sizes < 0).any():
            raise NotPlain
        words = [self.words[starts + 8 * n] & MASKS[np.clip(sizes - 8 * n, 0, 8)] for n in range(3)]
        left = np.arange(len(starts))
        while len(left):
            here = left[0]
            text = self.content[starts[here] : ends[here]]
            number = self.known.setdefault(text, len(self.known))
            if number > 250:
                raise NotPlain
            same = (sizes[left] == sizes[here]) & (words[0][left] == words[0][here])
            same &= (words[1][left] == words[1][here]) & (words[2][left] == words[2][here])
            kinds[left[same]] = number
            left = left[~same]
        return kinds


def _attributes(text: bytes) -> tuple[int | None, bytes | None]:
    found = _ATTRIBUTES.fullmatch(text)
    if found is None:
        raise NotPlain
    return int(found["style"]) if found["style"] else None, found["type"]
