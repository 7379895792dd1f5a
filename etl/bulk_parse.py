"""A large plain delimited file cut into columns: blocks of whole lines, on all cores.

The separators and line ends looked for are never part of a character in UTF-8 or GB18030, so the bytes are cut before
they are decoded. The bytes that are cut are the bytes that are hashed.
"""

import hashlib
import os
from collections.abc import Collection, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from queue import SimpleQueue

import numpy as np
from numpy.typing import NDArray

from etl import bulk_figures
from etl.bulk_cells import Cells, FigureColumn, NotPlain, TextColumn
from etl.bulk_figures import MARGIN, Figures
from etl.bulk_shape import Shape
from etl.bulk_texts import MOST_BYTES, Texts
from etl.bulk_threads import cores, spread

#: Small enough for the caches, large enough that the steps between are few.
_BLOCK = 3 << 20
_LINE_END, _RETURN = 10, 13
_PLAIN = frozenset(b"0123456789.")


@dataclass(slots=True)
class _Block:
    """What one block of lines holds: for each piece the numbers of its texts or its figures."""

    rows: int
    numbers: dict[int, NDArray[np.int32]]
    figures: dict[int, Figures]
    strange: dict[int, dict[int, bytes]]
    reader: int


@dataclass(slots=True)
class Parsed:
    """A file cut up, not yet decoded.

    Attributes:
        shape: How it was cut.
        rows: Lines below the header.
        sha256: Hash of all bytes.
        texts: For each piece of texts the number of each row's text, and the texts.
        figures: For each piece of figures the mantissas, the places, and row → bytes of the strange ones.
    """

    shape: Shape
    rows: int
    sha256: str
    texts: dict[int, tuple[NDArray[np.int32], list[bytes]]]
    figures: dict[int, tuple[NDArray[np.int64], NDArray[np.int8], dict[int, bytes]]]


def parse(path: Path, start: int, shape: Shape) -> Parsed:
    """Cut the lines below the header into columns of bytes.

    Args:
        path: The file.
        start: Where its second line begins.
        shape: How to cut.

    Raises:
        NotPlain: A line has more or fewer fields than the header, a column of figures holds too many words, or the
            file changed while it was read.
    """
    workers = cores()
    known = [[Texts() for _ in shape.pieces] for _ in range(workers)]
    free: SimpleQueue[NDArray[np.uint8]] = SimpleQueue()
    readers: SimpleQueue[int] = SimpleQueue()
    for number in range(workers):
        readers.put(number)
    for _ in range(workers + 2):
        free.put(np.zeros(_BLOCK + 2 * MARGIN + MOST_BYTES, dtype=np.uint8))

    def cut(buffer: NDArray[np.uint8], end: int) -> _Block:
        reader = readers.get()
        try:
            return _cut(buffer, end, shape, known[reader], reader)
        finally:
            readers.put(reader)
            free.put(buffer)

    blocks: list[Future[_Block]] = []
    summed = hashlib.sha256()
    with path.open("rb", buffering=0) as stream, ThreadPoolExecutor(workers) as threads:
        stop = _end_of_lines(stream)
        summed.update(stream.read(start))
        rest = np.empty(0, np.uint8)
        while start < stop:
            buffer = free.get()
            first = MARGIN + len(rest)
            buffer[MARGIN:first] = rest
            room = buffer.data[first : min(MARGIN + _BLOCK, first + stop - start)]
            got = stream.readinto(room)
            if not got or any(block.done() and block.exception() for block in blocks[-2 * workers :]):
                break
            summed.update(room[:got])
            start, end = start + got, first + got
            if start == stop:
                buffer[end] = _LINE_END
                end += 1
            whole = _behind_last_line(buffer, end)
            rest = buffer[whole:end].copy()
            blocks.append(threads.submit(cut, buffer, whole))
        closing = stream.read() or b""
        summed.update(closing)
        found = [block.result() for block in blocks]
    if start < stop or closing.strip(b"\r\n"):
        raise NotPlain("changed while it was read")
    return _joined(found, known, shape, summed.hexdigest())


def _end_of_lines(stream: FileIO) -> int:
    """Where the last filled line ends."""
    end = os.fstat(stream.fileno()).st_size
    while end:
        first = max(end - 4096, 0)
        left = len(os.pread(stream.fileno(), end - first, first).rstrip(b"\r\n"))
        if left:
            return first + left
        end = first
    return 0


def _behind_last_line(buffer: NDArray[np.uint8], end: int) -> int:
    reach = 4096
    while True:
        first = max(end - reach, MARGIN)
        found = np.flatnonzero(buffer[first:end] == _LINE_END)
        if len(found):
            return first + int(found[-1]) + 1
        if first == MARGIN:
            raise NotPlain("line")
        reach *= 8


