"""Which text stands in each cell: guessed from a few sums of machine words, then compared byte by byte.

A guess that does not hold, and a text seen for the first time, go through an ordinary dictionary: the answer is exact
whatever the sums are.
"""

import numpy as np
from numpy.typing import NDArray

_U = np.uint64
#: Texts of more bytes go through the dictionary.
MOST_BYTES = 256
_WORDS = MOST_BYTES // 8
#: Odd factors: the same for every run, as nothing but speed depends on them.
_FACTORS = np.random.default_rng(20_241_115).integers(1, 2**63, _WORDS + 2, dtype=np.uint64) * _U(2) + _U(1)
_FIRST = np.array([(1 << 8 * n) - 1 for n in range(9)], dtype=np.uint64)
#: Slots of the table of guesses for each text.
_SLOTS = 16
_LEAST_BITS = 12
#: Times that cells of one sum and several texts are told apart together.
_ROUNDS = 3


class Texts:
    """The distinct texts of a column as one reader has seen them so far; number 0 is no text.

    Attributes:
        texts: The texts by number.
    """

    def __init__(self) -> None:
        self.texts: list[bytes] = [b""]
        self._numbers: dict[bytes, int] = {}
        self._words = np.zeros((0, 64), dtype=np.uint64)
        self._lengths = np.full(64, -1, dtype=np.int64)
        self._sums = np.zeros(64, dtype=np.uint64)
        self._bits = _LEAST_BITS
        self._slots = [np.zeros(1 << self._bits, dtype=np.int32) for _ in range(2)]

    def number(
        self, content: NDArray[np.uint8], starts: NDArray[np.int64], ends: NDArray[np.int64]
    ) -> NDArray[np.int32]:
        """The number of the text in each cell.

        Args:
            content: The bytes, a whole number of words, with two words behind the last cell.
            starts: Place of each cell's first byte.
            ends: Place behind its last byte.
        """
        lengths = ends - starts
        words = self._cut(content.view(np.uint64), starts, np.minimum(lengths, MOST_BYTES))
        sums = lengths.view(np.uint64) * _FACTORS[_WORDS]
        for word, factor in zip(words, _FACTORS, strict=False):
            sums += word * factor
        numbers = self._slots[0].take((sums >> _U(64 - self._bits)).view(np.int64))
        left = np.flatnonzero(~self._same(numbers, lengths, words))
        if len(left):
            numbers[left] = self._others(content, starts, ends, sums, left)
        return numbers

    def _cut(
        self, words: NDArray[np.uint64], starts: NDArray[np.int64], lengths: NDArray[np.int64]
    ) -> list[NDArray[np.uint64]]:
        """The cells word by word, zeros behind their ends."""
        shortest, longest = int(lengths.min()), int(lengths.max())
        count = (longest + 7) // 8
        if count > len(self._words):
            more = np.zeros((count - len(self._words), self._words.shape[1]), dtype=np.uint64)
            self._words = np.concatenate([self._words, more])
        at = starts >> 3
        shift = ((starts & 7) << 3).view(np.uint64)
        back = _U(64) - shift
        found = []
        word = words.take(at)
        for number in range(count):
            at += 1
            following = words.take(at)
            word >>= shift
            word |= following << back
            if 8 * (number + 1) > shortest:
                word &= _FIRST.take(lengths - 8 * number, mode="clip")
            found.append(word)
            word = following
        return found

    def _same(
        self, numbers: NDArray[np.int32], lengths: NDArray[np.int64], words: list[NDArray[np.uint64]]
    ) -> NDArray[np.bool_]:
        """Whether the cells are the texts with these numbers, byte by byte."""
        same = self._lengths.take(numbers) == lengths
        for known, word in zip(self._words, words, strict=False):
            same &= known.take(numbers) == word
        return same

    def _others(
        self,
        content: NDArray[np.uint8],
        starts: NDArray[np.int64],
        ends: NDArray[np.int64],
        sums: NDArray[np.uint64],
        left: NDArray[np.int64],
    ) -> NDArray[np.int32]:
        """Numbers of cells whose guess did not hold."""
        starts, ends, sums = starts[left], ends[left], sums[left]
        lengths = ends - starts
        words = self._cut(content.view(np.uint64), starts, np.minimum(lengths, MOST_BYTES))
        numbers = self._slots[1].take((sums * _FACTORS[-1] >> _U(64 - self._bits)).view(np.int64))
        rest = np.flatnonzero(~self._same(numbers, lengths, words))
        for _ in range(_ROUNDS):
            rest = rest[lengths[rest] <= MOST_BYTES]
            if not len(rest):
                break
            # One cell for each sum is looked up; the others of that sum are compared with it.
            _, example, alike = np.unique(sums[rest], return_index=True, return_inverse=True)
            numbers[rest] = self._learn(content, starts, ends, sums, words, rest[example])[alike]
            rest = rest[~self._same(numbers[rest], lengths[rest], [word[rest] for word in words])]
        view = content.data
        for row in np.union1d(rest, np.flatnonzero(lengths > MOST_BYTES)).tolist():
            numbers[row] = self._look_up(bytes(view[starts[row] : ends[row]]))
        self._make_room()
        return numbers

    def _learn(
        self,
        content: NDArray[np.uint8],
        starts: NDArray[np.int64],
        ends: NDArray[np.int64],
        sums: NDArray[np.uint64],
        words: list[NDArray[np.uint64]],
        rows: NDArray[np.int64],
    ) -> NDArray[np.int32]:
        """Numbers of cells from the dictionary; new texts are kept to be compared with."""
        view, before = content.data, len(self.texts)
        bounds = zip(starts[rows].tolist(), ends[rows].tolist(), strict=True)
        numbers = np.array([self._look_up(bytes(view[start:end])) for start, end in bounds], dtype=np.int32)
        self._make_room()
        fresh = numbers >= before
        rows, new = rows[fresh], numbers[fresh]
        self._lengths[new], self._sums[new] = ends[rows] - starts[rows], sums[rows]
        for known, word in zip(self._words, words, strict=False):
            known[new] = word[rows]
        if len(self.texts) * _SLOTS > len(self._slots[0]):
            self._bits = (len(self.texts) * _SLOTS).bit_length() + 1
            self._slots = [np.zeros(1 << self._bits, dtype=np.int32) for _ in range(2)]
            new = np.flatnonzero(self._lengths >= 0).astype(np.int32)
        for slots, factor in zip(self._slots, (_U(1), _FACTORS[-1]), strict=True):
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
            self._words = np.concatenate([self._words, np.zeros((len(self._words), more), dtype=np.uint64)], axis=1)
