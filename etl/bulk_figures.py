"""Decimal figures out of bytes, many at a time: eight characters are one machine word, its digits a few additions.

What is not plainly digits with at most one point between them is told apart by row; nothing is guessed.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: Bytes that have to stand before the first figure, and behind the last one.
MARGIN = 16
#: Longer figures are read one by one.
MOST_CHARACTERS = 16
#: `places` of a cell that is blank, and of one whose text stands in `FigureColumn.odd`.
BLANK, ODD = -1, -2
POWERS = np.array([10**n for n in range(19)], dtype=np.int64)

_Words = NDArray[np.uint64]
_U = np.uint64
_ONES, _HIGHS = _U(0x0101010101010101), _U(0x8080808080808080)
_ZEROS, _POINTS = _U(0x3030303030303030), _U(0x2E2E2E2E2E2E2E2E)
_NINES = _U(0x4646464646464646)
_EVERY_OTHER = _U(0x000000FF000000FF)
#: The last n of eight characters; the first of them lies in the lowest byte.
_LAST = np.array([((1 << 64) - 1) ^ ((1 << 8 * (8 - n)) - 1) for n in range(9)], dtype=np.uint64)
_FILL = ~_LAST & _ZEROS
#: The characters before a point that n characters follow.
_BEFORE = np.array([(1 << 8 * (7 - n)) - 1 for n in range(8)], dtype=np.uint64)
#: The lowest bit of byte k times this has 7 - k in its highest byte: the characters behind a point there.
_BEHIND = _U(0x0706050403020100)


@dataclass(slots=True)
class Figures:
    """Figures as integers.

    Attributes:
        mantissa: The digits without the point.
        places: Digits behind the point; `BLANK` for an empty cell.
        strange: Rows that hold anything but a figure in plain writing; their other values mean nothing.
    """

    mantissa: NDArray[np.int64]
    places: NDArray[np.int8]
    strange: NDArray[np.int64]


def word_at(words: _Words, at: NDArray[np.int64]) -> _Words:
    """The eight bytes from each place on.

    Args:
        words: The bytes, eight by eight.
        at: Places of bytes; another word has to follow the one of the last place.
    """
    first = at >> 3
    shift = ((at & 7) << 3).view(np.uint64)
    low = words.take(first)
    low >>= shift
    first += 1
    high = words.take(first)
    high <<= _U(64) - shift  # a shift by 64 leaves nothing
    low |= high
    return low


def read(words: _Words, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> Figures:
    """Read the figures between starts and ends.

    Args:
        words: The bytes, eight by eight, with `MARGIN` bytes around all figures.
        starts: Place of each figure's first character.
        ends: Place behind its last one.
    """
    length = ends - starts
    known = np.minimum(length, 8)
    last, behind, pointed, strange = _eight(word_at(words, ends - 8), known)
    mantissa, places = _number(last), behind
    long = np.flatnonzero(length > 8)
    if len(long):
        first, before, also, odd = _eight(word_at(words, ends[long] - 16), np.minimum(length[long] - 8, 8))
        # A point takes one of the eight characters.
        mantissa[long] += _number(first) * np.where(pointed[long], 10**7, 10**8)
        places[long] += np.where(also, before + 8, 0)
        strange[long] |= odd | (also & pointed[long])
        pointed[long] |= also
        strange |= length > MOST_CHARACTERS
    whole = length - places
    whole -= pointed
    zero = words.view(np.uint8).take(starts) == 0x30
    strange |= zero & (whole > 1)
    if pointed.any():
        strange |= pointed & ((whole < 1) | (places == 0))
    strange[length == 0] = False
    narrow = places.astype(np.int8)
    narrow[length == 0] = BLANK
    return Figures(mantissa, narrow, np.flatnonzero(strange))


def _eight(word: _Words, known: NDArray[np.int64]) -> tuple[_Words, Any, Any, Any]:
    """The last `known` of eight characters as digits with zeros before them, and where the point among them was.

    Returns:
        The word without the point, the characters behind it, whether there was one, whether anything else is there.
    """
    word &= _LAST.take(known)
    word |= _FILL.take(known)
    apart = word ^ _POINTS
    found = (apart - _ONES) & ~apart
    found &= _HIGHS
    pointed = found != 0
    behind = np.zeros(len(word), dtype=np.int64)
    rows = np.flatnonzero(pointed)
    if len(rows):
        low = found[rows]
        low &= -low  # the first point; a second one is no digit
        low >>= _U(7)
        low *= _BEHIND
        low >>= _U(56)
        places = low.view(np.int64)
        text = word[rows]
        before = _BEFORE.take(places)
        word[rows] = (text & ~(before << _U(8) | _U(0xFF))) | ((text & before) << _U(8)) | _U(0x30)
        behind[rows] = places
    strange = (((word + _NINES) | (word - _ZEROS)) & _HIGHS) != 0
    return word, behind, pointed, strange


def _number(word: _Words) -> NDArray[np.int64]:
    """Eight digits as a number: neighbours are put together to pairs, fours and eight."""
    digits = word - _ZEROS
    pairs = digits * _U(10)
    digits >>= _U(8)
    pairs += digits
    upper = pairs >> _U(16)
    pairs &= _EVERY_OTHER
    pairs *= _U(1_000_000 << 32 | 100)
    upper &= _EVERY_OTHER
    upper *= _U(10_000 << 32 | 1)
    pairs += upper
    pairs >>= _U(32)
    return pairs.view(np.int64)
