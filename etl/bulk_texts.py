"""Which text stands in each cell: guessed from a sum over its bytes, then compared byte by byte.

Cells are copied side by side, as many bytes each as the longest has, and worked on as machine words. A guess that does
not hold, and a text seen for the first time, go through an ordinary dictionary: the answer is exact whatever the sums.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

_U = np.uint64
#: Texts of more bytes go through the dictionary; so many bytes have to stand behind the last cell.
MOST_BYTES = 256
_WORDS = MOST_BYTES // 8
#: Odd factors: the same for every run, as nothing but speed depends on them.
_FACTORS = np.random.default_rng(20_241_115).integers(1, 2**63, _WORDS, dtype=np.uint64) * _U(2) + _U(1)
_FOR_LENGTH, _FOR_SECOND = _U(0x9E3779B97F4A7C15), _U(0xD6E8FEB86659FD93)
#: Slots of the table of guesses for each text.
_SLOTS = 32
_LEAST_BITS = 12
#: Times that cells of one sum and several texts are told apart together.
_ROUNDS = 3

_Cells = NDArray[np.uint64]
_Places = NDArray[np.int64]


@lru_cache(maxsize=_WORDS)
def _fronts(words: int) -> _Cells:
    """For each length the bytes that belong to a cell of that length, as words to mask it with."""
    bytes_in = np.arange(8 * words) < np.arange(8 * words + 1)[:, None]
    return (bytes_in * np.uint8(255)).view(np.uint64)


class Texts:
    """The distinct texts of a column as one reader has seen them so far; number 0 is no text.

    Attributes:
        texts: The texts by number.
    """

    def __init__(self, most_bytes: int = MOST_BYTES, slots: int = _SLOTS) -> None:
        """
        Args:
            most_bytes: Longer texts are looked up one by one.
            slots: Slots of the tables of guesses for each text.
        """
        self._most, self._per_text = most_bytes, slots
        self.texts: list[bytes] = [b""]
        self._numbers: dict[bytes, int] = {}
        self._known = np.zeros((64, 1), dtype=np.uint64)
        self._lengths = np.full(64, -1, dtype=np.int64)
        self._sums = np.zeros(64, dtype=np.uint64)
        self._bits = _LEAST_BITS
        self._slots = [np.zeros(1 << self._bits, dtype=np.int32) for _ in range(2)]

    def number(self, content: NDArray[np.uint8], starts: _Places, ends: _Places) -> NDArray[np.int32]:
        """The number of the text in each cell.

        Args:
            content: The bytes, at least `most_bytes` more than up to the last cell.
            starts: Place of each cell's first byte.
            ends: Place behind its last byte.
        """
        lengths = ends - starts
        cells = self._cut(content, starts, lengths)
        sums = cells @ _FACTORS[: cells.shape[1]]
        sums += lengths.view(np.uint64) * _FOR_LENGTH
        numbers = self._guess(0, sums)
        same = self._same(numbers, lengths, cells)
        if not same.all():
            left = np.flatnonzero(~same)
            numbers[left] = self._others(content, (starts[left], ends[left]), cells[left], sums[left])
        return numbers

    def _cut(self, content: NDArray[np.uint8], starts: _Places, lengths: _Places) -> _Cells:
        """The cells, one a line, zeros behind their ends."""
        longest = min(int(lengths.max()), self._most)
        more = (longest + 7) // 8 - self._known.shape[1]
        if more > 0:
            self._known = np.pad(self._known, ((0, 0), (0, more)))
        words = self._known.shape[1]
        anywhere: NDArray[np.void] = np.ndarray(
            (len(content) - 8 * words,), f"V{8 * words}", buffer=content.data, strides=(1,)
        )
        cells = anywhere[starts].view(np.uint64).reshape(-1, words)
        cells &= _fronts(words).take(lengths, axis=0, mode="clip")
        return cells

    def _guess(self, table: int, sums: _Cells) -> NDArray[np.int32]:
        if table:
            sums = sums * _FOR_SECOND
        return self._slots[table].take((sums >> _U(64 - self._bits)).view(np.int64))

    def _same(self, numbers: NDArray[np.int32], lengths: _Places, cells: _Cells) -> NDArray[np.bool_]:
        """Whether the cells are the texts with these numbers, byte by byte."""
        same = self._lengths.take(numbers) == lengths
        alike = self._known.take(numbers, axis=0) == cells
        if not alike.all():
            same &= alike.all(axis=1)
        return same

    def _others(
        self, content: NDArray[np.uint8], bounds: tuple[_Places, _Places], cells: _Cells, sums: _Cells
    ) -> NDArray[np.int32]:
        """Numbers of cells whose guess did not hold; of cells alike that follow each other the first is looked at."""
        starts, ends = bounds
        new = np.ones(len(sums), dtype=bool)
        np.not_equal(sums[1:], sums[:-1], out=new[1:])
        first = np.flatnonzero(new)
        if len(first) * 2 > len(sums):
            return self._each(content, bounds, cells, sums)
        numbers = self._each(content, (starts[first], ends[first]), cells[first], sums[first])[np.cumsum(new) - 1]
        left = np.flatnonzero(~self._same(numbers, ends - starts, cells))
        if len(left):
            numbers[left] = self._each(content, (starts[left], ends[left]), cells[left], sums[left])
        return numbers

    def _each(
        self, content: NDArray[np.uint8], bounds: tuple[_Places, _Places], cells: _Cells, sums: _Cells
    ) -> NDArray[np.int32]:
        """Numbers of any cells."""
        starts, ends = bounds
        lengths = ends - starts
        numbers = self._guess(1, sums)
        rest = np.flatnonzero(~self._same(numbers, lengths, cells))
        long = rest[lengths[rest] > self._most]
        rest = rest[lengths[rest] <= self._most]
        for _ in range(_ROUNDS):
            if not len(rest):
                break
            # One cell for each sum is looked up; the others of that sum are compared with it.
            _, example, alike = np.unique(sums[rest], return_index=True, return_inverse=True)
            rows = rest[example]
            numbers[rest] = self._learn(content, (starts[rows], ends[rows]), cells[rows], sums[rows])[alike]
            rest = rest[~self._same(numbers[rest], lengths[rest], cells[rest])]
        for row in (*rest.tolist(), *long.tolist()):
            numbers[row] = self._look_up(bytes(content.data[starts[row] : ends[row]]))
        self._make_room()
        return numbers

    def _learn(
        self, content: NDArray[np.uint8], bounds: tuple[_Places, _Places], cells: _Cells, sums: _Cells
    ) -> NDArray[np.int32]:
        """Numbers of cells from the dictionary; new texts are kept to be compared with."""
        view, before = content.data, len(self.texts)
        across = zip(bounds[0].tolist(), bounds[1].tolist(), strict=True)
        numbers = np.array([self._look_up(bytes(view[start:end])) for start, end in across], dtype=np.int32)
        self._make_room()
        fresh = np.flatnonzero(numbers >= before)
        new = numbers[fresh]
        self._lengths[new], self._sums[new] = (bounds[1] - bounds[0])[fresh], sums[fresh]
        self._known[new] = cells[fresh]
        if len(self.texts) * self._per_text > len(self._slots[0]):
            self._bits = (len(self.texts) * self._per_text).bit_length() + 1
            self._slots = [np.zeros(1 << self._bits, dtype=np.int32) for _ in range(2)]
            new = np.flatnonzero(self._lengths >= 0).astype(np.int32)
        for slots, factor in zip(self._slots, (_U(1), _FOR_SECOND), strict=True):
            slot = (self._sums[new] * factor >> _U(64 - self._bits)).view(np.int64)
            free = slots[slot] == 0
            slots[slot[free]] = new[free]
        return numbers

    def _look_up(self, text: bytes) -> int:
        number = self._numbers.setdefault(text, len(self.texts))
        if number == len(self.texts):
            self.texts.append(text)
        return number

    def _make_room(self) -> None:
        """Room for the words of all texts; those without are never taken for a cell."""
        missing = len(self.texts) - len(self._lengths)
        if missing > 0:
            more = missing + len(self.texts)
            self._lengths = np.concatenate([self._lengths, np.full(more, -1, dtype=np.int64)])
            self._sums = np.concatenate([self._sums, np.zeros(more, dtype=np.uint64)])
            self._known = np.pad(self._known, ((0, more), (0, 0)))