def _cut(buffer: NDArray[np.uint8], end: int, shape: Shape, texts: Sequence[Texts], reader: int) -> _Block:
    """Cut a block of whole lines that begins at `MARGIN`."""
    body = buffer[:end]
    hit = body == _LINE_END
    hit[:MARGIN] = False
    rows = int(np.count_nonzero(hit))
    hit[MARGIN:] |= body[MARGIN:] == shape.separator
    marks = np.flatnonzero(hit)
    if len(marks) != rows * shape.width:
        raise NotPlain("fields")
    at = marks.reshape(rows, shape.width)
    ends = np.ascontiguousarray(at[:, -1])
    # With as many line ends as rows, all others are separators where the last of each row is a line end.
    if not (body.take(ends) == _LINE_END).all():
        raise NotPlain("fields")
    begins = np.empty_like(ends)
    begins[0], begins[1:] = MARGIN, ends[:-1] + 1
    ends -= body.take(ends - 1) == _RETURN
    block = _Block(rows, {}, {}, {}, reader)
    for number, (left, right) in enumerate(shape.pieces):
        starts = at[:, left - 1] + 1 if left else begins
        stops = np.ascontiguousarray(at[:, right]) if right < shape.width - 1 else ends
        if number not in shape.figures:
            block.numbers[number] = texts[number].number(buffer, starts, stops)
            continue
        figures = bulk_figures.read(buffer.view(np.uint64), starts, stops)
        rows_of = figures.strange.tolist()
        block.strange[number] = {row: bytes(buffer.data[starts[row] : stops[row]]) for row in rows_of}
        words = sum(not _PLAIN.issuperset(text) for text in block.strange[number].values())
        if words * 5 > rows + 1000:
            raise NotPlain("figures")
        block.figures[number] = figures
    return block


def _joined(blocks: Sequence[_Block], known: Sequence[Sequence[Texts]], shape: Shape, sha256: str) -> Parsed:
    """All blocks as one, the numbers of several readers brought together."""
    first = np.cumsum([0, *(block.rows for block in blocks)]).tolist()
    parsed = Parsed(shape, first[-1], sha256, {}, {})
    maps: dict[int, list[NDArray[np.int32]]] = {}
    for piece in range(len(shape.pieces)):
        if piece in shape.figures:
            strange = {
                begin + row: text
                for begin, block in zip(first, blocks, strict=False)
                for row, text in block.strange[piece].items()
            }
            parsed.figures[piece] = np.empty(first[-1], np.int64), np.empty(first[-1], np.int8), strange
            continue
        numbers: dict[bytes, int] = {}
        moved = [[numbers.setdefault(text, len(numbers)) for text in one[piece].texts[1:]] for one in known]
        # Text 0 of a reader is none.
        maps[piece] = [np.array([0, *one], dtype=np.int32) for one in moved]
        parsed.texts[piece] = np.zeros(first[-1], dtype=np.int32), list(numbers)

    def put(number: int) -> None:
        block, begin, end = blocks[number], first[number], first[number + 1]
        for piece, (mantissa, places, _) in parsed.figures.items():
            mantissa[begin:end], places[begin:end] = block.figures[piece].mantissa, block.figures[piece].places
        for piece, (codes, texts) in parsed.texts.items():
            if len(texts) > 1:
                np.take(maps[piece][block.reader], block.numbers[piece], out=codes[begin:end], mode="clip")

    spread(put, range(len(blocks)))
    return parsed


def decoded(parsed: Parsed, encoding: str) -> Cells:
    """The columns as text.

    Raises:
        UnicodeDecodeError: The bytes are not in this encoding.
        NotPlain: A quotation mark, or a line end of another kind, stands in some cell.
    """
    cells: Cells = []
    separator = chr(parsed.shape.separator)
    for piece, (left, right) in enumerate(parsed.shape.pieces):
        if piece in parsed.figures:
            mantissa, places, strange = parsed.figures[piece]
            _refuse_marks(strange.values())
            column = FigureColumn(mantissa, places, {})
            column.set({row: text.decode(encoding) for row, text in strange.items()})
            cells.append(column)
            continue
        codes, texts = parsed.texts[piece]
        _refuse_marks(texts)
        across = [text.decode(encoding).split(separator) if right > left else [text.decode(encoding)] for text in texts]
        for words in zip(*across, strict=True):
            cells.append(_distinct(codes, words))
    return cells


def _distinct(codes: NDArray[np.int32], texts: Sequence[str]) -> TextColumn:
    """A column whose texts may repeat as one whose texts do not."""
    numbers: dict[str, int] = {}
    moved = [numbers.setdefault(text.strip(), len(numbers)) for text in texts]
    if len(numbers) == len(texts):
        return TextColumn(codes, list(numbers))
    return TextColumn(codes, list(numbers), np.array(moved, dtype=np.int32))


def _refuse_marks(texts: Collection[bytes]) -> None:
    joined = b"\n".join(texts)
    if b'"' in joined or b"\r" in joined:
        raise NotPlain("marks")
