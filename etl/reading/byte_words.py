"""Stretches of bytes compared and numbered eight at a time, for many stretches at once."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

#: To keep the first bytes of a word.
MASKS = np.array([(1 << 8 * size) - 1 for size in range(9)], np.uint64)
MIX = np.uint64(0x9E3779B97F4A7C15)


def words_of(content: bytes) -> NDArray[np.uint64]:
    """The eight bytes from every position on, as a number each; no copy."""
    return np.ndarray((max(len(content) - 7, 0),), "<u8", content, strides=(1,))


def each_word(
    words: NDArray[np.uint64], starts: NDArray[np.int64], sizes: NDArray[np.int64]
) -> Iterator[tuple[NDArray[np.int64] | slice, NDArray[np.uint64]]]:
    """Contents eight bytes at a time: which of them reach so far, and their bytes as a number."""
    here: NDArray[np.int64] | slice = slice(None)
    done = 0
    while len(starts):
        yield here, words[starts + done] & MASKS[np.minimum(sizes - done, 8)]
        done += 8
        longer = np.flatnonzero(sizes > done)
        here = longer if isinstance(here, slice) else here[longer]
        starts, sizes = starts[longer], sizes[longer]


def keys_of(words: NDArray[np.uint64], starts: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.uint64]:
    """A number for each content, the same for the same content."""
    keys = sizes.astype(np.uint64)
    for here, word in each_word(words, starts, sizes):
        keys[here] = (keys[here] ^ word) * MIX
    return keys
