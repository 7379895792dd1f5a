"""The fast lane: plain delimited files of more rows than the office reader takes.

Such a file comes out of a system, not out of an office: its first line is the header of a form, every line is a row,
nothing is quoted. It is taken here only when the office reader would see it the same way; anything else is left to the
office reader and its limits. The choice depends on the bytes and the name alone, so a replay decides alike.
"""

import hashlib
import mmap
import re
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dashboard.catalogue import Template
from etl import findings, mapping
from etl.bulk_cells import Cells, FigureColumn, NotPlain, TextColumn, any_text, decode, parse
from etl.findings import Finding
from etl.reading import delimited, encoding, injection, personal, reader, sniff, words
from etl.reading.build import MAX_NAMED_ROWS
from etl.reading.identity import SUSPECT
from etl.reading.model import DEFAULT, Column, Grid, ReadResult, Table

#: Fewer rows are the office reader's.
LEAST_ROWS = DEFAULT.max_rows
MOST_BYTES = 4_000_000_000
_HEAD = 400_000
_SAMPLE = 200
_TOTALS = frozenset("#＃其全（(tTgGsS")
_DAMAGED = re.compile(
    "[\x00\ufeff\u2028\u2029\x85\ufffd\ue000-\uf8ff\U000f0000-\U0010fffd]|锟斤拷|烫烫烫|屯屯屯|锘縉|ï»¿"
)
_HARMLESS_NOTES = frozenset({"SEPARATOR", "FILENAME_CLEANED", "FILENAME_DOUBLE_SUFFIX", "FILENAME_NO_SUFFIX"})


@dataclass(slots=True)
class BulkRead(ReadResult):
    """A large file as read: its one table has no rows of its own, the cells lie in columns.

    Attributes:
        cells: The columns by position.
        row_numbers: Line of each row, from 1.
    """

    cells: Cells = field(default_factory=list)
    row_numbers: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))


def read(path: Path, name: str, templates: Mapping[str, Template]) -> BulkRead | None:
    """Read a large plain file; None when it is the office reader's.

    Args:
        path: The file.
        name: Its name as sent.
        templates: Forms whose headers are known.
    """
    if not is_candidate(path, name):
        return None
    size = path.stat().st_size
    with path.open("rb") as stream:
        # Not closed here: columns may still look at it; it goes with the last of them.
        content = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
    head = _head(content, size)
    if head is None:
        return None
    with ThreadPoolExecutor(1) as thread:
        digest = thread.submit(_digest, content)
        try:
            return _read(content, head, name, templates, lambda: digest.result())
        except NotPlain:
            return None


def is_candidate(path: Path, name: str) -> bool:
    """Whether a file is worth a look: a text file by name, too large for few rows."""
    if sniff.suffix(name) not in sniff.TEXT_SUFFIXES or not path.is_file():
        return False
    return LEAST_ROWS * 10 <= path.stat().st_size <= MOST_BYTES


def _digest(content: mmap.mmap) -> str:
    return hashlib.sha256(content).hexdigest()


def _head(content: mmap.mmap, size: int) -> bytes | None:
    """Whole lines from the beginning, None when the bytes are not many lines of plain text."""
    head = content[:_HEAD]
    head = head[: head.rfind(b"\n") + 1]
    lines = head.count(b"\n")
    if lines < 2 or size * lines < LEAST_ROWS * len(head):
        return None
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or sniff.recognise(head).name != "text" or sniff.is_binary(head):
        return None
    if content.find(b'"') >= 0 or (b"\r" in head and head.count(b"\r\n") != lines):
        return None
    return head


def _read(
    content: mmap.mmap, head: bytes, name: str, templates: Mapping[str, Template], digest: Callable[[], str]
) -> BulkRead:
    sample = reader.read_bytes(b"".join(head.splitlines(keepends=True)[: _SAMPLE + 1]), name)
    if sample.refused and all(finding.code.startswith("PERSONAL_") for finding in sample.findings):
        return _refused(sample, content, digest(), sample.findings)
    table, separator = _plain_table(sample, head)
    end = len(content)
    while end and content[end - 1] in b"\r\n":
        end -= 1
    start = 3 if head.startswith(b"\xef\xbb\xbf") else 0
    buffer = pa.py_buffer(content).slice(start, end - start)
    parsed = parse(buffer, len(table.columns), separator, _figure_columns(table, templates, sample.file))
    del buffer
    cells, used = _decode(parsed, sample.encoding)
    count = parsed.num_rows
    _structure(cells, table)
    private = _personal(cells, table, sample.file)
    if private:
        return _refused(sample, content, digest(), private)
    found, bad = _bad_rows(cells, table, sample.file)
    numbers = np.arange(2, count + 2, dtype=np.int32)
    if len(bad):
        kept = np.ones(count, dtype=bool)
        kept[bad] = False
        cells = [_only(column, kept) for column in cells]
        numbers = numbers[kept]
    notes = [finding for finding in sample.findings if finding.code in _HARMLESS_NOTES]
    table.rows, table.row_numbers, table.findings, table.left_out = [], [], found, len(bad)
    return BulkRead(
        sample.file, digest(), len(content), "csv", used, [table], notes + found, False, cells, numbers
    )  # fmt: skip


