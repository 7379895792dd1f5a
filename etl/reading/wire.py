"""How a result travels from the child to the parent: JSON and rows of text, nothing that can execute."""

import json
import struct
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from etl.findings import Finding
from etl.reading.long_model import LongTable
from etl.reading.model import Column, Note, ReadResult, Table, TotalRow

if TYPE_CHECKING:
    from etl.reading.texts import Texts

# A cell with a control character keeps its row out, so these two never occur inside a body row.
_CELL, _ROW = "\x1f", "\x1e"
#: Bodies of so many rows travel by columns.
LONG_ROWS = 2_000
Buffer = bytes | memoryview
HEAD = struct.Struct("<QQQ")


def pack(result: ReadResult) -> bytes:
    """A result as bytes: three lengths, the JSON part, the body rows, and the columns of long bodies."""
    bodies: list[str] = []
    pieces: list[bytes | bytearray] = []
    long: list[list[list[int]] | None] = []
    for table in result.tables:
        columns = _columns(table)
        bodies.append("" if columns is not None else _ROW.join(_CELL.join(row) for row in table.rows))
        packed = None if columns is None else [column.pack() for column in columns]
        pieces += [piece for column in packed or () for piece in column.pieces]
        long.append(None if packed is None else [[column.count, column.size] for column in packed])
    blob = "\x1d".join(bodies).encode("utf-8", errors="surrogatepass")
    own = {id(finding): index for index, finding in enumerate(result.findings)}
    meta: dict[str, Any] = {
        "file": result.file,
        "sha256": result.sha256,
        "size": result.size,
        "format": result.format,
        "encoding": result.encoding,
        "refused": result.refused,
        "findings": [_finding(finding) for finding in result.findings],
        "tables": [
            {
                "sheet": table.sheet,
                "sheet_no": table.sheet_no,
                "title": table.title,
                "units": table.units,
                "periods": table.periods,
                "header_rows": table.header_rows,
                "columns": [asdict(column) for column in table.columns],
                "row_numbers": _runs(table.row_numbers),
                "long": sizes,
                "totals": [asdict(total) for total in table.totals],
                "notes": [asdict(note) for note in table.notes],
                "preamble": table.preamble,
                "left_out": table.left_out,
                # Findings of a table are also in the result: only their places travel.
                "findings": [own[id(finding)] for finding in table.findings],
            }
            for table, sizes in zip(result.tables, long, strict=True)
        ],
    }
    head = json.dumps(meta, ensure_ascii=False).encode("utf-8", errors="surrogatepass")
    size = sum(map(len, pieces))
    return b"".join((HEAD.pack(len(head), len(blob), size), head, blob, *pieces))


def _columns(table: Table) -> "list[Texts] | None":
    """The cells of a table that travels by columns, None for one that travels as rows of text."""
    if isinstance(table, LongTable):
        return table.cells
    if len(table.row_numbers) < LONG_ROWS or not table.columns:
        return None
    from etl.reading.texts import of_values  # results without long bodies do without

    return [of_values(column, str) for column in zip(*table.rows, strict=True)]


def _runs(numbers: list[int]) -> list[int]:
    """First and last number of each run without gaps."""
    if not numbers:
        return []
    if numbers == list(range(numbers[0], numbers[-1] + 1)):
        return [numbers[0], numbers[-1]]
    starts = [at for at in range(1, len(numbers)) if numbers[at] != numbers[at - 1] + 1]
    edges = zip([0, *starts], [*starts, len(numbers)], strict=True)
    return [number for start, end in edges for number in (numbers[start], numbers[end - 1])]


def _numbers(runs: list[int]) -> list[int]:
    return [number for first, last in zip(runs[::2], runs[1::2], strict=True) for number in range(first, last + 1)]


def _finding(finding: Finding) -> list[object]:
    return [
        finding.code, finding.outcome, finding.message, finding.file, finding.sheet, finding.row,
        finding.column, finding.value,
    ]  # fmt: skip


def unpack(head: Buffer, blob: Buffer, columns: Buffer) -> ReadResult:
    """The result from its three parts; the cells of long bodies stay where `columns` has them.

    Raises:
        ValueError, KeyError, TypeError: The bytes are not a result.
    """
    meta = json.loads(bytes(head).decode("utf-8", errors="surrogatepass"))
    findings = [Finding(*words) for words in meta["findings"]]
    bodies = bytes(blob).decode("utf-8", errors="surrogatepass").split("\x1d")
    tables: list[Table] = []
    at = 0
    for words, body in zip(meta["tables"], bodies, strict=False):
        numbers = _numbers(words["row_numbers"])
        described = {
            "sheet": words["sheet"],
            "sheet_no": words["sheet_no"],
            "title": words["title"],
            "units": words["units"],
            "periods": words["periods"],
            "header_rows": (words["header_rows"][0], words["header_rows"][1]),
            "columns": [Column(c["name"], c["unit"], c["position"], tuple(c["parts"])) for c in words["columns"]],
            "row_numbers": numbers,
            "totals": [TotalRow(t["row_number"], t["label"], tuple(t["cells"])) for t in words["totals"]],
            "notes": [Note(n["row_number"], n["text"]) for n in words["notes"]],
            "preamble": words["preamble"],
            "left_out": words["left_out"],
            "findings": [findings[index] for index in words["findings"]],
        }
        if words["long"] is not None:
            from etl.reading.texts import unpack as unpack_texts  # results without long bodies do without

            cells = []
            for count, size in words["long"]:
                column, at = unpack_texts(columns, at, count, size, len(numbers))
                cells.append(column)
            tables.append(LongTable(**described, rows=[], cells=cells))
            continue
        rows = [row.split(_CELL) for row in body.split(_ROW)] if numbers else []
        if len(rows) != len(numbers):
            raise ValueError("row count")
        tables.append(Table(**described, rows=rows))
    return ReadResult(
        file=meta["file"],
        sha256=meta["sha256"],
        size=meta["size"],
        format=meta["format"],
        encoding=meta["encoding"],
        tables=tables,
        findings=findings,
        refused=meta["refused"],
    )
