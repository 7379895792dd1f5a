"""The fast lane: plain delimited files of more rows than the office reader takes.

Such a file comes out of a system, not out of an office: its first line is the header of a form, every line is a row,
nothing is quoted. It is taken here only when the office reader would see it the same way; anything else is left to the
office reader and its limits. The choice depends on the bytes and the name alone, so a replay decides alike.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dashboard.catalogue import Template
from etl import bulk_checks, bulk_parse, findings, mapping, raw
from etl.bulk_cells import Cells, NotPlain, any_text
from etl.bulk_checks import SAMPLE
from etl.bulk_parse import Parsed
from etl.bulk_shape import choose_shape
from etl.cycles import without_search_for_cycles
from etl.findings import Finding
from etl.reading import delimited, encoding, reader, sniff, words
from etl.reading.model import DEFAULT, ReadResult, Table

#: Fewer rows are the office reader's.
LEAST_ROWS = DEFAULT.max_rows
MOST_BYTES = 4_000_000_000
_HEAD = 400_000
_KEPT_BYTES = 31 << 20
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
    head = _head(path)
    if head is None:
        return None
    _keep_memory()
    try:
        with without_search_for_cycles():
            return _read(path, head, name, templates)
    except NotPlain:
        return None


def is_candidate(path: Path, name: str) -> bool:
    """Whether a file is worth a look: a text file by name, too large for few rows."""
    if sniff.suffix(name) not in sniff.TEXT_SUFFIXES or not path.is_file():
        return False
    return LEAST_ROWS * 10 <= path.stat().st_size <= MOST_BYTES


def _keep_memory() -> None:
    """Let memory that columns give back be used for the next columns.

    The C library returns large pieces to the system until it has seen one of nearly 32 MB come and go; asking for the
    pages of each column anew takes longer than filling them.
    """
    np.empty(_KEPT_BYTES, dtype=np.uint8)


def _head(path: Path) -> bytes | None:
    """Whole lines from the beginning, None when the bytes are not many lines of plain text."""
    size = path.stat().st_size
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    head = head[: head.rfind(b"\n") + 1]
    lines = head.count(b"\n")
    if lines < 2 or size * lines < LEAST_ROWS * len(head):
        return None
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or sniff.recognise(head).name != "text" or sniff.is_binary(head):
        return None
    if b'"' in head or (b"\r" in head and head.count(b"\r\n") != lines):
        return None
    return head


def _read(path: Path, head: bytes, name: str, templates: Mapping[str, Template]) -> BulkRead:
    sample = reader.read_bytes(b"".join(head.splitlines(keepends=True)[: SAMPLE + 1]), name)
    if sample.refused and all(finding.code.startswith("PERSONAL_") for finding in sample.findings):
        return _refused(sample, path, raw.digest(path), sample.findings)
    table, separator = _plain_table(sample, head)
    figures = _figure_columns(table, templates, sample.file)
    shape = choose_shape(path, separator, len(table.columns), figures)
    parsed = bulk_parse.parse(path, head.index(b"\n") + 1, shape)
    cells, used = _decode(parsed, sample.encoding)
    numbers = np.arange(2, parsed.rows + 2, dtype=np.int32)
    bulk_checks.structure(cells, table)
    private = bulk_checks.private(cells, table, numbers, sample.file)
    if private:
        return _refused(sample, path, parsed.sha256, private)
    found, bad = bulk_checks.bad_rows(cells, table, numbers, sample.file)
    if len(bad):
        kept = np.ones(parsed.rows, dtype=bool)
        kept[bad] = False
        cells, numbers = [column.kept(kept) for column in cells], numbers[kept]
    notes = [finding for finding in sample.findings if finding.code in _HARMLESS_NOTES]
    table.rows, table.row_numbers, table.findings, table.left_out = [], [], found, len(bad)
    return BulkRead(
        sample.file, parsed.sha256, path.stat().st_size, "csv", used, [table], notes + found, False, cells, numbers
    )  # fmt: skip


def _refused(sample: ReadResult, path: Path, digest: str, why: list[Finding]) -> BulkRead:
    return BulkRead(sample.file, digest, path.stat().st_size, "csv", sample.encoding, [], why, True)


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


def _decode(parsed: Parsed, guess: str) -> tuple[Cells, str]:
    names = ["gb18030"] if guess == "gb18030" else ["utf-8", "gb18030"] if guess == "ascii" else ["utf-8"]
    for name in names:
        try:
            cells = bulk_parse.decoded(parsed, name)
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