def _refused(sample: ReadResult, content: mmap.mmap, digest: str, why: list[Finding]) -> BulkRead:
    return BulkRead(sample.file, digest, len(content), "csv", sample.encoding, [], why, True)


def _plain_table(sample: ReadResult, head: bytes) -> tuple[Table, str]:
    """The one table of the first lines, when its header is the first line and nothing stands around it."""
    codes = {finding.code for finding in sample.findings}
    if sample.refused or len(sample.tables) != 1 or any(code not in _HARMLESS_NOTES for code in codes - _cell_codes()):
        raise NotPlain("head")
    table = sample.tables[0]
    around = (table.title, table.units, table.periods, table.totals, table.notes, table.preamble)
    if table.header_rows != (1, 1) or any(around):
        raise NotPlain("around")
    text = encoding.decode(head, file=sample.file).text
    separator = delimited.choose_separator(text)
    first = text.split("\n", 1)[0].rstrip("\r")
    if separator not in (",", "\t", ";") or [column.position for column in table.columns] != list(
        range(len(first.split(separator)))
    ):
        raise NotPlain("header")
    return table, separator


def _cell_codes() -> set[str]:
    return {code for code in findings.kinds() if code.startswith("CELL_")}


def _figure_columns(table: Table, templates: Mapping[str, Template], file: str) -> set[int]:
    template, _ = mapping.choose_template(table, templates, wanted=None, file=file)
    if template is None:
        raise NotPlain("template")
    mapped, problems = mapping.map_table(table, template, file=file)
    if mapped is None or any(finding.outcome == "refuse" for finding in problems):
        raise NotPlain("template")
    numeric = {item.name for item in template.fields if item.type in ("number", "integer")}
    return {position for name, position in mapped.columns.items() if name in numeric}


def _decode(parsed: pa.Table, guess: str) -> tuple[Cells, str]:
    names = ["gb18030"] if guess == "gb18030" else ["utf-8", "gb18030"] if guess == "ascii" else ["utf-8"]
    for name in names:
        try:
            cells = decode(parsed, name)
        except UnicodeDecodeError:
            continue
        if name == "gb18030" and any_text(cells, _is_utf8):
            break
        return cells, guess if name == "utf-8" and guess != "ascii" else name
    raise NotPlain("encoding")


def _is_utf8(text: str) -> bool:
    """True for UTF-8 that was read as GB18030: such a file mixes two encodings."""
    if text.isascii():
        return False
    try:
        return words.has_cjk(text.encode("gb18030").decode("utf-8"))
    except UnicodeDecodeError:
        return False


def _structure(cells: Cells, table: Table) -> None:
    """Make sure that every line is a row to the office reader: no totals, notes, headings or repeated headers.

    Raises:
        NotPlain: Some line may be something else.
    """
    if any_text(cells, lambda text: _DAMAGED.search(text) or "\r" in text or len(text) > DEFAULT.max_cell):
        raise NotPlain("damaged")
    for column, head in zip(cells, table.columns, strict=True):
        if isinstance(column, FigureColumn):
            break
        if any(_may_be_total(text) and words.total_kind(text) for text in column.texts):
            raise NotPlain("totals")
        if words.squeeze(head.name) in column.texts:
            raise NotPlain("header repeated")
    filled = [not _blanks(column) for column in cells]
    figures = [isinstance(column, TextColumn) and all(map(_is_figure, column.texts)) for column in cells]
    if sum(filled) < 3 or not any(figures):
        _look_at_rows(cells)


def _may_be_total(text: str) -> bool:
    return bool(text) and ("计" in text or text[0] in _TOTALS or (len(text) <= 6 and text[-1] in "区市县直属"))


def _blanks(column: TextColumn | FigureColumn) -> bool:
    if isinstance(column, TextColumn):
        return "" in column.texts
    return bool((column.lengths == 0).any()) or "" in column.odd.values()


