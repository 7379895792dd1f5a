"""How the lines of a large file are cut: its columns, and which neighbours are looked up as one text."""

import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

#: Lines from so many places, and bytes from each, tell which columns go together.
_SAMPLES, _SAMPLE_BYTES = 400, 1024
_FEW, _COMBINATIONS = 200, 512


@dataclass(frozen=True, slots=True)
class Shape:
    """How the lines of a file are cut.

    Attributes:
        separator: One byte.
        width: Columns.
        pieces: First and last column of each piece that is looked up as one text, or is a figure.
        figures: Numbers of the pieces that are figures.
    """

    separator: int
    width: int
    pieces: tuple[tuple[int, int], ...]
    figures: frozenset[int]


def choose_shape(path: Path, separator: str, width: int, figures: Collection[int]) -> Shape:
    """Put neighbouring columns together whose texts go together, judged by lines from all over the file.

    A wrong guess costs time, nothing else.
    """
    rows = [row for row in _some_rows(path, separator.encode()) if len(row) == width]
    pieces: list[tuple[int, int]] = []
    for column in range(width):
        left = pieces[-1][0] if pieces else 0
        apart = not pieces or column in figures or column - 1 in figures
        if apart or not _go_together(rows, left, column):
            pieces.append((column, column))
        else:
            pieces[-1] = (left, column)
    return Shape(
        ord(separator), width, tuple(pieces), frozenset(n for n, (first, _) in enumerate(pieces) if first in figures)
    )


def _some_rows(path: Path, separator: bytes) -> list[list[bytes]]:
    size = path.stat().st_size
    rows: list[list[bytes]] = []
    with path.open("rb", buffering=0) as stream:
        for place in range(_SAMPLES):
            lines = os.pread(stream.fileno(), _SAMPLE_BYTES, size * place // _SAMPLES).split(b"\n")
            rows += [line.rstrip(b"\r").split(separator) for line in lines[1:-1]]
    return rows


def _go_together(rows: Sequence[Sequence[bytes]], left: int, column: int) -> bool:
    """Few texts and few combinations, or one text of a column for each text of the others."""
    before = len({tuple(row[left:column]) for row in rows})
    own = len({row[column] for row in rows})
    both = len({tuple(row[left : column + 1]) for row in rows})
    few = len(rows) >= _SAMPLES and before <= _FEW and own <= _FEW
    return before == own == both or (few and (both <= max(before, own) or before * own <= _COMBINATIONS))