def _is_figure(text: str) -> bool:
    return (
        0 < len(text) <= 60
        and not words.is_missing(text)
        and ((text.isascii() and text.isdigit() and len(text) > 4) or words.is_number(text))
        and not words.is_period_head(text)
    )


def _look_at_rows(cells: Cells) -> None:
    """Every row must hold at least three cells and one figure."""
    count = np.zeros(0, np.int8)
    for column in cells:
        if isinstance(column, TextColumn):
            filled = np.array([bool(text) for text in column.texts])[column.codes]
            figure = np.array([_is_figure(text) for text in column.texts])[column.codes]
        else:
            filled, figure = column.lengths > 0, column.lengths > 0
            for row, text in column.odd.items():
                filled[row], figure[row] = bool(text), _is_figure(text)
        if not len(count):
            count, any_figure = np.zeros(len(filled), np.int8), np.zeros(len(filled), bool)
        count += filled
        any_figure |= figure
    if (count < 3).any() or not any_figure.all():
        raise NotPlain("rows")


def _personal(cells: Cells, table: Table, file: str) -> list[Finding]:
    """Personal data in any cell: a closer look at the rows with a long number, beside the first rows."""
    suspects: list[NDArray[np.int64]] = []
    for column in cells:
        if isinstance(column, TextColumn):
            found = [at for at, text in enumerate(column.texts) if _suspect(text)][:20_000]
            if found:
                rows = column.rows_of(found)
                suspects.append(rows[np.unique(column.codes[rows], return_index=True)[1]])
        else:
            suspects.append(np.flatnonzero(column.lengths >= 11)[:20_000])
            suspects.append(np.array([row for row, text in column.odd.items() if _suspect(text)], np.int64))
    if not any(len(rows) for rows in suspects):
        return []
    rows = np.unique(np.concatenate([np.arange(min(_SAMPLE, _count(cells))), *suspects]))
    grid = Grid("", 0, [[column.name for column in table.columns]], [1], text_file=True)
    grid.rows += [list(cell) for cell in zip(*(_cells_at(column, rows) for column in cells), strict=True)]
    grid.numbers += (rows + 2).tolist()
    return personal.in_grids([grid], file=file)


def _suspect(text: str) -> bool:
    return len(text) >= 8 and not (len(text) == 12 and text.isdecimal()) and bool(SUSPECT.search(text))


def _count(cells: Cells) -> int:
    first = cells[0]
    return len(first.codes) if isinstance(first, TextColumn) else len(first.lengths)


def _cells_at(column: TextColumn | FigureColumn, rows: NDArray[np.int64]) -> list[str]:
    if isinstance(column, TextColumn):
        return [column.texts[code] for code in column.codes[rows]]
    return [str(text) for text in column.cells.take(pa.array(rows)).to_pylist()]


def _bad_rows(cells: Cells, table: Table, file: str) -> tuple[list[Finding], list[int]]:
    """Rows with a cell that is code rather than data; each is named once, by its first such cell."""
    bad: dict[int, tuple[str, Column, str]] = {}
    for column, head in zip(cells, table.columns, strict=True):
        for at, text in enumerate(column.texts) if isinstance(column, TextColumn) else column.odd.items():
            if injection.harmless(text):
                continue
            code = injection.kind_of(text)
            if code:
                rows = column.rows_of([at]).tolist() if isinstance(column, TextColumn) else [at]
                for row in rows:
                    bad.setdefault(row, (code, head, text))
    named: dict[str, int] = {}
    found: list[Finding] = []
    for row in sorted(bad):
        code, head, text = bad[row]
        named[code] = named.get(code, 0) + 1
        if named[code] <= MAX_NAMED_ROWS:
            found.append(findings.make(code, file=file, row=row + 2, column=head.name, value=text[:80]))
    for code, count in named.items():
        if count > MAX_NAMED_ROWS:
            kind = findings.kinds()[code]
            found.append(
                findings.make(
                    "MORE_ROWS", file=file, outcome=kind.outcome, title=kind.title, count=count - MAX_NAMED_ROWS
                )
            )
    return found, sorted(bad)


def _only(column: TextColumn | FigureColumn, kept: NDArray[np.bool_]) -> TextColumn | FigureColumn:
    if isinstance(column, TextColumn):
        return TextColumn(column.codes[kept], column.texts)
    moved = np.cumsum(kept) - 1
    odd = {int(moved[row]): text for row, text in column.odd.items() if kept[row]}
    return FigureColumn(column.cells.filter(pa.array(kept)), odd, column.lengths[kept])
